#!/bin/sh
# show_test.sh: what crumb show draws: the right numbers, 80 columns, the student's own object. TAP.
build=${BUILD:-build}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
number=0

# law NAME COMMAND...: the command must succeed
law() {
    number=$((number + 1))
    name=$1
    shift
    if "$@" > "$work/said" 2>&1; then echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/#   /' "$work/said" | head -n 20
    fi
}
skip() { number=$((number + 1)); echo "ok $number - $1 # SKIP $2"; }
drawn() { grep -qF -- "$2" "$work/$1" || { echo "\"$2\" is not in:"; cat "$work/$1"; return 1; }; }
count() { test "$(grep -cE -- "$2" "$work/$1")" -eq "$3" || { cat "$work/$1"; return 1; }; }
narrow() { ! LC_ALL=C grep -nE '.{81}|[^ -~]' "$work/$1"; }
show() { "$build/crumb" show "$@"; }
draw() { show "$1" --plain > "$work/$1"; }
# refused EXIT WORDS COMMAND...: that exit, one line on standard error with these words
refused() {
    wanted=$1 words=$2
    shift 2
    "$@" 2> "$work/err" > "$work/out"
    got=$?
    cat "$work/err"
    test $got -eq "$wanted" && test "$(wc -l < "$work/err")" -eq 1 && grep -qF -- "$words" "$work/err"
}

topics=$(awk -F' *[|] *' '/^[0-9]/ { print $2 }' labs/topics.txt | uniq | tr '\n' ' ')
for topic in $topics; do
    law "show $topic ends well" draw "$topic"
    law "show $topic keeps to 80 columns of plain text" narrow "$topic"
done
law "each topic has its line in the list" sh -c "'$build/crumb' show > '$work/list'; for topic in $topics; do
    grep -q \"^  \$topic  *[a-z1]\" '$work/list' || exit 1; done"

law "unicode: H is 72" drawn unicode "U+0048    72       48            H"
law "unicode: a cookie is four bytes and one code point" drawn unicode "U+1F36A   127850   F0 9F 8D AA   "
law "unicode: a byte that belongs to nothing is replaced" count unicode 'U\+FFFD +65533 +FF .*ill-formed: replaced' 1
law "unicode: a written U+FFFD is not ill-formed" sh -c "'$build/crumb' show unicode --plain '$(printf '\357\277\275')' |
    grep 'U+FFFD' | grep -qv ill-formed"
law "unicode: well-formed text is written back" drawn unicode "written back: 37 bytes, the same ones"
law "unicode: ill-formed text is not" drawn unicode "written back: 14 bytes, other ones"
law "unicode: another text" sh -c "'$build/crumb' show unicode abc --plain | grep -q '3 bytes, 3 code points'"
law "bpe: ties go to the greater pair: o w before l o" count bpe '^  1 +\[o\] \+ \[w\] +3  256    l\|ow\| ' 1
law "bpe: the second merge is counted in the first one's text" count bpe '^  2 +\[l\] \+ \[ow\] +3  257 ' 1
law "bpe: a pair across two words is not counted" count bpe '^  4 +\[ \] \+ \[lowe\] +2  259 ' 1
law "bpe: eight tokens for the sentence" drawn bpe "37 bytes, 8 tokens"
law "bpe: the emoji is held back until it is whole" drawn bpe 'token 170 (byte AA)  shown: "\xf0\x9f\x8d\xaa", held back: 0'
show bpe --plain "$(printf ' chocolate chocolate chocolate chocolate chocolate chocolate \360\237\215\252\360\237\215\252')" > "$work/long"
law "bpe: a longer text keeps to 80 columns" narrow long
law "embedding: king - man + woman is queen" sh -c "grep -A1 'king - man' '$work/embedding' | grep -q queen"
law "embedding: a word is near itself" count embedding '^  king +1\.00 +0\.34 ' 1
law "embedding: the neighbours of another word" sh -c "'$build/crumb' show embedding girl --plain | grep -A1 'nearest to \"girl\"' | grep -q woman"
law "linear: products add up" drawn linear "= -1.50"
law "norm: a row has root mean square 1 afterwards" count norm 'after .* rms 1$' 2
law "rope: equal distance, equal score" sh -c "test \$(sed -n 's/.*key at .*: //p' '$work/rope' | sort -u | wc -l) -eq 1"
law "softmax: together 100 %" count softmax 'together 100\.0000' 3
law "softmax: large scores give what small ones give" count softmax '-> 0\.0900 0\.2447 0\.6652' 2
law "attention: 4.7 over the root of 128 is 0.415" count attention '^  chocolate +4\.7 +0\.415 ' 1
law "attention: what comes later has no weight" count attention ' no +0.0 %' 4
law "attention: the four words share 100 %" sh -c "sed -n 's/.* yes *\([0-9.]*\) %.*/\1/p' '$work/attention' |
    awk '{ sum += \$1 } END { exit !(NR == 4 && sum > 99.8 && sum < 100.2) }'"
