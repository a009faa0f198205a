#!/bin/sh
# course_test.sh: course.json, grade publish and the files of learning platforms, on the course in
# tests/course: what is written is compared letter by letter, every mistake is one sentence, and
# nothing that was not graded becomes a zero. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
course=$PWD/tests/course
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh

# run CODE ARGUMENTS: runs grade; another exit code than CODE is a complaint.
run() {
    wanted=$1
    shift
    "$grade" "$@" > "$work/out" 2> "$work/err"
    code=$?
    [ $code -eq "$wanted" ] || complain "grade $*: exit $code, wanted $wanted: $(head -n 3 "$work/err")"
}
sentence() {  # one line on standard error, nothing on standard output
    grep -qF -e "$1" "$work/err" || complain "standard error does not say: $1: $(cat "$work/err")"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
    [ ! -s "$work/out" ] || complain "something on standard output: $(head -n 3 "$work/out")"
}
publish() {  # publish CODE OUT ARGUMENTS
    code_wanted=$1
    into=$2
    shift 2
    run "$code_wanted" publish --course "$course/course.json" --results "$course/results-1.json" \
        "$course/results-2.json" --times "$course/times.csv" --now 2026-10-12T00:00:00Z \
        --out "$into" "$@"
}
same() { cmp -s "$1" "$2" || complain "$(diff "$1" "$2" | head -n 8)"; }

# ---- what is written -----------------------------------------------------------------------------
publish 2 "$work/one" --canvas "$course/canvas-export.csv" --moodle "$course/moodle-export.csv"
for file in canvas.csv moodle.csv scores.csv scores.json unmatched.txt; do
    same "$course/expected/$file" "$work/one/$file"
done
same "$course/expected/bob.md" "$work/one/feedback/bob.md"
same "$course/expected/oneil.md" "$work/one/feedback/oneil.md"
sed '$d' "$work/out" > "$work/terminal"
same "$course/expected/terminal.txt" "$work/terminal"
law "what is written is what is expected, letter by letter; a grader-error is exit 2"

publish 2 "$work/lab" --lab 6 --moodle-worksheet "$course/moodle-worksheet-export.csv"
same "$course/expected/moodle-worksheet.csv" "$work/lab/moodle-worksheet.csv"
grep -q '"05"' "$work/lab/scores.json" && complain "lab 05 is in scores.json"
grep -q '"total": [0-9]' "$work/lab/scores.json" && complain "a total of one lab is told"
law "--lab publishes one lab; a worksheet keeps semicolons, decimal commas and locked rows"

cp -R "$work/one" "$work/again"
publish 2 "$work/again" --canvas "$course/canvas-export.csv" --moodle "$course/moodle-export.csv"
diff -r "$work/one" "$work/again" > "$work/diff" || complain "$(head -n 5 "$work/diff")"
[ -z "$(find "$work/again" -name '*.tmp')" ] || complain "temporary files are left"
cp "$work/one/canvas.csv" "$work/filled.csv"
publish 2 "$work/again" --canvas "$work/filled.csv" --moodle "$course/moodle-export.csv"
cmp -s "$work/filled.csv" "$work/again/canvas.csv" || complain "a file that was filled changes again"
set -- --course "$course/course.json" --results "$course/results-1.json" --out "$work/untimed"
run 2 publish "$@"
cp "$work/untimed/scores.json" "$work/before"
sleep 1
run 2 publish "$@"
cmp -s "$work/before" "$work/untimed/scores.json" || complain "only the time is another"
law "a second run gives the same bytes"

publish 2 "$work/dry" --dry-run --canvas "$course/canvas-export.csv"
[ ! -e "$work/dry" ] || complain "something was written"
grep -q 'nothing was written' "$work/out" || complain "it does not say so"
law "--dry-run writes nothing"

# every cell of an LMS that we have no score for is as it was: nothing graded is never a zero
for name in canvas moodle; do
    grep -E '^"?(Zo|Broken|Silent|Auditor|Student, Test)|李' "$course/$name-export.csv" | tr -d '\r' | sort > "$work/before"
    grep -E '^"?(Zo|Broken|Silent|Auditor|Student, Test)|李' "$work/one/$name.csv" | tr -d '\r' | sort > "$work/after"
    diff "$work/before" "$work/after" | grep -E '^>.*[,](0|0\.0)(,|$)' && complain "$name: a zero"
done
python=$(grep -c '"06": null' "$work/one/scores.json")
[ "$python" -eq 4 ] || complain "$python labs 06 are null, wanted 4"
law "what was not graded stays empty, in the files of platforms and in scores.json"

