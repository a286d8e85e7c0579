/* Where the memory went: a balance that adds up, the zones against their watermarks, the largest kernel caches.
 * SPDX-License-Identifier: MIT */
#include "report/balance.h"
#include "report/places.h"
#include "report/text_sections.h"

#include "model/amount.h"

/* What the bars are measured by: the total, or, where the log does not show it, the sum of the rows. Shares of a sum
 * say nothing and are left out. */
struct text_scale {
    int64_t whole_kb;
    bool told;
};

enum {
    TEXT_NAME = 25, /* columns of the balance */
    TEXT_SIZE = 9,
    TEXT_KB = 12,
    TEXT_SHARE = 8,
    TEXT_BAR_MOST = 40,
    TEXT_ID = 12,   /* of a container's id, as its tools print it */
    TEXT_WIDE = 130 /* columns from which on the counters are named beside the bars */
};

static void text_row(struct text *text, const struct balance_row *row, struct text_scale scale, bool is_largest) {
    struct layout *layout = &text->layout;
    int64_t whole = scale.whole_kb;
    struct wording size = wording_size(row->kb), kb = wording_number(row->kb), share = wording_percent(row->kb, whole);
    enum layout_style style = is_largest ? LAYOUT_BOLD : LAYOUT_PLAIN;
    layout_line(layout, 2, 2);
    layout_left(layout, style, str_from_cstr(row->name), TEXT_NAME);
    layout_figure(layout, style, &size, TEXT_SIZE);
    layout_figure(layout, LAYOUT_PLAIN, &kb, TEXT_KB);
    if (scale.told)
        layout_figure(layout, LAYOUT_PLAIN, &share, TEXT_SHARE);
    size_t from = layout->column + 2;
    size_t left = from < layout->width ? layout->width - from : 0;
    size_t room = left < TEXT_BAR_MOST ? left : TEXT_BAR_MOST;
    layout->due = 2;
    layout_bar(layout, is_largest ? LAYOUT_KILLED : LAYOUT_PLAIN, row->kb, whole, room);
    if (layout->width >= TEXT_WIDE && row->made_of) {
        layout->due = from + room + 2 - layout->column;
        layout_left(layout, LAYOUT_DIM, str_from_cstr(row->made_of), 0);
    }
    layout_end(layout);
}

static void text_balance_head(struct text *text, bool shares) {
    struct layout *layout = &text->layout;
    layout_line(layout, 2 + TEXT_NAME, 2);
    layout_right(layout, LAYOUT_DIM, STR("size"), TEXT_SIZE);
    layout_right(layout, LAYOUT_DIM, STR("kB"), TEXT_KB);
    if (shares)
        layout_right(layout, LAYOUT_DIM, STR("share"), TEXT_SHARE);
    layout_end(layout);
}

/* Rows that add up to the total. */
static void text_balance(struct text *text, const struct balance *balance) {
    const struct text_scale scale = {balance->total.kb, balance->is_told};
    text_balance_head(text, scale.told);
    for (size_t i = 0; i < balance->count; i++)
        text_row(text, &balance->rows[i], scale, balance_is_largest(balance, i));
    if (balance->rest.kb != 0)
        text_row(text, &balance->rest, scale, false);
    layout_line(&text->layout, 2, 2);
    layout_left(&text->layout, LAYOUT_DIM, STR("------------------------------------------------------"), 0);
    text_row(text, &balance->total, scale, false);
}

/* "Not in this log: kernel stacks; huge pages." */
static void text_absent(struct text *text, const struct balance *balance) {
    for (size_t i = 0; i < balance->absent_count; i++) {
        if (i == 0) {
            layout_line(&text->layout, 2, 2);
            text_words(text, LAYOUT_DIM, "Not in this log:");
        } else { /* names may contain a comma */
            layout_glue(&text->layout);
            text_words(text, LAYOUT_DIM, ";");
        }
        text_words(text, LAYOUT_DIM, balance->absent[i]);
    }
    layout_end(&text->layout);
}

/* "Already counted in these: 118 MiB swap cache (in anonymous memory)." */
static void text_within(struct text *text) {
    struct balance_row views[BALANCE_ROWS];
    const size_t count = balance_views(text->reckoning, views);
    for (size_t i = 0; i < count; i++) {
        if (i == 0) {
            layout_line(&text->layout, 2, 2);
            text_words(text, LAYOUT_PLAIN, "Already counted in these:");
        } else {
            layout_glue(&text->layout);
            text_words(text, LAYOUT_PLAIN, ",");
        }
        struct wording size = wording_size(views[i].kb);
        layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&size));
        text_words(text, LAYOUT_PLAIN, views[i].name);
        text_words(text, LAYOUT_DIM, "(in");
        text_words(text, LAYOUT_DIM, views[i].made_of);
        layout_glue(&text->layout);
        text_words(text, LAYOUT_DIM, ")");
    }
    layout_end(&text->layout);
}

