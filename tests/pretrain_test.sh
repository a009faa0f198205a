#!/bin/sh
# pretrain_test.sh: crumb pretrain and crumb eval as a user meets them: what a run leaves, going on
# after any end, full disks, bad input. Models are tiny. With the argument "long" also the slow laws,
# which make check-all runs. Prints TAP.
crumb=$(pwd)/${BUILD:-build}/crumb
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
number=0
kills=6
[ "${1:-}" = long ] && kills=60

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

skip() { number=$((number + 1)); echo "ok $number - $1 # SKIP $2"; }

# refuses CODE WORDS COMMAND...: exits with the code, and says one line with these words on stderr.
refuses() {
    wanted=$1 words=$2
    shift 2
    "$@" > /dev/null 2> "$work/error" < /dev/null
    got=$?
    echo "exit $got, wanted $wanted and: $words"
    cat "$work/error"
    [ $got -eq "$wanted" ] && [ "$(wc -l < "$work/error")" -eq 1 ] && grep -qF -- "$words" "$work/error"
}

awk 'BEGIN { for (i = 0; i < 500; i++) printf "%d eggs and %d cups of flour make dough.\n", i * 7 % 13, i * 5 % 11 }' > "$work/text"
: > "$work/empty"
printf 'ten bytes.' > "$work/ten"
sizes="--layers 2 --heads 2 --kv-heads 1 --width 16 --hidden 24 --context 16 --batch 3 --threads 1"
new() {  # new FOLDER FLAG...: a run in a folder of its own
    out=$1
    shift
    # shellcheck disable=SC2086  # a list of flags
    timeout 100 "$crumb" pretrain --text "$work/text" --out "$work/$out" $sizes "$@"
}
# The same for the background: the process is crumb itself, so that it can be killed.
started() {
    out=$1
    shift
    # shellcheck disable=SC2086
    exec "$crumb" pretrain --text "$work/text" --out "$work/$out" $sizes "$@"
}
resumed() { exec "$crumb" pretrain --resume --out "$work/$1" --threads 1; }
resume() {
    out=$1
    shift
    timeout 100 "$crumb" pretrain --resume --out "$work/$out" --threads 1 "$@"
}
# Metrics without their one field that measures time.
timeless() { sed 's/, "tokens_per_second": [^}]*//' "$work/$1/metrics.jsonl"; }
same_run() {  # weights, moments, counters, metrics
    cmp "$work/$1/state.bin" "$work/$2/state.bin" && cmp "$work/$1/model.safetensors" "$work/$2/model.safetensors" &&
        timeless "$1" > "$work/a" && timeless "$2" > "$work/b" && cmp "$work/a" "$work/b"
}
lines() { test "$(wc -l < "$work/$1/metrics.jsonl")" -eq "$2"; }

# ---- what a run leaves ----
long_run="--steps 300 --save-every 7 --validate-every 50"
law "a run ends well" new straight --steps 300 --save-every 7 --validate-every 50
law "the folder is a model folder and a run" sh -c 'cd "$0" && ls config.json generation_config.json model.safetensors tokenizer.json options.txt tokens.bin state.bin metrics.jsonl && [ "$(ls | wc -l)" -eq 8 ]' "$work/straight"
law "metrics have a line for each step" lines straight 300
exactly_named() {
    field='(-?[0-9.]+(e[-+][0-9]+)?|null)'
    ! grep -vE "^\{\"step\": [0-9]+, \"tokens\": [0-9]+, \"loss\": $field, \"val_loss\": $field, \"rate\": $field, \"grad_norm\": $field, \"tokens_per_second\": $field\}\$" "$work/straight/metrics.jsonl"
}
law "each line of metrics has exactly the named fields" exactly_named
law "the loss falls" awk -F'"loss": ' 'NR == 1 { first = $2 + 0 } { last = $2 + 0 } END { exit !(last < 0.7 * first) }' "$work/straight/metrics.jsonl"
evaluated() {
    val=$(sed -n '$s/.*"val_loss": \([0-9.]*\).*/\1/p' "$work/straight/metrics.jsonl")
    got=$("$crumb" eval --model "$work/straight" --text "$work/text" --last 0.1 | awk '/nats per token/ { print $4 }')
    awk -v a="$val" -v b="$got" 'BEGIN { print a, b; exit !(a - b < 0.0001 && b - a < 0.0001) }'
}
law "crumb eval gives the last validation loss" evaluated
law "eval counts the bytes" sh -c '"$0" eval --model "$1/straight" --text "$1/ten" | grep -q "tokens predicted  9, which stand for 9 bytes"' "$crumb" "$work"

