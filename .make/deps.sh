#!/bin/sh
# deps.sh SET: sees to it that what a make target needs is installed; SET is the target's name.
# deps.sh local: the same without root, into .deps/, for the target named by SET= (default crumb).
# Asks first on a terminal (YES=1 answers), goes ahead in CI, and otherwise prints the command.
# What is there is found by compiling (config.sh), never from lists of packages; a stamp says that
# all was there, until the system's packages change. Exit: 0 ready, 3 something is missing, 4 usage.
# shellcheck disable=SC2086,SC2046,SC3013  # lists are split into words on purpose; dash knows -nt
set -u
build=${BUILD:-build}
compiler=$(printf '%s' "${CC:-cc}" | sed 's/ .*//;s|/|-|g')
config=$build/config-$compiler.mk  # the Makefile includes it
set_name=${1:-}

# need | apt | dnf | brew | without it ("needed": nothing works; else what happens instead)
table() {
    cat <<'END'
compiler     | gcc libc6-dev         | gcc glibc-devel   | @xcode  | needed
nm           | binutils              | binutils          | @xcode  | needed
jansson      | libjansson-dev        | jansson-devel     | jansson | needed
pcre2        | libpcre2-dev          | pcre2-devel       | pcre2   | needed
blis         | libblis-serial-dev    | blis-devel        | blis    | plain matrix products, slower
seccomp      | libseccomp-dev      | libseccomp-devel  | -       | grading of strangers only in tier 1
bubblewrap   | bubblewrap          | bubblewrap        | -       | no grading in tier 3 and above
xml          | libxml2-dev         | libxml2-devel     | libxml2 | no JUnit report
parallel     | parallel            | parallel          | parallel | no check of batches by GNU parallel
slurm        | slurmctld slurmd slurm-client munge | slurm-slurmctld slurm-slurmd slurm munge | - | no check of batches by Slurm
ssh-keygen   | openssh-client      | openssh-clients   | -       | no signed results
chromium     | chromium            | chromium          | -       | no look at pages in a browser
zip          | zip unzip           | zip unzip         | -       | no Gradescope archive
edit         | libedit-dev           | libedit-devel     | -       | crumb chat without line editing
openmp       | libomp-dev            | libomp-devel      | libomp  | one thread, slower
cmocka       | libcmocka-dev         | libcmocka-devel   | cmocka  | needed
tmux         | tmux                  | tmux              | tmux    | no test of grade --watch in a terminal
gcovr        | gcovr                 | gcovr             | gcovr   | needed
clang        | clang                 | clang             | @xcode  | no checks with clang
sanitizers   | clang libclang-rt-dev | clang compiler-rt | llvm    | no fuzzing
valgrind     | valgrind              | valgrind          | -       | no checks with valgrind
unicode-data | unicode-data          | unicode-ucd       | -       | no check by Unicode's tables
debootstrap  | debootstrap           | -                 | -       | no check on a bare machine
gnuplot      | gnuplot-nox           | gnuplot-minimal   | gnuplot | needed
torch        | python3-torch python3-numpy | python3-torch python3-numpy | pytorch | needed
END
}

needs_of() {
    case $1 in
        grade) echo compiler nm jansson pcre2 ;;
        crumb | bench) echo "$(needs_of grade) blis openmp edit" ;;
        course) echo "$(needs_of grade) seccomp bubblewrap xml ssh-keygen zip" ;;
        test) echo "$(needs_of crumb) $(needs_of course) cmocka tmux parallel" | xargs -n 1 | awk '!seen[$0]++' | xargs ;;
        coverage) echo "$(needs_of test) gcovr" ;;
        check-all) echo "$(needs_of coverage) clang sanitizers valgrind unicode-data" \
            "debootstrap torch gnuplot slurm chromium" ;;
        goldens) echo torch ;;
        plot) echo gnuplot ;;
        *) return 1 ;;
    esac
}

column() { table | awk -F ' *[|] *' -v need="$1" -v c="$2" '$1 == need { print $c }'; }
packages_of() {
    case $1:${CC:-}:$manager in
        compiler:*clang*:apt | compiler:*clang*:dnf) echo clang ;;
        openmp:*clang*:* | openmp:*:brew) column openmp "$column" ;;
        openmp:*) ;;  # gcc brings its own
        *) column "$1" "$column" ;;
    esac
}
known_compiler() {
    case $(basename "${CC:-cc}") in cc | gcc* | *-gcc* | clang*) ;; *) return 1 ;; esac
}
is_needed() { [ "$(column "$1" 5)" = needed ]; }
commas() { echo "$*" | sed 's/ /, /g'; }
say() { printf 'deps: %s\n' "$*" >&2; }

