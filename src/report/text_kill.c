/* Why the kernel had to kill, why this task, and who died.
 * SPDX-License-Identifier: MIT */
#include "report/text_sections.h"

#include "model/amount.h"
#include "model/fields.h"
#include "model/victim.h"

/* "(pid 12)", or nothing. */
static void text_number(struct text *text, const char *before, int64_t value, const char *after) {
    if (value == ABSENT)
        return;
    struct wording number = wording_number(value);
    text_words(text, LAYOUT_PLAIN, before);
    layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&number));
    layout_glue(&text->layout);
    text_words(text, LAYOUT_PLAIN, after);
}

/* ": 7.3 GiB anonymous, 1.8 MiB file": what the vocabulary has a label for. */
static void text_kill_figures(struct text *text, const struct kill *kill) {
    const char *before = ":";
    for (size_t i = 0; i < field_kill.count; i++) {
        const struct field *field = &field_kill.fields[i];
        int64_t value = field_number(field, kill);
        if (field->label.len == 0 || value == ABSENT)
            continue;
        struct wording figure = field->unit == FIELD_KB ? wording_size(value) : wording_number(value);
        layout_glue(&text->layout);
        text_words(text, LAYOUT_PLAIN, before);
        layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&figure));
        layout_phrase(&text->layout, LAYOUT_PLAIN, field->label);
        before = ",";
    }
}

static void text_victim(struct text *text, const struct kill *kill) {
    struct layout *layout = &text->layout;
    layout_line(layout, 2, 4);
    text_words(text, LAYOUT_KILLED,
               victim_is_shown_dead(kill) ? "killed"
               : kill->is_told_to_end     ? "sent SIGTERM to"
                                          : "chosen");
    if (text->event->killer == KILLER_SYSTEMD)
        text_words(text, LAYOUT_PLAIN, "a process of");
    layout_unit(layout, LAYOUT_PLAIN, kill->name);
    text_number(text, "(pid", kill->pid, ")");
    text_kill_figures(text, kill);
    if (kill->reaped == REAPED_FAILED)
        text_words(text, LAYOUT_SHIELDED, "(its memory could not be reaped)");
    if (kill->outcome == OUTCOME_SURVIVED)
        text_words(text, LAYOUT_SHIELDED, "(it did not end)");
    text_lines(text, (struct span){kill->line, kill->line});
    layout_end(layout);
}

static void text_victims(struct text *text) {
    const struct event *event = text->event;
    for (size_t i = 0; i < event->kill_count && i < TEXT_ROWS; i++)
        text_victim(text, &event->kills[i]);
    if (event->kill_count > TEXT_ROWS)
        text_more(text, event->kill_count - TEXT_ROWS, "kills");
}

static void text_flags(struct text *text) {
    const struct reckoning *reckoning = text->reckoning;
    if (reckoning->gfp_flag_count == 0)
        text_words(text, LAYOUT_PLAIN, "flags not shown");
    else
        text_words(text, LAYOUT_PLAIN, "flags");
    for (size_t i = 0; i < reckoning->gfp_flag_count; i++) {
        if (i > 0) {
            layout_glue(&text->layout);
            text_words(text, LAYOUT_PLAIN, "|");
            layout_glue(&text->layout);
        }
        layout_unit(&text->layout, LAYOUT_PLAIN, reckoning->gfp_flags[i]);
    }
    layout_glue(&text->layout);
    text_words(text, LAYOUT_PLAIN, ".");
    if (reckoning->gfp_assumed && reckoning->gfp_era.len > 0) {
        text_words(text, LAYOUT_DIM, "(flags as of");
        layout_words(&text->layout, LAYOUT_DIM, reckoning->gfp_era);
        layout_glue(&text->layout);
        text_words(text, LAYOUT_DIM, ": assumed)");
    }
}

/* ", in packet_set_ring", ", in nv_alloc_pages [nvidia]" */
static void text_function(struct text *text, const struct maker *maker) {
    struct layout *layout = &text->layout;
    layout_glue(layout);
    text_words(text, LAYOUT_PLAIN, ", in");
    layout_unit(layout, LAYOUT_PLAIN, maker->function);
    if (!maker->module.len)
        return;
    text_words(text, LAYOUT_PLAIN, "[");
    layout_glue(layout);
    layout_unit(layout, LAYOUT_PLAIN, maker->module);
    layout_glue(layout);
    text_words(text, LAYOUT_PLAIN, "]");
}

