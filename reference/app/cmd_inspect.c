// cmd_inspect.c: crumb inspect: the plan of a model: sizes, tensors, memory, operations; of a
// folder or, without weights, of a published model. No weight is read but those of --tensor.
#include "app.h"
#include "fail.h"
#include "inspect.h"
#include "show.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "crumb inspect [DIR | --preset NAME] [--tensor NAME] [--json] [--plain]\n"
    "  DIR              config.json and model.safetensors (the model that comes with Crumb)\n"
    "  --preset NAME    a published model by its sizes alone; --preset list names them\n"
    "  --tensor NAME    one tensor: range, mean, histogram, heat map; a part of a name will do\n"
    "  --all            a line for each tensor of each layer\n"
    "  --batch N        sequences side by side (1)\n"
    "  --context N      positions of each (all, but at most 8192)\n"
    "  --dtype TYPE     of weights and cache in memory: f32, bf16, f16, int8\n"
    "                   (f32 for a folder, which is what this program computes with; else bf16)\n"
    "  --tokens N       how long a training takes: tokens (15.6e12), devices, and what each\n"
    "  --devices N      reaches in FLOP/s (--rate 400e12, or --peak 989e12 --utilisation 0.4)\n"
    "  --days N         the other way: what each would have to reach to need N days";

const char *const inspect_type_names[INSPECT_TYPES] = {"f32", "bf16", "f16", "int8"};
const double inspect_type_bytes[INSPECT_TYPES] = {4.0, 2.0, 2.0, 1.0};

struct request {
    const char *folder, *preset, *tensor, *type_name;
    enum inspect_type type;
    double tokens, devices, rate, peak, utilisation, days;
    dim batch, context;
    bool json, plain, all;
};

// A flag with a value; false: none of these.
static bool parse_value(struct request *r, int argc, char **argv, int *i)
{
    const char *flag = argv[*i];
    const struct { const char *flag; const char **to; } texts[] = {
        {"--preset", &r->preset}, {"--tensor", &r->tensor}, {"--dtype", &r->type_name}};
    const struct { const char *flag; double *to, least, most; } numbers[] = {
        {"--tokens", &r->tokens, 1.0, 1e30}, {"--devices", &r->devices, 1.0, 1e12},
        {"--rate", &r->rate, 1.0, 1e30}, {"--peak", &r->peak, 1.0, 1e30},
        {"--utilisation", &r->utilisation, 1e-6, 1.0}, {"--days", &r->days, 1e-6, 1e9}};
    const struct { const char *flag; dim *to, most; } wholes[] = {
        {"--batch", &r->batch, 65536}, {"--context", &r->context, 1 << 30}};
    for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
        if (!strcmp(flag, texts[j].flag)) {
            *texts[j].to = app_value(argc, argv, i);
            return true;
        }
    for (size_t j = 0; j < sizeof numbers / sizeof *numbers; j++)
        if (!strcmp(flag, numbers[j].flag)) {
            *numbers[j].to = app_number(flag, app_value(argc, argv, i), numbers[j].least,
                                        numbers[j].most);
            return true;
        }
    for (size_t j = 0; j < sizeof wholes / sizeof *wholes; j++)
        if (!strcmp(flag, wholes[j].flag)) {
            *wholes[j].to = app_whole(flag, app_value(argc, argv, i), 1, wholes[j].most);
            return true;
        }
    return false;
}

static enum inspect_type find_type(const char *name, enum inspect_type usual)
{
    if (!name) return usual;
    for (int i = 0; i < INSPECT_TYPES; i++)
        if (!strcmp(name, inspect_type_names[i])) return (enum inspect_type)i;
    fail_usage("--dtype %s: expected f32, bf16, f16 or int8", name);
}