law "attention: the walkthrough's numbers only when asked" sh -c "! grep -q '42\.9' '$work/attention'"
show attention --walkthrough --plain > "$work/walkthrough"
law "attention: they stand beside ours" count walkthrough '^  bake +2\.5 +0\.039 +0\.221 +42\.9 % +26\.3 %$' 1
law "the walkthrough's numbers keep to 80 columns" narrow walkthrough
law "swiglu: silu(-1.2785) is -0.27846" drawn swiglu "silu(-1.2785) = -0.27846"
law "block: the last word alone comes out as with the others" drawn block "largest difference: below 0.00001"
law "model: a tied head is counted once" count model '^  head +0 +525336576 ' 1
law "model: Llama 3 8B has its published size" count model '^  together +[0-9]+ +8030261248$' 1
law "model: the stream grows from block to block" sh -c "awk '/^  (table  |block)/ { if (\$(NF-1) + 0 < last) exit 1; last = \$(NF-1) + 0 }' '$work/model'"
law "sampling: greedy takes the largest" drawn sampling 'greedy: "the", always'
law "sampling: 10 words, then 6, 4 and 3" count sampling '^  left +10 +10 +6 +4 +3$' 1
law "sampling: 1000 draws are drawn" sh -c "sed -n 's/.* \([0-9]*\) of .* expected.*/\1/p' '$work/sampling' |
    awk '{ sum += \$1 } END { exit !(NR == 3 && sum == 1000) }'"
law "generate: the question goes in by two pieces" count generate '^  at +(0 <- How do I bake chocolate|5 <- chip cookies [?])$' 2
law "generate: the same seed gives the same words" sh -c "test \$(grep -c '^    First preheat the oven and sugar . Mix butter and butter and flour .\$' '$work/generate') -eq 1 &&
    test \"\$(sed -n 's/^    shown -> //p' '$work/generate' | tr '\n' ' ')\" = 'First preheat the oven and sugar . Mix butter and butter and flour . '"
law "generate: no answer shows the stop id" sh -c "! grep -v 'next:' '$work/generate' | grep -q '<end>'"
law "cache: 8,192 positions of Llama 3 8B are 2.15 GB" count cache '^  Llama 3 8B +262144 bytes +8192: +2\.15 GB' 1
law "cache: a full cache refuses" count cache 'refused: -1$' 2
law "cache: 15 positions instead of 92" count cache '^  all +15 +92$' 1
law "cache: the same once more leaves one to compute" count cache '^  the same once more .* 1 computed$' 1

law "loss: who knows nothing pays 8 bits per byte" count loss 'knows nothing +5\.5452 nats  perplexity  256\.00 +8\.000 bits' 1
law "loss: a gradient adds up to 0" drawn loss "all 256 together 0.0000"
law "loss: one byte has no next one" refused 1 "show loss: 1 bytes" show loss H
law "adamw: the ball arrives where plain descent creeps" sh -c "grep '^  plain descent .* 3\.422\$' '$work/adamw' &&
    grep '^  AdamW .* 0\.003\$' '$work/adamw'"
law "adamw: 5 of 23 steps warm up, the last three are at the floor" count adamw '^ +(20|21|22)  0\.000300 ' 3
law "adamw: a clipped gradient has the norm that was asked for" count adamw 'after .*norm 1\.0000$' 1
law "training: each target is the next input" sh -c "grep -q '^  inputs   H o w _ d o ' '$work/training' &&
    grep -q '^  targets  o w _ d o _ ' '$work/training'"
law "training: the loss of a new model is ln 256, and falls below 1.2" sh -c "grep -q '^ *0  0\.0000 .* 5\.545 ' '$work/training' &&
    awk '\$1 == 56 { found = \$4 < 1.2 } END { exit !found }' '$work/training'"
law "training: a resumed run is the same run" drawn training "with a break: equal to the last bit"
law "training: a damaged state is refused" count training 'digest does not match' 1
law "training: a text shorter than a window is a sentence" refused 1 "show training: 5 bytes" show training hello
law "an unknown topic is one sentence and exit 4" refused 4 "pancake: no such topic" show pancake
law "an unknown flag is one sentence and exit 4" refused 4 "--big: no such flag" show rope --big
law "two texts are one sentence and exit 4" refused 4 "one text only" show bpe one two
law "text for a topic that reads none is refused" refused 4 "norm draws numbers" show norm hello
law "--walkthrough for another topic is refused" refused 4 "belongs to attention" show rope --walkthrough
law "a word that the table lacks is refused" refused 4 "pizza is not in the table" show embedding pizza
law "an empty text is drawn" sh -c "'$build/crumb' show unicode '' --plain | grep -q '0 bytes, 0 code points'"
law "an empty text has no tokens" sh -c "'$build/crumb' show bpe '' --plain | grep -q '0 bytes, 0 tokens'"
closed() { show rope >&-; }
law "a closed standard output is a sentence, not a crash" refused 3 "could not be written" closed
if test -e /dev/full; then
    full() { "$build/crumb" show rope > /dev/full; }
    law "a full disk is a sentence" refused 3 "could not be written" full
