// recognise.c: the comparison with known mistakes, and how sure it is. See recognise.h.
//   sure    every recorded case ends as with this mistake: the same ones pass, and the others give
//           its numbers
//   likely  the same cases fail, but some without numbers (a crash), so that only their end agrees
//   partly  some wrong cases give its numbers, others are wrong in another way
#include "recognise.h"

#include "compare.h"
#include "pattern.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// A mistake made in other code, with sums in another order: off by bounds, not by parts of what
// the mistake changes.
static const double bounds_apart = 8.0, share_apart = 2e-3;
enum { NUMBERS_LEAST = 4 };  // fewer equal numbers, of one case alone, may be chance

enum agreement { OTHER, BOTH_PASS, SAME_END, SAME_NUMBERS };

struct evidence {
    const struct signature *signature;
    dim failing, passing;       // cases of this submission that count here
    dim numbers, ends, others;  // of these: the mistake's numbers, its way to end, neither
    dim compared;               // values
    double apart;               // how far from its numbers, in parts of what it changes; mean
    const struct signature_case *shown;  // the first case with its numbers ...
    dim shown_index;                     // ... in the group
};

// Outputs that the mistake leaves right must be right.
static bool output_is_right(const struct expected *expected, const struct frame_tensor *got)
{
    const double allowed = expected->tolerance * compare_largest(&expected->tensor);
    if (!compare_same_shape(got, &expected->tensor)) return false;
    for (dim i = 0; i < tensor_elements(&expected->tensor); i++)
        if (!compare_within(compare_value(got->type, got->data, i),
                            compare_value(expected->tensor.type, expected->tensor.data, i),
                            allowed))
            return false;
    return true;
}

static bool same_length(const struct signature_output *output, const struct frame_tensor *got,
                        const struct tensor *exact)
{
    const dim length = got->rank ? got->shape[0] : 1;
    if (output->length != length || got->rank != exact->rank) return false;
    for (int axis = 1; axis < got->rank; axis++)
        if (got->shape[axis] != exact->shape[axis]) return false;
    return true;
}

static bool same_kind(double got, double known)
{
    return isfinite(known) ? isfinite(got) : isnan(known) ? isnan(got) : got == known;
}

// Sums over the sample of one output. False when it cannot be this mistake's.
static bool same_values(struct evidence *evidence, const struct signature_output *output,
                        const struct expected *expected, const struct frame_tensor *got)
{
    const struct tensor *exact = &expected->tensor;
    const double scale = compare_largest(exact);
    const dim room = frame_elements(got);
    double apart = 0.0, changed = 0.0, most = scale;
    if (!same_length(output, got, exact)) return false;
    const bool whole = expected->tolerance == 0.0;
    for (dim i = 0; i < output->count; i++) {
        const dim place = output->places[i];
        if (place < 0 || place >= room) return false;
        const double value = compare_value(got->type, got->data, place);
        const double known = (double)output->values[i];
        if (!same_kind((double)(float)value, known)) return false;
        if (!isfinite(known)) continue;
        if (whole && (float)value != output->values[i]) return false;
        const double right = place < tensor_elements(exact)
                                 ? compare_value(exact->type, exact->data, place) : 0.0;
        apart += (value - known) * (value - known);
        if (isfinite(right)) changed += (known - right) * (known - right);
        most = fmax(most, fabs(known));
    }
    const double count = fmax(1.0, (double)output->count);
    apart = sqrt(apart / count);
    changed = sqrt(changed / count);
    if (apart > fmax(bounds_apart * expected->tolerance * most, share_apart * changed))
        return false;
    evidence->compared += output->count;
    evidence->apart += changed > 0.0 ? apart / changed : 0.0;
    return true;
}

static enum agreement agree_in_numbers(struct evidence *evidence,
                                       const struct signature_case *known,
                                       const struct golden_case *one, const struct frame *answer)
{
    for (int e = 0; e < one->expected_count; e++) {
        const struct expected *expected = &one->expected[e];
        const struct frame_tensor *got = compare_find(answer, expected->tensor.name);
        const struct signature_output *output =
            signature_output(known, expected->tensor.name);
        if (!got || !got->data) return OTHER;
        const bool fits = output && output->count ? same_values(evidence, output, expected, got)
                                                  : output_is_right(expected, got);
        if (!fits) return OTHER;
    }
    return SAME_NUMBERS;
}

