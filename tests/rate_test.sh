#!/bin/sh
# rate_test.sh: crumb rate: what is shown, what a choice writes, and that no line is ever lost. The
# starter model. Prints TAP.
crumb=$(pwd)/${BUILD:-build}/crumb
. tests/tap.sh
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
for i in 1 2 3 4 5 6; do printf '{"messages": [{"role": "user", "content": "Question %d?"}]}\n' $i; done > "$work/questions"
rate() { "$crumb" rate --out "$work/out" --max-tokens 12 --threads 1 "$@" 2> "$work/error"; }
says() { printf '%s\n' "$@"; }
text='"([^"\\]|\\.)*"'
prompt='\[\{"role": "user", "content": "Question [0-9]\?"\}\]'

told=$(says 1 2 tie skip 1 quit | rate --questions "$work/questions" --temperature 2) || complain "exit $?: $(cat "$work/error")"
[ "$(wc -l < "$work/out")" -eq 4 ] || complain "$(wc -l < "$work/out") lines, wanted 4"
grep -vE "^\{\"prompt\": $prompt, (\"chosen\": $text, \"rejected\": $text|\"tie\": \[$text, $text\]), \"when\": \"20[0-9-]+T[0-9:]+Z\"\}\$" "$work/out" > "$work/odd" && complain "$(cat "$work/odd")"
[ "$(grep -c '"tie"' "$work/out")" -eq 1 ] || complain "ties: $(grep -c '"tie"' "$work/out")"
echo "$told" | tail -n 1 | grep -q "^4 choices added to" || complain "$told"
law "a choice is a whole line with the named fields; skip writes none"

# What is shown as 1 is what "1" chooses, and so is 2: narrow, so that answers stand in one piece.
shown() { COLUMNS=60 "$crumb" rate --out "$work/$1" --max-tokens 8 --seed 3 --temperature 1.5 "How do I bake a cake?" > "$work/screen"; }
for key in 1 2; do
    rm -f "$work/one"
    says $key | shown one
    chosen=$(sed 's/.*"chosen": "\([^"]*\)".*/\1/' "$work/one")
    seen=$(awk -v key=$key '$0 == key { on = 1; next } /^[12]$/ { on = 0 } /choices? added/ { on = 0 } on { sub(/^  /, ""); print }' "$work/screen")
    [ -n "$chosen" ] && [ "$chosen" = "$seen" ] || complain "key $key chose \"$chosen\", shown was \"$seen\""
done
law "the answer shown as 1 or 2 is the one that is chosen"

# Which of the two draws stands first differs from pair to pair.
printf '{"messages": [{"role": "user", "content": "How do I bake a cake?"}]}\n' > "$work/say"
first=0 drawn="--max-tokens 8 --temperature 1.5 --threads 1"
for seed in 1 2 3 4 5 6 7 8 9 10; do
    rm -f "$work/side"
    # shellcheck disable=SC2086  # a list of flags
    says 1 | "$crumb" rate --out "$work/side" $drawn --seed $seed --questions "$work/say" > /dev/null
    # shellcheck disable=SC2086
    "$crumb" eval --chat "$work/say" --answers "$work/a" $drawn --seed $seed > /dev/null
    [ "$(wc -l < "$work/side")" -eq 1 ] || complain "seed $seed: no choice"
    grep -qF "\"chosen\": $(sed 's/.*"answer": //; s/}$//' "$work/a")," "$work/side" && first=$((first + 1))
done
[ $first -ge 2 ] && [ $first -le 8 ] || complain "the first draw stood first $first times of 10"
law "which of the two stands first is drawn"

# ---- columns ----
says quit | COLUMNS=100 rate --temperature 2 "Wide?" > "$work/wide"
grep -qE '^1 {47} \| 2$' "$work/wide" || complain "$(cat "$work/wide")"
says quit | COLUMNS=50 rate --temperature 2 "Narrow?" > "$work/narrow"
grep -qx 1 "$work/narrow" && grep -qx 2 "$work/narrow" || complain "$(cat "$work/narrow")"
awk '{ gsub(/[\200-\277]/, "") } length($0) > 50 && !/choice|Type/ { exit 1 }' "$work/narrow" || complain "a line of more than 50: $(cat "$work/narrow")"
law "wide terminals show them side by side, narrow ones below each other"
LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$work/wide" && complain "a control character reached the terminal"
law "no answer writes control characters to the terminal"

