#!/bin/sh
# docs_test.sh [slow]: what README, handouts and docs say is so. Fences: "sh" runs here (once, where
# its output stands behind it), "sh slow" in make check-all (argument slow, in a clone), "sh shown" never. Laws about pages are tried on a
# page with planted faults first, since a law that cannot complain proves nothing. Prints TAP.
build=${BUILD:-build}
shown='make (distclean|starter)|sudo apt-get remove .*|build/crumb .*(shakespeare|stories260K).*'   # the only commands that may be shown and never run
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
echo 0 > "$work/number"
pages=$(git ls-files 'README.md' 'labs/*/README.md' 'docs/*.md' 'datasets/kitchen/README.md' 'datasets/kitchen/grammar/README.md')
topics=$(awk -F' *[|] *' '/^[0-9]/ { print $1 "-" $2 }' labs/topics.txt | uniq)

say() {  # say ok|"not ok" NAME: a file counts, because laws run at the end of a pipe
    number=$(($(cat "$work/number") + 1))
    echo "$number" > "$work/number"
    echo "$1 $number - $2"
}
law() {  # law NAME < complaints
    cat > "$work/lines"
    if [ -s "$work/lines" ]; then
        say "not ok" "$1"
        sed 's/^/#   /' "$work/lines" | head -n 40
    else say ok "$1"
    fi
}

