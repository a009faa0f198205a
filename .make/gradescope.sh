#!/bin/sh
# gradescope.sh OUT.zip: what is committed, with setup.sh and run_autograder in front, as Gradescope
# wants it. LAB: the lab that it grades ("" for all). KEY: the term key of its hidden seeds; without one the
# archive has a key of its own. The archive is written whole or not at all.
set -eu
out=${1:?wanted: gradescope.sh OUT.zip}
mkdir -p "$(dirname "$out")"
out=$(cd "$(dirname "$out")" && pwd)/$(basename "$out")
lab=${LAB:-}
case $lab in
    "") ;;
    *[!a-z0-9]*) echo "gradescope: T=$lab: wanted a number or a topic, such as 06 or rope" >&2; exit 4 ;;
    *) grep -qE "^$lab +[|]|^[0-9]+ +[|] +$lab " labs/topics.txt || {
        echo "gradescope: T=$lab: no such lab; labs/topics.txt lists them" >&2; exit 4; } ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git rev-parse -q --verify HEAD > /dev/null || { echo "gradescope: no git repository here; clone Crumb with git" >&2; exit 3; }
git diff --quiet HEAD -- || echo "gradescope: changes that are not committed are left out" >&2
git archive HEAD | tar -x -C "$work"
cp "$work"/docs/instructor/ready/gradescope/setup.sh "$work"/docs/instructor/ready/gradescope/run_autograder "$work"
printf 'LAB=%s\nTIER=2\n' "$lab" > "$work/settings.sh"
rm -rf "$work/.github" "$work/tests"
if [ -n "${KEY:-}" ]; then
    [ -r "$KEY" ] || { echo "gradescope: KEY=$KEY: cannot be read; build/grade keygen makes a term key" >&2; exit 4; }
    cp "$KEY" "$work/term.key"
else
    "${BUILD:-build}/grade" keygen "$work/term.key" > /dev/null
    echo "gradescope: the archive has a term key of its own; KEY=FILE takes yours" >&2
fi
(cd "$work" && zip -q -r -X "$work/archive.zip" . -x archive.zip)
mv "$work/archive.zip" "$out.new" && mv "$out.new" "$out"
echo "$out: $(du -k "$out" | cut -f 1) KiB; upload it as the autograder of an assignment${lab:+ for lab $lab}"
