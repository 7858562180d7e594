# SPDX-License-Identifier: BSL-1.0
"""symbols.py LIBRARY...: is every function that the linker may share named after its instruction set?

Of two weak symbols of one name the linker keeps one. So each of ours must say its target: ctnn:: is always followed by
the inline namespace, which ends in the vector's width (_w32) and perhaps _fast.
"""
import re
import subprocess
import sys

wrong, count = [], 0
for library in sys.argv[1:]:
    run = subprocess.run(['nm', '-C', '--defined-only', library], stdout=subprocess.PIPE, text=True, check=True)
    weak = [line for line in run.stdout.splitlines() if re.match(r'[0-9a-f]+ [WVu] .*\bctnn::', line)]
    count += len(weak)
    wrong += [f'{library}: {line}' for line in weak if re.search(r'\bctnn::(?!\w+_w\d+(?:_fast)?::)', line)]
print(f'{count} weak symbols of ours')
sys.exit('\n'.join(wrong) or 0)
