#!/bin/sh
# watch_test.sh: grade --watch as a person meets it: in a real terminal (tmux), with keys, saves of
# every kind, other window sizes, signals; and without a terminal. Prints TAP.
build=$(cd "${BUILD:-build}" && pwd)
here=$(pwd)
work=$(mktemp -d) || exit 3
unset TMUX CRUMB_WATCH CRUMB_PROGRESS NO_COLOR
. tests/tap.sh
term() { tmux -S "$work/socket" "$@"; }
clean() {
    [ ! -e "$work/socket" ] || term kill-server 2> /dev/null
    [ -z "${plain:-}" ] || kill "$plain" 2> /dev/null
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM

# ---- a tree of its own to save files in, and files to save ----------------------------------------
root=$work/root
mkdir -p "$root" "$work/tmp" "$work/files"
cp -R labs "$root/labs"
for folder in reference solutions datasets docs; do ln -s "$here/$folder" "$root/$folder"; done
file=$root/labs/06-rope/rope.c
right=$work/files/right.c wrongs=$work/files/wrong.c loops=$work/files/loops.c
broken=$work/files/broken.c long=$work/files/long.c
cp solutions/06-rope/rope.c "$right"
sed 's/\*a = old \* c - /*a = old * c + /' "$right" > "$wrongs"
sed '/^void rope_forward/,/^}/ s/^{/{\n    for (volatile int i = 0;; i++) continue;/' "$right" > "$loops"
sed 's/^void rope_forward/void rope_forward oops/' "$right" > "$broken"
{
    cat "$right"
    for line in $(seq 1 40); do echo "int = $line;"; done
} > "$long"

# until SECONDS COMMAND...: tries again and again; false when the time is over
until_true() {
    tries=$(($1 * 20))
    shift
    while [ $tries -gt 0 ]; do
        "$@" && return 0
        sleep 0.05
        tries=$((tries - 1))
    done
    return 1
}
children() { ps -A -o pid= -o ppid= | awk -v parent="$1" '$2 == parent { print $1 }'; }
left_behind() { ps -A -o pid= -o args= | grep "$work/tmp/[c]rumb"; }
is_gone() { ! kill -0 "$1" 2> /dev/null; }

# ---- without a terminal ----------------------------------------------------------------------------
count() { grep -c 'graded in' "$work/out"; }
has_reports() { [ "$(count)" -ge "$1" ]; }
# listen NAME=VALUE...: starts grade --watch on a pipe, and waits for its first report
listen() {
    rm -f "$work/pipe"
    mkfifo "$work/pipe"
    (cd "$root" && exec env TMPDIR="$work/tmp" "$@" "$build/grade" --watch --lab rope < "$work/pipe" \
        > "$work/out" 2> "$work/err") &
    plain=$!
    exec 9> "$work/pipe"
    until_true 20 has_reports 1 || complain "no report at the start: $(cat "$work/out" "$work/err")"
}
# hears N COMMAND...: after the command there must be N reports, and then no more
hears() {
    wanted=$1
    shift
    "$@"
    until_true 20 has_reports "$wanted" || complain "no report after: $*"
}
hears_nothing() {
    before=$(count)
    "$@"
    sleep "$(awk '/graded in/ { s = $(NF - 1) } END { print 1 + 2 * s }' "$work/out")"
    [ "$(count)" -eq "$before" ] || complain "graded again after: $*"
}
by_rename() { cp "$1" "$file.new" && mv "$file.new" "$file"; }
by_filling() { : > "$file" && sleep 0.01 && cat "$1" > "$file"; }
hang_up() {
    exec 9>&-
    until_true 20 is_gone $plain || complain "it goes on after the end of standard input"
    wait $plain
    code=$?
    plain=""
    [ $code -eq 0 ] || complain "exit $code at the end of standard input: $(cat "$work/err")"
}

listen A=1
grep -q 'not written yet' "$work/out" || complain "$(cat "$work/out")"
hears 2 by_rename "$wrongs"
grep -q '4/6   wrong-value' "$work/out" || complain "$(cat "$work/out")"
hears 3 by_filling "$right"
grep -q '6/6   pass' "$work/out" || complain "$(cat "$work/out")"
law "on a pipe: a report for each save, by rename and by emptying and filling"
in_vain() { touch "$file" && sleep 0.3 && by_rename "$right"; }
hears_nothing in_vain
law "a touch, and the same content again, are not graded"
LC_ALL=C grep -q "$(printf '\033')" "$work/out" && complain "control codes on a pipe"
awk 'length($0) > 80 { print length($0) ": " $0 }' "$work/out" > "$work/long"
[ ! -s "$work/long" ] || complain "$(cat "$work/long")"
[ ! -s "$work/err" ] || complain "$(cat "$work/err")"
law "on a pipe: no control codes, 80 columns, nothing on standard error"
hang_up
law "the end of standard input ends it"
listen CRUMB_WATCH=poll
hears 2 by_rename "$wrongs"
hears 3 by_filling "$right"
hears_nothing touch "$file"
law "without events the files are looked at"
kill $plain
until_true 20 is_gone $plain || complain "it goes on after SIGTERM"
wait $plain
[ $? -eq 143 ] || complain "not ended by the signal"
plain=""
exec 9>&-
left_behind > "$work/left" && complain "left behind: $(cat "$work/left")"
[ -z "$(ls "$work/tmp")" ] || complain "left in TMPDIR: $(ls "$work/tmp")"
law "SIGTERM ends it, with nothing left behind"
(cd "$root" && TMPDIR="$work/tmp" "$build/grade" --watch --lab 6 < /dev/null > "$work/out") || complain "exit $?"
[ "$(count)" -eq 1 ] || complain "$(cat "$work/out")"
law "without any input it is one report"
usage() {
    "$build/grade" "$@" > "$work/out" 2>&1 < /dev/null
    code=$?
    [ $code -eq 4 ] && [ "$(wc -l < "$work/out")" -eq 1 ] || complain "$*: exit $code, $(cat "$work/out")"
}
usage --watch --format json
usage --watch --fail-under 50
usage --watch --from reference
usage next --watch
usage --watch --lab none
law "what cannot be watched is one sentence, exit 4"

if ! command -v tmux > /dev/null; then
    skip "in a terminal" "there is no tmux"
    echo "1..$number"
    exit 0
fi

# ---- in a terminal ---------------------------------------------------------------------------------
screen() { term capture-pane -p -t w; }
shows() { screen | grep -q -e "$1"; }
# A sentence may stand on several lines.
sees() {
    until_true 20 shows "$1" || complain "never seen: $1 (${2:-}):
$(screen)"
}
sees_not() { ! shows "$1" || complain "still seen: $1 (${2:-}): $(screen)"; }
press() { term send-keys -t w "$@"; }
asked() { term display-message -p -t w "$1"; }
is_asked() { [ "$(asked "$1")" = "$2" ]; }
tidy() {  # tidy COLUMNS ROWS: nothing is wider or longer, the keys are in the last row
    screen > "$work/screen"
    awk -v most="$1" 'length($0) > most { print length($0) ": " $0 }' "$work/screen" > "$work/long"
    [ ! -s "$work/long" ] || complain "too wide: $(cat "$work/long")"
    [ "$(wc -l < "$work/screen")" -eq "$2" ] || complain "not $2 rows: $(cat "$work/screen")"
    sed -n '1p' "$work/screen" | grep -q 'rope.c' || complain "no head: $(cat "$work/screen")"
    sed -n "$2p" "$work/screen" | grep -q ' h ' || complain "no keys in row $2: $(cat "$work/screen")"
}
grader() { cat "$work/pid"; }
# watch ARGUMENTS: in the terminal's shell, between two looks at the state of the terminal
watch() {
    rm -f "$work/after"
    press "clear; stty -g > $work/before; $work/start $*; echo \$? > $work/code; stty -g > $work/after" Enter
}
restored() {  # restored WHAT: a shell's terminal as it was
    until_true 20 test -s "$work/after" || complain "it did not end after $1: $(screen)"
    cmp -s "$work/before" "$work/after" || complain "the terminal's state changed after $1"
    until_true 5 is_asked '#{cursor_flag}' 1 || complain "no cursor after $1"
    until_true 5 is_asked '#{alternate_on}' 0 || complain "the other screen after $1"
}
{
    echo '#!/bin/sh'
    echo "echo \$\$ > '$work/pid'"
    echo "exec '$build/grade' --watch \"\$@\""
} > "$work/start"
chmod +x "$work/start"

cp labs/06-rope/rope.c "$file"
rm -rf "$root/.crumb"
(cd "$root" && TMPDIR="$work/tmp" PS1='$ ' ENV='' term -f /dev/null new-session -d -x 80 -y 24 -s w sh) ||
    complain "tmux does not start"
term set-option -g status off
term resize-window -t w -x 80 -y 24
watch --lab rope
sees 'a  .*0/6   not written yet'
sees 'graded in'
sees 'next: part a of rope'
tidy 80 24
is_asked '#{cursor_flag}' 0 || complain "the cursor is in the way"
law "a stub is not written yet, with what comes next"
by_rename "$wrongs"
sees '4/6   wrong-value'
sees 'x\[.*expected'
tidy 80 24
term capture-pane -e -p -t w | grep -q "$(printf '\033\\[31m')wrong-value" || complain "no colour"
law "a save is graded: the table, and the first failure in full"
press h
sees 'hint 1 of 3'
tidy 80 24
press r
sees 'in cosines F32'
sees 'more lines: press space'
tidy 80 24
press Space
sees 'expected x F32'
sees '^wrong-value:'
tidy 80 24
press r
sees '4/6   wrong-value'
press l
sees '01  *unicode'
tidy 80 24
law "h is a hint, r the numbers, space the rest of them, l the list"
cp "$right" "$file"
sees '6/6   pass'
sees_not 'unicode' "the list"
sees_not 'wrong-value' "the screen before"
tidy 80 24
[ "$(grep -c . "$work/screen")" -lt 10 ] || complain "leftovers: $(cat "$work/screen")"
law "a right file passes, and nothing of other screens stays"
press n
is_elsewhere() { screen | sed -n 1p | grep 'labs/.*graded in' | grep -qv rope.c; }
until_true 20 is_elsewhere || complain "it stays where it is: $(screen)"
folder=$(screen | sed -n '1s|.*labs/\([^/]*\)/.*|\1|p')
topic=${folder#*-}
sees "next: part a of $topic"
cp "solutions/$folder/$topic.c" "$root/labs/$folder/$topic.c"
sees ' a  .*   pass'
law "n goes to the next part, and its file is watched"
grep -q '"rope.a"' "$root/.crumb/progress.json" || complain "$(cat "$root/.crumb/progress.json")"
press q
restored "q"
[ "$(cat "$work/code")" = 0 ] || complain "exit $(cat "$work/code")"
sees "$topic: .* of .* points"
law "q ends it: the terminal as before, the results remembered"

watch
sees "$topic"
cp "$long" "$file"
sees 'compile-error'
sees 'more lines: press space, or make grade T=rope'
tidy 80 24
term resize-window -t w -x 50 -y 12
until_true 10 is_asked '#{pane_width}x#{pane_height}' 50x12 || complain "tmux did not resize"
sleep 0.3
tidy 50 12
sees 'more lines'
term resize-window -t w -x 120 -y 40
until_true 10 is_asked '#{pane_width}x#{pane_height}' 120x40 || complain "tmux did not resize"
sleep 0.3
tidy 120 40
term resize-window -t w -x 80 -y 24
sleep 0.3
tidy 80 24
law "all labs are watched; a long report is cut to any window, and says so"

# A hang takes 10 seconds to be believed; a save in the meantime is what counts.
cp "$loops" "$file"
sees 'grading for'
cp "$right" "$file"
sees '6/6   pass'
until_true 5 eval '! left_behind > /dev/null' || complain "left behind: $(left_behind)"
law "a save while another is graded: the old grading is dropped with its children"
cp "$loops" "$file"
sees 'grading for'
kill -9 $(children "$(grader)")
sees 'grader-error'
sees 'the grading process died'
until_true 5 eval '! left_behind > /dev/null' || complain "left behind: $(left_behind)"
kill -9 $(children "$(grader)")
cp "$wrongs" "$file"
sees '4/6   wrong-value'
law "a worker that is killed, at work or waiting, is no end"
press C-z
until_true 10 is_asked '#{alternate_on}' 0 || complain "Ctrl-Z does not stop it"
sleep 0.2
press 'stty -g > '"$work/stopped" Enter
until_true 10 test -s "$work/stopped"
cmp -s "$work/stopped" "$work/before" || complain "the terminal is not restored while it is stopped"
press 'fg' Enter
until_true 10 is_asked '#{alternate_on}' 1 || complain "fg does not bring it back"
sees '4/6   wrong-value'
cp "$right" "$file"
sees '6/6   pass'
law "Ctrl-Z gives the shell back, fg the watch"
press C-c
restored "Ctrl-C"
law "Ctrl-C ends it, the terminal as before"
for signal in TERM HUP SEGV; do
    watch --lab rope
    sees 'graded in'
    kill -$signal "$(grader)"
    restored "SIG$signal"
done
until_true 5 eval '! left_behind > /dev/null' || complain "left behind: $(left_behind)"
rm -rf "$work"/tmp/crumb-*  # of the crash
law "SIGTERM, SIGHUP and a crash leave the terminal as before"
cp "$wrongs" "$file"
press 'export NO_COLOR=1' Enter
watch --lab rope
sees '4/6   wrong-value'
term capture-pane -e -p -t w | grep -q "$(printf '\033\\[3[0-9]m')" && complain "colour with NO_COLOR"
press q
restored "q"
press 'unset NO_COLOR; export TERM=dumb' Enter
watch --lab rope
sees '4/6   wrong-value'
is_asked '#{alternate_on}' 0 || complain "control codes with TERM=dumb"
press q Enter
restored "q, Enter"
law "NO_COLOR has no colour; TERM=dumb is plain text, keys with Enter"

# ---- how long it takes -------------------------------------------------------------------------------
# What the terminal gets is written to a file, whose time says when the last of it came: nothing that
# measures takes the cores away.
press 'export TERM=screen CRUMB_PROGRESS=none' Enter
watch --lab rope
sees '4/6   wrong-value'
case $(date -r "$work/code" +%N 2> /dev/null) in
    [0-9]*)
        term pipe-pane -t w "cat >> '$work/raw'"
        : > "$work/times"
        for save in 1 2 3 4 5 6 7 8 9; do
            sleep 0.3  # nobody saves faster
            if [ $((save % 2)) = 1 ]; then next=$right sign='6/6   pass'
            else next=$wrongs sign='4/6   wrong-value'; fi
            cp "$next" "$file.new"
            begin=$(date +%s%N)
            mv "$file.new" "$file"
            sees "$sign"
            echo $((($(date -r "$work/raw" +%s%N) - begin) / 1000000)) >> "$work/times"
        done
        median=$(sort -n "$work/times" | sed -n 5p)
        echo "# from the save to the screen: median $median ms of $(sort -n "$work/times" | tr '\n' ' ')"
        screen | sed -n 1p | sed 's/^/# the last one by its own clock:/'
        most=${CRUMB_TIMED:+300}
        [ "$median" -le "${most:-5000}" ] || complain "median $median ms, wanted at most ${most:-5000}"
        law "numbers within ${most:-5000} ms of the save" ;;
    *) skip "from a save to the numbers" "the time of a file has no nanoseconds here" ;;
esac
press q
restored "q"
[ -z "$(ls "$work/tmp")" ] || complain "left in TMPDIR: $(ls "$work/tmp")"
law "nothing is left in TMPDIR"
echo "1..$number"
