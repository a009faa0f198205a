#!/bin/sh
# show_test.sh: what crumb show draws: the right numbers, 80 columns, the student's own object. TAP.
build=${BUILD:-build}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
number=0

# law NAME COMMAND...: the command must succeed
law() {
    number=$((number + 1))
    name=$1
    shift
    if "$@" > "$work/said" 2>&1; then echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/#   /' "$work/said" | head -n 20
    fi
}
drawn() { grep -qF -- "$2" "$work/$1" || { echo "\"$2\" is not in:"; cat "$work/$1"; return 1; }; }

topics="unicode bpe embedding linear norm rope softmax attention swiglu"
for topic in $topics; do
    law "show $topic ends well" sh -c "'$build/crumb' show $topic --plain > '$work/$topic'"
    law "show $topic keeps to 80 columns of plain text" sh -c "! LC_ALL=C grep -nE '.{81}|[^ -~]' '$work/$topic'"
done
law "unicode: H is 72" drawn unicode "H      U+0048    72       48"
law "unicode: a cookie is four bytes and one code point" drawn unicode "U+1F36A   127850   F0 9F 8D AA"
law "unicode: a byte that belongs to nothing is replaced" drawn unicode "U+FFFD    65533    FF   ill-formed: replaced"
law "unicode: another text" sh -c "'$build/crumb' show unicode abc --plain | grep -q '3 bytes, 3 code points'"
law "bpe: ties go to the greater pair: o w before l o" drawn bpe "merge 1: [o] + [w] = [ow], token 256"
law "bpe: the emoji is held back until it is whole" drawn bpe 'token 170 (byte AA)  shown: "\xf0\x9f\x8d\xaa", held back: 0'
law "embedding: king - man + woman is queen" sh -c "grep -A1 'king - man' '$work/embedding' | grep -q queen"
law "linear: products add up" drawn linear "= -1.50"
law "norm: a row has root mean square 1 afterwards" drawn norm "rms 1"
law "rope: equal distance, equal score" sh -c "test \$(sed -n 's/.*key at .*: //p' '$work/rope' | sort -u | wc -l) -eq 1"
law "softmax: together 100 %" sh -c "test \$(grep -c 'together 100.0000' '$work/softmax') -eq 3"
law "attention: 4.7 over the root of 128 is 0.415" drawn attention "0.415"
law "attention: what comes later has no weight" sh -c "test \$(grep -cE ' no +0.0 %' '$work/attention') -eq 4"
law "swiglu: silu(-1.2785) is -0.27846" drawn swiglu "silu(-1.2785) = -0.27846"
law "an unknown topic is one sentence and exit 4" sh -c "'$build/crumb' show pancake 2> '$work/err'; test \$? -eq 4 && test \$(wc -l < '$work/err') -eq 1"
law "a full disk is a sentence" sh -c "test ! -e /dev/full || ! '$build/crumb' show rope > /dev/full 2> '$work/err'"
link() { ${MAKE:-make} -s BUILD="$build" PROGRAM="$work/crumb-$1" "$2" "$work/crumb-$1"; }
law "a stub can be linked in" link stub FROM_rope=labs
law "it says that it is not written yet" sh -c "'$work/crumb-stub' show rope > '$work/out' 2>&1
    test \$? -eq 86 && grep -q 'rope_frequencies is not written yet' '$work/out'"
law "the solutions can be linked in" link solutions FROM=solutions
law "they draw the same" sh -c "for topic in $topics; do
    '$work/crumb-solutions' show \$topic --plain | cmp - '$work/'\$topic || exit 1; done"
echo "1..$number"
