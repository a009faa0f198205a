#!/bin/bash
# ready_test.sh [long]: the files of docs/instructor/ready do what docs/instructor/ci.md says: every
# command of the two workflows runs here, in order, in a clone, on repositories made for it; the
# Gradescope archive grades. long (make check-all): its setup.sh too, which builds. Prints TAP.
build=${BUILD:-build}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
case $build in /*) ;; *) build=$(pwd)/$build ;; esac
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
export GIT_CONFIG_GLOBAL=/dev/null

# ---- repositories of students: one right, one with a stub, one that is out for harm ----
repository() {  # repository NAME: a commit of what lies in $work/tree
    git init -q "$work/tree" && git -C "$work/tree" add -A -f &&
        git -C "$work/tree" commit -q -m "lab 05" && git clone -q --bare "$work/tree" "$work/repos/$1.git" || exit 3
    rm -rf "$work/tree"
}
lab=labs/05-norm
mkdir -p "$work/repos"
mkdir -p "$work/tree/$lab" && cp solutions/05-norm/norm.c "$work/tree/$lab" && repository ada
mkdir -p "$work/tree/$lab" && cp labs/05-norm/norm.c "$work/tree/$lab" && repository ben
mkdir -p "$work/tree/$lab" "$work/tree/labs/06-rope" "$work/tree/labs/07-softmax"
ln -s "$(pwd)/solutions/05-norm/norm.c" "$work/tree/$lab/norm.c"
cp solutions/06-rope/rope.c "$work/tree/labs/06-rope/rope.c"
cp solutions/06-rope/rope.c "$work/tree/labs/07-softmax/..rope.c"
printf 'all:\n\ttouch %s/marker\n' "$work" > "$work/tree/Makefile"
printf '[submodule "x"]\n\tpath = x\n\turl = %s/repos/ada.git\n' "$work" > "$work/tree/.gitmodules"
head -c 1100000 /dev/zero > "$work/tree/labs/06-rope/hunt.txt"
repository mallory
{
    echo "# account address commit when"
    echo "ada $work/repos/ada.git - 2026-10-01T21:15:00Z"
    echo "ben $work/repos/ben.git"
    echo "mallory $work/repos/mallory.git"
} > "$work/submissions.txt"

# ---- collecting ----
.make/collect.sh "$work/submissions.txt" "$work/out" > "$work/said" 2>&1 || complain "exit $?: $(cat "$work/said")"
(cd "$work/out" && find . -type f | sort) > "$work/files"
printf '%s\n' ./ada/.crumb-submission.json ./ada/05-norm/norm.c ./ben/.crumb-submission.json ./ben/05-norm/norm.c \
    ./mallory/.crumb-submission.json ./mallory/06-rope/rope.c | cmp -s - "$work/files" || complain "files: $(cat "$work/files")"
[ -z "$(find "$work/out" -type l)" ] || complain "a link was taken"
cmp -s "$work/out/ada/05-norm/norm.c" solutions/05-norm/norm.c || complain "the file is another"
grep -q '"when": "2026-10-01T21:15:00Z"' "$work/out/ada/.crumb-submission.json" || complain "$(cat "$work/out/ada/.crumb-submission.json")"
grep -q when "$work/out/ben/.crumb-submission.json" && complain "a time that nobody gave"
law "collecting takes lab files by commit, and no link, no big file and no other name"

{
    echo "../up $work/repos/ada.git"
    echo "gone $work/repos/gone.git"
    echo "old $work/repos/ada.git 0123456789012345678901234567890123456789"
    echo "ada $work/repos/ada.git"
    echo "four $work/repos/ada.git - now and more"
    echo "flag --upload-pack=touch"
    echo "fine $work/repos/ben.git"
} > "$work/bad.txt"
.make/collect.sh "$work/bad.txt" "$work/out" > "$work/said" 2>&1 && complain "exit 0"
for line in 1 2 3 4 5 6; do
    grep -q "bad.txt: line $line: " "$work/said" || complain "line $line is not told: $(cat "$work/said")"
done
[ -e "$work/out/fine/05-norm/norm.c" ] || complain "what is fine was not taken"
[ "$(find "$work/out" -maxdepth 1 -mindepth 1 | wc -l)" -eq 4 ] || complain "folders: $(ls "$work/out")"
law "what cannot be collected is told with its line, and the others are taken"

# ---- the workflows: their commands, in order ----
# steps FILE JOB: the commands of a job of the GitHub or GitLab file, but for packages, building and
# the machine's own settings
steps() {
    awk -v job="$2" '
        /^[a-z]+:/ { inside = ($1 == job ":"); if ($1 != "jobs:") next }      # GitLab: a job at the margin
        /^  [a-z]+:/ && /^  (seeds|grade|publish):/ { inside = ($1 == job ":") }  # GitHub: two in
        !inside { next }
        block && match($0, /^ */) && RLENGTH >= block && NF { print substr($0, block + 1); next }
        block { block = 0 }
        /^ *- name: / { name = $3; next }
        /^ *-? *run: \|/ { match($0, /^ */); block = RLENGTH + 2; if (name ~ /build|namespaces/) block = 0; next }
        /^ *-? *run: / { sub(/^ *-? *run: /, ""); if (name !~ /build|namespaces/) print; next }
        /^    - \*build/ || /^    paths/ { script = 1; next }
        /^  script:/ { script = 1; next }
        /^  [a-z]/ { script = 0 }
        script && /^    - / { sub(/^    - /, ""); print; next }
        script && /^      / { sub(/^ */, " "); print; next }' "$1" |
        awk '{ joined = held ~ /\\$/ || /^ -/; sub(/ *\\$/, "", held) }
            held != "" && joined { sub(/^ */, " "); held = held $0; next }
            { if (held != "") print held; held = $0 } END { print held }'
}
in_clone() {  # in_clone COMMANDS: what a runner does, stopping at what fails
    (cd "$work/clone" && bash -eo pipefail -c "$1" > "$work/said" 2>&1) || complain "exit $?: $1: $(tail -n 5 "$work/said")"
}
offered=$("$build/grade" tiers 2> /dev/null | sed -n 's/^ --tier auto takes tier \([0-9]\).*/\1/p')
workflow() {  # workflow FILE SHARDS
    rm -rf "$work/clone"
    git clone -q . "$work/clone" && ln -s "$build" "$work/clone/build" && cp "$work/submissions.txt" "$work/clone" &&
        cp "$work/course.json" "$work/clone" || exit 3
    in_clone "$(steps "$1" seeds)"
    for shard in $(seq 1 "$2"); do
        export SHARD=$shard/$2 CI_NODE_INDEX=$shard CI_NODE_TOTAL=$2
        in_clone "$(steps "$1" grade)"
    done
    in_clone "$(steps "$1" publish)"
    [ -s "$work/clone/scores/index.html" ] || complain "no page: $(ls "$work/clone/scores" 2>&1)"
    points=$(tr -d '\n' < "$work/clone/results.json" | grep -oE '"earned": ?[0-9]+' | head -n 1)
    [ -n "$points" ] || complain "no points in results.json"
    grep -q '"official"' "$work/clone/results.json" || complain "not official"
    [ ! -e "$work/marker" ] || complain "something of a repository was run"
    ls "$work/clone"/*.key > /dev/null 2>&1 && complain "a key is left"
    [ -z "${signed:-}" ] || [ -s "$work/clone/results.json.sig" ] || complain "not signed"
}
cat > "$work/course.json" << 'END'
{"schema": "crumb/course/v1", "title": "Language models from scratch",
 "roster": [{"id": "17", "account": "ada", "name": "Ada L."}, {"id": "18", "account": "ben", "name": "Ben"},
            {"id": "19", "account": "mallory", "name": "Mallory"}],
 "labs": [{"lab": "05", "due": "2026-10-01T23:59:00Z"}]}
END
export LAB=05
for file in github gitlab; do
    [ -n "$(steps docs/instructor/ready/$file-instructor.yml seeds)" ] && [ -n "$(steps docs/instructor/ready/$file-instructor.yml grade)" ] &&
        [ -n "$(steps docs/instructor/ready/$file-instructor.yml publish)" ] || complain "$file: a job without commands"
    if [ "${offered:-1}" -lt 3 ]; then
        skip "every command of the $file workflow works, in order" "this machine offers tier ${offered:-1}, the workflow wants 3"
        continue
    fi
    TERM_KEY=$(printf '%064d' 7) SIGNING_KEY="" signed=""
    export TERM_KEY SIGNING_KEY
    if command -v ssh-keygen > /dev/null; then
        rm -f "$work/signing"* && ssh-keygen -q -t ed25519 -N '' -f "$work/signing" && SIGNING_KEY=$(cat "$work/signing") signed=1
    fi
    if [ $file = gitlab ]; then  # file variables
        (umask 077; printf '%s\n' "$TERM_KEY" > "$work/term")
        export CRUMB_TERM_KEY=$work/term CRUMB_SIGNING_KEY=${signed:+$work/signing}
    fi
    workflow docs/instructor/ready/$file-instructor.yml 4
    law "every command of the $file workflow works, in order"
done

# ---- Gradescope ----
if command -v zip > /dev/null && command -v unzip > /dev/null; then
    home=$work/autograder
    LAB=05 BUILD=$build .make/gradescope.sh "$work/g.zip" > "$work/said" 2>&1 || complain "$(cat "$work/said")"
    mkdir -p "$home/source" "$home/submission" && unzip -q "$work/g.zip" -d "$home/source" || complain "unzip"
    for name in setup.sh run_autograder; do [ -x "$home/source/$name" ] || complain "$name cannot be run"; done
    chmod 600 "$home/source/term.key"  # setup.sh does it
    [ ! -e "$home/source/tests" ] || complain "tests are in it"
    law "the Gradescope archive has what Gradescope wants in front"

    if [ "${1:-}" = long ]; then
        AUTOGRADER=$home "$home/source/setup.sh" > "$work/said" 2>&1 || complain "$(tail -n 20 "$work/said")"
        law "setup.sh builds the grader from the archive alone"
    else
        ln -s "$build" "$home/source/build"
    fi
    autograde() { rm -f "$home/submission"/*; cp "$1" "$home/submission/norm.c"; AUTOGRADER=$home BUILD=build "$home/source/run_autograder" > "$work/said" 2>&1; }
    if [ "${offered:-1}" -ge 2 ]; then
        autograde solutions/05-norm/norm.c || complain "exit $?: $(cat "$work/said")"
        grep -q '"score": *10' "$home/results/results.json" || complain "right: $(head -c 400 "$home/results/results.json")"
        autograde labs/05-norm/norm.c || complain "exit $?: $(cat "$work/said")"
        grep -q '"score": *0' "$home/results/results.json" || complain "stub: $(head -c 400 "$home/results/results.json")"
        grep -q 'no grade' "$home/results/results.json" && complain "it calls itself a preview"
        law "run_autograder writes results.json with the points"
    else
        skip "run_autograder writes results.json with the points" "this machine offers tier ${offered:-1}"
    fi
    mv "$home/source/datasets" "$home/source/away"
    autograde solutions/05-norm/norm.c && complain "exit 0 without goldens"
    grep -q '"score"' "$home/results/results.json" && complain "a score without grading"
    grep -q 'Grader error' "$home/results/results.json" || complain "$(cat "$home/results/results.json")"
    law "a grader that fails leaves a grader error without a score"
else
    skip "the Gradescope archive" "no zip and unzip"
fi
echo "1..$number"
