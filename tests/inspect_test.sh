#!/bin/sh
# inspect_test.sh: what crumb inspect says of a folder whose every number is known, of published
# sizes, and of folders that are wrong. Prints TAP.
build=${BUILD:-build}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
number=0

law() {  # law NAME COMMAND...: the command must succeed
    number=$((number + 1))
    name=$1
    shift
    if "$@" > "$work/said" 2>&1; then echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/#   /' "$work/said" | head -n 20
    fi
}
skip() { number=$((number + 1)); echo "ok $number - $1 # SKIP $2"; }
inspect() { "$build/crumb" inspect "$@"; }
says() {  # says FILE LINE: that line, blanks aside
    tr -s ' ' < "$work/$1" | sed 's/ $//' | grep -qxF -- "$2" || { echo "no line \"$2\" in:"; cat "$work/$1"; return 1; }
}
narrow() { ! LC_ALL=C grep -nE '.{81}|[^ -~]' "$work/$1"; }
refused() {  # refused EXIT WORDS COMMAND...: that exit, one line on standard error with these words
    wanted=$1 words=$2
    shift 2
    "$@" 2> "$work/err" > "$work/out"
    got=$?
    cat "$work/err"
    test $got -eq "$wanted" && test "$(wc -l < "$work/err")" -eq 1 && grep -qF -- "$words" "$work/err"
}

# ---- a folder of two tiny layers, numbers 0 but for the first five ------------------------------
config() {  # config FOLDER: 8 tokens, width 4, 2 layers, 2 heads of 2, 1 for keys and values
    mkdir -p "$1"
    cat > "$1/config.json" << 'END'
{"model_type": "llama", "vocab_size": 8, "hidden_size": 4, "intermediate_size": 3,
 "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1,
 "max_position_embeddings": 10, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "hidden_act": "silu",
 "tie_word_embeddings": true}
END
}
tensors() {
    echo model.embed_tokens.weight 8 4
    for layer in 0 1; do
        printf "model.layers.$layer.%s\n" "input_layernorm.weight 4" "self_attn.q_proj.weight 4 4" \
            "self_attn.k_proj.weight 2 4" "self_attn.v_proj.weight 2 4" "self_attn.o_proj.weight 4 4" \
            "post_attention_layernorm.weight 4" "mlp.gate_proj.weight 3 4" "mlp.up_proj.weight 3 4" \
            "mlp.down_proj.weight 4 3"
    done
    echo model.norm.weight 4
}
weights() {  # weights FOLDER TYPE SIZE NUMBERS: model.safetensors that begins with these numbers
    tensors | awk -v type="$2" -v size="$3" '
        { count = $3 ? $2 * $3 : $2; shape = $3 ? $2 "," $3 : $2; end = at + count * size
          printf "%s\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}",
              (NR > 1 ? "," : "{"), $1, type, shape, at, end; at = end }
        END { printf "}" }' > "$work/header"
    while [ $(($(wc -c < "$work/header") % 8)) -ne 0 ]; do printf ' ' >> "$work/header"; done
    n=$(wc -c < "$work/header")
    count=$(tensors | awk '{ n += $3 ? $2 * $3 : $2 } END { print n }')
    {
        # shellcheck disable=SC2059
        printf "$(printf '\\%03o\\%03o\\0\\0\\0\\0\\0\\0' $((n % 256)) $((n / 256)))"
        cat "$work/header"
        # shellcheck disable=SC2059
        { printf "$4"; head -c $((count * $3)) /dev/zero; } | head -c $((count * $3))
    } > "$1/model.safetensors"
}
one_f32='\0\0\200\77' minus_3_f32='\0\0\100\300' two_f32='\0\0\0\100' nan_f32='\0\0\300\177' inf_f32='\0\0\200\177'
config "$work/tiny"
weights "$work/tiny" F32 4 "$one_f32$minus_3_f32$two_f32$nan_f32$inf_f32"
config "$work/half"
weights "$work/half" BF16 2 '\200\77\100\300\0\100\300\177\200\177'

inspect "$work/tiny" --plain > "$work/plan"
law "a folder: 220 parameters, counted by hand" says plan " parameters: 220"
law "the plan keeps to 80 columns of plain text" sh -c "sed 's|^$work/tiny\$||' '$work/plan' > '$work/cut'
    ! LC_ALL=C grep -nE '.{81}|[^ -~]' '$work/cut'"
law "float32: four bytes each, in the file and in memory" sh -c "
    test \$(grep -cE '^  weights, (as stored|in memory as f32) +880 bytes\$' '$work/plan') -eq 2"
