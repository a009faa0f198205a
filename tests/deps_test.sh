#!/bin/sh
# deps_test.sh: the laws of .make/deps.sh, on a pretended machine: a PATH with only the tools of a
# bare system, and an apt-get, sudo, id and config.sh that write down what they are asked. TAP.
# shellcheck disable=SC2016  # pretended tools expand their own words
set -u
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
repository=$(pwd)
number=0 failed=0

check() {  # check NAME COMMAND...: passes when the command does
    name=$1
    shift
    number=$((number + 1))
    if "$@"; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/# said: /' "$work/said"
        sed 's/^/# did: /' "$work/did"
        failed=$((failed + 1))
    fi
}

# ---- the pretended machine -----------------------------------------------------------------
tool() { cat > "$work/bin/$1" && chmod +x "$work/bin/$1"; }
machine() {  # machine USER-ID ABSENT...: what config.sh will find absent until apt-get installs
    rm -rf "${work:?}/bin" "$work/clone"
    mkdir -p "$work/bin" "$work/clone/.make"
    for name in sh env awk cat cmp find grep head mkdir mv rm sed tr touch dirname basename nm; do
        ln -s "$(command -v $name)" "$work/bin/$name"
    done
    cp "$repository/.make/deps.sh" "$work/clone/.make/"
    printf '#!/bin/sh\ncat "%s/state"\n' "$work" > "$work/clone/.make/config.sh"
    chmod +x "$work/clone/.make/config.sh"
    user=$1
    shift
    echo "ABSENT := $*" > "$work/state"
    printf '#!/bin/sh\n[ "$1" = -u ] && echo %s || echo users\n' "$user" | tool id
    tool apt-get << END
#!/bin/sh
echo "apt-get \$*" >> "$work/did"
case \$* in *" install "*) echo "ABSENT := " > "$work/state" ;; esac
END
    printf '#!/bin/sh\nexit 0\n' | tool apt-cache
    : > "$work/did"
}
with_sudo() {  # with_sudo STATUS-OF-sudo -n
    tool sudo << END
#!/bin/sh
[ "\$1" = -n ] && exit $1
echo sudo >> "$work/did"
exec "\$@"
END
}
run() {  # run [NAME=VALUE...] SET: without a terminal
    (cd "$work/clone" && env -i PATH="$work/bin" BUILD=build "$@" < /dev/null > "$work/said" 2>&1)
    code=$?
}
on_terminal() {  # on_terminal ANSWER SET
    # shellcheck disable=SC2016
    (cd "$work/clone" && printf '%s\n' "$1" |
        env -i PATH="$PATH" FAKE="$work/bin" SHELL=/bin/sh SET="$2" timeout 20 \
            script -qec 'PATH=$FAKE BUILD=build .make/deps.sh "$SET"' /dev/null \
            > "$work/said" 2>&1)
    code=$?
}
said() { grep -q -- "$1" "$work/said"; }
did() { grep -q -- "$1" "$work/did"; }
did_nothing() { [ ! -s "$work/did" ]; }
silent() { [ ! -s "$work/said" ]; }
code_is() { [ $code -eq "$1" ]; }

# ---- nothing to do -------------------------------------------------------------------------
machine 0 ""
run .make/deps.sh grade
check "when all is there, nothing is installed and nothing is said" \
    eval 'code_is 0 && silent && did_nothing'
echo 'echo probed >> ../did; echo "ABSENT := "' > "$work/clone/.make/config.sh"
touch -t 200101010000 "$work/clone/.make/config.sh" "$work/clone/.make/deps.sh"
run .make/deps.sh grade
run CI=1 .make/deps.sh grade
check "the second time not even the compiler is asked" eval 'code_is 0 && did_nothing'
touch -t 203001010000 "$work/clone/.make/config.sh"
run .make/deps.sh grade
check "a newer config.sh is asked again" did probed
touch -t 200101010000 "$work/clone/.make/config.sh"
cp "$work/clone/build/config-cc.mk" "$work/clone/build/config-clang.mk"
run CC=clang .make/deps.sh grade
check "another compiler is asked for itself" eval '[ "$(grep -c probed "$work/did")" -eq 2 ]'

# ---- as root -------------------------------------------------------------------------------
machine 0 jansson
run .make/deps.sh grade
check "without a terminal nothing is installed: the command is printed" eval \
    'code_is 3 && did_nothing && said "sudo apt-get install libjansson-dev"'
run CI=true .make/deps.sh grade
check "in CI packages are installed without a question" \
    eval 'code_is 0 && did "install --no-install-recommends libjansson-dev"'
machine 0 jansson
run CI= YES=1 .make/deps.sh grade
check "YES=1 answers the question" \
    eval 'code_is 0 && did "install --no-install-recommends libjansson-dev"'
machine 0 jansson
run CI= YES=0 .make/deps.sh grade
check "an empty CI and YES=0 are no answer" eval 'code_is 3 && did_nothing'
machine 0 jansson blis openmp cmocka
run CI=1 .make/deps.sh grade
check "grade installs nothing that only other targets need" eval \
    'did "libjansson-dev$" && ! did blis && ! did cmocka && ! did python'
