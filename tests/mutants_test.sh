#!/bin/sh
# mutants_test.sh [TOPIC]: every known mistake is rejected and told by its name, every accepted variant
# earns full marks, what they answer is recorded, docs/mistakes.md lists them. Prints TAP. See mutants.c.
exec "${BUILD:-build}/tests/mutants" --tap "$@"
