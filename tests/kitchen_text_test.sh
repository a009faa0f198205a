#!/bin/sh
# kitchen_text_test.sh: the text of the kitchen (datasets/kitchen/grammar/README.md): the same bytes
# everywhere, sentences that are spelled right, facts that are those of the world, grammars that are
# wrong and told so. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
kitchen=$build/kitchen
home=datasets/kitchen
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh

digest() { (sha256sum || shasum -a 256) 2> /dev/null | cut -c 1-64; }
run() {  # run CODE ARGUMENTS: another exit code than CODE is a complaint
    wanted=$1
    shift
    "$kitchen" "$@" > "$work/out" 2> "$work/err" < /dev/null
    code=$?
    [ $code -eq "$wanted" ] || complain "kitchen $*: exit $code, wanted $wanted: $(head -n 3 "$work/err")"
}
sentence() {  # one line on standard error, nothing on standard output
    grep -qF -e "$1" "$work/err" || complain "standard error does not say: $1: $(cat "$work/err")"
    [ "$(wc -l < "$work/err")" -eq 1 ] || complain "not one sentence: $(cat "$work/err")"
    [ ! -s "$work/out" ] || complain "something on standard output: $(head -n 3 "$work/out")"
}
found() { [ ! -s "$work/found" ] || complain "$1: $(head -n 5 "$work/found")"; }

# ---- the same bytes everywhere --------------------------------------------------------------------
# made by: tests/kitchen_text_test.sh digests > tests/kitchen/text_digests.txt
outputs() {
    echo "text $("$kitchen" text --seed 1 --bytes 1000000 | digest)"
    echo "copying $("$kitchen" copying --seed 1 --bytes 200000 | digest)"
    echo "few-shot $("$kitchen" few-shot --seed 1 | digest)"
    echo "few-shot --evaluation $("$kitchen" few-shot --seed 1 --evaluation --split held-out | digest)"
}
if [ "${1:-}" = digests ]; then
    outputs
    exit
fi
outputs > "$work/digests"
diff tests/kitchen/text_digests.txt "$work/digests" > "$work/found"
found "seed 1 gives other bytes than tests/kitchen/text_digests.txt (made by tests/kitchen_text_test.sh digests)"
law "seed 1 gives the recorded bytes, whatever the compiler"

run 0 text --bytes 5000000 --marked --out "$work/marked"
sed '/^\[kind|/d; s/\[[^]]*\]//g' "$work/marked" > "$work/text"
[ "$(digest < "$work/text")" = "$("$kitchen" text --bytes 5000000 | digest)" ] ||
    complain "without its marks, --marked is another text"
run 0 text --bytes 20000 --seed 2
head -c 20000 "$work/text" | cmp -s - "$work/out" && complain "seed 2 gives the bytes of seed 1"
law "--marked adds marks and changes nothing else; another seed gives another text"

# ---- spelling ---------------------------------------------------------------------------------------
# misspelled FILE: lines that break a rule, each with the rule's name
misspelled() {
    {
        LC_ALL=C grep -nE '[^ -~]' "$1" | sed 's/^/not plain ASCII: /'
        grep -Eio '(^|[^a-z])a [aeiou][a-z]*' "$1" | grep -viE 'a (one|once|use|uni[^nm]|euro|ewe)' | sed 's/^/a for an: /'
        grep -Eio '(^|[^a-z])an [^aeiou ][a-z0-9]*' "$1" | grep -viE 'an (hour|honest|honour|heir|8|11|18)' | sed 's/^/an for a: /'
        grep -E '  | [,.;:!?]| $' "$1" | sed 's/^/a space too many: /'
        awk '{ line = $0 } gsub(/"/, "") % 2 { print "an open quotation: " line }' "$1"
        grep -E '[.!?] [a-z]|[.]" [a-z]|^[a-z]' "$1" | sed 's/^/a small letter at the start: /'
        grep -E '[,;:!?][,.;:!?]|[^.][.][.][^.]|[a-z][.,!?][A-Za-z]' "$1" | sed 's/^/two marks, or no space behind one: /'
        grep -vE '[.!?:,"]$|^- |^[0-9]+[.] |^<[|]endoftext[|]>$' "$1" | grep -E '.{60}|[.!?] ' | sed 's/^/no mark at the end: /'
        grep -Ei '(^|[^a-z])(the the|a a|and and|to to|is is|of of|in in)([^a-z]|$)' "$1" | sed 's/^/a word twice: /'
        grep -E '(^|[^a-z"])yes [a-z]' "$1" | sed 's/^/a flag for a word: /'
        grep -E '[{}|*@\\]' "$1" | grep -v '^<|endoftext|>$' | sed 's/^/a piece of grammar: /'
    } | head -n 20
}
misspelled "$work/text" > "$work/found"
found "misspelled"
law "articles, spaces, quotations, capitals and marks are right in 5 MB"
for line in 'I eat a egg.' 'It was an house.' 'Two  spaces.' 'A space .' 'She said, "No.' 'One. two.' 'Yes!.' \
    'One.Two.' 'small' 'It was the the end.' 'What {hero} did.' 'This line has no mark. It just ends' 'Wait.. no.' 'It is done, for yes need heat.'; do
    echo "$line" > "$work/line"
    [ -n "$(misspelled "$work/line")" ] || complain "not found: $line"
