#!/bin/sh
# laws_test.sh: what the laws without goldens find, and that what is right obeys them at any seed.
# Prints TAP.
set -u
build=$(cd "${BUILD:-build}" && pwd)
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
SEEDS=${SEEDS:-2}

grade() { "$build/grade" "$@" > "$work/out" 2>&1 || complain "grade $*: exit $?: $(tail -n 3 "$work/out")"; }
out() { tr -s '\n ' '  ' < "$work/out" | grep -q -e "$1" || complain "does not say: $1: $(head -n 30 "$work/out")"; }

seed=1
while [ "$seed" -le "$SEEDS" ]; do
    grade --from solutions --seed "$seed" --fail-under 100
    seed=$((seed + 1))
done
law "the solutions obey every law, seeds 1 to $SEEDS"

# Every topic has one, and each of those that the course names has its function.
grade --from solutions --seed 4 --format json
for topic in $(awk -F' *[|] *' '/^[0-9]/ { print $2 }' labs/topics.txt | uniq); do
    grep -q "\"id\": \"$topic:law-" "$work/out" || complain "$topic has no law"
done
for id in attention:law-causal attention:law-cached attention:law-chunks attention:law-upstream \
          rope:law-shift softmax:law-shift training:law-resume; do
    grep -q "\"id\": \"$id" "$work/out" || complain "$id is not there"
done
law "every topic has laws; causality, shifts, cached, chunked, upstream and resume among them"

# verdict ID: of a check in the JSON record
verdict() {
    awk -v id="\"id\": \"$1\"" 'index($0, id) { there = 1 }
        there && /"verdict"/ { gsub(/.*: "|".*/, ""); print; exit }' "$work/out"
}
is() { [ "$(verdict "$1")" = "$2" ] || complain "$1: $(verdict "$1"), wanted $2"; }

grade --lab attention --from tests/wrong/attention/peeks --seed 4 --format json
is attention:law-causal wrong-value
is attention:law-causal-head wrong-value
out 'later than position\|comes later\|behind'
law "an attention that peeks breaks causality, whatever the sizes"
grade --lab attention --from tests/wrong/attention/left --seed 4 --format json
is attention:law-causal-head pass
is attention:law-cached wrong-value
law "a mask at the left edge breaks cached = uncached, and not causality of one square"
grade --lab attention --from tests/wrong/attention/unscaled --seed 4 --format json
is attention:law-causal pass
is attention:law-cached pass
law "a forgotten scale is wrong, and breaks no law of causality"

"$build/grade" --lab softmax --from solutions --seed 4 --format json > "$work/json"
id=$(sed -n 's/.*"id": "\(softmax:law-[a-z-]*\)".*/\1/p' "$work/json" | head -n 1)
grade replay "$id" --from solutions --seed 4
out "^$id "
out ' sizes '
out ' drawn .* came back '
tail -n 1 "$work/out" | grep -q '^pass$' || complain "$(tail -n 1 "$work/out")"
cp "$work/out" "$work/first"
grade replay "$id" --from solutions --seed 4
cmp -s "$work/out" "$work/first" || complain "another replay of the same seed"
"$build/grade" replay attention:law-causal --from tests/wrong/attention/peeks --seed 4 > "$work/out" 2>&1 && complain "exit 0"
tail -n 1 "$work/out" | grep -q '^wrong-value: ' || complain "$(tail -n 1 "$work/out")"
law "grade replay shows a law's numbers, the same each time"
echo "1..$number"