# ---- what is there -------------------------------------------------------------------------
probe() {
    mkdir -p "$build"
    .make/config.sh > "$config.new" || exit 3
    # Kept when it says the same, so that nothing is compiled again.
    if cmp -s "$config.new" "$config"; then rm "$config.new"; else mv "$config.new" "$config"; fi
    found_absent=$(sed -n 's/^ABSENT := //p' "$config")
}

present() {
    case $1 in
        bubblewrap) command -v bwrap ;;
        slurm) command -v slurmd && command -v slurmctld && command -v munged ;;
        parallel | ssh-keygen | chromium | zip | tmux | gcovr | clang | valgrind | debootstrap | gnuplot) command -v "$1" || [ -x "/usr/sbin/$1" ] ;;
        sanitizers)
            echo 'int LLVMFuzzerTestOneInput(const char *d, long n) { return d && n < 0; }' |
                clang -fsanitize=fuzzer,address -x c -o "$build/try" - && rm -f "$build/try" ;;
        unicode-data)
            cat /usr/share/unicode/UnicodeData.txt || cat /usr/share/unicode/ucd/UnicodeData.txt ;;
        torch)
            /usr/bin/python3 -c 'from importlib.util import find_spec; find_spec("torch").name' ;;
        *) case " $found_absent " in *" $1 "*) return 1 ;; esac ;;
    esac > /dev/null 2>&1
}

# missing NEED...: sets needed and extra (what would be welcome), in words of the table.
missing() {
    needed="" extra=""
    for need in "$@"; do
        present "$need" && continue
        if is_needed "$need"; then needed="$needed $need"; else extra="$extra $need"; fi
    done
}

# ---- the stamp -----------------------------------------------------------------------------
declined=""
stamp=$build/deps-$set_name-$compiler.ok
fresh() {
    [ -e "$stamp" ] && [ -e "$config" ] || return 1
    # Something welcome was declined, or nobody could be asked: who now says yes is heard.
    if [ -s "$stamp" ] && [ "${YES:-0}${CI:-}" != 0 ]; then return 1; fi
    for sign in .make/deps.sh .make/config.sh .deps/done /var/lib/dpkg/status \
        /var/lib/rpm/rpmdb.sqlite /opt/homebrew/Cellar /usr/local/Cellar; do
        if [ -e "$sign" ] && [ "$sign" -nt "$stamp" ]; then return 1; fi
    done
}
finish() {  # all that is needed is there: say what is done without, and leave the stamp
    for need in $extra; do say "$need not found: $(column "$need" 5)"; done
    case $set_name in
        grade)
            for need in blis openmp; do
                present $need || say "$need not found: $(column $need 5); make crumb installs it"
            done ;;
    esac
    printf '%s' "$declined" > "$stamp"
    exit 0
}

# ---- installing ----------------------------------------------------------------------------
choose_manager() {
    manager=none column=2
    if command -v apt-get > /dev/null 2>&1; then manager=apt
    elif command -v dnf > /dev/null 2>&1; then manager=dnf column=3
    elif command -v brew > /dev/null 2>&1; then manager=brew column=4
    fi
}

all_packages() {  # of the needs named, each once, without "-"
    for need in "$@"; do packages_of "$need"; done | tr ' ' '\n' |
        awk 'NF && $1 != "-" && !seen[$1]++' | tr '\n' ' ' | sed 's/ $//'
}

command_line() {  # what a person would type
    case $manager in
        apt) echo "sudo apt-get install $1" ;;
        dnf) echo "sudo dnf install $1" ;;
        brew)
            case " $1 " in *" @xcode "*) echo "xcode-select --install" ;; esac
            plain=$(echo " $1 " | sed 's/ @xcode / /;s/^ *//;s/ *$//')
            [ -z "$plain" ] || echo "brew install $plain" ;;
    esac | awk '{ printf "%s%s", (NR == 1 ? "" : " && "), $0 }'
}

# How to become root: sets become to "" or "sudo", or fails. sudo may ask for a password on a
# terminal only.
may_install() {
    become=""
    [ $manager = brew ] && return 0
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo > /dev/null 2>&1 || return 1
    become=sudo
    sudo -n true 2> /dev/null && return 0
    [ -t 0 ] || return 1
    case " $(id -Gn) " in *" sudo "* | *" wheel "* | *" admin "*) return 0 ;; esac
    return 1
}

may_go_on() {  # asks; sets why when the answer is no
    case ${YES:-0} in 0 | "") ;; *) return 0 ;; esac
    [ -z "${CI:-}" ] || return 0
    why="there is no terminal to ask on, and neither YES=1 nor CI is set"
    [ -t 0 ] || return 1
    why="nothing was installed"
    printf 'make %s needs packages that are not here: %s\n' "$set_name" "$1" >&2
    printf 'Install them now? [Y/n] ' >&2
    read -r answer || return 1
    case $answer in "" | y* | Y*) return 0 ;; esac
    return 1
}

