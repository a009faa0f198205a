#!/bin/sh
# hostile_test.sh: submissions that loop, crash, flood, forge and hide. Each gets the verdict it
# states, costs its own function only, leaves no process and no file. Prints TAP.
# A file of tests/hostile is put before solutions/05-norm/norm.c, whose norm_forward calls its
# mischief() first and returns when that says so; norm_backward (part b) stays right.
build=${BUILD:-build}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
mkdir "$work/from" "$work/temporary"
norm=$work/from/norm.c
echo 0 > "$work/number"
machine=$(uname -s)-$(uname -m)
# Two seconds in place of ten: what must return returns in milliseconds, and the tests stay short.
flags="--lab norm --from $work/from --seed 3 --seconds 2 --tier ${TIER:-1}"

# Kept in a file: the end of a pipeline is a process of its own.
next_number() {
    echo $(($(cat "$work/number") + 1)) > "$work/number"
    cat "$work/number"
}

# tap NAME: reads complaints from standard input; none is a pass.
tap() {
    number=$(next_number)
    cat > "$work/complaints"
    if [ -s "$work/complaints" ]; then
        echo "not ok $number - $1"
        sed 's/^/#   /' "$work/complaints" | head -n 30
    else
        echo "ok $number - $1"
    fi
}

grade() {
    # shellcheck disable=SC2086
    TMPDIR=$work/temporary "$build/grade" $flags "$@" > "$work/said" 2>&1
    code=$?
}

# part a: what the report says of it: points and verdict
part() { sed -n "s|^    $1  .* \([0-9]*/[0-9]*\)  *\(.*\)|\1 \2|p" "$work/said"; }

# expect VERDICT-A VERDICT-B: complains where part a or b is judged otherwise, or something is left.
expect() {
    a="0/4 $1" b="0/6 $2"
    [ "$1" = pass ] && a="4/4 pass"
    [ "$2" = pass ] && b="6/6 pass"
    [ "$(part a)" = "$a" ] || echo "part a: wanted $a, found $(part a)"
    [ "$(part b)" = "$b" ] || echo "part b: wanted $b, found $(part b)"
    wanted=0
    case $1 in grader-error) wanted=2 ;; skipped) wanted=1 ;; esac
    [ $code -eq $wanted ] || echo "exit code $code, wanted $wanted"
    ls "$work/temporary" | sed 's/$/: a file is left behind/'
    running | sed 's/$/: a process is left behind/'
}

# Programs that run from a folder of ours, by their command lines.
running() {
    { cat /proc/[0-9]*/cmdline 2> /dev/null || ps ax -o args; } | tr '\0' '\n' | grep "^$work/temporar[y]/"
}

# A sentence may stand on several lines.
says() {
    grep -q -e "$1" "$work/said" || tr -s '\n ' '  ' < "$work/said" | tr -s ' ' | grep -q -e "$1" || { echo "does not say: $1"; cat "$work/said"; }
}

mixed() {  # mixed FILE > norm.c
    grep -q '^// needs: system' "$1" && cat tests/hostile/system.h
    cat "$1"
    sed '/^void norm_forward/,/^}/ s/^    assert(rows.*/&\
    if (mischief(y, rstd, x, rows, cols)) return;/' solutions/05-norm/norm.c
}

header() { sed -n "s|^// $2: ||p" "$1" | head -n 1; }

