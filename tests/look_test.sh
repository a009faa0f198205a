#!/bin/sh
# look_test.sh: crumb trace and crumb check-causal as a user meets them. Prints TAP.
build=${BUILD:-build}
crumb=$build/crumb
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
number=0

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
# says EXIT WORDS COMMAND...: that exit, and these words on standard output
says() {
    wanted=$1 words=$2
    shift 2
    "$@" > "$work/out" 2>&1 < /dev/null
    got=$?
    echo "exit $got, wanted $wanted and: $words"
    cat "$work/out"
    test $got -eq "$wanted" && grep -qF -- "$words" "$work/out"
}
names() { "$crumb" trace --model "$1" "How do I bake" | awk '{ print $1 }'; }
trace() { "$crumb" trace --model "$work/a" "$@"; }
causal() { "$crumb" check-causal --model "$@"; }

awk 'BEGIN { for (i = 0; i < 900; i++) printf "How do I bake chocolate chip cookies? river bank, bank account %d\n", i % 9 }' > "$work/text"
"$build/tests/random_model" "$work/a" vocab=300 bos=299 &&
    "$crumb" tokenizer train --text "$work/text" --vocab 300 --special '<s>' --out "$work/a" > /dev/null 2>&1 &&
    "$build/tests/random_model" "$work/b" vocab=50 layers=2 heads=3 kv_heads=3 head=4 qk_norm=1 bias=1 tied=0 &&
    "$build/tests/random_model" "$work/one" vocab=50 layers=1 positions=4 || exit 3

names "$work/a" > "$work/names"
"$crumb" trace --events | awk 'NR > 1 { print $1 }' > "$work/events"
in_order() {
    grep -E '^(ids|embedding|rope|norm|logits|layers\.2\.)' "$work/names" | sed 's/layers.2/layers.N/' > "$work/seen"
    grep -v _plain "$work/events" | diff - "$work/seen"
}
law "a trace shows the events of the table in their order" in_order
law "every layer has its own" test "$(grep -c '\.stream$' "$work/names")" -eq 3
law "q and k before their norm are there in a model that has it" sh -c "'$crumb' trace --model '$work/b' --prompt-ids 1,2 |
    grep -q 'layers.1.attention.q_plain  *1x2x3x4 '"
law "the token that opens a text stands before it" says 0 "ids                          1x5          299 " trace "How do I bake"
law "--stats has a line for each" test "$(trace "How do I bake" --stats | wc -l)" -eq $(($(wc -l < "$work/names") + 1))
law "the embedding's first number is the table's" sh -c "'$crumb' trace --model '$work/b' --prompt-ids 7 --out '$work/seven' &&
    '$crumb' trace --model '$work/b' --prompt-ids 7,9 | grep '^embedding' | awk '{ print \$3, \$4 }' > '$work/first' &&
    '$crumb' trace --model '$work/b' --prompt-ids 7 | grep '^embedding' | awk '{ print \$3, \$4 }' | cmp - '$work/first'"
law "a trace can be written" says 0 "55 tensors" trace "How do I bake" --out "$work/good"
law "the same pass again differs in no bit" says 0 "no difference: 55 tensors" trace "How do I bake" --compare "$work/good" --within 0
law "another text is told by its tokens" says 1 "ids[0,1] is the first that differs" trace --prompt-ids 299,1,2,3,4 --compare "$work/good"
law "a longer text is told by its shape" says 1 "ids has another shape: 1x6 here, 1x5 in" trace "How do I bake?" --compare "$work/good"
law "another model is told by its first tensor" sh -c "'$build/tests/random_model' '$work/c' vocab=300 bos=299 seed=2 &&
    cp '$work/a/tokenizer.json' '$work/c' && '$crumb' trace --model '$work/c' 'How do I bake' --compare '$work/good' |
    grep -q '^embedding\[0,0,0\] is the first that differs'"
law "a pass of random weights does not look ahead" says 0 "8 positions, 3 random futures each" causal "$work/a"
law "one with q/k norm and biases neither" says 0 "causal: 5 positions, 7 random futures" causal "$work/b" --prompt-ids 1,2,3,4,5,6 --draws 7

