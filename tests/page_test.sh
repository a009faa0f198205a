#!/bin/sh
# page_test.sh: score pages (docs/instructor/score-page.md) as files: every link leads somewhere, nothing
# comes from elsewhere, what is hostile is text, nobody's nothing is a zero. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
scores=tests/page/scores.json

run() {  # run CODE ARGUMENTS: runs grade page; another exit code than CODE is a complaint
    wanted=$1
    shift
    "$grade" page "$@" > "$work/said" 2> "$work/err"
    code=$?
    [ $code -eq "$wanted" ] || complain "grade page $*: exit $code, wanted $wanted: $(head -n 3 "$work/err")"
}
says() { grep -q -F -e "$2" "$1" || complain "${1#"$work"/} does not say: $2"; }
says_not() { ! grep -q -F -e "$2" "$1" || complain "${1#"$work"/} says: $2"; }
sentence() {
    says "$work/err" "$1"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
    [ ! -s "$work/said" ] || complain "something on standard output: $(head -n 3 "$work/said")"
}
# A tag of ours is on one line with no > in its attributes, and no < is text.
tags() { sed '/<style>/,/<\/style>/d; /<script>/,/<\/script>/d' "$@" | grep -oh '<[a-z!/][^>]*>'; }

out=$work/out
run 0 "$scores" --out "$out"
cp "$work/said" "$work/first"
accounts=$(grep -o '"account":' "$scores" | wc -l)
unmatched=2
[ "$(ls "$out/students" | wc -l)" -eq $((accounts - unmatched)) ] ||
    complain "$(ls "$out/students" | wc -l) pages, wanted $((accounts - unmatched))"