done
law "each of these rules finds what it is for"

# Whoever is a she is never called he: in these, a person stands alone.
cat > "$work/alone.awk" <<'AWK'
    /^<[|]endoftext[|]>$/ { if (she + he == 1) { if (she && match(" " doc, /[^a-z](he|him|his|himself) /)) print "she: " doc; if (he && match(" " doc, /[^a-z](she|her|hers|herself) /)) print "he: " doc }; doc = ""; she = he = 0; split("", seen); next }
    { doc = doc " " tolower($0); n = split($0, w, /[^A-Za-z]+/); for (i = 1; i <= n; i++) if (w[i] in sex && !(w[i] in seen)) { seen[w[i]] = 1; if (sex[w[i]] == "she") she++; else he++ } }
AWK
sed -n '/^woman:/,/^%/p' $home/grammar/words.txt | grep -o '[A-Z][a-z]* @ she\|[A-Z][a-z]* @ he' | awk '{ print $1, $3 }' > "$work/names"
awk -F'[:;] *' '/^[A-Z]/ { print $1, $2 == "woman" ? "she" : "he" }' $home/world/people.txt | awk 'NF == 2' >> "$work/names"
agree() {
    awk -v names="$work/names" 'BEGIN { while ((getline line < names) > 0) { split(line, p, " "); sex[p[1]] = p[2] } }
    '"$(cat "$work/alone.awk")" "$1" | grep -vE 'mother|father|sister|brother|aunt|uncle|daughter| son |queen|king|woman|the man |an old man|girl|boy|doctor|judge|priest|lady|little man|small (blue|green|gray) man|mayor|stranger|butcher|fisher|child|knight|rider|mermaid|barber|founder|princess|prince|duchess|sailor' > "$work/found"
}
agree "$work/text"
found "a pronoun that does not fit the only person in the story"
printf 'Anna went home. He slept.\n<|endoftext|>\n' > "$work/line"
agree "$work/line"
[ -s "$work/found" ] || complain "a wrong pronoun is not found"
law "pronouns fit the one person that a document is about"

# ---- documents ----------------------------------------------------------------------------------------
awk '/^<[|]endoftext[|]>$/ { if (doc in seen) print doc; seen[doc] = 1; doc = ""; n++; next } { doc = doc "\n" $0 } END { if (n < 10000) print n " documents" }' "$work/text" > "$work/found"
found "a document that was there before"
law "no document comes twice in 5 MB"

