// grader_golden_test.c: the laws of tensor files and of recorded cases: a file that is cut, changed
// or ill-described is one sentence, whichever byte it is.
#include "check.h"

#undef fail  // cmocka has one too
#include "bounds.h"
#include "fail.h"
#include "golden.h"
#include "rng.h"
#include "safetensors.h"
#include "sentence.h"
#include "sha256.h"

#include <string.h>

static char folder[] = "/tmp/crumb-golden-XXXXXX";
static char path[100], manifest[100];
static const float x[6] = {1, 2, 3, 4, 5, 6}, y[3] = {7, 8, 9};
static const int64_t rows = 2;

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/norm.safetensors", folder);
    snprintf(manifest, sizeof manifest, "%s/manifest.txt", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    unlink(manifest);
    return rmdir(folder);
}

static const struct tensor tensors[] = {
    {"small/in/x", TENSOR_F32, 2, {2, 3}, x},   {"small/in/rows", TENSOR_I64, 0, {0}, &rows},
    {"small/out/x", TENSOR_F32, 2, {2, 3}, x},  {"small/out/y", TENSOR_F32, 1, {3}, y}};
static const char about[] =
    "{\"part\": \"a\", \"op\": \"norm_forward\", \"law\": \"a law\", \"room\": {\"y\": 5}, "
    "\"bounds\": {\"y\": [\"NORM_BOUND\", 3, 2]}}";

static void write_manifest(void)
{
    char hex[65], *bytes = malloc(1 << 20);
    FILE *in = fopen(path, "rb"), *out = fopen(manifest, "w");
    assert_true(in && out && bytes);
    size_t count = fread(bytes, 1, 1 << 20, in);
    sha256_hex(hex, bytes, count);
    fprintf(out, "%s  norm.safetensors\n", hex);
    fclose(in);
    fclose(out);
    free(bytes);
}

static void write_golden(const char *metadata)
{
    const struct tensor_metadata all[] = {{"small", metadata}, {"live/fresh", "{}"}};
    safetensors_write(path, tensors, 4, all, 2);
    write_manifest();
}

static uint8_t *read_golden(size_t *count)
{
    uint8_t *bytes = malloc(1 << 16);
    FILE *in = fopen(path, "rb");
    assert_true(in && bytes);
    *count = fread(bytes, 1, 1 << 16, in);
    fclose(in);
    return bytes;
}

static void a_case_is_read_with_roles_room_and_bounds(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct golden golden;
    write_golden(about);
    golden_load(&golden, &arena, folder, "norm");
    assert_int_equal(golden.count, 1);
    const struct golden_case *one = &golden.cases[0];
    assert_string_equal(one->name, "small");
    assert_string_equal(one->operation, "norm_forward");
    assert_string_equal(one->law, "a law");
    assert_int_equal(one->request.count, 3);
    for (int i = 0; i < 3; i++) {
        const struct frame_tensor *tensor = &one->request.tensors[i];
        const char *name = tensor->name;
        enum frame_role wanted = *name == 'x' ? FRAME_INOUT : *name == 'y' ? FRAME_OUT : FRAME_IN;
        assert_int_equal(tensor->role, wanted);
        assert_int_equal(tensor->data == NULL, wanted == FRAME_OUT);
        if (*name == 'y') assert_int_equal(tensor->shape[0], 5);
    }
    assert_int_equal(one->expected_count, 2);
    assert_int_equal(one->expected[1].tensor.shape[0], 3);
    assert_true(one->expected[0].tolerance == 0.0);
    assert_true(one->expected[1].tolerance == 2.0 * bound_of("NORM_BOUND", 3));
    golden_close(&golden);
    arena_free(&arena);
}

static void load(void *nothing)
{
    (void)nothing;
    struct arena arena = {0};
    struct golden golden;
    golden_load(&golden, &arena, folder, "norm");
    golden_close(&golden);
    arena_free(&arena);
}

static void a_changed_file_is_refused_by_its_hash(void **state)
{
    (void)state;
    write_golden(about);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    fseek(file, -1, SEEK_END);
    fputc(1, file);
    fclose(file);
    expect_sentence(load, NULL, FAIL_INPUT, "nothing was graded; restore datasets/golden from git");
}