for who in ghost silent ann 'Student, Test' li kim1 oneil; do
    grep -q "^$who[ :(]" "$work/one/unmatched.txt" || complain "$who is not listed"
    tr -s '\n ' '  ' < "$work/terminal" | grep -q " $who[ :(]" || complain "$who is not on the terminal"
done
law "every row that matches nothing is listed, on the terminal and in unmatched.txt"

grep -E '^"?[=+@-]|,"?[=+@]' "$work/one/scores.csv" > "$work/diff" && complain "$(cat "$work/diff")"
law "no cell of scores.csv is a formula"

# norm is told in full since 3 October; rope at index after two tries, else its verdicts, part b never
awk '/"topic":/ { rope = /rope/ } rope' "$course"/results-*.json | grep -oE '(= |expected )-?[0-9]+[.][0-9]+' |
    sed 's/.* -*//' | sort -u > "$work/values"
[ "$(wc -l < "$work/values")" -ge 10 ] || complain "too few values to look for"
grep -rnF -f "$work/values" "$work/one" > "$work/diff" && complain "values of rope are told: $(head -n 3 "$work/diff")"
grep -qF 'x\[0,0,0\] is the first that is wrong' "$work/one/feedback/bob.md" || complain "no place"
grep -q 'expected' "$work/one/feedback/bob.md" || complain "norm is not told in full"
publish 2 "$work/early" --now 2026-10-02T00:00:00Z
grep -q 'expected' "$work/early/feedback/bob.md" && complain "norm is told in full before its date"
grep -q 'everyone' "$work/one/scores.json" "$work/one/feedback/bob.md" && complain "what was printed is told"
law "what a level of feedback hides is in no file"

# the leaderboard shows nobody by name who did not ask
awk '/"leaderboard": \[/ { on = 1 } on { print } /^ \]/ { on = 0 }' "$work/one/scores.json" > "$work/board"
grep -c '"name"' "$work/board" | grep -qx 3 || complain "not 3 on it: $(cat "$work/board")"
grep -qE 'Bobby" Tables|Kim|Zo|Silent' "$work/board" && complain "a name: $(cat "$work/board")"
grep -q 'Little Bobby' "$work/board" || complain "no pseudonym"
law "on the leaderboard is who asked for it, by the name they asked for"

# ---- course.json ---------------------------------------------------------------------------------
run 0 course "$course/course.json"
grep -q '12 students, 2 labs' "$work/out" || complain "no summary: $(cat "$work/out")"
awk 'length($0) > 80' "$work/out" > "$work/diff"
[ ! -s "$work/diff" ] || complain "over 80 columns: $(cat "$work/diff")"
run 0 course --new
cp "$work/out" "$work/new.json"
run 0 course "$work/new.json"
grep -q '1 student, 17 labs' "$work/out" || complain "the first course is not of 17 labs"
law "grade course tells a course; --new prints one that is right"

