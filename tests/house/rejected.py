# SPDX-License-Identifier: BSL-1.0
"""rejected.py SOURCE COMPILER...: a program that must not compile, and what the compiler must say about it.

SOURCE compiles as it is. With -DREJECT it does not, and each text after `// expect:` stands in the first four lines
that say "error" or "note". A text is a regular expression, in which a blank matches any number of blanks: compilers
differ there.
"""
import re
import subprocess
import sys

source, compiler = sys.argv[1], sys.argv[2:]


def compiled(*flags):
    command = [*compiler, '-fsyntax-only', '-fdiagnostics-color=never', *flags, source]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


accepted, rejected = compiled(), compiled('-DREJECT')
if accepted.returncode:
    sys.exit(f'without REJECT it must compile, but:\n{accepted.stdout}')
if not rejected.returncode:
    sys.exit('with REJECT it must not compile, but does')

lines = rejected.stdout.splitlines()
first = '\n'.join([line for line in lines if re.search(r'\b(error|note)\b', line)][:4])
print(f'{len(lines)} lines in all; the first four of error or note:\n{first}')
with open(source) as file:
    expected = re.findall(r'^// expect: (.+)$', file.read(), re.M)
if not expected:
    sys.exit('the source expects nothing: add a line // expect: ...')
missing = [text for text in expected if not re.search(r'\s*'.join(text.split(' ')), first)]
sys.exit('\n'.join(f'does not say: {text}' for text in missing) or 0)
