#!/bin/sh
# proof_test.sh: where a record comes from, and who stands for it (docs/instructor/provenance.md): hidden
# seeds, signatures, grading again; and what helps against copied work (docs/instructor/copied-work.md):
# files for other programs, a first look, questions on a student's own lines. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
root=$(pwd)
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
umask 022

# run CODE ARGUMENTS: another exit code than CODE is a complaint.
run() {
    wanted=$1
    shift
    "$grade" "$@" > "$work/out" 2> "$work/err"
    code=$?
    [ $code -eq "$wanted" ] || complain "grade $*: exit $code, wanted $wanted: $(cat "$work/out" "$work/err" | tail -n 12)"
}
out() {
    grep -q -e "$1" "$work/out" || tr -s '\n ' '  ' < "$work/out" | grep -q -e "$1" ||
        complain "standard output does not say: $1: $(tail -n 20 "$work/out")"
}
not_out() { ! grep -q -e "$1" "$work/out" || complain "standard output says: $1"; }
sentence() {
    grep -q -e "$1" "$work/err" || complain "standard error does not say: $1: $(cat "$work/err")"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
}
flip() {  # flip FILE OFFSET: another bit in that byte
    byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
    if [ $((byte % 2)) -eq 0 ]; then byte=$((byte + 1)); else byte=$((byte - 1)); fi
    # shellcheck disable=SC2059  # the format is the byte
    printf "\\$(printf %03o $byte)" | dd of="$1" bs=1 seek="$2" conv=notrunc 2> /dev/null
}
field() { sed -n "s/^ \"$2\": \"*\([^\",]*\)\"*,*\$/\1/p" "$1"; }  # field RECORD NAME
said() { grep -e "^   $1 .*$2" "$work/out" > /dev/null || complain "not said: $1 $2: $(tail -n 20 "$work/out")"; }

mkdir -p "$work/all/ada/06-rope" "$work/all/ben/06-rope"
cp solutions/06-rope/rope.c "$work/all/ada/06-rope/rope.c"
sed 's/-2\.0 \*/-1.0 */' solutions/06-rope/rope.c > "$work/all/ben/06-rope/rope.c"
ada=$work/all/ada
ben=$work/all/ben

# ---- the term key, and what a record says --------------------------------------------------------------
run 0 keygen "$work/term"
[ "$(wc -c < "$work/term")" -eq 65 ] || complain "the key has $(wc -c < "$work/term") bytes"
[ "$(find "$work/term" -perm 600)" ] || complain "the key is not of mode 0600"
cp "$work/term" "$work/before"
run 1 keygen "$work/term"
sentence 'is there already and stays as it is'
cmp -s "$work/term" "$work/before" || complain "a key was written over"
ln -s "$work/elsewhere" "$work/link"
run 1 keygen "$work/link"
[ ! -e "$work/elsewhere" ] || complain "a key was written through a link"
run 0 keygen "$work/term2"
! cmp -s "$work/term" "$work/term2" || complain "two keys are the same"
run 4 keygen
law "keygen makes a key for its owner alone, and never writes over anything"

official() { run 0 --lab rope --checked never --from "$1" --format json --term-key "$work/term"; cp "$work/out" "$2"; }
quiz() { run 0 --lab rope --part q --from "$1" --format json --term-key "$work/term"; cp "$work/out" "$2"; }  # fast
preview() { run 0 --lab rope --checked never --from "$1" --format json; cp "$work/out" "$2"; }
official "$ada" "$work/ada.json"
official "$ada" "$work/ada2.json"
official "$ben" "$work/ben.json"
preview "$ada" "$work/ada-preview.json"
for record in ada ada2 ben; do
    [ "$(field "$work/$record.json" kind)" = official ] || complain "$record is not official"
    [ "$(field "$work/$record.json" seed)" = null ] || complain "$record shows a seed"
