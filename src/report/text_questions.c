/* What each answer rests on, and all that can be done.
 * SPDX-License-Identifier: MIT */
#include "report/document_parts.h"
#include "report/text_sections.h"

static void text_advice(struct text *text, size_t index) {
    struct wording number = wording_number((int64_t)index + 1);
    layout_line(&text->layout, 2, 5);
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&number));
    layout_glue(&text->layout);
    text_words(text, LAYOUT_PLAIN, ")");
    text->is_apart = true;
    document_tell_advice(&text->document, index);
    layout_end(&text->layout);
    text_command(text, text->document.diagnosis->advice[index].command);
}

/* "leaky-app (pid 119): 213 MiB" and "leaky-app: 213 MiB" of the same lines are one fact. */
static bool text_is_same_fact(const struct evidence *a, const struct evidence *b) {
    const size_t a_colon = str_find(a->statement, STR(": ")), b_colon = str_find(b->statement, STR(": "));
    if (a->lines.first != b->lines.first || a->lines.last != b->lines.last)
        return false;
    return str_equal(a->statement, b->statement) ||
           (a_colon != STR_NONE && b_colon != STR_NONE &&
            str_equal(str_from(a->statement, a_colon), str_from(b->statement, b_colon)));
}

/* Whether the verdict rests on it too, and has told it. */
static bool text_is_told(const struct text *text, const struct evidence *evidence) {
    if (str_equal(evidence->code, STR("not-in-the-log"))) /* the answer itself says so */
        return true;
    const struct evidence_list *told = &text->document.diagnosis->findings[0].evidence;
    for (size_t i = 0; i < told->count; i++)
        if (text_is_same_fact(&told->items[i], evidence))
            return true;
    return false;
}

static void text_answer(struct text *text, size_t index) {
    const struct answer *answer = &text->document.diagnosis->answers[index];
    struct wording number = wording_number((int64_t)index + 1);
    number.text[number.len++] = '.';
    layout_line(&text->layout, 2, 5);
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&number));
    layout_words(&text->layout, LAYOUT_PLAIN, answer->statement);
    layout_end(&text->layout);
    for (size_t i = 0; i < answer->evidence.count; i++)
        if (!text_is_told(text, &answer->evidence.items[i]))
            text_claim(text, "-", 5, answer->evidence.items[i].statement, answer->evidence.items[i].lines);
}

void text_questions(struct text *text) {
    const struct diagnosis *diagnosis = text->document.diagnosis;
    if (diagnosis->answer_count > 0)
        text_title(text, STR("What each answer rests on"), (struct span){0, 0});
    for (size_t i = 0; i < diagnosis->answer_count; i++)
        text_answer(text, i);
    if (diagnosis->advice_count > 0)
        text_title(text, STR("What to do"), (struct span){0, 0});
    for (size_t i = 0; i < diagnosis->advice_count; i++)
        text_advice(text, i);
}