/* The memory that is not part of the total. */
static void text_reserved(struct text *text, const struct ledger *ledger) {
    if (ledger->reserved_kb == ABSENT || ledger->total_kb == ABSENT)
        return;
    layout_line(&text->layout, 2, 2);
    text_words(text, LAYOUT_PLAIN, "Beside these,");
    text_size(text, ledger->reserved_kb);
    text_words(text, LAYOUT_PLAIN, "of the");
    text_size(text, ledger->total_kb);
    int64_t balloon_kb = ledger->within.balloon_kb;
    text_words(text, LAYOUT_PLAIN,
               balloon_kb == ABSENT ? "of RAM are not the kernel's to give (its own image, page descriptors, firmware, "
                                      "a crash kernel, a balloon)."
                                    : "of RAM are not the kernel's to give (its own image, page descriptors, firmware, "
                                      "a crash kernel).");
    if (balloon_kb > 0 && ledger->parts.balloon_kb == ABSENT) {
        text_words(text, LAYOUT_PLAIN, "The hypervisor's balloon holds");
        text_size(text, balloon_kb);
        text_words(text, LAYOUT_PLAIN, "of it.");
    }
    layout_end(&text->layout);
}

/* The lists of the LRU, slab and free pages are of the whole machine; stacks stand in the lines of zones or nodes. */
static void text_filtered(struct text *text, const struct ledger *ledger) {
    if (!ledger->filtered || ledger->parts.kernel_stack_kb == ABSENT)
        return;
    layout_line(&text->layout, 2, 2);
    text_words(text, LAYOUT_PLAIN,
               "Some of the machine's zones are not in this report: kernel stacks are counted only where it shows "
               "them, the rest of them is unaccounted.");
    layout_end(&text->layout);
}

/* How the log's counters relate to each other. */
static void text_legend(struct text *text) {
    if (text->event->memory.counters.lines.first == 0 || text->has_legend)
        return;
    text->has_legend = true;
    struct wording page = wording_number(text->reckoning->page_kb);
    layout_line(&text->layout, 2, 2);
    text_words(text, LAYOUT_DIM, "The log's counters (active_anon:, free: ...) are pages of");
    layout_unit(&text->layout, LAYOUT_DIM, wording_str(&page));
    text_words(text, LAYOUT_DIM, text->reckoning->page_known ? "kB" : "kB (assumed: the log does not show the size)");
    text_words(text, LAYOUT_DIM,
               "for the whole machine; its Node and zone lines tell the same memory again in kB, part by part: do not "
               "add them. shmem and the swap cache stand in the anonymous lists; mapped, dirty and writeback are "
               "views of other counters.");
    text_lines(text, text->event->memory.counters.lines);
    layout_end(&text->layout);
}

static void text_machine_balance(struct text *text) {
    const struct ledger *ledger = &text->reckoning->ledger;
    struct balance balance;
    if (!balance_machine(text->reckoning, &balance))
        return;
    text_title(text,
               text->reckoning->scope == SCOPE_CGROUP ? "The whole machine at that moment" : "Where the memory went",
               balance.lines);
    text_balance(text, &balance);
    text_reserved(text, ledger);
    text_filtered(text, ledger);
    text_within(text);
    text_absent(text, &balance);
    text_legend(text);
}

/* "usage 32.0 GiB of a limit of 32.0 GiB (100.0 %), swap 0 KiB" */
static void text_limit(struct text *text, const struct cgroup_ledger *ledger) {
    layout_line(&text->layout, 2, 2);
    str path = place_limit(text->event);
    layout_unit(&text->layout, LAYOUT_PLAIN, path.len > 0 ? path : STR("It"));
    text_words(text, LAYOUT_PLAIN, "uses");
    text_size(text, ledger->usage_kb);
    if (ledger->limit_kb != ABSENT) {
        text_words(text, LAYOUT_PLAIN, "of its limit of");
        text_size(text, ledger->limit_kb);
    }
    if (ledger->swap_usage_kb != ABSENT) {
        text_words(text, LAYOUT_PLAIN, "and, beside it,");
        text_size(text, ledger->swap_usage_kb);
        text_words(text, LAYOUT_PLAIN, "of swap");
    }
    if (ledger->limit_kb == ABSENT) {
        layout_glue(&text->layout);
        text_words(text, LAYOUT_PLAIN,
                   text->event->cgroup.memory.limit_kb == ABSENT ? "; its limit is not in the log"
                                                                 : "; it has no limit of its own");
    }
    layout_end(&text->layout);
}

/* "containerd container ac135b393a4a pod b01bc6dd-... burstable", "unit mysqld.service" */
static void text_container(struct text *text) {
    const struct container *container = &text->reckoning->container;
    const struct {
        const char *what;
        str value;
    } facts[] = {{"", container->runtime},
                 {"container", str_first(container->id, TEXT_ID)},
                 {"pod", container->pod_uid},
                 {"", container->qos},
                 {"unit", container->id.len > 0 ? STR("") : container->unit}};
    layout_line(&text->layout, 2, 4);
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        if (facts[i].value.len == 0)
            continue;
        text_words(text, LAYOUT_DIM, facts[i].what);
        layout_unit(&text->layout, LAYOUT_DIM, facts[i].value);
    }
    layout_end(&text->layout);
}

static void text_group_balance(struct text *text) {
    const struct cgroup_ledger *ledger = &text->reckoning->cgroup;
    struct balance balance;
    if (!balance_group(text->reckoning, &balance))
        return;
    text_title(text, "Where the cgroup's memory went", balance.lines);
    if (ledger->usage_kb != ABSENT)
        text_limit(text, ledger);
    text_container(text);
    if (balance.count > 0)
        text_balance(text, &balance);
    text_absent(text, &balance);
}

void text_memory(struct text *text) {
    text_group_balance(text);
    text_machine_balance(text);
    text_zones(text);
    text_caches(text);
}
