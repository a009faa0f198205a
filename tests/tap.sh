# tap.sh: what test scripts that speak TAP share; read with ". tests/tap.sh" from the root. A law is a
# name and the complaints that came up since the one before it: none is ok.
number=0
wrong=""

complain() { wrong="$wrong
$*"; }
law() {
    number=$((number + 1))
    if [ -z "$wrong" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        printf '%s\n' "$wrong" | sed 's/^/#   /' | head -n 40
    fi
    wrong=""
}
skip() {  # skip NAME WHY
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}
