#!/bin/sh
# fuzz.sh SECONDS: shares the time among tests/fuzz_*.c (libFuzzer, ASan, UBSan). A crash is kept as
# build/fuzz/crash-* and fails.
set -eu
seconds=$1
build=build/fuzz
mkdir -p $build
count=$(ls tests/fuzz_*.c | wc -l)
each=$((seconds / count))
[ $each -gt 0 ] || each=1
for harness in tests/fuzz_*.c; do
    name=$(basename "$harness" .c)
    ${MAKE:-make} -s BUILD=$build CC=clang OPENMP= MATMUL=plain \
        EXTRA="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -O1" "$build/tests/$name"
    mkdir -p "$build/corpus-$name"
    echo "$name for $each s"
    "$build/tests/$name" -max_total_time=$each -timeout=10 -rss_limit_mb=2048 -max_len=65536 -verbosity=0 -print_final_stats=0 \
        -artifact_prefix=$build/ "$build/corpus-$name"
done
