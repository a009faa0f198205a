// explain_check.c: explain_check LAW EXPLAIN.json [OTHER]: holds what crumb explain --json says
// against a trace of the same pass (OTHER), or against its own arithmetic done again in float64.
// Silence and exit 0, or a sentence and exit 1.
#include "fail.h"
#include "sampling.h"
#include "softmax.h"
#include "trace.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *root;  // of EXPLAIN.json
static struct trace_copy trace;

static json_t *field(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    if (!value) fail("no field %s", key);
    return value;
}

static double at(json_t *array, dim i)
{
    json_t *value = json_array_get(array, (size_t)i);
    if (!json_is_number(value)) fail("element %td is no number", i);
    return json_number_value(value);
}

static dim length(json_t *array)
{
    return (dim)json_array_size(array);
}

static const struct tensor *tensor(const char *name)
{
    const struct tensor *found = trace_find(&trace, name);
    if (!found) fail("%s is not in the trace", name);
    return found;
}

static const struct tensor *of_layer(dim layer, const char *rest)
{
    char name[TRACE_NAME_MAX];
    snprintf(name, sizeof name, "layers.%td.%s", layer, rest);
    return tensor(name);
}

// JSON [count] is tensor's elements from first on, as floats: no bit less.
static void expect_floats(json_t *array, const struct tensor *tensor, dim first, dim count)
{
    if (length(array) != count)
        fail("%s: %td numbers, wanted %td", tensor->name, length(array), count);
    for (dim i = 0; i < count; i++) {
        const float got = (float)at(array, i), wanted = ((const float *)tensor->data)[first + i];
        if (got < wanted || got > wanted)
            fail("%s[%td]: %.9g, the trace has %.9g", tensor->name, first + i, (double)got,
                 (double)wanted);
    }
}

static void expect_near(const char *what, dim i, double got, double wanted, double off)
{
    if (!(fabs(got - wanted) <= off)) fail("%s[%td]: %.9g, wanted %.9g", what, i, got, wanted);
}

// ---- against the trace ------------------------------------------------------------------------

static void check_embedding(void)
{
    json_t *rows = field(root, "embedding"), *tokens = field(root, "tokens");
    const struct tensor *ids = tensor("ids"), *table = tensor("embedding");
    const dim T = ids->shape[1], D = table->shape[2];
    if (length(rows) != T || length(tokens) != T) fail("another number of tokens");
    for (dim t = 0; t < T; t++) {
        if (json_integer_value(field(json_array_get(tokens, (size_t)t), "id")) !=
            ((const int32_t *)ids->data)[t])
            fail("token %td is another", t);
        expect_floats(json_array_get(rows, (size_t)t), table, t * D, D);
    }
}

static void check_angles(void)
{
    json_t *rows = field(root, "angles");
    const struct tensor *cosines = tensor("rope.cosines"), *sines = tensor("rope.sines");
    const dim T = cosines->shape[0], half = cosines->shape[1];
    if (length(rows) != T) fail("another number of positions");
    for (dim i = 0; i < T * half; i++) {
        const double angle = at(json_array_get(rows, (size_t)(i / half)), i % half) * M_PI / 180.0;
        expect_near("cosine", i, cos(angle), trace_value(cosines, i), 1e-6);
        expect_near("sine", i, sin(angle), trace_value(sines, i), 1e-6);
    }
    for (dim p = 0; p < T; p++)  // pair 0 turns by one radian a position
        expect_near("angle", p, at(json_array_get(rows, (size_t)p), 0),
                    fmod((double)p * 180.0 / M_PI, 360.0), 1e-4);
}

