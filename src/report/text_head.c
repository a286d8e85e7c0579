/* The head of the text report: which event, of which machine, when, and where in the log.
 * SPDX-License-Identifier: MIT */
#include "report/document_parts.h"
#include "report/escape.h"
#include "report/places.h"
#include "report/text_sections.h"

enum {
    TEXT_FACTS = 8,
    TEXT_BETWEEN = 3,
    TEXT_MARK = 2,
    TEXT_WORD = 32,
    TEXT_FILE_LEAST = 22,
    TEXT_FILE = TEXT_FACTS - 1
};

/* One fact of the line below the rule. */
struct text_fact {
    const char *name;
    str value;
    int rank; /* the highest is left out first where the line is too short */
};

static void text_rule(struct text *text) {
    struct wording number = wording_number(text->document.event->number);
    bool kernel = text->document.event->killer == KILLER_KERNEL;
    layout_line(&text->layout, 0, 0);
    text_words(text, LAYOUT_BOLD, "== OOM event");
    layout_unit(&text->layout, LAYOUT_BOLD, wording_str(&number));
    if (!kernel) {
        text_words(text, LAYOUT_BOLD, "by");
        layout_words(&text->layout, LAYOUT_BOLD, wording_killer(text->document.event->killer));
    }
    layout_rule(&text->layout, '=');
}

static str text_file(str file) {
    return str_equal(file, STR("-")) ? STR("standard input") : file;
}

/* The columns of a fact with what separates it from the next. */
static size_t text_fact_columns(const struct text_fact *facts, size_t index) {
    const struct text_fact *fact = &facts[index];
    const size_t most = index == TEXT_FILE ? TEXT_FILE_LEAST : TEXT_WORD, name = strlen(fact->name);
    size_t columns = escape_columns(fact->value);
    columns = columns > most ? most : columns;
    return fact->value.len == 0 ? 0 : name + (name > 0) + columns + TEXT_BETWEEN;
}

/* Leaves out what the line has no room for. */
static void text_fit_facts(struct text_fact *facts, size_t room) {
    for (int rank = TEXT_FACTS; rank > 0; rank--) {
        size_t columns = 0;
        for (size_t i = 0; i < TEXT_FACTS; i++)
            columns += text_fact_columns(facts, i);
        for (size_t i = 0; i < TEXT_FACTS && columns > room; i++)
            if (facts[i].rank == rank)
                facts[i].value.len = 0;
    }
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
    const struct event *event = text->document.event;
    struct oomwhy_time stamp = event->time;
    stamp.digits = 0;
    struct wording time = wording_time(&stamp), uptime = wording_duration(event->uptime_us),
                   ago = wording_ago(&event->time, &text->document.options->now);
    struct place first = place_of(event, event->lines.first), last = place_of(event, event->lines.last);
    struct wording lines = wording_lines(first.line, last.line);
    const str doubt = document_time_doubt(event);
    struct text_fact facts[TEXT_FACTS] = {{"host", event->host, 3},
                                          {event->time_inferred ? "about" : "", wording_str(&time), 0},
                                          {"", doubt, 5},
                                          {"", wording_str(&ago), 0},
                                          {"up", wording_str(&uptime), 4},
                                          {"Linux", event->identity.release, 2},
                                          {"", event->identity.arch, 6},
                                          {"", text_file(first.file), 1}};
    layout_line(&text->layout, 0, 0);
    text_fit_facts(facts, text->layout.prose - lines.len - TEXT_MARK);
    for (size_t i = 0; i < TEXT_FACTS; i++) {
        const size_t taken = text->layout.column + text->layout.due + lines.len + 1 + 2 * TEXT_MARK;
        const bool is_wide = i == TEXT_FILE && taken + TEXT_FILE_LEAST < text->layout.prose;
        text->layout.word_most = is_wide ? text->layout.prose - taken : i == TEXT_FILE ? TEXT_FILE_LEAST : TEXT_WORD;
        text_write_fact(text, &facts[i]);
    }
    text->layout.due = text->layout.column > 0;
    text_lines(text, event->lines);
    layout_end(&text->layout);
    text->layout.word_most = 0;
}

void text_head(struct text *text) {
    text_rule(text);
    text_where(text);
}
