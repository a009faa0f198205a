#!/bin/bash
# collect.sh LIST OUT, collect.sh --times LIST: submissions from git repositories, into OUT/ACCOUNT, ready for grade batch.
# LIST has a line for each: ACCOUNT URL [COMMIT [WHEN]]; "#" opens a comment. COMMIT: a full commit
# id, or "-" for the head of the default branch. WHEN: when it was handed in (2026-10-01T21:15:00Z), as
# the platform saw it; a commit's own date is what its author says, so it is never taken.
# Nothing of a repository is checked out or run: of its tree only files NN-topic/topic.c, quiz.txt and
# hunt.txt are read, from labs/, and only as plain files. A repository that cannot be had is told,
# and the others go on; exit 1 then.
# shellcheck disable=SC2094
set -u
if [ "${1:-}" = --times ]; then
    [ -r "${2:-}" ] || { echo "collect: ${2:-}: cannot be read; wanted lines with ACCOUNT URL [COMMIT [WHEN]]" >&2; exit 4; }
    echo "id,when"
    awk '$1 !~ /^#/ && NF == 4 { print $1 "," $4 }' "$2"
    exit
fi
list=${1:?wanted: collect.sh LIST OUT} out=${2:?wanted: collect.sh LIST OUT}
[ -r "$list" ] || { echo "collect: $list: cannot be read; wanted lines with ACCOUNT URL [COMMIT [WHEN]]" >&2; exit 4; }
export GIT_TERMINAL_PROMPT=0 GIT_CONFIG_NOSYSTEM=1 GIT_ALLOW_PROTOCOL=${GIT_ALLOW_PROTOCOL:-https:ssh:file}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
mkdir -p "$out" || exit 3
failed=0 taken=0
miss() {
    echo "collect: $list: line $line: $account: $1" >&2
    failed=$((failed + 1))
}

# Blobs of at most 1 MiB with mode 100644 or 100755: no links, no submodules, no other names.
take_files() {
    git -C "$work/bare" ls-tree -r -z -l "$commit" -- labs | tr '\n\0' '\1\n' |
        grep -E '^100(644|755) blob [0-9a-f]+ +[0-9]+	labs/[0-9][0-9]-[a-z]+/([a-z]+\.c|quiz\.txt|hunt\.txt)$' |
        while read -r _ _ blob size path; do
            folder=${path#labs/} folder=${folder%/*} name=${path##*/}
            case $name in quiz.txt | hunt.txt | "${folder#*-}.c") ;; *) continue ;; esac
            [ "$size" -le 1048576 ] || continue
            mkdir -p "$made/$folder" && git -C "$work/bare" cat-file blob "$blob" > "$made/$folder/$name"
        done
}

line=0
while read -r account url commit when rest; do
    line=$((line + 1))
    case $account in "" | \#*) continue ;; esac
    case $account in *[!A-Za-z0-9._-]* | .* | -*) miss "not a name; wanted letters, digits, . _ -"; continue ;; esac
    [ -n "$url" ] && [ -z "$rest" ] || { miss "wanted ACCOUNT URL [COMMIT [WHEN]]"; continue; }
    case $url in -*) miss "$url: not an address"; continue ;; esac
    [ ! -e "$out/$account" ] || { miss "$out/$account is there already; remove it to take it again"; continue; }
    rm -rf "$work/bare" "$work/made"
    git clone -q --bare --no-tags --no-recurse-submodules -c core.hooksPath=/dev/null \
        "$url" "$work/bare" > "$work/said" 2>&1 < /dev/null ||
        { miss "cannot be cloned: $(tail -n 1 "$work/said" | tr -cd '[:print:]')"; continue; }
    [ "${commit:--}" != - ] || commit=HEAD
    commit=$(git -C "$work/bare" rev-parse --verify -q "$commit^{commit}") ||
        { miss "no such commit there"; continue; }
    made=$work/made
    mkdir "$made"
    take_files
    printf '{"account": "%s", "commit": "%s"%s}\n' "$account" "$commit" \
        "${when:+, \"when\": \"$(printf %s "$when" | tr -cd '0-9TZ:+.-')\"}" > "$made/.crumb-submission.json"
    mv "$made" "$out/$account"
    taken=$((taken + 1))
done < "$list"
echo "collect: $taken taken into $out, $failed not"
[ "$failed" -eq 0 ]