static struct request parse(int argc, char **argv)
{
    struct request r = {.batch = 1};
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        if (parse_value(&r, argc, argv, &i)) continue;
        if (!strcmp(flag, "--json")) r.json = true;
        else if (!strcmp(flag, "--plain")) r.plain = true;
        else if (!strcmp(flag, "--all")) r.all = true;
        else if (flag[0] == '-')
            fail_usage("%s: no such flag; crumb inspect --help lists them", flag);
        else if (r.folder) fail_usage("inspect: %s: one folder at a time", flag);
        else r.folder = flag;
    }
    if (r.folder && r.preset) fail_usage("inspect takes a folder DIR or --preset NAME, not both");
    if (!r.folder && !r.preset) r.folder = app_starter();
    if (r.preset && r.tensor) fail_usage("--tensor needs a folder: a preset has no weights");
    if ((r.peak > 0.0) != (r.utilisation > 0.0))
        fail_usage("--peak and --utilisation belong together: their product is the rate");
    if (r.peak > 0.0 && r.rate > 0.0)
        fail_usage("--rate is --peak times --utilisation: give one or the other");
    r.type = find_type(r.type_name, r.preset ? INSPECT_BF16 : INSPECT_F32);
    if (r.peak > 0.0) r.rate = r.peak * r.utilisation;
    return r;
}

static int list_presets(void)
{
    char count[32];
    for (dim i = 0; i < preset_count; i++)
        printf("%-15s %16s parameters   %s\n", presets[i].name,
               inspect_whole(count, presets[i].params), presets[i].source);
    return 0;
}

static const struct preset *find_preset(const char *name)
{
    const struct preset *preset = preset_find(name);
    if (!preset) fail_usage("--preset %s: no such model here; --preset list names them", name);
    return preset;
}

static struct inspection prepare(const struct request *r, const struct checkpoint *checkpoint,
                                 const struct preset *preset, struct arena *arena)
{
    struct inspection in = {
        .name = preset ? preset->name : r->folder,
        .preset = preset,
        .checkpoint = checkpoint,
        .config = preset ? &preset->config : &checkpoint->config,
        .type = r->type,
        .batch = r->batch,
        .context = r->context,
        .all = r->all,
        .tokens = r->tokens > 0.0 ? r->tokens : preset ? preset->tokens : 0.0,
        .devices = r->devices > 0.0 ? r->devices : preset ? preset->devices : 0.0,
        .rate = r->rate > 0.0 ? r->rate : preset ? preset->rate : 0.0,
        .days = r->days};
    const struct model_config *c = in.config;
    if (!in.context) in.context = c->positions < 8192 ? c->positions : 8192;
    if (in.context > c->positions)
        fail_usage("--context %td: %s has %td positions (max_position_embeddings)", in.context,
                   in.name, c->positions);
    // Activations are counted in whole numbers of 64 bits; these are the largest of them.
    const double rows = (double)in.batch * (double)in.context;
    const double each = (double)(c->heads * in.context);
    if (rows * (each + 8.0 * (double)(c->width + c->hidden) + (double)c->vocab) *
            (double)c->layers > 0x1p58)
        fail_usage("--batch %td --context %td: more memory than 64 bits can count; make one "
                   "smaller", in.batch, in.context);
    params_table(&in.params, arena, c);
    return in;
}

int cmd_inspect(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "--help")) return puts(usage) < 0;
    const struct request r = parse(argc, argv);
    if (r.preset && !strcmp(r.preset, "list")) return list_presets();
    struct arena arena = {0};
    struct checkpoint checkpoint;
    const struct preset *preset = r.preset ? find_preset(r.preset) : NULL;
    if (!preset) checkpoint_open(&checkpoint, r.folder);
    const struct inspection in = prepare(&r, preset ? NULL : &checkpoint, preset, &arena);
    show_begin(r.plain);
    if (r.tensor) inspect_tensor(&in, r.tensor, r.json);
    else if (r.json) inspect_print_json(&in);
    else inspect_print(&in);
    if (!preset) checkpoint_close(&checkpoint);
    arena_free(&arena);
    return 0;
}
