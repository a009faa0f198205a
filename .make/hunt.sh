#!/bin/sh
# hunt.sh TOPIC SOLUTION OBJECT...: makes the programs of a bug hunt (docs/hunt.md) below $KIT/hunt:
# TOPIC-right, the solution behind its probe, and TOPIC-1, TOPIC-2 ...: the mutants that stand in
# tests/hunts/TOPIC.list, in that order, of which nothing is left but machine code. $KIT/hunt/TOPIC.txt,
# made last, keeps for each the function and the tutor's sentence. CC, LAB (flags), EXTRA, MUTATE, KIT are given.
set -eu
topic=$1 solution=$2
shift 2
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
mkdir -p "$KIT/hunt"

# program OBJECT...: every one is compiled from a file of the same name, so that none says which it is.
program() {
    # shellcheck disable=SC2086
    (cd "$work" && $CC $LAB $EXTRA -g0 -w -iquote "$here/reference/include" -c -o one.o "$topic.c")
    # shellcheck disable=SC2086
    $CC $EXTRA -o "$work/one" "$work/one.o" "$@" -lm
    ${STRIP:-strip} "$work/one" 2> /dev/null || :
}
here=$(pwd)
keep() { mv "$work/one" "$KIT/hunt/$1.tmp" && mv "$KIT/hunt/$1.tmp" "$KIT/hunt/$1"; }

rm -f "$KIT/hunt/$topic.txt" "$KIT/hunt/$topic"-[0-9]*
cp "$solution" "$work/$topic.c"
program "$@"
keep "$topic-right"
number=0
: > "$work/told"
while read -r name; do
    number=$((number + 1))
    mutant=tests/mutants/$topic/$name.mutant
    if [ "$("$MUTATE" --kind "$mutant")" != wrong ]; then
        echo "tests/hunts/$topic.list:$number: $name: wanted the name of a mutant of kind wrong in tests/mutants/$topic" >&2
        exit 1
    fi
    "$MUTATE" "$mutant" "$solution" > "$work/$topic.c"
    program "$@" < /dev/null
    keep "$topic-$number"
    printf '%s | %s | %s\n' "$number" "$("$MUTATE" --in "$mutant")" "$("$MUTATE" --says "$mutant")" >> "$work/told"
done < "tests/hunts/$topic.list"
cp "$work/told" "$KIT/hunt/$topic.txt.tmp"
mv "$KIT/hunt/$topic.txt.tmp" "$KIT/hunt/$topic.txt"
