#!/bin/sh
# bounds.sh HEADER...: prints the table of error bounds that the contracts define, as C, for
# grader/bounds.c: one ROW(NAME_BOUND) for each `#define NAME_BOUND(n)`.
for header in "$@"; do
    names=$(sed -n 's/^#define \([A-Z_]*_BOUND\)(.*/\1/p' "$header")
    [ -n "$names" ] || continue
    printf '#include "%s"\n' "$(basename "$header")"
    for name in $names; do printf 'ROW(%s)\n' "$name"; done
done
