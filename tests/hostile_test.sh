#!/bin/sh
# hostile_test.sh [long]: every attack of tests/hostile ends as it says, at every tier that this
# machine offers (grade attack), or at the tier that TIER names; the runner itself sees what goes wrong, in a corpus
# whose expectations are wrong on purpose. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
mkdir "$work/temporary"

attack() {  # attack CODE ARGUMENTS: output in $work/out, sentences in $work/err
    wanted=$1
    shift
    TMPDIR=$work/temporary "$grade" attack "$@" > "$work/out" 2> "$work/err" < /dev/null
    code=$?
    [ $code -eq "$wanted" ] || complain "grade attack $*: exit $code, wanted $wanted: $(tail -n 5 "$work/out" "$work/err")"
    ls "$work/temporary" > "$work/left"
    [ ! -s "$work/left" ] || complain "left behind: $(cat "$work/left")"
}
out() { grep -q -e "$1" "$work/out" || complain "standard output does not say: $1"; }
sentence() {  # one line on standard error, nothing on standard output
    grep -q -e "$1" "$work/err" || complain "standard error does not say: $1: $(cat "$work/err")"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
    [ ! -s "$work/out" ] || complain "something on standard output: $(head -n 3 "$work/out")"
}

# ---- a corpus of three attacks: what is wrong is seen ----------------------------------------------------
few=$work/few
corpus() {  # the first attack is one that tier 1 stops, the second one that it does not
    rm -rf "$few"
    mkdir "$few"
    cp tests/hostile/corpus.txt tests/hostile/threats.txt tests/hostile/system.h "$few"
    for name in "$@"; do cp "tests/hostile/$name.c" "$few"; done
}
corpus aborts
sed -i.old 's/^\/\/ expect: crash/\/\/ expect: stack/' "$few/aborts.c"
attack 1 --corpus "$few" --tier 1
out 'WRONG: aborts at tier 1: wanted stack / pass, found crash / pass'
law "a verdict other than the expected one is a failure, and exit 1"

corpus aborts
sed -i.old 's/^\/\/ says: .*/\/\/ says: ran into a wall/' "$few/aborts.c"
attack 1 --corpus "$few" --tier 1
out 'WRONG: aborts at tier 1: the report does not say: ran into a wall'
law "a report that does not say what it should is a failure"

machine=$(uname -s)-$(uname -m)
case $machine in
Linux-x86_64 | Linux-aarch64)
    corpus reads_secret
    sed -i.old '/^\/\/ tier 1: open/d' "$few/reads_secret.c"
    attack 1 --corpus "$few" --tier 1
    out 'WRONG: reads_secret at tier 1: not stopped: secret'
    law "a promise that is not kept is a failure"
    corpus reads_secret
    sed -i.old 's/^\/\/ effect: .*/\/\/ effect: marker/' "$few/reads_secret.c"
    attack 1 --corpus "$few" --tier 1
    out 'WRONG: reads_secret at tier 1: what must not happen did: secret'
    law "an effect that nobody spoke of is a failure"
    corpus slips_away
    sed -i.old 's/if (system_fork() != 0) return false;/return false;/' "$few/slips_away.c"
    attack 1 --corpus "$few" --tier 1
    out 'WRONG: slips_away was nowhere seen to work, so that it proves nothing'
    law "an attack that nothing shows to work is a failure"
    corpus reads_secret
    attack 0 --corpus "$few" --tier 1
    out '^     reads_secret  *1  *no  *pass$'
    out '^ tier 1: 0 stopped, 1 not stopped, as is said of this tier$'
    law "what a tier is said not to stop is told as not stopped, and is no failure"
    corpus sleeper
    printf '// tier 1: open pass\n' > "$work/line"
    sed -i.old "1r $work/line" "$few/sleeper.c"
    sed -i.old 's/    for (;;) .*/    (void)hour;/' "$few/sleeper.c"
    attack 0 --corpus "$few" --tier 1
    out '^     sleeper  *-  *yes+ '
    law "what is stopped without a promise is told, and is no failure"
    ;;
*)  skip "promises that are not kept, and kept ones that nobody gave, are told" "no bare system calls on $machine" ;;
esac

# ---- what is written wrong is one sentence -----------------------------------------------------------------
attack 3 --corpus "$work/nowhere"
sentence 'nowhere: cannot be read; the attacks stand in tests/hostile'
attack 4 no_such_attack
sentence 'no_such_attack: no such attack or threat; grade attack --list names them'
attack 4 --tier 9
sentence 'tier'
corpus aborts
echo '// aborts.c: calls abort' > "$few/aborts.c"
attack 1 --corpus "$few"
sentence 'aborts.c: threat: no such header'
for bad in 'expect: splendid' 'threat: 4711' 'colour: red' 'effect: joy' 'tier 7: open' 'file: cake'; do
    corpus aborts
    printf '// %s\n' "$bad" > "$work/line"
    sed -i.old "1r $work/line" "$few/aborts.c"
    TMPDIR=$work/temporary "$grade" attack --corpus "$few" --tier 1 > "$work/out" 2>&1 && complain "$bad: exit 0"
    grep -q "aborts" "$work/out" || complain "$bad: no word of which attack: $(cat "$work/out")"
done
law "a missing corpus is exit 3; unknown attacks, headers and words are one sentence"

attack 0 --list
awk '/^ *[0-9]+ / { threat = $1 } /^     [a-z]/ { print threat }' "$work/out" | sort -u > "$work/tried"
for threat in $(sed -n 's/^\([0-9]*\) | .*/\1/p' tests/hostile/threats.txt); do
    grep -qx "$threat" "$work/tried" || complain "threat $threat: no attack"
