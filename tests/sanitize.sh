#!/bin/sh
# sanitize.sh: unit tests and the grader, built with ASan and UBSan. The probes of submissions are
# limited in memory, which the sanitizer's address space does not bear: labs are graded from the
# reference, whose probes have no such limit.
set -eu
# leaks are valgrind's part (processes that fail() in a test leave some); too large an allocation is NULL
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
build=build/sanitize
flags="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -O1"
${MAKE:-make} -s -j2 BUILD=$build CC=gcc EXTRA="$flags" sanitized
CMOCKA_MESSAGE_OUTPUT=TAP BUILD=$build tests/run.sh $build/tests/*/*_test $build/tests/grader_*_test
$build/grade --from reference --seed 3 --fail-under 100
