#!/bin/sh
# hunt_test.sh: the bug hunt (docs/hunt.md): every wrong implementation that is to be found can be
# found within its limits, nothing tells which is which, and what is written wrong is told. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
grade=$build/grade
hunt=$build/objects/hunt
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
topics=$(awk -F' *[|] *' '/^[0-9]/ { print $2 }' labs/topics.txt | uniq)

# run CODE ARGUMENTS: runs grade hunt; another exit code than CODE is a complaint.
run() {
    wanted=$1
    shift
    "$grade" hunt "$@" > "$work/out" 2> "$work/err"
    code=$?
    [ $code -eq "$wanted" ] || complain "grade hunt $*: exit $code, wanted $wanted: $(head -n 3 "$work/err")"
}
# A sentence may stand on several lines.
out() {
    grep -q -e "$1" "$work/out" || tr -s '\n ' '  ' < "$work/out" | grep -q -e "$1" ||
        complain "standard output does not say: $1: $(head -n 12 "$work/out")"
}
not_out() { ! grep -q -e "$1" "$work/out" || complain "standard output says: $1"; }
sentence() {  # one line on standard error, nothing on standard output
    grep -q -e "$1" "$work/err" || complain "standard error does not say: $1: $(cat "$work/err")"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
    [ ! -s "$work/out" ] || complain "something on standard output: $(head -n 3 "$work/out")"
}
cases() { cat > "$work/from/norm-hunt.txt"; }  # what the student of norm wrote

mkdir -p "$work/strong" "$work/from" "$work/first" "$work/own/05-norm"

# ---- what is to be found can be found ----------------------------------------------------------------
for topic in $topics; do
    cp "tests/hunts/$topic.txt" "$work/strong/$topic-hunt.txt" || complain "tests/hunts/$topic.txt: not there"
    total=$(wc -l < "tests/hunts/$topic.list")
    run 0 "$topic" --from "$work/strong"
    out "^ $((total)) of $((total)) exposed\$"
    not_out 'no legal input'
    [ "$total" -ge 8 ] || complain "$((total)) wrong implementations; wanted 8"
done
law "cases in tests/hunts expose every wrong implementation of every topic, within the limits"

for topic in $topics; do
    : > "$work/from/$topic-hunt.txt"
    run 0 "$topic" --from "$work/from"
    out '^ 0 of [1-9][0-9]* exposed; left: 1, 2'
done
law "without a case none is exposed"

