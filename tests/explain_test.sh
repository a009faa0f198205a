#!/bin/sh
# explain_test.sh: crumb explain: its numbers are those of the pass, in text and in JSON. Prints TAP.
build=${BUILD:-build}
crumb=$build/crumb
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
number=0
sentence="How do I bake chocolate chip cookies?"

# law NAME COMMAND...: the command must succeed
law() {
    name=$1
    shift
    number=$((number + 1))
    if "$@" > "$work/said" 2>&1; then echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/#   /' "$work/said" | head -n 20
    fi
}
skip() { number=$((number + 1)); echo "ok $number - $1 # SKIP $2"; }
# refused EXIT WORDS COMMAND...: that exit, one line on standard error with these words
refused() {
    wanted=$1 words=$2
    shift 2
    "$@" > "$work/out" 2> "$work/err" < /dev/null
    got=$?
    echo "exit $got, wanted $wanted and: $words"
    cat "$work/err"
    test $got -eq "$wanted" && test "$(wc -l < "$work/err")" -eq 1 && grep -qF -- "$words" "$work/err"
}
# says WORDS COMMAND...: exit 0 and these words on standard output
says() {
    words=$1
    shift
    "$@" > "$work/out" 2>&1 < /dev/null || { cat "$work/out"; return 1; }
    grep -qF -- "$words" "$work/out" || { echo "wanted: $words"; cat "$work/out"; return 1; }
}
explain() { "$crumb" explain --model "$work/a" "$@"; }
narrow() { ! LC_ALL=C grep -nE '.{81}|[^ -~]' "$1"; }
same() { "$build/tests/explain_check" "$1" "$work/$2.json" "$work/${3:-$2.trace}"; }

awk 'BEGIN { for (i = 0; i < 900; i++) printf "How do I bake chocolate chip cookies? river bank, bank account %d\n", i % 9 }' > "$work/text"
model() { folder=$1; shift; "$build/tests/random_model" "$folder" "$@"; }
model "$work/a" vocab=300 bos=299 layers=4 temperature=0.8 top_k=40 top_p=0.9 min_p=0.02 &&
    "$crumb" tokenizer train --text "$work/text" --vocab 300 --special '<s>' --out "$work/a" > /dev/null 2>&1 &&
    model "$work/b" vocab=50 layers=1 heads=3 kv_heads=3 head=4 qk_norm=1 bias=1 tied=0 temperature=1.3 top_k=9 top_p=0.7 min_p=0.1 &&
    model "$work/long" vocab=300 layers=2 positions=300 && cp "$work/a/tokenizer.json" "$work/long" || exit 3

law "the sixteen steps are drawn" sh -c "'$crumb' explain --model '$work/a' > '$work/a.txt'"
in_order() { test "$(sed -n 's/^\([0-9][0-9]*\)  [A-Z].*/\1/p' "$1" | tr '\n' ' ')" = "$(seq -s ' ' 16) "; }
law "all of them, in the order of the walkthrough" in_order "$work/a.txt"
law "they keep to 80 columns of plain text" narrow "$work/a.txt"
law "H is 72" grep -qE '^  H U\+0048 +72 48  ' "$work/a.txt"
law "the text is cut into its tokens" grep -qF "[<s>][How][ do][ I][ bake][ chocolate][ chip][ cookies][?]" "$work/a.txt"
law "the first rotary pair turns a radian a position" grep -qE '^     1 "How" +57\.3 ' "$work/a.txt"
law "later keys are masked" test "$(grep -cE ' no +0\.00 %' "$work/a.txt")" -eq 4
law "every layer and head has its map" sh -c "for l in 0 1 2 3; do for h in 0 1 2 3; do grep -qE \"(^| )\$l\\.\$h( |\$)\" '$work/a.txt' || exit 1; done; done"

