/* The head of the text report: which event, of which machine, when, and where in the log.
 * SPDX-License-Identifier: MIT */
#include "report/escape.h"
#include "report/places.h"
#include "report/text_sections.h"

enum { TEXT_FACTS = 7, TEXT_BETWEEN = 3, TEXT_WORD = 32 };

/* One fact of the line below the rule. */
struct text_fact {
    const char *name;
    str value;
    int rank; /* the highest is left out first where the line is too short */
};

static void text_rule(struct text *text) {
    struct wording number = wording_number(text->event->number);
    bool kernel = text->event->killer == KILLER_KERNEL;
    layout_line(&text->layout, 0, 0);
    text_words(text, LAYOUT_BOLD, "== OOM event");
    layout_unit(&text->layout, LAYOUT_BOLD, wording_str(&number));
    if (!kernel) {
        text_words(text, LAYOUT_BOLD, "by");
        layout_words(&text->layout, LAYOUT_BOLD, wording_killer(text->event->killer));
    }
    layout_rule(&text->layout, '=');
}

static str text_file(str file) {
    return str_equal(file, STR("-")) ? STR("standard input") : file;
}

static size_t text_fact_columns(const struct text *text, const struct text_fact *fact) {
    size_t columns = escape_columns(fact->value), name = strlen(fact->name);
    if (columns > text->layout.word_most)
        columns = text->layout.word_most;
    return fact->value.len == 0 ? 0 : name + (name > 0) + columns + TEXT_BETWEEN;
}

/* Leaves out what the line has no room for. */
static void text_fit_facts(const struct text *text, struct text_fact *facts, size_t room) {
    for (int rank = TEXT_FACTS; rank > 0; rank--) {
        size_t columns = 0;
        for (size_t i = 0; i < TEXT_FACTS; i++)
            columns += text_fact_columns(text, &facts[i]);
        for (size_t i = 0; i < TEXT_FACTS && columns > room; i++)
            if (facts[i].rank == rank)
                facts[i].value.len = 0;
    }
}

/* The columns that are left beside the facts, for a longer word. */
static size_t text_columns_left(const struct text *text, const struct text_fact *facts, size_t room) {
    size_t columns = 0;
    for (size_t i = 0; i < TEXT_FACTS; i++)
        columns += text_fact_columns(text, &facts[i]);
    return columns < room ? room - columns : 0;
}

static void text_write_fact(struct text *text, const struct text_fact *fact) {
    if (fact->value.len == 0)
        return;
    if (fact->name[0])
        text_words(text, LAYOUT_DIM, fact->name);
    layout_unit(&text->layout, LAYOUT_PLAIN, fact->value);
    text->layout.due = TEXT_BETWEEN;
}

/* "host db1   2026-01-06T07:32:35   up 227 d 10 h   Linux 6.1.0   kern.log [lines 10-93]" on one line. */
static void text_where(struct text *text) {
    const struct event *event = text->event;
    struct wording time = wording_time(&event->time), uptime = wording_duration(event->uptime_us);
    struct place first = place_of(event, event->lines.first), last = place_of(event, event->lines.last);
    struct wording lines = wording_lines(first.line, last.line);
    struct text_fact facts[TEXT_FACTS] = {{"host", event->host, 2},
                                          {"", wording_str(&time), 0},
                                          {"", event->year_inferred ? STR("(year inferred)") : STR(""), 5},
                                          {"up", wording_str(&uptime), 4},
                                          {"Linux", event->identity.release, 3},
                                          {"", event->identity.arch, 6},
                                          {"", text_file(first.file), 1}};
    text->layout.word_most = TEXT_WORD;
    layout_line(&text->layout, 0, 0);
    text_fit_facts(text, facts, text->layout.prose - lines.len);
    text->layout.word_most += text_columns_left(text, facts, text->layout.prose - lines.len);
    for (size_t i = 0; i < TEXT_FACTS; i++)
        text_write_fact(text, &facts[i]);
    text->layout.due = text->layout.column > 0;
    text_lines(text, event->lines);
    layout_end(&text->layout);
    text->layout.word_most = 0;
}

void text_head(struct text *text) {
    text_rule(text);
    text_where(text);
}
