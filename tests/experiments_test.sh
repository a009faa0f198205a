#!/bin/sh
# experiments_test.sh: each experiment changes what it says and nothing else, its backward pass is the
# gradient of its forward pass, and make experiment trains and draws. Prints TAP.
build=${BUILD:-build}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
number=0
export RUNS="$work/runs"
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
link() { ${MAKE:-make} -s BUILD="$build" facts; }

# What is so of the reference; an experiment's facts are these with the ones given instead.
usual='future unseen
order seen
order-in-3-layers seen
scale 0.5000
silent stream
cache agrees'
facts() {  # facts EXPERIMENT [FACT...]: those, and the others as usual
    experiment=$1
    shift
    "$build/experiments/$experiment/facts" > "$work/facts" || return 1
    printf '%s\n' "$usual" "$@" | awk '{ if (!($1 in fact)) order[++n] = $1; fact[$1] = $2 }
        END { for (i = 1; i <= n; i++) print order[i], fact[order[i]] }' > "$work/wanted"
    grep -v '^gradient' "$work/facts" | diff "$work/wanted" -
}
# The slope is measured with steps of 0.001 in float32 losses near 4, which are off by some 1e-7:
# the noise is 1e-4 of a gradient of 1. A forgotten term is off by 1e-1 and more.
gradient() {
    "$build/experiments/$1/facts" | awk '/^gradient/ { print; seen = $2 < 2e-3 } END { exit !seen }'
}
law "every experiment links" link
for experiment in baseline no-residual post-norm no-scale no-positions no-mask; do
    law "$experiment: backward is the gradient of forward, in every tensor" gradient $experiment
done
law "baseline: nothing is changed" facts baseline
law "no-residual: silent branches leave nothing of the stream" facts no-residual "silent nothing"
law "post-norm: silent branches leave the stream's norm" facts post-norm "silent other"
law "no-scale: scores as they are" facts no-scale "scale 1.0000"
law "no-positions: one layer cannot tell the order, three can" facts no-positions "order unseen"
law "no-mask: the future is seen, and so a cache is wrong" facts no-mask "future seen" "cache differs"
law "every experiment has its facts here" sh -c "cd tests/experiments && for folder in */; do
    grep -q \"^law \\\"\${folder%/}: .* facts \" ../experiments_test.sh || exit 1; done"

# ---- make experiment --------------------------------------------------------------------------
law "make experiment trains both and draws" sh -c "STEPS=12 TEXT=labs/06-rope/README.md \
    ${MAKE:-make} -s BUILD='$build' experiment E=no-mask > '$work/drawn'"
law "both curves stand in the picture" sh -c "
    test \$(grep -cE '^ +[0-9.]+ \|.*[*ox]' '$work/drawn') -ge 2 && cat '$work/drawn' &&
    grep -qE '^no-mask +held out: [0-9.]+ nats per token at step 12\$' '$work/drawn' &&
    grep -qE '^baseline +held out: [0-9.]+ nats per token at step 12\$' '$work/drawn'"
cksum "$RUNS"/*/run/metrics.jsonl > "$work/before"
law "what is trained is not trained again" sh -c "STEPS=12 TEXT=labs/06-rope/README.md \
    ${MAKE:-make} -s BUILD='$build' experiment E=no-mask > '$work/again' && cmp '$work/drawn' '$work/again'"
law "nor written" sh -c "cksum '$RUNS'/*/run/metrics.jsonl | cmp - '$work/before'"
law "free-running: a line for each part of the window" sh -c "STEPS=12 TEXT=labs/06-rope/README.md \
    ${MAKE:-make} -s BUILD='$build' experiment E=free-running > '$work/free' &&
    test \$(grep -cE '^ +[0-9]+-[0-9]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ %' '$work/free') -eq 12"
law "an unknown experiment is one sentence that lists them" sh -c "
    ${MAKE:-make} -s BUILD='$build' experiment E=no-thing > '$work/out' 2>&1; code=\$?
    cat '$work/out'; test \$code -ne 0 && grep -q 'E=no-thing is none; wanted one of free-running no-mask' '$work/out'"
too_long() { "$build/crumb" eval --model "$RUNS/baseline/run" --text labs/06-rope/README.md --free-running "$@"; }
refused() { words=$1; shift; "$@" > "$work/out" 2> "$work/err" && return 1; cat "$work/err"; grep -qF -- "$words" "$work/err"; }
law "free-running: a context beyond the positions is refused" refused "this model takes at most 64" too_long --context 65
law "free-running: a context of one token is refused" refused "a context of at least 2" too_long --context 1
printf abc > "$work/abc"
few() { "$build/crumb" eval --model "$RUNS/baseline/run" --text "$work/abc" --free-running; }
law "free-running: a text shorter than the context is refused" refused "tokens of text are less than a context of 64" few
echo "1..$number"