done
[ "$(sed -n 's/^\([0-9]*\) | .*/\1/p' tests/hostile/threats.txt | head -n 58 | tail -n 1)" = 58 ] || complain "not all 58 threats are there"
awk 'length($0) > 80 && !/^ *[0-9]+ /' "$work/out" > "$work/long"
[ ! -s "$work/long" ] || complain "over 80 columns: $(cat "$work/long")"
law "every threat has an attack, and --list tells them"

# ---- all of them -----------------------------------------------------------------------------------------------
if "$grade" attack --list --junit "$work/none.xml" 2>&1 | grep -q 'built without libxml2'; then junit=""; else junit="--junit $work/attacks.xml"; fi
# Those with an effect, or whose end depends on the tier, are tried at every tier. The others end the same at
# each: of these the launcher's (threats 21 to 31) are tried at tier 1, all of them in make check-all (long).
[ "${TIER:-auto}" = auto ] && TIER=""
told_apart=$(grep -lE '^// (effect|tier)' tests/hostile/*.c | sed 's|.*/||; s|\.c$||')
alike=$(grep -lE '^// threat: (2[1-9]|3[01])$' tests/hostile/*.c | sed 's|.*/||; s|\.c$||' | grep -vxF "$told_apart")
: > "$work/table"
: > "$work/wrong"
run_all() {  # run_all ARGUMENTS: adds to the table; the exit code in $code
    # shellcheck disable=SC2086
    TMPDIR=$work/temporary "$grade" attack $junit "$@" > "$work/out" 2> "$work/err" < /dev/null
    code=$?
    sed -n 's/^ WRONG: //p' "$work/out" > "$work/now"
    [ -s "$work/now" ] || [ $code -eq 0 ] || complain "exit $code: $(cat "$work/err")"
    [ ! -s "$work/now" ] || [ $code -eq 1 ] || complain "exit $code where something is wrong"
    cat "$work/now" >> "$work/wrong"
    cat "$work/out" >> "$work/table"
}
# shellcheck disable=SC2086
if [ -n "$TIER" ]; then run_all --tier "$TIER"
elif [ "${1:-}" = long ]; then run_all
else
    run_all --tier 1 $alike
    run_all $told_apart  # last: its tiers and its JUnit file are looked at
fi
tiers=$(sed -n 's/^ tier \([1-4]\): .*/\1/p' "$work/out")
[ -n "$tiers" ] || complain "no table: $(cat "$work/err" "$work/out")"
law "grade attack comes to its end, and its exit code says what the table says"
# A row: "     NAME  SEEN  CELL CELL ...  VERDICT".
awk '/^     [a-z_0-9]+ +(bare|-|[0-9])/ { print $1 }' "$work/table" > "$work/names"
awk '/^     [a-z_0-9]+ +(bare|-|[0-9])/ { print $1 }' "$work/out" > "$work/last"
while read -r name; do
    column=2
    for tier in $tiers; do
        column=$((column + 1))
        [ "$tier" = "$(echo $tiers | cut -d ' ' -f 1)" ] || grep -qx "$name" "$work/last" || continue
        cell=$(awk -v name="$name" -v column=$column '$1 == name && /^     [a-z]/ { print $column }' "$work/table")
        case $cell in
            yes | yes+ | no) law "$name, tier $tier: $cell" ;;
            n/a) skip "$name, tier $tier" "it cannot be tried here" ;;
            *)  complain "$(grep "^$name at tier $tier" "$work/wrong")"
                law "$name, tier $tier: $cell" ;;
        esac
    done
done < "$work/names"
grep 'nowhere seen' "$work/wrong" > "$work/unseen" && complain "$(cat "$work/unseen")"
tried=$(printf '%s\n' $told_apart $alike | wc -l)
if [ -n "$TIER" ] || [ "${1:-}" = long ]; then tried=$(ls tests/hostile/*.c | wc -l); fi
[ "$(wc -l < "$work/names")" -eq "$tried" ] || complain "not every attack has a row"
law "every attack has a row, and is seen to work somewhere"
ls "$work/temporary" > "$work/left"
[ ! -s "$work/left" ] || complain "left behind: $(cat "$work/left")"
law "no folder of the runner or the grader is left behind"
if [ -z "$junit" ]; then skip "the JUnit file holds a case for each attack and tier" "grade was built without libxml2"
elif ! command -v xmllint > /dev/null; then skip "the JUnit file holds a case for each attack and tier" "no xmllint"
else
    cases=$(xmllint --xpath 'count(/testsuites/testsuite/testcase)' "$work/attacks.xml" 2>&1)
    wanted=$(($(wc -l < "$work/last") * $(echo "$tiers" | wc -l)))
    [ "$cases" -ge "$wanted" ] 2> /dev/null || complain "$cases cases, wanted $wanted"
    failures=$(xmllint --xpath 'count(//failure)' "$work/attacks.xml")
    [ "$failures" -eq "$(wc -l < "$work/now")" ] || complain "$failures failures, wanted $(wc -l < "$work/now")"
    for suite in $tiers; do
        counted=$(xmllint --xpath "count(//testsuite[@name='attacks at tier $suite']/testcase)" "$work/attacks.xml")
        told=$(xmllint --xpath "string(//testsuite[@name='attacks at tier $suite']/@tests)" "$work/attacks.xml")
        [ "$counted" = "$told" ] || complain "tier $suite: $counted cases, $told told"
    done
    law "the JUnit file holds a case for each attack and tier"
fi
echo "1..$number"