# ---- fences: one file for each, NNN.page:line.kind.sh ----
fences() {  # fences FOLDER PAGE...
    folder=$1
    shift
    mkdir -p "$folder"
    for page in "$@"; do
        awk -v page="$page" -v folder="$folder" '
            /^```sh( slow| shown)? *$/ && !open {
                name = page; gsub("/", "+", name)
                out = sprintf("%s/%s:%03d.%s.sh", folder, name, FNR, $2 == "" ? "fast" : $2)
                open = 1; printf "" > out; next
            }
            /^```/ && open { close(out); open = 0; closed = FNR; next }
            /^```text output *$/ && FNR == closed + 1 && out ~ /fast/ {  # run when it is compared
                told = out; sub(/fast/, "told", told)
                system("mv \"" out "\" \"" told "\"")
            }
            open { print >> out }' "$page"
    done
}
run() {  # run FENCE: exit and output of its commands
    timeout "${limit:-60}" sh -eu "$1" > "$work/said" 2>&1 < /dev/null
}
run_all() {  # run_all FOLDER KIND
    for fence in "$1"/*."$2".sh; do
        [ -e "$fence" ] || continue
        name=$(basename "$fence" ".$2.sh" | tr '+' '/')
        if run "$fence"; then say ok "$name"
        else
            say "not ok" "$name"
            tail -n 20 "$work/said" | sed 's/^/#   /'
        fi
        [ "$2" = fast ] || { git reset -q --hard && git clean -fdq -e .deps; }  # the clone
    done
}

# ---- laws: each prints complaints about pages ----
kinds_are_known() {
    grep -nE '^ *```' "$@" /dev/null | grep -vE ':```(sh( slow| shown)?|text( output)?)? *$' |
        sed 's/$/: no such kind of fence here/'
}
shown_is_rare() {  # shown_is_rare FOLDER
    cat /dev/null "$1"/*.shown.sh 2> /dev/null | grep -vxE "$shown" |
        sed 's/$/: shown, but never run/'
}
links_lead_somewhere() {
    for page in "$@"; do
        grep -oE '\]\([^)#]+' "$page" | sed 's/^](//' | grep -vE '^https?://' |
            while read -r target; do
                [ -e "$(dirname "$page")/$target" ] || echo "$page: no $target to link to"
            done
    done
}
paths_exist() {  # paths in `backticks`; NAME, TOPIC, NN and window stand for what is to come
    for page in "$@"; do
        grep -oE '`[^` ]+`' "$page" | tr -d '`' |
            grep -E '^(\.make|\.ci|\.github|datasets|docs|grader|labs|reference|solutions|tests)/' |
            grep -vE 'NAME|TOPIC|NN|window' | sort -u | while read -r path; do
            for at in $path; do [ -e "$at" ] || echo "$page: $path does not exist"; done
        done
    done
}
no_prototype() {
    type='(void|float|double|dim|int|bool|char|size_t|u?int(8|16|32|64)_t|struct [a-z_]+)'
    name='( const)?[ *]+[a-z_0-9]+ *'
    grep -nE "$type$name\( *(const +)?$type([ ,*)]|\$)" "$@" /dev/null
}
no_answer() {  # no_answer SOLUTION FILE...: three lines in a row of a body, braces aside
    solution=$1
    shift
    for file in "$@"; do
        awk -v file="$file" '
            { line = $0; sub(/\/\/.*/, "", line); gsub(/[ \t]+/, "", line) }
            FNR == NR {
                inside = depth > 0
                depth += gsub(/{/, "{", line) - gsub(/}/, "}", line)
                if (inside && length(line) > 3) body[++n] = line
                next
            }
            length(line) > 3 { own[++m] = line; at[m] = FNR }
            END {
                for (i = 1; i + 2 <= n; i++) seen[body[i] "\n" body[i + 1] "\n" body[i + 2]] = 1
                for (i = 1; i + 2 <= m; i++)
                    if ((own[i] "\n" own[i + 1] "\n" own[i + 2]) in seen)
                        print file ":" at[i] ": three lines of the solution"
            }' "$solution" "$file"
    done
}
minutes_and_points() {  # minutes_and_points HANDOUT TOPIC: the second paragraph as labs/topics.txt
    want=$(awk -F' *[|] *' -v topic="$2" '
        /^[0-9]/ && $2 == topic { m += $6; p = p " " $3 ":" $7 }
        END { print m p }' labs/topics.txt)
    got=$(sed -n 3,5p "$1" | sed '/^$/q' | tr '\n' ' ' | awk '{
        match($0, /[0-9]+ minutes/); m = substr($0, RSTART, RLENGTH - 8)
        while (match($0, /(part|parts|,|and) [a-d][ ,][^0-9]*[0-9]+/)) {
            part = substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH)
            sub(/^(parts|part|,|and) /, "", part); p = p " " substr(part, 1, 1) ":"
            gsub(/[^0-9]/, "", part); p = p part
        }
        print m p }')
    [ "$want" = "$got" ] || echo "$1: minutes and points are \"$got\", in labs/topics.txt \"$want\""
}

# ---- slow: in a clone of its own, which may be changed ----
if [ "${1:-}" = slow ]; then
    git clone -q . "$work/clone" || exit 3
    git diff HEAD > "$work/edits"
    if [ -s "$work/edits" ]; then git -C "$work/clone" apply --index "$work/edits" || exit 3; fi
    git -C "$work/clone" -c user.name=t -c user.email=t@localhost commit -q --allow-empty -m edits
    [ ! -d .deps ] || ln -s "$PWD/.deps" "$work/clone/.deps"
    cd "$work/clone" || exit 3
    unset BUILD
    limit=1800
    fences "$work/fences" $pages
    run_all "$work/fences" slow
    echo "1..$(cat "$work/number")"
    exit 0
fi

# ---- every law complains about a page that deserves it ----
planted=$work/planted
mkdir -p "$planted"
{
    printf '# 06 rope\n\nAbout 105 minutes; parts a (angles, 6 points), b (turning back, 3).\n\n'
    printf '```sh\nexit 7\n```\n```sh shown\nrm -r labs\n```\n```python\nprint()\n```\n'
    printf '[gone](gone.md) and `reference/ops/gone.c`\n\n    void rope_backward(float *dx,\n'
    printf '```sh\necho one\n```\n```text output\ntwo\n```\n'
    sed -n '/^void rope_table/,/^}/p' solutions/06-rope/rope.c
} > "$planted/README.md"
fences "$planted/fences" "$planted/README.md"
{
    bites() { [ -n "$("$@")" ] || echo "$1 says nothing about a planted fault"; }
    bites kinds_are_known "$planted/README.md"
    bites shown_is_rare "$planted/fences"
    bites links_lead_somewhere "$planted/README.md"
    bites paths_exist "$planted/README.md"
    bites no_prototype "$planted/README.md"
    bites no_answer solutions/06-rope/rope.c "$planted/README.md"
    bites minutes_and_points "$planted/README.md" rope
    bites .make/outputs.sh --check "$planted/README.md"
    for fence in "$planted"/fences/*:006.fast.sh; do
        run "$fence" && echo "a command that ends with 7 passes"
    done
} | law "every law complains about a planted fault"

# ---- and none about ours ----
changes() { git status --porcelain --untracked-files=no; git diff | cksum; }
changes > "$work/before"
fences "$work/fences" $pages
[ "$build" = build ] || sed -i.old "s|build/|$build/|g" "$work"/fences/*.fast.sh
export BUILD="$build"
run_all "$work/fences" fast
kinds_are_known $pages | law "fences are of kinds that a test knows"
shown_is_rare "$work/fences" | law "few commands are only shown"
.make/outputs.sh --check $pages 2>&1 | law "outputs in the docs are what the code prints"
links_lead_somewhere $pages | law "links lead somewhere"
paths_exist $pages | law "files that pages speak of exist"
no_prototype labs/*/README.md | law "no handout holds a C prototype"
for folder in $topics; do
    file=$folder/${folder#*-}.c
    no_answer "solutions/$file" "labs/$folder/README.md" "labs/$file"
done | law "no handout and no stub holds the answer"
for folder in $topics; do minutes_and_points "labs/$folder/README.md" "${folder#*-}"; done |
    law "handouts say the minutes and points of labs/topics.txt"
changes | diff "$work/before" - | law "running the docs changed nothing"
echo "1..$(cat "$work/number")"
