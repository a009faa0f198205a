#!/bin/sh
# config.sh: finds what this machine has and prints it as make variables (build/config-CC.mk).
# Each library is tried by compiling and linking against it; no system is known by its name.
# ABSENT lists what was not found; .make/deps.sh turns that into packages.
set -u
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
root=$(pwd)
absent=""

say() { printf '%s := %s\n' "$1" "$2"; }
lacks() { absent="$absent $1"; }

# links SOURCE FLAGS...: does this program compile and link?
links() {
    printf '%s\n' "$1" > "$work/try.c"
    shift
    # shellcheck disable=SC2086  # a compiler may be two words: "ccache gcc"
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

# ---- the compiler: as asked for; make's default cc may be another, or deps-local's ---------
asked=${CC:-cc}
case $asked in
    cc | */.deps/bin/cc) set -- cc gcc clang "$root/.deps/bin/cc" ;;
    *) set -- "$asked" ;;
esac
cc=""
for candidate in "$@"; do
    command -v "${candidate%% *}" > /dev/null 2>&1 || continue
    cc=$candidate
    links '#include <stdio.h>
int main(void) { return puts("") < 0; }' && break
    cc=""
done
[ -n "$cc" ] || { lacks compiler; cc=$asked; }
case $cc in
    "$asked") case $cc in */.deps/bin/cc) say CC "$cc" ;; esac ;;
    *) say CC "$cc" ;;
esac
if command -v nm > /dev/null 2>&1; then say NM nm
elif [ -x .deps/bin/nm ]; then say NM "$root/.deps/bin/nm"
else say NM nm; lacks nm
fi
# A linker plugin, loaded for every file, costs nm ten times what it does: none is needed here.
links 'int main(void) { return 0; }'
if nm --plugin /dev/null "$work/try" > /dev/null 2>&1; then say NM_FLAGS "--plugin /dev/null"; fi
# Warnings about what is meant, off where the compiler knows them: snprintf cuts long messages, and
# counts that are enum constants stand in floating-point formulas (new clangs).
quiet=""
for warning in format-truncation enum-float-conversion; do
    links 'int main(void) { return 0; }' -Werror "-W$warning" && quiet="$quiet -Wno-$warning"
done
say QUIET "${quiet# }"
# SANITIZE: what the checking build of a lab is compiled and linked with, where the compiler has it
# and the machine runs it; LEAKS: 1 where it also finds memory that is never freed.
touch='int main(void) { volatile int a[4] = {0}; return a[3]; }'
sanitize=""
for kinds in address,undefined,float-cast-overflow address,undefined; do
    links "$touch" "-fsanitize=$kinds" "-fsanitize-recover=$kinds" -fno-sanitize=object-size &&
        "$work/try" > /dev/null 2>&1 || continue
    sanitize="-fsanitize=$kinds -fsanitize-recover=$kinds -fno-sanitize=object-size"
    break
done
say SANITIZE "$sanitize"
leaks=0
links '#include <stdlib.h>
void *volatile kept;
int main(void) { kept = malloc(7); kept = 0; return 0; }' $sanitize && {
    ASAN_OPTIONS=detect_leaks=1:exitcode=77 "$work/try" > /dev/null 2>&1
    [ $? -eq 77 ] && leaks=1
}
say LEAKS $leaks
# WRAP: leads calls for memory past a counter of whole_memory_test; not every linker can
wrap=-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=posix_memalign
say WRAP "$(first 'int main(void) { return 0; }' $wrap)"

# QUICK_LD: links a lab in two thirds of the time, where it is there
say QUICK_LD "$(first 'int main(void) { return 0; }' -fuse-ld=gold)"

# STATIC: links a probe that needs no library when it runs: it starts in less than half of the time in
# a sandbox, and there is nothing beside it. Sanitizers and macOS have no such thing.
say STATIC "$(first '#include <math.h>
#include <stdio.h>
int main(int argc, char **argv) { (void)argv; return printf("%f", sin((double)argc)) < 0; }' \
    "-static $(first 'int main(void) { return 0; }' -fuse-ld=gold) -lm" | sed 's/ .*//')"
# ALONE_LD: links a probe with an object that has the C library in it already (.make/alone.sh), without a
# compiler in between: twice as fast. Tried by running what it makes.
alone=""
if links '#include <math.h>
#include <stdio.h>
int main(int argc, char **argv) { (void)argv; return printf("%f", sin((double)argc)) < 0; }' -c &&
    CC=$cc .make/alone.sh "$work/alone.o" "$work/try" > /dev/null 2>&1 &&
    ld -static -o "$work/try.alone" "$work/alone.o" > /dev/null 2>&1 &&
    [ "$("$work/try.alone" 2> /dev/null)" = 0.841471 ]; then
    alone="ld -static"
fi
say ALONE_LD "$alone"
# DEPTH: how deep #include may go, where the compiler can be told
say DEPTH "$(first 'int main(void) { return 0; }' -fmax-include-depth=20)"

# COUNTING: has the compiler call a function of ours in every basic block (grader/counter.c)
say COUNTING "$(first 'void __sanitizer_cov_trace_pc(void) {}
int main(void) { return 0; }' -fsanitize-coverage=trace-pc)"

# PLATFORM: linux-x86_64-gnu; compiled topics of one can be linked on any machine of the same name
libc=""
links '#include <stdlib.h>
#ifndef __GLIBC__
#error another
#endif
int main(void) { return 0; }' && libc=-gnu
[ "$(uname -s)" = Linux ] && libc=${libc:--other}
say PLATFORM "$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)$libc"

