#!/bin/sh
# progress_test.sh: what is remembered between calls of grade, and what is said of it: next, list,
# hints, parts that no longer pass. In a course of its own, beside the source tree. Prints TAP.
set -u
build=$(cd "${BUILD:-build}" && pwd)
here=$(pwd)
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
unset CRUMB_PROGRESS
. tests/tap.sh

grade() {  # grade ARGUMENTS: in the course; what it says goes to out and err
    (cd "$course" && "$build/grade" --objects "$build/objects" --seed 7 "$@") > "$work/out" 2> "$work/err" ||
        complain "grade $*: exit $?: $(cat "$work/err")"
    [ ! -s "$work/err" ] || complain "grade $*: on standard error: $(cat "$work/err")"
}
# The command comes first.
call() {
    command=$1
    shift
    (cd "$course" && "$build/grade" "$command" "$@" --objects "${objects:-$build/objects}" --seed 7) > "$work/out" 2> "$work/err" ||
        complain "grade $command $*: exit $?: $(cat "$work/err")"
}
out() { grep -q -e "$1" "$work/out" || complain "does not say: $1: $(tail -n 12 "$work/out")"; }
not_out() { ! grep -q -e "$1" "$work/out" || complain "says: $1: $(grep -e "$1" "$work/out")"; }

# A course: the labs to edit, the rest as it is.
new_course() {
    course=$work/$1
    mkdir "$course"
    cp -R labs "$course/labs"
    ln -s "$here/datasets" "$here/reference" "$here/solutions" "$course/"
}
put() { cp "solutions/$1/${1#*-}.c" "$course/labs/$1/${1#*-}.c"; }

new_course one
call list
out '^  > a  bytes to code points and back  *90   0/6   not started$'
out '^ 0 of 192 points; about 4[0-9] hours are left$'
out 'next: part a of unicode'
[ ! -e "$course/.crumb" ] || complain "list wrote a memory"
law "before anything: nothing is started, the first part is next, and nothing is written"

put 06-rope
grade --lab rope
out '^ 8 of 8 points'
out 'next: part a of softmax'
out 'you were at rope last'
law "begin anywhere: next goes on behind the lab that was worked on last"
call next
out 'next: part a of softmax'
mkdir "$work/empty"
objects=$work/empty
call next
out 'next: part a of softmax'
not_out 'grader'
objects=
law "grade next grades nothing when no file has changed"

call list
out '^    a  angles, and rotation by position  *75   6/6   pass$'
out '^ 8 of 192 points'
awk 'length($0) > 80 { print length($0) ": " $0 }' "$work/out" > "$work/long"
[ ! -s "$work/long" ] || complain "$(cat "$work/long")"
LC_ALL=C grep -q "$(printf '\033')" "$work/out" && complain "colour in a file"
law "grade list fits 80 columns and has no colour in a pipe"
call list --format json
out '"schema": "crumb/list/v1"'
if command -v python3 > /dev/null; then
    python3 - "$work/out" << 'END' > "$work/complaint" 2>&1 || complain "$(cat "$work/complaint")"
import json, sys
parts = json.load(open(sys.argv[1]))["parts"]
assert sum(p["points"] for p in parts) == 192 and sum(p["earned"] for p in parts) == 8
assert [(p["topic"], p["part"]) for p in parts if p["next"]] == [("softmax", "a")]
END
fi
law "the same as JSON"

# The real terminal's colours, where util-linux has its script.
if script -qec true /dev/null > /dev/null 2>&1; then
    (cd "$course" && TERM=xterm script -qec "$build/grade list --objects $build/objects" /dev/null) > "$work/out" 2>&1
    LC_ALL=C grep -q "$(printf '\033')\[32mpass" "$work/out" || complain "no colour on a terminal"
    (cd "$course" && NO_COLOR=1 TERM=xterm script -qec "$build/grade list --objects $build/objects" /dev/null) > "$work/out" 2>&1
    LC_ALL=C grep -q "$(printf '\033')" "$work/out" && complain "colour in spite of NO_COLOR"
    out 'pass'
    law "colour on a terminal, none with NO_COLOR"
else
    skip "colour on a terminal, none with NO_COLOR" "no script command here"
fi

put 07-softmax
sed -i.was 's/expf(from\[c\] - largest)/expf(from[c])/' "$course/labs/07-softmax/softmax.c"
grade --lab softmax
out '^    a  .* 0/4   non-finite'
out '^    b  .* 4/4   pass'
out 'next: part a of softmax'
law "what is written and wrong comes before anything new, though a later part passes"
cp labs/07-softmax/softmax.c "$course/labs/07-softmax/softmax.c"
grade --lab rope

sed -i.was 's/\*a = old \* c - /*a = old * c + /' "$course/labs/06-rope/rope.c"
call list
out 'pass, edited'
law "an edit since the last grading is said"
call next
out '^ rope.a passed on 20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] and no longer does$'
out 'next: part a of rope'
call list
out 'wrong-value, 2 tries$'
echo '// another one' >> "$course/labs/06-rope/rope.c"
grade --lab rope
call list
out 'wrong-value, 3 tries$'
law "a part that passed and no longer does is named, and comes first; tries are counted"

call hint rope
out '^ hint 1 of 3 for rope_forward'
call hint rope
out '^ hint 2 of 3 for rope_forward'
call hint rope
out '^ hint 3 of 3 for rope_forward'
call hint rope
out 'all 3 hints for rope_forward were shown'
call hint rope --rung 2
out '^ hint 2 of 3 for rope_forward'
call list --format json
out '"hints": 3'
law "the ladder climbs a rung each time it is asked, and the rungs are counted"

cp -R solutions/. "$course/labs/"
call next
out '^ Speak is done'
out 'make chat FROM=labs'
out '^ Learn is done'
out '^ done: every part of the course is complete$'
call list
out '^ 192 of 192 points$'
not_out '^  >'
law "done is said when all is done"

echo '{ damaged' > "$course/.crumb/progress.json"
(cd "$course" && "$build/grade" list --objects "$build/objects") > "$work/out" 2> "$work/err" || complain "exit $?"
[ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
grep -q '^grade: .crumb/progress.json: damaged; ' "$work/err" || complain "$(cat "$work/err")"
out 'not started'
law "a damaged memory is one sentence, and nothing stops"
(cd "$course" && CRUMB_PROGRESS=none "$build/grade" list --objects "$build/objects") > "$work/out" 2>&1 || complain "exit $?"
not_out damaged
law "CRUMB_PROGRESS=none neither reads nor writes"
(cd "$course" && "$build/grade" list --from solutions --objects "$build/objects") > "$work/out" 2>&1 && complain "exit 0"
out 'only labs is remembered'
law "list of another tree is refused"
echo "1..$number"
