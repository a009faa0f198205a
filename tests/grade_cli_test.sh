#!/bin/sh
# grade_cli_test.sh: what the grade program promises to whoever calls it: exit codes, flags, formats,
# the same result for the same seed, one sentence for each thing that is off. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
root=$(pwd)
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
. tests/tap.sh

# run CODE ARGUMENTS: runs grade; another exit code than CODE is a complaint.
run() {
    wanted=$1
    shift
    "$grade" "$@" > "$work/out" 2> "$work/err"
    code=$?
    [ $code -eq "$wanted" ] || complain "grade $*: exit $code, wanted $wanted: $(head -n 3 "$work/err")"
}
# A sentence may stand on several lines.
out() {
    grep -q -e "$1" "$work/out" || tr -s '\n ' '  ' < "$work/out" | tr -s ' ' | grep -q -e "$1" ||
        complain "standard output does not say: $1: $(head -n 12 "$work/out")"
}
not_out() { ! grep -q -e "$1" "$work/out" || complain "standard output says: $1"; }
sentence() {  # one line on standard error, nothing on standard output
    grep -q -e "$1" "$work/err" || complain "standard error does not say: $1: $(cat "$work/err")"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
    [ ! -s "$work/out" ] || complain "something on standard output: $(head -n 3 "$work/out")"
}
same_but_when() {
    grep -v '"when":' "$1" > "$work/now"
    grep -v '"when":' "$2" > "$work/then"
    same "$work/now" "$work/then" "$3"
}
same() { cmp -s "$1" "$2" || complain "$3: $(diff "$1" "$2" | head -n 6)"; }

# ---- trees to grade: right, wrong, flat, not written, absent ---------------------------------------
mkdir -p "$work/right/06-rope" "$work/wrong/06-rope" "$work/flat" "$work/stub" "$work/half" "$work/none" "$work/dir/06-rope/rope.c"
cp solutions/06-rope/rope.c "$work/right/06-rope/rope.c"
cp solutions/06-rope/rope.c "$work/flat/rope.c"
sed 's/\*a = old \* c - /*a = old * c + /' solutions/06-rope/rope.c > "$work/wrong/06-rope/rope.c"
# a stub from the solution: every external function calls LAB_TODO
awk '/^void .*[(,]/ { inside = 1 } /^static/ { inside = 0 }
     { if (!(body && !/^}/)) print }
     inside && /^\{/ { print "    LAB_TODO();"; body = 1 } /^}/ { body = 0; inside = 0 }' solutions/06-rope/rope.c |
    sed 's/#include "rope.h"/&\n#include "todo.h"/; /^static void turn/,/^}/d' > "$work/stub/rope.c"
sed '/^void rope_backward/,/^}/ s/^    turn.*/    LAB_TODO();/; s/#include "rope.h"/&\n#include "todo.h"/' solutions/06-rope/rope.c > "$work/half/rope.c"

run 0 --help
out '^usage: grade'
law "--help is help and exit 0"

run 0 --lab rope --from "$work/right"
out '^ 8 of 8 points'
out 'done: every part that was graded is complete'
law "a right lab: full points, exit 0, NN-topic/ layout"
run 0 --lab rope --from "$work/flat"
out '^ 8 of 8 points'
law "the flat layout DIR/topic.c is found too"
run 0 --lab 06 --from "$work/right" --part b
out '^ 2 of 2 points'
run 0 --lab 6 --from "$work/right" --part b
out '^ 2 of 2 points'
law "a lab by its number, and one part of it"
run 0 --lab rope --from "$work/wrong"
out '0/2   wrong-value'
law "a wrong lab is graded: exit 0 without --fail-under"
run 1 --lab rope --from "$work/wrong" --fail-under 100
run 1 --lab rope --from "$work/wrong" --fail-under 51
run 0 --lab rope --from "$work/wrong" --fail-under 50
run 0 --lab rope --from "$work/right" --fail-under 100
law "--fail-under: exit 1 below, 0 at and above"

run 0 --lab rope --from "$work/stub" --seed 3
out '0/6   not written yet'
out '0/2   not written yet'
not_out 'wrong\|crash\|replay'
out 'next: part a of rope'
law "a stub is not written yet, and has a next step"
run 0 --lab rope --from "$work/half" --seed 3
out '6/6   pass'
out '0/2   not written yet'
out 'next: part b of rope'
law "half a lab: points for what is there, next is what is not"
run 0 next --lab rope --from "$work/half"
out 'next: part b of rope'
[ "$(wc -l < "$work/out")" -le 5 ] || complain "more than 5 lines: $(cat "$work/out")"
law "grade next is the next step only"
run 1 --lab rope --from "$work/none"
out 'no such file; bring the stub back with git checkout'
run 1 --lab rope --from "$work/dir"
out 'is a folder; wanted a C file'
law "a missing stub, and a folder in its place: one sentence, exit 1"

