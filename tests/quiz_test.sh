#!/bin/sh
# quiz_test.sh: questions of size: the same for an id everywhere, others for another; answers are
# kept, judged, and never told. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
root=$(pwd)
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh

run() {  # CODE ARGUMENTS
    wanted=$1
    shift
    "$grade" "$@" < /dev/null > "$work/out" 2> "$work/err"
    code=$?
    [ $code -eq "$wanted" ] || complain "grade $*: exit $code, wanted $wanted: $(head -n 3 "$work/err")"
}
flat() { tr -s '\n ' '  ' < "$1" | tr -s ' '; }
out() { grep -q -e "$1" "$work/out" || flat "$work/out" | grep -q -e "$1" || complain "standard output does not say: $1: $(head -n 20 "$work/out")"; }
not_out() { ! grep -q -e "$1" "$work/out" || complain "standard output says: $1"; }
sentence() {
    grep -q -e "$1" "$work/err" || complain "standard error does not say: $1: $(cat "$work/err")"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
}
topics=$(awk -F' *[|] *' '/^[0-9]/ { print $2 }' labs/topics.txt | uniq)
count="$root/tests/quiz_count.py"

# ---- the command, off a terminal --------------------------------------------------------------------
mkdir -p "$work/labs/06-rope" "$work/flat"
run 4 quiz rope --from "$work/labs"
sentence 'no id yet; wanted --id NAME'
run 0 quiz rope --id ' Ada L ' --from "$work/labs"
out 'five questions of size: rope, for Ada L'
out '^ 5 of 5$'
out 'no answer yet'
out '0 of 5 right; the answers stand in'
file=$work/labs/06-rope/quiz.txt
grep -qx 'id: Ada L' "$file" || complain "no id in the file: $(head -n 4 "$file")"
grep -cx '[1-5]:' "$file" | grep -qx 5 || complain "no five blank answers: $(cat "$file")"
grep -v '^#' "$file" | awk 'length($0) > 0' | wc -l | grep -q 6 || complain "more than id and answers"
law "off a terminal: the questions, and a blank file beside the student's own, with the id trimmed"
run 0 quiz rope --id ada --from "$work/flat"
[ -f "$work/flat/rope.quiz.txt" ] || complain "no rope.quiz.txt: $(ls "$work/flat")"
law "a flat folder has TOPIC.quiz.txt"
sed 's/^2:$/2: 77   # my note/; s/^# 1\./# a note of mine\n&/' "$file" > "$work/edited" && cp "$work/edited" "$file"
run 0 quiz rope --from "$work/labs"
out 'your answer: 77 wrong'
cmp -s "$file" "$work/edited" || complain "the file was changed: $(diff "$file" "$work/edited")"
run 1 quiz rope --id 'ada l' --from "$work/labs"
sentence 'its answers are those of "Ada L", --id says "ada l"'
law "what was answered stays, another id is refused, upper and lower case are two"
mkdir -p "$work/labs/07-softmax"
run 0 quiz softmax --from "$work/labs"
out 'for Ada L'
law "the id of another lab is remembered"

run 4 quiz
sentence 'quiz: wanted a topic'
run 4 quiz nothing --id ada
sentence 'no topic named nothing'
run 4 quiz rope --id ada --from reference
sentence 'no place for answers'
run 4 quiz rope --id '  ' --from "$work/labs"
sentence 'this id is empty'
run 4 quiz rope --id "$(printf 'a\033b')" --from "$work/labs"
sentence 'control characters'
run 4 quiz rope --id "$(printf 'a\377')" --from "$work/labs"
sentence 'not UTF-8'
hundred=$(printf '%0100d' 1)
run 4 quiz rope --id "${hundred}x" --from "$work/labs"
sentence 'longer than 100 bytes'
mkdir "$work/long"
run 0 quiz rope --id "$hundred" --from "$work/long"
mkdir "$work/utf"
run 0 quiz rope --id "$(printf 'Zo\303\253')" --from "$work/utf"
law "an id is 1 to 100 bytes of plain UTF-8; anything else is one sentence"
chmod 500 "$work/utf" && rm -f "$work/utf/none"
if [ -w "$work/utf" ]; then skip "a folder that cannot be written to is named" "root may write everywhere"; else
    run 1 quiz norm --id ada --from "$work/utf"
    sentence 'cannot be written'
    law "a folder that cannot be written to is named"