# ---- a student's file in the program ------------------------------------------------------------
mkdir -p "$build/look-test"
# broken MUTANT: the known mistake tests/mutants/MUTANT, linked in
broken() {
    topic=${1%%/*}
    ${MAKE:-make} -s BUILD="$build" "$build/tests/mutate" &&
        "$build/tests/mutate" "tests/mutants/$1.mutant" solutions/*-"$topic/$topic.c" > "$build/look-test/$topic.c" &&
        ${MAKE:-make} -s BUILD="$build" PROGRAM="$work/crumb-broken" "FROM_$topic=$build/look-test/$topic.c" "$work/crumb-broken"
}
pass() { "$work/crumb-broken" trace --model "$work/a" "How do I bake" --compare "$work/good"; }
law "attention without its mask can be linked in" broken attention/sees-all
law "check-causal names the first tensor that moved" says 1 "layers.0.attention.weights[0,0,0,0] was" "$work/crumb-broken" check-causal --model "$work/a"
law "and says where to look" grep -qF "Look at the causal mask" "$work/out"
law "the trace differs there too" says 1 "layers.0.attention.weights[0,0,0,0] is the first that differs" pass
law "a mask that is one too wide can be linked in" broken attention/leaks-one
law "check-causal finds it" says 1 "layers.0.attention.weights" "$work/crumb-broken" check-causal --model "$work/a"
law "rope the other way round can be linked in" broken rope/clockwise
law "the trace differs from the first turned query on" says 1 "layers.0.attention.q[0,1,0,0] is the first that differs" pass
law "and says which topic that is" grep -qF "topic rope computes it" "$work/out"
law "it does not look ahead" says 0 "causal:" "$work/crumb-broken" check-causal --model "$work/a"
law "rope with wrong angles can be linked in" broken rope/half-exponent
law "the trace differs in the table itself" says 1 "rope.cosines[1,1] is the first that differs" pass
law "a block without its residual can be linked in" broken block/no-residual
law "the trace agrees up to what attention adds" says 1 "layers.0.middle[0,0,0] is the first that differs" pass
law "its topic is block" grep -qF "topic block computes it" "$work/out"
law "a model whose head reads the stream can be linked in" broken model/no-final-norm
law "the trace differs in the logits alone" says 1 "logits[0,0,0] is the first that differs" pass
law "the solutions can be linked in" ${MAKE:-make} -s BUILD="$build" PROGRAM="$work/crumb-broken" FROM=solutions "$work/crumb-broken"
law "they differ by rounding only" says 0 "no difference: 55 tensors" pass

# ---- wrong input --------------------------------------------------------------------------------
law "an empty text is refused" refused 1 "the text is empty" trace ""
law "no text is refused" refused 4 "either a TEXT or --prompt-ids" "$crumb" trace --stats
law "text and ids are refused" refused 4 "either a TEXT or --prompt-ids" trace --prompt-ids 1 text
law "two texts are refused" refused 4 "one TEXT is enough" trace How do
law "an unknown flag is refused" refused 4 "--stat: no such flag" trace --stat How
law "two sinks are refused" refused 4 "give one of them" trace --stats --out "$work/x" How
law "--within alone is refused" refused 4 "--within belongs to --compare" trace --within 0.1 How
law "--within beyond 1 is refused" refused 4 "expected a number from 0 to 1" trace --compare "$work/good" --within 2 How
law "ids that are no numbers are refused" refused 4 "expected numbers with commas" trace --prompt-ids 1,x
law "an id beyond the vocabulary is refused" refused 1 "300 is no token, the vocabulary has 0..299" trace --prompt-ids 1,300
law "a text beyond the positions is refused" refused 1 "5 tokens, this model has 4 positions" "$crumb" trace --model "$work/one" --prompt-ids 1,2,3,4,5
law "a text without a tokenizer is refused" refused 1 "no tokenizer.json" "$crumb" trace --model "$work/b" How
law "a missing model is refused" refused 1 "$work/none" "$crumb" trace --model "$work/none" How
law "a missing trace is refused" refused 1 "$work/none" trace How --compare "$work/none"
law "weights are no trace" refused 1 "not a trace" trace How --compare "$work/a/model.safetensors"
cp "$work/a/tokenizer.json" "$work/one"
law "a tokenizer of another model is refused" refused 1 "tokenizer.json has 300 tokens, config.json 50" "$crumb" trace --model "$work/one" How
rm "$work/one/tokenizer.json"
law "a folder that cannot be written is refused" refused 1 "$work/none/x" trace How --out "$work/none/x"
"$build/tests/random_model" "$work/large" scale=1e30
law "a pass that overflows proves nothing" refused 1 ", the first number of the pass that is none" causal "$work/large" --prompt-ids 1,2,3
law "--stats shows where it begins" says 0 "not finite, first [0,0,0,0] = nan" "$crumb" trace --model "$work/large" --prompt-ids 1,2 --stats
law "one token has no future" refused 1 "one token has no future" causal "$work/b" --prompt-ids 3
law "no draws are refused" refused 4 "--draws 0: expected a whole number from 1" causal "$work/b" --draws 0
closed() { trace How >&-; }
law "a closed standard output is a sentence" refused 3 "could not be written" closed
echo "1..$number"
