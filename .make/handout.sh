#!/bin/sh
# handout.sh "TOPICS" "OBJECTS": makes the repository for students in $OUT: the course without solutions,
# without the sources of topics, without mutants and tests; for TOPICS and what they need (all when
# there are none). Compiled topics come from $LIBRARY, and for other platforms from the folders
# OBJECTS (handout.sh --objects, run there). $OUT is absent, empty, or an earlier handout: what was given
# is replaced, what was edited or added in it stays. It is complete, or as it was before.
# docs/instructor/handout.md. Exit: 0 made, 1 refused, 3 environment, 4 usage.
set -eu
export LC_ALL=C
say() { printf 'handout: %s\n' "$*" >&2; }
refuse() { say "$1"; exit "${2:-1}"; }

out=${OUT:-}
[ -n "$out" ] || refuse 'where to? wanted OUT=DIR, absent or empty or an earlier handout' 4
while [ "$out" != / ] && [ "${out%/}" != "$out" ]; do out=${out%/}; done
case $out in */* | .. | .) ;; *) out=./$out ;; esac
[ -d "$(dirname "$out")" ] || refuse "$(dirname "$out"): no such folder, to make $(basename "$out") in"
new=$out.tmp before=$out.before
command -v git > /dev/null || refuse "git is needed, to tell which files are the course's" 3

# ---- handout.sh --objects: one platform's library, to be carried to where handouts are made -------------
if [ "${1:-}" = --objects ]; then
    [ ! -e "$out/$PLATFORM" ] || [ -e "$out/$PLATFORM/library.txt" ] ||
        refuse "$out/$PLATFORM: there is something else of that name; name another OUT"
    mkdir -p "$out"
    rm -rf "${out:?}/$PLATFORM.tmp"
    cp -R "$LIBRARY" "$out/$PLATFORM.tmp"
    rm -rf "${out:?}/$PLATFORM"
    mv "$out/$PLATFORM.tmp" "$out/$PLATFORM"
    say "$out/$PLATFORM: compiled topics for this platform; give make handout OBJECTS=$out"
    exit 0
fi

# ---- what is asked for -----------------------------------------------------------------------------------
asked=${1:-} others=${2:-}
topics=$(awk -F' *[|] *' -v asked="$asked" '
    /^[0-9]/ {
        if (!($2 in known)) order[++count] = $2
        known[$2] = 1
        n = split($8, list, " ")
        for (i = 1; i <= n; i++) { sub(/\..*/, "", list[i]); if (list[i] != "-") needs[$2] = needs[$2] " " list[i] }
    }
    function want(t,   list, n, i) {
        if (t in wanted) return
        wanted[t] = 1
        n = split(needs[t], list, " ")
        for (i = 1; i <= n; i++) want(list[i])
    }
    END {
        n = split(asked, list, " ")
        for (i = 1; i <= n; i++) { if (!(list[i] in known)) { print "?" list[i]; exit }; want(list[i]) }
        for (i = 1; i <= count; i++) if (n == 0 || order[i] in wanted) printf "%s ", order[i]
    }' labs/topics.txt)
case $topics in \?*) refuse "TOPICS=\"$asked\": no topic named ${topics#?}; labs/topics.txt lists them" 4 ;; esac
if [ -e "$out" ] && [ ! -e "$out/.handout/version.txt" ]; then
    [ -d "$out" ] || refuse "$out: is no folder; wanted an absent or empty one, or an earlier handout"
    [ -z "$(ls -A "$out")" ] ||
        refuse "$out: is not empty and no earlier handout (no .handout/version.txt); name another OUT"
