#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Flawscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs current LibTorch with CUDA from the `torch` wheel into .deps/torch (about 6 GB) and builds against it. See --help.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
    cat <<'END'
Usage: packaging/setup-cuda.sh [--upgrade] [--no-build]
  --upgrade    replace the LibTorch in .deps/torch by the newest one
  --no-build   install and configure only
The result is build-cuda/app/cli/flawscope-cli, which also runs, on the CPU, where there is no NVIDIA GPU.
END
}

upgrade='' build=1
for argument in "$@"; do
    case "$argument" in
        -h | --help) usage; exit 0 ;;
        --upgrade) upgrade=1 ;;
        --no-build) build='' ;;
        *) usage >&2; exit 2 ;;
    esac
done

deps="$root/.deps/torch"
torch="$deps/torch"

install_torch() {
    local room
    python3 -m pip --version >/dev/null 2>&1 || install_packages python3-pip
    mkdir -p "$root/.deps"
    room="$(df -Pm "$root/.deps" | awk 'NR == 2 {print $4}')"
    [ "$room" -ge 14000 ] || fail "LibTorch with CUDA needs 14 GB free while it is installed; $root/.deps has $room MB."
    say "installing LibTorch with CUDA into .deps/torch (a download of about 3 GB; some minutes)"
    # pip unpacks beside its temporary files, and /tmp is often too small; the rename makes the result whole or absent.
    rm -rf "$root/.deps/new" "$root/.deps/tmp"
    mkdir -p "$root/.deps/tmp"
    TMPDIR="$root/.deps/tmp" run_logged "$root/.cache/pip-torch.log" \
        python3 -m pip install --no-compile --no-cache-dir --root-user-action=ignore --target "$root/.deps/new" torch
    [ -e "$root/.deps/new/torch/lib/libtorch_cuda.so" ] \
        || fail "The torch wheel for this Python and processor has no CUDA (no libtorch_cuda.so in it)."
    rm -rf "$deps" "$root/.deps/tmp"
    mv "$root/.deps/new" "$deps"
    say "LibTorch $(sed -n "s/^__version__ = '\(.*\)'/\1/p" "$torch/version.py") in .deps/torch"
}

install_listed_packages
if [ -n "$upgrade" ] || [ ! -e "$torch/lib/libtorch_cuda.so" ]; then
    install_torch
fi
configure "$root/build-cuda" -DCMAKE_BUILD_TYPE=Release -DFLAWSCOPE_TESTS=ON "-DFLAWSCOPE_TORCH_ROOT=$torch"
if [ -n "$build" ]; then
    build "$root/build-cuda" app/all
    say "built build-cuda/app/cli/flawscope-cli; its tests: packaging/test.sh --torch .deps/torch/torch"
fi
if ! nvidia-smi -L 2>/dev/null | grep -q GPU; then
    say "there is no NVIDIA GPU (or no driver) on this machine: what was built computes on the CPU here"
fi
