#!/bin/sh
# box_test.sh: the tiers (docs/instructor/sandbox.md): what each promises against a submission that
# attacks, that none is claimed that is not there, and that nothing stays behind. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
chmod 755 "$work"
mkdir -p "$work/from" "$work/temporary"
chmod 1777 "$work/temporary"
norm=$work/from/norm.c

# run CODE ARGUMENTS: runs grade; another exit code than CODE is a complaint.
run() {
    wanted=$1
    shift
    TMPDIR=$work/temporary $before "$grade" "$@" > "$work/out" 2> "$work/err"
    code=$?
    [ $code -eq "$wanted" ] || complain "grade $*: exit $code, wanted $wanted: $(head -n 5 "$work/err")"
}
before=""
says() { tr -s '\n ' '  ' < "$work/out" | grep -q -e "$1" || complain "does not say: $1: $(head -n 20 "$work/out")"; }
not_says() { ! grep -q -e "$1" "$work/out" "$work/err" || complain "says: $(grep -h -e "$1" "$work/out" "$work/err")"; }
sentence() {  # one line on standard error, nothing on standard output
    grep -q -e "$1" "$work/err" || complain "standard error does not say: $1: $(cat "$work/err")"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
    [ ! -s "$work/out" ] || complain "something on standard output: $(head -n 3 "$work/out")"
}
offered() { sed -n 's/^ --tier auto takes tier \([1-4]\) here$/\1/p' "$work/out"; }
from_2() { seq 2 "$highest"; }  # tiers above the first that are here

# ---- which tier --------------------------------------------------------------------------------------
run 0 tiers
highest=$(offered)
[ -n "$highest" ] || complain "does not say which tier is here: $(cat "$work/out")"
for tier in 1 2 3 4; do grep -q "^  $tier   \(yes\|no\) " "$work/out" || complain "no line about tier $tier"; done
awk 'length($0) > 80' "$work/out" > "$work/long"
[ ! -s "$work/long" ] || complain "over 80 columns: $(cat "$work/long")"
sed -n '/^  1 /,/^  2 /p' "$work/out" | tr -s '\n ' '  ' | grep -q 'could: read a file, write a file' ||
    complain "the self-test reads no file where nothing stops it"
law "grade tiers tells of each tier what the self-test could do in it (here: up to $highest)"

run 0 --lab norm --from solutions --seed 3 --checked never --format json
grep -vE '"(tier|when)"' "$work/out" > "$work/plain"
says '"tier": 1,'
run 0 --lab norm --from solutions --seed 3 --checked never --tier auto --format json
says "\"tier\": $highest,"
for tier in $(from_2); do
    run 0 --lab norm --from solutions --seed 3 --checked never --tier "$tier" --format json
    says "\"tier\": $tier,"
    grep -vE '"(tier|when)"' "$work/out" | cmp -s - "$work/plain" || complain "tier $tier: another record than in tier 1"
done
law "a tier is told in the record and changes nothing else in it; plain grade takes the first"

run 4 --tier 5
sentence '^grade: --tier 5: wanted 1, 2, 3, 4 or auto$'
run 4 --require-tier 5
sentence 'require-tier 5: wanted a whole number from 0 to 4'
run 4 --tier 1 --require-tier 2
sentence '^grade: --tier 1 is below --require-tier 2; leave one of them out$'
run 4 tiers --tier 9
sentence '^grade: --tier 9: wanted one of '
law "a tier that cannot be meant is one sentence and exit 4"

# ---- what is missing ---------------------------------------------------------------------------------
mkdir "$work/bin"
for program in cc gcc clang as ld ld.gold nm sh env rm; do
    path=$(command -v "$program") && ln -s "$path" "$work/bin/$program"
done
before="env PATH=$work/bin"
run 3 --lab norm --from solutions --require-tier 3
sentence 'tier 3 is asked for, and this machine offers tier [12]: .*\(bubblewrap is not installed\|without libseccomp\)'
run 0 tiers
[ "$(offered)" -le 2 ] || complain "tier $(offered) without bubblewrap"
run 0 --lab norm --from solutions --checked never --require-tier "$(offered)"
before=""
law "without bubblewrap there is no tier 3: it is refused with what is missing, never another taken"