# ---- the record ---------------------------------------------------------------------------------------
run 0 --lab rope --from "$work/wrong" --seed 5 --format json
for field in schema from seed tier points earned labs number topic source build message notes fresh checked advice parts part title track minutes verdict checks printed id operation law detail live; do
    out "\"$field\": "
done
out '"schema": "crumb/result/v1"'
out '"seed": 5'
out '"build": "pass"'
if command -v python3 > /dev/null; then
    python3 - "$work/out" << 'END' > "$work/complaint" 2>&1 || complain "$(cat "$work/complaint")"
import json, sys
record = json.load(open(sys.argv[1]))
lab, = record["labs"]
assert record["earned"] == sum(p["earned"] for p in lab["parts"]) == 4, record["earned"]
assert record["points"] == sum(p["points"] for p in lab["parts"]) == 8
for part in lab["parts"]:
    assert 0 <= part["earned"] <= part["points"]
    for check in part["checks"]:
        assert (check["verdict"] == "pass") == (check["detail"] == ""), check
        assert check["live"] == any(":%s-" % kind in check["id"] for kind in ("live", "law", "work")), check
END
fi
law "--format json parses and has the documented fields"
cp "$work/out" "$work/first"
run 0 --lab rope --from "$work/wrong" --seed 5 --format json
same_but_when "$work/out" "$work/first" "another result"
run 0 --lab rope --from "$work/wrong" --seed 0 --format json
out '"seed": 0'
cp "$work/out" "$work/zero"
run 0 --lab rope --from "$work/wrong" --seed 0 --format json
same_but_when "$work/out" "$work/zero" "another result for seed 0"
law "--seed repeats exactly the same result, 0 included"
run 0 --lab rope --from "$work/right" --format json
grep '"seed"' "$work/out" > "$work/first"
run 0 --lab rope --from "$work/right" --format json
grep '"seed"' "$work/out" | cmp -s - "$work/first" && complain "the same seed twice"
law "without --seed each call has fresh cases"
"$grade" --lab rope --from "$work/wrong" --seed 5 > "$work/text" 2>&1
awk 'length($0) > 80 && !/again:|edit |then make/ { print length($0) ": " $0 }' "$work/text" > "$work/long"
[ ! -s "$work/long" ] || complain "$(cat "$work/long")"
LC_ALL=C grep -q "$(printf '\033')" "$work/text" && complain "colour in a file"
law "a report fits 80 columns and has no colour in a file"

# ---- replay --------------------------------------------------------------------------------------------
run 1 replay rope:forward-one-pair --from "$work/wrong"
out '^  in cosines F32'
out '^  expected x F32 \[3 x 1 x 2\]'
out '^  got x F32'
out '^wrong-value: '
run 0 replay rope:forward-one-pair --from "$work/right"
out '^pass'
run 0 replay rope:forward-one-pair --from reference
law "replay of a recorded case shows its numbers"
run 0 --lab rope --from "$work/wrong" --seed 5 --format json
grep -A 5 '"id": "rope:live-backward-2"' "$work/out" | sed -n 's/.*"detail": "\(.*\)",*/\1/p' > "$work/detail"
run 1 replay rope:live-backward-2 --from "$work/wrong" --seed 5
out '^  expected dx'
grep -qF "$(cat "$work/detail")" "$work/out" || complain "another case: $(cat "$work/detail") and $(tail -n 1 "$work/out")"
cp "$work/out" "$work/first"
run 1 replay rope:live-backward-2 --from "$work/wrong" --seed 5
same "$work/out" "$work/first" "another replay"
run 1 replay rope:live-backward-2 --from "$work/wrong" --seed 6
cmp -s "$work/out" "$work/first" && complain "seed 6 is seed 5"
law "replay of a fresh case with its seed is that case"
run 1 replay rope:forward-one-pair --from "$work/stub"
out '^not-written-yet: rope_forward is not written yet'
run 1 replay rope:forward-one-pair --from "$work/none"
out '^skipped: .*no such file'
law "replay of what cannot run says why"

