/* The five questions, each under its own words.
 * SPDX-License-Identifier: MIT */
#include "report/story.h"

static void story_question(struct story *story, const char *question, const struct answer *answer) {
    sheet_line(&story->sheet, 0, 3);
    story_words(story, SHEET_BOLD, question);
    sheet_line(&story->sheet, 3, 3);
    sheet_words(&story->sheet, SHEET_PLAIN, answer->statement);
    sheet_end(&story->sheet);
    story_claims(story, "-", 3, &answer->evidence);
}

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

void story_questions(struct story *story) {
    const struct diagnosis *diagnosis = story->diagnosis;
    const struct answer prevention = {.statement = diagnosis->prevention_statement};
    sheet_space(&story->sheet);
    story_question(story, "1. System-wide or cgroup OOM?", &diagnosis->scope);
    story_question(story, "2. What consumed the most memory?", &diagnosis->consumer);
    story_question(story, "3. Was swap available?", &diagnosis->swap);
    story_question(story, "4. Was the system thrashing before OOM?", &diagnosis->thrashing);
    story_question(story, "5. Could it have been prevented?", &prevention);
    for (size_t i = 0; i < diagnosis->advice_count; i++)
        story_advice(story, i);
}
