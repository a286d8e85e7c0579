/* An event that repeats an earlier one: what differs, in at most twelve lines.
 * SPDX-License-Identifier: MIT */
#include "report/text_repeat.h"

#include "report/text_sections.h"

#include "model/amount.h"
#include "model/clock.h"
#include "model/verdict.h"

enum { TEXT_REPEAT = 12, TEXT_HEADLINE = 3, TEXT_NAME = 10, TEXT_SECOND_US = 1000000 };

/* "  victim    327 MiB, before 326 MiB" */
static void text_differs(struct text *text, const char *name, str now, str before) {
    layout_line(&text->layout, 2, 2 + TEXT_NAME);
    layout_left(&text->layout, LAYOUT_DIM, str_from_cstr(name), TEXT_NAME);
    layout_unit(&text->layout, LAYOUT_PLAIN, now);
    layout_glue(&text->layout);
    text_words(text, LAYOUT_DIM, ", before");
    layout_unit(&text->layout, LAYOUT_PLAIN, before);
    layout_end(&text->layout);
}

static void text_size_differs(struct text *text, const char *name, int64_t now_kb, int64_t before_kb) {
    struct wording now = wording_size(now_kb), before = wording_size(before_kb);
    if (amount_known(now_kb) && amount_known(before_kb) && !str_equal(wording_str(&now), wording_str(&before)))
        text_differs(text, name, wording_str(&now), wording_str(&before));
}

static void text_count_differs(struct text *text, const char *name, int64_t now_count, int64_t before_count) {
    struct wording now = wording_number(now_count), before = wording_number(before_count);
    if (now_count != before_count && amount_known(now_count) && amount_known(before_count))
        text_differs(text, name, wording_str(&now), wording_str(&before));
}

/* "  thrashing yes, before likely" */
static void text_word_differs(struct text *text, const char *name, str now, str before) {
    if (now.len > 0 && before.len > 0 && !str_equal(now, before) && text->layout.lines + 1 < TEXT_REPEAT)
        text_differs(text, name, now, before);
}

/* Seconds from BEFORE to NOW; ABSENT where the log does not tell. */
static int64_t text_seconds(const struct text_moment *now, const struct text_moment *before) {
    if (clock_is_known(&now->time) && clock_is_known(&before->time))
        return clock_apart(&now->time, &before->time);
    const int64_t us = amount_minus(now->uptime_us, before->uptime_us);
    if (!amount_known(us) || us < TEXT_SECOND_US)
        return amount_known(us) ? us / TEXT_SECOND_US : ABSENT;
    return us / TEXT_SECOND_US + (us % TEXT_SECOND_US >= TEXT_SECOND_US / 2); /* as it is told of earlier events */
}

/* "10 s", "1 min 5 s" */
static void text_after(struct text *text, int64_t seconds) {
    enum { MINUTE = 60 };
    if (seconds == 0) {
        text_words(text, LAYOUT_PLAIN, "less than a second");
        return;
    }
    struct wording after = seconds < MINUTE ? wording_number(seconds) : wording_duration(seconds * TEXT_SECOND_US);
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&after));
    if (seconds < MINUTE)
        text_words(text, LAYOUT_PLAIN, "s");
}

/* "event 9: killed sh (3344), 452 KiB, 3 s after event 1 [lines 4001-4400]" */
void text_repeat_row(struct text *text, const struct text_group *group, const struct text_moment *now) {
    struct wording number = wording_number(now->number), pid = wording_number(now->victim_pid),
                   held = wording_size(now->victim_kb), before = wording_number(group->told.number);
    const int64_t seconds = text_seconds(now, &group->told);
    layout_line(&text->layout, 0, 2);
    text_words(text, LAYOUT_BOLD, "event");
    layout_unit(&text->layout, LAYOUT_BOLD, wording_str(&number));
    layout_glue(&text->layout);
    text_words(text, LAYOUT_BOLD, ":");
    if (now->kills > 0) {
        text_words(text, LAYOUT_KILLED, "killed");
        layout_unit(&text->layout, LAYOUT_PLAIN, text_label_str(&now->victim));
        text_words(text, LAYOUT_PLAIN, "(");
        layout_glue(&text->layout);
        layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&pid));
        layout_glue(&text->layout);
        text_words(text, LAYOUT_PLAIN, "),");
        layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&held));
        layout_glue(&text->layout);
        text_words(text, LAYOUT_PLAIN, ",");
    }
    if (amount_known(seconds) && seconds >= 0) {
        text_after(text, seconds);
        text_words(text, LAYOUT_PLAIN, "after event");
    } else {
        text_words(text, LAYOUT_PLAIN, "as in event");
    }
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&before));
    text_lines(text, text->document.event->lines);
    layout_end(&text->layout);
}