/* "which was allocating a packet ring, in packet_set_ring"; a page of a process is that first, whoever had it touched.
 */
static void text_purpose(struct text *text) {
    const struct maker *maker = &text->reckoning->maker;
    enum request request = text->reckoning->request;
    str what = wording_maker(maker->kind);
    bool is_page = request == REQUEST_SWAP_IN || request == REQUEST_FILE_FAULT || request == REQUEST_SHMEM ||
                   request == REQUEST_COPY_ON_WRITE || request == REQUEST_GUEST_FAULT;
    if (is_page || what.len == 0) {
        layout_phrase(&text->layout, LAYOUT_PLAIN, wording_doing(request));
        if (what.len && request != REQUEST_GUEST_FAULT) {
            layout_glue(&text->layout);
            text_words(text, LAYOUT_PLAIN, ", for");
            layout_phrase(&text->layout, LAYOUT_PLAIN, what);
        }
    } else {
        text_words(text, LAYOUT_PLAIN, "which was allocating");
        layout_phrase(&text->layout, LAYOUT_PLAIN, what);
    }
    if (maker->function.len)
        text_function(text, maker);
}

/* "one page of 4 kB (order 0)", "32 KiB in one piece (order 3)", "order -1" */
static void text_amount(struct text *text, int64_t order) {
    enum { ORDER_MOST = 20 };
    struct wording page = wording_number(text->reckoning->page_kb);
    if (order < 0) {
        text_number(text, "order", order, ";");
        return;
    }
    if (order == 0 && !text->reckoning->page_known) {
        text_words(text, LAYOUT_PLAIN, "one page");
    } else if (order == 0) {
        text_words(text, LAYOUT_PLAIN, "one page of");
        layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&page));
        text_words(text, LAYOUT_PLAIN, "kB");
    } else if (order > 0 && order < ORDER_MOST) {
        text_size(text, amount_times(text->reckoning->page_kb, (int64_t)1 << order));
        text_words(text, LAYOUT_PLAIN, "in one piece");
    }
    text_number(text, "(order", order, ");");
}

/* "Invoked by python3 (pid 8340), which touched new heap or stack: one page of 4 kB (order 0); flags GFP_KERNEL." */
static void text_request(struct text *text) {
    const struct trigger *trigger = &text->event->trigger;
    struct layout *layout = &text->layout;
    layout_line(layout, 2, 4);
    text_words(text, LAYOUT_PLAIN, "- Invoked by");
    layout_unit(layout, LAYOUT_PLAIN, trigger->name);
    text_number(text, "(pid", text->event->identity.pid, ")");
    layout_glue(layout);
    text_words(text, LAYOUT_PLAIN, ",");
    text_purpose(text);
    layout_glue(layout);
    bool is_shown = trigger->order != ABSENT || text->reckoning->gfp_flag_count > 0;
    if (text->reckoning->request == REQUEST_PAGE_FAULT || text->reckoning->request == REQUEST_POLICY) {
        text_words(text, LAYOUT_PLAIN, "; such a call names no size and no flags.");
    } else if (is_shown) {
        text_words(text, LAYOUT_PLAIN, ":");
        text_amount(text, trigger->order);
        text_flags(text);
    } else {
        text_words(text, LAYOUT_PLAIN, ".");
    }
    text_lines(text, trigger->lines);
    layout_end(layout);
}

void text_kill(struct text *text) {
    const struct diagnosis *diagnosis = text->diagnosis;
    bool invoked = text->event->trigger.lines.first > 0 && text->event->trigger.name.len > 0;
    if (text->event->killer == KILLER_KERNEL && (diagnosis->shortage.count > 0 || invoked)) {
        text_title(text, "Why now", (struct span){0, 0});
        if (invoked)
            text_request(text);
        text_claims(text, "-", 2, &diagnosis->shortage);
    }
    if (diagnosis->choice.count == 0 && text->event->kill_count == 0)
        return;
    text_title(text, "Why this victim", (struct span){0, 0});
    text_victims(text);
    text_claims(text, "-", 2, &diagnosis->choice);
}