fi
chmod 700 "$work/utf"

# ---- on a terminal -------------------------------------------------------------------------------------
what="on a terminal: the id first, one question after the other, what is no number asked again"
if command -v script > /dev/null && [ "$(uname -s)" = Linux ]; then
    mkdir "$work/term"
    printf 'ada\n4 KiB\n12\n\n7\n' | TERM=dumb script -qec "$grade quiz norm --from $work/term" /dev/null > "$work/out" 2>&1
    out 'id: '
    out '"4 KiB" is no plain whole number; wanted digits alone'
    out '1 of 5'
    out 'wrong'
    out '0 of 5 right; the answers stand in'
    grep -qx '1: 12' "$work/term/norm.quiz.txt" || complain "12 is not kept: $(cat "$work/term/norm.quiz.txt")"
    grep -qx '2:' "$work/term/norm.quiz.txt" || complain "the skipped one is not blank"
    grep -qx '3: 7' "$work/term/norm.quiz.txt" || complain "7 is not kept"
    printf '# mine\n' >> "$work/term/norm.quiz.txt"
    printf '13\n\n' | TERM=dumb script -qec "$grade quiz norm --from $work/term" /dev/null > "$work/out" 2>&1
    out 'your answer \[12, wrong\]: '
    grep -qx '1: 13' "$work/term/norm.quiz.txt" || complain "13 is not kept"
    grep -qx '3: 7' "$work/term/norm.quiz.txt" || complain "7 is gone"
    tail -n 1 "$work/term/norm.quiz.txt" | grep -qx '# mine' || complain "a note is gone"
    law "$what"
    printf '\n\n' | TERM=dumb script -qec "$grade quiz rope --from $work/term" /dev/null > "$work/out" 2>&1
    out 'id \[ada\]: '
    out 'five questions of size: rope, for ada'
    law "on a terminal the id of another lab is proposed"
else
    skip "$what" "no script(1) to make a terminal"
    skip "on a terminal the id of another lab is proposed" "no script(1) to make a terminal"
fi

# ---- grading ------------------------------------------------------------------------------------------
cp solutions/06-rope/rope.c "$work/labs/06-rope/"
rm "$file"
run 0 --lab rope --from "$work/labs"
out '^ 8 of 8 points'
not_out 'five questions'
run 0 --lab rope --from "$work/labs" --quiz --seed 3
out 'q  five questions of size  *0/5   not written yet'
out '^ 8 of 13 points'
out 'next: the questions of size of rope make quiz T=rope'
run 0 --lab rope --from "$work/labs" --part q
out '^ 0 of 5 points'
law "no file: no part q and the points of before, unless --quiz or --part q asks"
run 0 quiz rope --id ada --from "$work/labs"
sed 's/^1:$/1: 5/; s/^3:$/3: 000000007/' "$file" > "$work/edited" && cp "$work/edited" "$file"
run 0 --lab rope --from "$work/labs"
out '^ 8 of 13 points'
out 'wrong-value  quiz 1:'
out '5 is wrong'
out '7 is wrong'
out 'quiz 2 is not written yet'
not_out 'again: '
awk 'length($0) > 80 && !/again:|edit |then make/' "$work/out" > "$work/wide"
[ ! -s "$work/wide" ] || complain "wider than 80: $(cat "$work/wide")"
run 0 --lab rope --from "$work/labs" --part a
out '^ 6 of 6 points'
run 0 --lab rope --from "$work/labs" --part q --id ada
out '^ 0 of 5 points'
run 1 --lab rope --from "$work/labs" --part q --id bob
out 'its answers are those of "ada", --id says "bob"'
law "answers make part q of the same lab: right, wrong with a reason, blank"
cp -R "$work/labs" "$work/broken"
echo 'int;;; x' > "$work/broken/06-rope/rope.c"
run 0 --lab rope --from "$work/broken"
out 'compile-error'
out 'wrong-value  quiz 1:'
law "questions are judged also where the code does not compile"
run 0 --lab rope --from "$work/labs" --part q --format json
cp "$work/out" "$work/first"
run 0 --lab rope --from "$work/labs" --part q --format json --seed 4
grep -vE '"(seed|when)"' "$work/out" > "$work/a"
grep -vE '"(seed|when)"' "$work/first" > "$work/b"
cmp -s "$work/a" "$work/b" || complain "another seed, other questions"
law "the questions do not depend on the seed"

