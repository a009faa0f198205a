#!/bin/sh
# hint_test.sh: what grade hint promises: three rungs in their order, for the function that needs
# them first, with the numbers of a case and of the student's own code, and never a line of code.
# Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
. tests/tap.sh

# hint CODE TREE TOPIC ARGUMENTS: another exit code than CODE is a complaint, and so is anything
# that no hint may show: code, a line over 80 columns, a byte that is no plain text.
hint() {
    wanted=$1 tree=$2
    shift 2
    "$grade" hint "$@" --from "$work/$tree" > "$work/out" 2> "$work/err" < /dev/null
    code=$?
    [ $code -eq "$wanted" ] || complain "hint $*: exit $code, wanted $wanted: $(head -n 3 "$work/err")"
    grep -n -e '[{}]' -e ';$' -e ';[^ ]' "$work/out" > "$work/code" && complain "hint $* shows code: $(head -n 3 "$work/code")"
    awk 'length($0) > 80' "$work/out" > "$work/wide"
    [ ! -s "$work/wide" ] || complain "hint $*: over 80 columns: $(head -n 3 "$work/wide")"
    LC_ALL=C grep -n '[^ -~]' "$work/out" > "$work/odd" && complain "hint $*: no plain text: $(head -n 3 "$work/odd")"
}
# A sentence may stand on several lines.
out() {
    grep -q -e "$1" "$work/out" || tr -s '\n ' '  ' < "$work/out" | grep -q -e "$1" ||
        complain "does not say: $1: $(head -n 30 "$work/out")"
}
not_out() { ! grep -q -e "$1" "$work/out" || complain "says: $1: $(grep -e "$1" "$work/out" | head -n 3)"; }
sentence() {  # exit 4, one line on standard error, nothing on standard output
    "$grade" hint "$@" > "$work/out" 2> "$work/err" < /dev/null
    code=$?
    [ $code -eq 4 ] || complain "hint $*: exit $code, wanted 4"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "hint $*: not one sentence: $(cat "$work/err")"
    [ ! -s "$work/out" ] || complain "hint $*: something on standard output: $(head -n 3 "$work/out")"
}
says() { grep -q -e "$1" "$work/err" || complain "standard error does not say: $1: $(cat "$work/err")"; }

