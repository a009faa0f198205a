#!/bin/sh
# docs_test.sh [slow]: every command of README, handouts and docs runs. Fences: "sh" runs here, "sh slow"
# in make check-all (argument slow), "sh shown" never; those are counted below. Also: "text output" fences
# are what the code prints, paths in links exist, no handout gives an answer away. Prints TAP.
build=${BUILD:-build}
slow=${1:-}
shown_allowed=12
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
pages=$(git ls-files 'README.md' 'labs/*/README.md' 'docs/*.md')
echo 0 > "$work/number"  # a file: some laws run at the end of a pipe
say() {
    number=$(($(cat "$work/number") + 1))
    echo "$number" > "$work/number"
}
complaints() {  # complaints NAME < lines
    say
    cat > "$work/lines"
    if [ -s "$work/lines" ]; then
        echo "not ok $number - $1"
        sed 's/^/#   /' "$work/lines" | head -n 40
    else echo "ok $number - $1"
    fi
}

# one file per fence: NNN.page.line.kind
for page in $pages; do
    awk -v page="$page" -v work="$work" '
        /^```sh( slow| shown)? *$/ && !open { kind = $2 == "" ? "fast" : $2; name = page; gsub("/", "+", name)
            out = work "/" name ":" FNR "." kind ".sh"; open = 1; printf "" > out; next }
        /^```/ && open { close(out); open = 0; next }
        open { print >> out }' "$page"
done
# commands of the docs that build or grade use this build; make needs no packages here
export BUILD="$build" CI="${CI:-}"
kind=fast
[ -n "$slow" ] && kind=slow
for fence in "$work"/*."$kind".sh; do
    [ -e "$fence" ] || continue
    name=$(basename "$fence" ".$kind.sh" | tr '+' '/')
    say
    if sed "s|build/|$build/|g" "$fence" | timeout 900 sh -eu > "$work/said" 2>&1 < /dev/null; then echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/#   /' "$work/said" | tail -n 20
    fi
done
if [ -n "$slow" ]; then echo "1..$(cat "$work/number")"; exit 0; fi

ls "$work" | grep -c 'shown\.sh$' | awk -v most=$shown_allowed '$1 > most { print $1 " fences are only shown, at most " most }' | complaints "few commands are only shown"
.make/outputs.sh --check $pages 2>&1 | complaints "outputs in the docs are what the code prints"
for page in $pages; do
    grep -oE '\]\([^)#]+' "$page" | sed 's/^](//' | grep -vE '^https?://' | while read -r target; do
        [ -e "$(dirname "$page")/$target" ] || echo "$page: link to $target, which does not exist"
    done
done | complaints "links lead somewhere"
for page in labs/*/README.md; do
    grep -nE '^ *(static |const )*(void|float|double|dim|int|int32_t|bool|struct [a-z_]+) +\*?[a-z_]+\(.*(,|\);|\)) *$' "$page" | sed "s|^|$page:|"
done | complaints "no handout holds a C prototype"
# three lines of code in a row that stand in the solution too
for topic in labs/*/; do
    name=${topic#labs/*-} name=${name%/}
    solution=$(ls solutions/*-"$name"/"$name.c")
    for file in "$topic"README.md "$topic$name.c"; do
        [ -e "$file" ] && awk -v file="$file" '
            function plain(line) { gsub(/[ \t]+/, "", line); return line }
            FNR == NR { text[++n] = plain($0); next }
            { own[FNR] = plain($0); last = FNR }
            END {
                for (i = 1; i + 2 <= n; i++)
                    if (length(text[i]) > 12 && length(text[i + 1]) > 12 && length(text[i + 2]) > 12 && text[i] !~ /^(\/\/|#include|void|float|dim|const|int32)/ && text[i+1] !~ /^(const|float|dim)/)
                        seen[text[i] "\n" text[i + 1] "\n" text[i + 2]] = 1
                for (i = 1; i + 2 <= last; i++)
                    if ((own[i] "\n" own[i + 1] "\n" own[i + 2]) in seen) print file ":" i ": three lines of the solution"
            }' "$solution" "$file"
    done
done | complaints "no handout and no stub holds the answer"
git status --porcelain --untracked-files=no | complaints "running the docs changed nothing"
echo "1..$(cat "$work/number")"
