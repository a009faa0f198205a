#!/bin/sh
# words_test.sh: crumb words: vectors learnt, asked for neighbours and analogies. Prints TAP.
crumb=$(cd "${BUILD:-build}" && pwd)/crumb
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh

run() {  # run CODE ARGUMENTS
    wanted=$1
    shift
    "$crumb" words "$@" > "$work/out" 2> "$work/err" < /dev/null
    code=$?
    [ $code -eq "$wanted" ] || complain "words $*: exit $code, wanted $wanted: $(cat "$work/err")"
}
out() { grep -q -e "$1" "$work/out" || complain "standard output does not say: $1: $(head -n 5 "$work/out")"; }
sentence() {
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one line on standard error: $(cat "$work/err")"
    grep -qF -e "$1" "$work/err" || complain "the sentence does not say: $1: $(cat "$work/err")"
}

# Kings and queens rule, men and women walk; he and she tell who is who.
awk 'BEGIN {
    split("king queen man woman", who); split("he she he she", pronoun); split("rules rules walks walks", does)
    split("royal royal plain plain", kind); split("his her his her", own); srand(1)
    for (i = 0; i < 12000; i++) {
        state = (state * 1103515245 + 12345) % 2147483648; w = int(state / 65536) % 4 + 1
        printf "the %s %s %s %s and %s %s\n", kind[w], who[w], does[w], own[w], pronoun[w], does[w]
    } }' > "$work/text"

run 0 train --text "$work/text" --out "$work/words.safetensors" --width 12 --epochs 3 --frequent 0 --most 50
out 'words.safetensors: 14 words of 12 numbers, from 96000 words of text'
out '^ *10 % read, loss of a pair [0-9.]*$'
law "a text is learnt from, and the loss is told"

cp "$work/words.safetensors" "$work/first"
run 0 train --text "$work/text" --out "$work/words.safetensors" --width 12 --epochs 3 --frequent 0 --most 50
cmp -s "$work/first" "$work/words.safetensors" || complain "other bytes"
law "twice the same command gives the same bytes"

run 0 analogy king man woman --count 1 --words "$work/words.safetensors"
out '^  queen '
law "king - man + woman is queen, where the text says so"

printf '# ours\n: people\nman king woman queen\nwoman queen man king\n: unknown\nman king prince queen\n' > "$work/analogies"
run 0 check "$work/analogies" --words "$work/words.safetensors"
out '^  people  *2 of  *2 first,  *2 among five; 0 with'
out '^  unknown  *0 of  *0 first,  *0 among five; 1 with'
out '^  all  *2 of  *2 first'
law "analogies of a file are counted, and words that are not known"

run 0 near king --words "$work/words.safetensors" --count 3
[ "$(grep -c '^  ' "$work/out")" -eq 3 ] || complain "not three: $(cat "$work/out")"
! grep -q '^  king ' "$work/out" || complain "king is near itself"
run 0 near king --words "$work/words.safetensors" --count 100
[ "$(grep -c '^  ' "$work/out")" -eq 13 ] || complain "not all others: $(cat "$work/out")"
run 0 analogy king king king --words "$work/words.safetensors" --count 100
[ "$(grep -c '^  ' "$work/out")" -eq 13 ] || complain "a word named three times: $(cat "$work/out")"
law "neighbours come in number, never the word itself"

run 1 near prince --words "$work/words.safetensors"
sentence 'prince: not among the 14 words'
run 1 near king --words "$work/absent"
sentence 'absent'
run 1 near king --words "$work/text"
sentence 'text'
: > "$work/empty"
run 1 train --text "$work/empty" --out "$work/no"
sentence 'the text has 0 words that stand 20 times or more'
run 1 train --text "$work/absent" --out "$work/no"
sentence 'absent: no such file'
[ ! -e "$work/no" ] || complain "something was written"
printf 'one two three\n' > "$work/short"
run 1 check "$work/short" --words "$work/words.safetensors"
sentence 'short:1: fewer than four words; wanted four'
law "what cannot be is one sentence, and nothing is written"

run 4 near --words "$work/words.safetensors"
run 4 analogy king man --words "$work/words.safetensors"
run 4 train --text "$work/text"
run 4 train --text "$work/text" --out "$work/no" --window 0
sentence '--window 0: expected a whole number from 1 to 100'
run 4 near king queen --words "$work/words.safetensors"
run 4 near king --wrong
sentence '--wrong: not expected by crumb words near'
run 4 fly
run 0 --help
out 'crumb words train'
law "usage"
echo "1..$number"
