#!/bin/sh
# end_to_end_test.sh [long]: one model's life by the programs a user has: trained on the repository's
# own text, killed, resumed, evaluated, generating, explained, copied. A few seconds; with "long" a
# minute of training, after which it must have learnt English spelling. Prints TAP.
crumb=$(pwd)/${BUILD:-build}/crumb
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
number=0
steps=120 reached=3.4
[ "${1:-}" = long ] && steps=3000 reached=2.0
cat labs/*/README.md docs/*.md README.md > "$work/text"
run=$work/run

# law NAME COMMAND...: the command must succeed.
law() {
    name=$1
    shift
    number=$((number + 1))
    if "$@" > "$work/said" 2>&1; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/#   /' "$work/said" | head -n 12
    fi
}

pretrain() {
    exec "$crumb" pretrain --text "$work/text" --out "$run" --tokenizer bytes --layers 3 --heads 4 \
        --kv-heads 2 --width 64 --hidden 172 --context 64 --batch 8 --rate 2e-3 \
        --steps $steps --save-every 20 --validate-every 20
}
value() { sed -n "s/.*\"$1\": \([-0-9.e+]*\).*/\1/p" "$2" | tail -n 1; }
below() { awk -v a="$1" -v b="$2" 'BEGIN { print a, "should be below", b; exit !(a != "" && a + 0 < b + 0) }'; }

killed() {
    pretrain > "$work/log" 2>&1 &
    process=$!
    while kill -0 $process 2> /dev/null && { [ ! -s "$run/state.bin" ] || [ ! -s "$run/metrics.jsonl" ]; }; do sleep 0.05; done
    kill -9 $process
    wait $process
    cat "$work/log"
    [ -s "$run/state.bin" ] && [ "$(wc -l < "$run/metrics.jsonl")" -lt $steps ]
}
resumed() {
    "$crumb" pretrain --resume --out "$run" && [ "$(value step "$run/metrics.jsonl")" -eq $steps ] &&
        below "$(value val_loss "$run/metrics.jsonl")" $reached
}
evaluated() {  # the held-out tenth once more, by the program that knows no training
    "$crumb" eval --model "$run" --text "$work/text" --last 0.1 > "$work/eval" && cat "$work/eval" &&
        below "$(awk '/nats per token/ { print $4 }' "$work/eval")" $reached
}
generated() {
    "$crumb" generate --model "$run" --prompt "The student's " --max-tokens 40 --seed 7 > "$work/one" &&
        "$crumb" generate --model "$run" --prompt "The student's " --max-tokens 40 --seed 7 > "$work/two" &&
        cat "$work/one" && cmp "$work/one" "$work/two" && [ "$(wc -c < "$work/one")" -ge 40 ]
}
# The greedy first token of generate is the most likely one of explain, and of the trace's logits.
explained() {
    "$crumb" generate --model "$run" --prompt "The model" --greedy --max-tokens 1 --print-ids > "$work/ids" &&
        "$crumb" explain --model "$run" --json "The model" > "$work/explain" &&
        "$crumb" explain --model "$run" "The model" > "$work/steps" &&
        id=$(tr -c '0-9\n' '\n' < "$work/ids" | grep . | tail -n 1) && echo "generate chose $id" &&
        first=$(tr -d ' \n' < "$work/explain" | grep -o '"top":\[{[^}]*}' | grep -o '"id":[0-9]*') &&
        echo "explain: $first" && [ "$first" = "\"id\":$id" ] && [ "$(grep -cE '^[0-9]+  [A-Z]' "$work/steps")" -eq 16 ]
}
causal() { "$crumb" check-causal --model "$run" --text "Stir the dough."; }
traced() {
    "$crumb" trace --model "$run" "Stir" --out "$work/trace.safetensors" &&
        "$crumb" trace --model "$run" "Stir" --compare "$work/trace.safetensors" --within 0
}

law "a run is killed after its first save" killed
law "it resumes, and learns" resumed
law "what it learnt is seen by eval" evaluated
law "it generates, the same for the same seed" generated
law "explain shows sixteen steps, and the token that generate takes" explained
law "its past does not see its future" causal
law "two passes leave the same trace to the last bit" traced
law "inspect reads what was saved" "$crumb" inspect "$run"
echo "1..$number"
