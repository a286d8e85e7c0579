/* Why the kernel had to kill, why this task, and who died.
 * SPDX-License-Identifier: MIT */
#include "report/document_parts.h"
#include "report/text_sections.h"

static void text_victims(struct text *text) {
    const struct event *event = text->document.event;
    for (size_t i = 0; i < event->kill_count && i < TEXT_ROWS; i++) {
        text_item(text, "");
        document_tell_kill(&text->document, &event->kills[i]);
        layout_end(&text->layout);
    }
    if (event->kill_count > TEXT_ROWS)
        text_more(text, event->kill_count - TEXT_ROWS, "kills");
}

void text_kill(struct text *text) {
    document_why_now(&text->document);
    text_title(text, STR("Why this victim"), (struct span){0, 0});
    text_victims(text);
    text_claims(text, "-", 2, &text->document.diagnosis->choice);
}