printf 'id: ada\n1: 4 KiB\n' > "$file"
run 1 --lab rope --from "$work/labs"
out '^ 8 of 13 points'
malformed() {  # TEXT SENTENCE: the file, and what is said of it
    printf "$1" > "$file"
    run 1 --lab rope --part q --from "$work/labs"
    out 'q  five questions of size  *0/5   skipped'
    out "$2"
    out '^ 0 of 5 points'
    run 1 quiz rope --from "$work/labs"
    sentence "$2"
}
malformed 'id: ada\n1: 4 KiB\n' 'quiz.txt:2: "4 KiB" is no plain whole number'
malformed 'id: ada\n1: 1,000\n' 'quiz.txt:2: "1,000" is no plain whole number'
malformed 'id: ada\n1: 1e6\n' 'quiz.txt:2: "1e6" is no plain whole number'
malformed 'id: ada\n1: -4\n' 'quiz.txt:2: "-4" is no plain whole number'
malformed 'id: ada\n1: 99999999999999999999\n' 'quiz.txt:2: .* is larger than any answer can be'
malformed 'id: ada\n\n1: 4\n1: 5\n' 'quiz.txt:4: a second answer to question 1'
malformed 'id: ada\nid: bob\n' 'quiz.txt:2: a second id'
malformed 'id:\n' 'quiz.txt:1: this id is empty'
malformed '1: 4\n' 'quiz.txt: no line id: NAME'
malformed 'id: ada\n6: 4\n' 'quiz.txt:2: wanted a line such as 1: 4096'
malformed 'id: ada\nseven\n' 'quiz.txt:2: wanted a line such as 1: 4096'
malformed 'id: ada\n1: 4\000\n' 'quiz.txt: a zero byte'
head -c 70000 /dev/zero | tr '\0' '#' > "$work/big"
malformed "$(cat "$work/big")" 'quiz.txt: is larger than 64 KiB'
rm "$file" && mkdir "$file"
run 1 --lab rope --part q --from "$work/labs"
out 'cannot be read as a regular file'
rmdir "$file" && mkfifo "$file"
run 1 --lab rope --part q --from "$work/labs"
out 'cannot be read as a regular file'
rm "$file" && ln -s /etc/hostname "$file"
run 1 --lab rope --part q --from "$work/labs"
out 'cannot be read as a regular file'
rm "$file"
law "a malformed answers file is one sentence with its line, and costs no other part"
printf '\357\273\277id: ada\r\n\r\n  1 :   4   # because\r\n2:' > "$file"
run 0 --lab rope --from "$work/labs" --part q
out '4 is wrong'
law "a mark of UTF-8, CR LF, blanks and a note behind an answer are no mistakes"

# ---- the data files -----------------------------------------------------------------------------------
for topic in $topics; do
    [ -f datasets/quiz/$topic.txt ] || complain "datasets/quiz/$topic.txt is missing"
