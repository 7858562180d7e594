# SPDX-License-Identifier: BSL-1.0
"""consume.py CASE ROOT COMPILER...: does a program of somebody else's find ctnn?

pkg-config, cmake, meson: what `meson install` makes, moved elsewhere. cmake-subdirectory, meson-subproject: the tree.
single-header: the one header, in two units of a program, all warnings on. Status 77: a tool is missing.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

case, root, compiler = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
WARNINGS = '-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror'.split()


def run(*command, **environment):
    print('+', *command, flush=True)
    done = subprocess.run([str(word) for word in command], env={**os.environ, 'CXX': ' '.join(compiler), **environment},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(done.stdout)
    return done.stdout


def need(*tools):
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        print('not installed:', *missing)
        sys.exit(77)


def installed(folder):
    """Where ctnn lies after it was installed and moved."""
    run('meson', 'setup', folder / 'build', root, '--prefix=/usr', '-Dtests=disabled', '-Dexamples=disabled',
        '-Dbench=disabled')
    run('meson', 'install', '-C', folder / 'build', DESTDIR=str(folder / 'stage'))
    return shutil.move(folder / 'stage/usr', folder / 'moved')


def compiled(folder, consumer, header, *flags):
    run(*compiler, '-std=c++20', f'-DCTNN_HEADER={header}', *flags, consumer / 'main.cpp', consumer / 'other.cpp', '-o',
        folder / 'consumer')


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    consumer = pathlib.Path(shutil.copytree(pathlib.Path(__file__).parent / 'consumer', folder / 'source'))
    if case == 'single-header':
        merged = run(sys.executable, root / 'tools/single_header.py')
        assert merged == run(sys.executable, root / 'tools/single_header.py'), 'made twice, it differs'
        (consumer / 'ctnn.hpp').write_text(merged)
        compiled(folder, consumer, '"ctnn.hpp"', *WARNINGS)
    elif case == 'pkg-config':
        need('pkg-config')
        paths = {'PKG_CONFIG_PATH': str(pathlib.Path(installed(folder)) / 'share/pkgconfig')}
        flags = run('pkg-config', '--define-prefix', '--cflags', 'ctnn >= 0.1', **paths).split()
        compiled(folder, consumer, '<ctnn/ctnn.hpp>', *WARNINGS, *flags)
    elif case in ('cmake', 'cmake-subdirectory'):
        need('cmake', 'make')
        where = f'-Dctnn_ROOT={installed(folder)}' if case == 'cmake' else f'-DCTNN_TREE={root}'
        run('cmake', '-S', consumer, '-B', folder / 'out', where)
        run('cmake', '--build', folder / 'out')
        shutil.copy(folder / 'out/consumer', folder)
    else:
        paths = {}
        if case == 'meson':
            need('pkg-config')
            moved = pathlib.Path(installed(folder))
            file = moved / 'share/pkgconfig/ctnn.pc'   # what an installation into that prefix would say
            file.write_text(file.read_text().replace('prefix=/usr', f'prefix={moved}'))
            paths = {'PKG_CONFIG_PATH': str(file.parent)}
        else:
            (consumer / 'subprojects').mkdir()
            os.symlink(root, consumer / 'subprojects/ctnn')
            build = consumer / 'meson.build'
            build.write_text(build.read_text().replace("version: '>=0.1'", "version: '>=0.1', fallback: 'ctnn'"))
        run('meson', 'setup', folder / 'out', consumer, '--wrap-mode=forcefallback' if case != 'meson' else '--wrap-mode=nofallback',
            **paths)
        run('ninja', '-C', folder / 'out')
        shutil.copy(folder / 'out/consumer', folder)
    print(run(folder / 'consumer'))
