#!/bin/sh
# gates_test.sh: the rules of the house, held by a program. Prints TAP. Run from the root by make test.
build=${BUILD:-build}
cc=${CC:-cc}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
echo 0 > "$work/number"

# law NAME: reads complaints from standard input; none is a pass.
law() {
    number=$(($(cat "$work/number") + 1))  # a file: each law runs at the end of a pipe
    echo "$number" > "$work/number"
    cat > "$work/complaints"
    if [ -s "$work/complaints" ]; then
        echo "not ok $number - $1"
        sed 's/^/#   /' "$work/complaints" | head -n 40
    else
        echo "ok $number - $1"
    fi
}

rows() { awk -F' *[|] *' '!/^#/ && NF { print }' labs/topics.txt; }
topics() { rows | awk -F' *[|] *' '{ print $1, $2 }' | uniq; }
sources() { git ls-files 'reference/*.[ch]' 'solutions/*.c' 'labs/*.c' 'grader/*.[ch]' 'tests/*.[ch]' 'datasets/*.[ch]'; }

# ---- the tree ---------------------------------------------------------------------------------------
git ls-files | cut -d/ -f1 | sort -u | grep -vxE 'labs|reference|solutions|grader|datasets|docs|tests|Makefile|README.md|LICENSE|\..*' |
    sed 's/$/: not one of the agreed names at the top level/' | law "the top level holds the agreed names only"

topics | while read -r nn topic; do
    .make/where.sh "$topic" | grep missing
done | law "every topic has all its homes"

{
    ls -d labs/*/ solutions/*/ | sed 's|/$||; s|.*/||' | sort -u | while read -r folder; do
        topics | sed 's/ /-/' | grep -qx "$folder" || echo "$folder: a folder without a row in labs/topics.txt"
    done
    ls grader/probes/*.c | sed 's|.*/||; s|\.c$||' | while read -r probe; do
        topics | grep -q " $probe\$" || echo "grader/probes/$probe.c: a probe without a row"
    done
    ls datasets/golden/*.safetensors | sed 's|.*/||; s|\.safetensors$||' | while read -r golden; do
        topics | grep -q " $golden\$" || echo "datasets/golden/$golden.safetensors: goldens without a row"
    done
} | law "labs/topics.txt matches the tree"

rows | awk -F' *[|] *' '
    { part[NR] = $2 "." $3; track[NR] = $5; needs[NR] = $8 }
    END {
        for (pass = 0; pass < 2; pass++)          # Speak first, then Learn: the way grade next goes
            for (i = 1; i <= NR; i++)
                if ((track[i] == "learn") == pass) {
                    n = split(needs[i], list, " ")
                    for (j = 1; j <= n; j++)
                        if (list[j] != "-" && !(list[j] in done)) print part[i] " needs " list[j] ", which comes later"
                    done[part[i]] = 1
                }
    }' | law "no part needs a later one"

# README's table of labs says what labs/topics.txt says: titles joined, minutes added up.
rows | awk -F' *[|] *' '
    function row() { if (folder) print "| [" number "](labs/" folder "/README.md) | " topic " | " titles " | " minutes " |" }
    $1 "-" $2 != folder { row(); folder = $1 "-" $2; number = $1; topic = $2; titles = $4; minutes = $6; next }
    { titles = titles "; " $4; minutes += $6 }
    END { row() }' | while IFS= read -r line; do
    grep -qxF -- "$line" README.md || echo "README.md should say: $line"
done | law "README lists every lab as labs/topics.txt does"

# ---- direction: base < ops < text < model < generate < train < app -------------------------------------
: > "$work/owner"
for folder in base ops text model generate train app; do
    for source in reference/$folder/*.c; do
        [ -e "$source" ] || continue
        header=$(basename "$source" .c).h
        [ -e "reference/include/$header" ] && echo "$header $folder" >> "$work/owner"
    done
done
printf '%s\n' "dim.h base" "matmul.h base" "safetensors.h base" "config.h model" >> "$work/owner"
for source in reference/*/*.c; do
    [ -e "$source" ] || continue
    folder=$(basename "$(dirname "$source")")
    sed -n 's/^#include "\([^"]*\)".*/\1/p' "$source" | while read -r header; do
        echo "$source $folder $header"
    done
done | awk -v owners="$work/owner" '
    BEGIN {
        n = split("base ops text model generate train app", order, " ")
        for (i = 1; i <= n; i++) rank[order[i]] = i
        while ((getline line < owners) > 0) { split(line, pair, " "); owner[pair[1]] = pair[2] }
    }
    ($3 in owner) && rank[owner[$3]] > rank[$2] { print $1 ": includes " $3 " of " owner[$3] ", which stands to its right" }
' | law "includes point to the left: base < ops < text < model < generate < train < app"

