#!/bin/sh
# work_limits.sh: for each recipe of counted work what its limit is, what the solution takes, the most
# of the accepted variants (and of the reference, where it compiles as a lab), and the least of the
# mutants that are too slow by it. The table in docs/performance.md is made from this.
set -eu
build=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

count() {  # count KIND TOPIC FOLDER
    "$build/grade" work "$2" --from "$3" 2> "$work/err" | awk -v kind="$1" '
        /^[a-z0-9]*:work-/ { name = $1 }
        / large \/ (small|plain) / { print kind, name, $3, $4 + 0, $7 }' >> "$work/rows" || :
}

for folder in solutions/*; do
    topic=${folder##*-}
    count solution "$topic" solutions
    mkdir -p "$work/reference" "$work/mutant"
    for file in reference/*/"$topic.c"; do
        cp "$file" "$work/reference/$topic.c"
        count variant "$topic" "$work/reference"
    done
    for mutant in tests/mutants/"$topic"/*.mutant; do
        kind=variant
        if ! grep -q '^kind: accepted' "$mutant"; then
            grep -q '^work:' "$mutant" || continue
            kind=slow
        fi
        "$build/tests/mutate" "$mutant" "$folder/$topic.c" > "$work/mutant/$topic.c"
        for recipe in - $(sed -n 's/^work: //p' "$mutant"); do
            [ $kind = variant ] || [ "$recipe" != - ] || continue
            : > "$work/rows.one"
            "$build/grade" work "$topic" --from "$work/mutant" 2> "$work/err" | awk -v kind=$kind -v only="$recipe" '
                /^[a-z0-9]*:work-/ { name = $1 }
                / large \/ (small|plain) / { if (only == "-" || name ~ ":work-" only "$") print kind, name, $3, $4 + 0, $7 }' >> "$work/rows" || :
        done
    done
done
awk '
    { key = $2 " " $3; limit[key] = $5; value = $4 }
    $1 == "solution" { solution[key] = value; order[++n] = key }
    $1 == "variant" && (!(key in most) || value > most[key]) { most[key] = value }
    $1 == "slow" && value > $5 && (!(key in least) || value < least[key]) { least[key] = value }
    END {
        printf "%-28s %-6s %7s %9s %9s %9s\n", "recipe", "over", "limit", "solution", "variants", "slow"
        for (i = 1; i <= n; i++) {
            split(order[i], word, " ")
            printf "%-28s %-6s %7.2f %9.2f %9s %9s\n", word[1], word[2], limit[order[i]], solution[order[i]],
                order[i] in most ? sprintf("%.2f", most[order[i]]) : "-",
                order[i] in least ? sprintf("%.2f", least[order[i]]) : "-"
        }
    }' "$work/rows"
