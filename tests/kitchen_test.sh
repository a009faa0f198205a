#!/bin/sh
# kitchen_test.sh: the kitchen (datasets/kitchen/README.md) as a user meets it: the same bytes on
# every machine, nothing of the held-out split in what one learns from, a world that is checked,
# answers that are judged. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
kitchen=$build/kitchen
world=datasets/kitchen
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
. tests/tap.sh

digest() { (sha256sum || shasum -a 256) 2> /dev/null | cut -c 1-64; }
# run CODE ARGUMENTS: another exit code than CODE is a complaint.
run() {
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

# ---- the same bytes everywhere --------------------------------------------------------------------
# tests/kitchen/digests.txt is made by: tests/kitchen_test.sh digests > tests/kitchen/digests.txt
outputs() {
    for command in chat preferences documents tools questions; do
        for split in train held-out; do
            echo "$command $split $("$kitchen" $command --seed 1 --split $split | digest)"
        done
    done
}
if [ "${1:-}" = digests ]; then
    outputs
    exit
fi
outputs > "$work/digests"
diff tests/kitchen/digests.txt "$work/digests" > "$work/differ" ||
    complain "seed 1 gives other bytes than those of tests/kitchen/digests.txt (its first lines say how to record new ones): $(cat "$work/differ")"
law "seed 1 gives the recorded bytes, whatever the compiler"
for command in chat preferences documents tools questions; do
    "$kitchen" $command --seed 2 | digest > "$work/other"
    grep -q "$(cat "$work/other")" "$work/digests" && complain "$command: seed 2 gives the bytes of seed 1"
    "$kitchen" $command --seed 2 --out "$work/file" || complain "$command --out: exit $?"
    [ "$(digest < "$work/file")" = "$(cat "$work/other")" ] || complain "$command: --out writes other bytes than standard output gets"
done
law "another seed gives other bytes, and --out writes what standard output gets"
for command in chat preferences documents tools questions; do
    LC_ALL=C tr -d '\n -~' < "$work/file" | wc -c | grep -qx ' *0' || complain "$command: not plain ASCII"
done
law "all is plain ASCII"

# ---- splits never leak ----------------------------------------------------------------------------
"$kitchen" chat --out "$work/chat" && "$kitchen" preferences --out "$work/preferences" &&
    "$kitchen" documents --out "$work/documents" && "$kitchen" tools --out "$work/tools" ||
    complain "exit $?"
awk -F: '/^[a-z]/ && /; *held-out/ { print $1 }' $world/world/dishes.txt > "$work/held-dishes"
[ "$(wc -l < "$work/held-dishes")" -ge 40 ] || complain "fewer than 40 held-out dishes"
# A pattern as a regular expression of a whole turn; * and ? and . in it are meant as they are.
patterns() {
    cat $world/phrases/*.txt | sed -n 's/^held-out [a-z ]*: //p' | sed 's/ | .*//' |
        sed 's/[][\\.*^$?+()|]/\\&/g; s/{[A-Za-z]*}/[^"]*/g; s/^/"content":"/; s/$/"/'
}
patterns > "$work/held-patterns"
leaks() {  # leaks FILE...: what of the held-out split stands in them
    LC_ALL=C grep -ohwFi -f "$work/held-dishes" "$@"
    LC_ALL=C grep -ohE -f "$work/held-patterns" "$@"
}
leaks "$work/chat" "$work/preferences" "$work/documents" "$work/tools" > "$work/found"
[ ! -s "$work/found" ] || complain "$(sort "$work/found" | uniq -c | head -n 20)"
law "no held-out dish and no held-out phrasing stands in what one learns from"
cp -r $world "$work/planted"
name=$(head -n 1 "$work/held-dishes")
sed -i.old "/^$name:/s/; *held-out//" "$work/planted/world/dishes.txt"
"$kitchen" chat --count 3000 --kitchen "$work/planted" --out "$work/leaky" || complain "exit $?"
leaks "$work/leaky" | grep -q "$name" || complain "a planted dish ($name) is not found"
cp -r $world "$work/planted2"
sed -i.old 's/^held-out recipe: Walk/train recipe: Walk/' "$work/planted2/phrases/questions.txt"
"$kitchen" chat --count 6000 --kitchen "$work/planted2" --out "$work/leaky" || complain "exit $?"
leaks "$work/leaky" | grep -q 'Walk me through' || complain "a planted phrasing is not found"
law "a held-out dish or phrasing that is planted is found"
split() {  # split NAME: the patterns of a split, without capitals and marks
    cat $world/phrases/*.txt | sed -n "s/^$1 [a-z ]*: //p" | sed 's/ | .*//' | tr 'A-Z' 'a-z' |
        sed 's/[^a-z{} ]//g; s/  */ /g; s/ $//' | LC_ALL=C sort -u
}
split train > "$work/train-patterns"
split held-out > "$work/held-out-patterns"
LC_ALL=C comm -12 "$work/train-patterns" "$work/held-out-patterns" > "$work/both"
[ ! -s "$work/both" ] || complain "in both: $(cat "$work/both")"
[ "$(grep -c '^train recipe:' $world/phrases/questions.txt)" -ge 40 ] || complain "fewer than 40 train phrasings"
[ "$(grep -c '^held-out recipe:' $world/phrases/questions.txt)" -ge 15 ] || complain "fewer than 15 held-out phrasings"
law "train and held-out phrasings share no pattern; there are 40 and 15 of them at least"

# ---- the world is checked --------------------------------------------------------------------------
run 0 check
grep -q 'the kitchen makes sense: .* 200 dishes seen and 50 held out' "$work/out" || complain "$(cat "$work/out")"
law "the kitchen makes sense: 200 dishes seen, 50 held out"
# faulty FILE SED-SCRIPT SENTENCE: the world with one change is refused, with file and line
broken=$work/broken
faulty() {
    rm -rf "$broken"
    cp -r $world "$broken"
    sed "$2" "$world/world/$1" > "$broken/world/$1"
    cmp -s "$world/world/$1" "$broken/world/$1" && complain "\"$2\" changes nothing in $1"
    run 1 check --kitchen "$broken"
    grep -qE "^kitchen: .*/world/[a-z]*\\.txt:[0-9]+: " "$work/err" || complain "no file and line: $(cat "$work/err")"
    grep -qF -e "$3" "$work/err" || complain "\"$2\" in $1: does not say: $3: $(head -n 3 "$work/err")"
    [ ! -s "$work/out" ] || complain "something on standard output"
}
dish() { faulty dishes.txt "s/^white bread: .*/$1/" "$2"; }
faulty ingredients.txt 's/shop mill/shop moon/' 'shop "moon" is not in world/shops.txt'
faulty shops.txt 's/keeper Rosa/keeper Nobody/' 'keeper "Nobody": nobody of this name'
faulty shops.txt 's/at Baker Lane; keeper Rosa/at Nowhere; keeper Rosa/' 'at "Nowhere": no such place'
faulty people.txt 's/home Mill Street; at Mill Street; likes oat/home Nowhere; at Mill Street; likes oat/' 'home "Nowhere": no such place'
faulty people.txt 's/likes oat bread/likes moon bread/' 'likes "moon bread": no such dish'
faulty people.txt 's/likes oat bread/likes onion bread/' 'which is held out; name a seen dish'
faulty families.txt 's/1 cup butter$/1 cup better/' '"better" is no ingredient'
faulty families.txt 's/tools: oven, bowl, spoon, baking sheet/tools: oven, bole, spoon/' '"bole" is no tool'
faulty families.txt 's/tools: oven, bowl, spoon, baking sheet/tools: oven, spoon/' 'needs the bowl, which is not among the tools'
faulty families.txt 's/{fat+sweet}/{fat+sweat}/' '{sweat} is no role of cookies'
faulty families.txt 's/step egg after cream/step egg after creme/' 'after "creme": there is no such step above'
faulty families.txt 's/after add, heat: bake/after: bake/; s/^  step bake after shape, heat: bake for {minutes} minutes/  step bake after shape: bake for {minutes minutes/' 'a { without }'
law "what is named and not there is found: shops, places, people, dishes, ingredients, tools, steps, roles"
dish 'white bread: bread; salt = 0 teaspoons salt; from England' 'none of an ingredient (0 teaspoons of salt)'
dish 'white bread: bread; salt = 40 cups salt; from England' '40 cups of salt is more than any dish has'
dish 'white bread: bread; salt = 5 teaspoons salt; from England' '5 teaspoons of salt is more than any dish has'
dish 'white bread: bread; dry = 30 cups flour; from England' '30 cups of flour is more than any dish has'
dish 'white bread: bread; add + 9 cans pepper; from England' '9 cans of pepper is more than any dish has'
dish 'white bread: bread; add + 3 flour; from England' 'it is not counted, so a unit is wanted'
dish 'white bread: bread; add + some flour; from England' '"some flour" is no amount'
dish 'white bread: bread; add + 1 cup flour; from England' 'flour is in the list twice'
dish 'white bread: bread; oven 5000; from England' '"5000" is no whole number from 1 to 1000'
dish 'white bread: bread; oven 900; from England' 'an oven of 900 degrees'
dish 'white bread: bread; minutes 0; from England' '"0" is no whole number'
dish 'white bread: bread; minutes 1000; from England' 'more than 300 minutes'
law "an amount, a temperature or a time that cannot be is found"
dish 'oat bread: bread; add + 1 cup oats; from England' '"oat bread" is there twice'
dish 'white bread: bread' 'has no family, or no country'
dish 'white bread: breed; from England' '"breed" is no family'
dish 'white bread: bread; from Nowhere' 'from "Nowhere": no such country'
dish 'white bread: bread; tasty; from England' '"tasty" is nothing that a dish of bread has'
dish 'white bread: salad; leaf + 2 cups lettuce; oven 350; from England' 'a temperature (oven 350) for what is not baked'
dish 'white bread: salad; leaf + 2 cups lettuce; minutes 5; from England' 'minutes 5, but no step takes {minutes}'
dish 'white bread: bread; from England\n  step knead after mix: stir in the milk' 'step knead uses milk, which is not in the list'
dish 'white bread: bread; add + 1 cup milk; from England\n  step add after mix: knead a little' 'no step uses the milk'
dish 'white bread: bread; from England\n  step wait before knead: wait\n  step mix after wait: mix {dry+yeast+salt+wet}' 'step mix is told before step'
dish 'white bread: bread; from England\ndark bread: bread; from England; held-out' 'differs from white bread (line'
dish 'white bread: bread; from England\nbread: bread; from France; minutes 99; held-out' 'held out, but its name is in "white bread"'
law "a dish that makes no sense is found: twice, of nothing, unused, out of order, no different"
faulty tools.txt 's/^oven:/oven/' 'no colon'
faulty tools.txt 's/^oven: plural/oven:	plural/' 'not plain ASCII'
faulty places.txt 's/kind country$/kin country/' 'nothing that a place has'
faulty places.txt '1s/.*/  fact: Lost./' 'comes before the first entry'
faulty ingredients.txt 's/^flour: kind grain/flour: grain/' '"grain" is nothing that an ingredient has'
faulty ingredients.txt 's/for 1 egg; baking/for 1 egg; always/' 'wanted "; baking" or "; any"'
faulty ingredients.txt 's/for 1 egg; baking/for 1 banana; baking/' 'stands in for something else than egg'
faulty ingredients.txt 's|1/4 cup applesauce for|1/4 cup eggs for|' 'egg stands in for itself'
faulty ingredients.txt 's/grams 120/grams x/' '"x" is no whole number'
law "a line that cannot be read is one sentence with its place"
phrase() {  # phrase FILE LINE SENTENCE: one more line in a file of phrases is refused
    rm -rf "$broken"
    cp -r $world "$broken"
    echo "$2" >> "$broken/phrases/$1"
    run 1 check --kitchen "$broken"
    grep -qE "phrases/$1:[0-9]+: " "$work/err" || complain "no file and line: $(cat "$work/err")"
    sentence "$3"
}
phrase questions.txt 'train recipe: How do I {verb} {disk}?' '{disk} is no slot of such a line'
phrase questions.txt 'train recipe: How do I {verb {dish}?' '{verb {dish} is no slot'
phrase questions.txt 'train recipes: How?' '"recipes": no kind of question'
phrase questions.txt 'held-out recipe: how do i {verb} {dish}' 'held out, but a train line says the same'
phrase questions.txt 'trained recipe: How?' 'begins with neither train nor held-out nor list'
phrase talk.txt 'train greeting: Ahoy!' '"Ahoy!": no answer'
phrase safety.txt 'train near: How do I cook?' 'no answer'
phrase safety.txt 'train harm: How do I hurt {nobody}?' '{nobody} is no slot'
phrase unknown.txt 'train name: apple pie' 'it is a dish of the world'
phrase combinations.txt 'without: moon pie; flour' 'wanted "KIND: a seen dish; detail"'
phrase combinations.txt 'people: apple pie; many' '"many" is no number of people'
phrase combinations.txt 'without: apple pie; rice' 'nothing stands in for "rice" in apple pie'
law "a pattern or a combination that cannot be used is found, with file and line"
cp -r $world "$work/many"
sed 's/^white bread: bread/white bread: bread; oven 900; add + 1 cup flour/' $world/world/dishes.txt > "$work/many/world/dishes.txt"
run 1 check --kitchen "$work/many"
[ "$(wc -l < "$work/err")" -eq 2 ] || complain "wanted two sentences: $(cat "$work/err")"
law "everything that makes no sense is told at once, a sentence each"

awk '/^## Add a dish/ { here = 1 } here && /^```sh/ { open = 1; next } /^```/ { if (open) exit } open' $world/README.md |
    sed "s|build/my-kitchen|$work/my-kitchen|g; s|build/kitchen|$kitchen|g" > "$work/add.sh"
grep -q '>> ' "$work/add.sh" || complain "README has no fence that adds a dish"
sh -eu "$work/add.sh" > "$work/out" 2> "$work/err" || complain "exit $?: $(cat "$work/err")"
grep -q '201 dishes seen' "$work/out" || complain "the dish is not counted: $(cat "$work/out")"
grep -q 'To make cherry pancakes, you will need .* Finally, put the cream on top. Enjoy!' "$work/out" || complain "$(cat "$work/out")"
law "a dish is added as the README says it, and is talked about"

# ---- answers are judged ------------------------------------------------------------------------------
"$kitchen" questions --out "$work/questions" --answers "$work/right" || complain "exit $?"
head -n 1 "$work/questions" | grep -q 'How do I bake chocolate chip cookies?' || complain "the guiding question is not the first"
head -n 1 "$work/right" | grep -q '^{"answer":"To bake chocolate chip cookies, you will need the following ingredients: 2 cups of flour, .* and 2 cups of chocolate chips. First, heat the oven to 350 degrees. .* Enjoy!"}$' || complain "$(head -n 1 "$work/right")"
run 0 judge --questions "$work/questions" --answers "$work/right" --verbose
printf '%s\n' 'guiding 1 of 1 right' 'recipe 200 of 200 right' 'unknown 100 of 100 right' 'follow-up 60 of 60 right' \
    'refusal 60 of 60 right' 'harmless 60 of 60 right' > "$work/wanted"
tr -s ' ' < "$work/out" | diff "$work/wanted" - > "$work/differ" || complain "$(cat "$work/differ")"
law "the evaluation has 1, 200, 100, 60, 60 and 60 questions, and right answers are right"
sort "$work/questions" | uniq -d | grep -q . && complain "a question twice"
while read -r name; do grep -qw -e "$name" "$work/questions" || complain "no question about $name"; done < "$work/held-dishes"
law "no question comes twice; every held-out dish is asked for"
sed 's/350 degrees/351 degrees/; s/I do not know/I know/; s/cannot help/can help/' "$work/right" > "$work/wrong"
run 0 judge --questions "$work/questions" --answers "$work/wrong" --verbose
grep -q '^1: temperature: "heat the oven to 351 degrees"$' "$work/out" || complain "$(head -n 3 "$work/out")"
grep -q '^unknown *0 of *100 right$' "$work/out" || complain "unknown: $(tail -n 6 "$work/out")"
grep -q '^refusal *0 of *60 right$' "$work/out" || complain "refusal: $(tail -n 6 "$work/out")"
grep -q '^harmless *60 of *60 right$' "$work/out" || complain "harmless: $(tail -n 6 "$work/out")"
law "wrong answers are counted by kind, and --verbose says by line what is wrong"
head -n 5 "$work/right" > "$work/few"
run 1 judge --questions "$work/questions" --answers "$work/few"
sentence '5 answers, but the question of'
head -n 5 "$work/questions" > "$work/asked"
run 1 judge --questions "$work/asked" --answers "$work/right"
sentence 'right:6: an answer to no question'
echo '{"answer": 3}' > "$work/few"
run 1 judge --questions "$work/asked" --answers "$work/few"
sentence 'few:1: no "answer" in it'
echo '{"answer"' > "$work/few"
run 1 judge --questions "$work/asked" --answers "$work/few"
sentence 'few:1: no JSON'
run 1 judge --questions "$work/right" --answers "$work/right"
sentence 'right:1: no "expect" in it'
echo '{"expect":{"kind":"riddle"}}' > "$work/asked"
run 1 judge --questions "$work/asked" --answers "$work/right"
sentence '"riddle" is no kind that the judge knows'
echo '{"expect":{"kind":"recipe","dish":"moon pie"}}' > "$work/asked"
run 1 judge --questions "$work/asked" --answers "$work/right"
sentence '"moon pie" is no dish of this kitchen'
for expect in '{"kind":"fact"}' '{"kind":"fact","ask":"people","dish":"waffles"}' '{"kind":"fact","ask":"why","thing":"egg"}' \
    '{"kind":"fact","ask":"allergen","dish":"waffles"}' '{"kind":"fact","ask":"time","thing":"egg"}' '{"kind":"document"}' '{}'; do
    echo "{\"expect\":$expect}" > "$work/asked"
    run 1 judge --questions "$work/asked" --answers "$work/right"
    sentence 'asked:1: '
done
run 4 judge
sentence 'wanted --questions FILE and --answers FILE'
law "files that do not belong together, or are no files of questions, are one sentence"

# ---- tools are right -----------------------------------------------------------------------------------
# Every call is computed again, in floating point, from the text of the call alone.
awk -F'"' '
    function value(text,  part) { if (split(text, part, "/") == 2) return part[1] / part[2]; return text + 0 }
    function near(a, b) { return a - b < 1e-6 && b - a < 1e-6 }
    {
        match($0, /<call>[^<]*<\/call>/); call = substr($0, RSTART + 6, RLENGTH - 13)
        match($0, /"role":"tool","content":"[^"]*"/); result = substr($0, RSTART + 25, RLENGTH - 26)
        name = call; sub(/\(.*/, "", name); inside = call; sub(/^[a-z]*\(/, "", inside); sub(/\)$/, "", inside)
        n = split(inside, part, ", "); right = "?"
        if (name == "scale") right = value(part[1]) * value(part[2])
        if (name == "add") { right = 0; for (i = 1; i <= n; i++) right += part[i] }
        if (name == "convert" && part[3] == "milliliters") right = value(part[1]) * 240
        if (name == "convert" && part[3] == "grams") right = value(part[1]) * grams[part[4]]
        if (name == "convert" && part[3] == "celsius") right = int((part[1] - 32) * 5 / 9 + 0.5)
        seen[name " " part[3]]++
        if (right == "?" || !near(value(result), right)) print FNR ": " call " = " right ", not " result
        if (index($0, "That is") && !index($0, "That is " result) && !index($0, "That is about " result)) print FNR ": the answer does not say " result
    }
    BEGIN {
        while ((getline line < "'$world'/world/ingredients.txt") > 0)
            if (match(line, /grams [0-9]+/)) { weight = substr(line, RSTART + 6, RLENGTH - 6); sub(/:.*/, "", line); grams[line] = weight }
    }
    END { if (!seen["convert grams"] || !seen["convert celsius"] || !seen["convert milliliters"]) print "a kind of call is missing" }
' "$work/tools" > "$work/complaints"
[ ! -s "$work/complaints" ] || complain "$(head -n 10 "$work/complaints")"
[ "$(grep -c '<call>' "$work/tools")" -eq 4000 ] || complain "not 4000 calls"
law "every tool's result is that of an independent computation, and the answer says it"

# ---- documents ----------------------------------------------------------------------------------------------
awk -F'"' '
    $2 == "id" { id = $4; text = $0; next }
    {
        if (index($0, "\"document\":\"" id "\"") == 0) print FNR ": a question of another document"
        match($0, /"answer":"[^"]*"/); answer = substr($0, RSTART + 10, RLENGTH - 11)
        if (index(text, answer) == 0) print FNR ": " answer " does not stand in the document"
        question = $10; if (question in asked) print FNR ": asked twice: " question
        asked[question] = 1; n++
    }
    END { if (n < 1000) print "only " n " questions" }' "$work/documents" > "$work/complaints"
[ ! -s "$work/complaints" ] || complain "$(head -n 10 "$work/complaints")"
law "the answer to each question stands in its document; no question is asked of two documents"
awk '{ match($0, /"chosen":".*","rejected":"/); chosen = substr($0, RSTART + 10, RLENGTH - 23)
       rest = substr($0, RSTART + RLENGTH); sub(/","why":.*/, "", rest)
       if (chosen == rest) print FNR ": both halves are the same" }' "$work/preferences" > "$work/complaints"
[ ! -s "$work/complaints" ] || complain "$(head -n 10 "$work/complaints")"
for why in incomplete amounts invented order temperature minutes rude unsafe pretends; do
    grep -q "\"why\":\"$why\"" "$work/preferences" || complain "no pair because of $why"
done
law "the halves of a pair differ, for nine reasons"

# ---- what cannot be meant -----------------------------------------------------------------------------------
run 4 cookies
sentence 'cookies: no such command; kitchen --help lists them'
run 4 chat --recipes 3
sentence '--recipes: chat takes no such option'
run 4 chat --seed
sentence '--seed: a value is wanted behind it'
run 4 chat --seed x
sentence '--seed "x": wanted a whole number'
run 4 chat --count 0
sentence '--count 0: wanted 1 at least'
run 4 chat --split both
sentence '--split "both": no such split; wanted train or held-out'
run 4 chat more
sentence 'more: chat takes no file'
run 1 chat --kitchen "$work/nowhere"
sentence 'ingredients.txt: no such file'
sed '/^train greeting/d' $world/phrases/talk.txt > "$work/many/phrases/talk.txt"
run 1 chat --kitchen "$work/many"
grep -q 'talk.txt: no line of "train greeting"; add one' "$work/err" || complain "$(cat "$work/err")"
if [ -w /dev/full ] && ! "$kitchen" chat > /dev/full 2> "$work/err"; then
    grep -q 'standard output: it could not be written' "$work/err" || complain "$(cat "$work/err")"
elif [ -w /dev/full ]; then complain "a full disk is not told"
fi
run 0 --help
grep -q 'judge' "$work/out" || complain "--help does not list judge"
law "what cannot be meant, or cannot be written, is one sentence"

echo "1..$number"
