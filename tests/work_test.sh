#!/bin/sh
# work_test.sh: work is counted, not timed: slow code that is right in its numbers is told so, on any
# machine and with the same counts; what is right and sensible passes. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh

run() {  # run CODE ARGUMENTS
    wanted=$1
    shift
    "$grade" "$@" > "$work/out" 2> "$work/err"
    code=$?
    [ $code -eq "$wanted" ] || complain "grade $*: exit $code, wanted $wanted: $(head -n 3 "$work/err")"
}
# A sentence may stand on several lines.
out() { tr -s '\n ' '  ' < "$work/out" | grep -q -e "$1" || complain "the report does not say: $1: $(head -n 12 "$work/out")"; }
not_out() { ! grep -q -e "$1" "$work/out" || complain "the report says: $1"; }
# change TOPIC OLD NEW: the topic's solution with one line changed, alone in a folder
change() {
    mkdir -p "$work/$1"
    sed "s|$2|$3|" solutions/*-"$1/$1.c" > "$work/$1/$1.c"
    ! cmp -s "$work/$1/$1.c" solutions/*-"$1/$1.c" || complain "$1: nothing was changed"
}
recipes() { grep -ao '"work/[a-z0-9-]*"' "datasets/golden/$1.safetensors" | tr -d '"' | sed 's|work/||'; }
topics() { awk -F' *[|] *' '!/^#/ && NF { print $2 }' labs/topics.txt | uniq; }

if [ ! -e "$build/objects/norm.counted" ]; then
    echo "1..0 # SKIP this compiler cannot count: no -fsanitize-coverage=trace-pc"
    exit 0
fi

for topic in $(topics); do
    [ -n "$(recipes "$topic")" ] || complain "$topic: no recipe"
    for recipe in $(recipes "$topic"); do
        grep -lqE "^work: (.* )?$recipe( |\$)" tests/mutants/"$topic"/*.mutant || complain "$topic: no mutant takes too much work by $recipe"
    done
    for recipe in $(sed -n 's/^work: //p' tests/mutants/"$topic"/*.mutant); do
        recipes "$topic" | grep -qx "$recipe" || complain "$topic: a mutant names $recipe, which is no recipe"
    done
done
law "every recipe has a slow mutant, and every topic a recipe"

# gates_test.sh grades all solutions; that every recipe is counted shows in the mutants.
for topic in bpe block sampling; do
    run 0 work "$topic" --from solutions
    [ "$(grep -cx '  pass' "$work/out")" -eq "$(recipes "$topic" | wc -l)" ] || complain "$(cat "$work/out")"
    cp "$work/out" "$work/$topic.txt"
done
law "solutions pass, and every recipe is counted"

for topic in bpe sampling; do
    run 0 work "$topic" --from solutions --seed 99
    cmp -s "$work/out" "$work/$topic.txt" || complain "$topic: $(diff "$work/out" "$work/$topic.txt")"
done
law "two runs count the same, whatever the seed"

# ---- slow, and right ---------------------------------------------------------------------------
change sampling 'dim gap = (vocab + 1) / 2;' 'dim gap = 1;'
run 0 --lab sampling --from "$work/sampling" --seed 5
out 'too-much-work sampling_order'
out 'took 1[3-7]\.[0-9] times the steps ([0-9,]* -> [0-9,]*); sorting by'
out 'again: build/grade replay sampling:work-order'
run 0 --lab sampling --from "$work/sampling" --seed 5 --format json
[ "$(grep -c '"verdict": "too-much-work"' "$work/out")" -eq 2 ] || complain "not one check and one part"
! grep '"verdict"' "$work/out" | grep -v -e '"pass"' -e too-much-work | grep -q . || complain "something else is wrong"
law "slow code that is right is told by its counts, and costs its own function"

run 1 replay sampling:work-order --from "$work/sampling"
out 'large / small 1[3-7]'
out 'too-much-work'
run 0 replay sampling:work-order --from solutions
run 4 replay sampling:work-nothing --from solutions
run 4 work sampling --from reference
run 4 work nothing
law "one recipe can be asked again by its name"

change norm 'squares / (double)cols + ' '(squares + 0.0 * (double)rows) / (double)cols + '
sed -i.before 's/^    for (dim r = 0; r < rows; r++) {/&\n        for (dim i = 0; i < cols * cols; i++) rstd[r] = 0.0f * (float)i;/' "$work/norm/norm.c"
sed -i.before 's/gain\[c\] \* (row\[c\]/2.0f * gain[c] * (row[c]/; s/float \*restrict dgain, const float \*restrict dy,/&/' "$work/norm/norm.c"
sed -i.before '/^void norm_backward/,$ s/^        for (dim i = 0; i < cols \* cols.*//' "$work/norm/norm.c"
run 0 --lab norm --part a --from "$work/norm" --seed 5 --format json
grep -q wrong-value "$work/out" || complain "norm is not wrong"
not_out 'norm:work-'
law "what is wrong is not judged for its work"

mkdir "$work/memory"
sed 's|^#include "softmax.h"|&\n#include "arena.h"|; s|^        const float \*from = x + r \* cols;|        struct arena arena = {0};\n        arena_array(\&arena, (size_t)cols, 4);\n        arena_free(\&arena);\n&|' \
    solutions/07-softmax/softmax.c > "$work/memory/softmax.c"
run 0 --lab softmax --part a --from "$work/memory" --seed 5
out 'too-much-work softmax_forward'
out 'took memory from an arena (5 calls, 6,400 bytes)'
law "memory is counted where a contract hands over all that is needed"

change sampling '    dim best = 0;' '    for (volatile long i = 0; vocab > 950 \&\& i < 2000000000; i++) ;\n    dim best = 0;'
run 0 --lab sampling --part a --from "$work/sampling" --seed 5
out 'sampling_greedy was left after 100,000,001 steps, where a plain solution is done after'
law "work without end is left after a number of steps"

! grep -nE 'clock|time\(|getrusage|converse_now|->seconds|\.seconds ' grader/work.c grader/work_show.c grader/counter.c > "$work/err" ||
    complain "$(cat "$work/err")"
law "no clock is asked"
echo "1..$number"