apt() { $become env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 "$@" >&2; }
apt_install() { [ $# -eq 0 ] || apt install --no-install-recommends "$@"; }
available() {  # those of the packages that apt knows
    for package in "$@"; do
        apt-cache show --no-all-versions "$package" > /dev/null 2>&1 && printf '%s ' "$package"
    done
}

install() {  # install NEEDED EXTRA: lists of packages; what cannot be had of EXTRA is left out
    case $manager in
        apt)
            lists=$(find /var/lib/apt/lists/partial -maxdepth 0 -mtime -1 2> /dev/null)
            if [ -z "$lists" ] || [ "$(available $1 $2)" != "$(printf '%s ' $1 $2)" ]; then
                apt update
            fi
            apt_install $1 $(available $2) && return 0
            apt update
            apt_install $1 && apt_install $(available $2) ;;
        dnf)
            $become dnf -y --setopt=install_weak_deps=False install $1 >&2
            for package in $2; do
                $become dnf -y --setopt=install_weak_deps=False install "$package" >&2
            done ;;
        brew)
            case " $1 " in *" @xcode "*) xcode-select --install >&2 ;; esac
            for package in $1 $2; do
                [ "$package" = @xcode ] || HOMEBREW_NO_AUTO_UPDATE=1 brew install "$package" >&2
            done ;;
    esac
}

# ---- what to say when nothing may be installed ---------------------------------------------
refuse() {  # $1: why
    packages=$(all_packages $needed $extra)
    if [ -z "$needed" ]; then
        declined=$extra
        say "$1; to have it, run: $(command_line "$packages")"
        finish
    fi
    say "make $set_name needs $(commas $needed); $1."
    say "Run this, then make $set_name again:  $(command_line "$packages")"
    [ $manager = apt ] && [ "$(id -u)" != 0 ] && can_be_local &&
        say "No root here? make deps-local puts them into .deps/ instead."
    exit 3
}

can_be_local() { case $set_name in grade | crumb | bench | test) ;; *) return 1 ;; esac; }
local_set() {
    set_name=${SET:-crumb}
    can_be_local || {
        say "\"$set_name\": deps-local serves SET=grade, crumb, bench and test only"
        exit 4
    }
    # programs: nothing would look for them in .deps
    needs=$(needs_of "$set_name" | xargs -n 1 | grep -vxE 'tmux|bubblewrap|ssh-keygen|parallel|zip' | xargs)
    choose_manager
    probe
    missing $needs
    if [ -z "$needed$extra" ]; then
        say "nothing to do: everything that make $set_name needs is here"
        exit 0
    fi
    if [ $manager != apt ]; then
        say "make deps-local works where apt-get is (Debian, Ubuntu);" \
            "ask for: $(all_packages $needed $extra)"
        exit 3
    fi
    .make/deps-local.sh "$(all_packages $needed)" "$(all_packages $extra)" || exit 3
    probe
    missing $needs
    if [ -n "$needed" ]; then
        say "$(commas $needed) still cannot be used from .deps/;" \
            "please report it with the lines above"
        exit 3
    fi
    say ".deps/ holds what make $set_name needs; now run make grade (rm -r .deps undoes this)"
    for need in $extra; do say "$need not found: $(column "$need" 5)"; done
    exit 0
}

usage() {
    say "\"$set_name\": no such set; wanted grade, crumb, course, bench, test, coverage," \
        "check-all, goldens, plot or local"
    exit 4
}

# ---- main ----------------------------------------------------------------------------------
[ "$set_name" = local ] && local_set
needs=$(needs_of "$set_name") || usage
fresh && exit 0
choose_manager
probe
missing $needs
[ -z "$needed$extra" ] && finish
if [ $manager = none ]; then
    say "no apt-get, dnf or brew here: install $(commas $needed $extra) by this system's own means"
    [ -z "$needed" ] && finish
    exit 3
fi
packages=$(all_packages $needed $extra)
[ -n "$packages" ] || finish
if ! present compiler && ! known_compiler; then
    say "CC=$CC cannot compile and link here; name another compiler, or none"
    exit 3
fi
may_install || refuse "only an administrator may install them"
may_go_on "$packages" || refuse "$why"
install "$(all_packages $needed)" "$(all_packages $extra)"
probe
missing $needs
if [ -n "$needed" ]; then
    say "$(commas $needed) still cannot be used; the lines above say why." \
        "By hand: $(command_line "$packages")"
    exit 3
fi
finish
