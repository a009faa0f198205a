#!/bin/sh
# valgrind.sh: every unit test under memcheck, one thread, any error or definite leak is a failure.
set -eu
build=build/valgrind
${MAKE:-make} -s -j2 BUILD=$build EXTRA="-O1" MATMUL=plain unit
for program in $build/tests/*/*_test $build/tests/grader_*_test; do
    [ -x "$program" ] || continue
    OMP_NUM_THREADS=1 valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite \
        --suppressions=tests/valgrind.supp "$program" > "$build/log" 2>&1 || { echo "$program:"; tail -n 40 "$build/log"; exit 1; }
done
echo "$(ls $build/tests/*/*_test $build/tests/grader_*_test | wc -l) programs clean"
