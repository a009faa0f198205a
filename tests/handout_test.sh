#!/bin/sh
# handout_test.sh [long]: the repository for students (make handout, docs/instructor/handout.md) gives no
# solution away, and grades, hunts, shows and talks all the same. Builds what it needs in a copy; with
# "long" (make check-all) everything is compiled there, from nothing, and every prefix of the labs. Prints TAP.
long=${1:-}
build=${BUILD:-build}
cc=${CC:-cc}
make=${MAKE:-make}
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES TOPICS OUT OBJECTS
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
LC_ALL=C
CRUMB_PROGRESS=none
export LC_ALL CRUMB_PROGRESS
every=$(awk -F' *[|] *' '/^[0-9]/ { print $2 }' labs/topics.txt | uniq)
full=$work/full
if [ -n "$long" ]; then  # as a person would; else only what the make that runs this test has compiled
    "$make" -s BUILD="$build" CC="$cc" handout OUT="$full" > "$work/said" 2>&1 < /dev/null ||
        complain "make handout: $(tail -n 5 "$work/said")"
fi
PLATFORM=$(sed -n 's/^platform //p' "$build/library/library.txt") || exit 3
export PLATFORM

# hand OUT TOPICS OBJECTS: what make handout does once everything is compiled
hand() { BUILD="$build" LIBRARY="$build/library" OUT="$1" .make/handout.sh "$2" "${3:-}" > "$work/said" 2>&1; }
must() { "$@" || complain "failed: $*: $(tail -n 3 "$work/said")"; }
says() { tr -s '\n ' '  ' < "$1" | grep -q -e "$2" || complain "$1 does not say: $2: $(head -n 12 "$1")"; }
says_not() { ! tr -s '\n ' '  ' < "$1" | grep -q -e "$2" || complain "$1 says: $2"; }

