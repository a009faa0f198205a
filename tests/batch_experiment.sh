#!/bin/sh
# batch_experiment.sh [N=1000] [KILLS=10] [SEED=1]: grades N submissions (tests/batch_make.sh) once
# undisturbed, and once with KILLS times kill -9 of the whole process group of the grader, at random
# moments. Every submission must have exactly one result, the same in both but for the time.
# TIER=N in the environment: at that tier, 1 unless told. The last line says what came of it; exit 1 when something differs.
set -eu
count=${1:-1000} kills=${2:-10} seed=${3:-1}
build=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR="$work"
BUILD=$build sh tests/batch_make.sh "$work/all" "$count" "$seed"
flags="--all $work/all --lab norm --seed 7 --seconds 2 --tier ${TIER:-1}"

now() { date +%s.%N | sed 's/N$/0/'; }
results() {  # results JOURNAL: one line each, without the time
    "$build/grade" merge "$work/$1.journal" --out "$work/$1.json" > "$work/merged"
    sed 's/"when":"[^"]*"/"when":""/' "$work/$1.json" > "$work/$1.lines"
}

start=$(now)
# shellcheck disable=SC2086
"$build/grade" batch $flags --journal "$work/calm.journal" > "$work/said" 2> "$work/err" || [ $? -le 2 ]
seconds=$(echo "$start $(now)" | awk '{ printf "%.1f", $2 - $1 }')
results calm
cat "$work/said"

command -v timeout > /dev/null || { echo "no timeout here, which gives a command a process group of its own"; exit 77; }
killed=0
while [ $killed -lt "$kills" ]; do
    # shellcheck disable=SC2086
    timeout 3600 "$build/grade" batch $flags --journal "$work/rough.journal" > "$work/said" 2>> "$work/err" < /dev/null &
    grader=$!
    sleep "$(awk -v s="$seed" -v k=$killed -v t="$seconds" -v n="$kills" \
        'BEGIN { srand(1000 * s + k); printf "%.3f", 0.1 + rand() * 1.8 * t / (n + 1) }')"
    kill -9 -$grader 2> "$work/ignored" || break  # it is done already
    wait $grader 2> "$work/ignored" || :
    killed=$((killed + 1))
done
# shellcheck disable=SC2086
"$build/grade" batch $flags --journal "$work/rough.journal" > "$work/said" 2>> "$work/err" || [ $? -le 2 ]
results rough

found=$(grep -c '^{"id"' "$work/rough.lines" || :)
once=$(grep -o '^{"id": "[^"]*"' "$work/rough.lines" | sort -u | wc -l | tr -d ' ')
in_journal=$(grep -c '"event":"result"' "$work/rough.journal" || :)
cut=$(grep -c 'was cut off' "$work/err" || :)
if cmp -s "$work/calm.lines" "$work/rough.lines" && [ "$found" -eq "$count" ] && [ "$once" -eq "$count" ] &&
    [ "$in_journal" -eq "$count" ]; then
    echo "$count submissions, $killed times kill -9 ($cut lines cut off): $once with exactly one result, all as undisturbed ($seconds s undisturbed)"
else
    diff "$work/calm.lines" "$work/rough.lines" | cut -c 1-2000 | head -n 10
    echo "FAILED: $count submissions, $killed times kill -9: $found results of $once submissions, $in_journal in the journal"
    exit 1
fi