machine 0 blis
run CI=1 .make/deps.sh grade
check "grade does without BLIS and says so" \
    eval 'code_is 0 && did_nothing && said "blis not found: plain matrix products"'
machine 0 blis
run CI=1 .make/deps.sh crumb
check "crumb installs serial BLIS" eval 'code_is 0 && did libblis-serial-dev'
machine 0 compiler openmp jansson
run CI=1 .make/deps.sh crumb
check "gcc brings its own OpenMP: no libomp" \
    eval 'did "gcc libc6-dev libjansson-dev" && ! did libomp'
machine 0 openmp
run CI=1 CC=clang .make/deps.sh crumb
check "clang gets libomp" did libomp-dev
machine 0 compiler
run CI=1 CC=clang .make/deps.sh grade
check "who asks for clang gets clang, not gcc" eval 'code_is 0 && did "recommends clang$"'
machine 0 compiler
run CI=1 CC=tcc .make/deps.sh grade
check "a compiler that no package is known for is an error" \
    eval 'code_is 3 && did_nothing && said "CC=tcc cannot compile"'
machine 0 blis
printf '#!/bin/sh\nexit 1\n' | tool apt-cache
run CI=1 .make/deps.sh crumb
check "what is welcome and cannot be had is said, and the build goes on" eval \
    'code_is 0 && ! did "install.*blis" && said "blis not found: plain matrix products"'
machine 0 jansson
printf '#!/bin/sh\necho E: broken\nexit 100\n' | tool apt-get
run CI=1 .make/deps.sh grade
check "what is needed and cannot be had fails with a sentence" \
    eval 'code_is 3 && said "jansson still cannot be used"'

# ---- not root ------------------------------------------------------------------------------
machine 1000 jansson pcre2
run CI=1 .make/deps.sh grade
check "without root the command is printed and make deps-local offered" \
    eval 'code_is 3 && did_nothing &&
    said "sudo apt-get install libjansson-dev libpcre2-dev" && said "make deps-local"'
machine 1000 jansson
with_sudo 1
run CI=1 .make/deps.sh grade
check "sudo that wants a password is not started in CI" eval 'code_is 3 && did_nothing'
machine 1000 jansson
with_sudo 0
run CI=1 .make/deps.sh grade
check "sudo without a password is used" \
    eval 'code_is 0 && did sudo && did "install --no-install-recommends libjansson-dev"'
machine 1000 blis
run CI=1 .make/deps.sh crumb
check "without root and without BLIS the build goes on" \
    eval 'code_is 0 && said "sudo apt-get install libblis-serial-dev" && said "plain matrix"'

run .make/deps.sh crumb
check "which is said once" eval 'code_is 0 && silent'
with_sudo 0
run YES=1 .make/deps.sh crumb
check "and a later yes is heard" eval 'code_is 0 && did libblis-serial-dev'

# ---- on a terminal -------------------------------------------------------------------------
if script -qec true /dev/null < /dev/null > /dev/null 2>&1; then
    machine 0 jansson pcre2
    on_terminal n grade
    check "on a terminal it lists the packages and asks" \
        said "not here: libjansson-dev libpcre2-dev"
    check "no means no" eval 'code_is 3 && did_nothing && said "Install them now"'
    on_terminal y grade
    check "yes means yes" \
        eval 'code_is 0 && did "install --no-install-recommends libjansson-dev libpcre2-dev"'
else
    for name in "lists and asks" "no means no" "yes means yes"; do
        number=$((number + 1))
        echo "ok $number - on a terminal: $name # SKIP not run: no script(1) here"
    done
fi

# ---- other systems, and wrong use ----------------------------------------------------------
machine 1000 compiler jansson
rm "$work/bin/apt-get"
printf '#!/bin/sh\necho "brew $*" >> "%s/did"\n' "$work" | tool brew
run .make/deps.sh grade
check "with Homebrew it names Homebrew's command" \
    eval 'code_is 3 && said "xcode-select --install && brew install jansson"'
machine 0 jansson blis
rm "$work/bin/apt-get"
tool dnf << END
#!/bin/sh
echo "dnf \$*" >> "$work/did"
echo "ABSENT := " > "$work/state"
END
run CI=1 .make/deps.sh crumb
check "Fedora's dnf gets Fedora's names" \
    eval 'code_is 0 && did "install jansson-devel$" && did "install blis-devel$"'
machine 1000 jansson
rm "$work/bin/apt-get"
run .make/deps.sh grade
check "without a package manager it names what is missing" \
    eval 'code_is 3 && said "no apt-get, dnf or brew here: install jansson"'
machine 0 ""
run .make/deps.sh grad
check "an unknown set is a usage error" eval 'code_is 4 && said "\"grad\": no such set"'
run SET=test .make/deps.sh local
check "deps-local without anything missing says so" \
    eval 'code_is 0 && did_nothing && said "nothing to do"'
run SET=nonsense .make/deps.sh local
check "an unknown set for deps-local is one too" eval 'code_is 4 && said "deps-local serves"'

echo "1..$number"
[ $failed -eq 0 ]
