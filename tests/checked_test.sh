#!/bin/sh
# checked_test.sh: what the checking build advises: line, tensor and index of a step over an end,
# undefined behaviour, memory that is never freed; that it changes no points; that it stays out of
# the way where it cannot run. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
mkdir "$work/from" "$work/temporary"
norm=$work/from/norm.c
. tests/tap.sh
# More seconds than a busy machine needs; what hangs is given one.
flags="--from $work/from --seed 3 --seconds 60"

grade() {
    # shellcheck disable=SC2086
    TMPDIR=$work/temporary "$build/grade" $flags "$@" > "$work/said" 2>&1
    code=$?
    tr -s '\n ' ' ' < "$work/said" > "$work/line"
}
# A sentence may stand on several lines.
says() { grep -q -e "$1" "$work/line" || complain "does not say: $1: $(cat "$work/said")"; }
not_says() { ! grep -q -e "$1" "$work/line" || complain "says: $1: $(cat "$work/said")"; }
left() {
    ls "$work/temporary" | sed 's/$/: a file is left behind/' > "$work/left"
    { cat /proc/[0-9]*/cmdline 2> /dev/null || ps ax -o args; } | tr '\0' '\n' |
        grep "^$work/temporar[y]/" | sed 's/$/: a process is left behind/' >> "$work/left"
    [ ! -s "$work/left" ] || complain "$(cat "$work/left")"
}

