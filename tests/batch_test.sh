#!/bin/sh
# batch_test.sh: grade batch, merge and regrade (docs/instructor/batch.md): nothing that was graded is
# lost, whatever dies and whenever; nothing is graded twice; what cannot be graded is told, and no zero.
# Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
export TMPDIR="$work/temporary"
mkdir "$TMPDIR" "$work/all"
. tests/tap.sh
solution=solutions/05-norm/norm.c

# run CODE ARGUMENTS: runs grade; another exit code than CODE is a complaint.
run() {
    wanted=$1
    shift
    "$grade" "$@" > "$work/out" 2> "$work/err" < /dev/null
    got=$?
    [ $got -eq "$wanted" ] || complain "grade $*: exit $got, wanted $wanted: $(tail -n 3 "$work/err")"
}
batch() {  # batch CODE JOURNAL ARGUMENTS
    wanted=$1 journal=$work/$2
    shift 2
    run "$wanted" batch --journal "$journal" --lab norm --seed 7 --seconds 2 "$@"
}
out() { grep -q -e "$1" "$work/out" || complain "standard output does not say: $1: $(head -n 12 "$work/out")"; }
err() { grep -q -e "$1" "$work/err" || complain "standard error does not say: $1: $(head -n 12 "$work/err")"; }
one_sentence() {
    err "$1"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
}
events() { grep -c "\"event\":\"$1\"" "$work/$2"; }
expect_events() {  # expect_events KIND COUNT JOURNAL
    [ "$(events "$1" "$3")" -eq "$2" ] || complain "$3: $(events "$1" "$3") times $1, wanted $2"
}
results() {  # results JOURNAL: its results without the time, in JOURNAL.lines
    run 0 merge "$work/$1" --out "$work/$1.json"
    sed 's/"when":"[^"]*"/"when":""/' "$work/$1.json" > "$work/$1.lines"
}
same_results() { cmp -s "$work/$1.lines" "$work/$2.lines" || complain "$1 and $2 have other results: $(diff "$work/$1.lines" "$work/$2.lines" | cut -c 1-300 | head -n 6)"; }
submission() {  # submission NAME FILE
    mkdir -p "$work/$1"
    { cat "$2"; echo "// handed in by $1"; } > "$work/$1/norm.c"
}

submission all/ada $solution
submission all/bob labs/05-norm/norm.c
submission all/eve tests/hostile/null_write.c  # defines mischief, and no contract: does not link
mkdir "$work/all/empty"

