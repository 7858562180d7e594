# SPDX-License-Identifier: BSL-1.0
"""version.py ROOT COMPILER...: do meson.build, version.hpp, README, the consumer's files and CHANGELOG.md name one version?"""
import pathlib
import re
import subprocess
import sys

root, compiler = pathlib.Path(sys.argv[1]), sys.argv[2:]
wrong = []


def found(path, pattern):
    match = re.search(pattern, (root / path).read_text(), re.M)
    if not match:
        wrong.append(f'{path}: nothing like {pattern}')
    return match[1] if match else None


version = found('meson.build', r"^project\(.* version: '(\d+\.\d+\.\d+)'")
major, minor, patch = map(int, version.split('.'))
series = f'{major}.{minor}'
for path, pattern in [('README.md', r'find_package\(ctnn (\S+) REQUIRED\)'),
                      ('tests/package/consumer/CMakeLists.txt', r'find_package\(ctnn (\S+) REQUIRED\)'),
                      ('tests/package/consumer/meson.build', r"dependency\('ctnn', version: '>=(\S+)'\)")]:
    named = found(path, pattern)
    if named and named != series:
        wrong.append(f'{path} asks for {named}, and this is {version}')
# Its newest entry is this version's, or is still called Unreleased and says which version it will be.
newest = found('CHANGELOG.md', r'^## (.*)$')
if newest and not re.match(rf'\[?(Unreleased\]?, to be )?{re.escape(version)}\b', newest):
    wrong.append(f"CHANGELOG.md's newest entry is {newest}, and this is {version}")

# What ctnn.hpp defines, as the preprocessor sees it.
source = f'''#include <ctnn/ctnn.hpp>
#if CTNN_VERSION_MAJOR != {major} || CTNN_VERSION_MINOR != {minor} || CTNN_VERSION_PATCH != {patch}
#  error version.hpp names another version
#endif
#if CTNN_VERSION != {10000 * major + 100 * minor + patch}
#  error CTNN_VERSION is another number
#endif
'''
run = subprocess.run([*compiler, f'-I{root / "include"}', '-fsyntax-only', '-x', 'c++', '-'], input=source, text=True,
                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
if run.returncode:
    wrong.append(f'this is {version}, but:\n{run.stdout}')
print(version)
sys.exit('\n'.join(wrong) or 0)