static void a_file_without_a_line_in_the_manifest_is_refused(void **state)
{
    (void)state;
    static const char *const lines[] = {"", "x  norm.safetensors\n", "abc  rope.safetensors\n"};
    for (size_t i = 0; i < 3; i++) {
        write_golden(about);
        FILE *out = fopen(manifest, "w");
        fputs(lines[i], out);
        fclose(out);
        expect_sentence(load, NULL, FAIL_INPUT, "no line for norm.safetensors");
    }
    unlink(manifest);
    expect_sentence(load, NULL, FAIL_INPUT, "manifest.txt: no such file");
}

static void a_missing_file_is_refused(void **state)
{
    (void)state;
    unlink(path);
    expect_sentence(load, NULL, FAIL_INPUT, "norm.safetensors: no such file");
}

static void metadata_that_says_too_little_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *metadata, *words;
    } bad[] = {
        {"not JSON", "case small: metadata has no \"part\""},
        {"{\"part\": \"a\", \"law\": \"l\"}", "metadata has no \"op\""},
        {"{\"part\": \"a\", \"op\": \"o\"}", "metadata has no \"law\""},
        {"{\"part\": \"a\", \"law\": \"l\", "
         "\"op\": \"an_operation_of_more_than_thirty_nine_letters\"}",
         "op is too long"},
        {"{\"part\": \"a\", \"op\": \"o\", \"law\": \"l\", "
         "\"bounds\": {\"y\": [\"NO_BOUND\", 1, 1]}}",
         "no error bound NO_BOUND"},
        {"{\"part\": \"a\", \"op\": \"o\", \"law\": \"l\", "
         "\"bounds\": {\"y\": [\"NORM_BOUND\", 1, 0]}}",
         "no error bound NORM_BOUND with a factor above 0"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        write_golden(bad[i].metadata);
        expect_sentence(load, NULL, FAIL_INPUT, bad[i].words);
    }
    const struct tensor_metadata lonely[] = {{"other", about}};
    safetensors_write(path, tensors, 4, lonely, 1);
    write_manifest();
    expect_sentence(load, NULL, FAIL_INPUT, "case other: no expected output");
    safetensors_write(path, tensors, 4, NULL, 0);
    write_manifest();
    expect_sentence(load, NULL, FAIL_INPUT, "no cases in it");
}

static void names_and_counts_beyond_a_frame_are_refused(void **state)
{
    (void)state;
    const struct tensor_metadata all[] = {{"small", about}};
    struct tensor many[FRAME_TENSORS_MAX + 1];
    char names[FRAME_TENSORS_MAX + 1][40];
    for (int i = 0; i <= FRAME_TENSORS_MAX; i++) {
        snprintf(names[i], sizeof names[i], "small/in/t%d", i);
        many[i] = (struct tensor){names[i], TENSOR_F32, 1, {3}, y};
    }
    safetensors_write(path, many, FRAME_TENSORS_MAX + 1, all, 1);
    write_manifest();
    expect_sentence(load, NULL, FAIL_INPUT, "more than 128 tensors");
    snprintf(names[0], sizeof names[0], "small/in/a_name_of_16_byt");
    safetensors_write(path, many, 1, all, 1);
    write_manifest();
    expect_sentence(load, NULL, FAIL_INPUT, "a name of more than 15 bytes");
}

static const char *parse(const uint8_t *bytes, size_t count)
{
    static char why[1000];
    struct arena arena = {0};
    struct safetensors file;
    const char *said = safetensors_parse(&file, &arena, bytes, count);
    if (!said)  // what it says is there must be there
        for (dim i = 0; i < file.count; i++) {
            const uint8_t *data = file.tensors[i].data;
            dim size = tensor_elements(&file.tensors[i]) * tensor_type_size(file.tensors[i].type);
            assert_true(data >= bytes && data + size <= bytes + count);
        }
    snprintf(why, sizeof why, "%s", said ? said : "");
    arena_free(&arena);
    return said ? why : NULL;
}

// Each cut in memory of its own size, so that a byte read behind it is found (valgrind, ASan).
static void a_tensor_file_cut_at_any_byte_is_refused(void **state)
{
    (void)state;
    size_t count;
    write_golden(about);
    uint8_t *whole = read_golden(&count);
    assert_null(parse(whole, count));
    for (size_t cut = 0; cut < count; cut++) {
        uint8_t *bytes = malloc(cut + 1);
        memcpy(bytes, whole, cut);
        assert_non_null(parse(bytes, cut));
        free(bytes);
    }
    free(whole);
}