terminal() {  # one line that is written over, with the loss drawn in bars
    LC_ALL=C.UTF-8 script -qec "'$crumb' pretrain --text '$work/text' --out '$work/terminal' $sizes --steps 40" /dev/null > "$work/screen" < /dev/null
    tr '\r' '\n' < "$work/screen" | grep -E 'step 40 of 40 .*[▁▂▃▄▅▆▇█]{5} .*tokens/s  0:00 left'
}
if script --version 2> /dev/null | grep -q util-linux; then law "a terminal sees a line with bars" terminal
else skip "a terminal sees a line with bars" "no util-linux script"
fi

# ---- the same again ----
again() { new again $long_run && same_run straight again; }
law "the same seed gives the same bytes" again
threads() {
    new t1 --steps 30 --width 64 --hidden 200 --context 64 && new t2 --steps 30 --width 64 --hidden 200 --context 64 --threads 2 && same_run t1 t2
}
law "one thread gives the same bytes as two" threads
other_seed() { new other $long_run --seed 2 && ! cmp -s "$work/straight/model.safetensors" "$work/other/model.safetensors"; }
law "another seed gives other weights" other_seed
sizes_before=$sizes
sizes=
law "options.txt is a --config that makes the same run" sh -c '"$0" pretrain --config "$1/straight/options.txt" --out "$1/from-config" --threads 1' "$crumb" "$work"
law "and gives the same bytes" same_run straight from-config
sizes=$sizes_before

# ---- going on ----
killed() {  # kill -9 at moments that differ, go on, until it is done
    started killed $long_run > /dev/null & pid=$!
    for i in $(seq $kills); do
        sleep "0.$((i * 7 % 3))$((i * 37 % 10))"
        kill -9 $pid 2> /dev/null && echo "killed after $(wc -l < "$work/killed/metrics.jsonl") steps"
        wait $pid
        [ -e "$work/killed/state.bin" ] || { rm -rf "$work/killed"; started killed $long_run > /dev/null & pid=$!; continue; }
        resumed killed > /dev/null & pid=$!
    done
    wait $pid || return 1
    same_run straight killed && ls "$work/killed" && [ "$(ls "$work/killed" | wc -l)" -eq 8 ]
}
law "killed at any moment and resumed = never stopped, and no leftovers" killed
ended_by() {  # ended_by SIGNAL CODE: ends after its step, saves, goes on
    rm -rf "$work/ended"
    (  # who sends the signal stands behind; crumb itself in front, where SIGINT is not ignored
        while [ "$(wc -l < "$work/ended/metrics.jsonl" 2> /dev/null || echo 0)" -lt 3 ]; do sleep 0.01; done
        kill -s "$1" "$(cat "$work/pid")"
    ) & sender=$!
    sh -c 'echo $$ > "$0"; exec "$@"' "$work/pid" "$crumb" pretrain --text "$work/text" --out "$work/ended" $sizes --steps 300 --save-every 300 --validate-every 50 > "$work/ended.out"
    code=$?
    wait $sender
    echo "exit $code"
    cat "$work/ended.out"
    [ $code -eq "$2" ] && grep -q "saved at step .*; --resume goes on" "$work/ended.out" &&
        resume ended --save-every 7 > /dev/null && same_run straight ended
}
law "Ctrl-C saves, exits with 130, and the run goes on" ended_by INT 130
law "SIGTERM saves, exits with 143, and the run goes on" ended_by TERM 143
first=$(cksum < "$work/straight/state.bin")
law "a run that is done resumes to what it is" sh -c '"$0" pretrain --resume --out "$1" && [ "$(cksum < "$1/state.bin")" = "$2" ]' "$crumb" "$work/straight" "$first"
lost_model() { cp -r "$work/straight" "$work/lost" && rm "$work/lost/model.safetensors" "$work/lost/config.json" && resume lost && same_run straight lost; }
law "the model is made again from the state" lost_model
longer() { cp -r "$work/straight" "$work/longer" && resume longer --steps 310 && lines longer 310; }
law "--steps may grow" longer
no_text() { cp "$work/text" "$work/moved" && "$crumb" pretrain --text "$work/moved" --out "$work/no-text" $sizes --steps 4 && rm "$work/moved" && resume no-text --steps 8; }
law "a run goes on without its text, from its tokens" no_text