else
    skip "a full disk is a sentence" "no /dev/full"
fi
law "no colour and no block character in a file" sh -c "LC_ALL=C.UTF-8 TERM=xterm '$build/crumb' show softmax | cmp - '$work/softmax'"

if command -v script > /dev/null && [ "$(uname -s)" = Linux ]; then
    # terminal TERM LOCALE NO_COLOR TOPIC: what is drawn on a terminal
    terminal() { TERM=$1 LC_ALL=$2 NO_COLOR=$3 script -qec "$build/crumb show $4" /dev/null | tr -d '\r' > "$work/terminal"; }
    escape=$(printf '\033')
    block=$(printf '\342\226\210')
    terminal xterm C.UTF-8 '' softmax
    law "a terminal gets bold titles" grep -qF "${escape}[1m" "$work/terminal"
    law "a terminal of UTF-8 gets block characters" grep -qF "$block" "$work/terminal"
    terminal xterm C.UTF-8 1 softmax
    law "NO_COLOR: no escapes" sh -c "! grep -qF '$escape' '$work/terminal'"
    law "NO_COLOR: block characters all the same" grep -qF "$block" "$work/terminal"
    terminal xterm C 1 softmax
    law "a terminal without UTF-8 gets ASCII" cmp "$work/terminal" "$work/softmax"
    terminal dumb C.UTF-8 '' softmax
    law "TERM=dumb gets ASCII without colour" cmp "$work/terminal" "$work/softmax"
    # the bytes that continue a character take no column
    columns() { LC_ALL=C tr -d '\200-\277' < "$1" | LC_ALL=C awk 'length > 80 { print; bad = 1 } END { exit bad }'; }
    for topic in $topics; do
        terminal xterm C.UTF-8 1 "$topic"
        law "show $topic keeps to 80 columns of a terminal" columns "$work/terminal"
    done
else
    skip "block characters and colour on a terminal" "no script(1) to make a terminal"
fi

link() { ${MAKE:-make} -s BUILD="$build" PROGRAM="$work/crumb-$1" "$2" "$work/crumb-$1"; }
law "a stub can be linked in" link stub FROM_rope=labs
stub() { "$work/crumb-stub" show rope; }
law "it says that it is not written yet" refused 86 "rope_frequencies is not written yet" stub
# broken MUTANT: the known mistake tests/mutants/MUTANT, linked in and drawn
broken() {
    topic=${1%%/*}
    mkdir -p "$build/show-test" && rm -f "$build/show-test/$topic.c"
    ${MAKE:-make} -s BUILD="$build" "$build/tests/mutate" &&
        "$build/tests/mutate" "tests/mutants/$1.mutant" solutions/*-"$topic/$topic.c" > "$build/show-test/$topic.c" &&
        link broken "FROM_$topic=$build/show-test/$topic.c" && "$work/crumb-broken" show "$topic" --plain > "$work/broken"
}
law "attention without the division can be drawn" broken attention/no-scale
law "it shows the raw scores again" count broken '^  chocolate +4\.7 +4\.700 ' 1
law "attention that sees all can be drawn" broken attention/sees-all
law "it shows a look into the future" count broken ' no +0\.0 %|  --' 0
law "rope the other way round can be drawn" broken rope/clockwise
law "it shows the other sign" count broken '^  1 do +-57\.3 ' 1
law "bpe_train across borders is a sentence, no crash" refused 1 "merge 3 joins" broken bpe/across-borders
mkdir -p "$build/show-test"
cat > "$build/show-test/unicode.c" << 'END'
#include "unicode.h"
dim unicode_step(int32_t *point, const uint8_t *bytes, dim n) { *point = bytes[0]; return n < 0; }
dim unicode_decode(int32_t *points, const uint8_t *bytes, dim n) { points[0] = bytes[0]; return n; }
dim unicode_encode(uint8_t *bytes, const int32_t *points, dim n) { bytes[0] = (uint8_t)points[0]; return n; }
dim unicode_count(const uint8_t *bytes, dim n) { return n + bytes[0]; }
END
law "a unicode.c that stands still can be linked in" link stuck "FROM_unicode=$build/show-test/unicode.c"
# shellcheck disable=SC3045  # dash and bash know -t, and it must not run for ever
stuck() { (ulimit -t 10; exec "$work/crumb-stuck" show unicode); }
law "it ends in a sentence" refused 1 "unicode_step took 0 of 37 bytes" stuck
law "the solutions can be linked in" link solutions FROM=solutions
law "they draw the same" sh -c "for topic in $topics; do
    '$work/crumb-solutions' show \$topic --plain | cmp - '$work/'\$topic || exit 1; done"
echo "1..$number"
