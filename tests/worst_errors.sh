#!/bin/sh
# worst_errors.sh: how much of its bound each tensor uses at worst, in all comparisons with float64 of
# the numeric tests: solution, then reference, as shares of the bound. Run from the root.
set -eu
build=${BUILD:-build}
topics="embedding linear norm rope softmax attention swiglu block model sampling loss adamw"
programs=$(for t in $topics; do echo "$build/tests/solutions/${t}_test $build/tests/reference/${t}_test"; done)
# shellcheck disable=SC2086
${MAKE:-make} -s BUILD="$build" $programs
printf '%-10s %-10s %9s %9s\n' topic tensor solution reference
for topic in $topics; do
    for from in solutions reference; do
        CRUMB_WORST=1 "$build/tests/$from/${topic}_test" 2>&1 | sed -n "s/^worst /$from /p"
    done | awk -v topic="$topic" '
        !($2 in seen) { seen[$2] = ++count; name[count] = $2 }
        { key = $1 " " $2; if ($3 > worst[key]) worst[key] = $3 }
        END {
            for (i = 1; i <= count; i++)
                printf "%-10s %-10s %9.4f %9.4f\n", topic, name[i], worst["solutions " name[i]], worst["reference " name[i]]
        }'
done
