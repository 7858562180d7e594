# SPDX-License-Identifier: BSL-1.0
"""headers.py INCLUDE COMPILER...: does every header compile on its own, and user.cpp and
without_using.cpp, without a warning?
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

include, compiler = pathlib.Path(sys.argv[1]), sys.argv[2:]
FLAGS = ['-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Wsign-conversion', '-Wdouble-promotion', '-Wold-style-cast',
         '-Wshadow', '-Wpsabi', '-Werror', '-fsyntax-only', '-x', 'c++', '-']


def complaint(name, source):
    run = subprocess.run([*compiler, f'-I{include}', *FLAGS], input=source, text=True, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    return f'{name}\n{run.stdout}' if run.returncode else None


def complaint_of_header(header):
    # Included twice: #pragma once, or the second time defines everything again.
    return complaint(header, f'#include <{header}>\n#include <{header}>\n')


headers = sorted(path.relative_to(include).as_posix() for path in include.rglob('*.hpp'))
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    wrong = list(filter(None, pool.map(complaint_of_header, headers)))
print(f'{len(headers)} headers, {len(wrong)} do not compile alone')
users = [pathlib.Path(__file__).with_name(name) for name in ('user.cpp', 'without_using.cpp')]
wrong += filter(None, [complaint(user.name, user.read_text()) for user in users])
sys.exit('\n'.join(wrong) or 0)
