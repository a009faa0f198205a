#!/bin/sh
# elsewhere.sh: models that we write (just trained, random ones of every kind, the starter) are read
# by Python alone, which finds the same logits and attention. Needs PyTorch; part of check-all.
set -eu
build=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
${MAKE:-make} -s BUILD="$build" "$build/crumb" "$build/tests/random_model"

trained="--text README.md --steps 20 --context 32 --batch 4 --layers 2 --heads 4 --width 32"
for type in f32 f16 bf16; do
    # shellcheck disable=SC2086  # flags are words
    "$build/crumb" pretrain --out "$work/trained-$type" $trained --kv-heads 2 --hidden 50 --untied \
        --weights $type > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
done
"$build/tests/random_model" "$work/qwen2" bias=1 heads=4 kv_heads=1 head=6 width=24 scale=15
"$build/tests/random_model" "$work/qwen3" qk_norm=1 heads=6 kv_heads=3 head=10 width=26 scale=15
"$build/tests/random_model" "$work/tied" tied=1 heads=3 kv_heads=3 layers=5 width=30 head=10 scale=15
/usr/bin/python3 datasets/golden/elsewhere.py "$build/crumb" "$work"/trained-* "$work/qwen2" \
    "$work/qwen3" "$work/tied" datasets/models/starter
