#!/bin/sh
# eval_chat_test.sh: crumb eval --chat: questions answered in their order, several turns and tools'
# words in front of them, a judge of the user's, bad input. A tiny model. Prints TAP.
crumb=$(pwd)/${BUILD:-build}/crumb
. tests/tap.sh
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

turn() { printf '{"role": "%s", "content": "%s"}' "$1" "$2"; }
line() { printf '{"messages": [%s]%s}\n' "$1" "${2:-}"; }
seq 300 | awk '{ print $1 * 7 % 13, "eggs" }' > "$work/text"
{
    line "$(turn user "What is red?"), $(turn assistant "A tomato.")"
    line "$(turn user Hello), $(turn assistant "Good day.")"
    line "$(turn user "2+2?"), $(turn assistant "add(2,2)"), $(turn tool 4), $(turn assistant "Four.")"
    line "$(turn user "Sweet?"), $(turn assistant Sugar.), $(turn user "Sour?"), $(turn assistant "A \\\"lemon\\\".")"
} > "$work/chat"
{
    line "$(turn user Hello)" ', "expect": {"kind": "fact"}'
    line "$(turn user "Sweet?"), $(turn assistant Sugar.), $(turn user "Sour?")"
    line "$(turn user "2+2?"), $(turn assistant "add(2,2)"), $(turn tool 4)"
    line "$(turn user "What is red?")"
    line "$(turn user "2+2?")"
} > "$work/questions"
{
    echo '{"answer": "Good day."}'
    echo '{"answer": "A \"lemon\"."}'
    echo '{"answer": "Four."}'
    echo '{"answer": "A tomato."}'
    echo '{"answer": "add(2,2)"}'
} > "$work/wanted"
"$crumb" pretrain --text "$work/text" --out "$work/base" --layers 2 --heads 2 --width 32 --context 80 --batch 4 --steps 5 --threads 1 > "$work/said" 2>&1 &&
    "$crumb" finetune --model "$work/base" --chat "$work/chat" --out "$work/model" --batch 4 --steps 250 --rate 5e-3 --decay 0 --hold-out 0 --threads 1 >> "$work/said" 2>&1 ||
    complain "$(tail -n 3 "$work/said")"
law "a tiny model learns its conversations"

ask() { "$crumb" eval --model "$work/model" --chat "$work/questions" "$@" 2> "$work/error"; }
told=$(ask --answers "$work/answers") || complain "exit $?: $(cat "$work/error")"
cmp "$work/answers" "$work/wanted" 2>&1 || complain "$(cat "$work/answers")"
law "every question is answered, in their order, with the turns in front of it"
[ "${told% tokens*}" = "5 questions answered in $(printf 'Good day.A "lemon".Four.A tomato.add(2,2)' | wc -c | tr -d ' ')" ] || complain "$told"
law "questions and tokens are counted"

for flags in "--threads 1" "--greedy" "--greedy --seed 5 --temperature 0"; do
    # shellcheck disable=SC2086  # a list of flags
    ask --answers "$work/again" $flags > /dev/null
    cmp -s "$work/again" "$work/answers" || complain "with $flags: $(cat "$work/again")"
done
law "greedy answers are the same each time"
ask --answers "$work/a1" --temperature 3 --seed 1 > /dev/null; ask --answers "$work/a2" --temperature 3 --seed 2 > /dev/null; ask --answers "$work/a3" --temperature 3 --seed 1 > /dev/null
cmp -s "$work/a1" "$work/a2" && complain "two seeds, the same answers"
cmp -s "$work/a1" "$work/a3" || complain "one seed, other answers"
law "drawn answers follow the seed"
told=$(ask --answers "$work/cut" --max-tokens 4); [ "$(head -n 1 "$work/cut")" = '{"answer": "Good"}' ] || complain "$(cat "$work/cut")"
[ "${told#*; }" = "5 answers cut at --max-tokens 4" ] || complain "$told"
law "--max-tokens cuts an answer, and says so"
{ line "$(turn user "$(seq 60 | tr '\n' ' ')")"; line "$(turn user Hello)"; } > "$work/long"
told=$("$crumb" eval --model "$work/model" --chat "$work/long" --answers "$work/answers2"); [ "$(sed -n 2p "$work/answers2")" = '{"answer": "Good day."}' ] && [ "$(sed -n 1p "$work/answers2")" = '{"answer": ""}' ] || complain "$(cat "$work/answers2")"
echo "$told" | grep -q '1 found no room in 80 positions' || complain "$told"
law "a question without room is an empty answer, and the next is answered"