done
for name in submission grader goldens seed_commitment when; do
    [ -n "$(field "$work/ada.json" $name)" ] || complain "an official record has no $name"
done
[ "$(field "$work/ada-preview.json" kind)" = preview ] || complain "a record without a key is no preview"
[ -n "$(field "$work/ada-preview.json" seed)" ] || complain "a preview hides its seed"
[ -z "$(field "$work/ada-preview.json" seed_commitment)" ] || complain "a preview has a commitment"
grep -v '"when"' "$work/ada.json" > "$work/one"
grep -v '"when"' "$work/ada2.json" | cmp -s - "$work/one" || complain "the same official grading twice gives two records"
[ "$(field "$work/ada.json" seed_commitment)" != "$(field "$work/ben.json" seed_commitment)" ] ||
    complain "two submissions have the same seed"
field "$work/ada.json" when | grep -qxE '20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z' ||
    complain "when is $(field "$work/ada.json" when)"
law "an official record commits to a seed that it does not show; a preview says its seed"

run 0 --lab rope --from "$ben" --term-key "$work/term"
out 'official: its seed is hidden'
not_out '--seed'
not_out 'seed [0-9]'
law "nor does the report of an official grading show the seed"

run 4 --lab rope --term-key "$work/term" --seed 3
sentence 'leave one of them out'
run 4 replay rope:forward-far --term-key "$work/term"
sentence 'is for grading alone'
chmod 644 "$work/term"
run 1 --lab rope --from "$ada" --term-key "$work/term"
sentence 'others than its owner may read'
chmod 600 "$work/term"
law "a term key stands alone with grading, and is refused when others can read it"

printf 'id: ada\n1: 3\n' > "$ada/06-rope/quiz.txt"
mkdir "$ada/.git"
echo 0123456789abcdef0123456789abcdef01234567 > "$ada/.git/HEAD"
quiz "$ada" "$work/quiz.json"
[ "$(field "$work/quiz.json" submission)" != "$(field "$work/ada.json" submission)" ] ||
    complain "answers to questions of size are no part of the submission"
[ "$(field "$work/quiz.json" commit)" = 0123456789abcdef0123456789abcdef01234567 ] || complain "no commit"
rm -r "$ada/.git" "$ada/06-rope/quiz.txt"
law "a submission is all that is graded of it, and a record names its commit"

# ---- grading again ---------------------------------------------------------------------------------------
run 0 verify "$work/ada-preview.json" --from "$ada"
said signature 'not checked'
said submission holds
said grader holds
said goldens holds
said score 'holds .*8 of 8'
mkdir -p "$work/moved"
cp "$ben/06-rope/rope.c" "$work/moved/rope.c"
run 0 verify "$work/ben.json" --from "$work/moved" --term-key "$work/term"
said seed holds
said score 'holds'
law "a record is repeated, field by field, also where the files stand elsewhere"

run 0 verify "$work/ada.json" --from "$ada"
said seed 'not checked'
said score 'not checked'
run 1 verify "$work/ada.json" --from "$ada" --term-key "$work/term2"
said seed WRONG
run 0 verify "$work/ada.json" --term-key "$work/term"
seed=$(sed -n 's/^   seed *holds *\([0-9]*\),.*/\1/p' "$work/out")
opening=$(tr -s '\n ' '  ' < "$work/out" | sed -n 's/.*opening \([0-9a-f]*\).*/\1/p')
if command -v sha256sum > /dev/null; then
    told=$(printf '%s %s %s' "$seed" "$opening" "$(field "$work/ada.json" submission)" | sha256sum | cut -c 1-64)
    [ "$told" = "$(field "$work/ada.json" seed_commitment)" ] || complain "seed and opening do not give the commitment"
fi
run 0 --lab rope --checked never --from "$ada" --format json --seed "$seed"
cp "$work/out" "$work/opened.json"
run 0 compare "$work/opened.json" "$work/ada.json"
law "the term key opens the commitment: with that seed everybody gets the same result"