# ---- what is off: one sentence, exit 4, 3 or 1 ------------------------------------------------------------
run 4 --lab nothing
sentence 'no such lab; labs/topics.txt lists them'
run 4 --lab rope --part z
sentence 'rope has no such part'
run 4 --part a
sentence 'wanted --lab beside it'
run 4 --colour
sentence '--colour: no such flag or command'
run 4 grads
sentence 'grads: no such flag or command'
run 4 --lab
sentence '--lab: wanted a value behind it'
run 4 --format xml
sentence 'wanted text, json, or a format'
run 4 --seed -1
sentence 'wanted a whole number from 0'
run 4 --seed 9007199254740992
sentence 'wanted a whole number'
run 4 --fail-under 101
sentence 'wanted a whole number from 0 to 100'
run 4 --seconds 1x
sentence 'wanted a whole number'
run 4 replay
sentence 'wanted an ID'
run 4 replay rope
sentence 'wanted topic:case'
run 4 replay nothing:case
sentence 'no topic named nothing'
run 4 replay rope:nothing
sentence 'rope has no case named nothing'
law "what cannot be meant is one sentence and exit 4"
run 1 --from "$work/absent"
sentence 'no such folder; wanted labs, solutions, reference, or a folder'
run 1 --from "$work/flat/rope.c"
sentence 'no such folder'
run 3 --objects "$work/absent"
sentence 'no probes there; run make build'
law "folders that are not there are named"

mkdir "$work/objects"
cp "$build/objects/rope.o" "$build/objects/common.o" "$build/objects/counted_names.h" "$work/objects/"
run 2 --lab rope --from "$work/right" --objects "$work/objects"
out 'rope.probe.o: not there; run make build'
out 'grader-error'
law "a probe that is not built is a grader-error, not the student's"
run 0 --lab rope --from "$work/right" --objects "$build/objects"
law "--objects names the folder of probes"
(cd labs/06-rope 2> /dev/null || cd solutions/06-rope; "$grade" --lab rope --from solutions --seed 3) > "$work/out" 2>&1 || complain "exit $?"
out '^ 8 of 8 points'
(cd "$work" && "$grade" --lab rope) > "$work/out" 2> "$work/err"
[ $? -eq 4 ] || complain "outside the repository: not exit 4"
sentence 'labs/topics.txt: not found here or above'
(cd "$work/right" && ln -s "$root/labs" "$root/datasets" "$root/reference" . && "$grade" --lab rope --from .) > "$work/out" 2>&1 || complain "exit $?"
out '^ 8 of 8 points'
law "it works from inside a lab, and says so outside the repository"

# ---- a repository whose goldens, list or probes are damaged -----------------------------------------------
mkdir -p "$work/copy/labs" "$work/copy/datasets"
cp labs/topics.txt "$work/copy/labs/"
cp -R datasets/golden "$work/copy/datasets/"
ln -s "$root/reference" "$work/copy/reference"
in_copy() {
    wanted=$1
    shift
    (cd "$work/copy" && "$grade" "$@") > "$work/out" 2> "$work/err"
    code=$?
    [ $code -eq "$wanted" ] || complain "grade $* in the copy: exit $code, wanted $wanted: $(cat "$work/err")"
}
in_copy 0 --lab rope --from "$work/right"
golden=$work/copy/datasets/golden/rope.safetensors
size=$(wc -c < "$golden")
head -c $((size - 1)) "$golden" > "$work/cut" && { cat "$work/cut"; printf Z; } > "$golden"
in_copy 2 --lab rope --from "$work/right"
out 'grader-error'
out 'nothing was graded; restore'
out '^ 0 of 8 points'
in_copy 1 replay rope:forward-one-pair --from "$work/right"
sentence 'nothing was graded; restore'
in_copy 2 --lab rope --from "$work/right" --format json
out '"build": "grader-error"'
law "a changed golden file is refused by its hash: nothing graded, exit 2"
cp "$work/cut" "$golden"
in_copy 2 --lab rope --from "$work/right"
out 'cut short'
rm "$golden"
in_copy 2 --lab rope --from "$work/right"
out 'rope.safetensors: no such file'
law "a golden file that is cut or gone: grader-error, never a zero"
echo '06 | rope | a | too few' > "$work/copy/labs/topics.txt"
in_copy 1 --lab rope
sentence 'topics.txt:1: 4 columns; wanted 8'
law "a damaged list of topics is named by its line"

