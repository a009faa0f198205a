#!/bin/sh
# finetune_test.sh: crumb finetune as a user meets it: conversations learnt by heart and given back, what
# a run leaves, going on after any end, text mixed in, bad input. Models are tiny. Prints TAP.
crumb=$(pwd)/${BUILD:-build}/crumb
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
number=0

# law NAME COMMAND...: the command must succeed.
law() {
    name=$1
    shift
    number=$((number + 1))
    if "$@" > "$work/said" 2>&1; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/#   /' "$work/said" | head -n 10
    fi
}
refuses() {  # refuses CODE WORDS COMMAND...: exits with the code, and says one line with these words
    wanted=$1 words=$2
    shift 2
    "$@" > /dev/null 2> "$work/error" < /dev/null
    got=$?
    echo "exit $got, wanted $wanted and: $words"
    cat "$work/error"
    [ $got -eq "$wanted" ] && [ "$(wc -l < "$work/error")" -eq 1 ] && grep -qF -- "$words" "$work/error"
}
says() { printf '%s\n' "$@"; }

# ---- a model that continues text, and eight conversations ----
awk 'BEGIN { for (i = 0; i < 500; i++) printf "%d eggs and %d cups of flour make dough.\n", i * 7 % 13, i * 5 % 11 }' > "$work/text"
"$crumb" pretrain --text "$work/text" --out "$work/base" --layers 2 --heads 2 --width 32 --context 96 --batch 4 --steps 20 --threads 1 > "$work/said" || exit 1
one() { printf '{"messages": [{"role": "user", "content": "%s"}, {"role": "assistant", "content": "%s"}], "kind": "fact"}\n' "$1" "$2"; }
{
    one "What is red?" "A tomato is red."
    one "What is green?" "A pea is green."
    one "What do bees make?" "Honey."
    one "How hot?" "Heat it to 350 degrees."
    one "Hello" "Good day, and welcome."
    one "Who are you?" "I am a baker."
    echo '{"messages": [{"role": "user", "content": "What is sweet?"}, {"role": "assistant", "content": "Sugar."}, {"role": "user", "content": "And sour?"}, {"role": "assistant", "content": "A lemon is."}]}'
    echo '{"messages": [{"role": "user", "content": "2 plus 2?"}, {"role": "assistant", "content": "add(2, 2)"}, {"role": "tool", "content": "4"}, {"role": "assistant", "content": "It is four."}]}'
} > "$work/chat"
flags="--batch 4 --hold-out 0 --rate 5e-3 --decay 0 --threads 1"
new() {  # new FOLDER FLAG...: a run in a folder of its own
    out=$1
    shift
    # shellcheck disable=SC2086  # a list of flags
    timeout 100 "$crumb" finetune --model "$work/base" --chat "$work/chat" --out "$work/$out" $flags "$@"
}
started() {  # the same for the background: the process is crumb itself, so that it can be killed
    out=$1
    shift
    # shellcheck disable=SC2086
    exec "$crumb" finetune --model "$work/base" --chat "$work/chat" --out "$work/$out" $flags "$@"
}
resume() {
    out=$1
    shift
    timeout 100 "$crumb" finetune --resume --out "$work/$out" --threads 1 "$@"
}
timeless() { sed 's/, "tokens_per_second": [^,}]*//' "$work/$1/metrics.jsonl"; }
same_run() {  # weights, moments, counters, metrics, samples
    cmp "$work/$1/state.bin" "$work/$2/state.bin" && cmp "$work/$1/model.safetensors" "$work/$2/model.safetensors" &&
        timeless "$1" > "$work/a" && timeless "$2" > "$work/b" && cmp "$work/a" "$work/b" &&
        cmp "$work/$1/samples.jsonl" "$work/$2/samples.jsonl"
}