sed -n 's/^%share \([a-z-]*\) \([0-9]*\)$/\1 \2/p' $home/grammar/*.txt | grep -v '^copy-' > "$work/shares"
awk -v shares="$work/shares" '
    BEGIN { while ((getline line < shares) > 0) { split(line, p, " "); share[p[1]] = p[2]; all += p[2] } }
    /^\[kind\|/ { split($0, p, "|"); kind = p[2]; next }
    { gsub(/\[[^]]*\]/, ""); bytes[kind] += length($0) + 1; total += length($0) + 1 }
    END { for (k in share) { off = 100 * bytes[k] / total - 100 * share[k] / all; if (off > 1 || off < -1) print k ": " off " points off its share" } }
' "$work/marked" > "$work/found"
found "shares"
[ "$(wc -l < "$work/shares")" -ge 4 ] || complain "fewer than four kinds of documents"
law "each kind of document has its share of the bytes, within one point"

awk -F: '/^[a-z]/ && /; *held-out/ { print $1 }' $home/world/dishes.txt > "$work/held"
[ "$(wc -l < "$work/held")" -ge 40 ] || complain "fewer than 40 held-out dishes"
"$kitchen" copying --bytes 500000 > "$work/copying"
"$kitchen" few-shot > "$work/few-shot"
LC_ALL=C grep -owFi -f "$work/held" "$work/text" "$work/copying" "$work/few-shot" | sort | uniq -c > "$work/found"
found "a held-out dish"
cp -r $home "$work/planted"
name=$(head -n 1 "$work/held")
sed -i.old "/^$name:/s/; *held-out//" "$work/planted/world/dishes.txt"
"$kitchen" text --bytes 1000000 --kitchen "$work/planted" | grep -qi "$name" || complain "a planted dish ($name) is not found"
law "no held-out dish stands in any text"

# ---- facts --------------------------------------------------------------------------------------------
# The answers of the evaluation come from other code (recipe.c) than the scenes (story_world.c).
"$kitchen" questions --out "$work/questions" --answers "$work/answers" || complain "questions: exit $?"
sed -n 's/^{"answer":"To [a-z-]* \(.*\), you will need the following ingredients: \(.*\)"}$/\1|\2/p' "$work/answers" |
    tr 'A-Z' 'a-z' | sort -u > "$work/recipes"
[ "$(wc -l < "$work/recipes")" -ge 200 ] || complain "fewer than 200 recipes: $(wc -l < "$work/recipes")"
awk -F'[:;] *' '/^[a-z]/ { for (i = 2; i <= NF; i++) if ($i ~ /^serves /) print FILENAME "|" $1 "|" substr($i, 8); print FILENAME "|" $1 "|family " $2; for (i = 2; i <= NF; i++) if ($i ~ /^from /) print FILENAME "|" $1 "|from " substr($i, 6) }' $home/world/families.txt $home/world/dishes.txt > "$work/known"
facts() {  # facts FILE: marks that the knowledge base does not say
    grep -o '\[[^]]*|[^]]*|[^]]*\]' "$1" | tr -d '[]' | sort -u | awk -F'|' -v recipes="$work/recipes" -v known="$work/known" '
        BEGIN {
            while ((getline line < recipes) > 0) { at = index(line, "|"); recipe[substr(line, 1, at - 1)] = substr(line, at + 1) }
            while ((getline line < known) > 0) {
                split(line, p, "|")
                if (p[3] ~ /^family /) family[p[2]] = substr(p[3], 8)
                else if (p[3] ~ /^from /) from[p[2]] = substr(p[3], 6)
                else serves[p[2]] = p[3]
            }
        }
        $1 == "kind" { next }
        !($1 in recipe) { print "no such dish: " $0; next }
        { text = tolower($3); whole = recipe[$1]; right = 1 }
        $2 == "all" { right = index(whole, text ". ") == 1 }
        $2 == "amount" { right = index(", " whole, ", " text) || index(whole, " and " text ".") }
        $2 == "oven" { right = index(whole, text " degrees") }
        $2 == "minutes" { right = index(whole, text " minutes") }
        $2 == "serves" { right = ($1 in serves ? serves[$1] : serves[family[$1]]) == $3 }
        $2 == "origin" { right = from[$1] == $3 }
        $2 == "steps" { n = split(text, step, /[.] */); for (i = 1; i <= n; i++) if (!index(whole, step[i])) right = 0 }
        $2 == "name" && $1 != $3 {
            one = text; right = index(whole, text)
            if (!right && sub(/ies$/, "y", one)) right = index(whole, one)
            if (!right && (sub(/es$/, "", one) || sub(/s$/, "", one))) right = index(whole, one)
        }
        { seen[$2]++; if (!right) print $0 }
        END { for (k in seen) count += seen[k]; if (count < wanted) print "only " count " facts" }' wanted="$2"
}
facts "$work/marked" 5000 > "$work/found"
found "not what the world says"
for what in all amount oven minutes serves origin steps; do
    grep -q "|$what|" "$work/marked" || complain "no mark for $what"
done
law "amounts, times, heat, servings, origins and steps in scenes are those of the world"
sed -n '/|oven|350\]/{s/|oven|350\]/|oven|345]/;p;q;}' "$work/marked" > "$work/line"
sed -n '/|amount|2 cups of flour\]/{s/|amount|2 cups of flour\]/|amount|9 cups of flour]/;p;q;}' "$work/marked" >> "$work/line"
sed -n '/|serves|4\]/{s/|serves|4\]/|serves|5]/;p;q;}' "$work/marked" >> "$work/line"
[ "$(facts "$work/line" 0 | grep -cE '345|9 cups|serves.5')" -eq 3 ] || complain "wrong facts are not found: $(facts "$work/line" 0)"
law "a wrong fact would be found"

