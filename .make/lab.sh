#!/bin/sh
# lab.sh NAME TITLE: creates all homes of a new topic, with placeholders that fail until they are
# written: a contract with one function, stub, solution, reference, handout, golden cases, probe, one
# mutant and its hunt, hints, a test, a show. Prints what to do next. Nothing that exists is touched.
set -eu
name=${1:-} title=${2:-}
case $name in
'' | *[!a-z0-9]*) echo "lab: NAME=\"$name\": wanted one lower-case word, e.g. make lab NAME=window TITLE=\"sliding windows\"" >&2; exit 4 ;;
esac
[ -n "$title" ] || title="what $name does"
if grep -q "| $name  *|" labs/topics.txt; then echo "lab: $name: stands in labs/topics.txt already; make where T=$name prints its homes" >&2; exit 4; fi
last=$(awk -F' *[|] *' '!/^#/ && NF { n = $1 } END { print n + 0 }' labs/topics.txt)
nn=$(printf '%02d' $((last + 1)))
upper=$(printf '%s' "$name" | tr 'a-z' 'A-Z')
folder=$nn-$name
for path in labs/$folder solutions/$folder reference/include/$name.h reference/ops/$name.c grader/probes/$name.c; do
    if [ -e "$path" ]; then echo "lab: $path exists; choose another NAME" >&2; exit 1; fi
done
mkdir -p "labs/$folder" "solutions/$folder" "tests/mutants/$name" tests/hunts

cat > "reference/include/$name.h" << END
// $name.h: $title (author year).
//   y[i] = what this computes, as a formula
#ifndef CRUMB_${upper}_H
#define CRUMB_${upper}_H

#include "dim.h"

#include <float.h>

// |got - exact| <= BOUND(n) * max|exact| over the tensor; say why.
#define ${upper}_BOUND(n) (((n) + 4) * FLT_EPSILON)

// y [n] out, x [n] in. Say shapes, units and errors.
void ${name}_forward(float *restrict y, const float *restrict x, dim n);

#endif
END
body() {  # body FILE PURPOSE
    cat > "$1" << END
// $name.c: $2. See reference/include/$name.h.
#include "$name.h"

#include "todo.h"

void ${name}_forward(float *restrict y, const float *restrict x, dim n)
{
    (void)y, (void)x, (void)n;
    LAB_TODO();
}
END
}
body "labs/$folder/$name.c" "your $title"
body "solutions/$folder/$name.c" "$title, plainly"
body "reference/ops/$name.c" "$title, fast. Unlike the solution: say what is bought"
cat > "labs/$folder/README.md" << END
# $nn $name: $title

About 60 minutes; part a, 4 points.

Say why this step exists, the formula with every letter defined, a worked example made by the code,
what to write, how to check oneself, common mistakes, sources. Pattern: labs/06-rope/README.md.

\`\`\`sh
make grade T=$name
\`\`\`
END
cat > "datasets/golden/topics/$name.py" << END
"""$name.py: golden cases of $title (reference/include/$name.h)."""

from golden import Expect
from hand import Hand, row


def make(g):
    g.begin("forward-small")
    x = g.normal(7)
    g.case("forward-small", "a", "${name}_forward", "say the law that this case shows",
           {"x": x, "n": 7}, {"y": Expect(x, "${upper}_BOUND", 7)})


def by_hand(g):
    x = g.exact([0.5, -1.25, 2.0])
    h = Hand().say("x = %s", row(x))
    h.say("y = %s, and how each number of it comes about", row(x))
    g.case("by-hand-forward", "a", "${name}_forward", "three numbers, worked out by hand",
           {"x": x, "n": 3}, {"y": Expect(x, "${upper}_BOUND", 3)}, hand=h.lines)
END
cat > "datasets/hints/$name.txt" << END
# $name.txt: hints for $title. The format is described in grader/hints.h

[${name}_forward]
? A question that turns the eyes to the place where this goes wrong most often?
= y[i] = the formula, with its indices
END
cat > "datasets/quiz/$name.txt" << END
# $name.txt: questions of size about $title. The format is described in grader/quiz.h

[first]
@ n = 101 .. 999
? Ask for a number of $name that follows from {n}: bytes, multiply-adds, elements.
= 4 * n
! Say why it is that, without the numbers of this student. Six more questions are wanted.
END
cat > "grader/probes/$name.c" << END
// $name.c: calls the contract of $name.h with the tensors of a request.
#include "$name.h"
#include "probe.h"

void probe_run(void)
{
    if (probe_is("${name}_forward"))
        ${name}_forward(probe_f32("y"), probe_f32("x"), probe_size("n"));
}
END
cat > "tests/mutants/$name/first.mutant" << END
says: The tutor's sentence for this mistake.
kind: wrong
in: ${name}_forward
--- old
    LAB_TODO();
--- new
    LAB_TODO();
END
echo first > "tests/hunts/$name.list"
cat > "tests/hunts/$name.txt" << END
# Cases that expose every wrong implementation of $name: that each can be exposed.

call ${name}_forward
n = 3
x = 0.5 -1.25 3
out y [3]
END
cat > "tests/${name}_test.c" << END
// ${name}_test.c: the laws of $title.
#include "$name.h"

#include "check.h"

static void say_the_law_here(void **state)
{
    (void)state;
    const float x[3] = {0.5f, -1.25f, 3.0f};
    const double exact[3] = {0.0, 0.0, 0.0};
    float y[3];
    ${name}_forward(y, x, 3);
    expect_close("y", y, exact, 3, ${upper}_BOUND(3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(say_the_law_here)};
    return cmocka_run_group_tests_name("$name", tests, NULL, NULL);
}
END
cat > "reference/app/show_$name.c" << END
// show_$name.c: draws $title with the linked object.
#include "show.h"

show_topic show_$name;  // belongs into show.h, with a row in cmd_show.c

void show_$name(const char *text)
{
    (void)text;
}
END
printf '%s | %-9s | a | %-43s | speak |  60 | 4 | -\n' "$nn" "$name" "$title" >> labs/topics.txt
.make/where.sh "$name" || :
cat << END
next: write the contract, then the solution; make goldens T=$name; make grade T=$name FROM=solutions;
      then the reference, the mutants, the hints, the test, the show (a row in reference/app/cmd_show.c), the handout.
      docs/add-a-lab.md goes through it; make test says what is missing.
END