mkdir -p "$work/none/hunt"
cp "$hunt"/*-right "$work/none/hunt/"
for topic in $topics; do  # with the right implementation only, which takes a fraction of the time
    : > "$work/none/hunt/$topic.txt"
    run 0 "$topic" --from "$work/first" --objects "$work/none"
    out 'there was no such file'
    not_out 'no legal input'
done
cp "$work/first/norm-hunt.txt" "$work/before"
echo "# mine" | tee -a "$work/before" >> "$work/first/norm-hunt.txt"
run 0 norm --from "$work/first" --format json
out '"written": false'
cmp -s "$work/before" "$work/first/norm-hunt.txt" || complain "the file was written to again"
law "without a file a first one is written, of cases that are legal; it is never written again"

for topic in $topics; do
    ln -s "$build/objects/$topic.reference" "$work/none/hunt/$topic-1"
    echo '1 | reference | It is another way to do the same.' > "$work/none/hunt/$topic.txt"
    run 0 "$topic" --from "$work/strong" --objects "$work/none"
    out '^ 0 of 1 exposed; left: 1$'
done
law "another right implementation, which rounds differently, is exposed by no case"

# ---- the report ------------------------------------------------------------------------------------------
run 0 norm --from "$work/own"
[ -e "$work/own/05-norm/hunt.txt" ] || complain "no hunt.txt in 05-norm"
out 'there was no such file: now it holds a first case of each function'
run 0 05 --from "$work/own"
not_out 'there was no such file'
awk 'length($0) > 80' "$work/out" | grep -v / > "$work/long" && complain "over 80 columns: $(cat "$work/long")"
law "labs/NN-topic/hunt.txt is the file where there is such a folder"

cp tests/hunts/norm.txt "$work/from/norm-hunt.txt"
run 0 norm --from "$work/from"
out 'wrong implementation 1: exposed by case [1-9][0-9]* ([a-z]*\[[0-9,]*\] = [-0-9.e+naif]*, right [-0-9.e+]*)'
while read -r name; do
    out "$(sed -n 's/^says: //p' "tests/mutants/norm/$name.mutant" | cut -c 1-30 | sed 's/[][*.]/\\&/g')"
done < tests/hunts/norm.list
law "the first difference is shown, and the tutor's sentence is the reward"
: > "$work/from/norm-hunt.txt"
run 0 norm --from "$work/from" --format json
out '"schema": "crumb/hunt/v1"'
out '"exposed": 0'
out '"of": [1-9]'
not_out '"says"'
law "--format json is an object of its own; what is not exposed is told nothing of"

# ---- what is no legal input --------------------------------------------------------------------------------
legal() {  # legal ROWS EPS VALUES ROWS-OF-Y
    printf 'call norm_forward\nrows = %s\ncols = 3\neps = %s\nx [2,3] = %s\ngain = 1 2 3\nout y [%s,3]\nout rstd [2]\n' "$@"
}
illegal() {  # illegal SENTENCE: the case is refused, and exposes nothing
    run 0 norm --from "$work/from"
    out "case 1 ([^ ]*norm-hunt.txt:1) is no legal input and does not count: with the right implementation $1"
    out '^ 0 of '
}
legal 3 1e-5 '1 2 3 4 5 7' 3 | cases
illegal 'norm_forward touched x\[6\]'
legal 2 0 '0 0 0 4 5 7' 2 | cases
illegal 'norm_forward stopped itself (a failed assert, or abort)'
legal 2 1e-5 '1 2 3 4 5 7' 3 | cases
illegal 'y\[2,0\] was never written'
legal 2 1e-5 '3e38 3e38 3e38 4 5 7' 2 | cases
run 0 norm --from "$work/from"
not_out 'no legal input'
printf 'call norm_backward\nrows = 1\ncols = 2\ndy [1,2] = 3e38 3e38\nx [1,2] = 1 2\ngain = 3e38 3e38\nrstd = 1\ndgain = 0 0\nout dx [1,2]\n' | cases
illegal 'd[a-z]* is not finite, though every input is'
{ legal 3 1e-5 '1 2 3 4 5 7' 3; sed 's/^call/\n&/' tests/hunts/norm.txt; } | cases
run 0 norm --from "$work/from"
out 'case 1 .* is no legal input'
out '^ 8 of 8 exposed'
law "what the right implementation refuses is no legal input: told, and not counted"
printf 'call sampling_top_k\nk = 1000\nvocab = 3\norder [3] = 0 1 2\nprobabilities [3] = -1 -2 2\nout left\n' > "$work/from/sampling-hunt.txt"
run 0 sampling --from "$work/from"
out 'is no legal input and does not count: two right implementations answer it differently (left = '
out '^ 0 of 8 exposed'
law "what two right implementations answer differently is no legal input either"

# ---- what cannot be read --------------------------------------------------------------------------------------
legal 2 1e-5 '1 2 3 4 5' 2 | cases
run 1 norm --from "$work/from"
sentence 'norm-hunt.txt:5: x has 5 values; its shape wants 6'
printf 'call norm_sideways\n' | cases
run 1 norm --from "$work/from"
sentence 'norm-hunt.txt:1: call "norm_sideways": norm has no such function'
printf 'call norm_forward\nro\033ws = 1\n' | cases
run 1 norm --from "$work/from" --format json
sentence 'norm-hunt.txt:2: norm_forward has nothing named "ro\\x1bws"'
rm "$work/from/norm-hunt.txt"
mkdir "$work/from/norm-hunt.txt"
run 1 norm --from "$work/from"
sentence 'norm-hunt.txt'
rmdir "$work/from/norm-hunt.txt"
law "a case that cannot be read is one sentence with its line, and exit 1"

run 4
sentence 'hunt: wanted a topic'
run 4 cookies
sentence 'hunt cookies: no topic named cookies'
run 4 norm --from reference
sentence 'wanted labs or a folder'
law "what cannot be meant is one sentence and exit 4"

# ---- wrong implementations that do not answer ------------------------------------------------------------------
mkdir -p "$work/objects/hunt"
legal 2 1e-5 '1 2 3 4 5 7' 2 | cases
run 3 norm --from "$work/from" --objects "$work/objects"
sentence 'norm-right: not there; run make hunt T=norm'
cp "$hunt/norm-right" "$work/objects/hunt/"
echo '2 | norm_forward | It ends.' > "$work/objects/hunt/norm.txt"
run 3 norm --from "$work/from" --objects "$work/objects"
sentence 'norm.txt:1: wanted "1 | function | sentence"; run make hunt'
printf 'turned\n3f2\n' > "$work/objects/hunt/norm.txt"
run 3 norm --from "$work/from" --objects "$work/objects"
sentence 'norm.txt: a pair of digits is damaged; run make hunt T=norm'
law "programs that are not built are the environment's fault: exit 3"
printf '#!/bin/sh\nkill -SEGV $$\n' > "$work/objects/hunt/norm-1"
printf '#!/bin/sh\nwhile :; do :; done\n' > "$work/objects/hunt/norm-2"
cp "$hunt/norm-right" "$work/objects/hunt/norm-3"
chmod +x "$work/objects/hunt"/norm-[123]
printf '%s | norm_forward | It ends.\n' 1 2 3 > "$work/objects/hunt/norm.txt"
run 0 norm --from "$work/from" --objects "$work/objects" --seconds 1
out 'wrong implementation 1: exposed by case 1 (norm_forward was ended by signal'
out 'wrong implementation 2: exposed by case 1 (norm_forward did not return within 1 seconds'
out '^ 2 of 3 exposed; left: 3$'
law "a crash and a hang are differences; the same answer is none"

# ---- nothing tells which is which -------------------------------------------------------------------------------
{
    sed -n 's/^says: //p' tests/mutants/*/*.mutant
    find tests/mutants -name '*.mutant' | sed 's|.*/||; s|\.mutant$||' | grep -e -
    cat solutions/*/*.c | grep -E '.{24}' | grep -v 'assert(' | sed 's/^ *//'
    sed -n 's/^static .*[ *]\([a-z_]*\)(.*/\1/p' solutions/*/*.c | grep _
} | grep '.....' > "$work/telling"
find "$hunt" -type f -exec env LC_ALL=C grep -alF -f "$work/telling" {} + > "$work/tell" &&
    complain "these tell something: $(head -n 5 "$work/tell")"
find "$hunt" -type f | sed 's|.*/||' | grep -vxE '[a-z0-9]+(-[1-9][0-9]*|-right|\.txt)' > "$work/names" && complain "a name: $(cat "$work/names")"
grep -acF 'x + r' "$hunt/norm-right" > /dev/null && complain "the source of norm is in norm-right"
echo "static const char told[] = \"the gain is missing, says $(sed -n 1p "$work/telling")\";" > "$work/planted"
grep -qaF -f "$work/telling" "$work/planted" || complain "a planted sentence was not found"
law "programs and what stands beside them hold no source, no name and no sentence of a mistake"

echo "1..$number"
