// grammar_words.c: spelling: articles, plurals, numbers in words, pronouns, capitals and spaces.
#include "grammar.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool begins(const char *text, const char *with)
{
    return strncasecmp(text, with, strlen(with)) == 0;
}

bool word_takes_an(const char *text)
{
    static const char *const an[] = {"hour", "honest", "honour", "heir", "8", "11 ", "18"};
    static const char *const no[] = {"one", "once", "use", "uni", "euro", "ewe", "ukulele"};
    while (*text == '"' || *text == ' ') text++;
    for (size_t i = 0; i < sizeof an / sizeof *an; i++)
        if (begins(text, an[i])) return true;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (begins(text, no[i]) && !begins(text, "unin") && !begins(text, "unim")) return false;
    return *text && strchr("aeiouAEIOU", *text);
}

void word_plural(char *out, dim capacity, const char *noun)
{
    static const char *const odd[][2] = {
        {"man", "men"},         {"foot", "feet"},       {"tooth", "teeth"},   {"goose", "geese"},
        {"mouse", "mice"},      {"child", "children"},  {"sheep", "sheep"},   {"fish", "fish"},
        {"loaf", "loaves"},     {"leaf", "leaves"},     {"knife", "knives"},  {"shelf", "shelves"},
        {"half", "halves"},     {"wolf", "wolves"},     {"thief", "thieves"}, {"wife", "wives"},
        {"potato", "potatoes"}, {"tomato", "tomatoes"}, {"calf", "calves"},   {"scarf", "scarves"},
        {"hero", "heroes"},     {"life", "lives"}};
    size_t length = strlen(noun);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        size_t tail = strlen(odd[i][0]);
        if (length < tail || strcmp(noun + length - tail, odd[i][0]) != 0) continue;
        snprintf(out, (size_t)capacity, "%.*s%s", (int)(length - tail), noun, odd[i][1]);
        return;
    }
    const char *last = noun + (length ? length - 1 : 0);
    bool hissing = length > 1 && (strchr("sxz", *last) || strcmp(last - 1, "ch") == 0 ||
                                  strcmp(last - 1, "sh") == 0);
    bool y = length > 1 && *last == 'y' && !strchr("aeiou", last[-1]);
    snprintf(out, (size_t)capacity, "%.*s%s", (int)(length - y), noun,
             y         ? "ies"
             : hissing ? "es"
                       : "s");
}

void word_number(char *out, dim capacity, long number)
{
    static const char *const small[] = {"zero",    "one",     "two",       "three",    "four",
                                        "five",    "six",     "seven",     "eight",    "nine",
                                        "ten",     "eleven",  "twelve",    "thirteen", "fourteen",
                                        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
    static const char *const tens[] = {"",      "",      "twenty",  "thirty", "forty",
                                       "fifty", "sixty", "seventy", "eighty", "ninety"};
    char rest[64] = "";
    if (number < 0 || number >= 1000) {
        snprintf(out, (size_t)capacity, "%ld", number);
    } else if (number < 20) {
        snprintf(out, (size_t)capacity, "%s", small[number]);
    } else if (number < 100) {
        snprintf(out, (size_t)capacity, "%s%s%s", tens[number / 10], number % 10 ? "-" : "",
                 number % 10 ? small[number % 10] : "");
    } else {
        if (number % 100) word_number(rest, sizeof rest, number % 100);
        snprintf(out, (size_t)capacity, "%s hundred%s%s", small[number / 100], *rest ? " and " : "",
                 rest);
    }
}

const char *word_of_person(const char *key, const char *pronoun)
{
    static const char *const words[][5] = {
        {"they", "she", "he", "it", "they"},
        {"them", "her", "him", "it", "them"},
        {"their", "her", "his", "its", "their"},
        {"theirs", "hers", "his", "its", "theirs"},
        {"themself", "herself", "himself", "itself", "themselves"},
        {"man", "woman", "man", "thing", "people"},
        {"child", "girl", "boy", "thing", "children"},
        {"heir", "daughter", "son", "thing", "children"},
        {"parent", "mother", "father", "thing", "parents"},
        {"sibling", "sister", "brother", "thing", "siblings"},
        {"elder", "grandmother", "grandfather", "thing", "elders"},
        {"relative", "aunt", "uncle", "thing", "relatives"},
        {"king", "queen", "king", "thing", "rulers"},
        {"prince", "princess", "prince", "thing", "princes"},
        {"is", "is", "is", "is", "are"},
        {"was", "was", "was", "was", "were"},
        {"has", "has", "has", "has", "have"},
        {"does", "does", "does", "does", "do"},
        {"goes", "goes", "goes", "goes", "go"},
        {"much", "much", "much", "much", "many"},
        {"s", "s", "s", "s", ""},  // keep{flour.s}: keeps, keep
        {"es", "es", "es", "es", ""}};
    static const char *const pronouns[] = {"she", "he", "it", "they"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (int k = 0; k < 4; k++)
            if (strcmp(key, words[i][0]) == 0 && strcmp(pronoun, pronouns[k]) == 0)
                return words[i][k + 1];
    return NULL;
}

// ---- capitals and spaces -----------------------------------------------------------------------

struct finisher {
    char *bytes;
    dim count;
    bool start;   // the next letter opens a sentence
    bool quoted;  // inside double quotes
    bool full;    // the sentence before has ended; a space makes it a start
    char mark;    // the last character that is no space
};

static void finish_quote(struct finisher *finisher)
{
    const char before = finisher->mark;
    finisher->quoted = !finisher->quoted;
    if (finisher->quoted) finisher->start = finisher->start || strchr(":.!?\n", before);
    else finisher->full = before == '.';
}

static void finish_character(struct finisher *finisher, char c)
{
    char last = finisher->count ? finisher->bytes[finisher->count - 1] : '\n';
    if (c == ' ') {
        if (last == ' ' || last == '\n' || (last == '"' && finisher->quoted)) return;
        finisher->start |= finisher->full;
        finisher->full = false;
    } else if (strchr(",.;:!?\n", c)) {
        while (finisher->count && finisher->bytes[finisher->count - 1] == ' ') finisher->count--;
        if (c != '\n') finisher->full = strchr(".!?", c);
        if (c == '\n') finisher->start = true, finisher->full = false, finisher->quoted = false;
    } else if (c == '"') {
        finish_quote(finisher);
    } else {
        if (finisher->start && isalpha((unsigned char)c)) c = (char)toupper((unsigned char)c);
        if (isalnum((unsigned char)c)) finisher->start = finisher->full = false;
    }
    if (c != ' ') finisher->mark = c;
    finisher->bytes[finisher->count++] = c;
}

// One space between words, none before a mark, a capital where a sentence begins. What stands in
// square brackets is copied: a fact that --marked writes behind its words.
dim word_finish(char *bytes, dim count)
{
    struct finisher finisher = {bytes, 0, true, false, false, '\n'};
    for (dim i = 0; i < count; i++) {
        if (bytes[i] == '[') {
            for (; i < count && bytes[i] != ']'; i++) bytes[finisher.count++] = bytes[i];
            if (i < count) bytes[finisher.count++] = ']';
        } else {
            finish_character(&finisher, bytes[i]);
        }
    }
    while (finisher.count && isspace((unsigned char)bytes[finisher.count - 1])) finisher.count--;
    return finisher.count;
}
