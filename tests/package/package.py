# SPDX-License-Identifier: BSL-1.0
"""package.py WAY SOURCE COMPILER...: does ctnn reach a project by this WAY?

A copy of what SOURCE ships is installed, moved and deleted, or taken in as it is; then consumer/ is built with it, as
somebody else would, without a warning, and computes what it should. Exits with 77, skipped, where a tool is missing.
"""
import hashlib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SHIPPED = ['CMakeLists.txt', 'LICENSE', 'cmake', 'include', 'meson.build', 'meson_options.txt', 'tools']
NO_EXTRAS = ['-Dtests=disabled', '-Dexamples=disabled', '-Dbench=disabled']
WARNINGS = ['-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Wshadow', '-Wold-style-cast', '-Werror']
PREFIX = 'opt/ctnn'
EXPECTED = 'loss 2.5, y 6.875\n'

way, source, compiler = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
version = re.search(r"version: '([^']+)'", (source / 'meson.build').read_text())[1]
# Nothing but what a test names reaches its consumer.
leaks = {'CPATH', 'CPLUS_INCLUDE_PATH', 'CPPFLAGS', 'LDFLAGS', 'DESTDIR', 'CMAKE_PREFIX_PATH', 'CTNN_DIR', 'ctnn_DIR'}
environment = {name: value for name, value in os.environ.items()
               if name not in leaks and not name.startswith('PKG_CONFIG')}
environment.update(CXX=shlex.join(compiler), CXXFLAGS=shlex.join(WARNINGS), LC_ALL='C')


def need(*tools):
    for tool in tools:
        if not shutil.which(tool):
            print(f'skipped: no {tool} here')
            sys.exit(77)