law "the formula of the cache is filled in" says plan " 2 * 2 * 1 * 10 * 2 * 4 = 320"
law "layers that are alike are one" says plan " model.layers.0 to 1, each:"
law "a tensor's line: name, shape, type, bytes" says plan " mlp.down_proj.weight 4 x 3 F32 48 bytes"
law "no tokenizer is said" says plan " there is no tokenizer.json; the model reads and writes ids only"
inspect "$work/tiny" --all > "$work/all"
law "--all: a line for each of 20 tensors" sh -c "test \$(grep -c '^  model\..* F32 ' '$work/all') -eq 20"
inspect "$work/half" --dtype int8 --batch 3 --context 7 > "$work/chosen"
law "bf16 is half of it in the file" says chosen " weights, as stored 440 bytes"
law "--dtype: a quarter in memory" says chosen " weights, in memory as int8 (without their scales) 220 bytes"
law "--batch, --context: the cache of all sequences" says chosen " KV cache of 3 x 7 positions as int8 168 bytes"
law "--context: the formula is of one sequence" says chosen " 2 * 2 * 1 * 7 * 2 * 1 = 56"

mkdir -p "$work/merges"
printf 'low lower lowest low lower lowest' > "$work/text"
config "$work/read" && cp "$work/tiny/model.safetensors" "$work/read/"
law "a tokenizer can be learnt for it" "$build/crumb" tokenizer train --text "$work/text" --vocab 258 --out "$work/read"
inspect "$work/read" > "$work/tokens"
law "a tokenizer of another model is said" says tokens " they do not belong together: ids from 8 on have no row"

for from in tiny half; do
    inspect "$work/$from" --tensor model.embed_tokens.weight --plain > "$work/tensor"
    law "$from: least, most, mean and rms of what is finite" says tensor " least -3 most 2 mean 0 rms 0.68313"
    law "$from: what is not finite is counted and found" says tensor \
        " not finite: 2 (1 NaN, 1 infinite), the first at [0, 3]"
    law "$from: the histogram holds the zeros, beside them -3, 1 and 2" sh -c "
        test \"\$(awk '\$2 == \"to\" { print \$4 }' '$work/tensor' | tr '\n' ' ')\" = '1 0 0 0 0 0 0 0 0 27 0 0 1 0 0 1 '"
    law "$from: the heat map has a cell for each number" sh -c "test \$(sed -n '/^  the size of/,\$p' '$work/tensor' |
        tail -n +2 | wc -l) -eq 8 && grep -qxE ' +0   \* # #--' '$work/tensor'"
done
law "a part of a name will do when one has it" sh -c "'$build/crumb' inspect '$work/tiny' --tensor 1.mlp.up |
    grep -qx 'model.layers.1.mlp.up_proj.weight, stored as F32'"
law "a part that two have lists both" refused 1 "2 tensors have \"up_proj\" in their names: model.layers.0.mlp.up_proj.weight, model.layers.1.mlp.up_proj.weight;" \
    inspect "$work/tiny" --tensor up_proj
law "a name that none has is said" refused 1 "no tensor has \"embedding\"" inspect "$work/tiny" --tensor embedding
law "a tensor of zeros is one bin" sh -c "'$build/crumb' inspect '$work/tiny' --tensor 0.mlp.up |
    grep -cE '^ +0 to +0 +12  #{34}\$' | grep -qx 1"

law "no folder is the model that comes with Crumb; its tokenizer fits" sh -c "'$build/crumb' inspect |
    grep -qE '^  ([0-9]+) tokens, [0-9]+ of them special; config.json has a vocab of \\1\$'"

# ---- published sizes ------------------------------------------------------------------------------
inspect --preset llama3-405b --days 54 > "$work/405b"
law "a preset keeps to 80 columns" sh -c "! sed 1,2d '$work/405b' | LC_ALL=C grep -nE '.{81}|[^ -~]'"
law "405B: the published total" says 405b " parameters: 405,853,388,800, as published"
law "405B: 3.8e25 operations" says 405b " 6 N tokens = 3.799e+25 FLOP for 1.56e+13 tokens"
law "405B: 67 days at the published rate" says 405b " 16384 devices at 4e+14 FLOP/s each: 5.796e+06 s = 67.1 days"
law "405B: what 54 days would need" says 405b " in 54 days on 16384 devices: 4.97e+14 FLOP/s each"
law "405B: the same by peak and utilisation" sh -c "'$build/crumb' inspect --preset llama3-405b --tokens 15.6e12 --devices 16384 --peak 1e15 --utilisation 0.4 |
    grep -q '= 67.1 days'"
law "llama3-8b: a cache of 1 GiB for 8192 positions" sh -c "'$build/crumb' inspect --preset llama3-8b |
    grep -qF '2 * 32 * 8 * 8192 * 128 * 2 = 1,073,741,824'"
