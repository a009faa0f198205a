#!/bin/sh
# grade_model_test.sh: grade model runs a whole model on a student's files. Right files agree; of a
# wrong one the first tensor that is off, its place, and the file to blame are named; crashes, loops
# and unwritten functions are told apart. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
mkdir "$work/temporary"
. tests/tap.sh

# run CODE ARGUMENTS: grade model; what it says stands in $work/out, as one line in $work/line
run() {
    wanted=$1
    shift
    TMPDIR=$work/temporary "$grade" model "$@" > "$work/out" 2> "$work/err"
    code=$?
    tr -s '\n ' '  ' < "$work/out" > "$work/line"
    [ $code -eq "$wanted" ] || complain "grade model $*: exit $code, wanted $wanted: $(cat "$work/err")"
    [ -z "$(ls "$work/temporary")" ] || complain "left behind: $(ls "$work/temporary")"
    awk 'length($0) > 80 && !/FROM=|\/|^   [|] / { print FILENAME ": " length($0) " columns: " $0 }' "$work/out" > "$work/wide"
    [ ! -s "$work/wide" ] || complain "$(cat "$work/wide")"
}
out() { grep -qF -e "$1" "$work/line" || complain "it does not say: $1
$(head -n 40 "$work/out")"; }
not_out() { ! grep -qF -e "$1" "$work/line" || complain "it says: $1"; }
solution() { ls solutions/*-"$1"/"$1".c; }

# tree NAME TOPIC...: solutions of these topics; every other topic has no file, and so is trusted
tree() {
    from=$work/$1
    mkdir "$from"
    shift
    for one in "$@"; do cp "$(solution "$one")" "$from/"; done
}
# mutant TOPIC NAME: this mistake in the tree
mutant() { "$build/tests/mutate" "tests/mutants/$1/$2.mutant" "$(solution "$1")" > "$from/$1.c"; }

# judge TOPIC MUTANT STAGE FIRST [BESIDE...]: beside right files of BESIDE this mistake is named
judge() {
    topic=$1 name=$2 stage=$3 first=$4
    shift 4
    tree "$topic-$name" "$topic" "$@"
    mutant "$topic" "$name"
    run 0 --from "$from" --seconds 4
    out "the first difference, in $stage:"
    out "$first"
    out "It is your $from/$topic.c: with the trusted $topic in its place everything agrees"
    out "next: make grade T=$topic FROM=$from"
    law "$topic/$name is named"
}

# ---- right files ----------------------------------------------------------------------------------
run 0 --from solutions
out 'your parts (14): unicode bpe embedding linear norm rope softmax attention swiglu block model sampling generate cache'
out 'every tensor agrees'
out 'the trusted one: the same'
not_out 'first difference'
law "right files agree with the trusted parts in every tensor, and say the same"

run 0 --from reference
out 'every tensor agrees'
out "every part is the reference's"
not_out 'off by 0 of'
law "the fast reference agrees within the bound, not bit for bit"

tree stub
for stub in labs/*/*.c; do cp "$stub" "$from/"; done
run 0 --from "$from"
out 'your parts (0): none yet'
out 'nothing is written yet: unicode bpe embedding linear norm rope softmax attention swiglu block model sampling generate cache'
out 'every tensor agrees'
law "stubs are replaced by trusted parts, which is said"

tree partly rope
sed '/^void rope_forward/,/^}/ s/^    turn.*/    LAB_TODO();/; s/#include "rope.h"/&\n#include "todo.h"/' \
    "$(solution rope)" > "$from/rope.c"
run 0 --from "$from"
out 'rope: the trusted part stands in, rope_forward is not written yet'
out 'your parts (0): none yet'
out 'every tensor agrees'
law "a part that lacks a function which the model needs is replaced, and the function named"

sed '/^void rope_backward/,/^}/ s/^    turn.*/    LAB_TODO();/; s/#include "rope.h"/&\n#include "todo.h"/' \
    "$(solution rope)" > "$from/rope.c"
run 0 --from "$from"
out 'your parts (1): rope'
out 'every tensor agrees'
law "a part that lacks its backward half is used"

tree broken norm softmax rope
echo 'int;;x' >> "$from/norm.c"
sed 's/#include "softmax.h"/&\n#include <stdlib.h>\nvoid *hoard(void);\nvoid *hoard(void) { return malloc(9); }/' \
    "$(solution softmax)" > "$from/softmax.c"
run 0 --from "$from"
out 'norm: the trusted part stands in'
out 'it does not compile; the compiler says:'
out 'softmax: the trusted part stands in'
out 'your parts (1): rope'
law "what does not compile or calls what it may not is replaced, with the sentence of make grade"

# ---- one mistake at a time --------------------------------------------------------------------------
judge rope interleaved 'the pass over the whole question' \
    'layer 0, head 0, position 1, channel 0, after rope (attention.q): ' attention linear
out 'heads down, positions 0 to 51 across'
out 'everything before agrees: 21 tensors'
law "the place is told by layer, head, position and channel, beside a map"
judge attention no-scale 'the pass over the whole question' 'after attention (attention.weights): ' softmax
judge attention group-modulo 'a pass with 2 key heads for 4, biases, head norms' \
    'layer 0, head 1, position 1, key position 0, after attention (attention.weights): '
judge attention mask-left 'the question in pieces: 16 ids behind 16' \
    'layer 0, head 0, position 16, key position 0, after attention (attention.weights): '
judge norm epsilon-outside 'the pass over the whole question' 'layer 0, position 0, after norm (attention.rstd): '
judge softmax not-divided 'the pass over the whole question' \
    'after attention (attention.weights): ' attention sampling
out 'attention computes it, from what it is given. It is your'
law "what another part calls is found behind it: softmax behind attention"
judge block no-residual 'the pass over the whole question' 'layer 0, position 0, channel 0, after block (middle): '
judge block values-from-stream 'the pass over the whole question' 'after linear (attention.v): ' linear norm
out 'linear computes it, from what it is given. It is your'
law "what hands another part the wrong thing is found: block behind linear"
judge block keys-at-zero 'the question in pieces: 16 ids behind 16' 'position 0' attention cache
judge cache append-one 'the pass over the whole question' 'after cache (cache.length): 1, expected 52'
judge cache layout-shared 'the pass over the whole question' 'after cache (cache.starts):'
judge sampling greedy-absolute 'choosing the first token of the answer' 'after sampling (sampling_greedy):'
judge sampling top-p-crossing-dropped 'choosing the first token of the answer' 'after sampling (sampling_top_p'
judge generate decode-past 'token 2 of the answer: 1 id behind 52' 'after generate (generate.past):'
judge bpe tie-smaller 'merges learnt from the question' 'after bpe (bpe_train):' unicode
judge unicode one-byte-at-a-time 'the characters of a text with accents' 'after unicode (unicode_'

tree two norm rope
mutant norm sum-for-mean
mutant rope clockwise
run 0 --from "$from"
out "It is your $from/norm.c: with the trusted norm in its place this agrees, and the next difference is: in the pass over the whole question: layer 0, head 0, position 1, channel 0, after rope (attention.q)"
law "behind the first mistake the next one is named"

for name in strict unscaled modulo; do
    tree "wrong-$name" softmax
    cp "tests/wrong/attention/$name/attention.c" "$from/attention.c"
    run 0 --from "$from"
    out "It is your $from/attention.c"
done
law "wrong files as students write them are named"

# ---- numbers that are none, and ends that are none ---------------------------------------------------
# spoil TOPIC FUNCTION STATEMENT: it stands first in that function
spoil() {
    awk -v name="$2" -v statement="$3" '{ print } index($0, name "(") == 6 || index($0, " " name "(") { inside = 1 }
        inside && /^\{/ { print "    " statement; inside = 0 }' "$(solution "$1")" |
        sed '1s|^|#include <assert.h>\n|' > "$from/$1.c"
}
tree hang norm
spoil norm norm_forward 'for (volatile int stuck = 1; stuck;) continue;'
run 0 --from "$from" --seconds 1
out 'timeout: the first difference, in the pass over the whole question:'
out 'it did not end within 1 second: a loop without end, or far too much work?, before norm (attention.rstd) was whole'
out "It is your $from/norm.c"
out 'everything before agrees: 18 tensors'
law "an endless loop is ended, and told by what was not computed any more"

tree crash attention softmax
spoil attention attention_forward '*(volatile float *)16 = 1.0f;'
run 0 --from "$from"
out 'crash: the first difference, in the pass over the whole question:'
out 'it touched memory that is not its own, before attention (attention.weights) was whole'
out "It is your $from/attention.c"
law "a wild pointer is told by what was not computed any more"

tree assert swiglu
spoil swiglu swiglu_forward 'assert(rows < 0);'
run 0 --from "$from"
out 'it stopped itself (a failed assert, or abort), before swiglu (ffn.gate) was whole'
out 'your program printed:'
law "a failed assert is told, with what it printed"

tree deep softmax
spoil softmax softmax_forward 'softmax_forward(y, x, lengths, rows, cols); if (y[0] > 9.0f) return;'
run 0 --from "$from"
out 'stack: the first difference'
law "an endless recursion is told as such"

tree nothing rope
spoil rope rope_forward 'if (rows > 0) x[0] = 0.0f / 0.0f;'
run 0 --from "$from"
out 'non-finite: the first difference'
out 'nan, expected'
law "a number that is none is named"

tree early linear
spoil linear linear_forward 'if (rows > 0) return;'
run 0 --from "$from"
out 'unwritten: the first difference'
out 'after linear (attention.v): what was there before, expected'
law "a tensor that was never written is named"

# ---- formats, exits ---------------------------------------------------------------------------------
run 0 --from "$work/rope-interleaved" --format json
for part in '"schema": "crumb/model/v1"' '"verdict": "wrong-value"' '"event": "layers.0.attention.q"' \
    '"topic": "rope"' '"layer": 0' '"position": 1' '"culprit": "rope"' '"then": null' '"state": "own"' '"state": "absent"'; do
    out "$part"
done
law "--format json says the same"

run 4 --lab rope
grep -q 'leave it away' "$work/err" || complain "$(cat "$work/err")"
run 1 --from "$work/there-is-no-such-folder"
mkdir "$work/objects"
run 3 --from solutions --objects "$work/objects"
grep -q 'run make build' "$work/err" || complain "$(cat "$work/err")"
law "exit codes: usage 4, no such folder 1, nothing built 3"

TMPDIR=$work/temporary "$grade" model --from "$work/hang" --seconds 30 > /dev/null 2>&1 &
child=$!
tries=0
until [ -x "$(echo "$work"/temporary/*/model)" ] || [ $tries -ge 100 ]; do sleep 0.1; tries=$((tries + 1)); done
sleep 0.5  # the linker has tidied up
kill -TERM $child
wait $child 2> /dev/null
sleep 0.2
[ -z "$(ls "$work/temporary")" ] || complain "left behind: $(ls "$work/temporary"/*)"
law "an interrupted run leaves nothing behind"

echo "1..$number"
