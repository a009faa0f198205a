#!/bin/sh
# train.sh DIR: writes the text of the starter model, trains on it, and puts the model into DIR.
# A run that was stopped goes on where it was. FLAGS: more flags for crumb pretrain.
# shellcheck disable=SC2086  # FLAGS is split on purpose
set -eu
build=${BUILD:-build}
run=$build/starter
mkdir -p "$run" "$1"
if [ -e "$run/run/state.bin" ]; then
    "$build/crumb" pretrain --resume --out "$run/run" ${FLAGS:-}
else
    awk -f datasets/starter/corpus.awk > "$run/corpus.txt"
    "$build/crumb" pretrain --text "$run/corpus.txt" --config datasets/starter/pretrain.txt \
        --out "$run/run" ${FLAGS:-}
fi
cp "$run/run/config.json" "$run/run/tokenizer.json" "$run/run/model.safetensors" \
    datasets/starter/tokenizer_config.json datasets/starter/generation_config.json "$1"
echo "$1: ready"