# ---- what it does ------------------------------------------------------------------------------------
batch 0 plain --all "$work/all"
out '^ 4 submissions: 4 graded, 4 of them now'
expect_events start 4 plain
expect_events result 4 plain
cp "$work/plain" "$work/before"
batch 0 plain --all "$work/all"
out '4 graded, 0 of them now'
expect_events result 4 plain
results plain
grep -q '"id": "ada".*"earned":10' "$work/plain.lines" || complain "ada has not earned 10"
grep -q '"id": "bob".*"verdict":"not-written-yet"' "$work/plain.lines" || complain "bob's is not told to be unwritten"
grep -q '"id": "empty".*"build":"skipped"' "$work/plain.lines" || complain "an empty folder has no record"
for field in '"kind":"preview"' '"submission":"[0-9a-f]\{64\}"' '"grader":"[0-9a-f]\{64\}"' '"goldens":"[0-9a-f]\{64\}"' '"when":""'; do
    [ "$(grep -c "^{\"id\".*$field" "$work/plain.lines")" -eq 4 ] || complain "not in every record: $field"
done
[ -z "$(ls "$TMPDIR")" ] || complain "left in TMPDIR: $(ls "$TMPDIR")"
law "a folder is a submission; each is graded once, and the same command again grades nothing"

run 0 --lab norm --from "$work/all/ada" --seed 7 --seconds 2 --checked never --format json
{ tr -d ' \n' < "$work/out" | grep -o '"labs":.*' | sed 's/,"kind":.*//; s/}$//; s/"checked":"[^"]*","advice":\[\]//'; } > "$work/alone.lab"
sed -n 's/^{"id": "ada".*\("labs":.*\),"kind":.*/\1/p' "$work/plain.lines" | tr -d ' ' | sed 's/"checked":"[^"]*","advice":\[\]//' > "$work/batch.lab"
[ -s "$work/batch.lab" ] && cmp -s "$work/alone.lab" "$work/batch.lab" || complain "not the same lab: $(cut -c 1-300 "$work/alone.lab" "$work/batch.lab")"
law "a lab is graded as grade alone grades it"

for shard in 1/3 2/3 3/3; do batch 0 "shard-${shard%/3}" --all "$work/all" --shard $shard; done
run 0 merge "$work/shard-3" "$work/shard-1" "$work/shard-2" --out "$work/shards.json"
sed 's/"when":"[^"]*"/"when":""/' "$work/shards.json" > "$work/shards.lines"
same_results plain shards
[ "$(cat "$work"/shard-[123] | grep -c '"event":"result"')" -eq 4 ] || complain "not every submission in one shard"
run 0 merge "$work/shard-1" "$work/shard-2" "$work/shard-3" --out "$work/again.json"
cmp -s "$work/shards.json" "$work/again.json" || complain "another order, other bytes"
run 0 merge "$work/shards.json" "$work/shard-2" "$work/shards.json" --out "$work/again.json"
cmp -s "$work/shards.json" "$work/again.json" || complain "merged again, other bytes"
run 4 batch --journal "$work/j" --shard 1/2 "$work/all/ada"
one_sentence '--shard 1/2: wanted --seed N.* so that all shards grade with the same cases'
run 4 batch --journal "$work/j" --seed 1 --shard 3/2 "$work/all/ada"
one_sentence '--shard 3/2: wanted i/n'
law "shards are all of it and nothing twice; merging is the same in any order, and again"

# ---- hidden seeds ------------------------------------------------------------------------------------
hex=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
(umask 077 && echo $hex > "$work/key")
run 0 batch "$work/all/ada" "$work/all/empty" --journal "$work/official" --lab norm --term-key "$work/key" --seconds 2
results official
grep -q '"id": "ada".*"earned":10.*"kind":"official".*"seed_commitment":"[0-9a-f]\{64\}"' "$work/official.lines" ||
    complain "no official record: $(cut -c 1-200 "$work/official.lines")"
[ "$(grep -o '"seed_commitment":"[0-9a-f]*"' "$work/official.lines" | sort -u | wc -l)" -eq 2 ] || complain "two submissions of one seed"
grep -q '"seed":[0-9]' "$work/official" && complain "a hidden seed is in the journal"
grep -q $hex "$work/official" && complain "the key is in the journal"
run 1 batch "$work/all/ada" --journal "$work/official" --lab norm --seed 3 --seconds 2
one_sentence 'begun with something else than now (kind, key, seed differs)'
echo short > "$work/key"
run 1 batch "$work/all/ada" --journal "$work/j" --term-key "$work/key"
one_sentence 'is no term key; wanted one line of 64 hex digits'
law "with a term key every submission has a seed of its own, and the record says official"

# ---- what cannot be graded ---------------------------------------------------------------------------
mkdir "$work/odd-ones" "$work/odd-ones/linked-lab"
cp -R "$work/all/ada" "$work/odd-ones/fine"
ln -s "$work/all/ada" "$work/odd-ones/link"
ln -s "$work/all/ada" "$work/odd-ones/linked-lab/05-norm"
: > "$work/odd-ones/notes.txt"
batch 1 odd-journal --all "$work/odd-ones" "$work/gone"
err 'link: is a symbolic link; wanted the folder itself'
err '05-norm in it is a symbolic link'
err 'gone: no such folder'
out '^ 4 submissions: 1 graded'
out 'not graded: 3'
expect_events result 1 odd-journal
expect_events failed 3 odd-journal
run 1 merge "$work/odd-journal" --out "$work/odd.json"
err 'no result of gone: .*no such folder'
[ -e "$work/odd.json" ] && complain "written though some are missing"
run 0 merge "$work/odd-journal" --out "$work/odd.json" --partial
grep -q '"missing": \[' "$work/odd.json" && grep -q '^{"id": "gone", "submission": "", "why": ' "$work/odd.json" || complain "what is missing is not in the file"
mkdir "$work/gone"
batch 1 odd-journal --all "$work/odd-ones" "$work/gone"
out '2 graded, 1 of them now'
if [ "$(id -u)" -ne 0 ]; then
    chmod 0 "$work/gone" && batch 1 closed-journal "$work/gone"
    err 'gone: cannot be read; check its permissions'
    chmod 700 "$work/gone"
fi
law "what is no folder, a link or gone is told and left out; the others go on; the next call tries again"

run 4 batch --journal "$work/j" "$work/all/ada" "$work/odd-ones/../all/ada"
one_sentence 'two submissions of one name'
run 4 batch "$work/all/ada"
one_sentence 'wanted --journal FILE'
run 4 batch --journal "$work/j"
one_sentence 'no submissions; name their folders'
run 1 batch --journal "$work/all/ada/norm.c" "$work/all/ada"
one_sentence 'norm.c:1: neither a journal nor results'
printf 'no newline' > "$work/notes"
run 1 batch --journal "$work/notes" "$work/all/ada"
[ "$(cat "$work/notes")" = 'no newline' ] || complain "a file that is no journal was changed"
run 1 batch --journal "$work/plain.json" "$work/all/ada"
one_sentence 'these are results, not a journal'
law "what cannot be meant is one sentence; a file that is no journal is never written to"

# ---- the journal ------------------------------------------------------------------------------------
cp "$work/plain" "$work/other"
run 1 batch --all "$work/all" --journal "$work/other" --lab norm --seed 8 --seconds 2
one_sentence 'begun with something else than now (seed differs); go on with what it was begun with, or begin a new journal and compare (grade regrade)'
run 1 batch --all "$work/all" --journal "$work/other" --lab rope --seed 7 --seconds 2
one_sentence '(grader, lab differs)'
run 0 batch --all "$work/all" --journal "$work/other" --lab norm --seconds 2
cmp -s "$work/plain" "$work/other" && complain "a batch left no line"
sed '1s/"goldens":"[0-9a-f]/"goldens":"x/' "$work/plain" > "$work/other"
batch 1 other --all "$work/all"
one_sentence '(goldens differs)'
law "a journal goes on only with the grader, goldens and flags that it was begun with; its seed stays"

{ cat "$work/before"; printf '{"schema":"crumb/journal/v1","event":"result","id":"ada'; } > "$work/torn"
batch 0 torn --all "$work/all"
err 'its last line was cut off (55 bytes), as by a kill or a full disk; it is dropped'
results torn
same_results plain torn
awk 'NR == 4 { $0 = substr($0, 1, 40) } { print }' "$work/before" > "$work/damaged"
cp "$work/damaged" "$work/as-it-was"
batch 1 damaged --all "$work/all"
one_sentence 'damaged:4: not a line of JSON'
cmp -s "$work/damaged" "$work/as-it-was" || complain "a damaged journal was changed"
law "a last line that was cut off is dropped with a note; damage before it is told, and nothing changed"

mkdir -p "$work/slow/sleeper"
{ cat tests/hostile/endless.c; sed '/^void norm_forward/,/^}/ s/^    assert(rows.*/&\
    if (mischief(y, rstd, x, rows, cols)) return;/' $solution; } > "$work/slow/sleeper/norm.c"
"$grade" batch "$work/slow/sleeper" --journal "$work/locked" --lab norm --seed 7 --seconds 2 > "$work/first" 2>&1 < /dev/null &
first=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    grep -q '"event":"start"' "$work/locked" 2> "$work/ignored" && break
    sleep 0.2
done
batch 1 locked "$work/slow/sleeper"
one_sentence 'another batch writes to this journal'
kill -TERM $first
wait $first
[ $? -eq 0 ] || complain "drained with everything done, but not exit 0: $(cat "$work/first")"
expect_events result 1 locked
grep -q '"event":"end".*"why":"stopped"' "$work/locked" || complain "no end: $(tail -n 1 "$work/locked" | cut -c 1-200)"
law "two batches on one journal: the second is refused"

"$grade" batch --all "$work/all" "$work/slow/sleeper" --journal "$work/drained" --jobs 1 --lab norm --seed 7 --seconds 2 > "$work/first" 2>&1 < /dev/null &
first=$!
while kill -0 $first 2> "$work/ignored" && ! grep -q '"event":"start"' "$work/drained" 2> "$work/ignored"; do sleep 0.05; done
kill -INT $first 2> "$work/ignored"; kill -TERM $first
wait $first
code=$?
[ $code -eq 1 ] || complain "exit $code after a signal, wanted 1"
grep -q 'left: [1-9].*; the same command goes on where this one stopped' "$work/first" || complain "does not say how to go on: $(cat "$work/first")"
batch 0 drained --all "$work/all" "$work/slow/sleeper"
expect_events result 5 drained
law "a signal lets what runs end, and says how to go on; a second one ends it at once"

mkdir "$work/no-programs"
PATH=$work/no-programs "$grade" batch "$work/all/ada" --journal "$work/weather" --lab norm --seed 7 --seconds 2 > "$work/out" 2> "$work/err" < /dev/null
code=$?
[ $code -eq 3 ] || complain "without a compiler: exit $code, wanted 3"
err 'grade: nothing can be graded here: .*install a C compiler'
expect_events result 0 weather
batch 0 weather "$work/all/ada"
results weather
grep -q '"id": "ada".*"earned":10' "$work/weather.lines" || complain "ada pays for the weather"
law "what the environment does to a submission is not its fault: exit 3, and the next call grades it"

# ---- merge ------------------------------------------------------------------------------------------
sed '/"event":"result","when":"[^"]*","id":"ada"/ s/"earned":10/"earned":9/' "$work/before" > "$work/forged"
cmp -s "$work/before" "$work/forged" && complain "nothing was changed"
run 1 merge "$work/before" "$work/forged" --out "$work/no.json"
one_sentence "ada: two different results for the same files .*, in $work/before and in $work/forged"
run 1 merge "$work/before" "$work/official" --out "$work/no.json"
one_sentence 'were not graded the same way (kind, seed, key differs)'
grep -v '"event":"result".*"id":"ada"' "$work/before" > "$work/unfinished"
run 1 merge "$work/unfinished" --out "$work/no.json"
err 'no result of ada: begun and not ended'
[ ! -e "$work/no.json" ] || complain "written all the same"
run 0 merge "$work/unfinished" --out "$work/partial.json" --partial
run 0 merge "$work/partial.json" "$work/before" --out "$work/whole.json"
cmp -s "$work/whole.json" "$work/plain.json" || complain "what was missing came, and the bytes are others"
law "merge refuses contradictions, names both, and does not hide what is missing"

# ---- regrade ----------------------------------------------------------------------------------------
cp "$work/whole.json" "$work/kept.json"
sed 's/"earned":10/"earned":6/; s/"part":"b"\(.*\)"earned":6/"part":"b"\1"earned":2/' "$work/plain.json" > "$work/old.json"
run 0 regrade --all "$work/all" --journal "$work/regraded" --against "$work/old.json" --lab norm --seed 7 --seconds 2
out '^ ada: 6 -> 10 of 10 points'
out '   05 norm b  2/6 pass -> 6/6 pass'
out '^ 3 the same, 1 differ, 0 with other files, 0 not graded before'
run 1 regrade --diff --journal "$work/regraded" --against "$work/old.json"
out '^ ada: 6 -> 10 of 10 points'
run 0 regrade --diff --journal "$work/regraded" --against "$work/plain"
out '^ 4 the same, 0 differ'
cp "$work/old.json" "$work/official.json"
run 0 regrade --all "$work/all" --journal "$work/regraded" --against "$work/old.json" --lab norm --seed 7 --seconds 2 --apply "$work/old.json"
out 'written to .*old.json; what stood there is .*old.json.before-1'
cmp -s "$work/official.json" "$work/old.json.before-1" || complain "what stood there was not kept"
sed 's/"when":"[^"]*"/"when":""/' "$work/old.json" > "$work/old.lines"
same_results plain old
run 1 regrade "$work/all/ada" --journal "$work/regraded-8" --against "$work/plain" --lab norm --seed 8 --seconds 2 --apply "$work/old.json"
err '3 of the old results, of .* were not graded again, and the others were graded another way (seed differs)'
[ ! -e "$work/old.json.before-2" ] || complain "something was replaced"
law "regrade shows old against new; --diff grades nothing; --apply keeps what stood there beside it"

# ---- grading processes that die ----------------------------------------------------------------------
preload=$work/preload.so
why=""
if [ "$(uname -s)" != Linux ]; then why="LD_PRELOAD is Linux's here"
elif ! ${CC:-cc} -shared -fPIC -o "$preload" tests/batch_preload.c -ldl 2> "$work/err"; then why="no shared library can be made here"
elif ! LD_PRELOAD="$preload" "$grade" --help > "$work/out" 2>&1; then why="grade does not start with a library before it: $(head -n 1 "$work/out" | cut -c 1-60)"
fi
dies="a submission that ends its process twice is grader-error, never a zero; the others are graded"
murders="one that takes the batch with it is found, alone, at the third start"
points="kill -9 at every call on the journal: nothing is lost, nothing is graded differently"
full="a full disk at every call on the journal: exit 3, whole lines stay, and it goes on"
if [ -n "$why" ]; then
    for name in "$dies" "$murders" "$points" "$full"; do skip "$name" "$why"; done
else
    submission killers/poison $solution
    LD_PRELOAD=$preload batch 2 poisoned "$work/all/ada" "$work/killers/poison" "$work/all/bob"
    out '^ 3 submissions: 3 graded'
    out 'grader-error: 1, which is nobody.s zero'
    expect_events failed 2 poisoned
    results poisoned
    grep -q '"id": "poison".*"build":"grader-error","message":"the grading process died twice: its grading process was ended by signal 9' "$work/poisoned.lines" ||
        complain "no grader-error: $(grep poison "$work/poisoned.lines" | cut -c 1-300)"
    grep -q '"id": "ada".*"earned":10' "$work/poisoned.lines" || complain "ada is not graded"
    LD_PRELOAD=$preload batch 2 poisoned "$work/all/ada" "$work/killers/poison" "$work/all/bob"
    out '3 graded, 0 of them now'
    law "$dies"

    submission killers/murder $solution
    for _ in 1 2 3; do LD_PRELOAD=$preload batch 137 murdered "$work/all/ada" "$work/killers/murder" "$work/all/bob"; done
    LD_PRELOAD=$preload batch 2 murdered "$work/all/ada" "$work/killers/murder" "$work/all/bob"
    results murdered
    grep -q '"id": "murder".*"build":"grader-error"' "$work/murdered.lines" || complain "murder is not grader-error"
    [ "$(grep -c '"id": "\(ada\|bob\)"' "$work/murdered.lines")" -eq 2 ] || complain "ada or bob is missing"
    law "$murders"

    # Folders without a file are graded in no time, and are as good as any here.
    mkdir -p "$work/none/x" "$work/none/y"
    batch 0 calm --all "$work/none" --jobs 1
    results calm
    at=0 code=137
    while [ $code -eq 137 ] && [ $at -lt 40 ]; do
        at=$((at + 1))
        how="kill"
        [ $((at % 2)) -eq 1 ] && how=half  # writes are odd, and may be cut in the middle
        rm -f "$work/rough"
        CRUMB_JOURNAL=$work/rough CRUMB_AT=$at CRUMB_HOW=$how LD_PRELOAD=$preload \
            "$grade" batch --journal "$work/rough" --all "$work/none" --jobs 1 --lab norm --seed 7 --seconds 2 > "$work/out" 2> "$work/err" < /dev/null
        code=$?
        before=$(grep -c '"event":"result".*}$' "$work/rough")
        batch 0 rough --all "$work/none" --jobs 1
        expect_events result 2 rough
        out "2 graded, $((2 - before)) of them now"
        results rough
        same_results calm rough
    done
    [ $code -eq 0 ] || complain "the last run was not killed, and ended with $code"
    [ $at -ge 14 ] || complain "only $at points; a batch of two has 14"
    law "$points"

    at=1 code=3
    while [ $code -eq 3 ] && [ $at -lt 40 ]; do
        rm -f "$work/rough"
        CRUMB_JOURNAL=$work/rough CRUMB_AT=$at CRUMB_HOW=full LD_PRELOAD=$preload \
            "$grade" batch --journal "$work/rough" --all "$work/none" --jobs 1 --lab norm --seed 7 --seconds 2 > "$work/out" 2> "$work/err" < /dev/null
        code=$?
        [ $code -ne 3 ] || err 'No space left on device; every result before this one is safe'
        [ ! -s "$work/rough" ] || [ -z "$(tail -c 1 "$work/rough" | tr -d '\n')" ] || complain "a line is left in half"
        before=$(grep -c '"event":"result"' "$work/rough")
        batch 0 rough --all "$work/none" --jobs 1
        [ ! -s "$work/err" ] || complain "something to say of the journal: $(cat "$work/err")"
        out "2 graded, $((2 - before)) of them now"
        at=$((at + 2))
    done
    [ $code -eq 0 ] || complain "with room for all, exit $code"
    [ $at -ge 14 ] || complain "only $((at - 2)) points; a batch of two has 14"
    law "$full"
fi

BUILD=$build tests/batch_experiment.sh 16 3 > "$work/out" 2>&1
case $? in
    0) law "$(tail -n 1 "$work/out")" ;;
    77) skip "kill -9 of the whole batch at random moments" "$(tail -n 1 "$work/out")" ;;
    *) complain "$(cat "$work/out")"
       law "kill -9 of the whole batch at random moments: as undisturbed" ;;
esac
echo "1..$number"
