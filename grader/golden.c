// golden.c: reads the recorded cases of a topic. See golden.h.
#include "golden.h"

#include "bounds.h"
#include "fail.h"
#include "file.h"
#include "sha256.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *joined(struct arena *arena, const char *a, const char *b, const char *c,
                    const char *d)
{
    size_t bytes = strlen(a) + strlen(b) + strlen(c) + strlen(d) + 1;
    char *text = arena_alloc(arena, bytes);
    snprintf(text, bytes, "%s%s%s%s", a, b, c, d);
    return text;
}

static void check_hash(struct arena *arena, const struct safetensors *file, const char *folder,
                       const char *topic)
{
    char *path = joined(arena, folder, "/manifest.txt", "", "");
    size_t count;
    char *text = file_text(arena, path, 1 << 20, &count);
    char *name = joined(arena, "  ", topic, ".safetensors\n", "");
    char hex[65];
    sha256_hex(hex, file->mapping, file->bytes);
    char *line = strstr(text, name);
    if (!line || line - text < 64)
        fail("%s: no line for %s.safetensors; restore datasets/golden from git", path, topic);
    if (strncmp(line - 64, hex, 64) != 0)
        fail("%s: its hash %.12s... is not the recorded %.12s...; nothing was graded; restore "
             "datasets/golden from git", file->path, hex, line - 64);
}

double golden_tolerance(const char *where, const json_t *bound, double n)
{
    const char *name = json_string_value(json_array_get(bound, 0));
    if (!name) return 0.0;
    double times = json_number_value(json_array_get(bound, 2));
    double value = bound_of(name, n);
    if (value < 0.0 || times <= 0.0)
        fail("%s: no error bound %s with a factor above 0; see reference/include", where, name);
    return times * value;
}

void golden_add_tensor(struct golden_case *one, const struct tensor *tensor, const char *name,
                       enum frame_role role)
{
    struct frame *request = &one->request;
    if (request->count == FRAME_TENSORS_MAX || strlen(name) >= FRAME_NAME_MAX)
        fail("%s: case %s: tensor %s: more than %d tensors, or a name of more than %d bytes",
             one->topic, one->name, name, FRAME_TENSORS_MAX, FRAME_NAME_MAX - 1);
    struct frame_tensor *added = &request->tensors[request->count++];
    strcpy(added->name, name);
    added->type = tensor->type;
    added->role = role;
    added->rank = tensor->rank;
    memcpy(added->shape, tensor->shape, sizeof added->shape);
    added->data = role == FRAME_OUT ? NULL : tensor->data;
}

void golden_take(struct tensor *tensor, struct arena *arena, const struct frame_tensor *got)
{
    tensor->rank = got->rank;
    memcpy(tensor->shape, got->shape, sizeof tensor->shape);
    size_t bytes = (size_t)(tensor_elements(tensor) * tensor_type_size(tensor->type));
    void *data = arena_alloc(arena, bytes + 1);
    if (bytes) memcpy(data, got->data, bytes);
    tensor->data = data;
}

static struct frame_tensor *find_sent(struct golden_case *one, const char *name)
{
    for (int i = 0; i < one->request.count; i++)
        if (strcmp(one->request.tensors[i].name, name) == 0) return &one->request.tensors[i];
    return NULL;
}

// An output gets the room that the case states, or exactly its own shape.
static void add_output(struct golden_case *one, const struct tensor *tensor, const char *name,
                       const json_t *about, const char *where)
{
    struct frame_tensor *sent = find_sent(one, name);
    if (sent) {
        sent->role = FRAME_INOUT;
    } else {
        golden_add_tensor(one, tensor, name, FRAME_OUT);
        const json_t *room = json_object_get(json_object_get(about, "room"), name);
        struct frame_tensor *added = &one->request.tensors[one->request.count - 1];
        if (room) added->shape[0] = (dim)json_integer_value(room);
    }
    const json_t *bound = json_object_get(json_object_get(about, "bounds"), name);
    struct expected *expected = &one->expected[one->expected_count++];
    expected->tensor = *tensor;
    expected->tensor.name = name;
    expected->tolerance =
        golden_tolerance(where, bound, json_number_value(json_array_get(bound, 1)));
}

static const char *text_of(const json_t *about, const char *key, const char *where)
{
    const char *text = json_string_value(json_object_get(about, key));
    if (!text) fail("%s: metadata has no \"%s\"; make goldens writes it", where, key);
    return text;
}

// ["x = 0.5 -1.2", "..."]: lines that work the case out by hand; most cases have none.
static const char *hand_of(struct arena *arena, const json_t *about, const char *where)
{
    const json_t *lines = json_object_get(about, "hand");
    char *text = NULL;
    size_t i;
    json_t *line;
    if (!lines) return NULL;
    json_array_foreach(lines, i, line) {
        if (!json_is_string(line)) fail("%s: \"hand\" holds something else than lines", where);
        text = joined(arena, text ? text : "", text ? "\n" : "", json_string_value(line), "");
    }
    if (!text) fail("%s: \"hand\" has no lines; make goldens writes them", where);
    return text;
}

static void read_case(struct golden_case *one, struct arena *arena, const struct golden *golden,
                      const char *topic, const struct tensor_metadata *metadata)
{
    json_t *about = json_loads(metadata->value, 0, NULL);
    char *where = joined(arena, golden->file.path, ": case ", metadata->key, "");
    one->topic = topic;
    one->name = metadata->key;
    one->part = joined(arena, text_of(about, "part", where), "", "", "");
    one->operation = joined(arena, text_of(about, "op", where), "", "", "");
    one->law = joined(arena, text_of(about, "law", where), "", "", "");
    one->hand = hand_of(arena, about, where);
    if (strlen(one->operation) >= FRAME_OPERATION_MAX) fail("%s: op is too long", where);
    strcpy(one->request.operation, one->operation);
    char *inputs = joined(arena, one->name, "/in/", "", "");
    char *outputs = joined(arena, one->name, "/out/", "", "");
    for (dim i = 0; i < golden->file.count; i++) {
        const struct tensor *tensor = &golden->file.tensors[i];
        if (strncmp(tensor->name, inputs, strlen(inputs)) == 0)
            golden_add_tensor(one, tensor, tensor->name + strlen(inputs), FRAME_IN);
        if (strncmp(tensor->name, outputs, strlen(outputs)) == 0)
            add_output(one, tensor, tensor->name + strlen(outputs), about, where);
    }
    if (one->expected_count == 0) fail("%s: no expected output", where);
    json_decref(about);
}

void golden_load(struct golden *golden, struct arena *arena, const char *folder,
                 const char *topic)
{
    char *path = joined(arena, folder, "/", topic, ".safetensors");
    *golden = (struct golden){.count = 0};
    safetensors_open(&golden->file, arena, path);
    check_hash(arena, &golden->file, folder, topic);
    golden->cases = arena_array(arena, (size_t)golden->file.metadata_count + 1,
                                sizeof *golden->cases);
    for (dim i = 0; i < golden->file.metadata_count; i++) {
        const struct tensor_metadata *metadata = &golden->file.metadata[i];
        if (strncmp(metadata->key, "live/", 5) == 0) continue;
        if (strncmp(metadata->key, "law/", 4) == 0) continue;
        if (strncmp(metadata->key, "work/", 5) == 0) continue;
        read_case(&golden->cases[golden->count++], arena, golden, topic, metadata);
    }
    if (golden->count == 0) fail("%s: no cases in it; make goldens writes them", path);
}

void golden_close(struct golden *golden)
{
    safetensors_close(&golden->file);
}
