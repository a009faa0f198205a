#!/bin/sh
# mutants_test.sh [TOPIC...]: every known mistake is rejected, every accepted variant earns full marks.
# A mistake must miss a recorded case by 100 times its bound at least: not fresh sizes, whose luck
# is another each time, nor a hair's breadth, which says that the data hardly show it.
# Prints TAP. Run by make test after build/grade and build/tests/mutate are made.
build=${BUILD:-build}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
# far_off RECORD: does a recorded check fail by 100 bounds or more, or without any number at all?
# Of a check, "verdict" and "detail" are printed before "live".
far_off() {
    awk '/^ *"verdict": / { failed = !/"pass"/ }
         /^ *"detail": / { near = match($0, /worst by [0-9.e+]* times/) && substr($0, RSTART + 9) + 0 < 100 }
         /^ *"live": false/ && failed && !near { found = 1 }
         END { exit !found }' "$1"
}

number=0
for mutant in tests/mutants/*/*.mutant; do
    topic=$(basename "$(dirname "$mutant")")
    case " ${*:-$topic} " in *" $topic "*) ;; *) continue ;; esac
    number=$((number + 1))
    name="$topic/$(basename "$mutant" .mutant)"
    if ! "$build/tests/mutate" "$mutant" solutions/*-"$topic"/"$topic.c" > "$work/$topic.c" 2> "$work/said"; then
        echo "not ok $number - $name: $(cat "$work/said")"
        continue
    fi
    kind=$("$build/tests/mutate" --kind "$mutant")
    "$build/grade" --lab "$topic" --from "$work" --seed 7 --fail-under 100 --format json > "$work/said" 2>&1
    code=$?
    if [ "$kind" = wrong ] && [ $code -eq 1 ] && ! grep -qE 'grader-error|compile-error|forbidden-symbol' "$work/said" &&
        far_off "$work/said"; then
        echo "ok $number - $name is rejected"
    elif [ "$kind" = accepted ] && [ $code -eq 0 ]; then
        echo "ok $number - $name is accepted"
    else
        echo "not ok $number - $name ($kind) ended with exit $code"
        grep '^ *"detail": "[^"]' "$work/said" | sed 's/^ */# /'
    fi
    rm -f "$work/$topic.c"
done
echo "1..$number"