static void check_attention(void)
{
    json_t *layers = field(root, "layers");
    for (dim layer = 0; layer < length(layers); layer++) {
        const struct tensor *weights = of_layer(layer, "attention.weights");
        json_t *heads = field(json_array_get(layers, (size_t)layer), "attention");
        const dim T = weights->shape[2];
        if (length(heads) != weights->shape[1]) fail("another number of heads");
        for (dim r = 0; r < length(heads) * T; r++) {
            json_t *row = json_array_get(json_array_get(heads, (size_t)(r / T)), (size_t)(r % T));
            double sum = 0.0;
            expect_floats(row, weights, r * T, T);
            for (dim s = 0; s < T; s++) {
                sum += at(row, s);
                if (s > r % T && at(row, s) > 0.0) fail("row %td looks at %td", r % T, s);
            }
            expect_near("sum of row", r, sum, 1.0, SOFTMAX_BOUND(T) * (double)T);
        }
    }
    if (length(layers) == 0) fail("no layers");
}

static void check_lengths(void)
{
    static const char *const keys[3] = {"attention_adds", "ffn_adds", "length"};
    static const char *const names[3] = {"attention.out", "ffn.out", "stream"};
    json_t *layers = field(root, "layers");
    for (dim i = 0; i < 3 * length(layers); i++) {
        const struct tensor *rows = of_layer(i / 3, names[i % 3]);
        json_t *array = field(json_array_get(layers, (size_t)(i / 3)), keys[i % 3]);
        const dim T = rows->shape[1], D = rows->shape[2];
        if (length(array) != T) fail("another number of lengths");
        for (dim t = 0; t < T; t++) {
            double squares = 0.0;
            for (dim c = 0; c < D; c++) squares += pow(trace_value(rows, t * D + c), 2.0);
            expect_near(rows->name, t, at(array, t), sqrt(squares), 1e-8 * sqrt(squares));
        }
    }
}

static void check_logits(void)
{
    const struct tensor *logits = tensor("logits");
    const dim V = logits->shape[2];
    expect_floats(field(root, "logits"), logits, (logits->shape[1] - 1) * V, V);
}

// Softmax of scores / root d over the keys up to t is the trace's row of weights.
static void expect_softmax(json_t *scores, dim layer, dim head, dim t)
{
    const struct tensor *weights = of_layer(layer, "attention.weights");
    const dim T = weights->shape[2], d = of_layer(layer, "attention.q")->shape[3];
    double sum = 0.0;
    if (length(scores) != T) fail("%td scores", length(scores));
    for (dim s = 0; s <= t; s++) sum += exp(at(scores, s) / sqrt((double)d));
    for (dim s = 0; s < T; s++)
        expect_near("weight", s, s <= t ? exp(at(scores, s) / sqrt((double)d)) / sum : 0.0,
                    trace_value(weights, (head * T + t) * T + s), 1e-6);
}

static void check_five_steps(void)
{
    json_t *steps = field(root, "five_steps");
    const dim t = (dim)json_integer_value(field(steps, "position"));
    if (t < 1) fail("nothing before position %td", t);
    expect_softmax(field(steps, "scores"), 0, 0, t);
}

// Of explain --attention L.H --json.
static void check_head(void)
{
    json_t *object = field(root, "attention"), *rows = field(object, "scores");
    const dim layer = (dim)json_integer_value(field(object, "layer"));
    const dim head = (dim)json_integer_value(field(object, "head"));
    const struct tensor *weights = of_layer(layer, "attention.weights");
    const dim T = weights->shape[2];
    if (length(rows) != T) fail("another number of rows");
    for (dim t = 0; t < T; t++) {
        expect_softmax(json_array_get(rows, (size_t)t), layer, head, t);
        expect_floats(json_array_get(field(object, "weights"), (size_t)t), weights,
                      (head * T + t) * T, T);
    }
}

// ---- its own arithmetic, again ----------------------------------------------------------------

static double *doubles(json_t *array)
{
    double *values = calloc((size_t)length(array) + 1, sizeof *values);
    for (dim i = 0; values && i < length(array); i++) values[i] = at(array, i);
    return values;
}

static void soften(double *p, dim V, double temperature)
{
    double largest = -INFINITY, sum = 0.0;
    for (dim c = 0; c < V; c++) largest = fmax(largest, p[c] / temperature);
    for (dim c = 0; c < V; c++) sum += p[c] = exp(p[c] / temperature - largest);
    for (dim c = 0; c < V; c++) p[c] /= sum;
}

