#!/bin/sh
# xargs.sh [N=48] [SHARDS=6]: shards by xargs, two at a time; then, as in a CI matrix, each shard in a
# job of its own that hands over nothing but its journal.
. tests/fanout/common.sh
trap 'rm -rf "$work"' EXIT
prepare
start=$(now)
# A shard with a grader-error ends with 2, and xargs with 123 then: merge says what is missing.
seq "$shards" | xargs -P 2 -n 1 "$work/one.sh" > "$work/said" 2>&1 || [ $? -eq 123 ]
compare "xargs -P 2 ($(($(now) - start)) s)"

rm -rf "$work/out" "$work"/calm.*
mkdir "$work/out" "$work/artifacts"
for shard in $(seq "$shards"); do
    "$work/one.sh" "$shard" > "$work/said" 2>&1 || [ $? -eq 2 ]
    mv "$work/out/$shard.journal" "$work/artifacts/"
done
mv "$work"/artifacts/* "$work/out/"
compare "a job for each shard, merged from their journals"
