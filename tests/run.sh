#!/bin/sh
# run.sh PROGRAM...: runs test programs and scripts, several at a time, and adds up what they say in
# TAP (https://testanything.org): "ok", "not ok", "ok # SKIP why". A program that says no plan, says
# fewer lines than planned, or ends badly without a failed test counts as one failure more.
# A program that has not ended after LIMIT seconds is stopped, which is a failure too; one that takes
# long is told with its seconds.
# Last line: N passed, N failed, N skipped. Exit 0 only when nothing failed and something passed.
set -u
jobs=$(getconf _NPROCESSORS_ONLN 2> /dev/null || echo 2)
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT INT TERM
export CMOCKA_MESSAGE_OUTPUT=TAP
# Under make -j: its tests call make too, which would say that its job server is not for them.
MAKEFLAGS=$(printf '%s' "${MAKEFLAGS:-}" | sed 's/ *-j[0-9]*//; s/ *--jobserver-[a-z]*=[^ ]*//')
export MAKEFLAGS
# Threads that wait leave the cores to the others, see parallel.h.
export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-1000}"
# What tests grade is not what a student did.
export CRUMB_PROGRESS=none
LIMIT=${LIMIT:-1200}
timeout=""
command -v timeout > /dev/null && timeout="timeout -k 10 $LIMIT"
export timeout LIMIT

number=0
for program in "$@"; do
    number=$((number + 1))
    printf '%s\n%s\n' "$(printf '%03d' $number)" "$program"
done | xargs -P "$jobs" -n 2 sh -c '
    start=$(date +%s)
    $timeout "$2" < /dev/null > "$0/$1.said" 2>&1
    code=$?
    echo $code > "$0/$1.code"
    seconds=$(($(date +%s) - start))
    [ $seconds -lt 60 ] || echo "# $2: $seconds s"
    [ -z "$timeout" ] || [ $code -ne 124 ] || [ $seconds -lt $LIMIT ] ||
        echo "not ok - $2: not ended after $LIMIT s" >> "$0/$1.said"
    # cmocka says of a skipped test "not ok N # SKIP name"
    sed "s/^not ok \([0-9]*\) # SKIP \(.*\)/ok \1 - \2 # SKIP/" "$0/$1.said" > "$0/$1.out"
    printf "%s\n" "$2" > "$0/$1.name"' "$work"

passed=0 failed=0 skipped=0
for out in "$work"/*.out; do
    name=$(cat "${out%.out}.name") code=$(cat "${out%.out}.code")
    plan=$(sed -n 's/^1\.\.\([0-9][0-9]*\).*/\1/p' "$out" | awk '{ n += $1 } END { print n + 0 }')
    skip=$(grep -cE '^ok .*# *(SKIP|skip)' "$out")
    good=$(($(grep -cE '^ok ' "$out") - skip))
    bad=$(grep -cE '^not ok ' "$out")
    if [ "$bad" -eq 0 ] && { [ "$code" -ne 0 ] || [ $((good + skip)) -ne "$plan" ] || [ "$plan" -eq 0 ]; }; then
        echo "not ok - $name: exit $code after $((good + skip)) of $plan tests" >> "$out"
        bad=1
    fi
    [ "$bad" -gt 0 ] && { echo "== $name"; grep -v '^ok ' "$out"; }
    grep -E '^ok .*# *(SKIP|skip)' "$out" | sed "s|^ok [0-9]* *-* *|not run: |"
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skip))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
