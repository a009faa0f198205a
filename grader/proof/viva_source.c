// viva_source.c: a student's file as functions and lines. See viva.h.
#include "proof/viva.h"

#include "sha256.h"
#include "show.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CODE = 240 };

static void find_lines(struct viva_source *source, struct arena *arena, const struct handed *file)
{
    int count = 1;
    for (size_t i = 0; i < file->count; i++) count += file->text[i] == '\n';
    source->lines = arena_array(arena, (size_t)count + 1, sizeof *source->lines);
    source->lines[source->line_count++] = file->text;
    for (size_t i = 0; i < file->count; i++)
        if (file->text[i] == '\n') source->lines[source->line_count++] = file->text + i + 1;
}

// The name before the parentheses that end where a brace begins, at the outermost level.
static const struct token *name_before(const struct tokens *tokens, dim brace)
{
    int depth = 0;
    dim i = brace - 1;
    if (i < 0 || !token_is(&tokens->list[i], ")")) return NULL;
    for (; i >= 0; i--) {
        depth += token_is(&tokens->list[i], ")");
        depth -= token_is(&tokens->list[i], "(");
        if (depth == 0) break;
    }
    const struct token *name = i > 0 ? &tokens->list[i - 1] : NULL;
    return name && name->kind == TOKEN_NAME && !token_is_keyword(name) ? name : NULL;
}

static dim end_of_block(const struct tokens *tokens, dim brace)
{
    int depth = 0;
    for (dim i = brace; i < tokens->count; i++) {
        depth += token_is(&tokens->list[i], "{");
        depth -= token_is(&tokens->list[i], "}");
        if (depth == 0) return i;
    }
    return tokens->count;
}

static void find_functions(struct viva_source *source, struct arena *arena)
{
    const struct tokens *tokens = &source->tokens;
    source->functions = arena_array(arena, (size_t)tokens->count + 1, sizeof *source->functions);
    for (dim i = 0; i < tokens->count; i++) {
        if (!token_is(&tokens->list[i], "{")) continue;
        const struct token *name = name_before(tokens, i);
        const dim end = end_of_block(tokens, i);
        if (name) {
            struct viva_function *function = &source->functions[source->function_count++];
            *function = (struct viva_function){.name = viva_print(arena, "%.*s",
                                                                  name->length > 80 ? 80
                                                                      : name->length, name->text),
                                               .first = i, .end = end, .written = true};
            for (dim j = i; j < end; j++)
                function->written &= !token_is(&tokens->list[j], "LAB_TODO");
        }
        i = end;
    }
}

void viva_read(struct viva_source *source, struct arena *arena, const struct topic_part *topic,
               const struct handed *file)
{
    *source = (struct viva_source){.topic = topic, .path = file->path};
    tokens_read(&source->tokens, arena, file->text, file->count);
    find_lines(source, arena, file);
    find_functions(source, arena);
}

const char *viva_print(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int count = vsnprintf(NULL, 0, format, arguments);
    char *text = arena_alloc(arena, (size_t)(count > 0 ? count : 0) + 1);
    vsnprintf(text, (size_t)count + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text;
}

const char *viva_code(struct arena *arena, const char *text, size_t count)
{
    char line[CODE] = "", shown[CODE + 8];
    size_t used = 0, taken = 0;
    for (; taken < count && used + 1 < sizeof line; taken++) {
        const bool blank = strchr(" \t\r\n", text[taken]) != NULL;
        if (blank && (!used || line[used - 1] == ' ')) continue;
        line[used++] = text[taken];
        if (blank) line[used - 1] = ' ';
    }
    while (used && line[used - 1] == ' ') used--;
    show(shown, sizeof shown, line, used);
    return viva_print(arena, "`%s%s`", shown, taken < count ? " ..." : "");
}

const char *viva_tokens(struct arena *arena, const struct viva_source *source, dim first, dim end)
{
    const struct token *list = source->tokens.list;
    if (first >= end) return "``";
    const char *last = list[end - 1].text + list[end - 1].length;
    return viva_code(arena, list[first].text, (size_t)(last - list[first].text));
}

// Who is asked, what, and where decide together: two students with the same file are asked
// different things, one student the same with the same seed.
void viva_add(struct viva *viva, const struct viva_question *question)
{
    if (viva->count == VIVA_MOST) return;
    struct viva_question *own = &viva->all[viva->count++];
    *own = *question;
    const char *text = viva_print(viva->arena, "%llu\n%s\n%s\n%d\n%d\n%s",
                                  (unsigned long long)viva->seed, viva->name,
                                  question->source->topic->topic, (int)question->kind,
                                  question->line, question->ask);
    sha256_hex(own->rank, text, strlen(text));
}