says "$work/first" 'index.html: 15 students, each with a page in students/'
[ "$(ls "$out")" = "index.html
students" ] || complain "in the folder: $(ls -a "$out")"
[ "$(ls "$work" | grep -vxE 'out|said|err|first')" = "" ] || complain "beside the folder: $(ls "$work")"
ls "$out/students" | grep -vE '^[a-z0-9_][a-z0-9_.-]*\.html$' | sed 's/$/: not a safe name/' > "$work/names"
[ ! -s "$work/names" ] || complain "$(cat "$work/names")"
law "a page for the class and one for each student, under names that are safe"

(cd "$out" && grep -o -H ' id="[^"]*"' index.html students/*) |
    sed 's/: id="\(.*\)"$/#\1/; p; s/#.*//' | sort -u > "$work/places"
(cd "$out" && grep -o -H ' href="[^"]*"' index.html students/*) |
    sed 's/"$//; s/^\([^:]*\): href="#/\1#/; s/^[^:]*: href="//' | grep -v '^data:,$' | sort -u > "$work/links"
grep -vxF -f "$work/places" "$work/links" | sed 's/$/: a link to this, which is not there/' > "$work/lost"
[ ! -s "$work/lost" ] || complain "$(cat "$work/lost")"
[ "$(grep -c '^students/.*#lab' "$work/links")" -ge $((15 * 17)) ] || complain "$(wc -l < "$work/links") links only"
law "every cell leads to its lab on the student's page, and every other link somewhere"

run 0 "$scores" --public --out "$work/public"
pages="$out/index.html $work/public/index.html $(echo "$out"/students/*)"
tags $pages > "$work/tags"
grep -E ' (src|srcset|on[a-z]+|style|action|data)=' "$work/tags" > "$work/wrong"
grep -o '<[a-z][a-z0-9]*' "$work/tags" | sort -u |
    grep -vxE '<(html|head|meta|link|title|style|body|header|main|section|footer|h[1-4]|p|b|a|ol|ul|li|dl|dt|dd|div|span|bdi|code|table|caption|thead|tbody|tfoot|tr|th|td|figure|figcaption|svg|desc|path|rect|text|details|summary|script)' >> "$work/wrong"
cat $pages | sed '/<style>/,/<\/style>/!d' | grep -E 'url\(|@import|//' >> "$work/wrong"
grep -F ' href=' "$work/tags" | grep -vE ' href="(students/|#|data:,")' >> "$work/wrong"
for file in $pages; do
    sed -n '5p' "$file" | grep -q "^<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';" ||
        echo "$file: no policy before everything else" >> "$work/wrong"
done
[ ! -s "$work/wrong" ] || complain "$(cat "$work/wrong")"
[ "$(wc -l < "$work/tags")" -gt 5000 ] || complain "$(wc -l < "$work/tags") tags only"
grep -l '<script' "$out"/students/* "$work/public/index.html" && complain "a script where none is needed"
law "nothing comes from elsewhere, and no text has become an element"

says "$out/students/none.html" 'Nothing was graded here, which is no zero'
says_not "$out/students/none.html" '<b>0</b> of'
says "$out/index.html" 'title="nothing was graded">&#8211;</a>'
says "$out/students/long.html" 'which is no zero: nothing was handed in.'
says "$out/index.html" 'title="nothing was handed in">&#8211;</a>'
says "$out/index.html" '<td class="total"><span title="nothing was graded">&#8211;</span></td>'
says "$out/students/alan.html" 'The grader failed here. That is no zero'
says "$out/students/alan.html" '&#8211; of 4</td>'
law "nothing graded and a grader that failed are no zeros"

says "$out/students/alan.html" 'Handed in 26 hours after the due date'
says "$out/students/alan.html" 'which takes 20 % off: 6 earned, 4.8 counted.'
says "$out/students/alan.html" '), which takes nothing off.'
says "$out/index.html" '4.8 <span class="late">late</span>'
says "$out/students/javascript_3aalert_281_29.html" '<code>build/grade replay rope:forward-one-pair</code>'
says "$out/students/javascript_3aalert_281_29.html" 'You turn the other way: check the sign of the sine.'
says "$out/students/alan.html" '<b>line 10</b>, <code>softmax_forward</code>: writes 1 value behind the end of y'
says "$out/students/alan.html" 'repair part a, a softmax that cannot overflow, for up to 4 more points'
law "a student reads what failed, what to run, what lateness cost and what to do next"

says "$out/index.html" 'Needs attention'
says "$out/index.html" 'xyz-team&lt;b&gt;'
says "$out/index.html" '2 submissions without a student'
says "$out/index.html" 'The grader failed 1 time; this is no zero'
law "what has no student, warnings and failures of the grader stand before the table"

for word in Ada Alan grace barbara 'n.html' 'xyz-team' 'students/' 'Needs attention' 'nothing was graded'; do
    says_not "$work/public/index.html" "$word"
done
says "$work/public/index.html" '<h2>Leaderboard</h2>'
says "$work/public/index.html" 'fewer than 5 scores: not shown'
[ ! -e "$work/public/students" ] || complain "students' pages in the public folder"
run 1 "$scores" --public --out "$out"
sentence 'pages with names may be there'
law "--public names nobody, draws nothing of fewer than five, and shuns a folder with names"

ls -i "$out" "$out/students" > "$work/before"
run 0 "$scores" --out "$out"
ls -i "$out" "$out/students" | cmp -s - "$work/before" || complain "pages were written again"
[ ! -s "$work/err" ] || complain "said: $(cat "$work/err")"
sed 's/"Grace H\."/"Grace B. H."/; s/"account":"ada"/"account":"ada2"/' "$scores" > "$work/changed.json"
run 0 "$work/changed.json" --out "$out"
[ "$(ls -i "$out" "$out/students" | grep -cvxF -f "$work/before")" -eq 3 ] || complain "not three pages are new"
says "$work/err" '1 page of nobody in these scores (ada.html)'
[ -e "$out/students/ada.html" ] || complain "an old page was removed"
law "what has not changed is not written again; pages of nobody are told and stay"

run 4
sentence 'wanted one file of scores'
run 4 "$scores"
sentence 'no --out'
run 1 "$work/none.json" --out "$work/x"
sentence 'no such file'
printf '{"schema":"crumb/scores/v1","schema":"x"}' > "$work/twice.json"
run 1 "$work/twice.json" --out "$work/x"
sentence 'no JSON: line 1: duplicate object key'
printf '{"schema":"crumb/scores/v1","title":"\377"}' > "$work/bytes.json"
run 1 "$work/bytes.json" --out "$work/x"
sentence 'no JSON: line 1: '
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "["; print "" }' > "$work/deep.json"
run 1 "$work/deep.json" --out "$work/x"
sentence 'no JSON: line 1: '
echo '{"schema":"crumb/result/v1"}' > "$work/other.json"
run 1 "$work/other.json" --out "$work/x"
sentence '"schema" is not crumb/scores/v1'
head -c 5000 "$scores" > "$work/cut.json"
run 1 "$work/cut.json" --out "$work/x"
sentence 'no JSON: line'
[ ! -e "$work/x" ] || complain "pages of wrong scores"
echo > "$work/file"
run 1 "$scores" --out "$work/file"
sentence 'this is no folder'
law "scores that are none, and a folder that is none, are one sentence and no page"

tests/page/many.sh 1000 > "$work/many.json"
start=$(date +%s)
run 0 "$work/many.json" --out "$work/many"
seconds=$(($(date +%s) - start))
[ "$(ls "$work/many/students" | wc -l)" -eq 1000 ] || complain "$(ls "$work/many/students" | wc -l) pages"
[ "$(grep -c '^<tr><th scope="row"><a href="students/' "$work/many/index.html")" -eq 1000 ] || complain "not 1000 rows"
[ "$(wc -c < "$work/many/index.html")" -lt 2000000 ] || complain "index.html: $(wc -c < "$work/many/index.html") bytes"
[ $seconds -le 30 ] || complain "$seconds seconds; 3 are promised, on a machine with nothing else to do"
law "a thousand students in seventeen labs fit on a page under 2 MB"

echo "1..$number"