cat > "$work/mistakes" <<'END'
s/"schema": .*/"schema": "crumb\/course\/v2",/|schema: wanted "crumb/course/v1"
s/"title"/"titel"/|title: missing; wanted text
s/"keep"/"keeep"/|keeep: no such member; there may be schema, title
s/"best"/"better"/|keep: wanted one of "best", "last"
s/"weight": 2.0/"weight": -2.0/|labs[1].weight: wanted a number from 0
s/"lab": "rope", "weight"/"lab": "rape", "weight"/|labs[1].lab: there is no lab rape
s/"lab": "rope", "weight"/"lab": "5", "weight"/|labs[1].lab: lab 05 stands in labs[0] already
s/2026-10-08T23:59:00+02:00/2026-10-08T23:59:00/|labs[1].due: wanted a time with its zone
s/2026-10-08T23:59:00+02:00/2026-02-30T23:59:00Z/|labs[1].due: wanted a time with its zone
s/"id": "1004"/"id": "1003"/|roster[3].id: roster[2] has this id already
s/"id": "1004"/"id": 1004/|roster[3].id: wanted text, in quotes
s/"account": "zoe"/"account": "ADA"/|roster[3].account: roster[0] has this account already (capitals do not count)
s/"account": "zoe"/"account": "..\/zoe"/|roster[3].account: wanted a name of at most 100 letters
s/"Zoe@example.org"/"ADA@example.org"/|roster[3].email: roster[0] has this address already
s/"board": "owl"/"board": "Kim, Lee"/|roster[5].board: this is the name of roster[4]
s/"board": "owl"/"board": "sam"/|roster[11].board: roster[5] has this name on the leaderboard already
s/"06": "+48h"/"06": "48h"/|roster[1].extensions.06: wanted more time, such as "+48h"
s/"06": "+48h"/"07": "+48h"/|roster[1].extensions.07: this lab does not stand in labs
s/"06": "+48h"/"06": "+48h", "rope": "+2d"/|roster[1].extensions.rope: lab 06 has an extension already
s/2026-10-20T12:00+02:00/2026-10-01T12:00+02:00/|roster[3].extensions.rope: it ends before lab 06 is due
s/"grace": "30m"/"grace": "half an hour"/|late.grace: wanted minutes, hours or days
s/"floor": 50/"floor": 500/|late.floor: wanted a number from 0 to 100
s/"percent_per_day": 10, //|late.percent_per_day: missing; without it
s/"free_days": 1/"free_days": 1.5/|late.free_days: wanted a whole number
s/"level": "points"/"level": "all"/|feedback[3].level: wanted one of "points", "verdict", "index", "full"
s/"part": "b"/"part": "c"/|feedback[3].part: lab 06 has no part c
s/"lab": "rope", "part"/"part"/|feedback[3].part: wanted "lab" beside it
s/"leaderboard": true/"leaderboard": "yes"/|leaderboard: wanted true or false
s/"by": "account"/"by": "acount"/|canvas.by: wanted one of "id", "account", "email", "name"
s/"account": "zoe"/"account": "zoe", "account": "zo"/|duplicate object key
s/"name": "Kim, Lee"/"name": "Kim\\u001b[2J"/|roster[4].name: a control character (byte 27)
s/"name": "Kim, Lee"/"name": "Kim \\u202Eeel"/|roster[4].name: a character that turns the direction
s/"labs": \[/"labs": [ 5,/|labs[0]: wanted an object
END
while IFS='|' read -r edit words; do
    sed -e "$edit" "$course/course.json" > "$work/course.json"
    cmp -s "$work/course.json" "$course/course.json" && complain "$edit changes nothing"
    run 1 course "$work/course.json"
    sentence "$words"
done < "$work/mistakes"
sed '5s/{/{{/' "$course/course.json" > "$work/course.json"
run 1 course "$work/course.json"
sentence "course.json:5:"
law "every mistake in a course.json is one sentence with its place and what is wanted"

size=$(wc -c < "$course/course.json")
for cut in 0 1 2 7 100 333 700 1100 1500 $((size - 3)); do
    head -c "$cut" "$course/course.json" > "$work/course.json"
    run 1 course "$work/course.json"
    sentence "course.json"
done
run 1 course "$work/none.json"
sentence "no such file"
law "a course.json that is cut off is one sentence"

# ---- what comes in -------------------------------------------------------------------------------
bad() {  # bad EDIT EXPORT FLAG WORDS: an export with this edit is refused
    sed -e "$1" "$course/$2" > "$work/bad.csv"
    cmp -s "$work/bad.csv" "$course/$2" && complain "$1 changes nothing"
    publish 1 "$work/refused" "$3" "$work/bad.csv" --lab 6
    sentence "$4"
}
bad 's/Points Possible/Punkte/' canvas-export.csv --canvas 'no row "Points Possible"'
bad '1s/SIS Login ID/Login/' canvas-export.csv --canvas 'no column is called SIS Login ID'
bad '1s/06 rope (4712)/six/' canvas-export.csv --canvas 'no column is one of the labs'
bad '1s/Section/rope (1)/' canvas-export.csv --canvas 'two columns may be lab 06, rope (1) and 06 rope'
bad 's/10.00,16.00/10.00,(read only)/' canvas-export.csv --canvas 'the points possible of lab 06 are "(read only)"'
bad '5s/^"Love/"Love"/' canvas-export.csv --canvas 'bad.csv:5: text behind the quote'
bad '$s/"Student, Test"/"Student, Test/' canvas-export.csv --canvas 'a quote opens here and is never closed'
bad '6s/$/,/' moodle-export.csv --moodle 'bad.csv:6: 11 cells, where the first row has 10'
bad '1s/Maximum Grade/Bestwertung/' moodle-worksheet-export.csv --moodle-worksheet 'no column is called Maximum Grade'
[ ! -e "$work/refused" ] || complain "something was written"
law "an export that is not what it should be is one sentence, and nothing is written"

{ cat "$course/canvas-export.csv"; printf 'Twin,1,2,ada,x,,,,,,\r\n'; } > "$work/twin.csv"
publish 2 "$work/twin" --canvas "$work/twin.csv"
grep -q 'ada: twin.csv:18: a second row of this student; neither is filled' "$work/twin/unmatched.txt" ||
    complain "$(cat "$work/twin/unmatched.txt")"
grep -E '^(Twin|"Love)' "$work/twin/canvas.csv" | grep -qE ',16,|,8,' && complain "a twin is filled"
law "of two rows of one student neither is filled, and that is said"

printf 'id,when\nada,yesterday\n' > "$work/times.csv"
run 1 publish --course "$course/course.json" --results "$course/results-1.json" --out "$work/refused" --times "$work/times.csv"
sentence 'line 2: "yesterday" for ada: wanted a time with its zone'
printf '{"bob": "2026-10-01T20:00:00Z", "cmd": "2026-10-01T20:00:00Z"}' > "$work/times.json"
run 2 publish --course "$course/course.json" --results "$course/results-1.json" "$course/results-2.json" \
    --out "$work/json" --times "$work/times.json"
tr -s '\n ' '  ' < "$work/out" | grep -q 'bob has several submissions and one time' || complain "one time for two submissions: $(cat "$work/out")"
grep -A 12 '"account": "cmd"' "$work/json/scores.json" | grep -q '"when": "2026-10-01T20:00:00Z"' || complain "no time of cmd"
law "times come as CSV or JSON; one that fits several submissions is not used"

sed 's/"earned": 4,/"earned": 400,/' "$course/results-1.json" > "$work/results.json"
run 1 publish --course "$course/course.json" --results "$work/results.json" --out "$work/refused"
sentence "or more earned than its points"
sed 's/"id": "bob"/"id": "ada"/; s/"submission": .*/"submission": "x",/' "$course/results-1.json" > "$work/results.json"
run 1 publish --course "$course/course.json" --results "$work/results.json" --out "$work/refused"
sentence "has the same id and submission"
sed 's/"kind": "official"/"kind": "preview"/' "$course/results-1.json" > "$work/results.json"
run 2 publish --course "$course/course.json" --results "$work/results.json" --out "$work/preview"
grep -q '"kind": "preview"' "$work/preview/scores.json" || complain "previews are not told"
law "results that cannot be are refused; previews are told as such"

for words in 'wanted --course' 'wanted --results' 'wanted --out' 'wanted --lab' 'would be written over' '--now soon'; do
    set -- --course "$course/course.json" --results "$course/results-1.json" --out "$work/refused"
    case $words in
    'wanted --course') set -- --results "$course/results-1.json" --out "$work/refused" ;;
    'wanted --results') set -- --course "$course/course.json" --out "$work/refused" ;;
    'wanted --out') set -- --course "$course/course.json" --results "$course/results-1.json" ;;
    'wanted --lab') set -- "$@" --moodle-worksheet "$course/moodle-worksheet-export.csv" ;;
    'would be written over') set -- "$@" --canvas "$work/refused/canvas.csv" ;;
    '--now soon') set -- "$@" --now soon ;;
    esac
    run 4 publish "$@"
    sentence "$words"
