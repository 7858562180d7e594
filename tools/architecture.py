#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""architecture.py > docs/architecture.svg: the folders of include/ctnn, and which includes which.

The arrows are those that tests/house/layering.py allows, without those that follow from others; a box's row is its
distance from core. Dashed are folders that ctnn.hpp leaves out.
"""
import ast
import pathlib

root = pathlib.Path(__file__).resolve().parent.parent
# Where a folder stands in its row, its colour, and what it is.
FOLDERS = {
    'core': (2, 'ground', 'tensors, errors, lists'),
    'simd': (2, 'ground', 'vectors, exp, tanh, erf'),
    'random': (1.0, 'ground', "torch's random numbers"),
    'graph': (2, 'ground', 'a formula as data'),
    'engine/stages': (0.45, 'dense', 'layers that go together'),
    'engine/memory': (2, 'dense', 'parameters, layouts'),
    'engine/kernels': (0.45, 'dense', 'tiles, sinks, passes'),
    'engine/plan': (0.45, 'dense', 'a network as a program'),
    'lower': (2, 'general', 'a stage as kernel calls'),
    'kernels': (2, 'general', 'the loops of a call'),
    'plan': (2, 'general', 'a network as a program'),
    'activations': (3.15, 'formulas', 'formulas of x'),
    'layers': (3.15, 'formulas', 'formulas with parameters'),
    'losses': (5.15, 'formulas', 'formulas of y and t'),
    'optimizers': (4.15, 'formulas', 'formulas of p and g'),
    'nets': (2, 'user', 'containers; do layers fit?'),
    'model': (2, 'user', 'what a user holds and calls'),
    'reflect': (2, 'user', 'names, costs, printing'),
    'data': (2, 'user', 'data sets'),
    'io': (3.15, 'user', 'files'),
    'train': (2, 'user', 'fit'),
}
COLOURS = {'ground': '#e4e4e0', 'formulas': '#d5e8d0', 'dense': '#f6dcc0', 'general': '#cfe0f3', 'user': '#fff6cf'}
LEGEND = {'formulas': 'formulas: add yours here', 'dense': 'the dense engine', 'general': 'the general engine',
          'user': 'networks, models, their use', 'ground': 'what all stands on'}
TRUNK, WIDTH, HEIGHT, COLUMN, ROW, LEFT, TOP = 2, 176, 40, 188, 62, 60, 20


def constants(path, *names):
    tree = ast.parse(path.read_text())
    found = {node.targets[0].id: ast.literal_eval(node.value) for node in tree.body
             if isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', '') in names}
    return [found[name] for name in names]


arrows, apart = constants(root / 'tests/house/layering.py', 'ARROWS', 'APART')


def below(name):
    return {lower for next in arrows[name] for lower in {next} | below(next)}


def row(name):
    return 1 + max(map(row, arrows[name])) if arrows[name] else 0


top = max(map(row, arrows))


def centre(name):
    return LEFT + FOLDERS[name][0] * COLUMN, TOP + (top - row(name)) * ROW + HEIGHT / 2


def end(of, other, down):
    """Where a line from one box to another begins or ends: on a box of the trunk at its side, else above or below."""
    (x, y), (other_x, _) = centre(of), centre(other)
    if FOLDERS[of][0] == TRUNK and x != other_x:
        return x + (WIDTH / 2 if other_x > x else -WIDTH / 2), y
    return x, y + (HEIGHT / 2 if down else -HEIGHT / 2)


lines = []
for name in arrows:
    for target in arrows[name]:
        if any(target in below(other) for other in arrows[name]):
            continue
        (x, y), (to_x, to_y) = end(name, target, True), end(target, name, False)
        lines.append(f'<line x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}" marker-end="url(#tip)"/>')
boxes, words = [], []
for name in arrows:
    x, y = centre(name)
    headers = len(list((root / 'include/ctnn' / name).glob('*.hpp')))
    dash = ' stroke-dasharray="4 3"' if name in apart else ''
    boxes.append(f'<rect x="{x - WIDTH / 2:g}" y="{y - HEIGHT / 2:g}" width="{WIDTH}" height="{HEIGHT}" rx="4" '
                 f'fill="{COLOURS[FOLDERS[name][1]]}"{dash}/>')
    words.append(f'<text x="{x:g}" y="{y - 3:g}" font-weight="bold">{name}/: {headers}</text>')
    words.append(f'<text x="{x:g}" y="{y + 12:g}" font-size="11">{FOLDERS[name][2]}</text>')
for k, (kind, text) in enumerate(LEGEND.items()):
    x, y = LEFT + 4.45 * COLUMN, TOP + k * 24
    boxes.append(f'<rect x="{x:g}" y="{y:g}" width="18" height="16" fill="{COLOURS[kind]}"/>')
    words.append(f'<text x="{x + 26:g}" y="{y + 12:g}" text-anchor="start" font-size="11">{text}</text>')
width = int(LEFT + 5.7 * COLUMN)
height = TOP + top * ROW + HEIGHT + 20
print(f'''<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" \
font-family="sans-serif" font-size="13">
<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">\
<path d="M0 0L8 4L0 8z" fill="#666"/></marker></defs>
<rect width="{width}" height="{height}" fill="white"/>
<g stroke="#666" fill="none">''', *lines, '</g>', '<g stroke="#444">', *boxes, '</g>',
      '<g text-anchor="middle" fill="#111">', *words, '</g>', '</svg>', sep='\n')