explain "$sentence" --json > "$work/a.json"
"$crumb" trace --model "$work/a" "$sentence" --out "$work/a.trace" > /dev/null
"$crumb" explain --model "$work/b" --prompt-ids 3,1,4,1,5,9 --seed 7 --json > "$work/b.json"
"$crumb" trace --model "$work/b" --prompt-ids 3,1,4,1,5,9 --out "$work/b.trace" > /dev/null
explain "$sentence" --lens --json > "$work/a.lens"
"$crumb" explain --model "$work/b" --prompt-ids 3,1,4,1,5,9 --lens --json > "$work/b.lens"
for m in a b; do
    law "$m: ids and embedding rows are the trace's" same embedding $m
    law "$m: the angles are the rotary table's" same angles $m
    law "$m: attention is the trace's, rows sum to 1, none looks ahead" same attention $m
    law "$m: the five steps end in the trace's weights" same five_steps $m
    law "$m: lengths are those of the trace's vectors" same lengths $m
    law "$m: logits are the trace's" same logits $m
    law "$m: probabilities are their softmax, the top ten in order" same probabilities $m
    law "$m: each sampling cut keeps what float64 keeps" same cuts $m
    law "$m: the draw is that of the last cut, and the loop's" same draw $m
    law "$m: the lens after the last layer is the answer" same lens $m $m.lens
done
law "the text says the numbers of the JSON" same text a a.txt
"$crumb" explain --model "$work/b" --prompt-ids 3,1,4,1,5,9 --seed 7 > "$work/b.txt"
law "also of ids without a tokenizer" same text b b.txt
law "ids without a tokenizer keep to 80 columns" narrow "$work/b.txt"
law "and have sixteen steps" in_order "$work/b.txt"
law "the same seed draws the same" sh -c "'$crumb' explain --model '$work/a' --json | cmp - '$work/a.json'"
law "another seed draws another u" sh -c "! '$crumb' explain --model '$work/a' --seed 2 | grep -qF \"\$(grep -o 'u = [0-9.]*' '$work/a.txt')\""
law "greedy takes the largest logit" sh -c "'$crumb' explain --model '$work/a' --greedy | grep -q 'nothing is cut or drawn'"
ids() { "$crumb" explain --model "$work/b" --prompt-ids "$(seq -s , 0 29)" --json "$@"; }
for penalty in 1 30; do
    ids --greedy --repetition-penalty $penalty > "$work/greedy$penalty.json"
    law "greedy with a penalty of $penalty chooses what the loop chooses" same choice greedy$penalty a.trace
    ids --repetition-penalty $penalty > "$work/drawn$penalty.json"
    law "a draw with it too" same choice drawn$penalty a.trace
done
chosen() { grep -o '"draw":{"id":[0-9]*' "$work/$1.json"; }
law "the penalty changes what greedy chooses" test "$(chosen greedy1)" != "$(chosen greedy30)"
# as_generate FLAG...: the answer of explain is what crumb generate says to the same text and seed
as_generate() {
    "$crumb" generate --model "$work/a" --prompt "$sentence" --max-tokens 12 --print-ids "$@" 2> "$work/err" |
        tr -s ' ,\n' '\n' | grep -E '^[0-9]+$' > "$work/generated" || { cat "$work/err"; return 1; }
    explain "$sentence" --max-tokens 12 --json "$@" | sed 's/.*"answer":{"tokens"://' | grep -o '"id":[0-9]*' |
        cut -d: -f2 > "$work/explained"
    test -s "$work/explained" && tail -n 12 "$work/generated" | diff - "$work/explained"
}
law "the answer is that of crumb generate, drawn" as_generate --seed 3
law "and greedy" as_generate --greedy
law "flags go over generation_config.json" sh -c "'$crumb' explain --model '$work/a' --top-k 3 --top-p 1 --min-p 0 --temperature 2 | grep -qE '^  tokens left +300 +3\$'"
law "no more tokens than asked for" sh -c "test \$('$crumb' explain --model '$work/a' --max-tokens 3 | grep -c '^  pass ') -eq 3"
law "a full model ends the loop" sh -c "'$crumb' explain --model '$work/b' --prompt-ids \$(seq -s , 0 49),0,1,2,3,4,5,6,7,8,9,10,11 | grep -q 'all positions of the model are taken'"
for n in 1 13 77 299; do
    "$crumb" explain --model "$work/long" "$(head -c $n "$work/text")" > "$work/long.txt"
    law "a text of $n bytes keeps to 80 columns" narrow "$work/long.txt"
    law "a text of $n bytes has sixteen steps" in_order "$work/long.txt"
