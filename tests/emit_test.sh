#!/bin/sh
# emit_test.sh [all]: grade emit and grade --format as a user meets them; records of real gradings are
# as docs/result.schema.json has it ("all": of every file in tests/hostile and tests/wrong, for
# make check-all). What is inside the formats is tested in tests/grader_emit*_test.c. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
root=$(pwd)
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
. tests/tap.sh
unset GITHUB_STEP_SUMMARY CLASSROOM ASSIGNMENT SUBMISSION_TAG COMMIT_URL RELEASE_URL REVIEW_URL USERNAME
export CRUMB_PROGRESS=none
formats="gradescope classroom50 junit tap sarif github autolab markdown badge shields check50"

run() {  # run CODE ARGUMENTS: another exit code than CODE is a complaint
    wanted=$1
    shift
    "$grade" "$@" > "$work/out" 2> "$work/err"
    code=$?
    [ $code -eq "$wanted" ] || complain "grade $*: exit $code, wanted $wanted: $(head -n 3 "$work/err")"
}
out() { grep -q -e "$1" "$work/out" || complain "standard output does not say: $1: $(head -n 12 "$work/out")"; }
not_out() { ! grep -q -e "$1" "$work/out" || complain "standard output says: $1"; }
sentence() {  # one line on standard error, nothing on standard output
    grep -q -e "$1" "$work/err" || complain "standard error does not say: $1: $(cat "$work/err")"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
    [ ! -s "$work/out" ] || complain "something on standard output: $(head -n 3 "$work/out")"
}
same() { cmp -s "$1" "$2" || complain "$3: $(diff "$1" "$2" | head -n 6)"; }
# told FORMAT: flags that this format wants
told() {
    [ "$1" != classroom50 ] ||
        echo --classroom c --assignment a --submission s --commit https://x/c --release https://x/r --datetime 2026-10-01T00:00:00Z --graded-at 2026-10-02T00:00:00Z
}

# ---- records of real gradings ----------------------------------------------------------------------
mkdir "$work/records" "$work/from" "$work/none"
record() {  # record NAME FLAGS...
    name=$1
    shift
    "$grade" "$@" --seed 3 --format json > "$work/records/$name.json" 2> "$work/err"
    [ -s "$work/records/$name.json" ] || complain "$name: no record: $(cat "$work/err")"
}
hostile() {  # hostile NAME FLAGS...: a file of tests/hostile before the solution, as hostile_test.sh has it
    file=tests/hostile/$1.c
    { grep -q '^// needs: system' "$file" && cat tests/hostile/system.h
      cat "$file"
      sed '/^void norm_forward/,/^}/ s/^    assert(rows.*/&\
    if (mischief(y, rstd, x, rows, cols)) return;/' solutions/05-norm/norm.c; } > "$work/from/norm.c"
    name=$1
    shift
    record "$name" --lab norm --from "$work/from" --seconds 1 "$@"
}
if [ "${1:-}" = all ]; then
    for file in tests/hostile/*.c; do hostile "$(basename "$file" .c)"; done
    for folder in tests/wrong/*/*/; do
        topic=$(basename "$(dirname "$folder")")
        record "$topic-$(basename "$folder")" --lab "$topic" --from "$folder" --checked always
    done
    some=$(cd "$work/records" && echo *.json | sed 's/\.json//g')" broken grader"
    record labs --from labs --quiz
    record solutions --from solutions --checked always
else
    for name in null_write input_write not_a_number recursion exits_at_once; do
        hostile $name --part a --checked never
    done
    some="null_write one_behind wrong questions broken grader"
    hostile one_behind
    record wrong --lab attention --part b --from tests/wrong/attention/modulo