# tree NAME TOPIC SED: a solution with one change, as the tree NAME
tree() {
    solution=$(ls solutions/*/"$2.c")
    mkdir -p "$work/$1"
    sed "$3" "$solution" > "$work/$1/$2.c"
    [ -z "$3" ] || ! cmp -s "$solution" "$work/$1/$2.c" || complain "$1: the solution of $2 has no place for $3"
}
todo='s/#include "rope.h"/&\n#include "todo.h"/'
minus='s/\*a = old \* c - /*a = old * c + /'
tree wrong rope "$minus"
tree wrong attention 's|const float scale = 1.0f / sqrtf((float)d);|const float scale = 1.0f;|'
tree modulo attention 's|shared = h / (H / Hkv)|shared = h % Hkv|'
tree right rope ''
tree half rope "$todo
/^void rope_frequencies/,/^}/ s/^    for .*/    LAB_TODO();/
$minus"
tree far rope 's/double angle = (double)(first + p) \* frequencies/float angle = (float)(first + p) * (float)frequencies/'
tree crash rope 's/^    turn(x,/    *(volatile int *)0 = 1; &/'
tree broken rope 's/^    turn(x,/    turn(x,,/'
tree held cache 's/#include "cache.h"/&\n#include "todo.h"/; s/assert(B >= 1 \&\& C >= 1)/LAB_TODO()/'
mkdir "$work/stub"
cp labs/*/rope.c labs/*/cache.c labs/*/block.c "$work/stub"

# ---- the rungs ---------------------------------------------------------------------------------------
questions() {  # what the first rung must show of [$2] in the file of topic $1, as one line
    awk -v head="[$2]" '/^\[/ { on = $0 == head } on && /^(\?|  )/ { print substr($0, 3) }' "datasets/hints/$1.txt" |
        tr -s '\n ' '  '
}
formula() { awk -v head="[$2]" '/^\[/ { on = $0 == head } on && /^= / { print substr($0, 3) }' "datasets/hints/$1.txt"; }
rungs() {  # rungs TREE TOPIC SECTION FUNCTION PART
    hint 0 "$1" "$2" --rung 1
    out "^ hint 1 of 3 for $4 (part $5 of $2, wrong-value)"
    tr -s '\n ' '  ' < "$work/out" | grep -q -F -e "$(questions "$2" "$3")" || complain "$2: not its questions: $(cat "$work/out")"
    not_out ' = '
    not_out expected
    out "when you want the formula:"
    hint 0 "$1" "$2" --rung 2
    out "^ hint 2 of 3 for $4 (part $5 of $2, wrong-value)"
    formula "$2" "$3" > "$work/formula"
    grep -F -x -f "$work/formula" "$work/out" > /dev/null && complain "$2: a formula that is not indented"
    sed -n 's/^   //p' "$work/out" | grep -F -x -f "$work/formula" > "$work/found"
    cmp -s "$work/found" "$work/formula" || complain "$2: not its formula: $(diff "$work/found" "$work/formula" | head -n 4)"
    not_out '?'
    not_out expected
    hint 0 "$1" "$2" --rung 3
    out "^ hint 3 of 3 for $4 (part $5 of $2, wrong-value)"
    out "the smallest case that fails: .*($2:by-hand-"
    out 'expected  *your code gave'
    out 'that was the last hint'
    out "labs/[0-9][0-9]-$2/README.md"
    out "make show T=$2"
    not_out '?'
}
rungs wrong rope rope_forward rope_forward a
cp "$work/out" "$work/rope"
law "a wrong rope: a question, the formula, a case in numbers, in this order"
rungs wrong attention attention_forward attention_forward a
cp "$work/out" "$work/attention"
law "a wrong attention: the same"
hint 0 modulo attention --rung 1
out '^ hint 1 of 3 for attention_forward (part b of attention, wrong-value)'
out "which two query heads share key head 0"
not_out 'exp(0)'
law "a part with hints of its own gets those"
hint 0 wrong rope
out '^ hint 1 of 3'
out "build/grade hint rope --from $work/wrong --rung 2"
cp "$work/out" "$work/first"
hint 0 wrong rope
cmp -s "$work/out" "$work/first" || complain "another hint the second time"
law "of other folders than labs nothing is remembered: the first rung, and how to see the next"

# ---- the numbers ---------------------------------------------------------------------------------------
close='function near(a, b) { return a - b < 1e-5 && b - a < 1e-5 }'
awk "$close"'
    $1 == "x" && $2 == "=" { a = $3; b = $5 }
    /^ *pair 0 / && !pairs++ { c = $(NF - 2); sub(",", "", c); s = $NF }
    $1 == "x[0,0,0]" && $3 ~ /^-?[0-9]/ && $4 == "differs" { rows++; expected = $2; got = $3 }
    END { e = a * c - b * s; g = a * c + b * s
          if (rows != 1 || e - expected > 2e-4 || expected - e > 2e-4 || g - got > 2e-4 || got - g > 2e-4)
              print rows, a, b, c, s, "give", e, expected, g, got }' "$work/rope" > "$work/said"
[ ! -s "$work/said" ] || complain "rope: $(cat "$work/said")"
law "rope: the numbers turn into the expected one, and with the mistake into the student's"
awk "$close"'
    $2 == "=" && $1 ~ /^[qkv]$/ { for (i = 3; i <= NF; i++) if ($i != "|") value[$1, n[$1]++] = $i }
    $1 == "weights[0,0,1,0]" { rows++; expected = $2; got = $3; mark = $4 }
    function score(s,  i, sum) { for (i = 0; i < 3; i++) sum += value["q", 3 + i] * value["k", 3 * s + i]; return sum }
    END { e = 1 / (1 + exp((score(1) - score(0)) / sqrt(3))); g = 1 / (1 + exp(score(1) - score(0)))
          if (rows != 1 || !near(e, expected) || !near(g, got) || mark != "differs") print rows, e, expected, g, got, mark }' \
    "$work/attention" > "$work/said"
[ ! -s "$work/said" ] || complain "attention: $(cat "$work/said")"
cp "$work/attention" "$work/out"
out '^     out\[0,0,0,0\]  *2  *2$'
law "attention: the weights follow from q and k, the student's from unscaled scores, and what is right is not marked"
"$grade" replay attention:by-hand-head --from "$work/wrong" > "$work/replay" 2> "$work/err" < /dev/null
grep -q 'less the largest, exp: ' "$work/replay" || complain "replay has no work by hand: $(cat "$work/replay")"
law "replay shows the work by hand too"

# ---- which function, which case ------------------------------------------------------------------------
hint 0 half rope
out '^ hint 1 of 3 for rope_forward (part a of rope, wrong-value)'
law "what is written and wrong goes before what is not written"
hint 0 stub rope
out '^ hint 1 of 3 for rope_frequencies (part a of rope, not written yet)'
hint 0 stub rope --rung 3
out 'the smallest case: three pairs, three speeds (rope:by-hand-frequencies)'
out 'frequencies\[0\]  *1$'
not_out 'your code'
law "nothing is written: the first function of the contract, and its case with the expected numbers alone"
hint 0 stub cache --lab cache --part b --rung 3
out '^ hint 3 of 3 for cache_common_prefix (part b of cache'
law "one part by --part"
hint 0 held cache --rung 3
out '^ hint 3 of 3 for cache_init (part a of cache, not written yet)'
out 'k_at\[1\]  *80$'
out '^     memory  *as it was$'
not_out ' memory\[0\]'
law "memory that stays as it was is not listed"
hint 0 stub block --lab block --part b --rung 3
sed -n '/  expected$/,$p' "$work/out" | sed -n 2p | grep -q '^ *dffn_normed\[0,0,0\]' || complain "$(grep -A 3 '  expected$' "$work/out")"
law "results stand in the order of the work, so the first that differs is the first mistake"
hint 0 far rope --rung 3
out 'the case by hand passes. this one fails: '
not_out 'by-hand'
out 'differs'
law "when the case by hand passes, one that fails is shown"
hint 0 crash rope --rung 3
out 'by-hand-forward'
out 'your code gave no numbers:'
out 'x\[0,0,0\]  *-1.35133$'
law "a crash: the expected numbers, and how the call ended"
hint 0 right rope
out '^ nothing to hint at: every function of rope passes'
not_out 'hint [1-3] of'
law "all pass: nothing to hint at"
hint 0 broken rope
out '^ no hint yet: nothing of rope ran (compile-error)'
not_out 'hint [1-3] of'
law "a file that does not compile: the compiler comes first"

# ---- the call ------------------------------------------------------------------------------------------
sentence nothing
says 'no topic named nothing. labs/topics.txt lists them'
sentence
says 'wanted a topic such as rope'
sentence rope --lab norm
says 'lab norm is another one'
sentence rope --rung 4
sentence rope --rung 0
law "an unknown topic, none, another lab, a rung that is none: one sentence, exit 4"
echo "1..$number"
