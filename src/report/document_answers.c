/* The proof in sentences: evidence for and against, what the answers rest on, all advice, what was wrong with the log.
 * SPDX-License-Identifier: MIT */
#include "report/document_parts.h"
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
void document_against(struct document *document) {
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

void document_tell_rival(struct document *document, const struct finding *finding) {
    document_text(document, DOCUMENT_STRONG, finding->pattern);
    if (!finding->is_undecided) {
        document_words(document, " (");
        document_text(document, DOCUMENT_PLAIN, verdict_confidence(finding->confidence));
        document_words(document, " confidence)");
    }
    document_words(document, ": ");
    document_text(document, DOCUMENT_PLAIN, finding->statement);
    if (finding->evidence.count > 0)
        document_lines(document, finding->evidence.items[0].lines);
}

static void document_rivals(struct document *document) {
    const struct diagnosis *diagnosis = document->diagnosis;
    if (diagnosis->finding_count < 2)
        return;
    document_claim(document, DOCUMENT_PARAGRAPH, STR("Other possibilities:"), (struct span){0, 0});
    document_open(document, DOCUMENT_LIST);
    for (size_t i = 1; i < diagnosis->finding_count; i++) {
        document_open(document, DOCUMENT_ITEM);
        document_tell_rival(document, &diagnosis->findings[i]);
        document_close(document, DOCUMENT_ITEM);
    }
    document_close(document, DOCUMENT_LIST);
}

void document_evidence(struct document *document) {
    const struct diagnosis *diagnosis = document->diagnosis;
    if (diagnosis->finding_count == 0)
        return;
    const struct finding *finding = &diagnosis->findings[0];
    const bool has_more = finding->evidence.count > DOCUMENT_REASONS;
    struct evidence_list more = {.count = 0};
    if (has_more)
        more = (struct evidence_list){.items = finding->evidence.items + DOCUMENT_REASONS,
                                      .count = finding->evidence.count - DOCUMENT_REASONS};
    if (!has_more && finding->against.count == 0 && diagnosis->finding_count < 2)
        return;
    document->marks->section(document, "evidence", STR("More for and against the verdict"), (struct span){0, 0});
    if (has_more)
        document_claims(document, DOCUMENT_FOR, &more, more.count);
    document_against(document);
    document_rivals(document);
    document->marks->section_end(document);
}

/* Whether there is more to an answer than its few words. */
static bool document_has_more(const struct answer *answer) {
    const bool is_longer = answer->brief.len > 0 && !str_equal(answer->brief, answer->statement);
    return is_longer || answer->evidence.count > 0;
}

static void document_answer(struct document *document, const struct answer *answer) {
    document_open(document, DOCUMENT_PARAGRAPH);
    document_text(document, DOCUMENT_STRONG, answer->question);
    document_words(document, " ");
    document_text(document, DOCUMENT_PLAIN, answer->statement);
    document_close(document, DOCUMENT_PARAGRAPH);
    const bool is_absence = answer->evidence.count == 1 &&
                            str_equal(answer->evidence.items[0].code, STR("not-in-the-log")); /* as the answer says */
    document_claims(document, DOCUMENT_LIST, &answer->evidence, is_absence ? 0 : answer->evidence.count);
}

void document_answers(struct document *document) {
    const struct diagnosis *diagnosis = document->diagnosis;
    bool has_any = false;
    for (size_t i = 0; i < diagnosis->answer_count; i++) {
        if (!document_has_more(&diagnosis->answers[i]))
            continue;
        if (!has_any)
            document->marks->section(document, "answers", STR("What the answers rest on"), (struct span){0, 0});
        has_any = true;
        document_answer(document, &diagnosis->answers[i]);
    }
    if (has_any)
        document->marks->section_end(document);
}

/* None before it belongs to the same choice. */
static bool document_is_first_choice(const struct advice *advice, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (advice[i].either == advice[index].either)
            return false;
    return true;
}

void document_tell_advice(struct document *document, size_t index) {
    const struct advice *advice = &document->diagnosis->advice[index];
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
}

static void document_one_advice(struct document *document, size_t index) {
    const str command = document->diagnosis->advice[index].command;
    document_open(document, DOCUMENT_STEP);
    document_tell_advice(document, index);
    if (command.len > 0)
        document->marks->commands(document, command);
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

void document_history(struct document *document) {
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

/* The same event again, from another file. */
static void document_also(struct document *document) {
    const struct event *event = document->event;
    for (size_t i = 0; i < event->also_count && i < DOCUMENT_ROWS; i++) {
        const struct event_place *also = &event->also[i];
        const struct wording lines = wording_lines(also->first_line, also->last_line);
        const bool is_input = str_equal(also->file, STR("-"));
        document_open(document, DOCUMENT_ITEM);
        document_words(document, "It stands in ");
        document_text(document, is_input ? DOCUMENT_PLAIN : DOCUMENT_NAME,
                      is_input ? STR("standard input") : also->file);
        document_words(document, " too ");
        document_text(document, DOCUMENT_QUIET, wording_str(&lines));
        document_close(document, DOCUMENT_ITEM);
    }
}

void document_about_log(struct document *document) {
    const struct event *event = document->event;
    const struct diagnosis *diagnosis = document->diagnosis;
    const bool is_told =
        diagnosis->finding_count > 0 && diagnosis->findings[0].is_undecided; /* it lists what is missing */
    const unsigned missing = event->killer == KILLER_KERNEL && !is_told ? document->reckoning->missing : 0;
    const enum cut cut = document->reckoning->why_cut;
    if (event->warning_count == 0 && event->also_count == 0 && missing == 0 && cut == CUT_NOT)
        return;
    document->marks->section(document, "log", STR("About the log"), (struct span){0, 0});
    document_open(document, DOCUMENT_LIST);
    document_also(document);
    for (unsigned part = MISSING_TRIGGER; part <= MISSING_KILL; part <<= 1)
        if (missing & part)
            document_claim(document, DOCUMENT_ITEM, wording_missing(part), (struct span){0, 0});
    if (cut != CUT_NOT && cut != CUT_DAMAGED)
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
