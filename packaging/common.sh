# SPDX-FileCopyrightText: 2026 The Flawscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What run.sh, test.sh and setup-cuda.sh share; to be sourced. Quiet when there is nothing to do.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

say() { printf 'flawscope: %s\n' "$*"; }
fail() { printf 'flawscope: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "This needs the rights of root, and there is no sudo. As root: $*"
    fi
}

# run_logged LOG COMMAND…: silent, but for the end of the log where the command fails.
run_logged() {
    local log="$1"
    shift
    mkdir -p "$(dirname "$log")"
    if ! "$@" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        fail "This failed: $* (the whole log: $log)"
    fi
}

package_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages NAME…: installs those of the Debian packages that are missing. FLAWSCOPE_SKIP_PACKAGES=1 leaves it out.
install_packages() {
    [ -z "${FLAWSCOPE_SKIP_PACKAGES:-}" ] || return 0
    command -v dpkg-query >/dev/null || fail "This system is not Debian. Install what packaging/packages.txt names in your system's" \
        "way, then set FLAWSCOPE_SKIP_PACKAGES=1 and try again."
    local missing=() name
    for name in "$@"; do
        package_installed "$name" || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing these Debian packages and what they need (some minutes): ${missing[*]}"
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
    run_logged "$root/.cache/apt-update.log" as_root "${apt[@]}" update
    run_logged "$root/.cache/apt-install.log" as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
}

install_listed_packages() {
    local names
    mapfile -t names < <(sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$root/packaging/packages.txt")
    install_packages "${names[@]}"
}

# As many compilers as there are processors, and as have room: one of LibTorch's headers takes more than 1 GB.
build_jobs() {
    local jobs megabytes limit
    jobs="$(nproc)"
    megabytes="$(awk '/^MemAvailable:/ {print int($2 / 1024)}' /proc/meminfo)"
    limit="$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)"
    case "$limit" in
        '' | *[!0-9]*) ;;
        *) [ $((limit / 1048576)) -ge "$megabytes" ] || megabytes=$((limit / 1048576)) ;;
    esac
    [ $((megabytes / 1500)) -ge "$jobs" ] || jobs=$((megabytes / 1500))
    [ "$jobs" -ge 1 ] || jobs=1
    echo "$jobs"
}

# configure FOLDER CMAKE-ARGUMENTS…: only where the folder is new or the arguments are others.
configure() {
    local folder="$1" wanted
    shift
    wanted="$(printf '%q ' "$@")"
    [ -f "$folder/build.ninja" ] && [ "$wanted" = "$(cat "$folder/configured-with" 2>/dev/null)" ] && return 0
    run_logged "$folder/configure.log" cmake -S "$root" -B "$folder" -G Ninja "$@"
    printf '%s\n' "$wanted" >"$folder/configured-with"
}

# build FOLDER [TARGET…]
build() {
    local folder="$1" plan
    shift
    # A user without a home (a build service) still gets a compiler cache.
    [ -w "${HOME:-/nonexistent}" ] || export CCACHE_DIR="${CCACHE_DIR:-$root/.cache/ccache}"
    plan="$(ninja -C "$folder" -n "$@" 2>&1 || true)"
    case "$plan" in *'no work to do'*) return 0 ;; esac
    say "building in ${folder#"$root"/}"
    NINJA_STATUS='[%f/%t %es] ' ninja -C "$folder" -j "$(build_jobs)" "$@" \
        || fail "The build failed; the compiler's message is above."
}