# ---- where libraries may lie: the system, .deps, Homebrew ----------------------------------
triple=""  # x86_64-linux-gnu, on Debian
for folder in /usr/lib/*-linux-*/libc.so.6 /lib/*-linux-*/libc.so.6; do
    [ -e "$folder" ] && triple=$(basename "$(dirname "$folder")")
done
here=""
deps="$root/.deps/usr"
if [ -d "$deps" ]; then
    here="-I$deps/include -I$deps/include/$triple -L$deps/lib/$triple -Wl,-rpath,$deps/lib/$triple"
fi
brew=""
for prefix in /opt/homebrew /usr/local; do
    [ -d "$prefix/opt/jansson" ] && brew="-I$prefix/include -L$prefix/lib"
done

# ---- libraries: NAME_CFLAGS and NAME_LIBS --------------------------------------------------
words() {  # words compile|link FLAGS: those of a kind
    for word in $2; do
        case $1:$word in
            compile:-[ID]*) printf '%s ' "$word" ;;
            link:-[ID]*) ;;
            link:*) printf '%s ' "$word" ;;
        esac
    done
}

library() {  # library NAME FLAG SOURCE
    if ! flags=$(first "$3" "$2" "$here $2" "$brew $2"); then
        lacks "$1"
        flags=$2
    fi
    upper=$(printf '%s' "$1" | tr '[:lower:]' '[:upper:]')
    say "${upper}_CFLAGS" "$(words compile "$flags")"
    say "${upper}_LIBS" "$(words link "$flags")"
}

library jansson -ljansson '#include <jansson.h>
int main(void) { return json_object() == 0; }'
library pcre2 -lpcre2-8 '#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
int main(void) { return pcre2_config(PCRE2_CONFIG_JIT, 0) < 0; }'
# For grading strangers (grader/box) and for the JUnit report; the grader does without either.
library seccomp -lseccomp '#include <seccomp.h>
int main(void) { return seccomp_init(SCMP_ACT_ALLOW) == 0; }'
case " $absent " in *" seccomp "*) say SECCOMP none; say SECCOMP_LIBS "" ;; *) say SECCOMP libseccomp ;; esac
library xml "-I/usr/include/libxml2 -I$root/.deps/usr/include/libxml2 -lxml2" '#include <libxml/xmlwriter.h>
int main(void) { return xmlNewTextWriterMemory(0, 0) != 0; }'
case " $absent " in *" xml "*) say XML none; say XML_LIBS "" ;; *) say XML libxml2 ;; esac
library cmocka -lcmocka '#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
int main(void) { return cmocka_run_group_tests_name("", (struct CMUnitTest *)0, 0, 0) != 0; }'

# Line editing for crumb chat; plain lines do without.
library edit -ledit '#include <stdio.h>
#include <editline/readline.h>
int main(void) { return readline("") == 0; }'
case " $absent " in *" edit "*) say LINE plain; say EDIT_LIBS "" ;; *) say LINE edit ;; esac

# ---- threads: gcc brings OpenMP; clang needs libomp, and Apple's clang a flag in two parts -
openmp_source='#include <omp.h>
int main(void) {
    int n = 0;
    #pragma omp parallel reduction(+:n)
    n += omp_get_num_threads();
    return n < 1;
}'
openmp="" openmp_libs=""
if links "$openmp_source" -fopenmp; then
    openmp=-fopenmp openmp_libs=-fopenmp
else
    for prefix in /opt/homebrew/opt/libomp /usr/local/opt/libomp; do
        openmp="-Xpreprocessor -fopenmp -I$prefix/include" openmp_libs="-L$prefix/lib -lomp"
        # shellcheck disable=SC2086
        links "$openmp_source" $openmp $openmp_libs || { openmp="" openmp_libs=""; continue; }
        break
    done
fi
[ -n "$openmp" ] || lacks openmp
say OPENMP "$openmp"
say OPENMP_LIBS "$openmp_libs"

# ---- matrix products: serial BLIS, Apple's Accelerate, or plain loops ----------------------
# The serial flavour of BLIS is linked statically where there is one, so that the flavour that
# another package makes the default cannot slip in at run time.
serial="lib/$triple/blis-serial/libblis.a -lm -lpthread"
if flags=$(first '#include <blis.h>
int main(void) { rntm_t how; bli_rntm_init_from_global(&how); bli_rntm_disable_l3_sup(&how); return 0; }' \
    "-I/usr/include/$triple/blis-serial /usr/$serial" \
    "-I$deps/include/$triple/blis-serial $deps/$serial" \
    "-I/usr/include/blis -lblis -lm" "-lblis -lm" \
    "-I/opt/homebrew/include/blis -L/opt/homebrew/lib -lblis -lm" \
    "-I/usr/local/include/blis -L/usr/local/lib -lblis -lm"); then
    matmul=blis
elif flags=$(first '#include <Accelerate/Accelerate.h>
int main(void) { return (void *)cblas_sgemm == 0; }' \
    "-DACCELERATE_NEW_LAPACK -framework Accelerate"); then
    matmul=accelerate
else
    matmul=plain flags=""
    lacks blis
fi
say MATMUL $matmul
say MATMUL_CFLAGS "$(words compile "$flags")"
say MATMUL_LIBS "$(words link "$flags")"
say ABSENT "${absent# }"