# ---- copying, few-shot, statistics ------------------------------------------------------------------------
awk '/^<[|]endoftext[|]>$/ { if (n > 1 && line[1] !~ /[.]/ && line[1] != line[2] && line[1] != line[3] && line[1] ~ /^[A-Za-z0-9 ]*$/) print line[1] " / " line[2]; if (n > 1 && line[1] == line[2]) period[split(line[1], w, " ")]++; n = 0; next } { line[++n] = $0 }
    END { for (i = 4; i <= 24; i++) if (!period[i]) print "no list of " i " words" }' "$work/copying" > "$work/found"
found "not a copy"
law "copied lists are word by word the same, and of every length from 4 to 24"

"$kitchen" few-shot --evaluation --split held-out > "$work/held-tasks"
"$kitchen" few-shot --evaluation > "$work/train-tasks"
for shots in 0 1 2 4; do
    grep -c "\"shots\":$shots}" "$work/held-tasks" | grep -qx '[1-9][0-9]*' || complain "no task with $shots examples"
done
sed -n 's/.*"shots":0}$/&/p' "$work/held-tasks" | sed 's/{"prompt":"\(.*\)","answer":"\(.*\)","task".*/\1 \2/' > "$work/asked"
[ -s "$work/asked" ] || complain "nothing is asked"
grep -xF -f "$work/asked" "$work/few-shot" > "$work/found"
found "a held-out item in the text to learn from"
grep -E 'opposite of (wet|loud|sweet|heavy|day|inside|wide|above) ' "$work/text" > "$work/found"
found "a held-out opposite in the text"
awk -F'"' '{ n = gsub(/\\n/, ""); split($0, p, /"shots":/); if (n != p[2] + 0) print }' "$work/held-tasks" > "$work/found"
found "not as many examples as it says"
law "few-shot tasks have 0, 1, 2 and 4 examples, and no held-out item is learned"
run 4 few-shot --split held-out
sentence "held-out items are never text to learn from"
for change in 's/^  train: hot = cold/  train: wet = dry; hot = cold/|is held out and to train' 's/^  train: flour; butter/  train: flower; butter/|"flower" is no ingredient' \
    's/^plural: one {in}, two {out}/plural: one, two {out}/|wanted a sentence with {in}' 's/^  times: 3/  time: 3/|no such field'; do
    rm -rf "$work/kitchen"
    cp -r $home "$work/kitchen"
    sed -i.old "${change%|*}" "$work/kitchen/tasks.txt"
    run 1 few-shot --kitchen "$work/kitchen"
    sentence "${change##*|}"
    grep -q 'tasks.txt:[1-9]' "$work/err" || complain "no line: $(cat "$work/err")"
done
law "a wrong tasks.txt is told with file and line"

printf 'Anna had two eggs. Bella had two eggs.\nThe sky is blue!\n<|endoftext|>\nThe sky is blue!\n<|endoftext|>\nThe sky is blue!\n<|endoftext|>\n' > "$work/line"
run 0 statistics "$work/line"
for wanted in 'words  *20' 'documents  *3' 'documents that were there before  *1' 'sentences  *5' 'distinct shapes of sentences  *2' '8-grams that occur more than once  *15.4 %' 'words in a sentence, mean and deviation  *4.0 +- 0.0'; do
    grep -q "^  $wanted" "$work/out" || complain "statistics do not say: $wanted: $(cat "$work/out")"
done
run 0 statistics "$work/text"
sed -n 's/^  \(.\{46\}\) \(.*\)/\1|\2/p' "$work/out" | sed 's/ *|/|/' | grep -vE '^(bytes|gzip)' > "$work/counted"
while IFS='|' read -r what value; do
    grep -F "| $what |" $home/grammar/README.md | awk -F' *[|] *' -v value="$value" '$4 != value { wrong = 1 } END { exit wrong || !NR }' ||
        complain "grammar/README.md: of 5 MB it is to say: $what: $value"
done < "$work/counted"
[ "$(wc -l < "$work/counted")" -ge 8 ] || complain "nothing was counted"
run 1 statistics "$work/nothing"
sentence "no such file"
run 4 statistics
sentence "name a text"
law "statistics count what they say, and the README says what they count"