def run(*command, fails=False):
    """What a command prints; it must succeed, or must not."""
    done = subprocess.run([str(word) for word in command], env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if (done.returncode != 0) != fails:
        sys.exit(f'{shlex.join(map(str, command))}\n{done.stdout}'
                 f'exit status {done.returncode}{", must fail" if fails else ""}')
    return done.stdout


def demand(true, words):
    if not true:
        sys.exit(words)


def copied(to):
    for name in SHIPPED:
        copy = shutil.copytree if (source / name).is_dir() else shutil.copy
        to.mkdir(exist_ok=True)
        copy(source / name, to / name)
    return to


def headers(include):
    return {path.relative_to(include).as_posix() for path in include.rglob('*.hpp')}


def installed():
    """The prefix of an installation that is no longer where it was installed, nor its sources where they were."""
    need('meson', 'ninja')
    copy = copied(work / 'source')
    run('meson', 'setup', work / 'build', copy, f'--prefix=/{PREFIX}', *NO_EXTRAS)
    run('meson', 'install', '-C', work / 'build', '--destdir', work / 'root')
    shutil.rmtree(copy)
    shutil.rmtree(work / 'build')
    prefix = (work / 'root').rename(work / 'moved') / PREFIX
    found = {path.relative_to(prefix).as_posix() for path in (work / 'moved').rglob('*') if path.is_file()}
    wanted = {f'include/{header}' for header in headers(source / 'include')} | {
        'share/cmake/ctnn/ctnnConfig.cmake', 'share/cmake/ctnn/ctnnConfigVersion.cmake', 'share/doc/ctnn/LICENSE',
        'share/pkgconfig/ctnn.pc'}
    demand(found == wanted, f'missing: {wanted - found}\ntoo many: {found - wanted}')
    return prefix


def use_pkg_config(prefix):
    """pkg-config looks at this installation alone."""
    environment.update(PKG_CONFIG_LIBDIR=str(prefix / 'share/pkgconfig'), PKG_CONFIG_SYSROOT_DIR=str(work / 'moved'))


def consumer():
    return shutil.copytree(HERE / 'consumer', work / 'consumer')


def check(program):
    printed = run(program)
    demand(printed == EXPECTED, f'prints {printed}, not {EXPECTED}')


def by_cmake(*options):
    run('cmake', '-G', 'Ninja', '-S', consumer(), '-B', work / 'out', *options)
    run('cmake', '--build', work / 'out')
    check(work / 'out/consumer')


def by_meson():
    run('meson', 'setup', work / 'out', work / 'consumer')
    run('ninja', '-C', work / 'out')
    check(work / 'out/consumer')


def pkg_config():
    need('pkg-config')
    use_pkg_config(installed())
    demand(run('pkg-config', '--modversion', 'ctnn').strip() == version, 'another version')
    flags = shlex.split(run('pkg-config', '--cflags', '--libs', 'ctnn'))
    run(*compiler, '-std=c++20', *WARNINGS, consumer() / 'main.cpp', *flags, '-o', work / 'program')
    check(work / 'program')


def cmake():
    need('cmake', 'ninja')
    by_cmake(f'-DCMAKE_PREFIX_PATH={installed()}')


def cmake_versions():
    """Which versions ctnnConfig.cmake serves, and what it says without Boost."""
    need('cmake', 'ninja')
    project, paths = work / 'asks', f'PATHS {installed()} NO_DEFAULT_PATH'

    def asks(version, *options, fails=False):
        project.mkdir(exist_ok=True)
        (project / 'CMakeLists.txt').write_text(
            f'cmake_minimum_required(VERSION 3.19)\nproject(asks NONE)\nfind_package(ctnn {version} REQUIRED {paths})\n')
        printed = run('cmake', '-G', 'Ninja', '-S', project, '-B', work / 'out', *options, fails=fails)
        shutil.rmtree(work / 'out')
        return printed

    major, minor, patch = map(int, version.split('.'))
    series = f'{major}.{minor}'
    for good in ['', series, version, f'{series} EXACT', f'{series}...<{major}.{minor + 1}', f'0.0...{version}']:
        asks(good)
    earlier = [f'{major}.{minor - 1}'] if minor else []
    for bad in [*earlier, f'{major}.{minor + 1}', f'{major + 1}', f'{series}.{patch + 1}', f'{series}.{patch + 1} EXACT',
                f'0.0...<{version}', f'{major}.{minor + 1}...{major + 1}.0']:
        asks(bad, fails=True)
    words = asks(series, '-DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON', fails=True)
    demand('ctnn needs the headers of Boost' in words, f'does not say that Boost is missing:\n{words}')


def add_subdirectory():
    need('cmake', 'ninja')
    by_cmake(f'-DCTNN_SOURCE={copied(work / "source")}')


def meson():
    need('meson', 'ninja', 'pkg-config')
    use_pkg_config(installed())
    consumer()
    by_meson()


def subproject():
    """As a wrap: an archive that Meson unpacks under subprojects/. It brings headers and installs nothing."""
    need('meson', 'ninja')
    environment.update(PKG_CONFIG_LIBDIR='')
    files = consumer() / 'subprojects/packagefiles'
    files.mkdir(parents=True)
    archive = files / 'ctnn.tar'
    with tarfile.open(archive, 'w') as tar:
        tar.add(copied(work / 'source'), 'ctnn')
    shutil.rmtree(work / 'source')
    (files.parent / 'ctnn.wrap').write_text(
        f'[wrap-file]\ndirectory = ctnn\nsource_filename = {archive.name}\n'
        f'source_hash = {hashlib.sha256(archive.read_bytes()).hexdigest()}\n[provide]\nctnn = ctnn_dep\n')
    by_meson()
    run('meson', 'install', '-C', work / 'out', '--destdir', work / 'root')
    found = [path.name for path in (work / 'root').rglob('*') if path.is_file()]
    demand(found == ['consumer'], f'installs {found}')


def single_header():
    def made(to, *names):
        script = [sys.executable, source / 'tools/single_header.py', *names]
        text = run(*script)
        demand(text == run(*script), 'not the same when made again')
        demand(not re.search(r'^\s*#\s*include\s*(<ctnn/|")', text, re.M), 'includes headers of ours')
        to.parent.mkdir(parents=True)
        to.write_text(text)
        return set(re.findall(r'^// (ctnn/\S+\.hpp)$', text, re.M))

    one, all = work / 'one', work / 'all'
    names = made(one / 'ctnn/ctnn.hpp')
    # The compiler knows what ctnn.hpp reaches.
    probe = work / 'probe.cpp'
    probe.write_text('#include <ctnn/ctnn.hpp>\n')
    listed = run(*compiler, '-std=c++20', '-MM', '-I', source / 'include', probe)
    reached = set(re.findall(r'/include/(ctnn/\S+\.hpp)', listed))
    demand(names == reached, f'missing: {reached - names}\ntoo many: {names - reached}')

    # Two units alike and one for another instruction set, in one program.
    flags = [*compiler, '-std=c++20', *WARNINGS, '-I', one]
    units = {'first': [], 'second': [], 'scalar': ['-DCTNN_VECTOR_BYTES=0']}
    for name, own in units.items():
        run(*flags, *own, f'-DUNIT={name}', '-c', HERE / 'unit.cpp', '-o', work / f'{name}.o')
    run(*flags, consumer() / 'main.cpp', *(work / f'{name}.o' for name in units), '-o', work / 'program')
    check(work / 'program')

    # With the headers that ctnn.hpp leaves out.
    every = sorted(headers(source / 'include'))
    demand(made(all / 'ctnn/ctnn.hpp', 'ctnn/ctnn.hpp', *every) == set(every), 'not all headers')
    run(*compiler, '-std=c++20', *WARNINGS, '-fsyntax-only', '-I', all, probe)

    # Beside the folder, words and not a flood.
    probe.write_text('#include <ctnn/core/target.hpp>\n#include "one/ctnn/ctnn.hpp"\n')
    words = run(*compiler, '-std=c++20', '-fsyntax-only', '-I', source / 'include', probe, fails=True)
    demand('ctnn is here twice' in words, words)


with tempfile.TemporaryDirectory() as folder:
    work = pathlib.Path(folder).resolve()
    globals()[way]()