# Mistakes share a run: a grading costs more than all of them. does [forward|backward] STATEMENT puts
# one into a function of norm.c, where it opens; above LINE puts one on top of the file.
fresh() { cp solutions/05-norm/norm.c "$norm"; }
does() {
    awk -v where="norm_$1" -v what="$2" '
        /^void/ { inside = index($0, where) }
        { print }
        inside && /^    assert\(rows/ { print "    " what; inside = 0 }' "$norm" > "$norm.new"
    mv "$norm.new" "$norm"
}
above() {
    { printf '%s\n' "$1"; cat "$norm"; } > "$norm.new"
    mv "$norm.new" "$norm"
}
# advised [forward|backward] STATEMENT SENTENCE: told at the line of the statement, in its function
advised() {
    line=$(grep -nF -- "$2" "$norm" | tail -n 1 | cut -d: -f1)
    says "$norm:$line:[0-9: ]*in norm_$1: $3"
}

# ---- steps over an end: the line, the tensor, the index --------------------------------------------
fresh
above '#include <string.h>'
does forward 'memcpy(rstd, x, (size_t)(rows + 1) * sizeof *y);'
does forward 'y[-2] = x[0];'
does forward 'y[0] = x[rows * cols + 1500];'
does forward 'y[0] = x[rows * cols];'
does forward 'y[rows * cols] = eps;'
grade --lab norm --format json
if grep -q '"checked": "not run: the compiler' "$work/said"; then
    says '"advice": \[\]'
    law "without sanitizers the record says so"
    echo "1..$number"
    exit 0
fi
cp "$work/said" "$work/auto"
grade --lab norm
says 'advice (costs no points):'
left
advised forward 'y[rows * cols] = eps;' 'writes 1 value behind the end of y: y\[[0-9]*\], which has [0-9]* value'
law "a write behind an output"
advised forward 'y[0] = x[rows * cols];' 'reads 1 value behind the end of x: x\[[0-9]*\], which has [0-9]* value'
law "a read behind an input"
advised forward 'y[0] = x[rows * cols + 1500];' 'reads 1501 values behind the end of x: x\['
law "a step that is far too wide still names its tensor"
advised forward 'y[-2] = x[0];' 'writes 2 values before the start of y: y\[-2\]'
law "a write before an output"
advised forward 'memcpy(rstd' 'writes 1 value behind the end of rstd: rstd\['
law "what memcpy does stands at the line that calls it"

grade --lab norm --format json --checked always
# what follows "kind" says how and when, which is another
for file in said auto; do sed '/"kind":/,$d' "$work/$file" > "$work/$file.graded"; done
cmp -s "$work/said.graded" "$work/auto.graded" ||
    complain "$(diff "$work/said.graded" "$work/auto.graded" | head -n 5)"
law "the same seed gives the same advice"
grade --lab norm --format json --checked never
says '"checked": "not run: not asked for", "advice": \[\]'
for file in said auto; do sed '/"checked":/,$d' "$work/$file" > "$work/$file.points"; done
cmp -s "$work/said.points" "$work/auto.points" || complain "$(diff "$work/said.points" "$work/auto.points" | head -n 5)"
law "points, verdicts and details are the same with it and without"
grade --lab norm --checked sometimes
[ $code -eq 4 ] || complain "exit $code"
says '^grade: --checked sometimes: wanted auto, always or never'
law "--checked knows three words"

# ---- mistakes that happen to do no harm ----------------------------------------------------------------
fresh
does forward 'int big = 2147483600; for (int i = 0; i < 50; i++) big += (int)cols; rstd[0] = (float)big;'
does forward 'rstd[0] = (float)(1 << (40 + (int)cols));'
does forward 'float acc[8]; for (int i = 0; i <= 8; i++) acc[i] = eps; rstd[0] = acc[cols % 8];'
does forward 'static float table[4]; rstd[0] = table[cols + 3 - cols / 1000];'
does forward 'float *p = rstd; { float inner[3] = {eps, 2, 3}; p = inner; } rstd[0] = p[1];'
grade --lab norm
left
advised forward 'int big' 'signed integer overflow: .* C defines no result for it'
law "a signed number that overflows"
advised forward 'rstd[0] = (float)(1 <<' 'shift exponent [0-9]* is too large'
law "a shift by too many bits"
advised forward 'float acc[8]' 'writes 1 value behind the end of acc: acc\[8\], which has 8 values (index 0 to 7); it is declared in line [0-9]*'
law "a step over a local array: its name and size"
advised forward 'static float table' 'reads [0-9]* value[s]* behind the end of table: table\[[0-9]*\], which has 4 values'
law "a step over a static array"
advised forward 'float *p = rstd' 'reads the local variable inner (declared in line [0-9]*) after the end of the block'
law "a local variable after its block"
says ' 10 of 10 points'
law "advice costs no points"

# ---- mistakes that end the program -----------------------------------------------------------------------
fresh
does forward 'rstd[0] = (float)(1 / (int)(rows - rows));'
does backward '((float *)(unsigned long long)x)[1] = dy[0];'
grade --lab norm
left
advised forward 'rstd[0] = (float)(1 /' 'divides a whole number by zero'
law "a division by zero"
advised backward '((float *)(un' 'writes to its input x (element 1 of [0-9]*); inputs are only read'
law "a write to an input, at its line"
fresh
above 'static float deep(int n) { volatile float a[100]; a[n % 100] = 1; return deep(n + 1) + a[1]; }'
does forward 'rstd[0] = deep(1);'
does backward 'float *p = 0; dx[0] = p[cols - cols];'
grade --lab norm
left
says "$norm:1:[0-9: ]*in deep: runs out of stack"
law "endless recursion: the function that calls itself"
advised backward 'float *p = 0' '[a-z ]* a pointer that is NULL'
law "a pointer that is NULL"

# ---- memory of one's own --------------------------------------------------------------------------------
fresh
above '#include <stdlib.h>'
does forward 'float *own = malloc((size_t)cols * sizeof *own); own[0] = eps; own[cols - 1] = x[0]; rstd[0] = own[0];'
does backward 'float *mine = malloc((size_t)cols * sizeof *mine); mine[cols - 1] = x[0]; dx[0] = mine[cols - 1]; free(mine);'
grade --lab norm
left
line=$(grep -nF 'float *own' "$norm" | cut -d: -f1)
says " $norm:$line calls malloc: a lab does not allocate"
says ' 0 of 10 points'
law "a call of malloc is named with its line"
if grep -q 'LEAKS := 1' "$build"/config-*.mk 2> /dev/null; then
    advised forward 'float *own' 'the memory that is asked for here ([0-9]* bytes) is never freed'
    says 'in norm_forward: the memory'
    not_says 'in norm_backward'
    law "its memory is never freed, which is told; what is freed is no leak"
else
    skip "its memory is never freed, which is told; what is freed is no leak" "no leak sanitizer works here"
fi
fresh
above '#include <unistd.h>'
does forward 'if (fork() < 0) return;'
grade --lab norm --format json
left
says "norm.c:$(grep -n fork "$norm" | cut -d: -f1) calls fork: a lab is plain C"
says '"checked": "not run: the file asks for what a lab may not use"'
law "a call of fork is named with its line, and never run"

# ---- out of the way --------------------------------------------------------------------------------------
printf 'int x = ;\n' > "$norm"
grade --lab norm --format json
left
says '"checked": "not run: there is no program to run", "advice": \[\]'
law "a file that does not compile is not checked"
fresh
above '#if defined __SANITIZE_ADDRESS__
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return ""; }
#elif defined __clang__
#if __has_feature(address_sanitizer)
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return ""; }
#endif
#endif'
grade --lab norm --format json
left
says "\"checked\": \"not run: the file defines the sanitizer's own options (__asan_default_options); take that away\""
says '"points": 10, "earned": 10'
law "a file with options for the sanitizer: one sentence, and its points"
fresh
above '#include <stdio.h>'
does forward 'for (;;) fprintf(stderr, "norm.c:1:1: runtime error: \\033[2Jforged\\n");'
does backward 'while (rows >= 0) dx[0] += eps_of(dy);'
above 'static float eps_of(const float *of) { return of[0]; }'
grade --lab norm --seconds 1
left
says 'norm_backward did not return within 1 seconds'
says 'output-limit'
says 'the check for advice did not end in time'
LC_ALL=C tr -d '\n -~\200-\377' < "$work/said" > "$work/controls"
[ ! -s "$work/controls" ] || complain "a control byte in the report"
law "a flood of forged reports and a loop without end: the check ends, and is safe to show"

# ---- all labs --------------------------------------------------------------------------------------------
fresh
does forward 'y[rows * cols] = eps;'
cp solutions/*-rope/rope.c "$work/from/"
grade
left
advised forward 'y[rows * cols] = eps;' 'writes 1 value behind the end of y'
[ "$(grep -c 'advice (costs' "$work/said")" -eq 1 ] || complain "$(grep -c 'advice (costs' "$work/said") labs with advice"
law "all labs: a crash asks for the check"
grade --lab norm --part b --format json
says '"checked": "run", "advice": \[\]'
law "--part: only the cases of that part are checked"
flags="--from solutions --seed 3 --seconds 60"
grade --checked always --format json
left
[ "$(grep -c '"checked": "run"' "$work/said")" -eq "$(ls -d solutions/*/ | wc -l)" ] ||
    complain "$(grep '"checked"' "$work/said" | sort | uniq -c)"
[ "$(grep -c '"advice": \[\]' "$work/said")" -eq "$(ls -d solutions/*/ | wc -l)" ] ||
    complain "$(grep -A 9 '"kind"' "$work/said")"
law "every solution: checked, and nothing to advise"
echo "1..$number"
