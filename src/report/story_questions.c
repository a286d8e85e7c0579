/* The questions, each under its own words.
 * SPDX-License-Identifier: MIT */
#include "report/story.h"

/* Commands stand on lines of their own, whole, ready to be pasted. */
static void story_command(struct story *story, str command) {
    while (command.len > 0) {
        str line = str_first(command, str_find_byte(command, '\n'));
        sheet_line(&story->sheet, 8, 8);
        sheet_left(&story->sheet, SHEET_GREEN, line, 0);
        sheet_end(&story->sheet);
        command = str_from(command, line.len + (line.len < command.len));
    }
}

static void story_advice(struct story *story, size_t index) {
    const struct advice *advice = &story->diagnosis->advice[index];
    struct wording number = wording_number((int64_t)index + 1);
    sheet_line(&story->sheet, 3, 6);
    sheet_unit(&story->sheet, SHEET_PLAIN, wording_str(&number));
    sheet_glue(&story->sheet);
    story_words(story, SHEET_PLAIN, ")");
    sheet_words(&story->sheet, SHEET_BOLD, advice->advice);
    sheet_words(&story->sheet, SHEET_PLAIN, advice->because);
    story_lines(story, advice->lines);
    sheet_end(&story->sheet);
    story_command(story, advice->command);
}

static void story_question(struct story *story, size_t index) {
    const struct answer *answer = &story->diagnosis->answers[index];
    struct wording number = wording_number((int64_t)index + 1);
    sheet_line(&story->sheet, 0, 3);
    number.text[number.len++] = '.';
    sheet_unit(&story->sheet, SHEET_BOLD, wording_str(&number));
    sheet_words(&story->sheet, SHEET_BOLD, answer->question);
    sheet_line(&story->sheet, 3, 3);
    sheet_words(&story->sheet, SHEET_PLAIN, answer->statement);
    sheet_end(&story->sheet);
    story_claims(story, "-", 3, &answer->evidence);
    for (size_t i = 0; answer->advises && i < story->diagnosis->advice_count; i++)
        story_advice(story, i);
}

void story_questions(struct story *story) {
    sheet_space(&story->sheet);
    for (size_t i = 0; i < story->diagnosis->answer_count; i++)
        story_question(story, i);
}