// How many stand before c in the order: larger ones, and equal ones of a lower id.
static dim before(const double *p, dim V, dim c)
{
    dim count = 0;
    for (dim j = 0; j < V; j++) count += p[j] > p[c] || (j < c && !(p[j] < p[c]));
    return count;
}

static void check_probabilities(void)
{
    json_t *got = field(root, "probabilities"), *top = field(root, "top");
    double *p = doubles(field(root, "logits"));
    const dim V = length(got);
    soften(p, V, 1.0);
    double largest = 0.0;
    for (dim c = 0; c < V; c++) largest = fmax(largest, p[c]);
    for (dim c = 0; c < V; c++)
        expect_near("probability", c, at(got, c), p[c], SOFTMAX_BOUND(V) * largest);
    double *shown = doubles(got);
    for (dim i = 0; i < length(top); i++) {
        json_t *token = json_array_get(top, (size_t)i);
        const dim id = (dim)json_integer_value(field(token, "id"));
        if (before(shown, V, id) != i || json_integer_value(field(token, "rank")) != i + 1)
            fail("top %td is not number %td", id, i + 1);
        expect_near("top", i, json_number_value(field(token, "probability")), shown[id], 0.0);
    }
    free(p);
    free(shown);
}

// Keeps what one filter keeps of p, which is in full mass, in float64.
static void filter(double *p, dim V, const char *name, double value)
{
    double *old = malloc((size_t)V * sizeof *old), left = 0.0, largest = 0.0;
    if (!old) fail("no memory");
    memcpy(old, p, (size_t)V * sizeof *old);
    for (dim c = 0; c < V; c++) largest = fmax(largest, old[c]);
    for (dim c = 0; c < V; c++) {
        double above = 0.0;  // the mass before c in the order
        for (dim j = 0; j < V; j++)
            if (old[j] > old[c] || (j < c && !(old[j] < old[c]))) above += old[j];
        const bool keep = !strcmp(name, "top-k")   ? (double)before(old, V, c) < value
                          : !strcmp(name, "top-p") ? above < value
                                                   : old[c] >= value * largest;
        if (!keep) p[c] = 0.0;
        left += p[c];
    }
    for (dim c = 0; c < V; c++) p[c] /= left;
    free(old);
}

static void check_cuts(void)
{
    json_t *cuts = field(root, "cuts");
    double *p = doubles(field(root, "logits"));
    const dim V = length(field(root, "logits"));
    if (length(cuts) != 4) fail("%td cuts, wanted 4", length(cuts));
    for (dim i = 0; i < 4; i++) {
        json_t *cut = json_array_get(cuts, (size_t)i), *got = field(cut, "probabilities");
        const char *name = json_string_value(field(cut, "name"));
        const double value = json_number_value(field(cut, "value"));
        if (i == 0) soften(p, V, value);
        else filter(p, V, name, value);
        dim left = 0;
        for (dim c = 0; c < V; c++) {
            left += at(got, c) > 0.0;
            expect_near(name, c, at(got, c), p[c], 8 * SAMPLING_BOUND(V));
        }
        if (left != json_integer_value(field(cut, "left"))) fail("%s: %td are left", name, left);
    }
    free(p);
}

// What step 13 chose is what the loop chose, greedy or drawn.
static void check_choice(void)
{
    json_t *answer = field(root, "answer");
    json_t *first = json_array_get(field(answer, "tokens"), 0);
    json_t *chosen = field(field(root, "draw"), "id");
    if (json_integer_value(field(first, "id")) != json_integer_value(chosen))
        fail("the loop chose another first token");
    json_t *computed = field(answer, "rows_computed");
    if (at(computed, 0) < (double)length(field(root, "tokens"))) fail("pass 0: too few rows");
    for (dim i = 1; i < length(computed); i++)
        if (at(computed, i) - at(computed, i - 1) > 1.0) fail("pass %td: more than one row", i);
}