fi
record stub --lab rope --from labs --quiz
record questions --lab rope --part q
record right --lab norm --from solutions
record reference --lab norm --part b --from reference
record absent --lab norm --from "$work/none"
{ cat solutions/05-norm/norm.c; printf 'int x = ;\n'; } > "$work/from/norm.c"
record broken --lab norm --from "$work/from"
mkdir "$work/objects"
record grader --lab norm --from solutions --objects "$work/objects"
"$build/tests/grader_schema_test" "$work"/records/*.json > "$work/faults" || complain "$(cat "$work/faults")"
[ "$(ls "$work/records" | wc -l)" -ge 14 ] || complain "too few records"
for verdict in pass crash changed-input non-finite stack protocol compile-error not-written-yet skipped grader-error wrong-value; do
    grep -q "\"verdict\": \"$verdict\"\|\"build\": \"$verdict\"" "$work"/records/*.json || complain "no record has $verdict"
done
law "records of real gradings are as docs/result.schema.json has it"

if python3 -c 'import jsonschema' 2> /dev/null; then
    python3 - "$work"/records/*.json > "$work/faults" 2>&1 << 'END' || complain "$(tail -n 3 "$work/faults")"
import json, sys, jsonschema
schema = json.load(open("docs/result.schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
for path in sys.argv[1:]:
    jsonschema.Draft202012Validator(schema).validate(json.load(open(path)))
END
    law "python3-jsonschema is of the same opinion"
else skip "python3-jsonschema is of the same opinion" "it is not installed"
fi

# ---- every format of every record ------------------------------------------------------------------
"$grade" emit junit "$work/records/right.json" > /dev/null 2> "$work/err" || {
    grep -q 'built without libxml2' "$work/err" || complain "$(cat "$work/err")"
    formats=$(echo "$formats" | sed 's/ junit//')
}
for format in $formats; do
    for name in $some; do
        path=$work/records/$name.json
        wanted=0
        case $format:$path in classroom50:*/grader.json) wanted=2 ;; esac
        # shellcheck disable=SC2046
        run $wanted emit "$format" "$path" $(told "$format")
        [ $wanted -ne 0 ] || [ -s "$work/out" ] || complain "$format of $path is empty"
        LC_ALL=C grep -q '[[:cntrl:]]' "$work/out" && complain "$format of $path has a control byte"
    done
done
law "records go into every format, and no control byte comes out"

path=$work/records/broken.json
for format in $formats; do
    # shellcheck disable=SC2046
    run 0 emit "$format" "$path" $(told "$format")
    cp "$work/out" "$work/first"
    # shellcheck disable=SC2046
    (cd / && "$grade" emit "$format" - $(told "$format") < "$path" > "$work/second" 2> /dev/null)
    same "$work/first" "$work/second" "$format from standard input, far from any course"
    echo before > "$work/file"
    # shellcheck disable=SC2046
    (cd "$work" && "$grade" emit --out file "$format" "$path" $(told "$format") > "$work/out" 2> /dev/null)
    same "$work/first" "$work/file" "$format with --out"
    [ ! -s "$work/out" ] || complain "$format with --out writes to standard output"
done
ls "$work" | grep tmp | sed 's/$/ is left behind/' > "$work/left"
[ ! -s "$work/left" ] || complain "$(cat "$work/left")"
law "a record from a file, from standard input and into a file is the same; no course is needed"

if [ -e /dev/full ]; then
    "$grade" emit tap "$path" > /dev/full 2> "$work/err"
    [ $? -eq 3 ] || complain "a full disk is not exit 3"
    : > "$work/out"
    sentence 'could not be written'
    law "a full disk is one sentence and exit 3"
else skip "a full disk is one sentence and exit 3" "there is no /dev/full"
fi

# ---- what is not taken -----------------------------------------------------------------------------
echo before > "$work/file"
cp "$work/file" "$work/before"
refused() {  # refused CODE WORDS ARGUMENTS...
    code=$1 words=$2
    shift 2
    run "$code" emit "$@" --out "$work/file"
    sentence "$words"
    same "$work/before" "$work/file" "what was there before"
}
head -c 3000 "$work/records/right.json" > "$work/cut"
refused 1 'cut: line [0-9]*: this is no JSON' tap "$work/cut"
sed 's|crumb/result/v1|crumb/result/v2|' "$path" > "$work/new"
refused 1 'new: schema: "crumb/result/v2" is of another grader' sarif "$work/new"
sed 's|"number": "05"|"number": 5|' "$path" > "$work/typed"
refused 1 'labs\[0\].number: wanted a text' gradescope "$work/typed"
sed 's|^ "earned": [0-9]*|"earned": 3|' "$path" > "$work/sum"
refused 1 'earned: 3 in all' badge "$work/sum"
refused 1 'nowhere.json' tap "$work/nowhere.json"
refused 1 'directory' tap "$work"
refused 4 'emit toast: wanted one of gradescope' toast "$path"
refused 4 'emit tap: wanted one record' tap
refused 4 'emit tap: wanted one record' tap "$path" "$path"
refused 4 'pending: is for gradescope' tap --pending
refused 4 'classroom50: --classroom (or CLASSROOM in the environment) is not given' classroom50 "$path"
# shellcheck disable=SC2046
refused 2 'has a grader-error, and this format has no way' classroom50 "$work/records/grader.json" $(told classroom50)
law "what is no record, or no format, is one sentence; what was there before is untouched"

