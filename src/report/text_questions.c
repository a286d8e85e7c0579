/* The five questions, each under its own words.
 * SPDX-License-Identifier: MIT */
#include "report/text.h"

static void text_question(struct text *text, const char *question, const struct answer *answer) {
    layout_line(&text->layout, 0, 3);
    text_words(text, LAYOUT_BOLD, question);
    layout_line(&text->layout, 3, 3);
    layout_words(&text->layout, LAYOUT_PLAIN, answer->statement);
    layout_end(&text->layout);
    text_claims(text, "-", 3, &answer->evidence);
}

/* Commands stand on lines of their own, whole, ready to be pasted. */
static void text_command(struct text *text, str command) {
    while (command.len > 0) {
        str line = str_first(command, str_find_byte(command, '\n'));
        layout_line(&text->layout, 8, 8);
        layout_left(&text->layout, LAYOUT_GREEN, line, 0);
        layout_end(&text->layout);
        command = str_from(command, line.len + (line.len < command.len));
    }
}

static void text_advice(struct text *text, size_t index) {
    const struct advice *advice = &text->diagnosis->advice[index];
    struct wording number = wording_number((int64_t)index + 1);
    layout_line(&text->layout, 3, 6);
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&number));
    layout_glue(&text->layout);
    text_words(text, LAYOUT_PLAIN, ")");
    layout_words(&text->layout, LAYOUT_BOLD, advice->advice);
    layout_words(&text->layout, LAYOUT_PLAIN, advice->because);
    text_lines(text, advice->lines);
    layout_end(&text->layout);
    text_command(text, advice->command);
}

void text_questions(struct text *text) {
    const struct diagnosis *diagnosis = text->diagnosis;
    const struct answer prevention = {.statement = diagnosis->prevention_statement};
    layout_space(&text->layout);
    text_question(text, "1. System-wide or cgroup OOM?", &diagnosis->scope);
    text_question(text, "2. What consumed the most memory?", &diagnosis->consumer);
    text_question(text, "3. Was swap available?", &diagnosis->swap);
    text_question(text, "4. Was the system thrashing before OOM?", &diagnosis->thrashing);
    text_question(text, "5. Could it have been prevented?", &prevention);
    for (size_t i = 0; i < diagnosis->advice_count; i++)
        text_advice(text, i);
}
