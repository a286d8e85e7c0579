/* Why the kernel had to kill, why this task, and who died.
 * SPDX-License-Identifier: MIT */
#include "report/document_parts.h"
#include "report/document_sections.h"

#include "base/arena.h"
#include "base/words.h"
#include "model/amount.h"
#include "model/fields.h"
#include "model/victim.h"

/* ": 7.3 GiB anonymous, 1.8 MiB file": what the vocabulary has a label for. */
static void document_figures(struct document *document, const struct kill *kill) {
    const char *before = ": ";
    for (size_t i = 0; i < field_kill.count; i++) {
        const struct field *field = &field_kill.fields[i];
        const int64_t value = field_number(field, kill);
        if (field->label.len == 0 || value == ABSENT)
            continue;
        const struct wording figure = field->unit == FIELD_KB ? wording_size(value) : wording_number(value);
        document_words(document, before);
        document_text(document, DOCUMENT_PLAIN, wording_str(&figure));
        document_words(document, " ");
        document_text(document, DOCUMENT_PLAIN, field->label);
        before = ", ";
    }
}

/* "python3 (pid 12)" */
static void document_process(struct document *document, str name, int64_t pid) {
    char room[WORDS_NAMED];
    document_text(document, DOCUMENT_NAME, words_named(room, name));
    if (pid == ABSENT)
        return;
    document_words(document, " (pid ");
    document_number(document, pid);
    document_words(document, ")");
}

/* "killed", or what is known of it. */
static const char *document_deed(const struct kill *kill) {
    if (victim_is_shown_dead(kill))
        return "killed";
    return kill->is_told_to_end ? "sent SIGTERM to" : "chosen";
}

/* What became of the victim, where that is not what one expects. */
static void document_aside(struct document *document, bool is_so, const char *words) {
    if (!is_so)
        return;
    document_words(document, " ");
    document_text(document, DOCUMENT_SHIELDED, str_from_cstr(words));
}

void document_tell_kill(struct document *document, const struct kill *kill) {
    document_text(document, DOCUMENT_KILLED, str_from_cstr(document_deed(kill)));
    document_words(document, document->event->killer == KILLER_SYSTEMD ? " a process of " : " ");
    document_process(document, kill->name, kill->pid);
    document_figures(document, kill);
    document_aside(document, kill->reaped == REAPED_FAILED, "(its memory could not be reaped)");
    document_aside(document, kill->outcome == OUTCOME_SURVIVED, "(it did not end)");
    document_lines(document, (struct span){kill->line, kill->line});
}

static void document_victim(struct document *document, const struct kill *kill) {
    document_open(document, DOCUMENT_ITEM);
    document_tell_kill(document, kill);
    document_close(document, DOCUMENT_ITEM);
}

static void document_more_kills(struct document *document, size_t count) {
    document_open(document, DOCUMENT_ITEM);
    document_words(document, "and ");
    document_number(document, (int64_t)count);
    document_words(document, " more kills");
    document_close(document, DOCUMENT_ITEM);
}

/* "flags GFP_HIGHUSER_MOVABLE, __GFP_COMP." */
static void document_flags(struct document *document) {
    const struct reckoning *reckoning = document->reckoning;
    const char *joint = document->marks->joint ? document->marks->joint : ", ";
    document_words(document, reckoning->gfp_flag_count == 0 ? "flags not shown" : "flags ");
    for (size_t i = 0; i < reckoning->gfp_flag_count; i++) {
        document_words(document, i > 0 ? joint : "");
        document_text(document, DOCUMENT_NAME, reckoning->gfp_flags[i]);
    }
    document_words(document, ".");
    if (!reckoning->gfp_assumed || reckoning->gfp_era.len == 0)
        return;
    document_words(document, " ");
    document_text(document, DOCUMENT_QUIET, STR("(flags as of "));
    document_text(document, DOCUMENT_QUIET, reckoning->gfp_era);
    document_text(document, DOCUMENT_QUIET, STR(": assumed)"));
}

/* ", in packet_set_ring", ", in nv_alloc_pages [nvidia]" */
static void document_function(struct document *document, const struct maker *maker) {
    if (maker->function.len == 0)
        return;
    document_words(document, ", in ");
    document_text(document, DOCUMENT_NAME, maker->function);
    if (maker->module.len == 0)
        return;
    document_words(document, " ");
    document_text(document, DOCUMENT_NAME, /* in one piece, which no line breaks */
                  arena_format(document->event->arena, "[%.*s]", STR_ARG(maker->module)));
}

