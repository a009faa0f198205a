#!/bin/sh
# generate_test.sh: crumb generate as a user meets it: seeds, chunks, prefix reuse, full positions,
# whole characters, bad input. The starter model, and one that has learnt nothing. Prints TAP.
crumb=$(pwd)/${BUILD:-build}/crumb
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
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
generate() { "$crumb" generate "$@"; }
same() { echo "$1" && echo "$2" && [ -n "$1" ] && [ "$1" = "$2" ]; }
# refuses CODE WORDS FLAG...: one line on stderr with these words
refuses() {
    wanted=$1 words=$2
    shift 2
    generate "$@" > /dev/null 2> "$work/error" < /dev/null
    got=$?
    echo "exit $got, wanted $wanted and: $words"
    cat "$work/error"
    [ $got -eq "$wanted" ] && [ "$(wc -l < "$work/error")" -eq 1 ] && grep -qF -- "$words" "$work/error"
}

question='
User: How do I bake chocolate chip cookies?
Baker: '
ids() { generate --prompt "$question" --print-ids --seed 5 "$@"; }

# ---- what comes out ----
answers() { generate --prompt "$question" --greedy > "$work/answer" && cat "$work/answer" && grep -qi 'bake' "$work/answer" && grep -q 'degrees' "$work/answer"; }
law "the starter model answers the question" answers
law "the same seed gives the same ids" same "$(ids)" "$(ids)"
other_seeds() { for seed in 1 2 3 4 5 6 7 8; do generate --prompt "One day" --max-tokens 40 --seed $seed --temperature 1; done | sort -u | wc -l | grep -qx '[5-9].*'; }
law "other seeds give other texts" other_seeds
law "text is the ids, decoded" sh -c '"$0" generate --prompt "$1" --seed 5 > "$2/text" && "$0" generate --prompt "$1" --seed 5 --print-ids | tr , "\n" | awk "{ printf \"%c\", \$1 }" > "$2/bytes" && echo >> "$2/bytes" && cmp "$2/text" "$2/bytes"' "$crumb" "$question" "$work"
law "a temperature of 0 is greedy, whatever the seed" same "$(ids --temperature 0 --seed 9)" "$(ids --greedy)"
law "top-k 1 is greedy" same "$(ids --top-k 1 --temperature 2)" "$(ids --greedy)"
length() { [ "$(generate --prompt "$question" --max-tokens 17 --print-ids | tr ',' '\n' | wc -l)" -eq 17 ]; }
law "--max-tokens is kept" length
law "no tokens are no tokens" same "[$(generate --prompt x --max-tokens 0)]" "[]"
echoed() { generate --prompt "One day" --max-tokens 5 --echo | grep -q '^One day.....$'; }
law "--echo shows the prompt in front" echoed
explained() {
    for seed in 1 2 3 4 5; do
        drawn=$("$crumb" explain --json --seed $seed --temperature 1 "One day" | tr -d ' \n' | grep -o '"draw":{"id":[0-9]*' | grep -o '[0-9]*$')
        same "$drawn" "$(generate --seed $seed --temperature 1 --prompt "One day" --max-tokens 1 --print-ids)" || return 1
    done
}
law "explain draws what generate draws" explained

# ---- chunks, cache, positions ----
for chunk in 1 2 7 64 512; do
    law "a chunk of $chunk changes no id" same "$(ids --chunk $chunk)" "$(ids)"
done
law "one thread gives the ids of two" same "$(ids --threads 1)" "$(ids --threads 2)"
printf 'One day a small bear\nOne day a small boy\nOne day a small bear\n' > "$work/prompts"
reuse() {
    generate --prompts "$work/prompts" --greedy --max-tokens 30 --stats > "$work/all" 2> "$work/stats" && cat "$work/stats" &&
        grep -q '^prompt: 19 tokens, 17 from the cache, 2 computed' "$work/stats" &&
        for line in "One day a small bear" "One day a small boy" "One day a small bear"; do
            generate --prompt "$line" --greedy --max-tokens 30
        done > "$work/fresh" && cmp "$work/all" "$work/fresh"
}
law "what prompts share is computed once, and answers stay the same" reuse
alone() {
    generate --prompts "$work/prompts" --seed 3 --max-tokens 30 > "$work/all" &&
        while read -r line; do generate --prompt "$line" --seed 3 --max-tokens 30; done \
            < "$work/prompts" > "$work/fresh" && diff "$work/fresh" "$work/all"
}
law "a drawn answer does not depend on the prompts before it" alone
stops() { generate --prompt "One day" --positions 20 --max-tokens 50 > "$work/cut" 2> "$work/why" && [ "$(wc -c < "$work/cut")" -eq 14 ] && grep -q 'all 20 positions are full' "$work/why"; }
law "full positions end the answer, and say so" stops
slides() { generate --prompt "One day" --positions 20 --max-tokens 50 --full slide > "$work/long" && [ "$(wc -c < "$work/long")" -eq 51 ] && cmp -n 13 "$work/long" "$work/cut"; }
law "--full slide goes on, from the same beginning" slides
few() {
    for n in 2 3 4; do
        timeout 20 "$crumb" generate --prompt x --positions $n --max-tokens 9 --full slide --print-ids > "$work/out" &&
            tr , '\n' < "$work/out" | wc -l | grep -qx 9 || { echo "$n positions"; cat "$work/out"; return 1; }
    done
}
law "--full slide goes on in the smallest context" few
opened() {  # one position for the id that opens every text, one for all others: nothing can be dropped
    cp -r datasets/models/starter "$work/opened" &&
        echo '{"bos_token_id": 7, "eos_token_id": 256}' > "$work/opened/generation_config.json" &&
        timeout 20 "$crumb" generate --model "$work/opened" --prompt x --positions 2 --full slide 2> "$work/why"
    cat "$work/why"
    grep -q 'all 2 positions are full' "$work/why"
}
law "and ends where nothing can be dropped" opened
slides_in() { generate --prompt "$(seq 200)" --positions 20 --max-tokens 5 --full slide | wc -c | grep -qx 6; }
law "--full slide takes the newest part of a long prompt" slides_in