static void check_draw(void)
{
    json_t *cuts = field(root, "cuts"), *draw = field(root, "draw");
    json_t *p = field(json_array_get(cuts, (size_t)length(cuts) - 1), "probabilities");
    const double u = json_number_value(field(draw, "u"));
    double sum = 0.0;
    dim id = 0;
    for (; id < length(p); id++) {
        sum += at(p, id);
        if (sum > u) break;
    }
    if (json_integer_value(field(draw, "id")) != id) fail("u = %g chooses %td", u, id);
    check_choice();
}

// ---- the text says the same --------------------------------------------------------------------

static void expect_said(const char *text, const char *words)
{
    if (!strstr(text, words)) fail("the text does not say \"%s\"", words);
}

static void check_text(const char *path)
{
    static char text[1 << 20];
    char words[64];
    FILE *stream = fopen(path, "r");
    if (!stream || fread(text, 1, sizeof text - 1, stream) == 0) fail("%s: no text", path);
    fclose(stream);
    json_t *top = field(root, "top");
    for (dim i = 0; i < length(top); i++) {
        json_t *token = json_array_get(top, (size_t)i);
        snprintf(words, sizeof words, " %9.3f\n", json_number_value(field(token, "logit")));
        expect_said(text, words);
        snprintf(words, sizeof words, " %8.3g %%  ",
                 100.0 * json_number_value(field(token, "probability")));
        expect_said(text, words);
    }
    snprintf(words, sizeof words, "u = %.7f", json_number_value(field(field(root, "draw"), "u")));
    expect_said(text, words);
    json_t *layers = field(root, "layers");
    for (dim i = 0; i < length(layers); i++) {
        json_t *lengths = field(json_array_get(layers, (size_t)i), "length");
        snprintf(words, sizeof words, "|x| %.3f\n", at(lengths, length(lengths) - 1));
        expect_said(text, words);
    }
}

// The lens after the last layer is the model's own answer, up to the rounding of one row.
static void check_lens(const char *path)
{
    json_t *other = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    if (!other) fail("%s: no JSON", path);
    json_t *lens = field(other, "lens"), *wanted = field(root, "probabilities");
    json_t *last = json_array_get(lens, (size_t)length(lens) - 1);
    if (length(lens) != length(field(root, "layers")) + 1) fail("%td layers", length(lens));
    for (dim c = 0; c < length(wanted); c++)
        expect_near("lens", c, at(field(last, "probabilities"), c), at(wanted, c), 1e-5);
    for (dim i = 0; i < length(lens); i++) {
        json_t *row = json_array_get(lens, (size_t)i);
        double *p = doubles(field(row, "probabilities"));
        if (before(p, length(wanted), (dim)json_integer_value(field(row, "id"))) != 0)
            fail("layer %td: another token is more likely", i);
        free(p);
    }
    json_decref(other);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
        bool traced;
    } laws[] = {{"embedding", check_embedding, true}, {"angles", check_angles, true},
                {"attention", check_attention, true}, {"lengths", check_lengths, true},
                {"five_steps", check_five_steps, true},
                {"head", check_head, true},           {"logits", check_logits, true},
                {"probabilities", check_probabilities, false},
                {"cuts", check_cuts, false},          {"draw", check_draw, false},
                {"choice", check_choice, false}};
    fail_program("explain_check");
    if (argc != 4) fail_usage("LAW EXPLAIN.json OTHER");
    root = json_load_file(argv[2], JSON_REJECT_DUPLICATES, NULL);
    if (!root) fail("%s: no JSON", argv[2]);
    if (strcmp(json_string_value(field(root, "schema")), "crumb-explain/1") != 0) fail("schema");
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        if (strcmp(argv[1], laws[i].name) != 0) continue;
        if (laws[i].traced) trace_read(&trace, argv[3]);
        laws[i].check();
        return 0;
    }
    if (!strcmp(argv[1], "text")) check_text(argv[3]);
    else if (!strcmp(argv[1], "lens")) check_lens(argv[3]);
    else fail_usage("%s: no such law", argv[1]);
    return 0;
}