/* "memory-leak (high confidence) again, 10.00 s after event 2." */
static void text_again(struct text *text, const struct text_group *group, const struct text_moment *now) {
    const struct finding *finding = &text->document.diagnosis->findings[0];
    const int64_t seconds = text_seconds(now, &group->told);
    struct wording number = wording_number(group->told.number);
    layout_line(&text->layout, 0, 2);
    layout_words(&text->layout, text_sureness(finding), finding->pattern);
    if (!finding->is_undecided) {
        text_words(text, LAYOUT_PLAIN, "(");
        layout_glue(&text->layout);
        layout_words(&text->layout, text_sureness(finding), verdict_confidence(finding->confidence));
        text_words(text, text_sureness(finding), "confidence");
        layout_glue(&text->layout);
        text_words(text, LAYOUT_PLAIN, ")");
    }
    text_words(text, LAYOUT_PLAIN, "again");
    if (amount_known(seconds) && seconds >= 0) {
        layout_glue(&text->layout);
        text_words(text, LAYOUT_PLAIN, ",");
        text_after(text, seconds);
        text_words(text, LAYOUT_PLAIN, "after event");
    } else {
        text_words(text, LAYOUT_PLAIN, "as in event");
    }
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&number));
    layout_glue(&text->layout);
    text_words(text, LAYOUT_PLAIN, ".");
    layout_end(&text->layout);
}

/* As much of what earlier events add as there is room for. */
static void text_repeat_history(struct text *text) {
    for (size_t i = 0; i < text->document.diagnosis->history_count && text->layout.lines + 2 < TEXT_REPEAT; i++) {
        layout_line(&text->layout, 2, 4);
        text_words(text, LAYOUT_PLAIN, "-");
        layout_words_most(&text->layout, LAYOUT_PLAIN, text->document.diagnosis->history[i].statement,
                          TEXT_REPEAT - 1 - text->layout.lines);
        layout_end(&text->layout);
    }
}

void text_repeat(struct text *text, const struct text_group *group, const struct text_moment *now) {
    const struct text_moment *before = &group->told;
    struct wording number = wording_number(now->number);
    text_head(text);
    layout_line(&text->layout, 0, 0);
    layout_words_most(&text->layout, LAYOUT_BOLD, text->document.diagnosis->headline, TEXT_HEADLINE);
    layout_end(&text->layout);
    text_again(text, group, now);
    text_size_differs(text, "victim", now->victim_kb, before->victim_kb);
    text_size_differs(text, "usage", now->usage_kb, before->usage_kb);
    text_size_differs(text, "limit", now->limit_kb, before->limit_kb);
    text_size_differs(text, "free", now->free_kb, before->free_kb);
    text_size_differs(text, "free swap", now->swap_free_kb, before->swap_free_kb);
    text_count_differs(text, "tasks", now->tasks, before->tasks);
    text_word_differs(text, "thrashing", text_label_str(&now->thrashing), text_label_str(&before->thrashing));
    text_repeat_history(text);
    layout_line(&text->layout, 0, 0);
    layout_left(&text->layout, LAYOUT_DIM, STR("(--event="), 0);
    layout_left(&text->layout, LAYOUT_DIM, wording_str(&number), 0);
    layout_left(&text->layout, LAYOUT_DIM, STR(" tells it in full, --full every event)"), 0);
    layout_end(&text->layout);
}