# ---- where the report goes ----------------------------------------------------------------------------------
"$grade" --lab rope --from "$work/right" >&- 2> "$work/err"
[ $? -eq 3 ] || complain "closed standard output: not exit 3"
: > "$work/out"
sentence 'standard output is closed'
if [ -e /dev/full ]; then
    for format in text json; do
        "$grade" --lab rope --from "$work/right" --format $format > /dev/full 2> "$work/err"
        [ $? -eq 3 ] || complain "full disk, $format: not exit 3"
        sentence 'is the disk full?'
    done
    "$grade" replay rope:forward-one-pair --from "$work/right" > /dev/full 2> "$work/err"
    [ $? -eq 3 ] || complain "full disk, replay: not exit 3"
    "$grade" --help > /dev/full 2> /dev/null
    [ $? -eq 3 ] || complain "full disk, help: not exit 3"
fi
law "a report that cannot be written is a sentence and exit 3"
"$grade" --lab rope --from "$work/right" < /dev/null 2>&- > "$work/out" || complain "closed standard error: exit $?"
out '^ 8 of 8 points'
"$grade" --lab rope --from "$work/right" <&- > "$work/out" 2>&1 || complain "closed standard input: exit $?"
out '^ 8 of 8 points'
law "closed standard input or error changes nothing"
TMPDIR=$work/absent "$grade" --lab rope --from "$work/right" > "$work/out" 2>&1
[ $? -eq 2 ] || complain "no TMPDIR: not exit 2"
out 'set TMPDIR to a folder that can be written'
law "a temporary folder that is not there is named"
mkdir "$work/temporary"
TMPDIR=$work/temporary "$grade" --lab rope --from "$work/right" > "$work/out" 2>&1
[ -z "$(ls "$work/temporary")" ] || complain "left behind: $(ls "$work/temporary")"
law "nothing is left in the temporary folder"

sed '/^void rope_forward/,/^}/ s/^{/{\n    for (volatile int turn = 0;; turn = 0) continue;/' \
    solutions/06-rope/rope.c > "$work/half/rope.c"
TMPDIR=$work/temporary "$grade" replay rope:forward-one-pair --from "$work/half" > "$work/out" 2>&1 &
grading=$!
sleep 1
[ -n "$(ls "$work/temporary")" ] || complain "nothing to interrupt"
kill -TERM $grading
wait $grading
[ $? -eq 143 ] || complain "an interrupted grader: not exit 143"
sleep 0.1
[ -z "$(ls "$work/temporary")" ] || complain "left behind: $(ls -R "$work/temporary")"
if [ -d /proc/self ]; then
    cat /proc/[0-9]*/cmdline 2> /dev/null | tr '\0' '\n' | grep "^$work/temporar[y]/" > "$work/left" &&
        complain "still running: $(cat "$work/left")"
fi
law "an interrupted grader leaves no file and no process"

if command -v script > /dev/null && [ "$(uname -s)" = Linux ]; then
    command="$grade --lab rope --from $work/wrong --seed 3"
    TERM=xterm NO_COLOR='' script -qec "$command" /dev/null > "$work/out" 2>&1
    out "$(printf '\033\\[31mwrong-value\033\\[0m')"
    TERM=xterm NO_COLOR=1 script -qec "$command" /dev/null > "$work/out" 2>&1
    not_out "$(printf '\033')"
    TERM=dumb NO_COLOR='' script -qec "$command" /dev/null > "$work/out" 2>&1
    not_out "$(printf '\033')"
    law "colour on a terminal, unless NO_COLOR or TERM=dumb"
else
    skip "colour on a terminal, unless NO_COLOR or TERM=dumb" "no script(1) to make a terminal"
fi

# ---- without privileges ----------------------------------------------------------------------------------------
what="an unprivileged user grades; a file it may not read is named"
if [ "$(id -u)" -ne 0 ]; then
    as=""
elif command -v setpriv > /dev/null; then
    as="setpriv --reuid=65534 --regid=65534 --clear-groups"
else
    as=none
fi
if [ "$as" = none ]; then
    skip "$what" "root, and no setpriv to become somebody else"
elif ! $as test -r "$root/labs/topics.txt" || ! $as test -x "$grade"; then
    skip "$what" "this folder is closed to others"
else
    # shellcheck disable=SC2086
    TMPDIR=/tmp $as "$grade" --lab rope --from "$work/right" > "$work/out" 2>&1 || complain "exit $?"
    out '^ 8 of 8 points'
    cp "$work/flat/rope.c" "$work/none/rope.c"
    chmod 000 "$work/none/rope.c"
    # shellcheck disable=SC2086
    TMPDIR=/tmp $as "$grade" --lab rope --from "$work/none" > "$work/out" 2>&1
    [ $? -eq 1 ] || complain "unreadable: not exit 1"
    out 'cannot be read; check its permissions'
    law "$what"
fi
echo "1..$number"
