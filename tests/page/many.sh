#!/bin/sh
# many.sh N: scores (crumb/scores/v1) of N students in every lab of labs/topics.txt, always the same
# ones, with a failed check where points are missing. For page_test.sh and look.sh.
awk -F' *[|] *' -v students="${1:-1000}" '
    function draw(most) { seed = (seed * 16807) % 2147483647; return seed % most }
    function part_of(i, earned) {
        return sprintf("{\"part\":\"%s\",\"title\":\"%s\",\"points\":%d,\"earned\":%d,\"verdict\":\"%s\",\"checks\":[%s]}",
            part[i], title[i], points[i], earned, earned == points[i] ? "pass" : "wrong-value",
            earned == points[i] ? "" : sprintf("{\"id\":\"%s:by-hand\",\"operation\":\"%s_forward\",\"law\":\"two rows of three\",\"verdict\":\"wrong-value\",\"detail\":\"y[0,1] = 0.%d, expected 0.25; 3 of 6 values are wrong, the worst by %d times the bound\"}",
                topic[i], topic[i], draw(100000), draw(1000)))
    }
    function cell(lab, i, parts, earned, sum, late, out) {
        for (i = 1; i <= n; i++) if (number[i] == lab) {
            earned = draw(10) < 7 ? points[i] : 0
            sum += earned
            parts = parts (parts == "" ? "" : ",") part_of(i, earned)
        }
        late = draw(10) == 0
        total += sum
        return sprintf("{\"earned\":%d,\"points\":%d,\"score\":%.2f,\"late_hours\":%d,\"penalty\":%.1f,\"why\":\"%s\",\"submission\":\"%064d\",\"when\":\"2026-11-20T10:00:00Z\",\"tries\":%d,\"record\":{\"build\":\"pass\",\"parts\":[%s]}}",
            sum, of[lab], late ? 0.9 * sum : sum, late ? 5 : 0, late ? 0.1 : 0,
            late ? "1 day late: 10 % off" : "", draw(1000000), 1 + draw(4), parts)
    }
    /^[0-9]/ {
        n++; number[n] = $1; topic[n] = $2; part[n] = $3; title[n] = $4; points[n] = $7
        if (!($1 in of)) { order[++labs] = $1; name[$1] = $2 }
        of[$1] += $7; all += $7
    }
    END {
        seed = 42
        printf "{\"schema\":\"crumb/scores/v1\",\"title\":\"A large course\",\"when\":\"2026-11-28T09:30:00Z\",\"kind\":\"preview\",\"labs\":["
        for (i = 1; i <= labs; i++)
            printf "%s{\"lab\":\"%s\",\"topic\":\"%s\",\"points\":%d,\"weight\":1.0,\"due\":null}", (i > 1 ? "," : ""), order[i], name[order[i]], of[order[i]]
        printf "],\"students\":["
        for (s = 1; s <= students; s++) {
            total = 0
            printf "%s\n{\"id\":\"%d\",\"account\":\"student-%04d\",\"name\":\"Student %d\",\"labs\":{", (s > 1 ? "," : ""), s, s, s
            for (i = 1; i <= labs; i++)
                printf "%s\"%s\":%s", (i > 1 ? "," : ""), order[i], draw(20) ? cell(order[i]) : "null"
            printf "},\"total\":%.1f}", 100 * total / all
        }
        print "],\"leaderboard\":null,\"unmatched\":[],\"warnings\":[]}"
    }' labs/topics.txt