# ---- characters ----
awk 'BEGIN { for (i = 0; i < 300; i++) printf "café – naïve 日本語 🍪 %d\n", i }' > "$work/utf8"
"$crumb" pretrain --text "$work/utf8" --out "$work/run" --layers 1 --heads 2 --width 32 --context 32 --steps 60 --rate 5e-3 --threads 1 > "$work/log" 2>&1
whole() {
    for seed in 1 2 3 4 5 6; do
        generate --model "$work/run" --prompt "caf" --max-tokens 25 --seed $seed --temperature 1.5 > "$work/out" 2> /dev/null
        iconv -f UTF-8 -t UTF-8 "$work/out" > /dev/null || { od -c "$work/out"; return 1; }
        LC_ALL=C grep -q '[^ -~]' "$work/out" && seen=1
    done
    [ "${seen:-0}" -eq 1 ]
}
law "bytes that are no characters never reach the output" whole

# ---- bad input ----
stories=../shared/models/stories260K
if [ -d $stories ]; then
    law "a model without a tokenizer continues ids" same "$(generate --model $stories --prompt-ids 1,403,407,261,378 --greedy --max-tokens 4 --print-ids)" "432,383,286,261"
    law "and says that it has no words" refuses 1 "no tokenizer.json, so ids have no text here; add --print-ids" --model $stories --prompt-ids 1
else
    number=$((number + 1))
    echo "ok $number - a model without a tokenizer # SKIP there is no $stories"
fi
law "a prompt is needed" refuses 4 "give one of --prompt TEXT" --greedy
law "one prompt is enough" refuses 4 "give one of --prompt TEXT" --prompt a --prompt-ids 1
law "an empty prompt is refused" refuses 1 "the text is empty" --prompt ""
law "an id beyond the vocabulary is refused" refuses 1 "257 is no token, the vocabulary has 0..256" --prompt-ids 3,257
law "ids are numbers" refuses 4 "expected numbers with commas" --prompt-ids 3,x
law "a prompt that does not fit is refused" refuses 1 "the prompt: 30 tokens, 20 positions" --positions 20 --prompt "123456789 123456789 1234567890"
law "more positions than the model has are refused" refuses 1 "this model has 512" --positions 513 --prompt x
law "an unknown flag is named" refuses 4 "--temprature: no such flag" --temprature 1
law "a flag needs its value" refuses 4 "--seed needs a value" --prompt x --seed
law "--full has two ways" refuses 4 "--full wrap: expected stop or slide" --prompt x --full wrap
law "a folder that is not there is named" refuses 1 "$work/none/config.json: no such file" --model "$work/none" --prompt x
: > "$work/nothing"
law "no prompts are refused" refuses 1 "there is no prompt in it" --prompts "$work/nothing"
cp -r datasets/models/starter "$work/other" && sed 's/"vocab_size": [0-9]*/"vocab_size": 200/' datasets/models/starter/config.json > "$work/other/config.json"
law "a stop beyond the vocabulary is refused" refuses 1 '"eos_token_id" is 256, wanted 0 to 199' --model "$work/other" --prompt x
cp datasets/models/starter/config.json "$work/other"
sed 's/"added_tokens": \[/&{"id":257,"content":"<|more|>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},/' \
    datasets/models/starter/tokenizer.json > "$work/other/tokenizer.json"
law "a tokenizer larger than the model is refused" refuses 1 "tokenizer.json has 258 tokens, config.json 257; they do not belong together" --model "$work/other" --prompt x
if [ -w /dev/full ]; then
    full() { generate --prompt x > /dev/full 2> "$work/error"; [ $? -eq 3 ] && grep -q 'standard output: it could not be written' "$work/error"; }
    law "a full output is one sentence" full
fi
closed() { generate --prompt "One day" --max-tokens 4000 --full slide --temperature 1 2> "$work/error" | head -c 10 > "$work/head" && [ "$(wc -c < "$work/head")" -eq 10 ] && ! [ -s "$work/error" ]; }
law "a closed pipe ends it without a word" closed
echo "1..$number"
