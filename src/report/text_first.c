/* The first screen: what happened, the verdict with its weightiest reasons, what to do first, the short answers.
 * SPDX-License-Identifier: MIT
 *
 * It is for a tired person in front of a small terminal: 23 lines of 80 columns, and names are shortened to fit. */
#include "report/text_sections.h"

#include "model/verdict.h"

enum {
    TEXT_SCREEN = 23,
    TEXT_HEADLINE = 4, /* lines at most */
    TEXT_VERDICT = 2,
    TEXT_ADVICE = 3,
    TEXT_COMMANDS = 3,
    TEXT_COMMAND_INDENT = 8, /* a longer one stands below, among all advice */
    TEXT_REASONS = 3,
    TEXT_ANSWER = 41, /* the column of the answers */
    TEXT_WORD = 40,   /* the longest name that is shown whole */
    TEXT_SHORT_WORD = 24
};

/* How many rows of the terminal COMMAND takes: it is not wrapped by us. */
static size_t text_count_rows(const struct text *text, str command) {
    size_t rows = 0;
    while (command.len > 0) {
        str line = str_first(command, str_find_byte(command, '\n'));
        rows += 1 + (TEXT_COMMAND_INDENT + line.len) / (text->layout.width + 1);
        command = str_from(command, line.len + (line.len < command.len));
    }
    return rows;
}

static void text_headline(struct text *text) {
    layout_space(&text->layout);
    layout_line(&text->layout, 0, 0);
    layout_words_most(&text->layout, LAYOUT_BOLD, text->document.diagnosis->headline, TEXT_HEADLINE);
    layout_end(&text->layout);
}

/* "VERDICT memory-leak (high confidence): ..." */
static void text_verdict(struct text *text) {
    const struct finding *finding = &text->document.diagnosis->findings[0];
    struct layout *layout = &text->layout;
    layout_space(layout);
    layout_line(layout, 0, 2);
    text_words(text, LAYOUT_BOLD, "VERDICT");
    layout_unit(layout, text_sureness(finding), finding->pattern);
    if (!finding->is_undecided) {
        text_words(text, LAYOUT_PLAIN, "(");
        layout_glue(layout);
        layout_words(layout, text_sureness(finding), verdict_confidence(finding->confidence));
        text_words(text, text_sureness(finding), "confidence");
        layout_glue(layout);
        text_words(text, LAYOUT_PLAIN, ")");
    }
    layout_glue(layout);
    text_words(text, LAYOUT_PLAIN, ":");
    layout_words_most(layout, LAYOUT_PLAIN, finding->brief.len ? finding->brief : finding->statement, TEXT_VERDICT);
    layout_end(layout);
}

/* Whether a reason fits into LINES. */
static bool text_reason_fits(struct text *text, str statement, struct span lines, size_t room) {
    const struct wording shown = wording_lines(lines.first, lines.last);
    const str texts[] = {STR("+"), statement, lines.first > 0 ? wording_str(&shown) : STR("")};
    layout_line(&text->layout, 2, 4);
    return layout_lines_of(&text->layout, texts, sizeof texts / sizeof *texts) <= room;
}

/* The reasons that fit into ROOM lines, weightiest first. */
static void text_reasons(struct text *text, size_t room) {
    const struct finding *finding = &text->document.diagnosis->findings[0];
    const struct evidence_list *reasons = &finding->evidence;
    const size_t until = text->layout.lines + room;
    size_t shown = 0;
    if (finding->is_undecided && text_reason_fits(text, finding->statement, (struct span){0, 0}, room)) {
        text_claim(text, "-", 2, finding->statement, (struct span){0, 0});
        shown++;
    }
    for (size_t i = 0; i < reasons->count && shown < TEXT_REASONS && text->layout.lines < until; i++) {
        const struct evidence *reason = &reasons->items[i];
        if (!text_reason_fits(text, reason->statement, reason->lines, until - text->layout.lines))
            continue;
        text_claim(text, finding->is_undecided ? "-" : "+", 2, reason->statement, reason->lines);
        shown++;
    }
    layout_end(&text->layout);
}

/* How many lines "Do first" takes. */
static size_t text_do_first_lines(struct text *text) {
    if (text->document.diagnosis->advice_count == 0)
        return 0;
    const struct advice *advice = &text->document.diagnosis->advice[0];
    const str texts[] = {STR("DO FIRST"), advice->advice};
    const size_t commands = text_count_rows(text, advice->command);
    layout_line(&text->layout, 0, 2);
    const size_t lines = layout_lines_of(&text->layout, texts, 2);
    return 1 + (lines < TEXT_ADVICE ? lines : TEXT_ADVICE) + (commands <= TEXT_COMMANDS ? commands : 1);
}

static void text_do_first(struct text *text) {
    if (text->document.diagnosis->advice_count == 0)
        return;
    const struct advice *advice = &text->document.diagnosis->advice[0];
    layout_space(&text->layout);
    layout_line(&text->layout, 0, 2);
    text_words(text, LAYOUT_BOLD, "DO FIRST");
    layout_words_most(&text->layout, LAYOUT_PLAIN, advice->advice, TEXT_ADVICE);
    layout_end(&text->layout);
    if (text_count_rows(text, advice->command) <= TEXT_COMMANDS) {
        text_command(text, advice->command);
        return;
    }
    layout_line(&text->layout, 8, 8);
    text_words(text, LAYOUT_DIM, "(its commands stand below, under \"What to do\")");
    layout_end(&text->layout);
}

/* "1. System-wide or cgroup OOM?           System-wide" */
static void text_short_answer(struct text *text, size_t index) {
    const struct answer *answer = &text->document.diagnosis->answers[index];
    struct wording number = wording_number((int64_t)index + 1);
    struct layout *layout = &text->layout;
    number.text[number.len++] = '.';
    layout_line(layout, 0, 0);
    layout_unit(layout, LAYOUT_PLAIN, wording_str(&number));
    layout_words(layout, LAYOUT_PLAIN, answer->question);
    const size_t due = layout->due;
    layout->due = layout->column < TEXT_ANSWER - 1 ? TEXT_ANSWER - 1 - layout->column : due;
    if (layout_lines_of(layout, &answer->brief, 1) > 1)
        layout->due = due;
    if (layout_lines_of(layout, &answer->brief, 1) > 1)
        layout->word_most = TEXT_SHORT_WORD;
    layout_words_most(layout, LAYOUT_BOLD, answer->brief, 1);
    layout_end(layout);
    layout->word_most = TEXT_WORD;
}

void text_first(struct text *text) {
    const size_t answers = text->document.diagnosis->answer_count;
    text->layout.word_most = TEXT_WORD;
    text_headline(text);
    if (text->document.diagnosis->finding_count > 0) {
        text_verdict(text);
        const size_t below = text_do_first_lines(text) + (answers > 0) + answers;
        const size_t used = text->layout.lines + below;
        text_reasons(text, used < TEXT_SCREEN ? TEXT_SCREEN - used : 0);
    }
    text_do_first(text);
    if (answers > 0)
        layout_space(&text->layout);
    for (size_t i = 0; i < answers; i++)
        text_short_answer(text, i);
    text->layout.word_most = 0;
}
