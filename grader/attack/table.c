// table.c: threat by threat, a row for each attack, a column for each tier. See table.h.
#include "attack/table.h"

#include <string.h>

enum { WIDTH = 80, VERDICTS_WIDTH = 200 };

static bool is_of(const struct attack *attack, int threat)
{
    return attack->threats[0] == threat;  // it stands once, at the first that it names
}

static const char *cell(const struct judgement *judgement)
{
    static const char *const words[] = {"", "yes", "yes+", "no", "n/a", "WRONG"};
    return words[judgement->judged];
}

static bool has_verdict(const struct judgement *judgement)
{
    return judgement->judged != JUDGED_NOT && judgement->judged != JUDGED_SKIPPED;
}

// "crash", or where tiers differ "pass, 2-4 crash": of part a.
static void verdicts_of(char *text, const struct row *row, const struct table *table)
{
    int used = 0, last = -1;
    text[0] = 0;
    for (int tier = table->first; tier <= table->last; tier++) {
        const struct judgement *judgement = &row->tiers[tier];
        if (!has_verdict(judgement) || judgement->verdicts[0] == last) continue;
        if (used)
            used += snprintf(text + used, (size_t)(VERDICTS_WIDTH - used), ", %d ", tier);
        used += snprintf(text + used, (size_t)(VERDICTS_WIDTH - used), "%s",
                         judge_verdict(judgement->verdicts[0]));
        last = judgement->verdicts[0];
    }
}

static void write_seen(FILE *out, const struct row *row)
{
    if (row->seen == JUDGE_NEVER) fprintf(out, " %-5s", "-");
    else if (row->seen == JUDGE_BARE) fprintf(out, " %-5s", "bare");
    else fprintf(out, " %-5d", row->seen);
}

static void write_row(FILE *out, const struct row *row, const struct table *table)
{
    char verdicts[VERDICTS_WIDTH];
    int column = fprintf(out, "     %-22s", row->attack->name);
    write_seen(out, row);
    column += 6;
    for (int tier = table->first; tier <= table->last; tier++)
        column += fprintf(out, " %-5s", cell(&row->tiers[tier]));
    verdicts_of(verdicts, row, table);
    if (column + 1 + (int)strlen(verdicts) > WIDTH)
        fprintf(out, "\n%*s", WIDTH - (int)strlen(verdicts), "");
    fprintf(out, " %s\n", verdicts);
}

static void write_head(FILE *out, const struct table *table)
{
    fprintf(out, "%*s seen  stopped at tier\n", 27, "");
    fprintf(out, " threat, attack%*s at   ", 12, "");
    for (int tier = table->first; tier <= table->last; tier++) fprintf(out, " %-5d", tier);
    fprintf(out, " verdict of part a\n");
}

static void write_wrong(FILE *out, const struct table *table)
{
    for (dim i = 0; i < table->count; i++) {
        const struct row *row = &table->rows[i];
        for (int tier = table->first; tier <= table->last; tier++)
            if (row->tiers[tier].judged == JUDGED_WRONG)
                fprintf(out, " WRONG: %s at tier %d: %s\n", row->attack->name, tier,
                        row->tiers[tier].why);
        if (judge_unseen(row))
            fprintf(out, " WRONG: %s was nowhere seen to work, so that it proves nothing\n",
                    row->attack->name);
    }
}

static dim how_many(const struct table *table, int tier, enum judged judged)
{
    dim count = 0;
    for (dim i = 0; i < table->count; i++) count += table->rows[i].tiers[tier].judged == judged;
    return count;
}

static void write_sum(FILE *out, const struct table *table)
{
    double slowest = 0.0;
    const char *name = "";
    for (int tier = table->first; tier <= table->last; tier++) {
        fprintf(out, " tier %d: %td stopped, %td not stopped, as is said of this tier", tier,
                how_many(table, tier, JUDGED_STOPPED) + how_many(table, tier, JUDGED_BETTER),
                how_many(table, tier, JUDGED_OPEN));
        const dim skipped = how_many(table, tier, JUDGED_SKIPPED);
        if (skipped) fprintf(out, ", %td not tried", skipped);
        fprintf(out, "\n");
        for (dim i = 0; i < table->count; i++)
            if (table->rows[i].tiers[tier].seconds > slowest) {
                slowest = table->rows[i].tiers[tier].seconds;
                name = table->rows[i].attack->name;
            }
    }
    const dim wrong = judge_wrong(table->rows, table->count);
    fprintf(out, " the longest took %.1f s (%s); all together %.0f s\n", slowest, name,
            table->seconds);
    if (wrong) fprintf(out, " %td ended otherwise than expected, see above\n", wrong);
    else fprintf(out, " every attack ended as expected\n");
}

void table_write(FILE *out, const struct table *table)
{
    write_head(out, table);
    for (dim t = 0; t < table->corpus->threat_count; t++) {
        const struct threat *threat = &table->corpus->threats[t];
        bool first = true;
        for (dim i = 0; i < table->count; i++) {
            if (!is_of(table->rows[i].attack, threat->number)) continue;
            if (first) fprintf(out, " %3d %s\n", threat->number, threat->title);
            first = false;
            write_row(out, &table->rows[i], table);
        }
    }
    fputs("\n"
          " yes: its effect did not happen, its verdict is the expected one; yes+: and this\n"
          " tier did not promise it; no: it happened, as is said of this tier; n/a: it cannot\n"
          " be tried here. seen: where the effect was seen to happen in this run, so that yes\n"
          " means something: a tier, or bare, without the grader; -: it has no other effect\n"
          " than its verdict\n\n", out);
    write_wrong(out, table);
    write_sum(out, table);
}

static void list_expectations(FILE *out, const struct attack *attack)
{
    for (int tier = 1; tier <= CORPUS_TIERS; tier++) {
        const struct corpus_expectation *expected = &attack->expected[tier];
        fprintf(out, "%s %d %s", tier == 1 ? "       stopped at tier" : ",", tier,
                expected->open ? "no" : "yes");
    }
    if (attack->effect != EFFECT_NONE) fprintf(out, "; effect: %s", effect_name(attack->effect));
    fputc('\n', out);
}

// Words, at most so wide.
static void write_wrapped(FILE *out, const char *text)
{
    int column = fprintf(out, "      ");
    while (*text) {
        const int length = (int)strcspn(text, " ");
        if (column + 1 + length > WIDTH) column = fprintf(out, "\n      ") - 1;
        column += fprintf(out, " %.*s", length, text);
        text += length + (text[length] == ' ');
    }
    fputc('\n', out);
}

void table_list(FILE *out, const struct corpus *corpus)
{
    for (dim t = 0; t < corpus->threat_count; t++) {
        fprintf(out, " %3d %s\n", corpus->threats[t].number, corpus->threats[t].title);
        for (dim i = 0; i < corpus->count; i++) {
            const struct attack *attack = &corpus->attacks[i];
            if (!is_of(attack, corpus->threats[t].number)) {
                for (int n = 1; n < attack->threat_count; n++)
                    if (attack->threats[n] == corpus->threats[t].number)
                        fprintf(out, "     %s, see threat %d\n", attack->name, attack->threats[0]);
                continue;
            }
            fprintf(out, "     %s\n", attack->name);
            write_wrapped(out, attack->what);
            list_expectations(out, attack);
        }
    }
}
