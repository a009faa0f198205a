#!/bin/sh
# together_test.sh: all functions of a lab run in one process first (grader/together.h), and none of
# them gains or loses by that. Prints TAP.
build=${BUILD:-build}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
norm=$work/norm.c
solution=solutions/05-norm/norm.c

grade() { "$build/grade" --lab norm --from "$work" --seed 3 --seconds 4 --checked never "$@" > "$work/said" 2>&1; }
part() { sed -n "s|^    $1  .* \([0-9]*/[0-9]*\)  *\(.*\)|\1 \2|p" "$work/said"; }
wants() {  # wants PART RESULT
    [ "$(part "$1")" = "$2" ] || complain "part $1: wanted $2, found $(part "$1"): $(cat "$work/said")"
}
# with FORWARD BACKWARD: statements put at the end of each function's first assertion
with() {
    awk -v forward="$1" -v backward="$2" '
        NR == 1 { print; next }
        /^void norm_forward/ && !declared { print "static float kept;"; declared = 1 }
        { print }
        /^void norm_forward/ { say = forward } /^void norm_backward/ { say = backward }
        /^    assert\(rows/ { inside = 1 }
        inside && /;$/ { print "    " say; inside = 0 }' "$solution" > "$norm"
}

with "kept = 1.0f;" "if (kept == 0.0f) rows = 0;"
grade
wants a "4/4 pass"
case "$(part b)" in 0/6*) ;; *) complain "part b: $(cat "$work/said")" ;; esac
law "a function that lives on what another left behind fails"

with "kept = 1.0f;" "if (kept == 1.0f) rows = 0;"
grade
wants a "4/4 pass"
wants b "6/6 pass"
law "a function that another spoils is judged by itself"

with 'kept = 1.0f; if (rows > 0) printf("forward\\n");' ""
sed '1a #include <stdio.h>' "$norm" > "$work/printing.c" && mv "$work/printing.c" "$norm"
grade --format json
grep -q '"norm_forward": "forward' "$work/said" || complain "printed: $(grep -A3 printed "$work/said" | head -n 8)"
grep -q '"norm_backward": "forward' "$work/said" && complain "norm_backward is said to have printed"
law "what a function printed is told as its own"

with "for (;;) kept += 1.0f;" ""
grade
wants a "0/4 timeout"
wants b "6/6 pass"
law "a function that never returns costs no other"

with "kept = 0.0f;" "LAB_TODO();"
sed '1a #include "todo.h"' "$norm" > "$work/todo.c" && mv "$work/todo.c" "$norm"
grade
wants a "4/4 pass"
wants b "0/6 not written yet"
law "a function that is not written yet costs no other"
echo "1..$number"
