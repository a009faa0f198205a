// words.c: text that grows. See kitchen.h.
#include "fail.h"
#include "kitchen.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void make_room(struct words *words, size_t more)
{
    if (words->count + more < words->room) return;
    size_t room = words->room ? words->room : 256;
    while (room <= words->count + more) room *= 2;
    words->text = realloc(words->text, room);
    if (!words->text) fail_environment("memory: %zu bytes of text wanted; ask for less", room);
    words->room = room;
}

void words_some(struct words *words, const char *text, size_t count)
{
    make_room(words, count + 1);
    memcpy(words->text + words->count, text, count);
    words->count += count;
    words->text[words->count] = 0;
}

void words_add(struct words *words, const char *text)
{
    words_some(words, text, strlen(text));
}

void words_print(struct words *words, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int count = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    make_room(words, (size_t)count + 1);
    vsnprintf(words->text + words->count, (size_t)count + 1, format, again);
    va_end(again);
    words->count += (size_t)count;
}

void words_amount(struct words *words, struct amount amount)
{
    const int64_t whole = amount.over / amount.under, over = amount.over % amount.under;
    if (whole || !over) words_print(words, "%lld", (long long)whole);
    if (whole && over) words_add(words, " ");
    if (over) words_print(words, "%lld/%lld", (long long)over, (long long)amount.under);
}

void words_clear(struct words *words)
{
    words->count = 0;
    if (words->text) words->text[0] = 0;
}

void words_free(struct words *words)
{
    free(words->text);
    *words = (struct words){0};
}

void words_capital(struct words *words, size_t at)
{
    // Plain ASCII: no locale is asked.
    if (at < words->count && words->text[at] >= 'a' && words->text[at] <= 'z')
        words->text[at] = (char)(words->text[at] - 'a' + 'A');
}

void words_join(struct words *words, dim item, dim count)
{
    if (item > 0) words_add(words, item == count - 1 ? " and " : ", ");
}
