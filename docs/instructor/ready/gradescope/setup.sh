#!/bin/bash
# setup.sh: Gradescope runs this once, as root, when the image is built: what the grader needs, and
# the grader. AUTOGRADER is another folder than Gradescope's in tests.
set -eu
cd "${AUTOGRADER:-/autograder}/source"
export CI=true
apt-get update
apt-get install -y git make
make deps SET=course
make build
# Students' code runs as another user (docs/instructor/sandbox.md): answers are for root alone.
chmod -R go-rwx datasets/golden solutions reference 2> /dev/null || true
chmod -R go+rX reference/include build/objects
chmod go+x reference
chmod 600 term.key
