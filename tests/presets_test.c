// presets_test.c: published sizes give the published totals, and the formulas for costs give what
// can be counted by hand. See presets.h, costs.h.
#include "cache.h"
#include "check.h"
#include "checkpoint.h"
#include "costs.h"
#include "params.h"
#include "presets.h"

#include <string.h>

static void sizes_give_the_published_total(void **state)
{
    (void)state;
    for (dim i = 0; i < preset_count; i++) {
        if (params_count(&presets[i].config) != presets[i].params)
            fail_msg("%s: %td from its sizes, %td published", presets[i].name,
                     params_count(&presets[i].config), presets[i].params);
    }
}

static void totals_that_the_issue_names_are_exact(void **state)
{
    (void)state;
    assert_int_equal(preset_find("llama3-8b")->params, 8030261248);
    assert_int_equal(preset_find("llama3-70b")->params, 70553706496);
    assert_int_equal(preset_find("llama3-405b")->params, 405853388800);
    assert_int_equal(preset_find("mistral-7b")->params, 7241732096);
    assert_int_equal(preset_find("qwen2.5-7b")->params, 7615616512);
}

static void the_table_of_tensors_adds_up_to_the_total(void **state)
{
    (void)state;
    for (dim i = 0; i < preset_count; i++) {
        struct arena arena = {0};
        struct params params;
        dim sum = 0;
        params_table(&params, &arena, &presets[i].config);
        for (dim j = 0; j < params.tensor_count; j++) sum += params.tensors[j].count;
        assert_int_equal(sum, presets[i].params);
        arena_free(&arena);
    }
}

static void every_preset_could_be_run(void **state)
{
    (void)state;
    for (dim i = 0; i < preset_count; i++) {
        const char *problem = config_problem(&presets[i].config);
        if (problem) fail_msg("%s: %s", presets[i].name, problem);
    }
}

static void names_are_found_and_stand_once(void **state)
{
    (void)state;
    for (dim i = 0; i < preset_count; i++)
        assert_ptr_equal(preset_find(presets[i].name), &presets[i]);
    assert_null(preset_find("gpt-5"));
}

static void cache_is_what_the_cache_takes(void **state)
{
    (void)state;
    for (dim i = 0; i < preset_count; i++) {
        const struct model_config *c = &presets[i].config;
        assert_true(costs_cache(c, 1000, 4.0) == (double)cache_bytes(c, 1, 1000));
        assert_true(costs_cache(c, 500, 2.0) * 4.0 == (double)cache_bytes(c, 1, 1000));
    }
    // 2 * 32 layers * 8 heads * 8192 positions * 128 * 2 bytes: 1 GiB
    assert_true(costs_cache(&preset_find("llama3-8b")->config, 8192, 2.0) == 1073741824.0);
}

// One token through a model of 2 layers, every product counted: the weights' 2 N is right up to the
// vectors (norms scale, they are no product) when the head is tied and there is no bias.
static void operations_are_those_of_the_products(void **state)
{
    (void)state;
    const struct model_config c = {.vocab = 11, .width = 6, .layers = 2, .heads = 3, .kv_heads = 1,
                                   .head = 4, .hidden = 5, .positions = 9, .tied = true};
    const dim q = 6 * 12, k = 6 * 4, o = 12 * 6, mlp = 3 * 6 * 5, head = 6 * 11, vectors = 5 * 6;
    const dim products = 2 * (q + 2 * k + o + mlp) + head;
    assert_true(costs_weights(&c) == 2.0 * (double)(products + vectors));
    // Each of 2 layers and 3 heads: 7 scores of 4 products, and 7 weighted rows of 4.
    assert_true(costs_attention(&c, 7) == 2.0 * (2 * 3 * (7 * 4 + 7 * 4)));
    assert_true(costs_training(&c) == 3.0 * costs_weights(&c));
}

// The walkthrough's example. The paper's numbers: 15.6T tokens, 3.8e25 FLOP, 16,384 GPUs at
// 400 TFLOP/s (arXiv:2407.21783).
static void llama3_405b_takes_67_days_at_the_published_rate(void **state)
{
    (void)state;
    const struct preset *p = preset_find("llama3-405b");
    const double total = costs_training(&p->config) * p->tokens;
    assert_true(total > 3.75e25 && total < 3.85e25);
    const double days =
        costs_seconds(&p->config, p->tokens, p->devices, p->rate) / 86400.0;
    assert_true(days > 67.0 && days < 67.2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_give_the_published_total),
        cmocka_unit_test(totals_that_the_issue_names_are_exact),
        cmocka_unit_test(the_table_of_tensors_adds_up_to_the_total),
        cmocka_unit_test(every_preset_could_be_run),
        cmocka_unit_test(names_are_found_and_stand_once),
        cmocka_unit_test(cache_is_what_the_cache_takes),
        cmocka_unit_test(operations_are_those_of_the_products),
        cmocka_unit_test(llama3_405b_takes_67_days_at_the_published_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