fi
here=$(sed -n 's/^sources //p' "$LIBRARY/library.txt")
for folder in $others; do
    found=""
    for library in "$folder"/*/library.txt "$folder/library.txt"; do
        [ -e "$library" ] || continue
        found=yes
        [ "$(head -n 1 "$library")" = crumb/library/v1 ] || refuse "$library: is not of make handout-objects"
        case $(sed -n 's/^platform //p' "$library") in
            "" | *[!A-Za-z0-9._-]*) refuse "$library: names no platform; make it again (make handout-objects)" ;;
        esac
        [ "$(sed -n 's/^sources //p' "$library")" = "$here" ] ||
            refuse "$library: was made from other sources than these; run make handout-objects there at this commit"
    done
    [ -n "$found" ] || refuse "OBJECTS: $folder: no library.txt in it or in a folder in it; make handout-objects makes them"
done

# ---- the new tree ---------------------------------------------------------------------------------------------
# A run that was stopped between two renames: the handout is whole, under its second name.
[ ! -e "$before" ] || [ -e "$out" ] || mv "$before" "$out"
rm -rf "$new" "$before"
mkdir -p "$new/.handout/stubs" "$new/objects"
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$new" "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
is_topic() { case " $topics" in *" $1 "*) ;; *) return 1 ;; esac; }
every=$(awk -F' *[|] *' '/^[0-9]/ { print $2 }' labs/topics.txt | uniq)

# Of reference: given code and contracts; no source of a topic, and no header that only those read.
reference() {
    git ls-files reference | awk -v every="$(echo "$every" | paste -sd ' ' -)" '
        BEGIN { n = split(every, list, " "); for (i = 1; i <= n; i++) topic[list[i]] = 1 }
        { name = $0; sub(/.*\//, "", name) }
        name ~ /\.c$/ { sub(/\.c$/, "", name); if (!(name in topic)) print; next }
        { print }' > "$scratch/code"
    grep '\.c$' "$scratch/code" | xargs sed -n 's/^#include "\(.*\)"/\1/p' | sort -u > "$scratch/read"
    awk 'NR == FNR { read[$0] = 1; next }
        /\.c$/ || /^reference\/include\// { print; next }
        { name = $0; sub(/.*\//, "", name); if (name in read) print }' "$scratch/read" "$scratch/code"
}
given() {
    printf '%s\n' LICENSE .gitattributes .clang-format datasets/golden/manifest.txt
    for script in alone bounds config deps deps-local hunt plot platform; do echo ".make/$script.sh"; done
    reference
    git ls-files grader labs datasets | awk -v topics="$topics" '
        function is(t) { return index(" " topics, " " t " ") }
        {
            name = $0; sub(/.*\//, "", name); sub(/\.[a-z]*$/, "", name)
            folder = $0; sub(/^labs\/[0-9]*-/, "", folder); sub(/\/.*/, "", folder)
        }
        /^grader\/probes\/.*\.c$/ { if (is(name)) print; next }
        /^grader\// { print; next }
        /^labs\/[0-9]*-.*\/README.md$/ { if (is(folder)) print; next }
        /^labs\/[0-9]*-.*\.c$/ { if (is(folder) && name == folder) print; next }
        /^datasets\/golden\/(mutants\/)?[a-z]*\.safetensors$/ || /^datasets\/(hints|quiz)\// { if (is(name)) print }'
    git ls-files datasets/models datasets/starter datasets/prices
    for page in gradients shapes numerics tokenizer look-inside generate training inspect quiz hunt result; do
        echo "docs/$page.md"
    done
}
given > "$scratch/given"
tar -cf - -T "$scratch/given" | tar -xf - -C "$new"

for t in $topics; do cp "$new"/labs/[0-9]*-"$t/$t.c" "$new/.handout/stubs/"; done
cp labs/topics.txt "$new/.handout/topics.txt"
awk -F' *[|] *' -v topics=" $topics" '!/^[0-9]/ || index(topics, " " $2 " ")' labs/topics.txt > "$new/labs/topics.txt"
cp -R "$LIBRARY" "$new/objects/$PLATFORM"
for folder in $others; do
    for library in "$folder"/*/library.txt "$folder/library.txt"; do
        [ -e "$library" ] || continue
        name=$(sed -n 's/^platform //p' "$library")
        [ -e "$new/objects/$name" ] || cp -R "$(dirname "$library")" "$new/objects/$name"
    done
done
# Hunts are of the topics that are given.
find "$new"/objects/*/hunt -type f | awk -v topics="$topics" '
    { name = $0; sub(/.*\//, "", name); sub(/(-[0-9]*)?\.[a-z]*$/, "", name) }
    !index(" " topics, " " name " ")' | xargs rm -f

# One Makefile for both: sections that only makers and instructors have use for are left out.
awk '
    /^# ---- / { out = /^# ---- (the kitchen:|tests:|experiments:|known mistakes:|for makers|for instructors)/ }
    { sub(/FROM=solutions or reference for another tree/, "FROM=reference for the right answers") }
    !out' Makefile > "$new/Makefile"
templates=.make/handout
mkdir -p "$new/.github/workflows"
cp $templates/preview.yml "$new/.github/workflows/preview.yml"
cp $templates/gitlab-ci.yml "$new/.gitlab-ci.yml"
cp .gitignore "$new/.gitignore"
awk -F' *[|] *' '
    function row() { if (folder) print "| [" number "](labs/" folder "/README.md) | " topic " | " titles " | " minutes " |" }
    !/^[0-9]/ { next }
    $1 "-" $2 != folder { row(); folder = $1 "-" $2; number = $1; topic = $2; titles = $4; minutes = $6; next }
    { titles = titles "; " $4; minutes += $6 }
    END { row() }' "$new/labs/topics.txt" > "$scratch/rows"
first=$(awk '{ print $1; exit }' << END
$topics
END
)
sed -e "/^@LABS@\$/r $scratch/rows" -e '/^@LABS@$/d' -e "s/@FIRST@/$first/g" \
    -e "s|@HOME@|$(cd "$new" && ls -d labs/[0-9]*-"$first")|g" $templates/README.md > "$new/README.md"

# Pages speak of the course: what is not here loses its link, and the answers to see are the reference's.
(cd "$new" && find . | sed 's|^\./||' > "$scratch/paths" && awk '
    function resolve(folder, target) {
        target = folder "/" target
        sub(/\/$/, "", target)
        while (sub(/[^\/]+\/\.\.\//, "", target)) continue
        return target
    }
    FILENAME ~ /paths$/ && FILENAME !~ /\.md$/ { there[$0] = 1; next }
    function fence() {  # what needs tests or solutions is left out, with what it would print
        if (held ~ /tests\/|solutions\//) { held = note; without = 1 }
        printf "%s", held > out
        held = ""
    }
    FNR == 1 {
        close(out); out = FILENAME ".new"; folder = FILENAME; sub(/\/[^\/]*$/, "", folder)
        makers = without = 0
        note = "(Left out here: commands that need the solutions or the tests of the course.)\n"
    }
    /^## For makers/ { makers = 1 }
    makers { next }
    {
        gsub(/--from solutions/, "--from reference")
        gsub(/=solutions/, "=labs")
    }
    /^```text output/ && without { skipped = 1; next }
    skipped { if (/^```/) skipped = without = 0; next }
    /^```sh/ { held = $0 "\n"; next }
    held { held = held $0 "\n"; if (/^```/) fence(); next }
    {
        without = 0
        line = $0; done = ""
        while (match(line, /\[[^]]*\]\([^)]*\)/)) {
            link = substr(line, RSTART, RLENGTH)
            rest = substr(line, RSTART + RLENGTH)
            target = link; sub(/^.*\]\(/, "", target); sub(/[)#].*$/, "", target)
            if (target != "" && target !~ /^https?:/ && !(resolve(folder, target) in there)) {
                sub(/\]\([^)]*\)$/, "", link)
                sub(/^\[/, "", link)
            }
            done = done substr(line, 1, RSTART - 1) link
            line = rest
        }
        print done line > out
    }' "$scratch/paths" docs/*.md labs/*/README.md
    for page in docs/*.md labs/*/README.md; do mv "$page.new" "$page"; done)