git grep -nE '#include *[<"](blis|cblas|omp)' -- '*.c' '*.h' | grep -vE '^reference/base/(matmul_blis|matmul_accelerate|parallel)\.c:' |
    law "one file includes BLIS, one OpenMP"
git grep -nE 'matmul\.h|<blis|omp\.h|#pragma omp' -- 'labs/*.c' 'solutions/*.c' | law "labs and solutions are plain C"
git grep -nE '#pragma omp' -- 'reference/*.c' 'grader/*.c' | grep -vE '^reference/(ops|base/(matmul_|machine))' | law "OpenMP stands in ops only"
git grep -nE "#include \"($(topics | cut -d' ' -f2 | paste -sd '|' -))\.h\"" -- 'grader/*.[ch]' |
    grep -vE '^grader/(probes|whole)/' | law "the grader knows no topic"
git grep -nE '\b(malloc|calloc|realloc)\(' -- 'reference/ops/*.c' 'solutions/*.c' 'labs/*.c' | law "no kernel allocates"

# ---- one set of external names for stub, solution and reference ------------------------------------------
topics | while read -r nn topic; do
    for where in labs/$nn-$topic solutions/$nn-$topic $(dirname "$(ls reference/*/"$topic.c" | head -n 1)"); do
        object=$build/obj/$where/$topic.o
        [ -e "$object" ] || ${MAKE:-make} -s BUILD="$build" "$object" > /dev/null 2>&1 || echo "$where/$topic.c does not compile"
        names="$work/${where%%/*}.names"
        "${NM:-nm}" -g --defined-only -P "$object" | awk '{ sub(/^_/, "", $1); print $1 }' | sort > "$names"
        [ -s "$names" ] || echo "$where/$topic.c defines no names, or there is no nm"
    done
    cmp -s "$work/labs.names" "$work/solutions.names" || echo "$topic: stub and solution define different names"
    cmp -s "$work/reference.names" "$work/solutions.names" || echo "$topic: reference and solution define different names"
done | law "stub, solution and reference define the same external names"

# ---- grading: stubs earn nothing, solutions and reference everything --------------------------------------
"$build/grade" --from labs --seed 5 --format json > "$work/labs.json" 2> "$work/said" || cat "$work/said" >> "$work/wrong"
grep -E '"earned": [1-9]' "$work/labs.json" | law "stubs earn nothing"
grep -E '"verdict":' "$work/labs.json" | grep -v not-written-yet | sort | uniq -c | law "every stub is \"not written yet\", and nothing else"
for from in solutions reference; do
    "$build/grade" --from $from --seed 5 --fail-under 100 > "$work/$from.txt" 2>&1 || grep -vE ' pass$|see it' "$work/$from.txt"
done | law "solutions and reference earn everything"

for stub in labs/*/*.c; do
    for compiler in gcc clang; do
        command -v $compiler > /dev/null || continue
        $compiler -std=c11 -O2 -Wall -Wextra -Wpedantic -Werror -iquote reference/include -c -o "$work/stub.o" "$stub" 2>&1
    done
done | law "stubs compile without a warning"

# ---- size and shape of our own sources -----------------------------------------------------------------------
sources | xargs wc -l | awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines, at most 400" }' | law "no file is over 400 lines"
sources | xargs awk 'length($0) > 100 { print FILENAME ":" FNR ": " length($0) " columns, at most 100" }' | law "no line is over 100 columns"
sources | grep '\.c$' | xargs awk '
    FNR == 1 { open = 0 }
    /^[A-Za-z_].*\)$/ || /^[A-Za-z_].*\) *\{$/ { name = $0 }
    /^\{/ || /^[A-Za-z_].*\) *\{$/ { open = FNR }
    /^\}/ && open { if (FNR - open - 1 > 60) print FILENAME ":" open ": " FNR - open - 1 " lines, at most 60: " name; open = 0 }
' | law "no function is over 60 lines"
sources | while read -r file; do
    head -n 1 "$file" | grep -q "^// $(basename "$file"): " || echo "$file: does not open with // $(basename "$file"): its purpose"
done | law "every file opens with its purpose"
sources | grep '\.c$' | xargs awk 'FNR == 1 { inside = 0 } /^\{/ { inside = 1 } /^\}/ { inside = 0 } inside && /^#(if|ifdef|ifndef)/ { print FILENAME ":" FNR ": " $0 }' |
    law "no #if inside a function"
git grep -nE '(TODO|FIXME|XXX)' -- '*.c' '*.h' '*.sh' '*.py' '*.md' ':!tests/gates_test.sh' | grep -vE 'LAB_TODO|TODO_EXIT|CRUMB_TODO_H|X{6}|# TODO not written yet' | law "nothing is left open"

echo "1..$(cat "$work/number")"