# What is compiled of files that are the same in both trees is taken from here.
seed() {
    [ -z "$long" ] || return 0
    mkdir -p "$1/build/obj"
    touch "$1/build/.stamp"
    compiler=$(printf '%s' "${cc%% *}" | tr / -)
    cp "$build/config-$compiler.mk" "$1/build/"
    for set in grade crumb; do : > "$1/build/deps-$set-$compiler.ok"; done
    cp "$build/flags" "$1/build/flags"
    cp "$build/bounds.inc" "$1/build/"
    (cd "$build/obj" && find grader reference -type f | grep -vE "/($(echo "$every" | paste -sd '|' -))\.[od]\$|/probes/" > "$work/same"
        find grader/probes counted/grader -type f >> "$work/same"
        tar -cf - -T "$work/same") | tar -xmf - -C "$1/build/obj"
}
# at FOLDER LOG COMMAND...: runs it there; the exit code in $code
at() {
    folder=$1 log=$2
    shift 2
    (cd "$folder" && "$@") > "$log" 2>&1 < /dev/null
    code=$?
}
student() {  # student FOLDER LOG GOAL ASSIGNMENT...: a make that must work
    folder=$1 log=$2
    shift 2
    at "$folder" "$log" "$make" -s CC="$cc" "$@"
    [ $code -eq 0 ] || complain "make $* in the handout: exit $code: $(tail -n 5 "$log")"
}
solve() {  # the solutions in place of the stubs
    for t in $(sed 's/^topics //;t;d' "$1/.handout/version.txt"); do cp solutions/*-"$t/$t.c" "$1"/labs/*-"$t/"; done
}

# ---- nothing is given away ----------------------------------------------------------------------------------
[ -n "$long" ] || must hand "$full" ""
says "$work/said" 'full: 17 topics'
for missing in solutions tests docs/mistakes.md docs/wrong-files.md datasets/golden/topics .make/library.mk; do
    [ ! -e "$full/$missing" ] || complain "$missing is in the handout"
done
find "$full" -name '*.mutant' -o -name '*.list' -o -name '*.py' -o -name '*.d' -o -name '*.s' > "$work/found"
for t in $every; do
    find "$full/reference" "$full/grader" -name "$t.c" ! -path '*/probes/*' >> "$work/found"
    for path in labs/*-"$t/README.md" labs/*-"$t/$t.c" "datasets/golden/$t.safetensors" "datasets/golden/mutants/$t.safetensors" \
        "datasets/hints/$t.txt" "datasets/quiz/$t.txt" "grader/probes/$t.c" "reference/include/$t.h"; do
        cmp -s "$path" "$full/$path" || case $path in *README.md) [ -e "$full/$path" ] ;; *) false ;; esac ||
            complain "$path is not in the handout as it is here"
    done
done
[ ! -s "$work/found" ] || complain "these are in the handout: $(cat "$work/found")"
law "a handout has stubs, contracts, goldens, mutant signatures, hints and quiz, and no solution, mutant or test"

# A line that says something: 12 letters or more, in no file that students read anyway.
squeeze() { tr -d ' \t\r'; }
secret() {
    cat solutions/*/*.c reference/ops/exponential.h
    for t in $every; do cat reference/*/"$t.c"; done
    awk '/^---/ { code = 1; next } code' tests/mutants/*/*.mutant
}
known() {
    cat labs/*/*.c labs/*/README.md reference/include/*.h grader/*.[ch] grader/*/*.[ch]
    find reference -name '*.h' ! -name exponential.h -exec cat {} +
    # shellcheck disable=SC2046
    cat $(ls reference/*/*.c | grep -vE "/($(echo "$every" | paste -sd '|' -))\.c\$")
}
secret | squeeze | grep -E '.{12}' | sort -u > "$work/secret"
known | squeeze | sort -u > "$work/known"
comm -23 "$work/secret" "$work/known" > "$work/lines"
# Nor a piece of such a line; the longest is found first, and may hide others.
while grep -oF -f "$work/lines" "$work/known" | sort -u > "$work/pieces" && [ -s "$work/pieces" ]; do
    comm -23 "$work/lines" "$work/pieces" > "$work/less"
    mv "$work/less" "$work/lines"
done
[ "$(wc -l < "$work/lines")" -gt 1000 ] || complain "only $(wc -l < "$work/lines") lines to look for"
leaks() {  # leaks FOLDER: every line of the list that stands in it, in texts and in programs alike
    find "$1" -type f -exec cat {} + | squeeze | grep -aoF -f "$work/lines" | sort | uniq -c | head -n 20
}
leaks "$full" > "$work/leaks"
[ ! -s "$work/leaks" ] || complain "$(cat "$work/leaks")"
law "no line of a solution, of a topic's reference or of a mutant is in a handout"
mkdir "$work/planted"
sed -n '/^void rope_forward/,$p' solutions/06-rope/rope.c | sed 's/^ */      /' > "$work/planted/page.md"
leaks "$work/planted" | grep -q . || complain "a planted solution was not found in a page"
line=$(grep 'gain\[c\]' solutions/05-norm/norm.c | head -n 1)
printf 'ELF\0\001%s\0' "$line" > "$work/planted/page.md"
leaks "$work/planted" | grep -q . || complain "a planted line was not found in a program"
law "the search for lines finds what is planted"

sed -n 's/^says: //p' tests/mutants/*/*.mutant > "$work/sentences"
find tests/mutants -name '*.mutant' | sed 's|.*/||; s|\.mutant$||' | grep -e - >> "$work/sentences"
printf '%s\n' solutions/ reference/ops "$(pwd)" .debug_info .debug_line >> "$work/sentences"
LC_ALL=C grep -raoF -f "$work/sentences" "$full/objects" > "$work/tell" && complain "$(head -n 5 "$work/tell")"
LC_ALL=C grep -raoE 'assert[a-z_]*fail|[a-z]\.[ch]$' "$full/objects" > "$work/tell" && complain "$(head -n 5 "$work/tell")"
head -n 1 "$full/objects/$PLATFORM/hunt/norm.txt" | grep -qx turned || complain "hunt/norm.txt can be read"
law "objects tell no path, no assertion, no name of a mutant and no sentence about one"

# ---- every page's links lead somewhere ----------------------------------------------------------------------
find "$full" -name '*.md' | while read -r page; do
    grep -oE '\]\([^)#:]*[)#]' "$page" | sed 's/^](//; s/[)#]$//' | while read -r target; do
        [ -z "$target" ] || [ -e "$(dirname "$page")/$target" ] || echo "$page: $target"
    done
done > "$work/dead"
[ ! -s "$work/dead" ] || complain "$(cat "$work/dead")"
find "$full" -name '*.md' -exec awk '/^```sh/ { in_it = 1; next } /^```/ { in_it = 0 } in_it { print FILENAME ": " $0 }' {} + |
    grep -E 'solutions|tests/|make (test|check-all|mutants|experiment|goldens)' > "$work/dead" && complain "$(cat "$work/dead")"
"$make" -s -C "$full" help | grep -E 'make (test|mutants|handout|lab|goldens) ' > "$work/dead" && complain "$(cat "$work/dead")"
law "pages and Makefile speak of what is there"

# ---- some topics only: with what they need; built, graded, hunted --------------------------------------------------
some=$work/some
must hand "$some" "attention"
[ "$(sed -n 's/^topics //p' "$some/.handout/version.txt")" = "softmax attention" ] || complain "attention without softmax"
[ "$(ls "$some/labs" | paste -sd ' ' -)" = "07-softmax 08-attention topics.txt" ] || complain "labs: $(ls "$some/labs")"
[ ! -e "$some/objects/$PLATFORM/hunt/norm-1.o" ] || complain "a hunt of norm in a handout without norm"
seed "$some"
student "$some" "$work/log" grade FLAGS="--seed 5 --format json"
grep '"verdict"' "$work/log" | grep -v not-written-yet | sort | uniq -c > "$work/other"
[ ! -s "$work/other" ] || complain "$(cat "$work/other")"
grep -q '"earned": 0' "$work/log" || complain "no record: $(tail -n 3 "$work/log")"
! grep -E '"earned": [1-9]' "$work/log" > "$work/other" || complain "stubs earn points: $(cat "$work/other")"
law "every stub is not written yet, and earns nothing"
solve "$some"
student "$some" "$work/log" grade FLAGS="--seed 5 --fail-under 100"
says "$work/log" ' 30 of 30 points'
student "$some" "$work/log" grade T=softmax FLAGS="--seed 5 --format json --fail-under 100"
says "$work/log" '"fresh": "run"'
says "$work/log" 'softmax:live-'
law "solutions dropped in earn full marks, with fresh cases judged by the compiled reference"
cp tests/wrong/attention/unscaled/attention.c "$some"/labs/*-attention/
student "$some" "$work/log" grade T=attention
says "$work/log" 'forget to divide by the root of d'
law "a mistake is named"

# Its own CI, a preview: the commands, but for the system's packages, one after the other.
steps() { sed -n 's/^ *- run: //p; s/^    - //p' "$1" | grep -v 'apt-get\|^uses:'; }
for file in .github/workflows/preview.yml .gitlab-ci.yml; do
    grep -qi 'preview' "$some/$file" || complain "$file does not say that it is a preview"
    steps "$some/$file" > "$work/steps"
    [ "$(wc -l < "$work/steps")" -ge 2 ] || complain "$file: no commands: $(cat "$work/steps")"
    while IFS= read -r step; do
        (cd "$some" && MAKEFLAGS="CC=$cc" GITHUB_STEP_SUMMARY="$work/summary" sh -euc "$step") > "$work/log" 2>&1 < /dev/null ||
            complain "$file: exit $?: $step: $(tail -n 4 "$work/log")"
    done < "$work/steps"
done
grep -q 'forget to divide by the root of d' "$work/summary" || complain "the summary: $(head -n 20 "$work/summary")"
[ ! -e "$some/junit.xml" ] || grep -q '<failure' "$some/junit.xml" || complain "junit.xml has no failure"
rm -f "$some/junit.xml" "$some/record.json"
law "the commands of its CI work, and say that they are a preview"
solve "$some"
student "$some" "$work/log" list
student "$some" "$work/log" next
student "$some" "$work/log" hint T=softmax
student "$some" "$work/log" quiz T=softmax ID=ada
student "$some" "$work/log" watch T=softmax
cp tests/hunts/softmax.txt "$some/labs/07-softmax/hunt.txt"
student "$some" "$work/log" hunt T=softmax
says "$work/log" ' 8 of 8 exposed'
at "$some" "$work/log" build/grade --from solutions
[ $code -eq 1 ] && says "$work/log" 'solutions: no such folder here' || complain "grade --from solutions: exit $code"
at "$some" "$work/log" build/grade replay softmax:backward-a-small --from reference
[ $code -eq 0 ] || complain "replay --from reference: exit $code"
law "list, next, hint, quiz, watch, hunt and replay work"
student "$some" "$work/log" show T=attention FROM_attention=labs
student "$some" "$work/log" chat FROM_attention=labs
student "$some" "$work/log" grade-model
says "$work/log" 'your parts (2): softmax attention'
says "$work/log" 'every tensor agrees'
law "the whole model runs on the topics that are given and compiled ones: show, chat, grade-model"

# ---- a machine that no objects are for -------------------------------------------------------------------------------
mv "$some/objects/$PLATFORM" "$some/objects/plan9-vax"
rm -rf "$some/build/objects" "$some/build/crumb" "$some/build/grade" "$some"/labs/*/quiz*
student "$some" "$work/log" grade T=softmax FLAGS="--seed 5 --fail-under 100"
says "$work/log" ' 8 of 8 points'
at "$some" "$work/log" build/grade --lab attention
[ $code -eq 1 ] || complain "grade --lab attention: exit $code, wanted 1"
says "$work/log" "not run: it calls softmax, and this handout has no compiled softmax for $PLATFORM"
at "$some" "$work/log" build/grade --lab softmax --format json
says "$work/log" 'no program of the reference to ask'
for goal in chat show grade-model "hunt T=softmax"; do
    # shellcheck disable=SC2086
    at "$some" "$work/log" "$make" -s CC="$cc" $goal
    [ $code -ne 0 ] || complain "make $goal worked without objects"
    says "$work/log" "no compiled topics for $PLATFORM (there: plan9-vax)"
done
law "without this platform's objects, labs that need no other topic are graded by goldens, and the rest says why it is not"

# ---- an earlier handout is brought up to date ---------------------------------------------------------------------------
old=$work/old
must hand "$old" unicode
git init -q "$old" 2> /dev/null
echo '// mine' >> "$old/labs/01-unicode/unicode.c"
echo hello > "$old/notes of mine.txt"
rm "$old/docs/shapes.md"
echo more >> "$old/docs/quiz.md"
echo older > "$old/docs/hunt.md"
sed "s|^[0-9a-f]* docs/hunt.md|$(git hash-object --no-filters "$old/docs/hunt.md") docs/hunt.md|" "$old/.handout/files.txt" > "$work/files"
cp "$work/files" "$old/.handout/files.txt"
must hand "$old" "unicode bpe"
says "$work/said" 'kept: labs/01-unicode/unicode.c, which was edited'
says "$work/said" 'replaced: docs/quiz.md, though it was edited'
says "$work/said" 'changed: docs/hunt.md'
says "$work/said" 'added: labs/02-bpe/bpe.c'
tail -n 1 "$old/labs/01-unicode/unicode.c" | grep -qx '// mine' || complain "the student's file is gone"
[ -e "$old/notes of mine.txt" ] && [ -d "$old/.git" ] && [ -e "$old/docs/shapes.md" ] || complain "something is gone: $(ls -a "$old")"
grep -qx older "$old/docs/hunt.md" && complain "docs/hunt.md is the old one"
must hand "$old" unicode
says "$work/said" 'gone: labs/02-bpe/bpe.c'
[ ! -e "$old/labs/02-bpe/bpe.c" ] || complain "bpe is still there"
must hand "$old" unicode
says_not "$work/said" 'changed\|added\|gone'
[ ! -e "$old.tmp" ] && [ ! -e "$old.before" ] || complain "something is left beside it"
law "an earlier handout is brought up to date: git and what was edited or added stays, and changes are told"
mv "$old" "$old.before"
mkdir "$old.tmp"
must hand "$old" unicode
[ -d "$old/.git" ] && [ ! -e "$old.before" ] && [ ! -e "$old.tmp" ] || complain "$(ls -d "$old"*)"
law "a run that was killed between its renames is made good by the next"

# ---- what cannot be meant -------------------------------------------------------------------------------------------------
refused() {  # refused CODE SENTENCE OUT TOPICS OBJECTS
    wanted=$1 sentence=$2
    shift 2
    hand "$@"
    code=$?
    [ $code -eq "$wanted" ] || complain "handout $*: exit $code, wanted $wanted"
    [ "$(wc -l < "$work/said")" -eq 1 ] || complain "not one sentence: $(cat "$work/said")"
    says "$work/said" "$sentence"
}
mkdir "$work/mine"
echo x > "$work/mine/file"
refused 1 'is not empty and no earlier handout' "$work/mine" unicode
refused 4 'no topic named cookies' "$work/none" "unicode cookies"
refused 4 'wanted OUT=DIR' "" unicode
refused 1 'no such folder' "$work/no/such/out" unicode
refused 1 'no library.txt in it' "$work/none" unicode "$work/mine"
mkdir "$work/elsewhere"
OUT="$work/elsewhere" LIBRARY="$build/library" .make/handout.sh --objects > "$work/said" 2>&1 || complain "$(cat "$work/said")"
sed 's/^platform .*/platform darwin-arm64/' "$work/elsewhere/$PLATFORM/library.txt" > "$work/library"
mv "$work/elsewhere/$PLATFORM" "$work/elsewhere/darwin-arm64"
cp "$work/library" "$work/elsewhere/darwin-arm64/library.txt"
must hand "$work/two" unicode "$work/elsewhere"
[ "$(ls "$work/two/objects" | sort | paste -sd ' ' -)" = "$(printf '%s\n' darwin-arm64 "$PLATFORM" | sort | paste -sd ' ' -)" ] ||
    complain "objects: $(ls "$work/two/objects")"
sed 's|^platform .*|platform ../../x|' "$work/library" > "$work/elsewhere/darwin-arm64/library.txt"
refused 1 'names no platform' "$work/none" unicode "$work/elsewhere"
sed 's/^sources .*/sources 1234/' "$work/library" > "$work/elsewhere/darwin-arm64/library.txt"
refused 1 'was made from other sources' "$work/none" unicode "$work/elsewhere"
[ ! -e "$work/none" ] || complain "a refused handout was made"
law "other platforms' objects are taken along when they come from the same sources; what cannot be meant is one sentence"

# ---- prefixes ---------------------------------------------------------------------------------------------------------------
prefix() {
    rm -rf "$work/prefix"
    must hand "$work/prefix" "$1"
    seed "$work/prefix"
    student "$work/prefix" "$work/log" grade FLAGS="--seed 5"
    says "$work/log" ' 0 of [0-9]* points'
    grep -E ' [0-9]+/[0-9]+ ' "$work/log" | grep -vE ' 0/[0-9]+ +not written yet' > "$work/other" && complain "$1: $(cat "$work/other")"
    [ -z "$long" ] || {
        solve "$work/prefix"
        student "$work/prefix" "$work/log" grade FLAGS="--seed 5 --fail-under 100"
        student "$work/prefix" "$work/log" grade-model
        says "$work/log" 'every tensor agrees'
    }
}
if [ -z "$long" ]; then
    prefix unicode
    law "the first lab builds alone, and is graded"
else
    so_far=""
    for t in $every; do
        so_far="$so_far $t"
        prefix "$so_far"
        law "the labs up to $t build alone, earn nothing as stubs and everything when solved"
    done
fi

echo "1..$number"