# ---- going on ----
before=$(cat "$work/out")
told=$(rate --questions "$work/questions" --temperature 2 < /dev/null)
echo "$told" | grep -q "^4 of 6 questions were rated before" || complain "$told"
echo "$told" | grep -q "Question 4" || complain "the skipped question did not come back: $told"
[ "$(cat "$work/out")" = "$before" ] || complain "the file has changed"
law "what was rated is not asked again, what was skipped is"
told=$(says "What now?" what 2 "And then?" | rate --temperature 2)
echo "$told" | grep -q "^Type 1 or 2" || complain "$told"
[ "$(wc -l < "$work/out")" -eq 5 ] || complain "$(wc -l < "$work/out") lines, wanted 5"
[ "$(head -n 4 "$work/out")" = "$before" ] || complain "earlier lines have changed"
law "questions may be typed, an unclear key is asked again, an end of input is an end"
printf '{"prompt": [], "chosen": "a", "rejected": "b"}' > "$work/torn"
says 1 | "$crumb" rate --out "$work/torn" --max-tokens 5 --temperature 2 "Say it" > /dev/null
[ "$(wc -l < "$work/torn")" -eq 2 ] && [ "$(head -n 1 "$work/torn")" = '{"prompt": [], "chosen": "a", "rejected": "b"}' ] || complain "$(cat "$work/torn")"
law "a last line without an end is ended, not written into"
interrupted() {  # Ctrl-C in the middle of a session
    mkfifo "$work/in"
    sh -c 'echo $$ > "$0"; exec "$@"' "$work/pid" "$crumb" rate --out "$work/int" --questions "$work/questions" --max-tokens 5 --temperature 2 < "$work/in" > "$work/screen" &
    rating=$!
    exec 3> "$work/in"
    echo 1 >&3
    for _ in $(seq 200); do [ -s "$work/int" ] && break; sleep 0.05; done
    kill -INT "$(cat "$work/pid")" 2> /dev/null || kill -TERM "$(cat "$work/pid")"
    sleep 0.1
    kill -TERM "$(cat "$work/pid")" 2> /dev/null
    exec 3>&-
    wait $rating
}
interrupted 2> /dev/null
[ "$(wc -l < "$work/int")" -eq 1 ] && tail -c 2 "$work/int" | grep -q '}' || complain "$(cat "$work/int")"
law "Ctrl-C leaves whole lines"
printf '{"prompt": [], "chosen": "%01950d", "rejected": ""}\n' 0 > "$work/small"
cp "$work/small" "$work/kept"
says 1 1 1 | (trap '' XFSZ; ulimit -f 4; exec "$crumb" rate --out "$work/small" --questions "$work/questions" --max-tokens 60 --temperature 2) > /dev/null 2> "$work/error"
code=$?
[ $code -eq 3 ] && grep -q "the choice could not be written" "$work/error" || complain "exit $code: $(cat "$work/error")"
cmp "$work/small" "$work/kept" > /dev/null || complain "half a line is left: $(cat "$work/small")"
law "a full disk takes the half line back, in one sentence"

# ---- bad input ----
refuses() {  # refuses CODE WORDS FLAG...
    code=$1 words=$2
    shift 2
    "$crumb" rate "$@" > /dev/null 2> "$work/error" < /dev/null; got=$?
    [ $got -eq "$code" ] && [ "$(wc -l < "$work/error")" -eq 1 ] && grep -qF -- "$words" "$work/error" || complain "exit $got, wanted $code and \"$words\": $(cat "$work/error")"
}
refuses 4 "needs --out FILE" "Say it"
refuses 4 "give one of the two" --out "$work/x" --questions "$work/questions" "Say it"
refuses 4 "a second question; put one in quotes" --out "$work/x" Say it
refuses 4 "--loud: no such flag" --out "$work/x" --loud
refuses 4 "with --greedy both answers are the same" --out "$work/x" --greedy
refuses 1 "no such file" --out "$work/x2" --questions "$work/absent"
[ -e "$work/x2" ] && complain "a file was left by what was refused"
refuses 1 "is no regular file" --out "$work" "Say it"
refuses 1 "questions/x: cannot be written" --out "$work/questions/x" "Say it"
echo nonsense > "$work/nonsense"
refuses 1 "nonsense:1: this is no line of preferences" --out "$work/nonsense" "Say it"
[ "$(cat "$work/nonsense")" = nonsense ] || complain "a file that is none of ours was written"
law "bad input is one sentence"
echo "1..$number"
