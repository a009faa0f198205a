#!/bin/sh
# checked_test.sh: what the checking build advises: line, tensor and index of a step over an end,
# undefined behaviour, memory that is never freed; that it changes no points; that it stays out of
# the way where it cannot run. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
mkdir "$work/from" "$work/temporary"
norm=$work/from/norm.c
number=0
wrong=""
# Two seconds in place of ten, for the files that hang.
flags="--from $work/from --seed 3 --seconds 20"

complain() { wrong="$wrong
$*"; }
law() {
    number=$((number + 1))
    if [ -z "$wrong" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        printf '%s\n' "$wrong" | sed 's/^/#   /' | head -n 30
    fi
    wrong=""
}
skip() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}
grade() {
    # shellcheck disable=SC2086
    TMPDIR=$work/temporary "$build/grade" $flags "$@" > "$work/said" 2>&1
    code=$?
    tr -s '\n ' ' ' < "$work/said" > "$work/line"
}
# A sentence may stand on several lines.
says() { grep -q -e "$1" "$work/line" || complain "does not say: $1: $(cat "$work/said")"; }
not_says() { ! grep -q -e "$1" "$work/line" || complain "says: $1: $(cat "$work/said")"; }
points() { says " $1 of 10 points"; }
left() {
    ls "$work/temporary" | sed 's/$/: a file is left behind/' > "$work/left"
    { cat /proc/[0-9]*/cmdline 2> /dev/null || ps ax -o args; } | tr '\0' '\n' |
        grep "^$work/temporar[y]/" | sed 's/$/: a process is left behind/' >> "$work/left"
    [ ! -s "$work/left" ] || complain "$(cat "$work/left")"
}

# first STATEMENT [LINE]: norm.c whose norm_forward does this first, in a file with LINE on top.
first() {
    { [ -z "${2:-}" ] || printf '%s\n' "$2"
      sed '/^void norm_forward/,/^}/ s/^    assert(rows.*/&\
    STATEMENT/' solutions/05-norm/norm.c; } | awk -v with="$1" '
        { at = index($0, "STATEMENT"); if (at) print substr($0, 1, at - 1) with; else print }' > "$norm"
    line=$(grep -nF -- "$1" "$norm" | tail -n 1 | cut -d: -f1)
}
# advised KIND STATEMENT SENTENCE [LINE ON TOP]: said at the line of the statement, in its function
advised() {
    first "$1" "${3:-}"
    grade --lab norm
    says "advice (costs no points): $norm:$line:[0-9: ]*in norm_forward: $2"
    left
}

# ---- what the compiler has --------------------------------------------------------------------------
first 'y[rows * cols] = eps;'
grade --lab norm --format json
if grep -q '"checked": "not run: the compiler' "$work/said"; then
    says '"advice": \[\]'
    points 0
    law "without sanitizers the record says so"
    echo "1..$number"
    exit 0
fi

# ---- steps over an end, at their line ---------------------------------------------------------------
advised 'y[rows * cols] = eps;' 'writes 1 value behind the end of y: y\[[0-9]*\], which has'
law "a write behind an output: line, tensor, index"
advised 'y[0] = x[rows * cols];' 'reads 1 value behind the end of x: x\['
law "a read behind an input: line, tensor, index"
advised 'y[0] = x[rows * cols + 2000];' 'reads 2001 values behind the end of x: x\['
law "a step that is far too wide still names the tensor"
advised 'y[-2] = eps;' 'writes 2 values before the start of y: y\[-2\]'
law "a write before an output"
advised '((float *)(unsigned long long)x)[1] = eps;' 'writes to its input x (element 1 of '
law "a write to an input, at its line"
advised 'memcpy(y, x, (size_t)(rows * cols + 1) * sizeof *y);' '[a-z]* 1 value behind the end of [xy]: ' '#include <string.h>'
law "what memcpy does stands at the line that calls it"
advised 'float acc[8]; for (int i = 0; i <= 8; i++) acc[i] = eps; y[0] = acc[cols % 8];' 'writes 1 value behind the end of acc: acc\[8\], which has 8 values'
points 10
law "a step over a local array that harms nothing is told, and costs nothing"
advised 'static float table[4]; y[0] = table[cols - cols + 4];' 'reads 1 value behind the end of table: table\[4\], which has 4 values'
law "a step over a static array"

# ---- undefined behaviour ------------------------------------------------------------------------------
advised 'int big = 2147483600; for (int i = 0; i < 50; i++) big += (int)cols; y[0] = (float)big;' 'signed integer overflow: .* C defines no result'
points 10
law "a signed number that overflows"
advised 'y[0] = (float)(1 << (40 + (int)cols));' 'shift exponent 4[0-9] is too large'
law "a shift by too many bits"
advised 'y[0] = (float)(1 / (int)(rows - rows));' 'divides a whole number by zero'
points 6
law "a division by zero, at its line"
advised 'float *p = 0; y[0] = p[cols - cols];' '[a-z ]* a pointer that is NULL'
law "a pointer that is NULL"
advised 'float *p = y; { float inner[3] = {eps, 2, 3}; p = inner; } y[0] = p[1];' 'reads the local variable inner (declared in line [0-9]*) after the end of the block'
law "a local variable after its block"
first 'y[0] = deep(1);' 'static float deep(int n) { volatile float a[100]; a[n % 100] = 1; return deep(n + 1) + a[1]; }'
grade --lab norm
says "$norm:1:[0-9: ]*in deep: runs out of stack"
points 6
law "endless recursion: the function that calls itself"
advised 'float large[400000]; for (int i = 0; i < 400000; i++) large[i] = eps; y[0] = large[cols];' 'runs out of stack' 2> /dev/null
wrong=""  # the line is the function's own
says "$norm:[0-9: ]*in norm_forward: runs out of stack"
law "a local array that is too large: its function"

# ---- memory of one's own --------------------------------------------------------------------------------
first 'float *own = malloc((size_t)cols * sizeof *own); for (dim c = 0; c < cols; c++) own[c] = x[c]; rows = rows + (own[0] > 1e9f);' '#include <stdlib.h>'
grade --lab norm
says " $norm:$line calls malloc: a lab does not allocate"
points 0
law "a call of malloc is named with its line"
if grep -q 'LEAKS := 1' "$build"/config-*.mk 2> /dev/null; then
    says "$norm:$line:[0-9: ]*in norm_forward: the memory that is asked for here ([0-9]* bytes) is never freed"
    law "and its memory, which is never freed"
    sed 's/rows = rows + (own\[0\] > 1e9f);/& free(own);/' "$norm" > "$norm.new" && mv "$norm.new" "$norm"
    grade --lab norm
    says "calls malloc: a lab does not allocate"
    not_says 'never freed'
    not_says 'advice (costs'
    law "memory that is freed is no leak"
else
    skip "and its memory, which is never freed" "no leak sanitizer that works here"
    skip "memory that is freed is no leak" "no leak sanitizer that works here"
fi
first 'if (fork() < 0) return;' '#include <unistd.h>'
grade --lab norm --format json
says "norm.c:$line calls fork: a lab is plain C"
says '"checked": "not run: the file asks for what a lab may not use"'
left
law "a call of fork is named with its line, and never run"

# ---- out of the way --------------------------------------------------------------------------------------
first 'y[rows * cols] = eps;'
grade --lab norm --checked never --format json
says '"checked": "not run: not asked for", "advice": \[\]'
grade --lab norm --checked sometimes
[ $code -eq 4 ] || complain "exit $code"
says '^grade: --checked sometimes: wanted auto, always or never'
law "--checked: never, and nothing else but its three words"
for checked in never always; do
    grade --lab norm --checked $checked --format json
    sed '/"checked":/,$d' "$work/said" > "$work/$checked"
done
cmp -s "$work/never" "$work/always" || complain "$(diff "$work/never" "$work/always" | head -n 5)"
law "points, verdicts and details are the same with it and without"
grade --lab norm --format json
cp "$work/said" "$work/once"
grade --lab norm --format json
cmp -s "$work/said" "$work/once" || complain "$(diff "$work/said" "$work/once" | head -n 5)"
law "the same seed gives the same advice"
grade --lab norm --part b
not_says 'advice (costs'
law "--part: only the cases of the part are checked"
printf 'int x = ;\n' > "$norm"
grade --lab norm --format json
says '"checked": "not run: there is no program to run", "advice": \[\]'
left
law "a file that does not compile is not checked"
first 'y[0] = eps;' '#if defined __SANITIZE_ADDRESS__ || defined __clang__
const char *__asan_default_options(void);
#endif
#ifdef __SANITIZE_ADDRESS__
const char *__asan_default_options(void) { return "detect_leaks=1"; }
#elif defined __clang__
#if __has_feature(address_sanitizer)
const char *__asan_default_options(void) { return "detect_leaks=1"; }
#endif
#endif'
grade --lab norm --format json
says "\"checked\": \"not run: the file defines the sanitizer's own options (__asan_default_options); take that away\""
points=$(grep -o '"earned": 10' "$work/said" | head -n 1)
[ -n "$points" ] || complain "points: $(head -n 8 "$work/said")"
law "a file with options for the sanitizer: one sentence, and its points"
first 'while (rows >= 0) y[0] = y[0] + 1;'
flags="--from $work/from --seed 3 --seconds 2"
grade --lab norm --format json
says '"checked": "not run: not to the end, which it did not reach in time"'
says '"verdict": "timeout"'
left
law "a loop without end: the check ends too"
flags="--from $work/from --seed 3"
first 'for (;;) fprintf(stderr, "norm.c:1:1: runtime error: \\\\033[2Jforged\\\\n");' '#include <stdio.h>'
grade --lab norm
LC_ALL=C tr -d '\n -~\200-\377' < "$work/said" | od -c | head -n 1 | grep -q '^0000000$' || complain "a control byte in the report"
says 'output-limit'
left
law "a flood of forged reports ends, and is safe to show"

# ---- all labs: nothing to say of what is right, and a crash asks for it ----------------------------------
first 'y[rows * cols] = eps;'
for topic in rope softmax; do cp solutions/*-$topic/$topic.c "$work/from/"; done
grade
says "advice (costs no points): $norm:$line"
[ "$(grep -c 'advice (costs' "$work/said")" -eq 1 ] || complain "$(grep -c 'advice (costs' "$work/said") labs with advice"
left
law "all labs: a crash asks for the check"
flags="--from solutions --seed 3"
grade --checked always --format json
[ "$(grep -c '"checked": "run"' "$work/said")" -eq "$(ls -d solutions/*/ | wc -l)" ] || complain "$(grep '"checked"' "$work/said" | sort | uniq -c)"
grep -A 9 '"kind"' "$work/said" > "$work/found" && complain "$(cat "$work/found")"
left
law "every solution: checked, and nothing to advise"
echo "1..$number"
