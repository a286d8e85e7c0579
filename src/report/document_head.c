/* What happened, why, what to do first, and the answers: what a reader sees before all else.
 * SPDX-License-Identifier: MIT */
#include "report/document_parts.h"
#include "report/document_sections.h"
#include "report/places.h"

#include "model/verdict.h"

/* " · up 12 s", the first without the dot. */
static void document_fact(struct document *document, const char *what, enum document_style style, str value,
                          bool *has_fact) {
    if (value.len == 0)
        return;
    if (*has_fact)
        document_words(document, " \302\267 ");
    *has_fact = true;
    document_words(document, what);
    document_text(document, style, value);
}

str document_time_doubt(const struct event *event) {
    return event->time_inferred   ? STR("(the kernel's clock stands still in suspend)")
           : event->year_inferred ? STR("(year inferred)")
                                  : STR("");
}

/* "host db1 · 2026-01-06T07:32:35 · up 227 d 10 h · Linux 6.1.0 · x86_64 · kern.log [lines 10-93]" */
void document_where(struct document *document) {
    const struct event *event = document->event;
    const struct wording time = wording_time(&event->time), uptime = wording_duration(event->uptime_us),
                         ago = wording_ago(&event->time, &document->options->now);
    const str file = place_of(event, event->lines.first).file;
    bool has_fact = false;
    document_open(document, DOCUMENT_PARAGRAPH);
    document_fact(document, "host ", DOCUMENT_NAME, event->host, &has_fact);
    document_fact(document, event->time_inferred ? "about " : "", DOCUMENT_PLAIN, wording_str(&time), &has_fact);
    document_words(document, event->time_inferred || event->year_inferred ? " " : "");
    document_text(document, DOCUMENT_PLAIN, document_time_doubt(event));
    document_fact(document, "", DOCUMENT_PLAIN, wording_str(&ago), &has_fact);
    document_fact(document, "up ", DOCUMENT_PLAIN, wording_str(&uptime), &has_fact);
    document_fact(document, "Linux ", DOCUMENT_NAME, event->identity.release, &has_fact);
    document_fact(document, "", DOCUMENT_NAME, event->identity.arch, &has_fact);
    if (str_equal(file, STR("-")))
        document_fact(document, "", DOCUMENT_PLAIN, STR("standard input"), &has_fact);
    else
        document_fact(document, "", DOCUMENT_NAME, file, &has_fact);
    document_lines(document, event->lines);
    document_close(document, DOCUMENT_PARAGRAPH);
}

static void document_quote(struct document *document, const struct cited_text *quote) {
    if (quote->text.len == 0)
        return;
    document_open(document, DOCUMENT_QUOTE);
    document_text(document, DOCUMENT_NAME, quote->text);
    document_lines(document, (struct span){quote->line, quote->line});
    document_close(document, DOCUMENT_QUOTE);
}

void document_quotes(struct document *document) {
    document_quote(document, &document->event->reason);
    document_quote(document, &document->event->no_killable);
    document_quote(document, &document->event->panic);
}

static void document_verdict(struct document *document) {
    const struct finding *finding = &document->diagnosis->findings[0];
    const str confidence = verdict_confidence_of(finding);
    document_open(document, DOCUMENT_VERDICT);
    document_text(document, DOCUMENT_STRONG, finding->pattern);
    if (confidence.len > 0) {
        document_words(document, " (");
        document_text(document, DOCUMENT_PLAIN, confidence);
        document_words(document, " confidence)");
    }
    document_words(document, ": ");
    document_text(document, DOCUMENT_PLAIN, finding->statement);
    document_close(document, DOCUMENT_VERDICT);
    document_claims(document, DOCUMENT_FOR, &finding->evidence, DOCUMENT_REASONS);
}

void document_head(struct document *document) {
    document_claim(document, DOCUMENT_LEAD, document->diagnosis->headline, (struct span){0, 0});
    document_quotes(document);
    document_verdict(document);
}

void document_first(struct document *document) {
    if (document->diagnosis->advice_count == 0)
        return;
    const struct advice *advice = &document->diagnosis->advice[0];
    document->marks->section(document, "first", STR("What to do first"), (struct span){0, 0});
    document_open(document, DOCUMENT_PARAGRAPH);
    document_text(document, DOCUMENT_STRONG, advice->advice);
    document_words(document, " ");
    document_text(document, DOCUMENT_PLAIN, advice->because);
    document_lines(document, advice->lines);
    document_close(document, DOCUMENT_PARAGRAPH);
    if (advice->command.len > 0)
        document->marks->commands(document, advice->command);
    document->marks->section_end(document);
}

/* "Five questions": as many as the list holds. */
static str document_questions_title(size_t count) {
    static const str titles[] = {[4] = STR_INIT("Four questions"),
                                 STR_INIT("Five questions"),
                                 STR_INIT("Six questions"),
                                 STR_INIT("Seven questions")};
    return count < sizeof titles / sizeof *titles && titles[count].len > 0 ? titles[count] : STR("Questions");
}

void document_questions(struct document *document) {
    const struct diagnosis *diagnosis = document->diagnosis;
    document->marks->section(document, "questions", document_questions_title(diagnosis->answer_count),
                             (struct span){0, 0});
    document_open(document, DOCUMENT_STEPS);
    for (size_t i = 0; i < diagnosis->answer_count; i++) {
        document_open(document, DOCUMENT_STEP);
        document_text(document, DOCUMENT_STRONG, diagnosis->answers[i].question);
        document_words(document, " ");
        document_text(document, DOCUMENT_PLAIN, diagnosis->answers[i].brief);
        document_close(document, DOCUMENT_STEP);
    }
    document_close(document, DOCUMENT_STEPS);
    document->marks->section_end(document);
}
