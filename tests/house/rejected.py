# SPDX-License-Identifier: BSL-1.0
"""rejected.py SOURCE COMPILER...: a program that must not compile, and what the compiler must say about it.

SOURCE compiles as it is. With -DREJECT it does not: each text after `// expect:` stands in the first four lines that
say "error" or "note", one error is all, and all of it takes less than 25 lines. Where the compiler takes sentences
(CTNN_SENTENCES in core/check.hpp), a text after `// expect sentence:` is expected instead, if there is one; that SOURCE
compiles is left to the run without sentences. A text is a regular expression, in which a blank matches any number of
blanks, and names may have namespaces before them: compilers differ there.
"""
import os
import re
import subprocess
import sys

MOST_LINES = 24
source, compiler = sys.argv[1], sys.argv[2:]


def compiled(*flags):
    command = [*compiler, '-fdiagnostics-color=never', *flags, source]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return run.returncode, run.stdout


def pattern(text):
    return re.sub(r'\b(?=(?:\w+ ?<|any::|Seq))', r'(?:[\\w:]*::)?', r'\s*'.join(text.split(' ')))


def takes_sentences():
    probe = '#include <ctnn/core/check.hpp>\n#if !CTNN_SENTENCES\n#  error no\n#endif\n'
    return subprocess.run([*compiler, '-E', '-x', 'c++', '-'], input=probe, text=True, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 0


with open(source) as file:
    text = file.read()
expected = re.findall(r'^// expect: (.+)$', text, re.M)
if not expected:
    sys.exit('the source expects nothing: add a line // expect: ...')
if takes_sentences():   # as editors ask
    expected = re.findall(r'^// expect sentence: (.+)$', text, re.M) or expected
    flags = ['-fsyntax-only']
else:                   # as programs are built
    status, output = compiled('-fsyntax-only')
    if status:
        sys.exit(f'without REJECT it must compile, but:\n{output}')
    flags = ['-O2', '-c', '-o', os.devnull]

status, output = compiled('-DREJECT', *flags)
if not status:
    sys.exit('with REJECT it must not compile, but does')
lines = output.splitlines()
first = '\n'.join([line for line in lines if re.search(r'\b(error|note)\b', line)][:4])
errors = sum('error:' in line for line in lines)
print(f'{len(lines)} lines in all, {errors} errors; the first four of error or note:\n{first}')
wrong = [f'does not say: {text}' for text in expected if not re.search(pattern(text), first)]
if len(lines) > MOST_LINES:
    wrong.append(f'{len(lines)} lines are more than {MOST_LINES}')
if errors > 1:
    wrong.append(f'{errors} errors where there is one mistake')
sys.exit('\n'.join(wrong) or 0)
