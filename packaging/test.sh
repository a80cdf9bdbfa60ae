#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Flawscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing, builds Flawscope and runs its tests. See --help.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
    cat <<'END'
Usage: packaging/test.sh [--sanitize LIST] [--torch FOLDER] [CTEST-ARGUMENT…]
  --sanitize address,undefined   in build-asan, every test
  --sanitize thread              in build-tsan, the tests of Flawscope's own threads: LibTorch's are not built for it
  --torch FOLDER                 in build-cuda, against the LibTorch in FOLDER (packaging/setup-cuda.sh installs one)
Other arguments go to ctest, for example: -L unit, -R tst_files.
END
}

folder="$root/build"
arguments=(-DCMAKE_BUILD_TYPE=Release -DFLAWSCOPE_TESTS=ON)
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --sanitize)
            case "${2:-}" in
                address,undefined) folder="$root/build-asan" ;;
                thread) folder="$root/build-tsan" ;;
                *) usage >&2; exit 2 ;;
            esac
            arguments=(-DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O1 "-DFLAWSCOPE_SANITIZE=$2")
            shift 2 ;;
        --torch)
            [ -d "${2:-}/lib" ] || fail "There is no LibTorch in '${2:-}': it should have lib/ and include/."
            folder="$root/build-cuda"
            arguments+=("-DFLAWSCOPE_TORCH_ROOT=$(cd "$2" && pwd)")
            shift 2 ;;
        *) break ;;
    esac
done

install_listed_packages
configure "$folder" "${arguments[@]}"
case "$folder" in
    *-tsan) build "$folder" tests/all ;;
    *) build "$folder" ;;
esac

export QT_QPA_PLATFORM=offscreen
export ASAN_OPTIONS="${ASAN_OPTIONS:-strict_string_checks=1:detect_stack_use_after_return=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}"
export TSAN_OPTIONS="${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1:suppressions=$root/tests/tsan.supp}"
exec ctest --test-dir "$folder" --output-on-failure -j "$(nproc)" --no-tests=error "$@"
