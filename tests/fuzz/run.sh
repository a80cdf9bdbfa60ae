#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Flawscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh [SECONDS [BUILD_FOLDER]]: builds the fuzz targets with clang and runs each for SECONDS (600). Exits 0 when all were clean;
# what made one fail lies in BUILD_FOLDER/findings.
set -eu
seconds=${1:-600}
here=$(cd "$(dirname "$0")" && pwd)
build=${2:-$here/../../build/fuzz}
clang=${CLANGXX:-$(command -v clang++ || command -v clang++-14 || true)}
if [ -z "$clang" ]; then
    echo "The fuzz targets need clang with libFuzzer (Debian: apt install clang-14 libclang-rt-14-dev)." >&2
    exit 1
fi
cmake -S "$here" -B "$build" -DCMAKE_CXX_COMPILER="$clang" -DCMAKE_BUILD_TYPE=None >/dev/null
cmake --build "$build" --parallel "${JOBS:-2}"
"$build/makeseeds" "$build/seeds"
mkdir -p "$build/findings"
status=0
for parser in safetensors torchfile; do
    mkdir -p "$build/corpus/$parser"
    log=$build/$parser.log
    echo "fuzz_$parser: $seconds s, log in $log"
    if nice -n 19 "$build/fuzz_$parser" -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=3072 -malloc_limit_mb=1024 \
        -dict="$here/$parser.dict" -artifact_prefix="$build/findings/$parser-" -print_final_stats=1 \
        "$build/corpus/$parser" "$build/seeds/$parser" >"$log" 2>&1; then
        grep -E '^(Done|stat::number_of_executed_units)' "$log"
    else
        tail -n 40 "$log" >&2
        echo "fuzz_$parser FAILED" >&2
        status=1
    fi
done
exit $status
