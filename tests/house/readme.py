# SPDX-License-Identifier: BSL-1.0
"""readme.py PAGE... -- COMPILER...: does every C++ block of README and of the pages in docs/ compile?

A PAGE is a file, or a folder whose *.md are meant. A block with a main is a program. Any other stands in a function;
its includes, and the structs and templates that begin at a line's start, stand before that function. A comment
`<!-- cpp ... -->` is code for the block after it that a reader need not see.
"""
import pathlib
import re
import subprocess
import sys

end = sys.argv.index('--')
arguments, compiler = [pathlib.Path(name) for name in sys.argv[1:end]], sys.argv[end + 1:]
pages = [page for path in arguments for page in (sorted(path.glob('*.md')) if path.is_dir() else [path])]
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


def blocks(text):
    """The code of each block, with what is hidden before it, and the line where it begins."""
    for match in re.finditer(r'(?:<!-- cpp\n(.*?)-->\n+)?^```cpp\n(.*?)^```$', text, re.M | re.S):
        yield (match[1] or '') + match[2], text[:match.start(2)].count('\n') + 1


count, wrong = 0, []
for page in pages:
    found = list(blocks(page.read_text()))
    count += len(found)
    if not found and page in arguments:
        wrong.append(f'no C++ block found in {page}')
    for code, line in found:
        command = [*compiler, '-fsyntax-only', '-fdiagnostics-color=never', '-x', 'c++', '-']
        run = subprocess.run(command, input=program(code), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if run.returncode:
            wrong.append(f'the block near line {line} of {page}:\n{program(code)}\n{run.stdout}')
print(f'{count} blocks')
sys.exit('\n'.join(wrong) or (0 if count else 'no C++ block found'))
