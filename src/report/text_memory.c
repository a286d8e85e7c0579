/* Where the memory went: a balance that adds up, the zones against their watermarks, the largest kernel caches.
 * SPDX-License-Identifier: MIT */
#include "report/balance.h"
#include "report/document_parts.h"
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

/* How the log's counters relate to each other; once is enough. */
static void text_legend(struct text *text) {
    if (text->document.event->memory.counters.lines.first == 0 || text->has_legend)
        return;
    text->has_legend = true;
    document_counters(&text->document);
}

static void text_machine_balance(struct text *text) {
    struct balance balance;
    if (!balance_machine(text->document.reckoning, &balance))
        return;
    text_title(text, document_machine_title(&text->document), balance.lines);
    text_balance(text, &balance);
    document_machine_notes(&text->document, &balance);
    text_legend(text);
}

/* "containerd container ac135b393a4a pod b01bc6dd-... burstable", "unit mysqld.service" */
static void text_container(struct text *text) {
    struct document_named facts[DOCUMENT_CONTAINER_FACTS];
    const size_t count = document_container_facts(&text->document.reckoning->container, facts);
    layout_line(&text->layout, 2, 4);
    for (size_t i = 0; i < count; i++) {
        layout_words(&text->layout, LAYOUT_DIM, str_from_cstr(facts[i].what));
        layout_unit(&text->layout, LAYOUT_DIM, facts[i].value);
    }
    layout_end(&text->layout);
}

static void text_group_balance(struct text *text) {
    struct balance balance;
    if (!balance_group(text->document.reckoning, &balance))
        return;
    text_title(text, STR("Where the cgroup's memory went"), balance.lines);
    if (text->document.reckoning->cgroup.usage_kb != ABSENT) {
        document_open(&text->document, DOCUMENT_PARAGRAPH);
        document_tell_limit(&text->document);
        document_close(&text->document, DOCUMENT_PARAGRAPH);
    }
    text_container(text);
    if (balance.count > 0)
        text_balance(text, &balance);
    document_absent(&text->document, &balance);
}

void text_memory(struct text *text) {
    text_group_balance(text);
    text_machine_balance(text);
    text_zones(text);
    text_caches(text);
}