sed 's/"earned": 6/"earned": 5/; s/"tier": 1/"tier": 3/; s/"id": "rope:forward-far"/"id": "rope:forward-fat"/' \
    "$work/ada-preview.json" > "$work/changed.json"
run 1 verify "$work/changed.json" --from "$ada"
said score 'WRONG .*differ: 3'
out 'labs.rope.parts.a.earned: 5 in the record, 6 now'
out 'labs.rope.parts.a.checks.rope:forward-fat: '
run 1 verify "$work/ada-preview.json" --from "$ben"
said submission WRONG
law "points that grading does not give, and files that they were not given for, are told"

# ---- a flipped byte anywhere --------------------------------------------------------------------------------
mkdir -p "$work/course/datasets/golden/mutants" "$work/objects"
ln -s "$root/labs" "$work/course/labs"
ln -s "$root/datasets/quiz" "$work/course/datasets/quiz"
mkdir "$work/course/reference" && ln -s "$root/reference/include" "$work/course/reference/include"
cp datasets/golden/rope.safetensors datasets/golden/manifest.txt "$work/course/datasets/golden"
cp datasets/golden/mutants/rope.safetensors "$work/course/datasets/golden/mutants"
for object in "$build"/objects/*; do ln -s "$object" "$work/objects"; done
here() { (cd "$work/course" && run "$@" --objects "$work/objects"; [ -z "$wrong" ] || printf '%s' "$wrong" > "$work/wrong"); 
    [ ! -s "$work/wrong" ] || wrong=$(cat "$work/wrong"); }
here 0 --lab rope --part q --from "$ada" --format json --seed 4
cp "$work/out" "$work/here.json"
for object in rope.probe.o common.o counted_names.h softmax.supplied.o rope.reference; do
    rm "$work/objects/$object"
    cp "$build/objects/$object" "$work/objects/$object"
    flip "$work/objects/$object" $(($(wc -c < "$build/objects/$object") - 1))
    here 1 verify "$work/here.json" --from "$ada"
    said grader WRONG
    rm "$work/objects/$object"
    ln -s "$build/objects/$object" "$work/objects/$object"
done
law "a flipped bit in an object of the grader is told"

here 0 --lab rope --checked never --from "$ada" --format json --seed 4
cp "$work/out" "$work/whole.json"
flip "$work/course/datasets/golden/rope.safetensors" 2000
here 1 verify "$work/whole.json" --from "$ada"
said score WRONG
flip "$work/course/datasets/golden/rope.safetensors" 2000
flip "$work/course/datasets/golden/manifest.txt" 5
here 1 verify "$work/here.json" --from "$ada"
said goldens WRONG
flip "$work/course/datasets/golden/manifest.txt" 5
here 0 verify "$work/here.json" --from "$ada"
law "a flipped bit in a golden or in their list is told"

size=$(wc -c < "$ada/06-rope/rope.c")
run 0 verify "$work/here.json" --from "$ada"
for at in 0 100 $((size - 1)); do
    flip "$ada/06-rope/rope.c" "$at"
    run 1 verify "$work/here.json" --from "$ada"
    said submission WRONG
    flip "$ada/06-rope/rope.c" "$at"
done
run 0 verify "$work/here.json" --from "$ada"
law "a flipped bit in a submission is told"

# ---- many at once, and beside each other ----------------------------------------------------------------------
results() {  # results ADA BEN
    printf '{"schema":"crumb/results/v1","results":[{"id":"ada","submission":"x","record":'
    cat "$1"
    printf '},{"id":"ben","submission":"y","record":'
    cat "$2"
    printf '}]}'
}
quiz "$ada" "$work/quick-ada.json"
quiz "$ben" "$work/quick-ben.json"
results "$work/quick-ada.json" "$work/quick-ben.json" > "$work/results.json"
run 0 verify "$work/results.json" --from "$work/all" --term-key "$work/term"
out '^ ada$'
out '^ ben$'
out '10 checked and right, 0 wrong, 1 not checked'
results "$work/quick-ben.json" "$work/quick-ada.json" > "$work/exchanged.json"
run 1 verify "$work/exchanged.json" --from "$work/all" --term-key "$work/term"
said submission WRONG
mv "$ben" "$work/away"
run 1 verify "$work/results.json" --from "$work/all" --term-key "$work/term"
out 'there is no such folder'
mv "$work/away" "$ben"
law "all records of a file of results are verified, each with the folder of its name"

run 0 compare "$work/ada-preview.json" "$work/ada.json"
out 'kind  *preview  *official'
out 'nothing that counts differs'
run 1 compare "$work/ada.json" "$work/ben.json"
out '^   submission '
out 'rope.a  *6/6 pass  *[0-5]/6 wrong-value'
out '^   rope:.* pass  *wrong-value'
sed 's/"grader": "./"grader": "x/; s/"tier": 1/"tier": 3/' "$work/ada.json" > "$work/other.json"
run 1 compare "$work/ada.json" "$work/other.json"
out '^   tier  *1  *3'
run 0 compare --points "$work/ada.json" "$work/other.json"
run 1 compare --points "$work/ada.json" "$work/ben.json"
run 1 compare "$work/ada.json" "$work/results.json"
sentence 'wanted two of a kind'
run 1 compare "$work/results.json" "$work/exchanged.json"
awk 'length($0) > 80' "$work/out" > "$work/long"
[ ! -s "$work/long" ] || complain "over 80 columns: $(cat "$work/long")"
law "compare lists what differs between two records, and can look at points alone"

# ---- signatures -----------------------------------------------------------------------------------------------
if command -v ssh-keygen > /dev/null && ssh-keygen -q -t ed25519 -N '' -f "$work/id" < /dev/null; then
    ssh-keygen -q -t ed25519 -N '' -f "$work/id2" < /dev/null
    echo "prof@example.org namespaces=\"crumb-result\" $(cat "$work/id.pub")" > "$work/signers"
    run 0 sign "$work/ada.json" --key "$work/id"
    run 0 verify "$work/ada.json" --signers "$work/signers"
    said signature 'holds .*prof@example.org'
    run 0 sign "$work/quick-ada.json" --key "$work/id"
    run 0 verify "$work/quick-ada.json" --signers "$work/signers" --from "$ada" --term-key "$work/term"
    out '6 checked and right, 0 wrong, 0 not checked'
    tr -d '\n' < "$work/ada.json" | sed 's/  */ /g' > "$work/reflowed.json"
    run 0 verify "$work/reflowed.json" --signers "$work/signers" --sig "$work/ada.json.sig"
    run 0 sign "$work/results.json" --key "$work/id" --out "$work/all.sig"
    run 0 verify "$work/results.json" --signers "$work/signers" --sig "$work/all.sig"
    law "a signature holds for the record as a value, whatever its blanks"

    size=$(wc -c < "$work/ada.json")
    at=2
    tried=0
    while [ $at -lt "$size" ]; do
        cp "$work/ada.json" "$work/flipped.json"
        case $(od -An -c -j $at -N 1 "$work/ada.json" | tr -d ' ') in
            "" | '\n') at=$((at + 1)); continue ;;  # a blank is no part of the value
        esac
        flip "$work/flipped.json" $at
        run 1 verify "$work/flipped.json" --signers "$work/signers" --sig "$work/ada.json.sig"
        tried=$((tried + 1))
        at=$((at + size / 32))
    done
    [ $tried -gt 25 ] || complain "only $tried bytes were flipped"
    for at in 60 150 250; do
        cp "$work/ada.json.sig" "$work/flipped.sig"
        flip "$work/flipped.sig" $at
        run 1 verify "$work/ada.json" --signers "$work/signers" --sig "$work/flipped.sig"
    done
    law "a flipped bit in a signed record or its signature is told"

    run 0 sign "$work/ada.json" --key "$work/id2" --out "$work/two.sig"
    run 1 verify "$work/ada.json" --signers "$work/signers" --sig "$work/two.sig"
    said signature WRONG
    ssh-keygen -q -Y sign -n file -f "$work/id" < "$work/reflowed.json" > "$work/other.sig" 2> /dev/null
    run 1 verify "$work/ada.json" --signers "$work/signers" --sig "$work/other.sig"
    run 1 verify "$work/ada.json" --signers "$work/signers" --sig "$work/none.sig"
    said signature 'WRONG .*there is none'
    run 1 verify "$work/ada.json" --signers "$work/nobody"
    sentence 'wanted a file of allowed signers'
    run 1 sign "$work/ada.json" --key "$work/nobody"
    sentence 'wanted a key'
    run 1 sign "$work/ada.json" --key "$work/signers"
    sentence 'could not sign'
    run 1 sign "$work/signers" --key "$work/id"
    sentence 'no JSON'
    law "a signature of another key, for another purpose or that is none, does not hold"
