# SPDX-License-Identifier: BSL-1.0
"""pages.py ROOT: is the picture of the folders what tools/architecture.py draws, and does each path exist that is
cited?

Paths are cited in README, CONTRIBUTING and the pages in docs/, and in comments of the headers: from the project's
folder, from include/, include/ctnn/ or the citing file's own; a header's name alone may be that of any header.
"""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
library = root / 'include/ctnn'
headers = sorted(library.rglob('*.hpp'))
names = {header.name for header in headers}
pages = [root / 'README.md', root / 'CONTRIBUTING.md', *sorted((root / 'docs').glob('*.md'))]
OTHERS = {'nlohmann/json.hpp', 'torch/torch.h'}        # of other projects
MADE = {'thermometer.hpp'}                              # that an example writes
wrong = []

draws = root / 'tools/architecture.py'
picture = subprocess.run([sys.executable, str(draws)], stdout=subprocess.PIPE, text=True, check=True).stdout
if picture != (root / 'docs/architecture.svg').read_text():
    wrong.append('docs/architecture.svg is not what tools/architecture.py draws: run it again')


def exists(cited, home):
    return any((place / cited).exists() for place in (root, root / 'include', library, home)) or cited in names


def paths(text):
    """What looks like a path: words with the ending of a file, and folders of the project or of the library."""
    for match in re.finditer(r'(?<![\w/:.*<-])([\w.-]+(?:/[\w.-]+)*\.(?:hpp|cpp|py|md|svg|sh|build))\b(?![/*])', text):
        yield match[1]
    for match in re.finditer(r'(?<=[`(])((?:[\w-]+|\.ci)/(?:[\w-]+/)*[\w-]*)(?=[`)])', text):
        yield match[1]


count = 0
for source in pages + headers:
    text = source.read_text()
    if source in headers:
        text = '\n'.join(''.join(re.findall(r'//.*', line)) for line in text.splitlines())
    for line, words in enumerate(text.splitlines(), 1):
        for cited in paths(re.sub(r'https?://\S+', '', words)):
            if cited not in OTHERS | MADE:
                count += 1
                if not exists(cited, source.parent):
                    wrong.append(f'{source.relative_to(root)}:{line} cites {cited}, which is not there')
print(f'{count} paths cited')
sys.exit('\n'.join(wrong) or (0 if count > 50 else 'too few paths found'))
