#!/bin/sh
# tokenize_test.sh: crumb tokenizer train and crumb tokenize as a user meets them. Prints TAP.
crumb=${BUILD:-build}/crumb
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

train() { "$crumb" tokenizer train "$@"; }
tokenize() { "$crumb" tokenize --model "$work/model" "$@"; }

awk 'BEGIN { for (i = 0; i < 4000; i++) printf "low lower lowest newer%s wider %d caf\303\251\n", i % 7 ? "" : "\tand newest", i % 90 }' > "$work/text"
printf 'a\377\000b\303\r\n<|end|>\342\202' > "$work/bytes"
: > "$work/empty"
printf a > "$work/one"

law "training writes tokenizer.json" train --text "$work/text" --vocab 300 --pattern cl100k --special '<|end|>' --out "$work/model"
law "the file has as many tokens as asked for" sh -c '[ "$("$0" tokenize --model "$1" --decode 299)" = "<|end|>" ]' "$crumb" "$work/model"
law "training twice writes the same bytes" sh -c '"$0" tokenizer train --text "$1/text" --vocab 300 --pattern cl100k --special "<|end|>" --out "$1/again" && cmp "$1/model/tokenizer.json" "$1/again/tokenizer.json"' "$crumb" "$work"
law "two files are the text of both" sh -c 'head -n 2000 "$1/text" > "$1/a"; tail -n +2001 "$1/text" > "$1/b"; "$0" tokenizer train --text "$1/a" "$1/b" --vocab 300 --pattern cl100k --special "<|end|>" --out "$1/both" && cmp "$1/model/tokenizer.json" "$1/both/tokenizer.json"' "$crumb" "$work"
law "any bytes come back" sh -c '"$0" tokenize --model "$1/model" --ids - < "$1/bytes" | "$0" tokenize --model "$1/model" --decode - | cmp - "$1/bytes"' "$crumb" "$work"
law "ids are fewer than bytes" sh -c '[ "$("$0" tokenize --model "$1/model" --ids "low lower lowest" | wc -w)" -lt 10 ]' "$crumb" "$work"
law "a special token is one id" sh -c '[ "$("$0" tokenize --model "$1/model" --ids "<|end|>")" = 299 ]' "$crumb" "$work"
law "tokens are shown with their text" sh -c '"$0" tokenize --model "$1/model" - < "$1/bytes" | grep -qF "\"\\xFF\""' "$crumb" "$work"
law "one byte of text has its 256 bytes" train --text "$work/one" --vocab 256 --out "$work/bytes-only"
law "an empty text is no ids" sh -c '[ -z "$("$0" tokenize --model "$1/model" --ids "")" ]' "$crumb" "$work"
law "help is help" sh -c '"$0" tokenize --help | grep -q -- --ranks && "$0" tokenizer --help | grep -q -- --vocab' "$crumb"

law "an empty file is refused" refuses 1 "/empty: no text to learn from" train --text "$work/empty" --vocab 300 --out "$work/no"
law "a missing file is refused" refuses 1 "/absent: no such file" train --text "$work/absent" --vocab 300 --out "$work/no"
law "a directory for a file is refused" refuses 1 "is a directory" train --text "$work" --vocab 300 --out "$work/no"
law "a vocabulary below 256 is refused" refuses 4 "--vocab 255: expected a whole number from 256" train --text "$work/text" --vocab 255 --out "$work/no"
law "a vocabulary above what the text gives is refused" refuses 1 "this text gives only" train --text "$work/text" --vocab 90000 --out "$work/no"
law "an unknown pattern is refused" refuses 4 "expected one of gpt2, cl100k, o200k, llama3" train --text "$work/text" --vocab 300 --pattern gpt9 --out "$work/no"
law "nothing was written by what was refused" test ! -e "$work/no"
law "an unknown id is refused" refuses 1 "id 300, the vocabulary has 0..299" tokenize --decode "5 300"
law "what is no id is refused" refuses 1 "is no part of a number" tokenize --decode "5;6"
law "a model that is not there is refused" refuses 1 "/absent/tokenizer.json: no such file" "$crumb" tokenize --model "$work/absent" x
law "ranks without a pattern are refused" refuses 4 "belong together" "$crumb" tokenize --ranks "$work/text" x
law "a text is no rank file" refuses 1 "line 1: not base64" "$crumb" tokenize --ranks "$work/text" --pattern gpt2 x
law "two texts are refused" refuses 4 "one TEXT is enough" tokenize a b
law "an unknown flag is refused" refuses 4 "--idz: no such flag" tokenize --idz a
echo "1..$number"
