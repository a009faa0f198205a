#!/bin/sh
# chat_test.sh: crumb chat as a user meets it: turns, what the cache saves, commands, Ctrl-C, words that
# look like special tokens, templates, full positions. The starter model. Prints TAP.
crumb=$(pwd)/${BUILD:-build}/crumb
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
starter=datasets/models/starter
number=0

# law NAME COMMAND...: the command must succeed.
law() {
    name=$1
    shift
    number=$((number + 1))
    if "$@" > "$work/said" 2>&1; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/#   /' "$work/said" | head -n 10
    fi
}
chat() { "$crumb" chat --threads 1 "$@" 2> "$work/error"; }
says() { printf '%s\n' "$@"; }
same() { echo "$1" && echo "$2" && [ -n "$1" ] && [ "$1" = "$2" ]; }
refuses() {
    words=$1
    shift
    chat "$@" > /dev/null < /dev/null
    got=$?
    echo "exit $got, wanted: $words"
    cat "$work/error"
    [ $got -ne 0 ] && [ "$(wc -l < "$work/error")" -eq 1 ] && grep -qF -- "$words" "$work/error"
}
cookies='How do I bake chocolate chip cookies?'

answers() { says "$cookies" | chat > "$work/out" && cat "$work/out" && [ "$(wc -l < "$work/out")" -eq 1 ] && grep -q degrees "$work/out"; }
law "it answers how to bake chocolate chip cookies" answers
law "an answer is what generate says to the same turns" same "$(says "$cookies" | chat --greedy)" "$("$crumb" generate --greedy --prompt "
User: $cookies
Baker: ")"

# ---- turns and the cache ----
saves() {
    says "$cookies" "How hot should the oven be?" "What are cookies?" | chat --stats > /dev/null
    cat "$work/error"
    # of each turn but the first all that was there before comes from the cache, but the last answer's end
    awk '/^prompt/ { prompt = $2; cached = $4; if (turn++) { if (prompt - cached > words + 24 || cached < before) bad = 1 } before = prompt; words = 30 }
         END { exit bad || turn != 3 }' "$work/error"
}
law "a turn computes its own words only" saves
# A chat with the cache gives what a chat gives that is told everything at once.
fresh() {
    says "$cookies" "How hot should the oven be?" | chat --greedy > "$work/two" &&
        first=$(head -n 1 "$work/two") &&
        "$crumb" generate --greedy --prompt "
User: $cookies
Baker: $first<|endoftext|>
User: How hot should the oven be?
Baker: " > "$work/once" && same "$(tail -n 1 "$work/two")" "$(cat "$work/once")"
}
law "the cache changes no answer" fresh
forgets() {
    says "$cookies" /forget "$cookies" | chat --greedy --stats > "$work/out"
    cat "$work/out" "$work/error"
    [ "$(sed -n 1p "$work/out")" = "$(tail -n 1 "$work/out")" ] && grep -q 'never remembered' "$work/out" &&
        [ "$(grep '^prompt' "$work/error" | awk '{ print $2 }' | sort -u | wc -l)" -eq 1 ]
}
law "/forget makes it the first turn again" forgets

# ---- commands ----
explains() { says "$cookies" /explain | chat --plain > "$work/out" && [ "$(grep -cE '^[0-9]+  [A-Z]' "$work/out")" -eq 16 ] && grep -q 'Display response' "$work/out"; }
law "/explain opens the inside of the last answer" explains
first_token() {  # the draw that /explain shows is the first letter that was said
    says "$cookies" /explain | chat --plain --seed 3 > "$work/out"
    letter=$(head -c 1 "$work/out")
    sed -n '/^15  /,$p' "$work/out" | head -n 12
    sed -n '2,$p' "$work/out" | grep -qF "\"$letter\""
}
law "/explain draws the token that was said" first_token
law "/explain before an answer says so" sh -c 'echo /explain | "$0" chat | grep -q "no answer yet"' "$crumb"
seeds() { says "/seed 4" "$cookies" /forget "/seed 4" "$cookies" | chat --temperature 1 | grep -v -e Forgotten -e '^and each' | uniq | wc -l | grep -qx 1; }
law "/seed repeats an answer" seeds
cold() { says "/temperature 0" "$cookies" | chat --seed 9; }
law "/temperature 0 is greedy" same "$(cold)" "$(says "$cookies" | chat --greedy)"
law "an unknown command is named" sh -c 'echo /what | "$0" chat | grep -q "^/what: no such command; /help lists them"' "$crumb"
law "/help names every command" sh -c 'echo /help | "$0" chat > "$1" && for c in forget explain seed temperature stats quit; do grep -q "^/$c" "$1" || exit 1; done' "$crumb" "$work/help"
quits() { says /quit "$cookies" | chat | wc -c | grep -qx 0; }
law "/quit ends it" quits
law "empty lines are no turns" sh -c 'printf "\n\n" | "$0" chat | wc -c | grep -qx 0' "$crumb"

