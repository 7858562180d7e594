# SPDX-License-Identifier: BSL-1.0
"""macros.py INCLUDE FOLDERS COMPILER...: do the headers compile after other people's macros?

<windows.h>, Qt, X11 and others define short words as macros. Standard headers and Boost's, which are theirs to keep
apart from these, are included before; then come the macros, and then every header of FOLDERS ("core,simd", or "all").
"""
import pathlib
import re
import subprocess
import sys

include, folders, compiler = pathlib.Path(sys.argv[1]), sys.argv[2].split(','), sys.argv[3:]
MACROS = {
    'windef.h': ['near', 'far', 'min(a, b) (((a) < (b)) ? (a) : (b))', 'max(a, b) (((a) > (b)) ? (a) : (b))', 'IN',
                 'OUT', 'OPTIONAL', 'CONST const', 'VOID void', 'TRUE 1', 'FALSE 0', 'pascal', 'cdecl'],
    'rpcndr.h': ['small char', 'hyper __int64', 'interface struct'],
    'wingdi.h': ['ERROR 0', 'OPAQUE 2', 'TRANSPARENT 1', 'RELATIVE 2', 'ABSOLUTE 1'],
    'Qt': ['slots', 'signals public', 'emit', 'foreach(x, y) for (x : y)', 'forever for (;;)'],
    'X11': ['None 0L', 'Bool int', 'Status int', 'True 1', 'False 0', 'Always 2', 'Success 0', 'Above 0', 'Below 1'],
    'sys/sysmacros.h': ['major(x) x', 'minor(x) x'],
    'gnu++20': ['unix 1', 'linux 1'],
}


def chosen(path):
    return folders == ['all'] or path.relative_to(include).parts[1] in folders


headers = sorted(filter(chosen, include.rglob('*.hpp')))
outer = sorted({name for path in headers for name in
                re.findall(r'^\s*#\s*include\s*<([^>]+)>', path.read_text(), re.M) if not name.startswith('ctnn/')})
lines = [f'#if __has_include(<{name}>)\n#  include <{name}>\n#endif' for name in outer]
for macros in MACROS.values():
    lines += [f'#undef {re.match(r"[A-Za-z_]+", macro)[0]}\n#define {macro}' for macro in macros]
lines += [f'#include <{path.relative_to(include).as_posix()}>' for path in headers]
run = subprocess.run([*compiler, f'-I{include}', '-fsyntax-only', '-x', 'c++', '-'], input='\n'.join(lines), text=True,
                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
print(f'{len(headers)} headers after {sum(map(len, MACROS.values()))} macros')
sys.exit(run.stdout if run.returncode else 0 if headers else 'no headers')