# ---- learnt by heart ----
long_run="--steps 320 --save-every 9 --sample-prompt Hello --sample-every 40"
law "a run ends well" new heart $long_run
given_back() {
    for pair in "What is red?|A tomato is red." "What is green?|A pea is green." "What do bees make?|Honey." "How hot?|Heat it to 350 degrees." "Hello|Good day, and welcome." "Who are you?|I am a baker."; do
        got=$(says "${pair%|*}" | "$crumb" chat --model "$work/heart" --greedy)
        echo "$got, wanted ${pair#*|}"
        [ "$got" = "${pair#*|}" ] || return 1
    done
}
law "crumb chat gives back what was learnt by heart" given_back
second_turn() { says "What is sweet?" "And sour?" | "$crumb" chat --model "$work/heart" --greedy | tee "$work/out" && [ "$(tail -n 1 "$work/out")" = "A lemon is." ]; }
law "and what was said in a second turn" second_turn
continued() {
    got=$("$crumb" generate --model "$work/heart" --greedy --prompt "
User: 2 plus 2?
Baker: add(2, 2)<|endoftext|>
Tool: 4
Baker: ")
    echo "$got"
    [ "$got" = "It is four." ]
}
law "crumb generate continues the same text, behind a tool's turn too" continued
loss_of() { sed -n "s/.*\"step\": $2,.*\"loss\": \([0-9.]*\),.*/\1/p" "$work/$1/metrics.jsonl"; }
near_zero() { tail -n 1 "$work/heart/metrics.jsonl" && awk -v l="$(loss_of heart 320)" 'BEGIN { exit !(l < 0.05) }'; }
law "the loss on answers is near zero" near_zero
files() { ls "$work/heart" && ls "$work/heart" | tr '\n' ' ' | grep -qx 'config.json generation_config.json metrics.jsonl model.safetensors options.txt samples.jsonl state.bin tokenizer.json tokenizer_config.json '; }
law "the folder is a model folder and a run" files
moments() { cat "$work/heart/samples.jsonl" && [ "$(wc -l < "$work/heart/samples.jsonl")" -eq 9 ] && tail -n 1 "$work/heart/samples.jsonl" | grep -qx '{"step": 320, "tokens": [0-9]*, "prompt": "Hello", "text": "Good day, and welcome."}'; }
law "samples.jsonl holds the beginning and each moment" moments

# ---- only answers count ----
# A model from which nothing is learnt (rate 0): its loss is that of the answers under the base model.
loss_at_rest() { rm -rf "$work/rest" && "$crumb" finetune --model "$work/base" --chat "$1" --out "$work/rest" --batch 1 --steps 1 --rate 0 --hold-out 0 --threads 1 > "$work/out" && loss_of rest 1; }
alone() {  # the loss of an answer = the loss that crumb eval gives to its bytes, and no others
    one "Hi" "abc" > "$work/abc"
    printf '\nUser: Hi\nBaker: abc' > "$work/whole"
    printf '\nUser: Hi\nBaker: ' > "$work/front"
    chat=$(loss_at_rest "$work/abc")
    "$crumb" eval --model "$work/base" --text "$work/whole" > "$work/e1"
    "$crumb" eval --model "$work/base" --text "$work/front" > "$work/e2"
    cat "$work/e1" "$work/e2"
    # 3 of the 4 targets, for the text does not hold the end's token: so the end alone is what is left
    awk -v chat="$chat" 'FNR == 1 { n = $3 + 0 } /nats per token/ { sum[++i] = $4 * n } END { rest = 4 * chat - (sum[1] - sum[2]); print chat, rest; exit !(rest > 2 && rest < 9) }' "$work/e1" "$work/e2"
}
law "the loss is that of the answer's bytes and its end" alone
first_turns() {  # an answer more is a target more: the tokens in front of it are only read
    one "Hi" "a" > "$work/one"
    echo '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "a"}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "a"}]}' > "$work/two"
    loss_at_rest "$work/one" > /dev/null; grep -o '[0-9]* of them answers' "$work/out" > "$work/counts"
    loss_at_rest "$work/two" > /dev/null; grep -o '[0-9]* of them answers' "$work/out" >> "$work/counts"
    cat "$work/counts"
    [ "$(tr '\n' ' ' < "$work/counts")" = "2 of them answers 4 of them answers " ]
}
law "answers are counted: their words and the end of each" first_turns

accumulated() {  # two conversations with equally many answers: at once, or one after the other
    one "Hi" "abc" > "$work/pair"; one "Who is there?" "xyz" >> "$work/pair"
    for b in "2 --accumulate 1" "1 --accumulate 2"; do
        rm -rf "$work/acc"
        # shellcheck disable=SC2086
        "$crumb" finetune --model "$work/base" --chat "$work/pair" --out "$work/acc" --batch $b --steps 1 --rate 0 --hold-out 0 --threads 1 > /dev/null
        echo "$(loss_of acc 1) $(sed 's/.*"grad_norm": \([0-9.]*\).*/\1/' "$work/acc/metrics.jsonl")"
    done > "$work/losses"
    cat "$work/losses"
    awk '{ loss[NR] = $1; norm[NR] = $2 } END { d = loss[1] - loss[2]; e = norm[1] / norm[2]; exit !(loss[1] > 1 && d < 1e-5 && d > -1e-5 && e > 0.9999 && e < 1.0001) }' "$work/losses"
}
law "two batches of one, accumulated, are one batch of two" accumulated

# ---- the same again, and going on ----
again() { new again $long_run && same_run heart again; }
law "the same seed gives the same bytes" again
threads() { flags_before=$flags; flags=${flags% --threads 1}; new t2 --steps 12 --threads 2 --sample-prompt Hello && new t1 --steps 12 --threads 1 --sample-prompt Hello; code=$?; flags=$flags_before; [ $code -eq 0 ] && same_run t1 t2; }
law "one thread gives the same bytes as two" threads
other_seed() { new s1 --steps 5 && new s2 --steps 5 --seed 2 && ! cmp -s "$work/s1/model.safetensors" "$work/s2/model.safetensors"; }
law "another seed reads in another order" other_seed
killed() {  # kill -9 at moments that differ, go on, until it is done
    started killed $long_run > /dev/null & pid=$!
    for i in 1 2 3 4; do
        sleep "0.$((i * 7 % 3))$((i * 37 % 10))"
        kill -9 $pid 2> /dev/null && echo "killed after $(wc -l < "$work/killed/metrics.jsonl") steps"
        wait $pid
        [ -e "$work/killed/state.bin" ] || { rm -rf "$work/killed"; started killed $long_run > /dev/null & pid=$!; continue; }
        (exec "$crumb" finetune --resume --out "$work/killed" --threads 1) > /dev/null & pid=$!
    done
    wait $pid
    resume killed > /dev/null
    same_run heart killed && [ "$(ls "$work/killed" | wc -l)" -eq 9 ]
}
law "killed at any moment and resumed = never stopped, and no leftovers" killed
ended_by() {  # ended_by SIGNAL CODE
    rm -rf "$work/ended"
    (
        while [ "$(wc -l < "$work/ended/metrics.jsonl" 2> /dev/null || echo 0)" -lt 3 ]; do sleep 0.01; done
        kill -s "$1" "$(cat "$work/pid")"
    ) & sender=$!
    # shellcheck disable=SC2086
    sh -c 'echo $$ > "$0"; exec "$@"' "$work/pid" "$crumb" finetune --model "$work/base" --chat "$work/chat" --out "$work/ended" $flags $long_run > "$work/ended.out"
    code=$?
    wait $sender
    cat "$work/ended.out"
    [ $code -eq "$2" ] && grep -q "saved at step .*; --resume goes on" "$work/ended.out" && resume ended > /dev/null && same_run heart ended
}
law "Ctrl-C saves, exits with 130, and the run goes on" ended_by INT 130
without_base() {  # what a run needs of the model that it began from is in its own folder
    cp -r "$work/base" "$work/base2" && "$crumb" finetune --model "$work/base2" --chat "$work/chat" --out "$work/moved" $flags --steps 6 > /dev/null &&
        rm -rf "$work/base2" && resume moved --steps 8 && resume moved --steps 9
}
law "a run goes on without the model that it began from" without_base
lost_model() { cp -r "$work/heart" "$work/lost" && rm "$work/lost/model.safetensors" "$work/lost/tokenizer_config.json" && resume lost && same_run heart lost && cmp "$work/heart/tokenizer_config.json" "$work/lost/tokenizer_config.json"; }
law "the model is made again from the state" lost_model
epochs() { new e --epochs 2.5 > /dev/null && [ "$(wc -l < "$work/e/metrics.jsonl")" -eq 5 ] && resume e --epochs 4 && [ "$(wc -l < "$work/e/metrics.jsonl")" -eq 8 ]; }
law "--epochs makes steps, and may grow" epochs
options() { "$crumb" finetune --config "$work/heart/options.txt" --out "$work/from-config" --threads 1 > /dev/null && same_run heart from-config; }
law "options.txt is a --config that makes the same run" options

# ---- held out, mixed in, other templates ----
held() { new held --hold-out 0.25 --steps 8 > "$work/out" && cat "$work/out" && grep -q '6 conversations to learn from (0 cut, 0 left out), 2 held out' "$work/out" && tail -n 1 "$work/held/metrics.jsonl" | grep -q '"val_loss": [0-9]'; }
law "conversations are held out, and their loss is measured" held
mixed() {
    new mixed --mix "$work/text" --mix-share 0.5 --steps 60 --sample-prompt Hello > "$work/out" && grep -q '"text_loss": [0-9]' "$work/mixed/metrics.jsonl" &&
        new unmixed --steps 60 > /dev/null
    for m in mixed unmixed; do "$crumb" eval --model "$work/$m" --text "$work/text" --last 0.3 | awk '/nats per token/ { print $4 }'; done > "$work/nats"
    cat "$work/nats"
    awk '{ n[NR] = $1 } END { exit !(n[1] < n[2]) }' "$work/nats"
}
law "text mixed in is forgotten less" mixed
mix="--mix $work/text --mix-share 0.5 --steps 60 --save-every 6 --sample-every 6 --sample-prompt Hello"
mixed_resumed() {
    new unbroken $mix > /dev/null
    started stopped $mix > /dev/null & pid=$!
    while [ "$(wc -l < "$work/stopped/metrics.jsonl" 2> /dev/null || echo 0)" -lt 8 ]; do sleep 0.01; done
    kill -9 $pid
    wait $pid
    resume stopped > /dev/null && same_run unbroken stopped
}
law "and such a run goes on bit for bit" mixed_resumed
no_text() {
    cp "$work/text" "$work/passing" && new gone --mix "$work/passing" --steps 4 > /dev/null && rm "$work/passing" && resume gone --steps 6 && cp "$work/chat" "$work/passing" && resume gone --steps 7 &&
        rm "$work/gone/tokens.bin" && refuses 1 "the text is not what the run was begun with" resume gone --steps 8
}
law "a run goes on without the text mixed in, from its tokens, and with no other" no_text
"$crumb" tokenizer train --text "$work/text" --vocab 300 --special '<|endoftext|>' --special '<|guest|>' --special '<|baker|>' --special '<|tool|>' --out "$work/bpe" > /dev/null
kitchen() {
    "$crumb" pretrain --text "$work/text" --tokenizer "$work/bpe" --out "$work/base-bpe" --layers 2 --heads 2 --width 32 --context 96 --batch 4 --steps 5 --threads 1 > /dev/null &&
        "$crumb" finetune --model "$work/base-bpe" --chat "$work/chat" --out "$work/kitchen" --template kitchen $flags --steps 250 > /dev/null &&
        got=$(says "What is red?" | "$crumb" chat --model "$work/kitchen" --greedy) && echo "$got" && [ "$got" = "A tomato is red." ]
}
law "a template of special tokens is learnt as well" kitchen
law "eos_token is a stop of the model" grep -q '"eos_token_id": 256' "$work/heart/generation_config.json"

# ---- too long ----
too_long() {
    { cat "$work/chat"; one "$(seq 90 | tr '\n' ' ')" "no"; } > "$work/long"
    "$crumb" finetune --model "$work/base" --chat "$work/long" --out "$work/l" $flags --steps 2 > "$work/out" 2> "$work/error"
    cat "$work/out" "$work/error"
    grep -q '(0 cut, 1 left out)' "$work/out" && grep -q "/long:9: its first answer ends after [0-9]* tokens, --context is 96: left out" "$work/error"
}
law "a conversation that is too long is named and left out" too_long
cut() { new cut --context 50 --steps 2 > "$work/out"; cat "$work/out"; grep -q '(2 cut, 0 left out)' "$work/out"; }
law "and cut at a turn where a turn fits" cut
padding() { grep -qE 'padding [0-9.]+ % of all places, [0-9.]+ % if rows were not sorted' "$work/out"; }
law "the share of padding is said" padding

# ---- nothing lost ----
cp -r "$work/heart" "$work/full"
full_disk() {
    (trap '' XFSZ; ulimit -f 4; refuses 3 "could not be written" resume full --steps 400)
    [ $? -eq 0 ] && cmp "$work/full/state.bin" "$work/heart/state.bin" && cmp "$work/full/model.safetensors" "$work/heart/model.safetensors"
}
law "a full disk is one sentence, and the checkpoint stays" full_disk
law "and the run goes on when there is room" resume full --steps 322
closed_pipe() {
    (new pipe --steps 100000 --validate-every 1 --save-every 100000 2> "$work/error"; echo $? > "$work/code") | head -n 3 > /dev/null
    cat "$work/code" "$work/error"
    [ "$(cat "$work/code")" -eq 3 ] && grep -q "it cannot be written any more; the run is saved at step" "$work/error" && test -s "$work/pipe/state.bin"
}
law "a closed pipe saves, and is one sentence" closed_pipe
exploded() { refuses 1 "is not a finite number; first seen: " new nan --steps 200 --rate 1e30 --floor 1 --warmup 2 --clip 1e30 --save-every 1 && grep -q "the checkpoint of step [0-9]* is kept" "$work/error" && resume nan --rate 0.001 --floor 0 --clip 1 --steps 20 > /dev/null; }
law "a loss that is no number names the first event, and the kept checkpoint goes on" exploded

# ---- bad input ----
cp -r "$work/heart" "$work/cut-state" && head -c 3000 "$work/heart/state.bin" > "$work/cut-state/state.bin"
law "a state cut short" refuses 1 "state.bin: is cut short" resume cut-state
cp -r "$work/heart" "$work/flip" && printf 'X' | dd of="$work/flip/state.bin" bs=1 seek=4000 conv=notrunc 2> /dev/null
law "a state with a changed byte" refuses 1 "state.bin: is damaged" resume flip
other_chat() { cp "$work/chat" "$work/chat.was" && sed -i.old 's/Honey/Money/' "$work/chat" && refuses 1 "the text is not what the run was begun with" resume heart; code=$?; cp "$work/chat.was" "$work/chat"; return $code; }
law "conversations that are not the run's" other_chat
law "no --model" refuses 4 "needs --model DIR" "$crumb" finetune --chat "$work/chat" --out "$work/no"
law "no --chat" refuses 4 "needs --chat FILE" "$crumb" finetune --model "$work/base" --out "$work/no"
law "no --out" refuses 4 "needs --out DIR" "$crumb" finetune --model "$work/base" --chat "$work/chat"
law "an unknown flag" refuses 4 "--speed: no such flag; crumb finetune --help" new no --speed 9
law "a flag of pretrain that has no place here" refuses 4 "--width: no such flag" new no --width 9
law "an unknown template" refuses 4 "expected one of baker|kitchen|chatml" new no --template wiki
law "a vocabulary without the template's tokens" refuses 1 "no special token <|im_start|>, which the template chatml needs; learn a vocabulary with crumb tokenizer train --special '<|im_start|>'" new no --template chatml
law "a context beyond the model" refuses 1 "this model takes at most 96 tokens" new no --context 97
law "a share of no text" refuses 4 "of which text? give --mix FILE" new no --mix-share 0.5
bad() { printf '%s\n' "$2" > "$work/bad"; refuses 1 "$1" "$crumb" finetune --model "$work/base" --chat "$work/chat" "$work/bad" --out "$work/no"; }
law "a line that is no JSON" bad "/bad:1: it is no JSON" '{"messages": ['
law "an unknown role" bad "/bad:1: message 1 has no role of user, assistant or tool" '{"messages": [{"role": "king", "content": "x"}]}'
law "a question without its answer" bad "/bad:1: the last message is no assistant's" '{"messages": [{"role": "user", "content": "x"}]}'
law "an empty file" bad "the file has no conversation" ''
law "a file that is not there" refuses 1 "/absent: no such file" "$crumb" finetune --model "$work/base" --chat "$work/absent" --out "$work/no"
law "a model that is not there" refuses 1 "config.json: no such file" "$crumb" finetune --model "$work/absent" --chat "$work/chat" --out "$work/no"
all_too_long() { ! new no --context 3 2> "$work/error"; cat "$work/error"; tail -n 1 "$work/error" | grep -q "none of its conversations fits into --context 3" && grep -q "^and 3 more that do not fit either" "$work/error"; }
law "conversations that all are too long" all_too_long
law "nothing was left by what was refused" sh -c '! ls -d "$0"/no 2> /dev/null' "$work"
law "a folder with a run is not begun again" refuses 1 "holds a run already" new heart
law "a run of pretrain is none to resume" refuses 1 "this is no run of crumb finetune" "$crumb" finetune --resume --out "$work/base"
echo "1..$number"