digest() { { sha256sum "$1" 2> /dev/null || shasum -a 256 "$1"; } | cut -d ' ' -f 1; }
{
    echo crumb/handout/v1
    echo "commit $(git describe --always --dirty --abbrev=40 --exclude '*')"
    echo "goldens $(digest datasets/golden/manifest.txt)"
    echo "topics $topics" | sed 's/ *$//'
    echo "platforms $(ls "$new/objects" | paste -sd ' ' -)"
} > "$new/.handout/version.txt"
list() {  # DIGEST PATH of every file of the folder
    (cd "$1" && find . -type f ! -path './.git/*' ! -path ./.handout/files.txt | sed 's|^\./||' | sort > "$2.names"
        git hash-object --no-filters --stdin-paths < "$2.names" | paste -d ' ' - "$2.names" && rm "$2.names")
}
list "$new" "$scratch/new" > "$new/.handout/files.txt"

# ---- an earlier handout: what stands there now that was not given, or was edited ------------------------------
if [ -e "$out/.handout/version.txt" ]; then
    (cd "$out" && find . \( -path ./.git -o -path './build*' -o -path ./.deps \) -prune -o -type f -print |
        sed 's|^\./||' | grep -vxF .handout/files.txt | sort > "$scratch/names"
        git hash-object --no-filters --stdin-paths < "$scratch/names" | paste -d ' ' - "$scratch/names" > "$scratch/now")
    awk '
        { digest = substr($0, 1, 40); path = substr($0, 42) }
        FILENAME == ARGV[1] { was[path] = digest; next }
        FILENAME == ARGV[2] { will[path] = digest; next }
        (path in will) && digest == will[path] { next }
        !(path in was) && !(path in will) { print "mine " path; next }
        !(path in was) || digest != was[path] { print (path ~ /^labs\/.*\.c$/ ? "kept " : "replaced ") path; next }
        { print (path in will ? "changed " : "gone ") path }
    ' "$out/.handout/files.txt" "$new/.handout/files.txt" "$scratch/now" > "$scratch/differences"
    while read -r what file; do
        case $what in mine | kept)
            mkdir -p "$new/$(dirname "$file")"
            cp -p "$out/$file" "$new/$file" ;;
        esac
        case $what in
            mine) ;;
            kept) say "kept: $file, which was edited there" ;;
            replaced) say "replaced: $file, though it was edited there; git has the old one" ;;
            *) say "$what: $file" ;;
        esac
    done < "$scratch/differences"
    awk 'NR == FNR { old[substr($0, 42)] = 1; next } !(substr($0, 42) in old) { print substr($0, 42) }' \
        "$out/.handout/files.txt" "$new/.handout/files.txt" > "$scratch/added"
    sed "s/^/handout: added: /" "$scratch/added" >&2
    [ ! -e "$out/.git" ] || cp -Rp "$out/.git" "$new/.git"
    mv "$out" "$before"
elif [ -e "$out" ]; then rmdir "$out"
fi
mv "$new" "$out"
rm -rf "$before"
say "$out: $(echo "$topics" | wc -w | tr -d ' ') topics, $(sed -n 's/^platforms //p' "$out/.handout/version.txt")," \
    "of $(sed -n 's/^commit //p' "$out/.handout/version.txt" | cut -c 1-12)"
