# SPDX-License-Identifier: BSL-1.0
"""header_agrees.py TRAVEL ARRIVAL COMPILER...: does a program that includes an exported model have its
numbers, bit for bit, and compute the same?"""
import pathlib
import subprocess
import sys
import tempfile

travel, arrival, *compiler = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    header, program = pathlib.Path(folder, 'model.hpp'), pathlib.Path(folder, 'arrival')
    before = subprocess.run([travel, 'header', header], check=True, capture_output=True, text=True).stdout
    subprocess.run([*compiler, '-Wall', '-Wextra', '-Werror', f'-DHEADER="{header}"', arrival, '-o', program], check=True)
    after = subprocess.run([program], check=True, capture_output=True, text=True).stdout
print(f'before:\n{before}after:\n{after}')
before, after = before.split(), after.split()
same_bits = before[0] == after[0] and len(before) == len(after) == 9
sys.exit(not (same_bits and all(abs(float.fromhex(a) - float.fromhex(b)) < 1e-6 for a, b in zip(before[1:], after[1:]))))