static enum agreement agree(struct evidence *evidence, const struct group *group, dim i)
{
    const struct golden_case *one = group->cases[i];
    const struct outcome *outcome = &group->outcomes[i];
    const struct signature_case *known = signature_find(evidence->signature, one->name);
    const bool passes = outcome->verdict == VERDICT_PASS;
    if (!known || passes) return !known && passes ? BOTH_PASS : OTHER;
    if (verdict_has_numbers(known->verdict) && verdict_has_numbers(outcome->verdict))
        return agree_in_numbers(evidence, known, one, &group->runs[FRAME_FIRST_RUN].frames[i]);
    if (known->verdict != outcome->verdict) return OTHER;
    return strcmp(known->detail, outcome->detail) == 0 ? SAME_NUMBERS : SAME_END;
}

// Fresh cases and what was never called have no record; so they say nothing here.
static bool counts(const struct group *group, dim i)
{
    const enum verdict verdict = group->outcomes[i].verdict;
    return !group->cases[i]->live && verdict != VERDICT_NOT_WRITTEN_YET &&
           verdict != VERDICT_SKIPPED && verdict != VERDICT_GRADER_ERROR;
}

// explained [count of the group]: cases that another mistake explains already; NULL for none.
static struct evidence gather(const struct signature *signature, const struct group *group,
                              const bool *explained)
{
    struct evidence evidence = {.signature = signature};
    for (dim i = 0; i < group->count; i++) {
        if (!counts(group, i) || (explained && explained[i])) continue;
        const bool passes = group->outcomes[i].verdict == VERDICT_PASS;
        evidence.failing += !passes;
        evidence.passing += passes;
        switch (agree(&evidence, group, i)) {
        case OTHER: evidence.others++; break;
        case SAME_END: evidence.ends++; break;
        case SAME_NUMBERS:
            if (!evidence.numbers++) {
                evidence.shown = signature_find(signature, group->cases[i]->name);
                evidence.shown_index = i;
            }
            break;
        case BOTH_PASS: break;
        }
    }
    if (evidence.numbers) evidence.apart /= (double)evidence.numbers;
    return evidence;
}

static bool is_whole(const struct evidence *evidence)
{
    return evidence->failing > 0 && evidence->others == 0;
}

static bool is_part(const struct evidence *evidence)
{
    return evidence->numbers > 0 && (evidence->compared >= NUMBERS_LEAST || evidence->numbers > 1);
}

static bool better(const struct evidence *a, const struct evidence *b)
{
    if (!b->signature) return true;
    if (is_whole(a) != is_whole(b)) return is_whole(a);
    if (a->numbers != b->numbers) return a->numbers > b->numbers;
    if (a->others != b->others) return a->others < b->others;
    return a->apart < b->apart;
}

static struct evidence best_of(const struct signatures *signatures, const struct group *group,
                               const bool *explained)
{
    struct evidence best = {.signature = NULL};
    for (dim i = 0; i < signatures->count; i++) {
        const struct evidence one = gather(&signatures->all[i], group, explained);
        if ((is_whole(&one) || is_part(&one)) && better(&one, &best)) best = one;
    }
    return best;
}

static const char *sure_of(const struct evidence *best)
{
    if (!is_whole(best)) return "partly";
    return best->ends ? "likely" : "sure";
}

