# SPDX-License-Identifier: BSL-1.0
"""headers.py INCLUDE COMPILER...: does every header compile on its own, without a warning?"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

include, compiler = pathlib.Path(sys.argv[1]), sys.argv[2:]
FLAGS = ['-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-Wpsabi', '-Werror', '-fsyntax-only', '-x', 'c++', '-']


def complaint(header):
    # Included twice: #pragma once, or the second time defines everything again.
    source = f'#include <{header}>\n#include <{header}>\n'
    run = subprocess.run([*compiler, f'-I{include}', *FLAGS], input=source, text=True, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    return f'{header}\n{run.stdout}' if run.returncode else None


headers = sorted(path.relative_to(include).as_posix() for path in include.rglob('*.hpp'))
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    wrong = list(filter(None, pool.map(complaint, headers)))
print(f'{len(headers)} headers, {len(wrong)} do not compile alone')
sys.exit('\n'.join(wrong) or 0)
