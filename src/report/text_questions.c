/* The questions, each under its own words.
 * SPDX-License-Identifier: MIT */
#include "report/text_sections.h"

/* Commands are not wrapped: each stands on a line of its own, ready to be pasted. */
static void text_command(struct text *text, str command) {
    while (command.len > 0) {
        str line = str_first(command, str_find_byte(command, '\n'));
        layout_line(&text->layout, 8, 8);
        layout_left(&text->layout, LAYOUT_GREEN, line, 0);
        layout_end(&text->layout);
        command = str_from(command, line.len + (line.len < command.len));
    }
}

/* None before it belongs to the same choice. */
static bool text_is_first_choice(const struct text *text, size_t index) {
    const struct advice *advice = text->diagnosis->advice;
    for (size_t i = 0; i < index; i++)
        if (advice[i].either == advice[index].either)
            return false;
    return true;
}

static void text_advice(struct text *text, size_t index) {
    const struct advice *advice = &text->diagnosis->advice[index];
    struct wording number = wording_number((int64_t)index + 1);
    layout_line(&text->layout, 3, 6);
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&number));
    layout_glue(&text->layout);
    text_words(text, LAYOUT_PLAIN, ")");
    if (advice->either > 0)
        text_words(text, LAYOUT_PLAIN, text_is_first_choice(text, index) ? "Either:" : "Or instead:");
    layout_words(&text->layout, LAYOUT_BOLD, advice->advice);
    layout_words(&text->layout, LAYOUT_PLAIN, advice->because);
    if (advice->side_effect.len) {
        text_words(text, LAYOUT_PLAIN, "Side effect:");
        layout_words(&text->layout, LAYOUT_PLAIN, advice->side_effect);
    }
    text_lines(text, advice->lines);
    layout_end(&text->layout);
    text_command(text, advice->command);
}

static void text_question(struct text *text, size_t index) {
    const struct answer *answer = &text->diagnosis->answers[index];
    struct wording number = wording_number((int64_t)index + 1);
    layout_line(&text->layout, 0, 3);
    number.text[number.len++] = '.';
    layout_unit(&text->layout, LAYOUT_BOLD, wording_str(&number));
    layout_words(&text->layout, LAYOUT_BOLD, answer->question);
    layout_line(&text->layout, 3, 3);
    layout_words(&text->layout, LAYOUT_PLAIN, answer->statement);
    layout_end(&text->layout);
    text_claims(text, "-", 3, &answer->evidence);
    for (size_t i = 0; answer->advises && i < text->diagnosis->advice_count; i++)
        text_advice(text, i);
}

void text_questions(struct text *text) {
    layout_space(&text->layout);
    for (size_t i = 0; i < text->diagnosis->answer_count; i++)
        text_question(text, i);
}
