// exponential_test.c: exp in float is as close as its header says, and right at the edges.
#include "../reference/ops/exponential.h"

#include "check.h"

static void every_hundredth_float_is_within_one_unit_in_the_last_place(void **state)
{
    (void)state;
    for (uint32_t bits = 0; bits < 0x42b00000u; bits += 101)  // up to 88
        for (uint32_t sign = 0; sign < 2; sign++) {
            const union float_bits x = {.bits = bits | sign << 31};
            if (x.value < -87.0f) continue;
            const double exact = exp((double)x.value), got = (double)exponential(x.value);
            if (!(fabs(got - exact) <= 0x1p-23 * exact))
                fail_msg("exponential(%.9g) = %.9g, exact %.17g", (double)x.value, got, exact);
        }
}

static void the_edges_are_exact(void **state)
{
    (void)state;
    assert_true(exponential(0.0f) == 1.0f && exponential(-0.0f) == 1.0f);
    assert_true(exponential(-INFINITY) == 0.0f && exponential(-87.5f) == 0.0f);
    assert_true(exponential(-1e30f) == 0.0f);
    assert_true(isnan(exponential(NAN)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_hundredth_float_is_within_one_unit_in_the_last_place),
        cmocka_unit_test(the_edges_are_exact),
    };
    return cmocka_run_group_tests_name("exponential", tests, NULL, NULL);
}