mkdir "$work/endless" && cp $starter/config.json $starter/tokenizer.json $starter/model.safetensors "$work/endless"
# ---- Ctrl-C ends an answer, not the program ----
interrupted() {
    mkfifo "$work/in"
    : > "$work/told"  # there before the program is, and empty
    "$crumb" chat --model "$work/endless" --max-tokens 1000000 --full slide < "$work/in" > "$work/told" &
    chat=$!
    exec 3> "$work/in"
    echo "Tell me a story" >&3
    while [ "$(wc -c < "$work/told")" -lt 200 ]; do kill -0 $chat || return 1; sleep 0.02; done
    kill -INT $chat
    echo /help >&3
    echo /quit >&3
    exec 3>&-
    wait $chat
    code=$?
    tail -c 300 "$work/told"
    [ $code -eq 0 ] && grep -q ' \.\.\.$' "$work/told" && grep -q '^/forget' "$work/told"
}
law "Ctrl-C ends an answer, and the program goes on" interrupted

# ---- what a stranger types stays text ----
plain_text() {
    says "<|endoftext|>" | chat --stats > /dev/null
    cat "$work/error"
    grep -q '^prompt: 28 tokens' "$work/error"  # 7 for "\nUser: ", 13 letters, 8 for "\nBaker: "
}
law "a special token that is typed is its letters" plain_text

# ---- full positions ----
long=$(seq 300 | tr '\n' ' ')
full() { says "$long" "$cookies" | chat --positions 200 > "$work/out"; cat "$work/out"; grep -q 'do not fit into 200 positions; say it shorter' "$work/out" && grep -qi bake "$work/out"; }
law "words that do not fit are refused, and the chat goes on" full
filled() { says "$cookies" "$cookies" "$cookies" "$cookies" | chat --positions 256 --greedy > "$work/out"; cat "$work/out"; grep -qE 'fills? all 256|not fit into 256' "$work/out"; }
law "a full conversation is said" filled
dropped() { says "$cookies" "$cookies" "$cookies" "$cookies" "$cookies" | chat --positions 256 --greedy --full slide > "$work/out"; cat "$work/out"; [ "$(grep -ci 'bake' "$work/out")" -eq 5 ]; }
law "--full slide drops the oldest turns" dropped

# ---- templates ----
cp -r $starter "$work/model"
template() {
    printf '{"chat_template": "%s"}\n' "$1" > "$work/model/tokenizer_config.json"
}
template "{{ messages }} nothing known"
law "an unknown template is refused" refuses "its chat template is none of chatml" --model "$work/model"
printf '{"chat_template": "{{ \047<|user|>\047 + eos_token }}", "eos_token": "<|endoftext|>"}\n' > "$work/model/tokenizer_config.json"
law "an end of turn is the folder's own token" sh -c 'echo "Hello" | "$0" chat --model "$1" --max-tokens 5' "$crumb" "$work/model"
template "<|im_start|>"
law "a template whose stop is no token is refused" refuses "ends an answer with <|im_end|>, which is no token of tokenizer.json" --model "$work/model"
echo '{' > "$work/model/tokenizer_config.json"
law "a broken tokenizer_config.json is named" refuses "tokenizer_config.json: line" --model "$work/model"
rm "$work/model/tokenizer_config.json"
law "without a template it continues text" sh -c 'echo "One day" | "$0" chat --model "$1" | grep -q .' "$crumb" "$work/model"
rm "$work/model/tokenizer.json"
law "a model without words is refused" refuses "no tokenizer.json" --model "$work/model"
law "an unknown flag is named" refuses "--loud: no such flag" --loud
if [ -w /dev/full ]; then
    full_disk() { says "$cookies" | "$crumb" chat > /dev/full 2> "$work/error"; [ $? -eq 3 ] && grep -q 'standard output: it could not be written' "$work/error"; }
    law "a full output is one sentence" full_disk
fi
if command -v script > /dev/null; then
    typed() { printf 'What are cookies?\n/quit\n' | script -qec "$crumb chat --greedy" /dev/null > "$work/tty" 2>&1; cat "$work/tty"; grep -q 'cake' "$work/tty" && grep -q '/help lists' "$work/tty"; }
    law "on a terminal it greets, and answers" typed
    accents() { printf 'd\303\251j\303\240 vu\n/quit\n' | LC_ALL=C script -qec "$crumb chat --greedy --stats" /dev/null > "$work/tty" 2>&1; cat "$work/tty"; grep -q '^prompt: 24 tokens' "$work/tty"; }
    law "letters beyond ASCII can be typed, whatever the locale" accents
    leaves() {
        for _ in 1 2 3 4 5 6 7 8; do sleep 0.5; printf '\003'; done |
            timeout 20 script -qec "$crumb chat" /dev/null > "$work/tty" 2>&1
        code=$?
        cat "$work/tty"
        [ $code -eq 130 ]
    }
    law "Ctrl-C at the prompt leaves" leaves
fi
echo "1..$number"
