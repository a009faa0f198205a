#!/bin/sh
# coverage.sh: builds everything with gcov, runs the tests, prints lines per folder, writes HTML to
# build/coverage/index.html, and fails below the floors: 95 % of ops, text and solutions, 85 % of the grader.
set -eu
build=${BUILD:-build}/coverage-build
find "$build" -name "*.gcda" -delete 2> /dev/null || true
${MAKE:-make} -s BUILD="$build" EXTRA="--coverage -O0" CC=gcc test-run || echo "note: some tests fail; make test is their judge, this is about lines"
mkdir -p "${BUILD:-build}/coverage"
gcovr -r . --object-directory "$build" --exclude 'tests/' --exclude 'labs/' --exclude 'reference/app/' \
    --exclude-unreachable-branches --txt "${BUILD:-build}/coverage/report.txt" --csv "${BUILD:-build}/coverage/report.csv" \
    --html-details "${BUILD:-build}/coverage/index.html"
cat "${BUILD:-build}/coverage/report.txt"
awk -F, '
    NR > 1 {
        split($1, path, "/")
        key = path[1] == "reference" ? path[1] "/" path[2] : path[1]
        total[key] += $2; hit[key] += $3
    }
    END {
        floor["reference/ops"] = 95; floor["reference/text"] = 95; floor["solutions"] = 95; floor["grader"] = 85
        for (key in total) {
            share = 100 * hit[key] / total[key]
            printf "%-16s %5.1f %% of %d lines%s\n", key, share, total[key], (key in floor) ? sprintf(", at least %d %%", floor[key]) : ""
            if ((key in floor) && share < floor[key]) bad = 1
        }
        exit bad
    }' "${BUILD:-build}/coverage/report.csv"
