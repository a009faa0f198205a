#!/bin/sh
# check_all.sh: the long checks, one after the other, each with its own build folder: both compilers,
# -O0 and -O3, address and undefined-behaviour sanitizers, valgrind, ten minutes of fuzzing (FUZZ_SECONDS
# changes that), goldens regenerated, slow commands of the docs, a bare machine in a chroot.
# A check that cannot run here is "not run", with the reason, and is not counted as passed.
# Last line: N passed, N failed, N skipped.
set -u
passed=0 failed=0 skipped=0
logs=$(mktemp -d) || exit 3
trap 'rm -rf "$logs"' EXIT
make=${MAKE:-make}

check() {  # check NAME COMMAND...
    name=$1
    shift
    start=$(date +%s)
    if "$@" > "$logs/log" 2>&1; then
        echo "ok: $name ($(($(date +%s) - start)) s): $(tail -n 1 "$logs/log")"
        passed=$((passed + 1))
    elif [ $? -eq 77 ]; then  # the check itself found that it cannot run here
        not_run "$name" "$(tail -n 1 "$logs/log")"
    else
        echo "FAILED: $name"
        tail -n 60 "$logs/log"
        failed=$((failed + 1))
    fi
}
tap() {  # a script that speaks TAP: something was ok, and nothing was not
    "$@" > "$logs/tap" 2>&1
    cat "$logs/tap"
    grep -q '^ok ' "$logs/tap" && ! grep -q '^not ok' "$logs/tap"
}
not_run() {
    echo "not run: $1: $2"
    skipped=$((skipped + 1))
}
build_and_test() {  # build_and_test FOLDER CC EXTRA [SCRIPTS]
    if [ $# -eq 4 ]; then $make -s -j2 BUILD="$1" CC="$2" EXTRA="$3" SCRIPTS="$4" test-run
    else $make -s -j2 BUILD="$1" CC="$2" EXTRA="$3" test-run; fi
}
# What a compiler and its optimisation can change: not texts, files, and what surrounds the grader.
numbers=""
for script in tests/*_test.sh; do
    case ${script#tests/} in
        batch_* | box_* | course_* | deps_* | docs_* | emit_* | handout_* | hint_* | hostile_* | page_* | \
            progress_* | proof_* | quiz_* | ready_*) ;;
        *) numbers="$numbers $script" ;;
    esac
done

timed_bench() {
    $make -s -j2 BUILD=build build && CRUMB_TIMED=1 BUILD=build tests/bench_test.sh > build/bench.tap
    ! grep -E '^not ok|# SKIP' build/bench.tap && tail -n 1 build/bench.tap
}
check "crumb bench keeps its promise about speed" timed_bench
for cc in gcc clang; do
    command -v $cc > /dev/null || { not_run "tests with $cc" "no $cc"; continue; }
    for level in -O0 -O3; do
        check "tests of numbers with $cc $level" build_and_test "build/$cc$level" $cc $level "$numbers"
    done
done
check "every test with clang" build_and_test build/clang clang ""
check "tests without BLIS and OpenMP" $make -s -j2 BUILD=build/plain MATMUL=plain OPENMP= SCRIPTS="$numbers" test-run

check "tests with address and undefined-behaviour sanitizers" tests/sanitize.sh
all_records() {
    $make -s -j2 BUILD=build build build/tests/grader_schema_test && tap tests/emit_test.sh all
}
check "every attack, at every tier" tap tests/hostile_test.sh long
check "ready files for CI and Gradescope, set up from nothing" tap tests/ready_test.sh long
check "records of every hostile and wrong file, in every format" all_records

check "score pages in a browser" tests/page/look.sh

if command -v valgrind > /dev/null; then check "unit tests under valgrind" tests/valgrind.sh
else not_run "unit tests under valgrind" "no valgrind"; fi

seconds=${FUZZ_SECONDS:-600}
if clang -fsanitize=fuzzer -x c - -o "$logs/f" 2> /dev/null << END
#include <stddef.h>
#include <stdint.h>
int LLVMFuzzerTestOneInput(const uint8_t *d, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *d, size_t n) { (void)d; (void)n; return 0; }
END
then check "fuzzing for $seconds seconds" tests/fuzz.sh "$seconds"
else not_run "fuzzing" "clang has no fuzzer library here (libclang-rt)"; fi

if /usr/bin/python3 -c 'import torch' 2> /dev/null; then
    check "goldens are reproduced byte for byte" /usr/bin/python3 datasets/golden/make_golden.py --check
    check "one made here loads elsewhere" tests/elsewhere.sh
else
    not_run "goldens are reproduced byte for byte" "no PyTorch for /usr/bin/python3"
    not_run "one made here loads elsewhere" "no PyTorch for /usr/bin/python3"
fi

check "one model's life, with a minute of training" tap tests/end_to_end_test.sh long
check "training killed sixty times, and a disk that fills up" tap tests/pretrain_test.sh long
check "a thousand submissions, killed ten times" tests/batch_experiment.sh 1000 10
check "shards by xargs, and in jobs of their own" tests/fanout/xargs.sh
check "shards by GNU parallel, killed midway" tests/fanout/parallel.sh
check "shards by a Slurm array, a node killed midway" tests/fanout/slurm.sh
check "handouts: compiled anew, and every prefix of the labs" tap tests/handout_test.sh long
check "slow commands of the docs" tap tests/docs_test.sh slow
if [ "$(id -u)" -eq 0 ] && command -v debootstrap > /dev/null; then
    check "a bare machine" tests/chroot_check.sh
    check "a handout on a bare machine" tests/handout_chroot.sh
else not_run "a bare machine" "needs root and debootstrap"; fi

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