# ---- samples ----
law "no samples are taken unless they are asked for" sh -c '! ls "$0"/*/samples.jsonl 2> /dev/null' "$work"
sampled="--steps 120 --save-every 7 --sample-every 15 --validate-every 50"
sampled() {
    new sampled $sampled --sample-prompt 'a "quoted" egg' && new unsampled $sampled && cmp "$work/sampled/model.safetensors" "$work/unsampled/model.safetensors" &&
        [ "$(wc -l < "$work/sampled/samples.jsonl")" -eq 9 ] && sed -n 2p "$work/sampled/samples.jsonl" | grep -E '^\{"step": 15, "tokens": 720, "prompt": "a \\"quoted\\" egg", "text": ".*"\}$'
}
law "samples stand at the beginning and at each moment, and change nothing" sampled
resampled() {
    started resampled $sampled --sample-prompt 'a "quoted" egg' > /dev/null & pid=$!
    while [ "$(wc -l < "$work/resampled/samples.jsonl" 2> /dev/null || echo 0)" -lt 4 ]; do sleep 0.01; done
    kill -9 $pid
    wait $pid
    resumed resampled > /dev/null & wait $!
    same_run sampled resampled && cmp "$work/sampled/samples.jsonl" "$work/resampled/samples.jsonl"
}
law "a run that was killed takes the same samples, each once" resampled
law "a prompt beyond the positions" refuses 1 "--sample-prompt: 17 tokens, this model has 16 positions" new no12 --steps 2 --sample-prompt "seventeen letters"
law "an empty prompt" refuses 4 "--sample-prompt is empty" new no13 --steps 2 --sample-prompt ""

# ---- one text, tokenised once ----
cached() {
    new c1 --steps 1 --cache "$work/cache" && before=$(ls -i --full-time "$work/cache") &&
        new c2 --steps 1 --cache "$work/cache" && [ "$(ls -i --full-time "$work/cache")" = "$before" ] && cmp "$work/c1/model.safetensors" "$work/c2/model.safetensors"
}
law "the tokens of an unchanged text are used again" cached
stale() {
    before=$(cksum < "$work/cache")
    cp "$work/text" "$work/text.was" && echo more >> "$work/text" && new c3 --steps 1 --cache "$work/cache"
    code=$?
    cp -p "$work/text.was" "$work/text"
    [ $code -eq 0 ] && [ "$(cksum < "$work/cache")" != "$before" ]
}
law "a changed text is tokenised again" stale
damaged() {
    new d1 --steps 1 --cache "$work/d" && cp "$work/d" "$work/d.good" &&
        printf '\377' | dd of="$work/d" bs=1 seek=500 conv=notrunc 2> /dev/null && ! cmp -s "$work/d" "$work/d.good" &&
        new d2 --steps 1 --cache "$work/d" && cmp "$work/d" "$work/d.good"
}
law "damaged tokens are made again" damaged

# ---- other vocabularies, other bytes ----
printf 'Bake.<|endoftext|>\nEat.<|endoftext|>\n' > "$work/few"
for i in 1 2 3 4 5 6; do cat "$work/few" "$work/few" > "$work/few2"; mv "$work/few2" "$work/few"; done
marked() { "$crumb" pretrain --text "$work/few" --documents marked --out "$work/marked" $sizes --steps 2 && grep -q '"eos_token_id": 256' "$work/marked/generation_config.json"; }
law "marked documents train, and the end is a stop" marked
subwords() {
    "$crumb" tokenizer train --text "$work/text" --vocab 290 --special '<|endoftext|>' --out "$work/bpe" &&
        "$crumb" pretrain --text "$work/text" "$work/few" --tokenizer "$work/bpe" --out "$work/subwords" $sizes --steps 20 > "$work/out" &&
        cmp "$work/bpe/tokenizer.json" "$work/subwords/tokenizer.json" && grep -E 'held out [0-9.]+ \([0-9.]+ per byte\)' "$work/out" &&
        "$crumb" eval --model "$work/subwords" --text "$work/text" | grep 'bits per byte'
}
law "a learnt vocabulary trains, and its loss is said per byte too" subwords
halved() {
    new halved --steps 20 --weights bf16 && new whole --steps 20 &&
        [ "$(wc -c < "$work/halved/model.safetensors")" -lt $(($(wc -c < "$work/whole/model.safetensors") * 2 / 3)) ] && "$crumb" eval --model "$work/halved" --text "$work/text" &&
        timeless halved > "$work/a" && timeless whole > "$work/b" && cmp "$work/a" "$work/b"
}
law "weights in bf16 are half the size, and training does not notice" halved
all_learnt() { new all --steps 3 --hold-out 0 > "$work/out" && grep -q " 0 held out" "$work/out" && ! grep -v '"val_loss": null' "$work/all/metrics.jsonl"; }
law "with nothing held out, no validation" all_learnt
foreign() { new foreign --steps 2 && echo mine > "$work/foreign/notes.tmp" && : > "$work/foreign/state.bin.12-0.tmp" && resume foreign --steps 4 && ls "$work/foreign" && [ -e "$work/foreign/notes.tmp" ] && [ ! -e "$work/foreign/state.bin.12-0.tmp" ]; }
law "only our own leftovers are removed" foreign
law "any bytes train" "$crumb" pretrain --text "$crumb" --out "$work/binary" $sizes --steps 2

