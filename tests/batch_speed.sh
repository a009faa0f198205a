#!/bin/sh
# batch_speed.sh [N=100] [TIERS="1 3"]: how many right submissions of one lab (norm) are graded in a
# minute at each tier. Compare within one run: machines differ, and a busy one says little.
set -eu
count=${1:-100} tiers=${2:-1 3}
build=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR="$work"
i=0
while [ $i -lt "$count" ]; do
    i=$((i + 1))
    mkdir -p "$work/all/s$i"
    { cat solutions/05-norm/norm.c; echo "// handed in by s$i"; } > "$work/all/s$i/norm.c"
done
for tier in $tiers; do
    printf 'tier %s: ' "$tier"
    "$build/grade" batch --all "$work/all" --lab norm --seed 3 --tier "$tier" --journal "$work/$tier.journal" \
        2> "$work/err" | tail -n 1 | sed 's/^ *//' || cat "$work/err"
done