# Namespaces that are refused, as in a container: in a namespace of its own the limit is 0.
denied() { unshare -Ur sh -c 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"' - "$@"; }
name="where namespaces are refused there is no tier 3, and tier 2 is as good as ever"
if denied true 2> "$work/err" && [ "$highest" -ge 2 ]; then
    before=denied
    run 3 --lab norm --from solutions --require-tier 3
    sentence 'this machine offers tier 2: .*user namespaces'
    run 0 --lab norm --from solutions --checked never --require-tier 2
    says '10 of 10 points'
    says 'sandbox tier 2'
    before=""
    law "$name"
else
    skip "$name" "tier $highest here, and unshare says: $(head -n 1 "$work/err" | tr -d '#')"
fi

name="a user who is not root has tiers 2 and 3, and not 4"
if [ "$(id -u)" -eq 0 ] && command -v setpriv > /dev/null && [ "$highest" -ge 3 ] &&
    setpriv --reuid 61250 --regid 61250 --clear-groups test -x "$grade" -a -r labs/topics.txt; then
    before="setpriv --reuid 61250 --regid 61250 --clear-groups"
    run 0 --lab norm --from solutions --checked never --require-tier 3
    says '10 of 10 points'
    says 'sandbox tier 3'
    run 3 --lab norm --from solutions --require-tier 4
    sentence 'need root'
    before=""
    law "$name"
else
    skip "$name" "needs root, setpriv, tier 3 and a build folder that others may read"
fi

mkdir "$work/nothing"
run 3 --lab norm --from solutions --require-tier 2 --objects "$work/nothing"
sentence 'box.attacker'
law "where the self-test cannot run no tier is claimed"

# ---- a compiler that is to tell secrets -----------------------------------------------------------------
echo 'canary_5e1f secret' > "$work/canary"
chmod 644 "$work/canary"
attack_of_compiler() { { printf '%s\n' "$1"; cat solutions/05-norm/norm.c; } > "$norm"; }
for tier in $(seq 1 "$highest"); do
    for line in "#include \"$work/canary\"" "int x = __LINE__
#include \"$work/canary\"
;" "__asm__(\".include \\\"$work/canary\\\"\");"; do
        attack_of_compiler "$line"
        run 0 --lab norm --from "$work/from" --seed 3 --checked never --tier "$tier"
        says 'compile-error'
        not_says canary_5e1f
    done
done
law "what another file says is not in the report, at any tier"

for tier in $(from_2); do
    attack_of_compiler "__asm__(\".incbin \\\"$work/canary\\\"\");"
    run 0 --lab norm --from "$work/from" --seed 3 --checked never --tier "$tier"
    says 'compile-error'
    attack_of_compiler '#include "/dev/zero"'
    run 0 --lab norm --from "$work/from" --seed 3 --checked never --tier "$tier"
    attack_of_compiler "#include \"$(pwd)/solutions/05-norm/norm.c\""
    run 0 --lab norm --from "$work/from" --seed 3 --checked never --tier "$tier"
    says 'compile-error'
done
[ "$highest" -ge 2 ] && law "from tier 2 on neither goldens nor solutions can be compiled in" ||
    skip "from tier 2 on neither goldens nor solutions can be compiled in" "tier 1 is all there is"

# ---- a submission that is to tell secrets ---------------------------------------------------------------
# Before main and in a function: bare system calls, and a line for each that went well.
cat > "$work/attack.c" << END
#include "norm.h"
#include <stdio.h>
$(cat tests/hostile/system.h)
enum { CALL_OPEN = 2, CALL_SOCKET = 41, CALL_CLONE = 56, CALL_TRACE = 101, CALL_PARENT = 110, CALL_KEYS = 250,
       CALL_UNSHARE = 272, CALL_RING = 425 };
static void told(const char *what, long got) { if (got >= 0) printf("got through: %s\n", what); }
static void attack(void)
{
    told("open", system_call(CALL_OPEN, (long)"$work/canary", 0, 0, 0));
    told("write", system_call(CALL_OPEN, (long)"$work/temporary/made", 0101, 0600, 0));
    told("proc", system_call(CALL_OPEN, (long)"/proc/self/environ", 0, 0, 0));
    told("socket", system_call(CALL_SOCKET, 2, 1, 0, 0));
    told("keys", system_call(CALL_KEYS, 1, 0, 0, 0));
    told("ring", system_call(CALL_RING, 1, (long)(char[256]){0}, 0, 0));
    told("trace", system_call(CALL_TRACE, 16, system_call(CALL_PARENT, 0, 0, 0, 0), 0, 0));
    told("kill", system_call(SYS_KILL, system_call(CALL_PARENT, 0, 0, 0, 0), 0, 0, 0));
    const long child = system_fork();
    if (child == 0) system_call(SYS_EXIT, 0, 0, 0, 0);
    told("fork", child);
    const long apart = system_call(CALL_CLONE, 0x10000000 | 17, 0, 0, 0);
    if (apart == 0) system_call(SYS_EXIT, 0, 0, 0, 0);
    told("clone", apart);
    told("unshare", system_call(CALL_UNSHARE, 0x10000000, 0, 0, 0));
    puts("the attack is over");
}
__attribute__((constructor)) static void early(void) { attack(); }
END
name="what bare system calls can do at tier 1 they cannot from tier 2 on, before main or in it"
if [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] && [ "$highest" -ge 2 ]; then
    # At tier 1 it would stop the grader to trace it, and both would wait for ever.
    { grep -v CALL_PARENT, "$work/attack.c"; sed 's/^    assert(rows >= 0 .* eps.*/&\n    attack();/' solutions/05-norm/norm.c; } > "$norm"
    run 0 --lab norm --from "$work/from" --seed 3 --checked never --part a --format json
    for call in open write proc socket fork; do says "got through: $call"; done
    rm -f "$work/temporary/made"
    { cat "$work/attack.c"; sed 's/^    assert(rows >= 0 .* eps.*/&\n    attack();/' solutions/05-norm/norm.c; } > "$norm"
    for tier in $(from_2); do
        run 0 --lab norm --from "$work/from" --seed 3 --checked never --part a --tier "$tier" --format json
        says 'the attack is over'
        not_says 'got through'
        [ ! -e "$work/temporary/made" ] || complain "tier $tier: a file was made outside"
    done
    law "$name"
else
    skip "$name" "tier $highest, $(uname -s)-$(uname -m)"
fi

# ---- how submissions end, in the highest tier -----------------------------------------------------------
mixed() {  # mixed FILE > norm.c, as in tests/hostile_test.sh
    grep -q '^// needs: system' "$1" && cat tests/hostile/system.h
    cat "$1"
    sed '/^void norm_forward/,/^}/ s/^    assert(rows.*/&\
    if (mischief(y, rstd, x, rows, cols)) return;/' solutions/05-norm/norm.c
}
name="a submission ends with the same verdict in tier $highest as in tier 1"
if [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ]; then
    for end in closes_all kills_itself failed_assert recursion sleeper exits_at_once slips_away floods_stdout; do
        mixed "tests/hostile/$end.c" > "$norm"
        run 0 --lab norm --from "$work/from" --seed 3 --seconds 3 --checked never --part a --tier "$highest"
        says "[04]/4 $(sed -n 's|^// expect: ||p' "tests/hostile/$end.c")"
    done
    law "$name"
else
    skip "$name" "no bare system calls on $(uname -m)"
fi

find "$work/temporary" -mindepth 1 | sed 's/$/: is left behind/' > "$work/left"
{ cat /proc/[0-9]*/cmdline 2> /dev/null | tr '\0' '\n' | grep "^$work/temporar[y]/"
  ls -d /sys/fs/cgroup/crumb-* /sys/fs/cgroup/pids/crumb-* /sys/fs/cgroup/memory/crumb-* 2> /dev/null |
      while read -r group; do [ -d "/proc/${group##*-}" ] || { sleep 2; [ -d "$group" ] && echo "$group"; }; done
} >> "$work/left"
[ ! -s "$work/left" ] || complain "$(cat "$work/left")"
law "nothing stays behind: no file, no process, no control group"
echo "1..$number"
