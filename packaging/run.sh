#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Flawscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing, builds Flawscope and starts it: the window where there is a display, else the whole way on demo parts.
# With arguments it is flawscope-cli. FLAWSCOPE_BUILD=build-cuda takes the build of packaging/setup-cuda.sh.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

folder="$root/${FLAWSCOPE_BUILD:-build}"
install_listed_packages
if [ "$folder" = "$root/build" ]; then
    configure "$folder" -DCMAKE_BUILD_TYPE=Release -DFLAWSCOPE_TESTS=ON
fi
[ -f "$folder/build.ninja" ] || fail "There is no build in $folder; packaging/setup-cuda.sh makes build-cuda."
build "$folder" app/all

cli="$folder/app/cli/flawscope-cli"
[ $# -eq 0 ] || exec "$cli" "$@"
window="$folder/app/flawscope/flawscope"
if [ -x "$window" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$window"
fi

data="$root/flawscope-out/demo"
result="$root/flawscope-out/run-$(date +%Y%m%d-%H%M%S)"
say "drawing demo parts, training on the good ones, evaluating and exporting; this takes some minutes"
"$cli" demo "$data"
"$cli" run "$data" --out "$result"
say "the parts lie in ${data#"$PWD"/}; model, figures, scores, masks, maps and overlays in ${result#"$PWD"/}"