done
law "what is missing on the command line is one sentence"

# ---- grade --feedback ------------------------------------------------------------------------------
mkdir "$work/from"
sed 's/, -1.0f)/, 1.0f)/' solutions/06-rope/rope.c > "$work/from/rope.c"
levels() {  # levels LEVEL: the report and the record of a wrong file at this level
    run 0 --lab rope --from "$work/from" --seed 7 --checked never --feedback "$1" --format json
    cp "$work/out" "$work/record"
    run 0 --lab rope --from "$work/from" --seed 7 --checked never --feedback "$1"
}
hides() {
    for text in "$@"; do
        grep -q -e "$text" "$work/record" "$work/out" && complain "told: $text"
    done
}
tells() {
    for text in "$@"; do
        grep -q -e "$text" "$work/record" || complain "the record does not tell: $text"
    done
}
levels points
hides 'expected' 'wrong-value' 'dx\[' '"seed"' 'law' 'replay'
tells '"earned": 6'
levels verdict
hides 'expected' 'dx\[' '"seed"' 'recognised' 'times the bound' 'replay'
tells 'wrong-value' '"law"'
levels index
hides 'expected' '"seed"' 'recognised' '"got"' 'replay'
tells 'dx\[0,0,0\] is the first that is wrong'
levels full
tells 'expected' '"seed": 7' 'recognised'
run 4 --feedback some
sentence 'wanted points, verdict, index or full'
run 4 next --feedback full
sentence 'it is about a grading'
law "grade --feedback tells what the level names, in the report and in the record"
echo "1..$number"