# ---- grade --format ----------------------------------------------------------------------------------
for format in tap sarif; do
    "$grade" emit $format "$work/records/broken.json" > "$work/first"
    run 0 --lab norm --from "$work/from" --seed 3 --format $format
    same "$work/first" "$work/out" "--format $format"
done
run 1 --lab norm --part a --from "$work/from" --format shields --fail-under 50
out '"message": "0 of 4 points"'
run 2 --lab norm --from solutions --objects "$work/objects" --format tap
out '^Bail out!'
run 4 --lab norm --from "$work/from" --format classroom50
sentence 'classroom50: --classroom (or CLASSROOM'
run 4 list --format tap
sentence '\-\-format tap: is for grading alone'
run 4 --format toast
sentence '\-\-format toast: wanted text, json, or a format'
CLASSROOM=c ASSIGNMENT=a SUBMISSION_TAG=s COMMIT_URL=u RELEASE_URL=r "$grade" --lab norm --part a --from solutions --checked never --format classroom50 > "$work/out" 2> "$work/err"
[ $? -eq 0 ] || complain "classroom50 by environment: $(cat "$work/err")"
out '"score": 4'
law "grade --format takes the same words; its exit code is that of grading"

# ---- student text in formats that are lines on standard output ----------------------------------------
sed '/^void norm_forward/,/^}/ s|^    assert(rows.*|&\
    printf("::error::x\\n{\\"scores\\":{\\"norm\\":99}}\\nok 99 - x\\nBail out!\\n");\
    if (cols > 1) { y[0] = 9; return; }|; s|^void norm_forward|#include <stdio.h>\
&|' solutions/05-norm/norm.c > "$work/from/norm.c"
plain="--lab norm --part a --checked never"
# shellcheck disable=SC2086
run 0 $plain --from "$work/from" --format autolab
[ "$(cat "$work/out")" = '{"scores":{"norm":0}}' ] || complain "autolab: $(tail -n 1 "$work/out")"
# shellcheck disable=SC2086
run 0 $plain --from "$work/from" --format github
grep -v '^::\(error\|warning\|notice\) [a-z]*=.*::' "$work/out" > "$work/other" && complain "not ours: $(cat "$work/other")"
not_out '^::error::x'
# shellcheck disable=SC2086
run 0 $plain --from "$work/from" --format tap
not_out '^ok 99'
not_out '^Bail out'
law "what a student prints is never a line of ours"

# ---- GitHub ----------------------------------------------------------------------------------------------
export GITHUB_STEP_SUMMARY="$work/summary"
printf 'before' > "$work/summary"
run 0 emit github "$path"
[ "$(head -n 1 "$work/summary")" = before ] || complain "what was in the summary is gone"
grep -q '^## Crumb: 0 of 10 points' "$work/summary" || complain "no summary: $(cat "$work/summary")"
grep -q 'int x = ;' "$work/summary" || complain "no details in the summary"
out "^::error file=05-norm/norm.c,line=[0-9]*,\|^::error file=norm.c,line=[0-9]*,"
head -c 1047976 /dev/zero | tr '\0' 'x' > "$work/summary"
run 0 emit github "$path"
grep -q 'What each part says is left out here' "$work/summary" || complain "the summary is not the short one"
[ "$(wc -c < "$work/summary")" -le 1048576 ] || complain "the summary is larger than 1 MiB"
head -c 1048570 /dev/zero | tr '\0' 'x' > "$work/summary"
cp "$work/summary" "$work/before"
run 3 emit github "$path"
sentence 'more than 1 MiB'
same "$work/before" "$work/summary" "a summary that is full"
mkfifo "$work/fifo"
GITHUB_STEP_SUMMARY=$work/fifo
run 3 emit github "$path"
sentence 'fifo: the summary was not appended'
unset GITHUB_STEP_SUMMARY
run 0 emit github "$path"
grep -q 'GITHUB_STEP_SUMMARY is not set' "$work/err" || complain "nothing says that there is no summary"
law "the step summary is appended to, at most to 1 MiB; without room or file that is said"

