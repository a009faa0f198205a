#!/bin/sh
# batch_make.sh FOLDER N SEED: makes N submissions of norm in FOLDER, for tests of batches: half of
# them right, a third with a known mistake (tests/mutants), a tenth hostile (tests/hostile), the rest
# unwritten, broken or empty. The same seed makes the same; no two have the same bytes.
set -eu
folder=$1 count=$2 seed=$3
build=${BUILD:-build}
kinds=$(mktemp -d)
trap 'rm -rf "$kinds"' EXIT
mkdir -p "$folder" "$kinds/wrong" "$kinds/hostile"

for mutant in tests/mutants/norm/*.mutant; do
    "$build/tests/mutate" "$mutant" solutions/05-norm/norm.c > "$kinds/wrong/$(basename "$mutant" .mutant).c"
done
# What makes system calls of its own is another matter: it may leave processes, see hostile_test.sh.
for file in tests/hostile/*.c; do
    grep -q '^// needs: system' "$file" && continue
    {
        cat "$file"
        sed '/^void norm_forward/,/^}/ s/^    assert(rows.*/&\
    if (mischief(y, rstd, x, rows, cols)) return;/' solutions/05-norm/norm.c
    } > "$kinds/hostile/$(basename "$file")"
done
{ ls "$kinds/wrong" | sed "s|^|wrong $kinds/wrong/|"; ls "$kinds/hostile" | sed "s|^|hostile $kinds/hostile/|"; } > "$kinds/list"

awk -v count="$count" -v seed="$seed" -v solution=solutions/05-norm/norm.c -v stub=labs/05-norm/norm.c '
    { list[$1, n[$1]++] = $2 }
    function draw(below) {  # a generator of our own: awks differ in theirs
        state = (state * 1103515245 + 12345) % 2147483648
        return int(state / 65536) % below
    }
    END {
        state = seed % 2147483648
        for (i = 1; i <= count; i++) {
            kind = draw(100)
            if (kind < 50) file = solution
            else if (kind < 84) file = list["wrong", draw(n["wrong"])]
            else if (kind < 94) file = list["hostile", draw(n["hostile"])]
            else if (kind < 97) file = stub
            else if (kind < 99) file = "broken"
            else file = "empty"
            printf "s%04d %s\n", i, file
        }
    }' "$kinds/list" | while read -r name file; do
    mkdir -p "$folder/$name"
    case $file in
        empty) ;;
        broken) echo "int $name( {" > "$folder/$name/norm.c" ;;
        *) { cat "$file"; echo "// handed in by $name"; } > "$folder/$name/norm.c" ;;
    esac
done