done

# ---- one thing alone ----------------------------------------------------------------------------
law "--attention shows one head" says "Attention of head 2.3" explain --attention 2.3
cp "$work/out" "$work/percents"
explain --attention 2.2 --json > "$work/head.json"
law "scores and weights of a head of the second group are the trace's" same head head a.trace
law "its rows are whole percents of 100" sh -c "awk '/^ *[0-9]+ \"/ { n = sub(/^.*\" */, \"\"); sum = 0; for (i = 1; i <= NF; i++) sum += \$i; if (sum < 96 || sum > 104) exit 1; rows++ } END { exit rows != 9 }' '$work/percents'"
law "a wide one keeps to 80 columns" sh -c "'$crumb' explain --model '$work/long' \"\$(head -c 299 '$work/text')\" --attention 1.1 > '$work/wide'"
law "really" narrow "$work/wide"
law "--lens has a line for each layer and the embedding" test "$(explain --lens | grep -cE '^  (embedding|layers\.[0-3]) ')" -eq 5
law "--token gives probability and rank" sh -c "'$crumb' explain --model '$work/a' --token ' bake' | grep -qE '\" bake\": logit .*, rank [0-9]+ of 300'"
law "without a tokenizer a token is its number" says "#17: logit" "$crumb" explain --model "$work/b" --prompt-ids 3,1 --token '#17'
law "a number beyond the vocabulary is refused" refused 1 "give a number from #0 to #49" "$crumb" explain --model "$work/b" --prompt-ids 3,1 --token '#50'
law "a text without a tokenizer is no token" refused 1 "give a number from #0 to #49" "$crumb" explain --model "$work/b" --prompt-ids 3,1 --token a
law "--compare: equal embeddings, then apart" sh -c "'$crumb' explain --model '$work/a' --compare 'river bank' 'bank account' > '$work/pair' &&
    grep -qE '^  embedding +1\\.000 ' '$work/pair' && grep -qE '^  layers.3 +0\\.' '$work/pair'"
law "the shared token is the word" grep -qF "\" bank\" at position 2 of ' river bank'" "$work/pair"
law "the same text twice stays together" test "$(explain --compare 'river bank' 'river bank' | grep -c ' 1\.000 ')" -eq 5
law "bytes: the last of the shared run" says "the last of 5 tokens that stand in both" "$crumb" explain --model "$work/a" --compare 'xzq zqy zqk' 'vzq zqw'
law "of equally long runs the later one" says '"x" at position 5 of' explain --compare 'qz vx' 'qz#vx'
law "several at once are one JSON" sh -c "'$crumb' explain --model '$work/a' --lens --token ' bake' --attention 0.0 --compare 'river bank' 'bank account' --json |
    grep -q '^{\"schema\":\"crumb-explain/1\",\"attention\":.*\"lens\":.*\"token\":.*\"compare\":'"

