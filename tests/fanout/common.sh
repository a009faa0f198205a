# common.sh: what fan-outs share; read with ". tests/fanout/common.sh" from the root. N submissions
# (tests/batch_make.sh) are graded in SHARDS shards by some engine, and once here in one batch: the
# merged results must be the same but for the time.
set -eu
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
count=${1:-48}
shards=${2:-6}
work=$(mktemp -d)
export TMPDIR="$work" build grade
mkdir "$work/out"
cannot() {  # cannot WHY: this check cannot run here
    echo "$*"
    exit 77
}
prepare() {
    BUILD=$build sh tests/batch_make.sh "$work/all" "$count" 2
    cat > "$work/one.sh" << END
#!/bin/sh
# one.sh I: one shard; the same command again goes on where it stopped
exec "$grade" batch --all "$work/all" --shard \$1/$shards --seed 7 --seconds 2 --lab norm --jobs 1 \\
    --journal "$work/out/\$1.journal" < /dev/null
END
    chmod +x "$work/one.sh"
}
now() { date +%s; }
merged() {  # merged OUT JOURNAL...: results without the time
    out=$1
    shift
    "$grade" merge "$@" --out "$out" > "$work/merged"
    sed 's/"when":"[^"]*"/"when":""/' "$out" > "$out.lines"
}
# compare WHAT: after all shards; the last line says what came of it.
compare() {
    "$grade" batch --all "$work/all" --seed 7 --seconds 2 --lab norm --journal "$work/calm.journal" \
        > "$work/said" 2>&1 < /dev/null || [ $? -le 2 ]
    merged "$work/calm.json" "$work/calm.journal"
    merged "$work/fan.json" "$work"/out/*.journal
    found=$(grep -c '^{"id"' "$work/fan.json.lines")
    in_journals=$(cat "$work"/out/*.journal | grep -c '"event":"result"')
    if cmp -s "$work/calm.json.lines" "$work/fan.json.lines" && [ "$found" -eq "$count" ] &&
        [ "$in_journals" -eq "$count" ]; then
        echo "$1: $count submissions in $shards shards, each graded once, all as in one batch"
    else
        diff "$work/calm.json.lines" "$work/fan.json.lines" | cut -c 1-1000 | head -n 6
        echo "FAILED: $1: $found results, $in_journals in journals, of $count submissions"
        exit 1
    fi
}
