#!/bin/sh
# look.sh [SHOTS]: looks at score pages in Chromium (look.py), and at a class of a thousand. Exit 77 with
# the reason on the last line where that cannot be. Screenshots go to SHOTS, or nowhere.
grade=${BUILD:-build}/grade
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
for name in "$CHROMIUM" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" > /dev/null && break
    name=""
done
[ -n "$name" ] || { echo "no chromium (make deps SET=check-all)"; exit 77; }
export CHROMIUM="$name"
command -v python3 > /dev/null || { echo "no python3 to talk to chromium"; exit 77; }
[ -x "$grade" ] || { echo "no $grade; make build"; exit 3; }
shots=${1:-$work/shots}
mkdir -p "$shots" || exit 3
"$grade" page tests/page/scores.json --out "$work/pages" &&
    "$grade" page tests/page/scores.json --public --out "$work/public" &&
    tests/page/many.sh 1000 > "$work/many.json" &&
    "$grade" page "$work/many.json" --out "$work/many" || exit 1
timeout -k 10 1200 python3 tests/page/look.py "$work/pages" "$work/public" "$work/many" "$shots"
