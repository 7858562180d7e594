# SPDX-License-Identifier: BSL-1.0
"""names.py INCLUDE COMPILER...: do only public names stand in namespace ctnn?

fwd.hpp says what is public: it declares types, and lists all other names in comments that are indented by three blanks.
The names that the headers declare in ctnn itself are these. All others are a user's to take: own_names.cpp takes some,
and a program all of them, at global scope beside `using namespace ctnn`.
"""
import pathlib
import re
import subprocess
import sys

include, compiler = pathlib.Path(sys.argv[1]), sys.argv[2:]
HOME = 'ctnn::inline CTNN_TARGET'
# A class that is called as a function of the C library is one with `struct` before its name only.
NOT_TO_BE_TAKEN = {'copysign', 'index', 'select'}
NO_NAMES = {'alignas', 'auto', 'decltype', 'namespace', 'boost', 'std', 'ctnn'}   # that the expressions find, too


def name_of(line):
    """What a line declares that begins a declaration, as clang-format writes it; nothing of a specialisation."""
    line = re.sub(r'^requires.*?(?=\b(struct|class|constexpr|inline)\b)', '', line)
    if match := re.match(r'(?:struct|class|enum class|enum|concept|using) (?:\[\[.*?\]\] )?(\w+)(?! ?<|\w)', line):
        return match[1]
    if re.match(r'(struct|class|template|requires|using|static_assert|namespace|extern)\b|\w+\(.*->', line):
        return None
    line = re.sub(r'\[\[.*?\]\] ?|__attribute__\(\(.*?\)\) ?|alignas\(.*?\) ?', '', line)
    while (shorter := re.sub(r'<[^<>]*>', '<>', line.replace('->', '  '))) != line and '<>' not in line:
        line = shorter
    depth, plain = 0, ''
    for c in line:   # without template arguments
        depth += (c == '<') - (c == '>')
        plain += '' if depth or c == '>' else c
    match = re.search(r'\((\w+)\)\(|(?:^|[ &*])(\w+)(?=\(|\[| ?= ?|;|\{)', plain)
    return match and not re.search(r'\boperator\b', line) and (match[1] or match[2]) or None


def names(path):
    """Pairs of a namespace inside of the library's own, and a name that a header declares there."""
    within = []
    for line in path.read_text().splitlines():
        if match := re.match(r'namespace ([\w: ]+?) \{', line):
            within.append(match[1])
            if '}' in line:
                within.pop()
            if len(within) == 2 and within[0] == HOME:
                yield '', within[1]
        elif line.startswith('}  // namespace') or line == '}' and within and within[-1] == 'graph':
            within.pop()
        elif within and within[0].startswith(HOME):
            place = '::'.join(within)[len(HOME):].removeprefix('::')
            if not place and re.fullmatch(r'(using|   ) (graph::\w+(, |[,;]$))+', line):
                yield from ((place, name) for name in re.findall(r'graph::(\w+)', line))
            elif re.match(r'[A-Za-z\[]', line) and (name := name_of(line)):
                yield place, name


def complaint(source):
    flags = ['-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-fdiagnostics-color=never', '-x', 'c++', '-']
    run = subprocess.run([*compiler, f'-I{include}', *flags], input=source, text=True, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    return run.stdout if run.returncode else ''


fwd = include / 'ctnn/fwd.hpp'
headers = sorted(include.rglob('*.hpp'))
declared = {pair for path in headers if path != fwd for pair in names(path)}
standing = {name for place, name in declared if place == ''}
options = include / 'ctnn/layers/options.hpp'
listed = {name for path in (fwd, options, include / 'ctnn/core/fixed_string.hpp', include / 'ctnn/core/num.hpp')
          for place, name in names(path) if place == ''}
listed |= {name for line in re.findall(r'^//   (.*)$', fwd.read_text(), re.M) for name in re.findall(r'\w+', line)}
internal = sorted({name for place, name in declared if place} - standing - NOT_TO_BE_TAKEN - NO_NAMES)
wrong = [f'{name} stands in ctnn and not in fwd.hpp' for name in sorted(standing - listed)]
wrong += [f'{name} stands in fwd.hpp and not in ctnn' for name in sorted(listed - standing)]

public = [path.relative_to(include).as_posix() for path in headers]
program = [f'#if __has_include(<nlohmann/json.hpp>) || {int("safetensors" not in name)}\n#include <{name}>\n#endif'
           for name in public]
program += ['#include <vector>', 'using namespace ctnn;']
program += [f'struct {name} {{ int own = 1; }};' for name in internal]
program += ['int main() {', 'int sum = 0;', *(f'sum += {name}{{}}.own;' for name in internal),
            f'return sum - {len(internal)};', '}']
wrong += filter(None, [complaint('\n'.join(program)),
                       complaint(pathlib.Path(__file__).with_name('own_names.cpp').read_text())])
print(f'{len(standing)} public names, {len(internal)} others')
sys.exit('\n'.join(wrong) or (0 if len(internal) > 300 else 'too few names found'))