# ---- nothing lost ----
cp -r "$work/straight" "$work/full"
full_disk() {
    (trap '' XFSZ; ulimit -f 4; refuses 3 "could not be written" resume full --steps 400)
    [ $? -eq 0 ] && cmp "$work/full/state.bin" "$work/straight/state.bin" && cmp "$work/full/model.safetensors" "$work/straight/model.safetensors" &&
        [ "$(ls "$work/full" | wc -l)" -eq 8 ]
}
law "a full disk is one sentence, and the checkpoint stays" full_disk
goes_on() { resume full --steps 303 && lines full 303; }
law "and the run goes on when there is room" goes_on
closed_pipe() {
    (new pipe --steps 100000 --validate-every 1 --save-every 100000 2> "$work/error"; echo $? > "$work/code") | head -n 2 > /dev/null
    cat "$work/code" "$work/error"
    [ "$(cat "$work/code")" -eq 3 ] && [ "$(wc -l < "$work/error")" -eq 1 ] && grep -q "it cannot be written any more; the run is saved at step" "$work/error" && test -s "$work/pipe/state.bin"
}
law "a closed pipe saves, and is one sentence" closed_pipe
full_output() {
    "$crumb" pretrain --text "$work/text" --out "$work/dev-full" $sizes --steps 10000 --validate-every 1 > /dev/full 2> "$work/error"
    [ $? -eq 3 ] && [ "$(wc -l < "$work/error")" -eq 1 ] && grep -q "it cannot be written any more; the run is saved at step" "$work/error"
}
law "so is an output that is full" full_output
small_disk() {  # room for one checkpoint and a half: the second cannot be written
    mkdir "$work/disk" && mount -t tmpfs -o size=230k none "$work/disk" || return 1
    (out=disk/run; started $out --save-every 100 --steps 300 --validate-every 50 --hold-out 0.1 > /dev/null 2> "$work/error")
    code=$?
    cat "$work/error"
    cp -r "$work/disk/run" "$work/rescued"
    ls -l "$work/rescued"
    umount "$work/disk"
    [ $code -eq 3 ] && grep -q "No space left on device" "$work/error" && resume rescued --save-every 7 && same_run straight rescued
}
if [ "${1:-}" = long ]; then
    if mkdir "$work/try" && mount -t tmpfs none "$work/try" 2> /dev/null; then
        umount "$work/try"
        law "a disk that fills up in the middle of a run leaves the last checkpoint" small_disk
    else skip "a disk that fills up in the middle of a run" "a small disk needs root"
    fi
fi
exploded() {
    refuses 1 "is not a finite number; first seen: " new nan --steps 200 --rate 1e30 --floor 1 --warmup 2 --clip 1e30 --save-every 1 &&
        grep -q "the checkpoint of step [0-9]* is kept" "$work/error" && resume nan --rate 0.001 --floor 0 --clip 1 --steps 20 > /dev/null
}
law "a loss that is no number names the first event, and the kept checkpoint goes on" exploded
locked() {
    started locked --steps 1000000 > /dev/null & pid=$!
    while [ ! -e "$work/locked/state.bin" ]; do sleep 0.01; done
    refuses 1 "another run works in this folder" resume locked
    code=$?
    kill -9 $pid
    wait $pid
    return $code
}
law "two runs in one folder are refused" locked

