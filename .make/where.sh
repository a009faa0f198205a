#!/bin/sh
# where.sh TOPIC: prints every home of a topic, or says which are missing.
topic=$1
folder=$(awk -F' *[|] *' -v t="$topic" '!/^#/ && $2 == t { print $1 "-" $2; exit }' labs/topics.txt)
if [ -z "$folder" ]; then
    echo "where: \"$topic\": no such topic; wanted T=NAME with a name from labs/topics.txt" >&2
    exit 4
fi
home() {
    if [ -e "$2" ]; then printf '  %-14s %s\n' "$1" "$2"; else printf '  %-14s %s (missing)\n' "$1" "$2"; missing=1; fi
}
missing=0
reference=$(ls reference/*/"$topic.c" 2> /dev/null | head -n 1)
home contract "reference/include/$topic.h"
home reference "${reference:-reference/ops/$topic.c}"
home solution "solutions/$folder/$topic.c"
home stub "labs/$folder/$topic.c"
home handout "labs/$folder/README.md"
home cases "datasets/golden/topics/$topic.py"
home goldens "datasets/golden/$topic.safetensors"
home hints "datasets/hints/$topic.txt"
home quiz "datasets/quiz/$topic.txt"
home probe "grader/probes/$topic.c"
home mutants "tests/mutants/$topic"
home hunted "tests/hunts/$topic.list"
home hunt "tests/hunts/$topic.txt"
home test "tests/${topic}_test.c"
home show "reference/app/show_$topic.c"
exit $missing