else
    skip "a signature holds for the record as a value, whatever its blanks" "no ssh-keygen that makes keys"
    skip "a flipped bit in a signed record or its signature is told" "no ssh-keygen that makes keys"
    skip "a signature of another key, for another purpose or that is none, does not hold" "no ssh-keygen that makes keys"
fi
: > "$work/key"
(PATH=/nonexistent run 3 sign "$work/ada.json" --key "$work/key"; PATH=$PATH; printf '%s' "$wrong" > "$work/wrong")
wrong=$(cat "$work/wrong")
sentence 'ssh-keygen: not found; install it'
run 4 verify "$work/ada.json"
sentence 'what is to be checked'
law "without ssh-keygen that is said, and is no wrong record"

# ---- likeness ---------------------------------------------------------------------------------------------------
mkdir -p "$work/all/=cyd;x/06-rope" "$work/all/dan/labs/06-rope" "$work/all/eve" "$work/again/ada"
sed 's/angle/winkel/g; s/\bold\b/vorher/g; s/sign/vz/g; s|^    for|    // mine\n    for|' solutions/06-rope/rope.c \
    > "$work/all/=cyd;x/06-rope/rope.c"
cp labs/06-rope/rope.c "$work/all/dan/labs/06-rope/rope.c"
ln -s "$work/term" "$work/all/eve/rope.c"
cp "$root"/reference/*/rope.c "$work/again/ada"
run 0 similarity "$work"/all/* "$work/again/ada" --out "$work/like" --lab rope
out '^   ada  *solutions  *100 / 100'
out '^   _cyd_x  *solutions  *[0-9][0-9] / 100'
out '^   ada-2  *reference  *100 / 100'
out '^   dan  *too little beyond the stub'
out 'left out: rope.c of eve: it is a link'
out 'java -jar jplag.jar $t/submissions --old $t/known'
out 'moss.pl -l c -d -b $t/base/$t.c'
out 'compare50 $t/submissions/\* --archive $t/known/\*'
law "copies are found, renamed or not; stubs do not count; links are left out; it is called a hint"
out 'A hint where to look, and no proof'
(cd "$work/like" && find . -type f | sort) > "$work/files"
printf '%s\n' ./commands.txt ./map.txt ./rope/base/rope.c ./rope/known/reference/rope.c ./rope/known/solutions/rope.c \
    ./rope/submissions/_cyd_x/rope.c ./rope/submissions/ada-2/rope.c ./rope/submissions/ada/rope.c \
    ./rope/submissions/ben/rope.c ./rope/submissions/dan/rope.c | cmp -s - "$work/files" || complain "files: $(cat "$work/files")"
[ -z "$(find "$work/like" -type l)" ] || complain "there are links"
[ "$(find "$work/like" -maxdepth 0 -perm 700)" ] || complain "others can look into the folder"
cmp -s "$ben/06-rope/rope.c" "$work/like/rope/submissions/ben/rope.c" || complain "a copy is no copy"
grep -q "_cyd_x	.*/all/=cyd;x/06-rope/rope.c" "$work/like/map.txt" || complain "map.txt: $(cat "$work/like/map.txt")"
run 1 similarity "$ada" --out "$work/like"
sentence 'is there already'
run 0 similarity "$ada" --out "$work/moss" --lab rope --format moss
not_out jplag
run 4 similarity "$ada"
[ -z "$(find "$work" -maxdepth 1 -name 'like.*')" ] || complain "something half-written stayed"
law "the files are laid out for JPlag, MOSS and compare50, copies with safe names, and a map"

