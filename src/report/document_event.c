/* A whole event of a report with markup.
 * SPDX-License-Identifier: MIT */
#include "report/document_event.h"

#include "report/document_sections.h"

#include "base/format.h"

struct wording document_event_name(const struct event *event) {
    struct wording name;
    const bool is_kernel = event->killer == KILLER_KERNEL;
    const str killer = wording_killer(event->killer);
    name.len = format_text(name.text, sizeof name.text, "OOM event %lld%s%.*s", (long long)event->number,
                           is_kernel ? "" : " by ", is_kernel ? 0 : (int)killer.len, killer.data);
    return name;
}

void document_event_head(struct document *document) {
    document_where(document);
    document_head(document);
    document_first(document);
    document_questions(document);
}

void document_event_proof(struct document *document) {
    document_evidence(document);
    document_memory(document);
    document_zones(document);
    document_caches(document);
    document_tasks(document);
    document_kill(document);
    document_answers(document);
    document_advice(document);
    document_tail(document);
}
