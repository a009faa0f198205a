#!/bin/sh
# curves.sh BASELINE VARIANT NAME SVG: two metrics.jsonl in one picture: in the terminal, and with
# gnuplot as SVG. Each column is the mean loss of the steps in it.
set -eu
baseline=$1 variant=$2 name=$3 svg=$4
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

# Columns of at most 64: step, loss of the baseline, loss of the variant.
value() { sed -n "s/.*\"step\": \([0-9]*\),.*\"$2\": \([-+.0-9eE]*\)[,}].*/\1 \2/p" "$1"; }
value "$baseline" loss > "$work/a"
value "$variant" loss > "$work/b"
awk '
    FILENAME != last { file++; last = FILENAME }
    { loss[file, $1] = $2; if ($1 > steps) steps = $1 }
    END {
        columns = steps < 64 ? steps : 64
        for (c = 0; c < columns; c++) {
            from = int(c * steps / columns) + 1; to = int((c + 1) * steps / columns)
            for (file = 1; file <= 2; file++) {
                sum = n = 0
                for (step = from; step <= to; step++)
                    if ((file, step) in loss) { sum += loss[file, step]; n++ }
                mean[file] = n ? sum / n : "NaN"
            }
            print to, mean[1], mean[2]
        }
    }' "$work/a" "$work/b" > "$work/columns"

awk -v name="$name" '
    { a[NR] = $2; b[NR] = $3; last = $1
      for (i = 2; i <= 3; i++) if ($i != "NaN" && $i > most) most = $i }
    END {
        rows = 14; top = int(most) + 1
        printf "loss, nats per token      o baseline   x %s   * both\n", name
        for (r = rows - 1; r >= 0; r--) {
            low = r * top / rows; high = (r + 1) * top / rows; line = ""
            for (c = 1; c <= NR; c++) {
                in_a = a[c] != "NaN" && a[c] >= low && a[c] < high
                in_b = b[c] != "NaN" && b[c] >= low && b[c] < high
                line = line (in_a && in_b ? "*" : in_a ? "o" : in_b ? "x" : " ")
            }
            sub(/ +$/, "", line)
            printf "%6.2f |%s\n", low, line
        }
        line = sprintf("%64s", ""); gsub(/ /, "-", line)
        printf "       +%s\n        1%*s\n", substr(line, 1, NR), NR - 1, "step " last
    }' "$work/columns"
for run in "$baseline" "$variant"; do
    label=baseline
    [ "$run" = "$baseline" ] || label=$name
    value "$run" val_loss | tail -n 1 | awk -v label="$label" '
        { printf "%-12s held out: %.3f nats per token at step %d\n", label, $2, $1 }'
done

if command -v gnuplot > /dev/null; then
    gnuplot << END
set terminal svg size 640,360 background rgb "white" font "sans-serif,13"
set output "$work/plot.svg"
set title "baseline and $name" noenhanced
set grid; set xlabel "step"; set ylabel "loss, nats per token"; set yrange [0:]
set datafile missing "NaN"
plot "$work/columns" using 1:2 with lines lw 2 lc rgb "#2a5db0" title "baseline", \
     "" using 1:3 with lines lw 2 dt 2 lc rgb "#c0392b" title "$name" noenhanced
END
    mv "$work/plot.svg" "$svg"
    echo "$svg"
fi
