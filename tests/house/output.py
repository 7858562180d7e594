# SPDX-License-Identifier: BSL-1.0
"""output.py EXPECTED PROGRAM: runs PROGRAM and compares what it prints with EXPECTED, line by line.

Text must be equal. {3.5 +- 0.1} stands for a number within 0.1 of 3.5; {< 2}, {>= 0} for one in that relation to 2, 0.
"""
import operator
import re
import subprocess
import sys

RELATIONS = {'<': operator.lt, '<=': operator.le, '>': operator.gt, '>=': operator.ge}
FIGURE = r'([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|inf|nan))'


def fits(figure, rule):
    first, second = rule.split(' ', 1)
    if first in RELATIONS:
        return RELATIONS[first](figure, float(second))
    return abs(figure - float(first)) <= float(second.removeprefix('+- ')) * (1 + 1e-6)


def compare(expected, printed):
    parts = re.split(r'\{(.*?)\}', expected)
    match = re.fullmatch(FIGURE.join(re.escape(text) for text in parts[::2]), printed)
    return match and all(fits(float(figure), rule) for figure, rule in zip(match.groups(), parts[1::2]))


path, program = sys.argv[1:]
run = subprocess.run([program], stdout=subprocess.PIPE, text=True)
with open(path) as file:
    expected = file.read().rstrip('\n').split('\n')
printed = run.stdout.rstrip('\n').split('\n')
print(run.stdout)
wrong = [f'expected: {e}\nprinted:  {p}' for e, p in zip(expected, printed) if not compare(e, p)]
if len(expected) != len(printed):
    wrong.append(f'expected {len(expected)} lines, printed {len(printed)}')
if run.returncode:
    wrong.append(f'{program} returned {run.returncode}')
sys.exit('\n'.join(wrong) or 0)