# ---- a student's file in the program --------------------------------------------------------------
mkdir -p "$build/explain-test"
broken() {
    topic=${1%%/*}
    ${MAKE:-make} -s BUILD="$build" "$build/tests/mutate" &&
        "$build/tests/mutate" "tests/mutants/$1.mutant" solutions/*-"$topic/$topic.c" > "$build/explain-test/$topic.c" &&
        ${MAKE:-make} -s BUILD="$build" PROGRAM="$work/crumb-broken" "FROM_$topic=$build/explain-test/$topic.c" "$work/crumb-broken"
}
law "attention without its mask can be linked in" broken attention/sees-all
law "the map shows a look into the future" sh -c "'$work/crumb-broken' explain --model '$work/a' > '$work/leak' && ! grep -qE ' no +0\\.00 %|----' '$work/leak'"
law "its rows still sum to 1" sh -c "'$work/crumb-broken' explain --model '$work/a' --json > '$work/leak.json' &&
    '$build/tests/explain_check' attention '$work/leak.json' '$work/a.trace' 2>&1 | grep -q 'the trace has'"

# ---- wrong input ------------------------------------------------------------------------------------
law "an empty text is refused" refused 1 "the text is empty" explain ""
law "an empty token is refused" refused 1 "--token is empty" explain --token ""
law "a token of several tokens is refused" refused 1 "that is 3 tokens, it must be one" explain --token "chocolate chip"
law "a layer beyond the last is refused" refused 1 "this model has layers 0 to 3, each with heads 0 to 3" explain --attention 4.0
law "a head beyond the last is refused" refused 1 "this model has layers 0 to 3, each with heads 0 to 3" explain --attention 0.4
law "a negative layer is refused" refused 1 "layers 0 to 3" explain --attention -1.0
law "what is no LAYER.HEAD is refused" refused 4 "expected LAYER.HEAD" explain --attention 3
law "texts without a shared token are refused" refused 1 "no token stands in both" explain --compare xyz abc
law "one text to compare is refused" refused 4 "--compare needs two texts" explain --compare xyz
law "an empty text to compare is refused" refused 1 "--compare is empty" explain --compare xyz ""
law "an unknown flag is refused" refused 4 "--lenz: no such flag" explain --lenz
law "a negative temperature is refused" refused 4 "--temperature -1: expected a number from 0" explain --temperature -1
law "a top-p above 1 is refused" refused 4 "--top-p 1.5: expected a number from 0 to 1" explain --top-p 1.5
law "a text for a model without a tokenizer is refused" refused 1 "no tokenizer.json" "$crumb" explain --model "$work/b" How
law "a text beyond the positions is refused" refused 1 "this model has 64 positions" explain "$(head -c 700 "$work/text")"
model "$work/nan" scale=nan
law "a nan in the weights is named" refused 1 "model.embed_tokens.weight[0,0] is nan" "$crumb" explain --model "$work/nan" --prompt-ids 1,2
model "$work/large" scale=1e30
law "so is the first number of a pass that overflows" refused 1 ", the first number of the pass that is none" "$crumb" explain --model "$work/large" --prompt-ids 1,2
closed() { explain >&-; }
law "a closed standard output is a sentence" refused 3 "could not be written" closed
if test -e /dev/full; then
    full() { explain --json > /dev/full; }
    law "a full disk is a sentence" refused 3 "could not be written" full
else
    skip "a full disk is a sentence" "no /dev/full"
fi

if command -v script > /dev/null && [ "$(uname -s)" = Linux ]; then
    escape=$(printf '\033')
    terminal() { TERM=xterm LC_ALL=C.UTF-8 NO_COLOR=$1 COLUMNS=$2 script -qec "$crumb explain --model $work/a $3" /dev/null | tr -d '\r' > "$work/terminal"; }
    columns() { LC_ALL=C tr -d '\200-\277' < "$work/terminal" | LC_ALL=C awk -v most="$1" 'length > most { print; bad = 1 } END { exit bad }'; }
    terminal '' 80 ''
    law "a terminal gets bold titles and tinted cells" sh -c "grep -qF '${escape}[1m' '$work/terminal' && grep -qF '${escape}[38;5;' '$work/terminal'"
    terminal 1 80 ''
    law "NO_COLOR: no escapes" sh -c "! grep -qF '$escape' '$work/terminal'"
    law "80 columns of a terminal are kept" columns 80
    law "four maps need more" sh -c "! grep -qE '^  0\\.0 .* 0\\.3\$' '$work/terminal'"
    printf 'How do I bake cookies?\n/explain\n' > "$work/lines"
    chat() { TERM=xterm LC_ALL=C.UTF-8 NO_COLOR='' script -qec "$crumb chat --seed 1 $1 < $work/lines" /dev/null > "$work/chat"; }
    chat ''
    law "/explain in a chat is tinted" grep -qF "${escape}[38;5;" "$work/chat"
    chat --plain
    law "/explain in a chat with --plain is not, and has its steps" sh -c "! grep -qF '${escape}[38;5;' '$work/chat' && grep -q '^16  Display response' '$work/chat'"
    terminal 1 120 ''
    law "120 columns of a terminal are used" grep -qE '^  0\.0 .* 0\.3$' "$work/terminal"
    law "and kept" columns 120
else
    skip "colour and width on a terminal" "no script(1) to make a terminal"
fi
echo "1..$number"
