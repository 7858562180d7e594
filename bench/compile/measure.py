#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What a network costs the compiler: time, size of the object, and how many templates clang instantiates.

    bench/compile/measure.py                        g++-12 and clang++-19 at -O2, three rounds
    bench/compile/measure.py --rounds 5 --flags=-march=native
    bench/compile/measure.py --compilers g++-12 --cases "01 thermometer"

Times are medians over rounds, each of which compiles everything once: user seconds of the processor, and seconds on the
wall; ratios are to including <Eigen/Dense> and nothing else, in the same run. Sizes are machine code and constants.
Counts are of templates that clang instantiates, and deterministic; gate keeps them.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# name: source, its flags
CASES = {
    "01 thermometer": (ROOT / "examples/01_thermometer.cpp", []),
    "8 equal pairs": (HERE / "equal.cpp", ["-DPAIRS=8"]),
    "64 equal pairs": (HERE / "equal.cpp", ["-DPAIRS=64"]),
    "8 mixed pairs": (HERE / "mixed.cpp", ["-DPAIRS=8"]),
    "64 mixed pairs": (HERE / "mixed.cpp", ["-DPAIRS=64"]),
    "LeNet-5": (HERE / "shaped.cpp", ["-DNET=LeNet5"]),
    "LSTM": (HERE / "shaped.cpp", ["-DNET=Recurrent"]),
    "4 attention blocks": (HERE / "shaped.cpp", ["-DNET=Attention"]),
}
EIGEN = "#include <Eigen/Dense>"


def command(compiler, flags):
    return [compiler, "-std=c++20", f"-I{ROOT / 'include'}", *flags]


def compile_once(arguments):
    """Runs a compiler; returns (user seconds, wall seconds)."""
    start = time.monotonic()
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        first = [line for line in errors.splitlines() if "error" in line][:5]
        sys.exit("\n".join([" ".join(arguments), *first, "did not compile"]))
    return usage.ru_utime, time.monotonic() - start


def code_size(path):
    """Machine code and constants of an object file, in bytes."""
    table = subprocess.run(["size", path], check=True, capture_output=True, text=True).stdout
    return int(table.splitlines()[1].split()[0])


def instantiations(compiler, source, flags):
    """(classes, functions) that clang instantiates."""
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "trace.json")
        # Granularity 0 keeps every event, so that the counts do not hang on the clock.
        traced = ["-O0", f"-ftime-trace={trace}", "-ftime-trace-granularity=0"]
        output = os.path.join(folder, "object.o")
        compile_once(command(compiler, [*flags, *traced, "-c", "-o", output, str(source)]))
        with open(trace, encoding="utf-8") as file:
            names = [event.get("name") for event in json.load(file)["traceEvents"]]
    return names.count("InstantiateClass"), names.count("InstantiateFunction")


def eigen_flags():
    """Where Eigen is, or None."""
    if shutil.which("pkg-config"):
        found = subprocess.run(["pkg-config", "--cflags", "eigen3"], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.split()
    return ["-I/usr/include/eigen3"] if os.path.isdir("/usr/include/eigen3") else None


def measure(compiler, names, flags, rounds):
    """Prints one compiler's table."""
    version = subprocess.run([compiler, "--version"], check=True, capture_output=True, text=True).stdout.splitlines()[0]
    jobs = {name: CASES[name] for name in names}
    times, sizes, counts = {}, {}, {}
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "object.o")
        if eigen_flags() is not None:
            source = pathlib.Path(folder, "eigen.cpp")
            source.write_text(EIGEN + "\n", encoding="utf-8")
            jobs = {EIGEN: (source, eigen_flags())} | jobs
        for _ in range(rounds):
            for name, (source, own) in jobs.items():
                arguments = command(compiler, ["-O2", *flags, *own, "-c", "-o", output, str(source)])
                times.setdefault(name, []).append(compile_once(arguments))
                sizes[name] = code_size(output)
        for name, (source, own) in jobs.items():
            counts[name] = instantiations(compiler, source, [*flags, *own]) if "clang" in version else ("", "")

    print(f"{version}, -O2 {' '.join(flags)}")
    print(f"{'':24}{'user s':>8}{'/ Eigen':>9}{'wall s':>8}{'/ Eigen':>9}{'bytes':>10}{'classes':>9}{'functions':>11}")
    medians = {name: [statistics.median(kind) for kind in zip(*runs)] for name, runs in times.items()}
    for name, row in medians.items():
        ratios = [f"{mine / its:.2f}" for mine, its in zip(row, medians[EIGEN])] if EIGEN in medians else ["", ""]
        cells = "".join(f"{seconds:8.2f}{ratio:>9}" for seconds, ratio in zip(row, ratios))
        print(f"{name:24}{cells}{sizes[name]:10}{counts[name][0]:>9}{counts[name][1]:>11}")
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compilers", nargs="+", default=["g++-12", "clang++-19"])
    parser.add_argument("--cases", nargs="+", default=list(CASES), choices=list(CASES), metavar="CASE",
                        help=", ".join(CASES))
    parser.add_argument("--flags", default="", help="more flags for the compilers, as one word")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    for compiler in options.compilers:
        if shutil.which(compiler):
            measure(compiler, options.cases, options.flags.split(), options.rounds)
        else:
            print(f"{compiler} is not installed\n")


if __name__ == "__main__":
    main()
