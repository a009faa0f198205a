#!/bin/sh
# chroot_check.sh: the front door on a bare machine: Debian with git and make and nothing else, once
# as root and once as somebody who is not. A long check (make check-all): needs root, debootstrap
# and the machine's own Debian mirror; ends with 77 and the reason when it cannot run. Prints TAP.
# Tests what is committed.
#   GOAL=grade    the make target to try;  KEEP=1  leaves the second machine under build/chroot/
#   SUITE=trixie  another release than this machine's own
set -u
goal=${GOAL:-grade}
build=${BUILD:-build}
here=$build/chroot
number=0 failed=0

ok() { number=$((number + 1)); echo "ok $number - $1"; }
not_ok() {
    number=$((number + 1)) failed=$((failed + 1))
    echo "not ok $number - $1"
    [ -z "${2:-}" ] || tail -n 25 "$2" | sed 's/^/# /'
}
check() {  # check NAME LOG COMMAND...: passes when the command does
    name=$1 log=$2
    shift 2
    if "$@"; then ok "$name"; else not_ok "$name" "$log"; fi
}
not_run() {
    echo "1..0 # SKIP a bare machine: $1"
    exit 77
}

[ "$(id -u)" = 0 ] || not_run "needs root (sudo make check-all)"
. /etc/os-release
suite=${SUITE:-$VERSION_CODENAME}
base=$here/$suite.tar.gz
command -v debootstrap > /dev/null || [ -e "$base" ] ||
    not_run "needs debootstrap (apt-get install debootstrap)"
command -v unshare > /dev/null || not_run "needs unshare"
[ "${ID:-}" = debian ] || [ "${ID:-}" = ubuntu ] || not_run "needs a Debian or Ubuntu machine"
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2> /dev/null |
    sed -n -e "s/^URIs: *\([^ ]*\).*/\1/p" \
        -e "s/^deb \(\[[^]]*\] \)\?\([a-z]*:[^ ]*\) *$VERSION_CODENAME .*/\2/p" | head -n 1)
[ -n "$mirror" ] || not_run "no mirror in /etc/apt/sources.list*"
mkdir -p "$here"
if [ ! -e "$base" ]; then
    rm -rf "$here/base"
    debootstrap --variant=minbase --include=git,make "$suite" "$here/base" "$mirror" \
        > "$here/debootstrap.log" 2>&1 || not_run "debootstrap failed, see $here/debootstrap.log"
    rm -rf "$here"/base/var/lib/apt/lists/* "$here"/base/var/cache/apt/*
    tar -C "$here/base" -czf "$base.new" . && mv "$base.new" "$base" && rm -rf "$here/base"
fi

# ---- a machine: unpacked anew, thrown away at the end --------------------------------------
machine=$here/machine
fresh_machine() {
    rm -rf "$machine" && mkdir "$machine" && tar -C "$machine" -xzf "$base" || exit 3
    cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
    cp /etc/hosts "$machine/etc/hosts"
    apt-config dump Acquire::http Acquire::https > "$machine/etc/apt/apt.conf.d/99host"
    chroot "$machine" useradd -m student
    git clone -q . "$machine/home/student/crumb"
    chroot "$machine" chown -R student:student /home/student/crumb
}
inside() {  # inside USER LOG COMMAND: with a clean environment and no terminal
    user=$1 log=$2
    shift 2
    unshare --mount sh -c 'mount -t proc proc "$1/proc" &&
        mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts" && shift && exec "$@"' \
        sh "$machine" \
        chroot --userspec="$user:$user" "$machine" /usr/bin/env -i \
        PATH=/usr/local/bin:/usr/bin:/bin HOME=/home/student USER="$user" LC_ALL=C.UTF-8 \
        sh -c "cd /home/student/crumb && $*" \
        < /dev/null > "$log" 2>&1
}
silent() { ! grep -q '^deps' "$1"; }
says() { grep -q -- "$1" "$2"; }
compiled_again() {
    find "$machine/home/student/crumb/build" -newer "$machine/marker" -name '*.o' | grep -q .
}
nothing_compiled() { compiled_at_all && ! compiled_again; }
compiled_at_all() { find "$machine/home/student/crumb/build" -name "*.o" | grep -q .; }
lacks() { ! chroot "$machine" sh -c "command -v $1" > /dev/null; }

# The clock: what is set up once, and what a second run costs.
seconds() { date +%s; }

# ---- as root, in CI ------------------------------------------------------------------------
fresh_machine
check "root: the machine has no compiler to begin with" "" lacks cc
chroot "$machine" chown -R root:root /home/student/crumb
started=$(seconds)
check "root: CI=1 make $goal installs and works" "$here/root.log" \
    inside root "$here/root.log" "CI=1 make $goal"
echo "# took $(($(seconds) - started)) s with the installing"
check "root: it says that BLIS was not asked for" "$here/root.log" \
    says 'blis not found: plain matrix products' "$here/root.log"
check "root: python was not installed" "$here/root.log" lacks python3
touch "$machine/marker"
sleep 1
check "root: make $goal a second time works" "$here/again.log" \
    inside root "$here/again.log" "make $goal"
check "root: the second run compiles nothing" "$here/again.log" nothing_compiled
check "root: the second run says nothing of packages" "$here/again.log" silent "$here/again.log"
started=$(seconds)
check "root: bash .ci/run installs the rest and passes" "$here/ci.log" \
    inside root "$here/ci.log" "CI=true bash .ci/run"
echo "# took $(($(seconds) - started)) s: $(tail -n 1 "$here/ci.log")"
inside root "$here/status.log" "git status --porcelain"
check "root: the clone stays clean" "$here/status.log" [ ! -s "$here/status.log" ]

# ---- as a student without root -------------------------------------------------------------
fresh_machine
inside student "$here/refused.log" "make $goal"
check "student: make $goal fails while there is no compiler" "$here/refused.log" [ $? -ne 0 ]
check "student: it prints the command" "$here/refused.log" \
    says 'sudo apt-get install gcc libc6-dev' "$here/refused.log"
check "student: it offers make deps-local" "$here/refused.log" \
    says 'make deps-local' "$here/refused.log"
started=$(seconds)
check "student: make deps-local works" "$here/local.log" \
    inside student "$here/local.log" "make deps-local"
echo "# took $(($(seconds) - started)) s"
started=$(seconds)
check "student: make $goal works" "$here/student.log" \
    inside student "$here/student.log" "make $goal"
echo "# took $(($(seconds) - started)) s"
check "student: it used the unpacked compiler" "$here/student.log" lacks cc
check "student: BLIS came along" "$here/student.log" \
    grep -q 'MATMUL := blis' "$machine/home/student/crumb/build/config-cc.mk"
touch "$machine/marker"
sleep 1
check "student: make $goal a second time works" "$here/again.log" \
    inside student "$here/again.log" "make $goal"
check "student: the second run compiles nothing" "$here/again.log" nothing_compiled
inside student "$here/status.log" "git status --porcelain"
check "student: the clone stays clean" "$here/status.log" [ ! -s "$here/status.log" ]

[ -n "${KEEP:-}" ] || rm -rf "$machine"
echo "1..$number"
echo "# $((number - failed)) of $number laws hold on a bare machine ($suite)"
[ $failed -eq 0 ]
