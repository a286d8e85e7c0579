/* The proof in sentences: evidence for and against, what the answers rest on, all advice, what was wrong with the log.
 * SPDX-License-Identifier: MIT */
#include "report/document_sections.h"

#include "model/verdict.h"

/* Whether STATEMENT is that of another finding. */
static bool document_is_rival(const struct diagnosis *diagnosis, str statement) {
    for (size_t i = 1; i < diagnosis->finding_count; i++)
        if (str_equal(diagnosis->findings[i].statement, statement))
            return true;
    return false;
}

/* What speaks against the leading finding, without the other findings, which are listed by themselves. */
static void document_against(struct document *document) {
    const struct evidence_list *all = &document->diagnosis->findings[0].against;
    bool has_any = false;
    for (size_t i = 0; i < all->count; i++) {
        if (document_is_rival(document->diagnosis, all->items[i].statement))
            continue;
        if (!has_any) {
            document_claim(document, DOCUMENT_PARAGRAPH, STR("What speaks against it:"), (struct span){0, 0});
            document_open(document, DOCUMENT_AGAINST);
        }
        has_any = true;
        document_claim(document, DOCUMENT_ITEM, all->items[i].statement, all->items[i].lines);
    }
    if (has_any)
        document_close(document, DOCUMENT_AGAINST);
}

static void document_rival(struct document *document, const struct finding *finding) {
    document_open(document, DOCUMENT_ITEM);
    document_text(document, DOCUMENT_STRONG, finding->pattern);
    document_words(document, " (");
    document_text(document, DOCUMENT_PLAIN, verdict_confidence(finding->confidence));
    document_words(document, " confidence): ");
    document_text(document, DOCUMENT_PLAIN, finding->statement);
    if (finding->evidence.count > 0)
        document_lines(document, finding->evidence.items[0].lines);
    document_close(document, DOCUMENT_ITEM);
}

static void document_rivals(struct document *document) {
    const struct diagnosis *diagnosis = document->diagnosis;
    if (diagnosis->finding_count < 2)
        return;
    document_claim(document, DOCUMENT_PARAGRAPH, STR("Other possibilities:"), (struct span){0, 0});
    document_open(document, DOCUMENT_LIST);
    for (size_t i = 1; i < diagnosis->finding_count; i++)
        document_rival(document, &diagnosis->findings[i]);
    document_close(document, DOCUMENT_LIST);
}

void document_evidence(struct document *document) {
    const struct diagnosis *diagnosis = document->diagnosis;
    if (diagnosis->finding_count == 0)
        return;
    const struct finding *finding = &diagnosis->findings[0];
    const struct evidence_list more = {.items = finding->evidence.items + DOCUMENT_REASONS,
                                       .count = finding->evidence.count - DOCUMENT_REASONS};
    const bool has_more = finding->evidence.count > DOCUMENT_REASONS;
    if (!has_more && finding->against.count == 0 && diagnosis->finding_count < 2)
        return;
    document->marks->section(document, "evidence", STR("More for and against the verdict"), (struct span){0, 0});
    if (has_more)
        document_claims(document, DOCUMENT_FOR, &more, more.count);
    document_against(document);
    document_rivals(document);
    document->marks->section_end(document);
}

void document_answers(struct document *document) {
    const struct diagnosis *diagnosis = document->diagnosis;
    size_t count = 0;
    for (size_t i = 0; i < diagnosis->answer_count; i++)
        count += diagnosis->answers[i].evidence.count;
    if (count == 0)
        return;
    document->marks->section(document, "answers", STR("What the answers rest on"), (struct span){0, 0});
    for (size_t i = 0; i < diagnosis->answer_count; i++) {
        const struct answer *answer = &diagnosis->answers[i];
        if (answer->evidence.count == 0)
            continue;
        document_open(document, DOCUMENT_PARAGRAPH);
        document_text(document, DOCUMENT_STRONG, answer->question);
        document_close(document, DOCUMENT_PARAGRAPH);
        document_claims(document, DOCUMENT_LIST, &answer->evidence, answer->evidence.count);
    }
    document->marks->section_end(document);
}

