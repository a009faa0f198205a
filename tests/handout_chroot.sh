#!/bin/sh
# handout_chroot.sh: every command of a handout's README on a bare machine: Debian with git and make and
# nothing else, once as root and once as somebody who is not, behind make deps-local. A long check (make
# check-all): needs root, debootstrap and the machine's own Debian mirror; ends with 77 and the reason when
# it cannot run. Prints TAP. The bare machine is that of chroot_check.sh. SUITE=trixie: another release.
set -u
build=${BUILD:-build}
here=$build/chroot
number=0 failed=0
not_run() {
    echo "1..0 # SKIP a handout on a bare machine: $1"
    exit 77
}
check() {  # check NAME LOG COMMAND...
    name=$1 log=$2
    shift 2
    number=$((number + 1))
    if "$@"; then echo "ok $number - $name"
    else
        failed=$((failed + 1))
        echo "not ok $number - $name"
        [ ! -e "$log" ] || tail -n 25 "$log" | sed 's/^/# /'
    fi
}

[ "$(id -u)" = 0 ] || not_run "needs root (sudo make check-all)"
. /etc/os-release
suite=${SUITE:-$VERSION_CODENAME}
base=$here/$suite.tar.gz
command -v debootstrap > /dev/null || [ -e "$base" ] || not_run "needs debootstrap (apt-get install debootstrap)"
command -v unshare > /dev/null || not_run "needs unshare"
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

machine=$here/handout-machine
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"; [ -n "${KEEP:-}" ] || rm -rf "$machine"' EXIT
${MAKE:-make} -s BUILD="$build" handout OUT="$work/crumb" > "$work/log" 2>&1 || {
    cat "$work/log"
    exit 1
}
fresh_machine() {  # fresh_machine OWNER
    rm -rf "$machine" && mkdir "$machine" && tar -C "$machine" -xzf "$base" || exit 3
    cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
    cp /etc/hosts "$machine/etc/hosts"
    apt-config dump Acquire::http Acquire::https > "$machine/etc/apt/apt.conf.d/99host"
    chroot "$machine" useradd -m student
    cp -Rp "$work/crumb" "$machine/home/student/crumb"
    chroot "$machine" chown -R "$1:$1" /home/student/crumb
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
commands() { awk '/^```sh *$/ { on = 1; next } /^```/ { on = 0 } on' "$work/crumb/README.md"; }
[ "$(commands | wc -l)" -ge 5 ] || { echo "not ok - the README has no commands"; exit 1; }
everything() {  # everything USER ENVIRONMENT: each command of the README, in order
    commands > "$work/commands"
    while IFS= read -r command <&3; do
        check "$1: $command" "$here/handout.log" inside "$1" "$here/handout.log" "$2 sh -c '$command'"
    done 3< "$work/commands"
    inside "$1" "$here/handout.log" "ls solutions tests"
    check "$1: no solutions and no tests came along" "$here/handout.log" [ $? -ne 0 ]
}

fresh_machine root
everything root CI=1
fresh_machine student
check "student: make deps-local works" "$here/handout.log" inside student "$here/handout.log" "make deps-local"
everything student ""
solved() { for t in solutions/*/; do cp "$t"*.c "$machine/home/student/crumb/labs/$(basename "$t")/" || return 1; done; }
check "the solutions are dropped in" "" solved
check "student: they earn full marks" "$here/handout.log" \
    inside student "$here/handout.log" 'make grade FLAGS="--fail-under 100"'

echo "1..$number"
echo "# $((number - failed)) of $number laws hold of a handout on a bare machine ($suite)"
[ $failed -eq 0 ]
