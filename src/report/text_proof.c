/* The proof of the verdict: all that speaks for it and against it, and what else is possible.
 * SPDX-License-Identifier: MIT */
#include "report/text_sections.h"

#include "model/verdict.h"

/* Whether STATEMENT is that of another finding. */
static bool text_is_rival(const struct diagnosis *diagnosis, str statement) {
    for (size_t i = 1; i < diagnosis->finding_count; i++)
        if (str_equal(diagnosis->findings[i].statement, statement))
            return true;
    return false;
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
        if (!finding->is_undecided) {
            text_words(text, LAYOUT_PLAIN, "(");
            layout_glue(&text->layout);
            layout_words(&text->layout, LAYOUT_PLAIN, verdict_confidence(finding->confidence));
            text_words(text, LAYOUT_PLAIN, "confidence)");
        }
        layout_glue(&text->layout);
        text_words(text, LAYOUT_PLAIN, ":");
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

/* The log's own words, where it says why. */
static void text_quote(struct text *text, const struct cited_text *quote) {
    if (quote->text.len == 0)
        return;
    layout_line(&text->layout, 2, 4);
    text_words(text, LAYOUT_DIM, ">");
    layout_words(&text->layout, LAYOUT_PLAIN, quote->text);
    text_lines(text, (struct span){quote->line, quote->line});
    layout_end(&text->layout);
}

void text_proof(struct text *text) {
    const struct diagnosis *diagnosis = text->diagnosis;
    text_title(text, "Why this verdict", (struct span){0, 0});
    text_quote(text, &text->event->reason);
    text_quote(text, &text->event->no_killable);
    text_quote(text, &text->event->panic);
    if (diagnosis->finding_count == 0)
        return;
    layout_line(&text->layout, 2, 2);
    layout_words(&text->layout, LAYOUT_PLAIN, diagnosis->findings[0].statement);
    layout_end(&text->layout);
    text_claims(text, "+", 2, &diagnosis->findings[0].evidence);
    text_against(text);
    text_rivals(text);
}