done
for file in datasets/quiz/*.txt; do
    topic=$(basename "$file" .txt)
    echo "$topics" | grep -qx "$topic" || complain "$file: questions without a topic"
done
law "every topic has questions"
mkdir -p "$work/copy/labs" "$work/copy/datasets/quiz" "$work/copy/mine"
cp labs/topics.txt "$work/copy/labs/"
data=$work/copy/datasets/quiz/rope.txt
damaged() {  # SED SENTENCE
    sed "$1" datasets/quiz/rope.txt > "$data"
    (cd "$work/copy" && "$grade" quiz rope --id ada --from mine) < /dev/null > "$work/out" 2> "$work/err"
    [ $? -eq 1 ] || complain "$1: exit $?: $(head -n 3 "$work/out")"
    sentence "$2"
    [ -z "$(ls "$work/copy/mine")" ] || complain "$1: an answers file"
}
damaged 's|^= .*|= positions / 0|' 'quiz/rope.txt:[0-9]*: positions / 0: '
damaged 's|^= .*|= 7 / 2|' 'quiz/rope.txt:[0-9]*: 7 / 2: 7 / 2 is not whole'
damaged 's|^= .*|= 9^99|' 'quiz/rope.txt:[0-9]*: 9^99: .* does not fit into 64 bits'
damaged 's|^= .*|= 1 - 2|' 'quiz/rope.txt:[0-9]*: 1 - 2: the answer is below 0'
damaged 's|^@ d = .*|@ d = halb|' 'quiz/rope.txt:[0-9]*: halb: "halb" is no size'
damaged 's|^@ half = .*|@ half = 9 .. 8|' 'quiz/rope.txt:[0-9]*: half: no range'
damaged '3s|.*|? early|' 'quiz/rope.txt:3: this stands before the first question'
damaged '/^!/d; s/^  .*//' 'quiz/rope.txt:[0-9]*: \[table\] has no reason'
damaged 's|^? .*|? how many {d|; s|}||g' 'quiz/rope.txt:[0-9]*: .*: a { without its }'
damaged 's|^\[pairs\]|[table]|' 'quiz/rope.txt:[0-9]*: \[table\] stands in line 3 already'
damaged 's|^@ d = \(.*\)|@ d = \1\n@ d = 3|' 'size d stands in line [0-9]* already'
damaged 's|^@ d = .*|@ d|' 'wanted a size such as'
damaged 's|^= |+ |' 'wanted a line that begins with'
damaged "s|^= |$(printf '\303\251')|" 'no plain ASCII in column 1'
damaged '/^\[products\]/,$d' '2 questions; wanted at least 7'
rm "$data"
(cd "$work/copy" && "$grade" quiz rope --id ada --from mine) > "$work/out" 2> "$work/err"
[ $? -eq 1 ] || complain "no data: not exit 1"
sentence 'datasets/quiz/rope.txt: no such file'
law "what is wrong in a data file is named by file and line"
grep -n '^!.*{\|^  .*!.*{' datasets/quiz/*.txt > "$work/braces" && complain "a reason with a student's number: $(cat "$work/braces")"
law "no reason gives a student's number away"

# ---- right answers, worked out by another program ------------------------------------------------------
if ! command -v python3 > /dev/null; then
    skip "every question, counted in loops, is what its file says" "no python3"
    skip "parameters, cache, training state and attention of published models are what inspect says" "no python3"
    skip "right answers of another program earn five of five, wrong ones nothing" "no python3"
    skip "a wrong answer has a reason, and the right number is not told" "no python3"
    skip "the answers of another student earn almost nothing" "no python3"
else
    # shellcheck disable=SC2086
    python3 "$count" check $topics > "$work/out" 2>&1 || complain "$(cat "$work/out")"
    law "every question, counted in loops, is what its file says"
    for preset in llama2-7b llama3-8b mistral-7b smollm2-135m; do
        "$build/crumb" inspect --preset $preset --json > "$work/inspect" || complain "no crumb inspect"
        python3 "$count" inspect < "$work/inspect" > "$work/out" 2>&1 || complain "$(cat "$work/out")"
    done
    law "parameters, cache, training state and attention of published models are what inspect says"
    mkdir "$work/all" "$work/other"
    for id in ada Bob 'Zoé from far away' "$hundred"; do
        # shellcheck disable=SC2086
        python3 "$count" answers "$id" "$work/all" $topics
        run 0 --part q --from "$work/all" --fail-under 100
        out '^ 85 of 85 points'
    done
    # shellcheck disable=SC2086
    python3 "$count" wrong ada "$work/all" $topics
    run 0 --part q --from "$work/all"
    out '^ 0 of 85 points'
    law "right answers of another program earn five of five, wrong ones nothing"
    run 0 --part q --from "$work/all" --format json
    python3 "$count" told ada < "$work/out" > "$work/err" 2>&1 || complain "$(cat "$work/err")"
    law "a wrong answer has a reason, and the right number is not told"
    # shellcheck disable=SC2086
    python3 "$count" answers bob "$work/other" $topics
    sed -i.old 's/^id: .*/id: ada/' "$work/other"/*.txt
    run 0 --part q --from "$work/other"
    earned=$(sed -n 's/^ \([0-9]*\) of 85 points.*/\1/p' "$work/out")
    [ "${earned:-85}" -le 2 ] || complain "the answers of bob earn ada $earned of 85"
    law "the answers of another student earn almost nothing"
fi
echo "1..$number"
