#!/bin/sh
# report_test.sh: crumb report: a page that parses, says what the runs say, fetches nothing, and lets no
# string out of its place. Runs are tiny, and some are written by hand. Prints TAP.
crumb=$(pwd)/${BUILD:-build}/crumb
. tests/tap.sh
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
parses=$(command -v xmllint)
digest() { if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1; }
said() { xmllint --nonet --xpath "string($1)" "$work/page.html" 2>&1; }
count() { xmllint --nonet --xpath "count($1)" "$work/page.html" 2>&1; }
expect() { [ "$1" = "$2" ] || complain "$3: $1, wanted $2"; }
# The page is XML in the name space of XHTML: local names keep the paths short.
at() { printf "//*[local-name()='%s']" "$1"; }

# ---- two true runs ----
seq 300 | awk '{ print $1 * 7 % 13, "eggs" }' > "$work/text"
printf '{"messages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Good day."}]}\n' > "$work/chat"
cat "$work/chat" "$work/chat" > "$work/chats"
(
    cd "$work" &&
        "$crumb" pretrain --text text --out first --layers 1 --heads 2 --width 16 --context 64 --batch 4 --steps 30 --threads 1 --sample-prompt '7 "eggs" & <more>' &&
        "$crumb" finetune --model first --chat chats --out second --steps 25 --mix text --hold-out 0.5 --threads 1 --sample-prompt Hello
) > "$work/said" 2>&1 || complain "$(tail -n 3 "$work/said")"
printf '[{"kind": "recipe", "right": 97, "of": 100}, {"kind": "<script>alert(1)</script>", "right": 0.5, "note": null}]' > "$work/results"
report() { (cd "$work" && "$crumb" report --out page.html "$@") 2>&1; }
out=$(report --run first second --results results) || complain "$out"
expect "$out" page.html "the name of the page"
law "runs become a page"

outside() {  # whatever a browser would fetch, follow or run
    grep -oE '<(script|link|img|iframe|object|embed|base|a|form)[ >/]|url\(|@import|javascript:| on[a-z]+=' "$1"
    grep -oE 'https?://[^"]*' "$1" | grep -vx 'http://www.w3.org/1999/xhtml'
}
found=$(outside "$work/page.html"); [ -z "$found" ] || complain "$found"
echo '<a href="https://example.org/">' > "$work/planted"; [ -n "$(outside "$work/planted")" ] || complain "a planted link is not seen"
law "the page has nothing from elsewhere, and no script"
grep -q 'name="viewport"' "$work/page.html" && grep -q 'prefers-color-scheme: dark' "$work/page.html" || complain "no viewport or no dark colours"
law "it is made for telephones, and for the dark"

if [ -z "$parses" ]; then
    skip "the page parses" "no xmllint"
