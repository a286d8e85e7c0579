/* The proof of the verdict: all that speaks for it and against it, and what else is possible.
 * SPDX-License-Identifier: MIT */
#include "report/document_parts.h"
#include "report/text_sections.h"

static void text_rivals(struct text *text) {
    const struct diagnosis *diagnosis = text->document.diagnosis;
    if (diagnosis->finding_count < 2)
        return;
    layout_line(&text->layout, 2, 2);
    text_words(text, LAYOUT_PLAIN, "Other possibilities:");
    for (size_t i = 1; i < diagnosis->finding_count; i++) {
        text_item(text, "*");
        document_tell_rival(&text->document, &diagnosis->findings[i]);
    }
    layout_end(&text->layout);
}

void text_proof(struct text *text) {
    const struct diagnosis *diagnosis = text->document.diagnosis;
    text_title(text, STR("Why this verdict"), (struct span){0, 0});
    document_quotes(&text->document);
    layout_line(&text->layout, 2, 2);
    layout_words(&text->layout, LAYOUT_PLAIN, diagnosis->findings[0].statement);
    layout_end(&text->layout);
    text_claims(text, "+", 2, &diagnosis->findings[0].evidence);
    document_against(&text->document);
    text_rivals(text);
}
