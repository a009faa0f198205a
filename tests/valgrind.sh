#!/bin/sh
# valgrind.sh: every unit test under memcheck, on one thread: no invalid or uninitialised access in the
# program or a child of it, and no block definitely lost in the program itself (a child that ends by
# fail() leaves its memory to the system).
set -eu
build=build/valgrind
${MAKE:-make} -s -j2 BUILD=$build EXTRA="-O1" MATMUL=plain unit
mkdir -p $build/logs
export OMP_NUM_THREADS=1
count=0
for program in $build/tests/*/*_test $build/tests/grader_*_test; do
    rm -f $build/logs/*
    valgrind --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=none --log-file="$build/logs/%p" \
        "$program" > "$build/said" 2>&1 &
    process=$!
    if ! wait $process || grep -qE 'definitely lost: [1-9]' "$build/logs/$process"; then
        echo "$program:"
        tail -n 30 "$build/said" "$build/logs/$process"
        exit 1
    fi
    count=$((count + 1))
done
echo "$count programs clean"
