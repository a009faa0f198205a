#!/bin/sh
# plot.sh RUN: draws metrics.jsonl of a training run into RUN/plot.svg: loss, learning rate, norm of
# the gradients, each over the steps. Exit: 0 drawn, 1 nothing to draw, 4 usage.
set -u
run=${1:-}
[ -n "$run" ] || { echo "plot: which run? make plot RUN=DIR" >&2; exit 4; }
[ -s "$run/metrics.jsonl" ] || { echo "plot: $run/metrics.jsonl: nothing to draw; RUN has to be a folder of crumb pretrain with at least one step" >&2; exit 1; }
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

# Columns: step, loss, its running mean, val_loss, rate, grad_norm; null becomes NaN.
awk -F'[:,}]' '
    NF >= 14 {
        for (i = 2; i <= 12; i += 2) if ($i !~ /[0-9]/) $i = "NaN"
        mean += (NR < 20 ? 1 / NR : 0.05) * ($6 - mean)
        print $2, $6, mean, $8, $10, $12
    }' "$run/metrics.jsonl" > "$work/columns"
gnuplot << END || exit 1
set terminal svg size 800,900 dynamic background rgb "white" font "sans-serif,13"
set output "$work/plot.svg"
set multiplot layout 3,1 title "$(basename "$run")" noenhanced
set grid; set xlabel "step"; set datafile missing "NaN"
set ylabel "loss, nats per token"
plot "$work/columns" using 1:2 with lines lc rgb "#c8d4e8" title "each step", \
     "" using 1:3 with lines lw 2 lc rgb "#2a5db0" title "running mean", \
     "" using 1:(\$4) with linespoints pt 7 ps 0.5 lc rgb "#c0392b" title "held out"
unset key
set ylabel "learning rate"
plot "$work/columns" using 1:5 with lines lw 2 lc rgb "#2a5db0"
set ylabel "norm of all gradients"; set logscale y
plot "$work/columns" using 1:6 with lines lc rgb "#2a5db0"
END
mv "$work/plot.svg" "$run/plot.svg"
echo "$run/plot.svg"
