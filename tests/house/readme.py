# SPDX-License-Identifier: BSL-1.0
"""readme.py README COMPILER...: does every C++ block of README compile?

A block with a main is a program. Any other stands in a function; its includes, and the structs and templates that
begin at a line's start, stand before that function. A comment `<!-- cpp ... -->` in README is code for the block after
it that a reader need not see.
"""
import re
import subprocess
import sys

path, compiler = sys.argv[1], sys.argv[2:]
PREAMBLE = '#include <ctnn/ctnn.hpp>\nusing namespace ctnn;\nusing namespace ctnn::literals;\n'


def split(code):
    """What stands before the function, and what in it."""
    top, body, inside, depth = [], [], False, 0
    for line in code.splitlines():
        inside = inside or bool(re.match(r'#include|struct |template', line))
        (top if inside else body).append(line)
        if inside:
            depth += line.count('{') - line.count('}')
            inside = depth > 0 or not re.match(r'#include|.*[;}]$', line)
    return '\n'.join(top), '\n'.join(body)


def program(code):
    if re.search(r'^int main\(', code, re.M):
        return code
    top, body = split(code)
    return f'{PREAMBLE}{top}\nvoid readme() {{\n{body}\n}}\n'


with open(path) as file:
    readme = file.read()
blocks = [(hidden + code, readme[:match.start()].count('\n') + 1) for match in
          re.finditer(r'(?:<!-- cpp\n(.*?)-->\n+)?^```cpp\n(.*?)^```$', readme, re.M | re.S)
          for hidden, code in [(match[1] or '', match[2])]]
wrong = []
for code, line in blocks:
    command = [*compiler, '-fsyntax-only', '-fdiagnostics-color=never', '-x', 'c++', '-']
    run = subprocess.run(command, input=program(code), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if run.returncode:
        wrong.append(f'the block near line {line} of {path}:\n{program(code)}\n{run.stdout}')
print(f'{len(blocks)} blocks')
sys.exit('\n'.join(wrong) or (0 if blocks else 'no C++ block found'))