/* "which was allocating a packet ring"; a page of a process is that first, whoever had it touched. */
static void document_purpose(struct document *document) {
    const struct maker *maker = &document->reckoning->maker;
    const enum request request = document->reckoning->request;
    const str what = wording_maker(maker->kind);
    const bool is_page = request == REQUEST_SWAP_IN || request == REQUEST_FILE_FAULT || request == REQUEST_SHMEM ||
                         request == REQUEST_COPY_ON_WRITE || request == REQUEST_GUEST_FAULT;
    if (!is_page && what.len > 0) {
        document_words(document, "which was allocating ");
        document_text(document, DOCUMENT_PLAIN, what);
    } else {
        document_text(document, DOCUMENT_PLAIN, wording_doing(request));
        document_words(document, what.len && request != REQUEST_GUEST_FAULT ? ", for " : "");
        document_text(document, DOCUMENT_PLAIN, request != REQUEST_GUEST_FAULT ? what : STR(""));
    }
    document_function(document, maker);
}

/* " one page of 4 kB (order 0); ", " 32 KiB in one piece (order 3); " */
static void document_amount(struct document *document, int64_t order) {
    enum { ORDER_MOST = 20 };
    document_words(document, " ");
    if (order != ABSENT && order < 0) {
        document_words(document, "order ");
        document_number(document, order);
        document_words(document, "; ");
        return;
    }
    if (order == 0 && !document->reckoning->page_known) {
        document_words(document, "one page ");
    } else if (order == 0) {
        document_words(document, "one page of ");
        document_number(document, document->reckoning->page_kb);
        document_words(document, " kB ");
    } else if (order > 0 && order < ORDER_MOST) {
        document_size(document, amount_times(document->reckoning->page_kb, (int64_t)1 << order));
        document_words(document, " in one piece ");
    }
    if (order == ABSENT)
        return;
    document_words(document, "(order ");
    document_number(document, order);
    document_words(document, "); ");
}

/* ": one page of 4 kB (order 0); flags GFP_KERNEL.", or that there are none. */
static void document_asked(struct document *document, const struct trigger *trigger) {
    const enum request request = document->reckoning->request;
    if ((request == REQUEST_PAGE_FAULT || request == REQUEST_POLICY) && trigger->gfp_mask == 0) {
        document_words(document, "; such a call names no size and no flags.");
    } else if (request == REQUEST_KSWAPD) {
        document_words(document, "; no request stands behind it.");
    } else if (trigger->order == ABSENT && document->reckoning->gfp_flag_count == 0) {
        document_words(document, ".");
    } else {
        document_words(document, ":");
        document_amount(document, trigger->order);
        document_flags(document);
    }
}

/* "Invoked by python3 (pid 8340), which touched new heap or stack: one page of 4 kB (order 0); flags GFP_KERNEL." */
static void document_request(struct document *document) {
    const struct trigger *trigger = &document->event->trigger;
    document_open(document, DOCUMENT_ITEM);
    document_words(document, "Invoked by ");
    document_process(document, trigger->name, document->event->identity.pid);
    document_words(document, ", ");
    document_purpose(document);
    document_asked(document, trigger);
    document_lines(document, trigger->lines);
    document_close(document, DOCUMENT_ITEM);
}

static void document_items(struct document *document, const struct evidence_list *list) {
    for (size_t i = 0; i < list->count; i++)
        document_claim(document, DOCUMENT_ITEM, list->items[i].statement, list->items[i].lines);
}

void document_why_now(struct document *document) {
    const struct event *event = document->event;
    const bool is_invoked = event->trigger.lines.first > 0 && event->trigger.name.len > 0;
    if (event->killer != KILLER_KERNEL || (document->diagnosis->shortage.count == 0 && !is_invoked))
        return;
    document->marks->section(document, "now", STR("Why now"), (struct span){0, 0});
    document_open(document, DOCUMENT_LIST);
    if (is_invoked)
        document_request(document);
    document_items(document, &document->diagnosis->shortage);
    document_close(document, DOCUMENT_LIST);
    document->marks->section_end(document);
}

static void document_why_victim(struct document *document) {
    const struct event *event = document->event;
    document->marks->section(document, "victim", STR("Why this victim"), (struct span){0, 0});
    document_open(document, DOCUMENT_LIST);
    for (size_t i = 0; i < event->kill_count && i < DOCUMENT_ROWS; i++)
        document_victim(document, &event->kills[i]);
    if (event->kill_count > DOCUMENT_ROWS)
        document_more_kills(document, event->kill_count - DOCUMENT_ROWS);
    document_items(document, &document->diagnosis->choice);
    document_close(document, DOCUMENT_LIST);
    document->marks->section_end(document);
}

void document_kill(struct document *document) {
    document_why_now(document);
    document_why_victim(document);
}
