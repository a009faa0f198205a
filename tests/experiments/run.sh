#!/bin/sh
# run.sh EXPERIMENT: trains the baseline and the same model with one part changed, on the same text
# with the same seed and flags, and draws both curves. What is there already is not trained again.
# STEPS, TEXT and FLAGS (more flags for crumb pretrain) may be set. Called by make experiment.
set -eu
build=${BUILD:-build}
runs=${RUNS:-$build/experiments}
here=tests/experiments
name=${1:-}
if [ "$name" != free-running ] && { [ -z "$name" ] || [ ! -d "$here/$name" ]; }; then
    echo "experiment: E=$name is none; wanted one of free-running" "$(cd $here && echo */ | tr -d /)" >&2
    exit 4
fi
steps=${STEPS:-400}
text=${TEXT:-$(echo labs/0[1-9]-*/README.md)}
# The model is deep for its width, since what keeps a deep stack trainable is one of the questions.
# One head of 64 elements makes the root of d a factor of 8.
flags="--layers 8 --width 64 --heads 1 --context 64 --batch 12 --steps $steps --rate 2e-3 --seed 1"
flags="$flags${FLAGS:+ $FLAGS}"  # of a flag that stands twice the last one counts

# shellcheck disable=SC2086  # $text and $flags are words
train() {  # train VARIANT, unless its run with this program, text and flags is there
    program=$build/experiments/$1/crumb to=$runs/$1
    mkdir -p "$to"
    key=$(echo "$flags" | cat - $text "$program" | cksum)
    if [ ! -e "$to/run/model.safetensors" ] || [ "$(cat "$to/key")" != "$key" ]; then
        rm -rf "$to/run"
        "$program" pretrain --text $text --out "$to/run" $flags > "$to/log" 2>&1 || {
            tail -n 3 "$to/log" >&2
            exit 1
        }
        echo "$key" > "$to/key"
    fi
}
# shellcheck disable=SC2086
echo "crumb pretrain $flags, on" "$(cat $text | wc -c | tr -d ' ')" "bytes of text"
train baseline
if [ "$name" = free-running ]; then
    # shellcheck disable=SC2086
    exec "$build/experiments/baseline/crumb" eval --model "$runs/baseline/run" --text $text \
        --last 0.1 --free-running
fi
train "$name"
"$here/curves.sh" "$runs/baseline/run/metrics.jsonl" "$runs/$name/run/metrics.jsonl" "$name" \
    "$runs/$name/curves.svg"
