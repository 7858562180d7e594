#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""single_header.py [HEADER...]: prints ctnn as one header, for projects that copy a file instead of installing.

What it holds are the HEADERs and all of ours that they include, each once, after those that it needs. Without
arguments that is ctnn/ctnn.hpp; what ctnn.hpp leaves out is named beside it: ctnn/ctnn.hpp ctnn/reflect/state.hpp.
Standard headers and Boost.Hana's stay includes.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = ROOT / 'include'
VERSION = re.search(r"version: '([^']+)'", (ROOT / 'meson.build').read_text())[1]
TOP = f"""\
ctnn {VERSION}: neural networks as C++ types, in one header. It needs C++20 and Boost's headers (Boost.Hana).
Made by tools/single_header.py; not a place to edit.
"""
GUARD = """\
#ifdef CTNN_TARGET
#  error "ctnn is here twice: from two copies, or from one header and a folder of them. Include only one of them."
#endif
"""
DROPPED = ('// SPDX-License-Identifier:', '#pragma once')

outer, parts, under_way = {}, {}, []


def comment(text):
    return ''.join(f'// {line}'.rstrip() + '\n' for line in text.splitlines())


def path_of(bracket, name, place):
    """The header of ours that an include in folder `place` means, if it means one."""
    candidates = [place / name] if bracket == '"' else []
    found = [path for path in [*candidates, INCLUDE / name] if path.is_file()]
    if not found and (bracket == '"' or name.startswith('ctnn/')):
        sys.exit(f'{name}: no such header in {INCLUDE}')
    return found[0].resolve() if found else None


def merge(path):
    """Adds a header of ours to parts, after all that it includes."""
    if path in under_way:
        sys.exit('a circle: ' + ' -> '.join(str(step.relative_to(INCLUDE)) for step in [*under_way, path]))
    if path in parts:
        return
    under_way.append(path)
    lines, depth = [], 0  # of #if
    for line in path.read_text().splitlines():
        include = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        mine = include and path_of(include[1], include[2], path.parent)
        if mine and depth:
            sys.exit(f'{path.relative_to(INCLUDE)} includes {include[2]} under a condition, which one header cannot')
        if mine:
            merge(mine)
        elif include and not depth:
            outer[include[2]] = None
        elif not line.startswith(DROPPED):
            lines.append(line)
        depth += bool(re.match(r'\s*#\s*if', line)) - bool(re.match(r'\s*#\s*endif', line))
    parts[under_way.pop()] = re.sub(r'\n{3,}', '\n\n', '\n'.join(lines)).strip('\n')


for header in sys.argv[1:] or ['ctnn/ctnn.hpp']:
    merge(path_of('<', header, None) or sys.exit(f'{header}: no such header in {INCLUDE}'))

print('// SPDX-License-Identifier: BSL-1.0\n#pragma once\n')
print(comment(TOP + '\n' + (ROOT / 'LICENSE').read_text()))
print(GUARD)
for name in sorted(outer, key=lambda name: ('/' in name, name)):
    print(f'#include <{name}>')
for path, text in parts.items():
    if text:
        print(f'\n// {path.relative_to(INCLUDE).as_posix()}\n\n{text}')
