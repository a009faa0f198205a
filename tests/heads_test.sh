#!/bin/sh
# heads_test.sh: crumb heads as a user meets it. Prints TAP.
build=${BUILD:-build}
crumb=$build/crumb
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh

run() {  # run CODE ARGUMENTS
    wanted=$1
    shift
    "$crumb" heads "$@" > "$work/out" 2> "$work/err" < /dev/null
    code=$?
    [ $code -eq "$wanted" ] || complain "heads $*: exit $code, wanted $wanted: $(cat "$work/err")"
}
out() { grep -q -e "$1" "$work/out" || complain "standard output does not say: $1: $(head -n 20 "$work/out")"; }
sentence() {
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one line on standard error: $(cat "$work/err")"
    grep -qF -e "$1" "$work/err" || complain "the sentence does not say: $1: $(cat "$work/err")"
}
number() { sed -n "s/^ \"$1\": \([0-9.e-]*\),*/\1/p" "$work/out"; }

run 0 --sequences 4
out 'the best previous-token head: [0-9]*\.[0-9]*, 0\.[0-9]*; the best induction head'
out 'loss where all is new: '
cp "$work/out" "$work/first"
run 0 --sequences 4
cmp -s "$work/first" "$work/out" || complain "another answer"
law "the starter's heads are scored, twice the same"

run 0 --sequences 4 --all
layers=$(sed -n 's/.*"num_hidden_layers": *\([0-9]*\).*/\1/p' datasets/models/starter/config.json)
heads=$(sed -n 's/.*"num_attention_heads": *\([0-9]*\).*/\1/p' datasets/models/starter/config.json)
[ "$(grep -cE '^ +[0-9]+\.[0-9]+ +[0-9]\.[0-9]{3} ' "$work/out")" -eq $((layers * heads)) ] || complain "not $layers x $heads rows: $(cat "$work/out")"
law "--all has a row for every head"

run 0 --sequences 4 --json
for key in previous_token_score induction_score; do
    awk -v v="$(number $key)" 'BEGIN { exit !(v > 0 && v <= 1) }' || complain "$key: $(number $key)"
done
awk -v a="$(number loss_repeated)" -v b="$(number loss_repeated_without_head)" 'BEGIN { exit a == b || a <= 0 || b <= 0 }' ||
    complain "a head was taken away and nothing changed: $(cat "$work/out")"
[ "$(grep -c '"induction":' "$work/out")" -eq $((layers * heads)) ] || complain "not every head"
run 0 --sequences 4 --json --seed 2
out '"sequences": 4'
law "--json is one object, with the loss without the best induction head"

run 4 --least 9 --most 8
sentence '--least 9 is more than --most 8'
run 4 --tokens 20 --most 19
sentence '20 tokens hold no period of 19'
run 4 --periods 3
sentence '--periods: no such flag'
run 4 --tokens 0
run 1 --model "$work/absent"
sentence 'absent'
run 0 --help
out 'crumb heads'
law "what cannot be is one sentence"
echo "1..$number"