else
    xmllint --nonet --noout "$work/page.html" > "$work/said" 2>&1 || complain "$(head -n 3 "$work/said")"
    law "the page parses"
    expect "$(count "$(at svg)")" 2 "curves"
    expect "$(count "$(at polyline)[@class='loss']")" 4 "losses and rates of two runs"
    expect "$(count "$(at polyline)[@class='text']")" 1 "the text mixed in"
    held=$(cat "$work/first/metrics.jsonl" "$work/second/metrics.jsonl" | grep -vc '"val_loss": null')
    expect "$(count "$(at circle)")" "$held" "a dot for each held-out loss"
    law "curves are drawn: loss, rate, held out, the text mixed in"
    # Each point of a curve inside the frame; of the learning rate, the highest point of all at its top.
    grep -o 'points="[^"]*"' "$work/page.html" | tr -d 'a-z="' | tr ' ' '\n' | awk -F, 'NF == 2 && ($1 < 57.9 || $1 > 706.1 || $2 < 25.9 || $2 > 260.1) { print "outside: " $0 }' > "$work/odd"
    [ -s "$work/odd" ] && complain "$(head -n 3 "$work/odd")"
    law "every point lies inside its frame"
    expect "$(count "$(at table)[@class='samples'][1]")" 2 "tables of samples"
    expect "$(count "($(at table)[@class='samples'])[1]/*")" 12 "rows: names, the beginning, ten moments"
    expect "$(said "($(at b))[last() - 1]")" '7 "eggs" & <more>' "the prompt of the first run"
    last=$(tail -n 1 "$work/second/samples.jsonl" | sed 's/.*"step": \([0-9]*\),.*/\1/')
    expect "$(said "($(at table)[@class='samples'])[2]/*[last()]/*[1]")" "$last" "the last moment"
    law "samples stand at the beginning and at ten moments"
    expect "$(said "$(at table)[@class='results']/*[1]")" kindrightofnote "columns of the results"
    expect "$(said "$(at table)[@class='results']/*[3]/*[1]")" '<script>alert(1)</script>' "a name of the results"
    expect "$(said "$(at table)[@class='results']/*[2]/*[2]")" 97 "a number of the results"
    law "results are a table, and their strings stay text"
    for file in text first/options.txt first/tokenizer.json first/model.safetensors chats second/model.safetensors; do
        hex=$(digest "$work/$file")
        [ "$(count "$(at td)[@class='hash'][. = '$hex']")" -ge 1 ] || complain "no digest of $file"
    done
    law "digests of data, recipe and models are those of the files"
    expect "$(count "($(at table)[@class='options'])[2]/*")" "$(wc -l < "$work/second/options.txt" | tr -d ' ')" "options of the second run"
    law "every option is there"
    printf '{"recipe": {"right": 3, "of": 4}, "all <of> it": {"right": 5}}' > "$work/results"
    report --run first --results results > /dev/null
    expect "$(said "$(at table)[@class='results']/*[1]")" whatrightof "columns of an object"
    expect "$(said "$(at table)[@class='results']/*[3]/*[1]")" 'all <of> it' "a name"
    printf '{"accuracy": 0.5, "by": "hand"}' > "$work/results"
    report --run first --results results > /dev/null
    expect "$(said "$(at table)[@class='results']/*[2]")" accuracy0.5 "a plain value"
    law "results may be an object of objects, or of values"
fi

# ---- hostile strings, by hand ----
hostile="$work/a <b> & \"c\" 'd'"
mkdir "$hostile"
printf '{"step": 1, "tokens": 10, "loss": 1e300, "val_loss": null, "rate": 0, "grad_norm": 1}\n{"step": 2, "tokens": 20, "loss": null, "val_loss": 3, "rate": 0}\n{"step": 3, "tok' > "$hostile/metrics.jsonl"
printf 'text </code></td><script>alert(1)</script>\nsample-prompt ]]>--><!-- \377\001 &amp; &#0;\ntext ../nowhere\nodd\n\n' > "$hostile/options.txt"
printf '%s\n' '{"step": 0, "tokens": 0, "prompt": "</b><script>1</script>", "text": "\u0000\u001b[31m\u0085\ufffe\ud83c\udf6a ]]> <!-- \"&lt;\" '"'"'x'"'"'\nnext"}' '{"step": "x", "tokens": [1, "<i>"], "text": {"a": "<u>"}}' '{}' > "$hostile/samples.jsonl"
out=$("$crumb" report --run "$hostile" --out "$work/page.html" --title '<title>&"' 2>&1) || complain "$out"
found=$(outside "$work/page.html"); [ -z "$found" ] || complain "$found"
if [ -n "$parses" ]; then
    xmllint --nonet --noout "$work/page.html" > "$work/said" 2>&1 || complain "$(head -n 3 "$work/said")"
    expect "$(said "$(at title)")" '<title>&"' "the title"
    expect "$(said "$(at h2)[last()]")" "pretrain: a <b> & \"c\" 'd'" "the name of the run"
    expect "$(said "($(at td)[@class='said'])[1]")" "$(printf '\357\277\275\357\277\275[31m\357\277\275\357\277\275\360\237\215\252 ]]> <!-- "&lt;" '"'x'"'\nnext')" "the sample"
    expect "$(said "($(at code))[1]")" '</code></td><script>alert(1)</script>' "an option"
fi
law "no string leaves its place, and what XML has no place for is U+FFFD"
[ -z "$(LC_ALL=C tr -d '\012\040-\176\200-\377' < "$work/page.html")" ] || complain "control characters are left"
law "no control characters are left"

# ---- bad input ----
refuses() {  # refuses CODE WORDS FLAG...
    code=$1 words=$2
    shift 2
    "$crumb" report "$@" > /dev/null 2> "$work/error"; got=$?
    [ $got -eq "$code" ] && [ "$(wc -l < "$work/error")" -eq 1 ] && grep -qF -- "$words" "$work/error" || complain "exit $got, wanted $code and \"$words\": $(cat "$work/error")"
}
mkdir "$work/empty" "$work/broken"
: > "$work/empty/metrics.jsonl"
printf '{"step": 1, "tokens": 1}\nnonsense\n' > "$work/broken/metrics.jsonl"
echo '[1]' > "$work/numbers"
refuses 4 "needs --run DIR and --out FILE.html" --run "$work/first"
refuses 4 "needs --run DIR and --out FILE.html" --out "$work/x"
refuses 4 "no such flag" --run "$work/first" --out "$work/x" --loud
refuses 1 "metrics.jsonl: no such file" --run "$work/absent" --out "$work/x"
refuses 1 "has not done a step" --run "$work/empty" --out "$work/x"
refuses 1 "metrics.jsonl:2: this is no line of a run" --run "$work/broken" --out "$work/x"
refuses 1 "numbers: expected an object, or a list of objects" --run "$work/first" --out "$work/x" --results "$work/numbers"
refuses 1 "absent: no such file" --run "$work/first" --out "$work/x" --results "$work/absent"
refuses 1 "cannot be written" --run "$work/first" --out "$work/absent/x"
[ -e "$work/x" ] && complain "a page was left by what was refused"
law "bad input is one sentence, and leaves nothing"
cp "$work/page.html" "$work/kept.html"
(trap '' XFSZ; ulimit -f 4; refuses 3 "could not be written" --run "$work/first" --out "$work/kept.html"; [ -z "$wrong" ] || echo "$wrong") > "$work/said"
[ -s "$work/said" ] && complain "$(cat "$work/said")"
cmp "$work/page.html" "$work/kept.html" > /dev/null || complain "the page that was there is gone"
law "a full disk leaves the page that was there"
echo "1..$number"