static void a_changed_tensor_file_is_refused_or_read_within_its_bytes(void **state)
{
    (void)state;
    size_t count;
    struct rng rng;
    int refused = 0;
    write_golden(about);
    uint8_t *whole = read_golden(&count), *changed = malloc(count);
    rng_seed(&rng, 11, 1);
    for (int round = 0; round < 5000; round++) {
        memcpy(changed, whole, count);
        for (uint32_t k = rng_below(&rng, 4) + 1; k > 0; k--)
            changed[rng_below(&rng, (uint32_t)count)] = (uint8_t)rng_next(&rng);
        refused += parse(changed, count) != NULL;
    }
    assert_true(refused > 2000);
    free(changed);
    free(whole);
}

static void expect_refused(const char *header, size_t data, const char *words)
{
    uint8_t bytes[1000] = {0};
    size_t length = strlen(header);
    bytes[0] = (uint8_t)length;
    bytes[1] = (uint8_t)(length >> 8);
    memcpy(bytes + 8, header, length);
    const char *why = parse(bytes, 8 + length + data);
    if (!why || !strstr(why, words)) print_error("%s\n  said: %s\n", header, why ? why : "(taken)");
    assert_true(why && strstr(why, words));
}

static void each_lie_of_a_header_has_its_sentence(void **state)
{
    (void)state;
#define T(type, shape, offsets) \
    "{\"t\":{\"dtype\":\"" type "\",\"shape\":[" shape "],\"data_offsets\":[" offsets "]}}"
    expect_refused("[]", 0, "not a JSON object");
    expect_refused("{\"t\":", 0, "not JSON");
    expect_refused("{\"a\":1,\"a\":2}", 0, "not JSON");
    expect_refused("{\"t\":{}}", 0, "dtype is missing");
    expect_refused(T("F8", "1", "0,1"), 1, "dtype F8 is not one of");
    expect_refused(T("F32", "-1", "0,4"), 4, "not a whole number >= 0");
    expect_refused(T("F32", "1.5", "0,4"), 4, "not a whole number >= 0");
    expect_refused(T("U8", "1,1,1,1,1,1,1,1,1", "0,1"), 1, "at most 8 sizes");
    expect_refused(T("F32", "4294967296,4294967296", "0,4"), 4, "more elements than memory");
    expect_refused(T("F32", "2", "0,4"), 4, "want 8 bytes, data_offsets give 4");
    expect_refused(T("F32", "2", "0,8"), 4, "lie outside");
    expect_refused(T("F32", "1", "4,0"), 4, "lie outside");
    expect_refused(T("F32", "1", "-4,0"), 4, "lie outside");
    expect_refused(T("F32", "1", "0"), 4, "two whole numbers");
    expect_refused(T("F32", "1", "1,5"), 8, "not aligned");
    expect_refused(T("F32", "1", "4,8"), 8, "leave a hole before them");
    expect_refused(T("F32", "1", "0,4"), 8, "4 bytes behind the last tensor");
    expect_refused("{\"__metadata__\":{\"k\":1}}", 0, "is not text");
    expect_refused("{\"__metadata__\":[]}", 0, "__metadata__ is not an object");
    expect_refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
                   "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}", 6,
                   "overlap another tensor's");
    const uint8_t endless[16] = {255, 255, 255, 255, 255, 255, 255, 255};
    assert_non_null(strstr(parse(endless, 16), "the header claims"));
}

static void tensors_and_metadata_are_found_by_name(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct safetensors file;
    write_golden(about);
    safetensors_open(&file, &arena, path);
    assert_memory_equal(safetensors_find(&file, "small/out/y")->data, y, sizeof y);
    assert_null(safetensors_find(&file, "small/out"));
    assert_string_equal(safetensors_metadata(&file, "small"), about);
    assert_null(safetensors_metadata(&file, "smal"));
    safetensors_close(&file);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_read_with_roles_room_and_bounds),
        cmocka_unit_test(a_changed_file_is_refused_by_its_hash),
        cmocka_unit_test(a_file_without_a_line_in_the_manifest_is_refused),
        cmocka_unit_test(a_missing_file_is_refused),
        cmocka_unit_test(metadata_that_says_too_little_is_refused),
        cmocka_unit_test(names_and_counts_beyond_a_frame_are_refused),
        cmocka_unit_test(a_tensor_file_cut_at_any_byte_is_refused),
        cmocka_unit_test(a_changed_tensor_file_is_refused_or_read_within_its_bytes),
        cmocka_unit_test(each_lie_of_a_header_has_its_sentence),
        cmocka_unit_test(tensors_and_metadata_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