# ---- the judge ----
cat > "$work/judge me" <<'END'
#!/bin/sh
[ "$1" = --strict ] && [ "$2" = --questions ] && [ "$4" = --answers ] || exit 9
echo "$(grep -c messages "$3") questions, $(grep -c answer "$5") answers"
exit 5
END
chmod +x "$work/judge me"
told=$(ask --answers "$work/answers" --judge "'$work/judge me' --strict"); code=$?
[ $code -eq 5 ] || complain "exit $code, the judge's is 5"
echo "$told" | grep -qx '5 questions, 5 answers' || complain "$told"
law "a judge gets both files, is heard, and its exit code is taken"
before=$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'crumb-answers-*' 2> /dev/null | wc -l)
told=$(ask --judge 'cat "$4"; :'); code=$?
[ $code -eq 0 ] || complain "exit $code"
[ "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'crumb-answers-*' 2> /dev/null | wc -l)" -le "$before" ] || complain "the passing file stays"
law "without --answers they pass by"
cp "$work/questions" "$work/a \"quoted\" \$(name)"
told=$("$crumb" eval --model "$work/model" --chat "$work/a \"quoted\" \$(name)" --judge "'$work/judge me' --strict" 2>&1); echo "$told" | grep -qx '5 questions, 5 answers' || complain "$told"
law "a path is a path, whatever stands in it"

# ---- bad input ----
refuses() {  # refuses CODE WORDS FLAG...
    code=$1 words=$2
    shift 2
    "$crumb" eval "$@" > /dev/null 2> "$work/error"; got=$?
    [ $got -eq "$code" ] && [ "$(wc -l < "$work/error")" -eq 1 ] && grep -qF -- "$words" "$work/error" || complain "exit $got, wanted $code and \"$words\": $(cat "$work/error")"
}
refuses 4 "where do the answers go?" --model "$work/model" --chat "$work/questions"
refuses 4 "no such flag" --model "$work/model" --chat "$work/questions" --batch 4
refuses 1 "absent: no such file" --model "$work/model" --chat "$work/absent" --answers "$work/no-answers"
refuses 1 "/chat:1: the last message is an assistant's; a question ends with" --model "$work/model" --chat "$work/chat" --answers "$work/no-answers"
refuses 1 "no tokenizer_config.json with a chat template" --model "$work/base" --chat "$work/questions" --answers "$work/no-answers"
refuses 1 "config.json: no such file" --model "$work/absent" --chat "$work/questions" --answers "$work/no-answers"
refuses 1 "cannot be written" --model "$work/model" --chat "$work/questions" --answers "$work/absent/answers"
[ -e "$work/no-answers" ] && complain "answers were left by what was refused"
law "bad input is one sentence, and leaves nothing"
cp "$work/answers" "$work/kept"
for _ in $(seq 40); do cat "$work/questions"; done > "$work/many"
(trap '' XFSZ; ulimit -f 4; "$crumb" eval --model "$work/model" --chat "$work/many" --answers "$work/kept") > /dev/null 2> "$work/error"; code=$?
[ $code -eq 3 ] && cmp -s "$work/kept" "$work/answers" || complain "exit $code: $(cat "$work/error")"
law "a full disk leaves the answers that were there"
echo "1..$number"
