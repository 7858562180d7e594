# SPDX-License-Identifier: BSL-1.0
"""listed.py FOLDER SOURCE...: is every .cpp under FOLDER among the SOURCEs of its meson.build? Meson has no wildcards."""
import pathlib
import sys

folder, listed = pathlib.Path(sys.argv[1]), set(sys.argv[2:])
missing = sorted({path.relative_to(folder).as_posix() for path in folder.rglob('*.cpp')} - listed)
print(f'{len(listed)} sources listed')
sys.exit('\n'.join(f'{folder.name}/meson.build does not list {source}' for source in missing) or 0)
