#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Flawscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes the README's pictures of the window (resources/readme/window-*.png) from a demo project. Usage: tests/ui/screenshots.sh [OUT]
# With OUT, pictures of every step at both sizes, light and dark, go there instead, to be looked at.
# WEIGHTS=FILE trains with real ImageNet weights of a ResNet-18; without, random ones, whose score maps mean little.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. packaging/common.sh

install_listed_packages
configure "$root/build" -DCMAKE_BUILD_TYPE=Release -DFLAWSCOPE_TESTS=ON
build "$root/build" flawscope-screenshots
work="$root/.cache/screenshots"
mkdir -p "$work"
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
program="$root/build/tests/ui/flawscope-screenshots"
arguments=(--project "$work/Washers, line 3")
[ -z "${WEIGHTS:-}" ] || arguments+=(--weights "$(realpath "$WEIGHTS")")
if [ $# -gt 0 ]; then
    exec "$program" "${arguments[@]}" --all "$1"
fi
"$program" "${arguments[@]}" --all "$work/pictures"
for picture in start-1440-light data-1440-light train-1440-light inspect-1440-light decide-1440-light; do
    cp "$work/pictures/$picture.png" "$root/resources/readme/window-${picture%%-*}.png"
done
say "the pictures lie in resources/readme/"