# ---- grammars that are wrong --------------------------------------------------------------------------------
bad() {  # bad GRAMMAR SENTENCE LINE: such a grammar is told so, with its line
    rm -rf "$work/kitchen"
    mkdir "$work/kitchen"
    ln -s "$PWD/$home/world" "$work/kitchen/world"
    mkdir "$work/kitchen/grammar"
    printf "$1" > "$work/kitchen/grammar/g.txt"
    run 1 text --bytes 100 --kitchen "$work/kitchen" --out "$work/kitchen/out"
    [ "$(echo "$work/kitchen"/out*)" = "$work/kitchen/out*" ] || complain "a failed run leaves a file"
    sentence "$2"
    grep -q "g.txt:$3: " "$work/err" || complain "not line $3: $(cat "$work/err")"
}
bad 'a: Hello, {b}.\n%%share a 1\n' '{b} is neither a rule nor a variable' 1
bad 'a: Hello.\n%%share a 1\nb: Bye.\n' 'no document ever uses the rule b' 3
bad 'a: {b}\n%%share a 1\n\nb: {a} | {b}\n' 'the rule a cannot end' 1
bad 'a:\n%%share a 1\n' 'the rule a has no alternative' 1
bad 'a: Hello {b.\nb: x\n%%share a 1\n' 'a { without its }' 1
bad 'a: Hello b}.\n%%share a 1\n' 'a } without its {' 1
bad 'a: Hi.\na: Ho.\n%%share a 1\n' 'the rule a stands in' 2
bad '  Hi.\n' 'an alternative before the first rule' 1
bad 'A: Hi.\n' 'a rule is a name of small letters' 1
bad 'a: Hi. | | Ho.\n%%share a 1\n' 'an empty alternative' 1
bad 'a:\n  *0 Hi.\n%%share a 1\n' 'a weight is * and a number' 2
bad 'a: ? rain Hi.\n%%share a 1\n' 'a condition without its colon' 1
bad 'a: ? rain: Hi. | Ho.\n%%share a 1\n' 'nothing ever binds or sets rain' 1
bad 'a: Hi. @ She\n%%share a 1\n' 'behind @ stand names' 1
bad 'a: Hi.\n%%share a 0\n' 'a share is a number' 2
bad 'a: Hi.\n%%share b 1\n' 'no such rule above this line' 2
bad 'a: Hi.\n%%like a\n' 'an unknown order' 2
bad 'a: {some 30 a}\n%%share a 1\n' 'wanted a number, at most 24' 1
bad 'a: {some 2 b}\n%%share a 1\n' 'no rule named b' 1
bad 'a: {number 9 2}\n%%share a 1\n' 'the least and the greatest' 1
bad 'a: {let n:number 1 9}{sum n}\n%%share a 1\n' 'wanted two' 1
bad 'a: {let Hero:a}\n%%share a 1\n' 'wanted as in {let hero:person}' 1
bad 'a: caf\351\n%%share a 1\n' 'not plain ASCII' 1
bad 'a: Hi.\n%%bind x y\n%%share a 1\n' 'wanted a variable and a rule' 2
bad 'a: Hi, {dish.colour}.\n%%share a 1\n' 'has no such attribute' 1
bad 'b: {let x:=1}\na: {x}\n  {b}{x}\n%%share a 1\n' '{x} is not bound here' 2
bad 'b: {let x:=1}{set r}\na: ? x & r: Hi. | ? r: {b}\n%%share a 1\n' 'no alternative of a fits' 2
bad 'a: Hello.\n%%share a 1\n' 'has said all it can' 1
bad 'b: {let x:=two}\na: {b}{sum x 1}\n%%share a 1\n' 'is wanted as a number' 2
law "a grammar that is wrong is told with file and line, each in one sentence"
mkdir "$work/empty" && cp -r $home/world "$work/empty/world"
run 1 text --kitchen "$work/empty"
sentence "this folder of grammar files cannot be read"
mkdir "$work/empty/grammar"
run 1 text --kitchen "$work/empty"
sentence "no .txt file in it"
run 4 text --byte 3
sentence "takes no such option"
if [ -e /dev/full ]; then
    "$kitchen" text --bytes 100000 > /dev/full 2> "$work/err" < /dev/null
    [ $? -eq 3 ] || complain "a full disk: exit is not 3"
    : > "$work/out"
    sentence "standard output: it could not be written"
fi
law "a missing grammar, a wrong flag and a full disk are told"

# ---- as README.md beside the grammar says: a rule is added in a minute ----------------------------------------
rm -rf "$work/kitchen"
cp -r $home "$work/kitchen"
cat >> "$work/kitchen/grammar/own.txt" <<'OWN'
plot-my-own:
    {short-open} {hero} wanted to see the moon from close by. {my-own-turn} {ending}
my-own-turn: {hero} built a ladder. | {friend} laughed, and {friend.they} was wrong.
%share plot-my-own 20
OWN
run 0 text --bytes 300000 --kitchen "$work/kitchen"
grep -q 'wanted to see the moon from close by' "$work/out" || complain "an added plot is not told"
law "a plot that is added is told"

echo "1..$number"