// The first value that is wrong with this mistake in the case shown: place, got, right, known.
static void add_numbers(json_t *to, const struct evidence *best, const struct group *group)
{
    const struct golden_case *one = group->cases[best->shown_index];
    const struct frame *answer = &group->runs[FRAME_FIRST_RUN].frames[best->shown_index];
    json_object_set_new(to, "case", json_string(one->name));
    for (int e = 0; e < one->expected_count; e++) {
        const struct tensor *exact = &one->expected[e].tensor;
        const struct signature_output *output = signature_output(best->shown, exact->name);
        const struct frame_tensor *got = compare_find(answer, exact->name);
        if (!output || !output->count || !got || !got->data ||
            output->places[0] >= tensor_elements(exact))
            continue;
        char place[128], value[40], right[40], known[40];
        compare_place(place, sizeof place, exact->name, exact->rank, exact->shape,
                      output->places[0]);
        compare_print(value, sizeof value, got->type, got->data, output->places[0]);
        compare_print(right, sizeof right, exact->type, exact->data, output->places[0]);
        snprintf(known, sizeof known, "%.9g", (double)output->values[0]);
        json_object_set_new(to, "place", json_string(place));
        json_object_set_new(to, "got", json_string(value));
        json_object_set_new(to, "expected", json_string(right));
        json_object_set_new(to, "mistake", json_string(known));
        return;
    }
}

static json_t *told(const struct evidence *best, const struct group *group)
{
    json_t *object = json_pack(
        "{s:s,s:s,s:s,s:s,s:I,s:I,s:I}", "name", best->signature->name, "says",
        best->signature->says, "in", best->signature->in, "sure", sure_of(best), "matched",
        (json_int_t)(best->numbers + best->ends), "wrong", (json_int_t)best->failing, "compared",
        (json_int_t)best->compared);
    if (best->shown) add_numbers(object, best, group);
    return object;
}

// Mistakes whose numbers are the same in every case cannot be told apart by them: all are said.
static void add_equals(json_t *object, const struct evidence *best,
                       const struct signatures *signatures, const struct group *group)
{
    json_t *equals = json_array();
    for (dim i = 0; i < signatures->count && is_whole(best); i++) {
        const struct signature *other = &signatures->all[i];
        if (other == best->signature || strcmp(other->says, best->signature->says) == 0) continue;
        const struct evidence one = gather(other, group, NULL);
        if (is_whole(&one) && one.numbers == best->numbers && one.ends == best->ends &&
            fabs(one.apart - best->apart) < 1e-6 && json_array_size(equals) < 2)
            json_array_append_new(equals, json_string(other->says));
    }
    json_object_set_new(object, "or", equals);
}

// A second mistake in the cases that the first does not explain.
static void add_second(json_t *object, const struct evidence *best,
                       const struct signatures *signatures, const struct group *group)
{
    enum { CASES_MAX = 256 };
    bool explained[CASES_MAX] = {false};
    if (is_whole(best) || group->count > CASES_MAX) return;
    for (dim i = 0; i < group->count; i++) {
        struct evidence one = {.signature = best->signature};
        explained[i] = group->outcomes[i].verdict == VERDICT_PASS ||
                       agree(&one, group, i) == SAME_NUMBERS;
    }
    const struct evidence second = best_of(signatures, group, explained);
    if (second.signature && second.signature != best->signature)
        json_object_set_new(object, "also", told(&second, group));
}

// The first failing case whose numbers can be looked at; -1 for none.
static dim first_with_numbers(const struct group *group)
{
    for (dim i = 0; i < group->count; i++)
        if (group->outcomes[i].verdict != VERDICT_PASS &&
            verdict_has_numbers(group->outcomes[i].verdict))
            return i;
    return -1;
}

json_t *recognise(const struct signatures *signatures, const struct group *group)
{
    char pattern[600] = "";
    const dim first = first_with_numbers(group);
    const struct evidence best = best_of(signatures, group, NULL);
    if (best.signature) {
        json_t *object = told(&best, group);
        add_equals(object, &best, signatures, group);
        add_second(object, &best, signatures, group);
        return object;
    }
    if (first < 0 || !pattern_say(pattern, sizeof pattern, group->cases[first],
                                  &group->runs[FRAME_FIRST_RUN].frames[first]))
        return NULL;
    return json_pack("{s:s,s:s,s:s,s:s}", "sure", "unknown", "case", group->cases[first]->name,
                     "pattern", pattern, "unread", signatures->why);
}