law "every preset can be inspected" sh -c "'$build/crumb' inspect --preset list | awk '{ print \$1 }' | while read -r name; do
    '$build/crumb' inspect --preset \$name | grep -q ', as published\$' || echo \$name; done | grep . && exit 1 || exit 0"

# ---- JSON -----------------------------------------------------------------------------------------
if command -v python3 > /dev/null; then
    cat > "$work/parse.py" << 'END'
import json, sys
with open(sys.argv[1]) as f: whole = json.load(f)
with open(sys.argv[2]) as f: preset = json.load(f)
with open(sys.argv[3]) as f: tensor = json.load(f)
assert whole["parameters"] == 220 and len(whole["tensors"]) == 20
assert sum(t["bytes"] for t in whole["tensors"]) == whole["memory"]["stored"] == 880
assert whole["memory"]["cache"] == 320 and whole["config"]["kv_heads"] == 1
assert "problem" in whole["tokenizer"]
count = lambda shape: shape[0] * (shape[1] if len(shape) == 2 else 1)
assert sum(count(t["shape"]) for t in preset["tensors"]) == preset["parameters"] == 7615616512
assert preset["operations"]["training"] == 6 * preset["parameters"]
assert preset["config"]["qkv_bias"] and preset["config"]["theta"] == 1e6
assert tensor["finite"] == sum(tensor["histogram"]) == 30 and tensor["nan"] == 1 == tensor["infinite"]
assert (tensor["least"], tensor["most"], tensor["mean"]) == (-3, 2, 0)
END
    inspect "$work/tiny" --json > "$work/whole.json"
    inspect --preset qwen2.5-7b --json > "$work/preset.json"
    inspect "$work/tiny" --tensor embed --json > "$work/tensor.json"
    law "--json parses, and says what the tables say" python3 "$work/parse.py" "$work/whole.json" "$work/preset.json" "$work/tensor.json"
else
    skip "--json parses, and says what the tables say" "no python3"
fi

# ---- wrong input: one sentence that names the file or the flag ------------------------------------
law "no folder" refused 1 "$work/none/config.json" inspect "$work/none"
mkdir "$work/bare" && cp "$work/tiny/config.json" "$work/bare/"
law "no weights" refused 1 "$work/bare: there is no model.safetensors" inspect "$work/bare"
config "$work/cut-off" && head -c 100 "$work/tiny/model.safetensors" > "$work/cut-off/model.safetensors"
law "weights cut off" refused 1 "$work/cut-off/model.safetensors" inspect "$work/cut-off"
config "$work/broken" && echo '{' > "$work/broken/config.json"
law "a broken config.json" refused 1 "$work/broken/config.json" inspect "$work/broken"
config "$work/wider" && cp "$work/tiny/model.safetensors" "$work/wider/" &&
    sed -i.old 's/"intermediate_size": 3/"intermediate_size": 5/' "$work/wider/config.json"
law "a tensor of another shape" refused 1 "mlp.gate_proj.weight has shape [3, 4], wanted [5, 4]" inspect "$work/wider"
law "folder and preset" refused 4 "a folder DIR or --preset NAME, not both" inspect "$work/tiny" --preset llama3-8b
law "an unknown preset" refused 4 "--preset gpt-5: no such model here" inspect --preset gpt-5
law "a tensor of a preset" refused 4 "--tensor needs a folder" inspect --preset llama3-8b --tensor q
law "an unknown type" refused 4 "--dtype f8: expected f32, bf16, f16 or int8" inspect "$work/tiny" --dtype f8
law "a context beyond the positions" refused 4 "--context 11: $work/tiny has 10 positions" inspect "$work/tiny" --context 11
law "more than 64 bits can count" refused 4 "more memory than 64 bits can count" inspect --preset llama3-405b --batch 65536 --context 131072
law "a number that is none" refused 4 "--tokens many: expected a number from 1 to 1e+30" inspect "$work/tiny" --tokens many
law "a share above the whole" refused 4 "--utilisation 40: expected a number from 1e-06 to 1" \
    inspect --preset llama3-8b --peak 989e12 --utilisation 40
law "a peak without utilisation" refused 4 "belong together" inspect "$work/tiny" --peak 1e15
law "an unknown flag" refused 4 "--layers: no such flag" inspect "$work/tiny" --layers
law "a flag without its value" refused 4 "--tensor needs a value" inspect "$work/tiny" --tensor
closed() { inspect "$work/tiny" >&-; }
law "a closed standard output is a sentence" refused 3 "could not be written" closed
echo "1..$number"
