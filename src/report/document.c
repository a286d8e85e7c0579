/* What the sections of a document are made of.
 * SPDX-License-Identifier: MIT */
#include "report/document.h"

void document_size(struct document *document, int64_t kb) {
    const struct wording size = wording_size(kb);
    document_text(document, DOCUMENT_PLAIN, wording_str(&size));
}

void document_number(struct document *document, int64_t number) {
    const struct wording shown = wording_number(number);
    document_text(document, DOCUMENT_PLAIN, wording_str(&shown));
}

void document_claim(struct document *document, enum document_block block, str statement, struct span lines) {
    document_open(document, block);
    document_text(document, DOCUMENT_PLAIN, statement);
    document_lines(document, lines);
    document_close(document, block);
}

void document_claims(struct document *document, enum document_block block, const struct evidence_list *list,
                     size_t most) {
    if (list->count == 0)
        return;
    document_open(document, block);
    for (size_t i = 0; i < list->count && i < most; i++)
        document_claim(document, DOCUMENT_ITEM, list->items[i].statement, list->items[i].lines);
    document_close(document, block);
}

void document_cell_text(struct document *document, enum document_style style, str text) {
    const struct document_cell cell = {text, style, ABSENT};
    document->marks->cell(document, &cell);
}

void document_cell_figure(struct document *document, const struct wording *shown, int64_t value) {
    const struct document_cell cell = {wording_str(shown), DOCUMENT_PLAIN, value};
    document->marks->cell(document, &cell);
}
