#!/bin/sh
# outputs.sh [--check] FILE...: a fence "text output" holds what the "sh" fence before it prints. Without
# --check the fences are written anew; with it, differences are shown and the exit is 1. Spaces at the
# ends of lines do not count. Run from the root after make build.
set -eu
check=""
[ "${1:-}" = --check ] && { check=yes; shift; }
bad=0
for file in "$@"; do
    new=$(mktemp)
    awk -v build="${BUILD:-build}" '
        inside == "" && /^```sh *$/ { inside = "sh"; command = ""; print; next }
        inside == "" && /^```text output *$/ {
            inside = "output"
            print
            fflush()
            gsub("build/", build "/", command)
            run = "(" command ") 2>&1"
            while ((run | getline line) > 0) {
                sub(/[ \t]+$/, "", line)
                gsub(build "/", "build/", line)  # as if it were the folder that pages speak of
                print line
            }
            close(run)
            next
        }
        /^```/ { inside = inside == "" ? "other" : ""; print; next }
        inside == "sh" { command = command $0 "\n" }
        inside != "output" { print }' "$file" > "$new"
    if [ -z "$check" ]; then
        cmp -s "$new" "$file" || cp "$new" "$file"
    elif ! diff -u "$file" "$new"; then
        bad=1
    fi
    rm -f "$new"
done
exit $bad