# ---- Gradescope: a file before grading -------------------------------------------------------------------
run 0 emit gradescope --pending --out "$work/results.json"
grep -q 'did not come to its end' "$work/results.json" || complain "no pending file"
! grep -q '"score"\|"tests"' "$work/results.json" || complain "the pending file has a score"
run 0 emit gradescope "$work/records/right.json" --out "$work/results.json" --visibility after_due_date --leaderboard Points
grep -q '"score": 10' "$work/results.json" || complain "not overwritten"
grep -q '"visibility": "after_due_date"' "$work/results.json" || complain "no visibility"
run 0 emit gradescope "$work/records/grader.json"
not_out '"score"'
run 4 emit gradescope "$work/records/right.json" --visibility maybe
sentence 'wanted one of visible, hidden'
law "Gradescope finds a file without a score before grading, and when the grader failed"

cp "$work/records/right.json" "$work/preview"
for format in gradescope github markdown; do
    run 0 emit $format "$work/preview"
    out '10 of 10 points (a preview, no grade)'
done
law "a preview says that it is none of the grades"

"$grade" keygen "$work/term.key" > /dev/null 2>&1 || complain "no term key"
"$grade" --lab norm --from solutions --checked never --term-key "$work/term.key" --format json > "$work/official" 2> "$work/err" ||
    complain "official grading: $(cat "$work/err")"
for format in gradescope junit tap sarif github autolab markdown badge shields check50; do
    [ $format = junit ] && "$grade" emit junit "$work/official" 2>&1 | grep -q 'without' && continue
    run 0 emit $format "$work/official"
    out_not_preview=$(grep -c 'preview' "$work/out")
    [ "$out_not_preview" -eq 0 ] || complain "$format calls an official record a preview"
done
law "an official record, whose seed is hidden, goes into every format"

# ---- second opinions --------------------------------------------------------------------------------------
if command -v prove > /dev/null; then
    "$grade" emit tap "$work/records/null_write.json" > "$work/wrong.tap"
    "$grade" emit tap "$work/records/right.json" > "$work/right.tap"
    "$grade" emit tap "$work/records/stub.json" > "$work/stub.tap"
    prove -e cat "$work/right.tap" > "$work/said" 2>&1 || complain "right: $(cat "$work/said")"
    prove -e cat "$work/stub.tap" > "$work/said" 2>&1 || complain "what is not written is no failure: $(cat "$work/said")"
    prove -e cat "$work/wrong.tap" > "$work/said" 2>&1 && complain "wrong passes: $(cat "$work/said")"
    grep -qi 'parse error\|bad plan\|unknown' "$work/said" && complain "$(cat "$work/said")"
    law "prove, which reads TAP, agrees on right, wrong and not written"
else skip "prove, which reads TAP, agrees on right, wrong and not written" "it is not installed"
fi

if command -v python3 > /dev/null && case " $formats " in *" junit "*) ;; *) false ;; esac; then
    "$grade" emit junit "$work/records/null_write.json" --out "$work/junit.xml"
    python3 -c 'import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
assert len(root.findall(".//testcase")) == int(root.get("tests")) > 0
assert len(root.findall(".//error")) == int(root.get("errors")) > 0' "$work/junit.xml" 2> "$work/err" || complain "$(tail -n 2 "$work/err")"
    law "expat reads JUnit too, and counts the same"
else skip "expat reads JUnit too, and counts the same" "no python3, or no libxml2"
fi

cd "$root" || exit 3
echo "1..$number"