# ---- questions -----------------------------------------------------------------------------------------------------
run 0 viva "$ada" --lab rope --seed 7
cp "$work/out" "$work/viva"
run 0 viva "$ada" --lab rope --seed 7
cmp -s "$work/out" "$work/viva" || complain "the same seed gives other questions"
run 0 viva "$ada" --lab rope --seed 8
! cmp -s "$work/out" "$work/viva" || complain "another seed gives the same questions"
cp -r "$ada" "$work/all/fay"
run 0 viva "$ada" --lab rope --for student
sed 1d "$work/out" > "$work/viva"
run 0 viva "$work/all/fay" --lab rope --for student
sed 1d "$work/out" | cmp -s - "$work/viva" && complain "two students with one file are asked the same"
law "two students are asked different things, also with the same file; the same seed asks the same"

run 0 viva "$ada" --lab rope --count 8 --for student
not_out 'listen for'
[ "$(grep -cE '^ +[0-9]+\. ' "$work/out")" -eq 8 ] || complain "not 8 questions: $(cat "$work/out")"
grep -E '^ +[0-9]+ \| ' "$work/out" | sed 's/^ *\([0-9]*\) | /\1:/' | while IFS=: read -r line code; do
    sed -n "${line}p" "$ada/06-rope/rope.c" | grep -qF -- "$code" || echo "line $line is not: $code"
