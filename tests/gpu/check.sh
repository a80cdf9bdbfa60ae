#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Flawscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds core/engine with PyTorch's LibTorch alone (no Qt, no OpenCV, no packages) and checks it on the CUDA device: parity with
# the authors' figures where ../shared (or $FLAWSCOPE_SHARED) is there, a small training, and speed.
# Where there is no LibTorch with CUDA or no device it says so and exits 0: nothing was checked, and nothing is claimed.
# With --cpu it does the same on the CPU, with any LibTorch ($FLAWSCOPE_TORCH_ROOT, or the one of python3).
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
build="${FLAWSCOPE_GPU_BUILD:-$root/build-gpu}"
device=cuda
[ "${1:-}" != --cpu ] || device=cpu

not_checked() {
    printf 'NOT CHECKED on a GPU: %s\n' "$*"
    exit 0
}

torch_of_python() {
    python3 -c 'import importlib.util as u; s = u.find_spec("torch"); print(s.submodule_search_locations[0] if s else "")' 2>/dev/null
}

torch="${FLAWSCOPE_TORCH_ROOT:-$(torch_of_python || true)}"
[ -n "$torch" ] && [ -e "$torch/lib/libtorch.so" ] || not_checked "there is no LibTorch: python3 has no torch, and FLAWSCOPE_TORCH_ROOT is not set."
if [ "$device" = cuda ]; then
    [ -e "$torch/lib/libtorch_cuda.so" ] || not_checked "the LibTorch in $torch was built without CUDA."
    nvidia-smi -L 2>/dev/null | grep -q GPU || not_checked "nvidia-smi finds no NVIDIA GPU on this machine."
    nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
fi
compiler="${CXX:-g++}"
command -v "$compiler" >/dev/null || not_checked "there is no C++ compiler ($compiler)."

build_with_cmake() {
    local generator=("-G" "Unix Makefiles")
    ! command -v ninja >/dev/null || generator=("-G" "Ninja")
    "$@" -S "$root" -B "$build" "${generator[@]}" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="$compiler" \
        -DFLAWSCOPE_ENGINE_ONLY=ON -DFLAWSCOPE_TORCH_ROOT="$torch" >"$build/configure.log" 2>&1 \
        || { cat "$build/configure.log" >&2; exit 1; }
    "$@" --build "$build" --target engine_check -j "$jobs"
    program="$build/tests/gpu/engine_check"
}

# The compiler alone, with the flags that CMakeLists.txt gives every file; those of single files only make them faster.
build_without_cmake() {
    local version libraries=(-ltorch -ltorch_cpu -lc10)
    [ ! -e "$torch/lib/libtorch_cuda.so" ] || libraries+=(-ltorch_cuda -lc10_cuda)
    version="$(sed -n 's/^project(Flawscope VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")"
    mkdir -p "$build/generated/core/base" "$build/objects"
    sed "s/@PROJECT_VERSION@/$version/" "$root/core/base/version.h.in" >"$build/generated/core/base/version.h"
    export flags="-std=c++20 -O3 -DNDEBUG -fopenmp -I$root -I$build/generated -isystem $torch/include
        -isystem $torch/include/torch/csrc/api/include"
    grep -q __cxx11 "$torch/lib/libc10.so" || flags+=" -D_GLIBCXX_USE_CXX11_ABI=0"
    export compiler root build
    find "$root/core/base" "$root/core/engine" "$root/tests/gpu/enginecheck.cpp" -name '*.cpp' -print0 \
        | xargs -0 -n 1 -P "$jobs" bash -c 'name="${1#"$root"/}"; $compiler $flags -c "$1" -o "$build/objects/${name//\//_}.o"' _
    "$compiler" -fopenmp "$build"/objects/*.o -o "$build/engine_check" -L"$torch/lib" -Wl,-rpath,"$torch/lib" \
        -Wl,--no-as-needed "${libraries[@]}" -Wl,--as-needed -pthread
    program="$build/engine_check"
}

jobs="$(nproc)"
[ "$jobs" -le 16 ] || jobs=16
mkdir -p "$build"
new_enough() { "$@" --version 2>/dev/null | awk 'NR == 1 {split($3, v, "."); exit !(v[1] > 3 || v[2] >= 25)} END {if (!NR) exit 1}'; }
if new_enough cmake; then
    build_with_cmake cmake
elif new_enough python3 -m cmake; then
    build_with_cmake python3 -m cmake
else
    echo "There is no CMake 3.25: compiling core/engine with $compiler alone."
    build_without_cmake
fi

"$program" --device "$device" --shared "${FLAWSCOPE_SHARED:-$root/../shared}"
