/* What a line of an OOM report says, in words.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_ANNOTATE_REMARKS_H
#define REPORT_ANNOTATE_REMARKS_H

#include "report/text_claims.h"

/* What a remark is about; on one line they stand in this order. */
enum annotate_kind {
    ANNOTATE_SYSRQ,
    ANNOTATE_TRIGGER,
    ANNOTATE_CPUSET,
    ANNOTATE_IDENTITY,
    ANNOTATE_TRACE,
    ANNOTATE_MAKER,
    ANNOTATE_CGROUP,
    ANNOTATE_USAGE,
    ANNOTATE_STATISTIC, /* indexed by the group's place and the statistic's: see ANNOTATE_STATISTIC_BITS */
    ANNOTATE_COUNTER,   /* indexed by the field, as the next */
    ANNOTATE_TOTAL,
    ANNOTATE_NODE,
    ANNOTATE_ZONE,
    ANNOTATE_RESERVE,
    ANNOTATE_BUDDY,
    ANNOTATE_HUGEPAGES,
    ANNOTATE_SLAB,
    ANNOTATE_ALLOCATION,
    ANNOTATE_TASKS,
    ANNOTATE_TASK,
    ANNOTATE_SUMMARY,
    ANNOTATE_GROUP,
    ANNOTATE_INTENT,
    ANNOTATE_KILL,
    ANNOTATE_REAPED,
    ANNOTATE_NO_KILLABLE,
    ANNOTATE_PANIC,
    ANNOTATE_WARNING
};

enum {
    ANNOTATE_SINGLE = 24, /* more than there are kinds of which an event has one */
    ANNOTATE_STATISTIC_BITS = 16
};

struct annotate_remark {
    int64_t line;
    enum annotate_kind kind;
    size_t index; /* of what there are several */
};

/* Writes one remark, on lines of its own; nothing where there is nothing to say. */
void annotate_remark(struct text *text, const struct annotate_remark *remark);

#endif
