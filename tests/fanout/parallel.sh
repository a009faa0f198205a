#!/bin/sh
# parallel.sh [N=48] [SHARDS=6]: shards by GNU parallel, killed midway (kill -9 of parallel and of all
# it started), and gone on with by the same command: --joblog with --resume skips shards that ended,
# the journals skip what is graded in the others.
. tests/fanout/common.sh
trap 'rm -rf "$work"' EXIT
parallel --version 2> /dev/null | grep -q 'GNU parallel' || cannot "no GNU parallel here"
command -v timeout > /dev/null || cannot "no timeout here, which gives a command a process group of its own"
prepare
export HOME="$work" PARALLEL_HOME="$work/.parallel"
mkdir -p "$work/.parallel" && : > "$work/.parallel/will-cite"
fan() { timeout 3600 parallel --joblog "$work/joblog" --resume -j 2 "$work/one.sh" {} ::: $(seq "$shards"); }

fan > "$work/said" 2>&1 < /dev/null &
sleep 1
group=$!
graded() { cat "$work"/out/*.journal 2> /dev/null | grep -c '"event":"result"' || :; }
for _ in $(seq 600); do
    [ "$(graded)" -lt $((count / 3)) ] || break
    sleep 0.1
done
before=$(graded)
# The shell that waits, timeout under it, and from there on a process group; jobs have their own.
all=$(ps -e -o pid= -o ppid= | awk -v top="$group" '
    { parent[$1] = $2 }
    END { for (p in parent) { q = p; while (q in parent && q != top) q = parent[q]; if (q == top) print p } }')
# shellcheck disable=SC2086
kill -9 $all 2> "$work/ignored" || :
wait "$group" 2> "$work/ignored" || :
sleep 1
fan > "$work/said" 2>&1 < /dev/null || :
compare "GNU parallel, killed with $before of $count graded and gone on with"