for file in tests/hostile/*.c; do
    name=$(basename "$file" .c)
    what=$(header "$file" "$name.c")
    if grep -q '^// needs: system' "$file"; then
        case $machine in
            Linux-x86_64 | Linux-aarch64) ;;
            *)  number=$(next_number)
                echo "ok $number - $name: $what # SKIP no bare system calls on $machine"
                continue ;;
        esac
    fi
    mixed "$file" > "$norm"
    start=$(date +%s)
    grade
    took=$(($(date +%s) - start))
    other=$(header "$file" other)
    {
        expect "$(header "$file" expect)" "${other:-pass}"
        pattern=$(header "$file" says)
        [ -z "$pattern" ] || says "$pattern"
        LC_ALL=C tr -d '\n -~\200-\377' < "$work/said" | od -c | head -n 1 | grep -v '^0000000$' | sed 's/$/: a control byte in the report/'
        [ $took -le 4 ] || echo "took $took seconds"
    } | tap "$name: $what"
done

# ---- changes inside the solution -------------------------------------------------------------------
changed() { sed "$1" solutions/05-norm/norm.c > "$norm"; }

changed 's/= gain\[c\] \* (row\[c\] \* rstd\[r\]);/= ((unsigned long long)y \& 4095) ? gain[c] * (row[c] * rstd[r]) : gain[c] * row[c] * rstd[r];/'
grade
expect nondeterministic pass | tap "address_dependent: a result that follows where memory lies, by less than the bound"
changed 's/ y\[r \* cols + c\] = / y[r * cols + c] += /'
grade
{ expect unwritten pass; says 'depends on what was in'; } | tap "adds_to_output: adds to what it should assign"
changed 's/c < cols; c++) y/c < cols \/ 2; c++) y/'
grade
{ expect unwritten pass; says 'was never written'; } | tap "half_written: writes the first half of each row"
changed "s/^void norm_forward/static dim before;\n&/; s/= gain\[c\] \* (row\[c\] \* rstd\[r\]);/= cols > before ? gain[c] * (row[c] * rstd[r]) : gain[c] * row[c] * rstd[r];/; s/^    assert(rows >= 0 .* eps.*/&\n    static dim last;\n    before = last;\n    last = cols;/"
grade
expect nondeterministic pass | tap "keeps_state: a result that follows the call before it, by less than the bound"
changed 's/norm_backward/norm_backwards/'
grade
{ expect compile-error compile-error; says 'does not define norm_backward'; } | tap "missing: a function of the contract is not there"
{ cat solutions/05-norm/norm.c; printf 'int x = ;\n'; } > "$norm"
grade
line=$(wc -l < "$norm" | tr -d ' ')
{ expect compile-error compile-error; says "^ *$norm:$line:"; says 'int x = ;'; } | tap "broken: the compiler's words at the student's own line"
printf 'int x = "\377\033[2J";\nint y = ;\n' > "$norm"
grade
{ expect compile-error compile-error; says '^ *int y = ;\|y = ;'; } | tap "raw_bytes: a line that is no text, in the compiler's words"
{ cat solutions/05-norm/norm.c; printf '#include "/dev/zero"\n'; } > "$norm"
grade
case $(${CC:-cc} --version) in  # clang takes a device for an empty file
*clang*) expect pass pass ;;
*) expect compile-error compile-error ;;
esac | tap "dev_zero: a source that includes a file without end"
{ printf '#include "norm.c"\n'; cat solutions/05-norm/norm.c; } > "$norm"
grade
{ expect compile-error compile-error; says 'nested'; } | tap "itself: a source that includes itself"
{ cat solutions/05-norm/norm.c; awk 'BEGIN { for (i = 0; i < 300; i++) print "int x" i " = ;" }'; } > "$norm"
grade
expect compile-error compile-error | tap "many_errors: three hundred mistakes are one message"

# ---- files that are not quite files --------------------------------------------------------------------
awk '{ printf "%s\r\n", $0 }' solutions/05-norm/norm.c > "$norm"
grade
expect pass pass | tap "crlf: line ends of another system"
printf %s "$(cat solutions/05-norm/norm.c)" > "$norm"
grade
expect pass pass | tap "no_last_newline: a file that ends without a line end"
{ printf '\357\273\277'; cat solutions/05-norm/norm.c; } > "$norm"
grade
expect pass pass | tap "byte_order_mark: a file that opens with U+FEFF"
: > "$norm"
grade
{ expect compile-error compile-error; says 'does not define norm_'; } | tap "empty: a file without a byte"
{ cat solutions/05-norm/norm.c; head -c 2097152 /dev/zero | tr '\0' '\n'; } > "$norm"
grade
{ expect skipped skipped; says 'larger than 1 MiB'; } | tap "huge: a source of 2 MiB"
rm "$norm"
grade
{ expect skipped skipped; says 'no such file'; } | tap "absent: no file at all"
mkfifo "$norm"
grade
{ expect skipped skipped; says 'not a regular file'; } | tap "fifo: a pipe in place of the file"
rm "$norm"
ln -s "$(pwd)/solutions/05-norm/norm.c" "$norm"
grade
{ expect skipped skipped; says 'not a regular file'; } | tap "symlink: a link in place of the file"
rm "$norm"
mkdir "$norm"
grade
{ expect skipped skipped; says 'is a folder'; } | tap "folder: a folder in place of the file"
echo "1..$(cat "$work/number")"