/* None before it belongs to the same choice. */
static bool document_is_first_choice(const struct advice *advice, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (advice[i].either == advice[index].either)
            return false;
    return true;
}

static void document_one_advice(struct document *document, size_t index) {
    const struct advice *advice = &document->diagnosis->advice[index];
    document_open(document, DOCUMENT_STEP);
    if (advice->either > 0)
        document_words(document,
                       document_is_first_choice(document->diagnosis->advice, index) ? "Either: " : "Or instead: ");
    document_text(document, DOCUMENT_STRONG, advice->advice);
    document_words(document, " ");
    document_text(document, DOCUMENT_PLAIN, advice->because);
    if (advice->side_effect.len > 0) {
        document_words(document, " Side effect: ");
        document_text(document, DOCUMENT_PLAIN, advice->side_effect);
    }
    document_lines(document, advice->lines);
    if (advice->command.len > 0)
        document->marks->commands(document, advice->command);
    document_close(document, DOCUMENT_STEP);
}

void document_advice(struct document *document) {
    if (document->diagnosis->advice_count == 0)
        return;
    document->marks->section(document, "advice", STR("All advice"), (struct span){0, 0});
    document_open(document, DOCUMENT_STEPS);
    for (size_t i = 0; i < document->diagnosis->advice_count; i++)
        document_one_advice(document, i);
    document_close(document, DOCUMENT_STEPS);
    document->marks->section_end(document);
}

static void document_history(struct document *document) {
    const struct diagnosis *diagnosis = document->diagnosis;
    if (diagnosis->history_count == 0)
        return;
    document->marks->section(document, "earlier", STR("Earlier events"), (struct span){0, 0});
    document_open(document, DOCUMENT_LIST);
    for (size_t i = 0; i < diagnosis->history_count; i++)
        document_claim(document, DOCUMENT_ITEM, diagnosis->history[i].statement, diagnosis->history[i].lines);
    document_close(document, DOCUMENT_LIST);
    document->marks->section_end(document);
}

/* What stood near the event, in its own words. */
static void document_notes(struct document *document) {
    const struct event *event = document->event;
    if (event->note_count == 0)
        return;
    document->marks->section(document, "near", STR("Near the event in the log"), (struct span){0, 0});
    document_open(document, DOCUMENT_LIST);
    for (size_t i = 0; i < event->note_count; i++) {
        document_open(document, DOCUMENT_ITEM);
        document_text(document, DOCUMENT_NAME, event->notes[i].text);
        document_lines(document, (struct span){event->notes[i].line, event->notes[i].line});
        document_close(document, DOCUMENT_ITEM);
    }
    document_close(document, DOCUMENT_LIST);
    document->marks->section_end(document);
}

static void document_about_log(struct document *document) {
    const struct event *event = document->event;
    const struct diagnosis *diagnosis = document->diagnosis;
    const bool is_told =
        diagnosis->finding_count > 0 &&
        str_equal(diagnosis->findings[0].pattern, STR("insufficient-data")); /* it lists what is missing */
    const unsigned missing = event->killer == KILLER_KERNEL && !is_told ? document->reckoning->missing : 0;
    const enum cut cut = document->reckoning->why_cut;
    if (event->warning_count == 0 && missing == 0 && cut == CUT_NOT)
        return;
    document->marks->section(document, "log", STR("About the log"), (struct span){0, 0});
    document_open(document, DOCUMENT_LIST);
    for (unsigned part = MISSING_TRIGGER; part <= MISSING_KILL; part <<= 1)
        if (missing & part)
            document_claim(document, DOCUMENT_ITEM, wording_missing(part), (struct span){0, 0});
    if (cut != CUT_NOT)
        document_claim(document, DOCUMENT_ITEM, wording_cut(cut), event->tasks.lines);
    for (size_t i = 0; i < event->warning_count; i++)
        document_claim(document, DOCUMENT_ITEM, event->warnings[i].statement, event->warnings[i].lines);
    document_close(document, DOCUMENT_LIST);
    document->marks->section_end(document);
}

void document_tail(struct document *document) {
    document_history(document);
    document_notes(document);
    document_about_log(document);
}
