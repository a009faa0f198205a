#!/bin/sh
# deps-local.sh NEEDED [EXTRA]: downloads Debian or Ubuntu packages with all that they depend on and
# unpacks them into .deps/, without root and without touching the system. apt keeps its lists and
# downloads in .deps/apt until then. Without a compiler here, .deps/bin/cc starts the unpacked one.
# Started by deps.sh, which says what is missing. Exit: 0 unpacked, 3 not.
# shellcheck disable=SC2086  # lists are split into words on purpose
set -u
home=$(pwd)/.deps
apt=$home/apt
say() { printf 'deps-local: %s\n' "$*" >&2; }
give_up() {
    say "$*"
    exit 3
}

mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/new" "$home/bin" ||
    give_up "$home cannot be written"
private="-o Dir::State=$apt -o Dir::State::lists=$apt/lists
    -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache=$apt/cache
    -o Dir::Log=$apt -o Debug::NoLocking=1 -o APT::Sandbox::User=$(id -un)
    -o APT::Update::Post-Invoke-Success::=true"

say "looking for packages"
apt-get -qq $private update > "$apt/update.log" 2>&1 ||
    [ -n "$(find "$apt/lists" -name '*_Packages*' | head -n 1)" ] || {
    cat "$apt/update.log" >&2
    give_up "apt-get could not fetch its lists, for the reason above; is there a network?"
}
extra=""
for package in ${2:-}; do
    if apt-cache $private show --no-all-versions "$package" > /dev/null 2>&1; then
        extra="$extra $package"
    else
        say "$package cannot be had here; going on without it"
    fi
done
# "Inst NAME (VERSION" is new; "Inst NAME [OLD] (VERSION" is on the system and stays as it is.
closure=$(apt-get $private -s --no-install-recommends install $1 $extra 2> "$apt/plan.log" |
    awk '$1 == "Inst" && $3 !~ /^\[/ { print $2 }')
[ -n "$closure" ] || {
    cat "$apt/plan.log" >&2
    give_up "apt-get found no way to install $1 $extra; the lines above are its own"
}
say "fetching $(echo "$closure" | wc -l | tr -d ' ') packages"
(cd "$apt/new" && apt-get -qq $private download $closure) > "$apt/download.log" 2>&1 || {
    cat "$apt/download.log" >&2
    give_up "a download failed; run make deps-local again to go on"
}
for package in "$apt"/new/*.deb; do
    dpkg -x "$package" "$home" || give_up "$package does not unpack; is the disk full?"
    rm "$package"
done

# ---- make the tree whole: what the packages expect of the system is linked to the system ---
# A link whose target is not in .deps means the system's file of that name.
find "$home/usr" "$home/lib" -type l 2> /dev/null | while read -r link; do
    [ -e "$link" ] && continue
    target=$(readlink "$link")
    case $target in
        /*) inside=$home$target outside=$target ;;
        *) inside="" outside=$(dirname "${link#"$home"}")/$target ;;
    esac
    if [ -n "$inside" ] && [ -e "$inside" ]; then ln -sf "$inside" "$link"
    elif [ -e "$outside" ]; then ln -sf "$outside" "$link"
    elif [ -e "/lib/${outside#/usr/lib/}" ]; then ln -sf "/lib/${outside#/usr/lib/}" "$link"
    fi
done
# Linker scripts (libc.so, libm.so) name files of the system by absolute path.
grep -lI 'GNU ld script' "$home"/usr/lib/*/*.so "$home"/usr/lib/*/*.a 2> /dev/null |
while read -r script; do
    for path in $(tr ' ' '\n' < "$script" | grep '^/'); do
        [ -e "$home$path" ] || [ ! -e "$path" ] && continue
        mkdir -p "$home$(dirname "$path")" && ln -s "$path" "$home$path"
    done
done

# ---- tools: started by wrappers, which show them their own libraries -----------------------
folders=""
for folder in "$home"/usr/lib/*-linux-* "$home"/lib/*-linux-*; do
    [ -d "$folder" ] && folders="$folders $folder"
done
wrapper() {  # wrapper NAME PROGRAM FLAGS
    [ -e "$home/usr/bin/$2" ] || return 0
    {
        echo '#!/bin/sh'
        echo "PATH='$home/usr/bin':\$PATH LD_LIBRARY_PATH='$(echo $folders | tr ' ' ':')'"
        echo 'export PATH LD_LIBRARY_PATH'
        echo "exec '$home/usr/bin/$2' $3 \"\$@\""
    } > "$home/bin/$1" && chmod +x "$home/bin/$1"
}
search=""
for folder in $folders; do search="$search -L$folder -Wl,-rpath,$folder"; done
for folder in /usr/lib/*-linux-* /lib/*-linux-*; do
    [ -d "$folder" ] && search="$search -L$folder"
done
wrapper cc gcc "--sysroot='$home' $search"
wrapper nm nm ""
rm -rf "$apt" "$home"/usr/share/doc "$home"/usr/share/man "$home"/usr/share/locale \
    "$home"/usr/share/info
date > "$home/done"
