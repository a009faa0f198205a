// grader_proof_test.c: the laws of hidden seeds, of what is signed, and of comparing records.
#include "check.h"

#undef fail  // cmocka has one too
#include "proof/differ.h"
#include "proof/hidden_seed.h"
#include "proof/paper.h"
#include "proof/provenance.h"
#include "proof/term_key.h"
#include "sentence.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void put(const char *path, const char *text, mode_t mode)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    assert_int_equal(chmod(path, mode), 0);
}

static const char *folder(void)
{
    static char path[64];
    strcpy(path, "/tmp/crumb-proof-XXXXXX");
    assert_non_null(mkdtemp(path));
    return path;
}

static void remove_folder(const char *path)
{
    char command[200];
    snprintf(command, sizeof command, "rm -rf %s", path);
    assert_int_equal(system(command), 0);
}

// ---- hidden seeds ------------------------------------------------------------------------------

static void expect_mac(const void *key, size_t key_count, const void *text, size_t count,
                       const char *wanted)
{
    uint8_t mac[32];
    char hex[65];
    hidden_mac(mac, key, key_count, text, count);
    for (int i = 0; i < 32; i++) sprintf(hex + 2 * i, "%02x", mac[i]);
    assert_string_equal(hex, wanted);
}

// RFC 4231, test cases 1 to 4, 6 and 7 (5 cuts the result, which is not done here).
static void the_keyed_digest_gives_what_rfc_4231_lists(void **state)
{
    (void)state;
    uint8_t key[131], text[50];
    memset(key, 0x0b, 20);
    expect_mac(key, 20, "Hi There", 8,
               "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    expect_mac("Jefe", 4, "what do ya want for nothing?", 28,
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    memset(text, 0xdd, sizeof text);
    expect_mac(key, 20, text, 50,
               "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    expect_mac(key, 131, "Test Using Larger Than Block-Size Key - Hash Key First", 54,
               "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    expect_mac(key, 131, "This is a test using a larger than block-size key and a larger than "
               "block-size data. The key needs to be hashed before being used by the HMAC "
               "algorithm.", 152,
               "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
    for (int i = 0; i < 25; i++) key[i] = (uint8_t)(i + 1);
    memset(text, 0xcd, sizeof text);
    expect_mac(key, 25, text, 50,
               "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

static const char one[] = "2018f6897029a5c4f498de7299ce9075f9451309d98016eb1fe26e130c60e8f5";
static const char two[] = "2018f6897029a5c4f498de7299ce9075f9451309d98016eb1fe26e130c60e8f6";

static void a_seed_follows_from_key_and_submission_and_fits_every_reader_of_json(void **state)
{
    (void)state;
    uint8_t key[32] = {7}, mac[32];
    char commitment[65], other[65];
    const uint64_t seed = hidden_seed(commitment, key, 32, one);
    assert_true(seed == hidden_seed(other, key, 32, one));
    assert_string_equal(commitment, other);
    assert_true(seed < UINT64_C(1) << 53);
    hidden_mac(mac, key, 32, one, strlen(one));
    uint64_t first = 0;
    for (int i = 0; i < 8; i++) first = first << 8 | mac[i];
    assert_true(seed == first >> 11);
    assert_true(seed != hidden_seed(other, key, 32, two));
    assert_string_not_equal(commitment, other);
    key[31] ^= 1;
    assert_true(seed != hidden_seed(other, key, 32, one));
    assert_string_not_equal(commitment, other);
}

static void seed_and_opening_prove_a_commitment_and_nothing_else_does(void **state)
{
    (void)state;
    const uint8_t key[32] = {9};
    char commitment[65], opening[65], again[65];
    const uint64_t seed = hidden_seed(commitment, key, 32, one);
    hidden_opening(opening, key, 32, one);
    hidden_commitment(again, seed, opening, one);
    assert_string_equal(commitment, again);
    hidden_commitment(again, seed + 1, opening, one);
    assert_string_not_equal(commitment, again);
    hidden_commitment(again, seed, opening, two);
    assert_string_not_equal(commitment, again);
    hidden_opening(again, key, 32, two);
    assert_string_not_equal(again, opening);
    opening[0] = opening[0] == '0' ? '1' : '0';
    hidden_commitment(again, seed, opening, one);
    assert_string_not_equal(commitment, again);
}

static void read_key(void *path)
{
    uint8_t key[TERM_KEY_BYTES];
    term_key_read(key, path);
}

static void a_key_that_others_can_read_or_that_is_none_is_refused(void **state)
{
    (void)state;
    static const char right[] =
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
    uint8_t key[TERM_KEY_BYTES];
    char path[100], text[80];
    const char *place = folder();
    snprintf(path, sizeof path, "%s/term.key", place);
    expect_sentence(read_key, path, 1, "No such file");
    put(path, right, 0600);
    term_key_read(key, path);
    assert_int_equal(key[0], 0);
    assert_int_equal(key[31], 0xff);
    const mode_t open[] = {0640, 0604, 0620, 0644};
    for (int i = 0; i < 4; i++) {
        chmod(path, open[i]);
        expect_sentence(read_key, path, 1, "others than its owner");
    }
    const char *const wrong[] = {"", "00112233\n", "x"};
    for (int i = 0; i < 3; i++) {
        put(path, wrong[i], 0600);
        expect_sentence(read_key, path, 1, "is no term key");
    }
    for (int i = 4; i < 6; i++) {
        strcpy(text, right);
        text[i] = 'G';
        put(path, text, 0600);
        expect_sentence(read_key, path, 1, "is no term key");
    }
    strcat(strcpy(text, right), "0");
    put(path, text, 0600);
    expect_sentence(read_key, path, 1, "is no term key");
    expect_sentence(read_key, (void *)(size_t)place, 1, "is no regular file");
    remove_folder(place);
}

// ---- which commit ------------------------------------------------------------------------------

static void expect_commit(const char *place, const char *wanted)
{
    char commit[65];
    commit_of(commit, place);
    assert_string_equal(commit, wanted);
}

static void a_commit_is_read_from_files_and_is_digits_or_nothing(void **state)
{
    (void)state;
    static const char a[] = "0123456789abcdef0123456789abcdef01234567";
    static const char b[] = "fedcba9876543210fedcba9876543210fedcba98";
    char path[200], text[300];
    const char *place = folder();
    expect_commit(place, "");
    snprintf(path, sizeof path, "%s/.git", place);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/.git/HEAD", place);
    put(path, a, 0600);
    expect_commit(place, a);
    put(path, "ref: refs/heads/main\n", 0600);
    expect_commit(place, "");
    snprintf(path, sizeof path, "%s/.git/packed-refs", place);
    snprintf(text, sizeof text, "# pack-refs with: peeled\n%s refs/heads/mainline\n%s "
             "refs/heads/main\n", b, a);
    put(path, text, 0600);
    expect_commit(place, a);
    snprintf(path, sizeof path, "%s/.git/refs", place);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/HEAD", place);
    put(path, a, 0600);
    snprintf(path, sizeof path, "%s/.git/HEAD", place);
    const char *const wrong[] = {"ref: ../../etc/passwd\n", "ref: refs/../../HEAD\n", "0123\n",
                                 "ref: refs/heads/\n", "", "\033]0;x\a"};
    for (int i = 0; i < 6; i++) {
        put(path, wrong[i], 0600);
        expect_commit(place, "");
    }
    snprintf(path, sizeof path, "%s/.crumb-submission.json", place);
    snprintf(text, sizeof text, "{\"commit\": \"%s\", \"account\": \"ada\"}", b);
    put(path, text, 0600);
    expect_commit(place, b);
    put(path, "{\"commit\": [1, 2", 0600);
    expect_commit(place, "");
    remove_folder(place);
}

// ---- what is signed ----------------------------------------------------------------------------

static void what_is_signed_has_one_form_whatever_the_file_looked_like(void **state)
{
    (void)state;
    json_t *a = json_loads("{\"b\": [1, 2.5,\n\"\\u00e9\"], \"a\": {\"d\":null,\"c\":true}}", 0,
                           NULL);
    json_t *b = json_loads("{\"a\":{\"c\":true,\"d\":null},\"b\":[1,2.5e0,\"\xC3\xA9\"]}", 0, NULL);
    char *first = paper_canonical(a), *second = paper_canonical(b);
    assert_string_equal(first, "{\"a\":{\"c\":true,\"d\":null},\"b\":[1,2.5,\"\xC3\xA9\"]}");
    assert_string_equal(first, second);
    free(first);
    free(second);
    json_decref(a);
    json_decref(b);
}

static void read_paper(void *path)
{
    json_decref(paper_read(path));
}

static void what_is_no_record_is_refused(void **state)
{
    (void)state;
    char path[100];
    const char *place = folder();
    const char *const wrong[] = {
        "", "[]", "{}", "{\"schema\": \"crumb/result/v1\"}",
        "{\"schema\": \"crumb/result/v1\", \"labs\": 3}",
        "{\"schema\": \"crumb/result/v1\", \"labs\": [], \"labs\": []}",
        "{\"schema\": \"crumb/results/v1\", \"results\": [{\"id\": \"../x\", \"record\": "
        "{\"labs\": []}}]}",
        "{\"schema\": \"crumb/results/v1\", \"results\": [{\"id\": \"..\", \"record\": "
        "{\"labs\": []}}]}",
        "{\"schema\": \"crumb/results/v1\", \"results\": [{\"id\": \"x\"}]}",
        "{\"schema\": \"crumb/list/v1\", \"labs\": []}"};
    snprintf(path, sizeof path, "%s/record.json", place);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        put(path, wrong[i], 0600);
        expect_sentence(read_paper, path, 1, "wanted");
    }
    put(path, "{\"schema\": \"crumb/result/v1\", \"labs\": []}", 0600);
    read_paper(path);
    remove_folder(place);
}

// ---- differences -------------------------------------------------------------------------------

struct seen {
    int decide, words;
    char last[2000];
};

static void note(void *context, const char *where, const char *first, const char *second,
                 bool words)
{
    struct seen *seen = context;
    seen->words += words;
    seen->decide += !words;
    snprintf(seen->last, sizeof seen->last, "%s: %s | %s", where, first, second);
}

static struct seen differences(const char *first, const char *second)
{
    struct seen seen = {.decide = 0};
    json_t *a = json_loads(first, 0, NULL), *b = json_loads(second, 0, NULL);
    assert_non_null(a);
    assert_non_null(b);
    differ_records(a, b, note, &seen);
    json_decref(a);
    json_decref(b);
    return seen;
}

#define RECORD(from, earned, detail, printed, more)                                         \
    "{\"from\": \"" from "\", \"when\": \"" from "\", \"earned\": " earned ", \"labs\": "      \
    "[{\"topic\": \"rope\", \"source\": \"" from "/06-rope/rope.c\", \"message\": "            \
    "\"" from "/06-rope/rope.c:3 x\", \"parts\": [{\"part\": \"a\", \"checks\": [{\"id\": "    \
    "\"rope:x\", \"detail\": \"" detail "\"}" more "], \"printed\": {\"f\": \"" printed "\"}}]}]}"

static void the_same_result_in_another_folder_differs_in_nothing(void **state)
{
    (void)state;
    const struct seen seen = differences(RECORD("/tmp/a", "6", "", "", ""),
                                         RECORD("labs", "6", "", "", ""));
    assert_int_equal(seen.decide + seen.words, 0);
}

static void a_changed_field_is_named_and_told_with_both_values(void **state)
{
    (void)state;
    struct seen seen = differences(RECORD("a", "6", "", "", ""), RECORD("a", "5", "", "", ""));
    assert_int_equal(seen.decide, 1);
    assert_string_equal(seen.last, "earned: 6 | 5");
    seen = differences(RECORD("a", "6", "off", "", ""), RECORD("a", "6", "", "", ""));
    assert_string_equal(seen.last, "labs.rope.parts.a.checks.rope:x.detail: \"off\" | \"\"");
    seen = differences(RECORD("a", "6", "", "", ", {\"id\": \"rope:y\"}"),
                       RECORD("a", "6", "", "", ""));
    assert_string_equal(seen.last, "labs.rope.parts.a.checks.rope:y: {\"id\":\"rope:y\"} | ");
    seen = differences(RECORD("a", "6", "", "", ""),
                       RECORD("a", "6", "", "", ", {\"id\": \"rope:y\"}"));
    assert_string_equal(seen.last, "labs.rope.parts.a.checks.rope:y:  | {\"id\":\"rope:y\"}");
    seen = differences("{\"labs\": []}", "{\"labs\": [], \"bonus\": 3}");
    assert_string_equal(seen.last, "bonus:  | 3");
    seen = differences("{\"labs\": [], \"bonus\": 3}", "{\"labs\": []}");
    assert_string_equal(seen.last, "bonus: 3 | ");
}

static void what_a_program_printed_decides_nothing(void **state)
{
    (void)state;
    const struct seen seen = differences(RECORD("a", "6", "", "0x7f01", ""),
                                         RECORD("a", "6", "", "0x7f02", ""));
    assert_int_equal(seen.decide, 0);
    assert_int_equal(seen.words, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keyed_digest_gives_what_rfc_4231_lists),
        cmocka_unit_test(a_seed_follows_from_key_and_submission_and_fits_every_reader_of_json),
        cmocka_unit_test(seed_and_opening_prove_a_commitment_and_nothing_else_does),
        cmocka_unit_test(a_key_that_others_can_read_or_that_is_none_is_refused),
        cmocka_unit_test(a_commit_is_read_from_files_and_is_digits_or_nothing),
        cmocka_unit_test(what_is_signed_has_one_form_whatever_the_file_looked_like),
        cmocka_unit_test(what_is_no_record_is_refused),
        cmocka_unit_test(the_same_result_in_another_folder_differs_in_nothing),
        cmocka_unit_test(a_changed_field_is_named_and_told_with_both_values),
        cmocka_unit_test(what_a_program_printed_decides_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
