#!/bin/sh
# wrong_test.sh: the wrong files of tests/wrong, written as students write them, are wrong by the
# one thing that their first line says: with that one thing changed they earn full marks.
set -u
: "${BUILD:=build}"
grade=$BUILD/grade
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
count=0 failed=0

say() {  # say ok|"not ok" NAME
    count=$((count + 1))
    echo "$1 $count - $2"
    [ "$1" = ok ] || failed=1
}

marks() {  # marks FOLDER TOPIC: full, some, none, or broken
    "$grade" --from "$1" --lab "$2" --format json --seed 7 > "$work/json" 2> /dev/null ||
        { echo broken; return; }
    tr -d ' \n' < "$work/json" | sed 's/.*"points":\([0-9]*\),"earned":\([0-9]*\),"labs".*/\1 \2/' |
        awk '{ print ($1 == $2 ? "full" : $2 > 0 ? "some" : "none") }'
}

# judge TOPIC NAME: as it is it earns some marks, repaired (in $work/repaired) all
judge() {
    mkdir -p "$work/$2"
    cp "$work/repaired" "$work/$2/$1.c"
    was=$(marks "tests/wrong/$1/$2" "$1") becomes=$(marks "$work/$2" "$1")
    [ "$was $becomes" = 'some full' ] && verdict=ok || verdict='not ok'
    say "$verdict" "$1/$2 is wrong by what it says, and by nothing else"
    [ "$verdict" = ok ] || echo "# as it is: $was marks; put right: $becomes"
    head -n 1 "tests/wrong/$1/$2/$1.c" | grep -q "^// $1.c: .*[.]$" ||
        say 'not ok' "$1/$2 says in its first line what is wrong"
}

# attention NAME SED...: put right by an edit
attention() {
    name=$1
    shift
    sed "$@" "tests/wrong/attention/$name/attention.c" > "$work/repaired"
    judge attention "$name"
}

# part FILE 1|2|3: what encodes, what decodes and learns, what finds specials and streams
part() {
    awk -v want="$2" '/^dim bpe_decode/ { n = 1 } /^int32_t bpe_find_special/ { n = 2 }
                      /^#include/ || n + 1 == want' "tests/wrong/bpe/$1/bpe.c"
}

# bpe NAME PART: put right by taking that part from right.c
bpe() {
    for n in 1 2 3; do
        [ $n = "$2" ] && part right $n || part "$1" $n
    done > "$work/repaired"
    judge bpe "$1"
}

for topic in attention bpe; do
    [ "$(marks "tests/wrong/$topic/right" $topic)" = full ] && verdict=ok || verdict='not ok'
    say "$verdict" "$topic/right earns full marks"
done

attention unscaled \
    -e 's|^ *my_softmax(W, last + 1);|for (dim key = 0; key <= last; key++) W[key] /= sqrtf(d);&|'
attention strict -e 's/return s < my_position/return s <= my_position/'
attention peeks -e 's/vh, Tk - Tq + i + 1, Tk/vh, Tk - Tq + i, Tk/'
attention zeroed -e 's/S\[t \* Tk + s\] = 0.0f/S[t * Tk + s] = -INFINITY/'
attention late -e 's|^ *softmax_forward(w, w, NULL, Tq, Tk);|\
    for (dim i = 0; i < Tq; i++) {\
        dim n = i + Tk - Tq + 1;\
        softmax_forward(w + i * Tk, w + i * Tk, \&n, 1, Tk);\
    }|'
attention modulo -e 's|h % Hkv|h / (H / Hkv)|'
attention left -e 's/visible = t + 1/visible = z.Tk - z.Tq + t + 1/'
attention chain -e 's|float x = dscores\[W(b, h, t) + s\]|& / sqrtf(d)|'
attention two -e 's|return head % Hkv|return head / (H / Hkv)|' -e 's|raw / (float)d|raw / sqrtf(d)|'
attention running -e 's/acc += (double)qBase/if (i == 0) acc = 0; &/'
bpe leftmost 1
bpe longest 1
bpe joined 2
bpe border 2
bpe alone 3
echo "1..$count"
exit $failed
