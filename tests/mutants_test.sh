#!/bin/sh
# mutants_test.sh [TOPIC...]: every known mistake is rejected, every accepted variant earns full marks.
# Prints TAP. Run by make test after build/grade and build/tests/mutate are made.
build=${BUILD:-build}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
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
    "$build/grade" --lab "$topic" --from "$work" --seed 7 --fail-under 100 > "$work/said" 2>&1
    code=$?
    if [ "$kind" = wrong ] && [ $code -eq 1 ] && ! grep -qE 'grader-error|compile-error|forbidden-symbol' "$work/said"; then
        echo "ok $number - $name is rejected"
    elif [ "$kind" = accepted ] && [ $code -eq 0 ]; then
        echo "ok $number - $name is accepted"
    else
        echo "not ok $number - $name ($kind) ended with exit $code"
        sed 's/^/# /' "$work/said"
    fi
    rm -f "$work/$topic.c"
done
echo "1..$number"
