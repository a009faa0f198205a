#!/bin/sh
# alone.sh OUT OBJECT: links OBJECT with the C library once, to an object that needs no library: what is
# linked with it is linked in half of the time. Only those names are in it that OBJECT or a lab may ask for
# (grader/plain_c.inc). CC: the compiler. Exit 1 where this machine cannot do it; build/objects has common.o
# too, which needs the library.
set -eu
out=$1 object=$2
file() { $CC -print-file-name="$1"; }
join() {  # join WORDS...: the names are asked for by -u
    # shellcheck disable=SC2046,SC2086
    $CC -r -nostdlib -o "$out.tmp" $(printf -- '-Wl,-u,%s ' "$@") "$(file crt1.o)" "$(file crti.o)" \
        "$(file crtbeginT.o)" "$object" -static -lm -Wl,--start-group -lgcc -lgcc_eh -lc -Wl,--end-group \
        "$(file crtend.o)" "$(file crtn.o)"
}
trap 'rm -f "$out.tmp"' EXIT
names=$(sed '/^\/\//d' grader/plain_c.inc | tr -d '" \n' | tr ',' '\n' | sed 's/.*/&\n&f\n&l/')
# shellcheck disable=SC2086
join $names
# What nothing defines stays asked for: once more without these.
there=$(nm -g "$out.tmp" | awk '$(NF - 1) != "U" { print $NF }')
# shellcheck disable=SC2046
join $(printf '%s\n' "$names" | sort -u | { printf '%s\n' "$there" | sort -u > "$out.there"; comm -12 - "$out.there"; })
rm -f "$out.there"
strip --strip-unneeded "$out.tmp"
mv "$out.tmp" "$out"
