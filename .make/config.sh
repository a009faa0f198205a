#!/bin/sh
# config.sh: finds what this machine has and prints it as make variables (build/config.mk).
# Each library is tried by compiling and linking against it; nothing is guessed from names of systems.
set -u
cc=${CC:-cc}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

# links NAME SOURCE FLAGS...: does this program compile and link?
links() {
    printf '%s\n' "$1" > "$work/try.c"
    shift
    $cc -o "$work/try" "$work/try.c" "$@" > /dev/null 2>&1
}

# first SOURCE FLAGS-1 FLAGS-2 ...: prints the first set of flags that works.
first() {
    source=$1
    shift
    for flags in "$@"; do
        # shellcheck disable=SC2086
        if links "$source" $flags; then
            printf '%s' "$flags"
            return 0
        fi
    done
    return 1
}

root=$(pwd)
triple=$(basename "$(dirname "$(ls -d /usr/lib/*/libc.so* 2> /dev/null | head -n 1)")")  # x86_64-linux-gnu
local_deps="$root/.deps/usr"
if [ -d "$local_deps" ]; then
    here="-I$local_deps/include -I$local_deps/include/$triple -L$local_deps/lib/$triple -Wl,-rpath,$local_deps/lib/$triple"
else
    here=""
fi
brew=""
for prefix in /opt/homebrew /usr/local; do
    [ -d "$prefix/opt/jansson" ] && brew="-I$prefix/include -L$prefix/lib"
done

say() { printf '%s := %s\n' "$1" "$2"; }

jansson=$(first '#include <jansson.h>
int main(void) { return json_object() == 0; }' "-ljansson" "$here -ljansson" "$brew -ljansson") || jansson=missing
pcre2=$(first '#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
int main(void) { return pcre2_config(PCRE2_CONFIG_JIT, 0) < 0; }' "-lpcre2-8" "$here -lpcre2-8" "$brew -lpcre2-8") || pcre2=missing
cmocka=$(first '#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
int main(void) { return cmocka_run_group_tests_name("", (struct CMUnitTest *)0, 0, 0) != 0; }' \
    "-lcmocka" "$here -lcmocka" "$brew -lcmocka") || cmocka=missing
openmp=$(first '#include <omp.h>
int main(void) { return omp_get_max_threads() < 1; }' "-fopenmp" \
    "-Xpreprocessor -fopenmp -I/opt/homebrew/opt/libomp/include -L/opt/homebrew/opt/libomp/lib -lomp" \
    "-Xpreprocessor -fopenmp -I/usr/local/opt/libomp/include -L/usr/local/opt/libomp/lib -lomp") || openmp=""

# BLIS: the serial flavour, linked statically where there is one, so that the flavour that another
# package makes the default cannot slip in at run time.
blis_source='#include <blis.h>
int main(void) { return bli_info_get_version_str() == 0; }'
blis=$(first "$blis_source" \
    "-I/usr/include/$triple/blis-serial /usr/lib/$triple/blis-serial/libblis.a -lm -lpthread" \
    "-I$local_deps/include/$triple/blis-serial $local_deps/lib/$triple/blis-serial/libblis.a -lm -lpthread" \
    "-I/usr/include/blis -lblis -lm" "-lblis -lm" "-I/opt/homebrew/include/blis -L/opt/homebrew/lib -lblis -lm" \
    "-I/usr/local/include/blis -L/usr/local/lib -lblis -lm") || blis=""

flags_for() {  # flags_for include|link FLAGS
    for word in $2; do
        case $1:$word in
            include:-I*) printf '%s ' "$word" ;;
            link:-I*) ;;
            link:*) printf '%s ' "$word" ;;
        esac
    done
}

for library in jansson pcre2 cmocka; do
    eval "flags=\$$library"
    # shellcheck disable=SC2154
    [ "$flags" = missing ] && flags="-l$library"
    upper=$(printf '%s' "$library" | tr 'a-z' 'A-Z')
    say "${upper}_CFLAGS" "$(flags_for include "$flags")"
    say "${upper}_LIBS" "$(flags_for link "$flags")"
done
say OPENMP "$openmp"
if [ -n "$blis" ]; then
    say MATMUL blis
    say MATMUL_CFLAGS "$(flags_for include "$blis")"
    say MATMUL_LIBS "$(flags_for link "$blis")"
else
    say MATMUL plain
    say MATMUL_CFLAGS ""
    say MATMUL_LIBS ""
fi
