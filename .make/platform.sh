#!/bin/sh
# platform.sh PLATFORM: says that a handout has no compiled topics for this kind of machine, and what to do.
there=$(ls -d objects/*/ 2> /dev/null | sed 's|^objects/||; s|/$||' | paste -sd ' ' -)
cat >&2 << END
objects: this handout has no compiled topics for $1 (there: ${there:-none}), so the whole model,
chat, show and hunts cannot be built here. Labs that need no other topic are graded all the same. Ask your
instructor for objects/$1 (make handout-objects, run on such a machine), or work on a machine like those.
END