done > "$work/lies"
[ ! -s "$work/lies" ] || complain "$(cat "$work/lies")"
run 0 viva "$ada" --lab rope --count 30 --for examiner
out 'listen for'
out 'It is a known mistake, and grade says of it'
out 'The way there (rope:by-hand'
awk 'length($0) > 80' "$work/out" > "$work/long"
[ ! -s "$work/long" ] || complain "over 80 columns: $(cat "$work/long")"
run 0 viva "$ada" --lab rope --out "$work/pages"
[ -s "$work/pages/ada-student.txt" ] && [ -s "$work/pages/ada-examiner.txt" ] || complain "no pages: $(ls "$work/pages")"
! grep -q 'listen for' "$work/pages/ada-student.txt" || complain "the student's page has the answers"
law "questions quote the student's own lines; answers stand on the examiner's page only"

mkdir "$work/loud"
printf 'void f(void)\n{\n    int a = 3; // \033[2J\n    b[a + 1] = "\033]0;x\a";\n    for (int i = 0; i < 7; i++) a += i;\n}\n' > "$work/loud/rope.c"
run 0 viva "$work/loud" --lab rope --count 50
! LC_ALL=C grep -q "$(printf '\033')" "$work/out" || complain "a terminal would obey"
run 1 viva "$work/all/dan" --lab rope
grep -q 'nothing is written in it' "$work/err" || complain "$(cat "$work/err")"
run 1 viva "$work/all/eve"
grep -q 'nothing is written in it' "$work/err" || complain "$(cat "$work/err")"
grep -q 'rope.c: is a link' "$work/out" || complain "a link is not told: $(cat "$work/out")"
run 1 viva "$work/nowhere"
sentence 'no such folder'
law "what a student wrote cannot speak to the terminal; of stubs and links nothing is asked"

echo "1..$number"
