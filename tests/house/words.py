# SPDX-License-Identifier: BSL-1.0
"""words.py INCLUDE REJECT PAGES: has every error's word a program that shows it?

A word is a template that is declared and never defined, in a name of words with underscores (core/check.hpp). Each
stands behind `// expect:` in one of the programs in REJECT at least; and what the tables of PAGES call a word is one.
"""
import pathlib
import re
import sys

include, reject, pages = map(pathlib.Path, sys.argv[1:])
headers = '\n'.join(path.read_text() for path in sorted(include.rglob('*.hpp')))
declared = set(re.findall(r'template <[^;{}]*>\s*struct (\w+);', headers))
defined = set(re.findall(r'\bstruct (\w+)\b[^;()]*\{', headers))
words = {word for word in declared - defined if word.count('_') > 1}
programs = [path.read_text() for path in sorted(reject.glob('*.cpp'))]
expected = [line for text in programs for line in re.findall(r'^// expect: (.+)$', text, re.M)]
wrong = [f'{word}: no program in {reject} expects it' for word in sorted(words)
         if not any(re.match(rf'\W*{word}\b', line) for line in expected)]
for page in sorted(pages.glob('*.md')):
    told = re.findall(r'^\| .* \| `(\w+)` \|$', page.read_text(), re.M)
    wrong += [f'{page.name}: {word} is no error\'s word' for word in told if word.count('_') > 1 and word not in words]
print(f'{len(words)} words')
sys.exit('\n'.join(wrong) or 0)
