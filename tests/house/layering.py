# SPDX-License-Identifier: BSL-1.0
"""layering.py INCLUDE: are the headers layered?

Every include of one folder by another points down, no headers include each other in a circle, ctnn.hpp holds includes
only and reaches every header that a network needs, and what it reaches includes no standard header that is dear.
"""
import pathlib
import re
import sys

# A folder includes itself and what can be reached from it by these arrows.
ARROWS = {
    'core': [],
    'simd': ['core'],
    'random': ['core'],
    'graph': ['core', 'simd'],
    'engine/stages': ['graph'],
    'engine/memory': ['graph'],
    'engine/kernels': ['engine/stages', 'engine/memory'],
    'engine/plan': ['engine/kernels'],
    'lower': ['graph', 'engine/memory'],
    'kernels': ['lower'],
    'plan': ['kernels', 'random'],
    'activations': ['graph'],
    'layers': ['lower', 'random'],
    'losses': ['graph'],
    'optimizers': ['graph'],
    'nets': ['layers', 'engine/plan', 'plan'],
    'model': ['nets', 'optimizers'],
    'reflect': ['model', 'losses'],
    'data': ['model', 'reflect'],
    'io': ['model', 'reflect'],
    'train': ['data', 'model', 'reflect'],
}
# Headers of these folders may stay out of ctnn.hpp: they read and write, so they need what is dear to compile.
APART = {'reflect', 'data', 'io', 'train'}
CHEAP = {'_newlib_version.h', 'array', 'bit', 'charconv', 'compare', 'concepts', 'cstddef', 'cstdint',
         'initializer_list', 'limits', 'new', 'type_traits', 'utility', 'version'}

include = pathlib.Path(sys.argv[1])
wrong = []


def folder(header):
    return '/'.join(header.parts[1:-1])


def below(name):
    return {name}.union(*(below(next) for next in ARROWS[name]))


def includes(header):
    """The headers of ours that one header names, and the standard ones."""
    ours, standard = [], []
    text = (include / header).read_text()
    for bracket, name in re.findall(r'^\s*#\s*include\s*(["<])([^">]+)[">]', text, re.M):
        beside = include / header.parent / name
        if name.startswith('ctnn/') or bracket == '"':
            ours.append(pathlib.PurePosixPath(name if name.startswith('ctnn/') else beside.relative_to(include)))
        elif '/' not in name:
            standard.append(name)
    return ours, standard


headers = sorted(path.relative_to(include) for path in include.rglob('*.hpp'))
arrows = {header: includes(header) for header in headers}

for header, (ours, _) in arrows.items():
    place = folder(header)
    if place and place not in ARROWS:
        wrong.append(f'{header}: folder {place} stands in no arrow')
        continue
    for target in ours:
        if target not in arrows:
            wrong.append(f'{header} includes {target}, which is not there')
        elif place and folder(target) not in below(place):
            wrong.append(f'{header} includes {target}: no arrow from {place} to {folder(target) or "the top"}')

done, under_way = set(), []


def visit(header):
    if header in under_way:
        wrong.append('a circle: ' + ' -> '.join(map(str, under_way[under_way.index(header):] + [header])))
    elif header not in done and header in arrows:
        under_way.append(header)
        for target in arrows[header][0]:
            visit(target)
        done.add(under_way.pop())


umbrella = pathlib.PurePosixPath('ctnn/ctnn.hpp')
visit(umbrella)
reached = set(done)
for header in headers:
    visit(header)
wrong += [f'ctnn.hpp does not reach {h}' for h in headers if h not in reached and folder(h) not in APART and folder(h)]
wrong += [f'{header} includes <{name}>, which every user of ctnn.hpp pays for'
          for header in headers if header in reached for name in arrows[header][1] if name not in CHEAP]
wrong += [f'ctnn.hpp has more than includes: {line}' for line in (include / umbrella).read_text().splitlines()
          if line.strip() and not line.startswith(('//', '#pragma once', '#include'))][:1]
wrong += [f'{header}: its first two lines are not the licence and #pragma once' for header in headers
          if (include / header).read_text().split('\n')[:2] != ['// SPDX-License-Identifier: BSL-1.0', '#pragma once']]

print(f'{len(headers)} headers, {len(reached)} reached from ctnn.hpp')
sys.exit('\n'.join(wrong) or 0)
