#!/bin/sh
# hunt.sh: the programs of a bug hunt (docs/hunt.md), in two steps, the second of which needs no source.
#   objects TOPIC SOLUTION   the mutants that stand in tests/hunts/TOPIC.list, in that order, as
#                            $LIBRARY/hunt/TOPIC-1.o, TOPIC-2.o ...: nothing is left but machine code.
#                            $LIBRARY/hunt/TOPIC.txt, made last, keeps for each the function and the tutor's
#                            sentence, not to be read by chance (grader/hunt_told.h).
#   link TOPIC OBJECT...     the programs in $KIT/hunt: TOPIC-right, the solution behind its probe, and
#                            TOPIC-1 ...; TOPIC.txt beside them, again last.
# CC, LAB (flags), EXTRA, MUTATE, LIBRARY, KIT are given.
set -eu
step=$1 topic=$2
shift 2
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
here=$(pwd)

objects() {
    solution=$1 number=0
    mkdir -p "$LIBRARY/hunt"
    rm -f "$LIBRARY/hunt/$topic.txt" "$LIBRARY/hunt/$topic"-[0-9]*
    while read -r name; do
        number=$((number + 1))
        mutant=tests/mutants/$topic/$name.mutant
        if [ "$("$MUTATE" --kind "$mutant")" != wrong ]; then
            echo "tests/hunts/$topic.list:$number: $name: wanted the name of a mutant of kind wrong in tests/mutants/$topic" >&2
            exit 1
        fi
        # Every one is compiled from a file of the same name, so that none says which it is.
        "$MUTATE" "$mutant" "$solution" > "$work/$topic.c"
        case $LAB in *-I.make*) flags="-I$here/${LAB#-I}" ;; *) flags=$LAB ;; esac
        # shellcheck disable=SC2086
        (cd "$work" && $CC $flags $EXTRA -g0 -w -iquote "$here/reference/include" -c -o one.o "$topic.c")
        (strip --strip-unneeded "$work/one.o" || strip -S -x "$work/one.o") 2> /dev/null
        mv "$work/one.o" "$LIBRARY/hunt/$topic-$number.o"
        printf '%s | %s | %s\n' "$number" "$("$MUTATE" --in "$mutant")" "$("$MUTATE" --says "$mutant")" >> "$work/told"
    done < "tests/hunts/$topic.list"
    "$MUTATE" --turn "$work/told" > "$LIBRARY/hunt/$topic.txt.tmp"
    mv "$LIBRARY/hunt/$topic.txt.tmp" "$LIBRARY/hunt/$topic.txt"
}

program() {  # program NAME OBJECT...
    name=$1
    shift
    # shellcheck disable=SC2086
    $CC $EXTRA -o "$work/one" "$@" -lm
    ${STRIP:-strip} "$work/one" 2> /dev/null || :
    mv "$work/one" "$KIT/hunt/$name.tmp" && mv "$KIT/hunt/$name.tmp" "$KIT/hunt/$name"
}
link() {
    mkdir -p "$KIT/hunt"
    rm -f "$KIT/hunt/$topic.txt" "$KIT/hunt/$topic"-[0-9]*
    program "$topic-right" "$LIBRARY/solutions/$topic.o" "$@"
    number=1
    while [ -e "$LIBRARY/hunt/$topic-$number.o" ]; do
        program "$topic-$number" "$LIBRARY/hunt/$topic-$number.o" "$@"
        number=$((number + 1))
    done
    cp "$LIBRARY/hunt/$topic.txt" "$KIT/hunt/$topic.txt.tmp"
    mv "$KIT/hunt/$topic.txt.tmp" "$KIT/hunt/$topic.txt"
}

case $step in
    objects) objects "$@" ;;
    link) link "$@" ;;
esac
