/* The top of the text report: which event, what happened, the verdict.
 * SPDX-License-Identifier: MIT */
#include "report/places.h"
#include "report/text.h"

#include "model/verdict.h"

/* One fact of the line below the rule. */
static void text_fact(struct text *text, const char *name, str value) {
    if (value.len == 0)
        return;
    if (name[0])
        text_words(text, LAYOUT_DIM, name);
    layout_unit(&text->layout, LAYOUT_PLAIN, value);
    text->layout.due = 3;
}

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

/* "host db1   2026-01-06T07:32:35   up 227 d 10 h   Linux 6.1.0   kern.log [lines 10-93]" */
static void text_where(struct text *text) {
    const struct event *event = text->event;
    struct wording time = wording_time(&event->time), uptime = wording_duration(event->uptime_us);
    layout_line(&text->layout, 0, 0);
    text_fact(text, "host", event->host);
    text_fact(text, "", wording_str(&time));
    if (event->year_inferred)
        text_fact(text, "", STR("(year inferred)"));
    text_fact(text, "up", wording_str(&uptime));
    text_fact(text, "Linux", event->identity.release);
    text_fact(text, "", event->identity.arch);
    text_fact(text, "", text_file(place_of(event, event->lines.first).file));
    text->layout.due = text->layout.column > 0;
    text_lines(text, event->lines);
    layout_end(&text->layout);
}

/* The same event again, from another file. */
static void text_also(struct text *text) {
    for (size_t i = 0; i < text->event->also_count && i < TEXT_ROWS; i++) {
        const struct event_place *also = &text->event->also[i];
        struct wording lines = wording_lines(also->first_line, also->last_line);
        layout_line(&text->layout, 0, 0);
        text_words(text, LAYOUT_DIM, "also in");
        layout_unit(&text->layout, LAYOUT_DIM, text_file(also->file));
        layout_unit(&text->layout, LAYOUT_DIM, wording_str(&lines));
        layout_end(&text->layout);
    }
}

/* Whether STATEMENT is that of another finding. */
static bool text_is_rival(const struct diagnosis *diagnosis, str statement) {
    for (size_t i = 1; i < diagnosis->finding_count; i++)
        if (str_equal(diagnosis->findings[i].statement, statement))
            return true;
    return false;
}

/* " (medium confidence):", or ":" of one that says that there is too little to tell. */
static void text_rival_confidence(struct text *text, const struct finding *finding) {
    str confidence = verdict_confidence_of(finding);
    if (confidence.len == 0) {
        layout_glue(&text->layout);
        text_words(text, LAYOUT_PLAIN, ":");
        return;
    }
    text_words(text, LAYOUT_PLAIN, "(");
    layout_glue(&text->layout);
    layout_words(&text->layout, LAYOUT_PLAIN, confidence);
    text_words(text, LAYOUT_PLAIN, "confidence):");
}

static void text_rivals(struct text *text) {
    const struct diagnosis *diagnosis = text->diagnosis;
    if (diagnosis->finding_count < 2)
        return;
    layout_line(&text->layout, 2, 2);
    text_words(text, LAYOUT_PLAIN, "Other possibilities:");
    for (size_t i = 1; i < diagnosis->finding_count; i++) {
        const struct finding *finding = &diagnosis->findings[i];
        layout_line(&text->layout, 2, 4);
        text_words(text, LAYOUT_PLAIN, "*");
        layout_words(&text->layout, LAYOUT_BOLD, finding->pattern);
        text_rival_confidence(text, finding);
        layout_words(&text->layout, LAYOUT_PLAIN, finding->statement);
        if (finding->evidence.count > 0)
            text_lines(text, finding->evidence.items[0].lines);
    }
    layout_end(&text->layout);
}

/* What speaks against the leading finding, without the other findings, which are listed by themselves. */
static void text_against(struct text *text) {
    const struct diagnosis *diagnosis = text->diagnosis;
    const struct evidence_list *all = &diagnosis->findings[0].against;
    bool any = false;
    for (size_t i = 0; i < all->count; i++) {
        if (text_is_rival(diagnosis, all->items[i].statement))
            continue;
        if (!any) {
            layout_line(&text->layout, 2, 2);
            text_words(text, LAYOUT_PLAIN, "What speaks against it:");
        }
        any = true;
        text_claim(text, "-", 2, all->items[i].statement, all->items[i].lines);
    }
}

static void text_verdict(struct text *text) {
    const struct diagnosis *diagnosis = text->diagnosis;
    layout_space(&text->layout);
    layout_line(&text->layout, 0, 2);
    text_words(text, LAYOUT_YELLOW, "VERDICT");
    layout_words(&text->layout, LAYOUT_BOLD, diagnosis->verdict);
    layout_end(&text->layout);
    if (diagnosis->finding_count == 0)
        return;
    text_claims(text, "+", 2, &diagnosis->findings[0].evidence);
    text_against(text);
    text_rivals(text);
}

/* The log's own words, where it says why. */
static void text_quote(struct text *text, const struct cited_text *quote) {
    if (quote->text.len == 0)
        return;
    layout_line(&text->layout, 2, 2);
    text_words(text, LAYOUT_DIM, ">");
    layout_words(&text->layout, LAYOUT_PLAIN, quote->text);
    text_lines(text, (struct span){quote->line, quote->line});
    layout_end(&text->layout);
}

void text_head(struct text *text) {
    text_rule(text);
    text_where(text);
    text_also(text);
    layout_space(&text->layout);
    layout_line(&text->layout, 0, 0);
    layout_words(&text->layout, LAYOUT_BOLD, text->diagnosis->headline);
    layout_end(&text->layout);
    text_quote(text, &text->event->reason);
    text_quote(text, &text->event->no_killable);
    text_quote(text, &text->event->panic);
    text_verdict(text);
}