# ---- bad input ----
law "a folder with a run is not begun again" refuses 1 "holds a run already" new straight
mkdir "$work/model" && cp "$work/straight/model.safetensors" "$work/model"
law "a folder with a model is not written over" refuses 1 "holds a model that this run would overwrite" new model
law "no run, nothing to resume" refuses 1 "no state.bin to resume from" resume nowhere
law "an empty text" refuses 1 "the file is empty" "$crumb" pretrain --text "$work/empty" --out "$work/no"
law "a tiny text" refuses 1 "the text has 10 tokens, 9 of them to learn from; a window of --context 64 needs 65" "$crumb" pretrain --text "$work/ten" --out "$work/no1"
law "a context longer than the text" refuses 1 "give more text or a smaller --context" new no2 --context 100000
law "a held-out part that is too small" refuses 1 "or --hold-out 0" new no3 --hold-out 0.0001
law "a text that is not there" refuses 1 "/absent: no such file" "$crumb" pretrain --text "$work/absent" --out "$work/no4"
law "a width that heads cannot share" refuses 1 "cannot be shared by --heads 3" new no5 --heads 3
law "groups that do not divide the heads" refuses 1 "these sizes make no model" new no6 --heads 4 --kv-heads 3
law "a context beyond the positions" refuses 4 "--context 16 is beyond --positions 8" new no7 --positions 8
law "a folder that cannot be" refuses 1 "this folder cannot be made" "$crumb" pretrain --text "$work/text" --out "$work/text/run"
law "no --out" refuses 4 "needs --out DIR" "$crumb" pretrain --text "$work/text"
law "no --text" refuses 4 "needs --text FILE" "$crumb" pretrain --out "$work/no8"
law "no whole number" refuses 4 "--layers 1.5: expected a whole number from 1" new no9 --layers 1.5
law "no number at all" refuses 4 "--rate fast: expected a number" new no9 --rate fast
law "nan is no rate" refuses 4 "--rate nan: expected a number" new no9 --rate nan
law "an unknown flag" refuses 4 "--speed: no such flag" new no9 --speed 9
law "a flag without a value" refuses 4 "--steps needs a value" new no9 --steps
printf 'layers 2\nspeed 9\n' > "$work/config"
law "an unknown name in a config file" refuses 4 "/config:2: speed: no such option" "$crumb" pretrain --config "$work/config" --text "$work/text" --out "$work/no9"
law "a tokenizer that is not there" refuses 1 "tokenizer.json: no such file" new no9 --tokenizer "$work/nowhere"
"$crumb" tokenizer train --text "$work/text" --vocab 290 --out "$work/no-end" > /dev/null
law "documents need the end's token" refuses 1 "the vocabulary has no <|endoftext|>" "$crumb" pretrain --text "$work/text" "$work/few" --tokenizer "$work/no-end" --out "$work/no10"
law "a broken line of JSON" refuses 1 "line 1 is not {\"text\"" new no11 --documents jsonl
law "another width than the run's" refuses 1 "this run was begun with --width 16, not --width 32" resume straight --width 32
law "another seed than the run's" refuses 1 "this run was begun with --seed 1, not --seed 5" resume straight --seed 5
law "fewer steps than done" refuses 1 "--steps 5 are done already, the run is at step 300" resume straight --steps 5 --warmup 0
cp -r "$work/straight" "$work/cut" && head -c 3000 "$work/straight/state.bin" > "$work/cut/state.bin"
law "a state cut short" refuses 1 "state.bin: is cut short" resume cut
cp -r "$work/straight" "$work/flip" && printf 'X' | dd of="$work/flip/state.bin" bs=1 seek=4000 conv=notrunc 2> /dev/null
law "a state with a changed byte" refuses 1 "state.bin: is damaged" resume flip
cp -r "$work/straight" "$work/mixed" && cp "$work/bpe/tokenizer.json" "$work/mixed"
law "a tokenizer that is not the run's" refuses 1 "290 tokens, the run was begun with 257" resume mixed
cp -r "$work/straight" "$work/gone" && rm "$work/gone/tokens.bin" && cp "$work/text" "$work/text.was" && echo x >> "$work/text"
law "a text that is not the run's" refuses 1 "the text is not what the run was begun with" resume gone
cp -p "$work/text.was" "$work/text"
law "eval of a model and a tokenizer that do not belong together" refuses 1 "do not belong together" "$crumb" eval --model "$work/mixed" --text "$work/text"
law "eval beyond the positions" refuses 1 "this model takes at most 16 tokens" "$crumb" eval --model "$work/straight" --text "$work/text" --context 17
law "eval of one token" refuses 1 "nothing to predict" "$crumb" eval --model "$work/straight" --text "$work/ten" --last 0.1
law "nothing was left by what was refused" sh -c '! ls -d "$0"/no9* "$0"/no5* "$0"/no6* 2> /dev/null' "$work"
echo "1..$number"
