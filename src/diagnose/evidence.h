/* Sentences with the input lines that they rest on.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_EVIDENCE_H
#define DIAGNOSE_EVIDENCE_H

#include "base/arena.h"
#include "base/str.h"

#include <oomwhy/finding.h>

#include <stdarg.h>

/* Appends a sentence; nothing is appended when memory is short. */
void evidence_add(struct arena *arena, struct oomwhy_evidence_list *list, struct oomwhy_span lines, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));
void evidence_vadd(struct arena *arena, struct oomwhy_evidence_list *list, struct oomwhy_span lines, const char *format,
                   va_list arguments) __attribute__((format(printf, 4, 0)));

/* The one line LINE; no line for 0. */
static inline struct oomwhy_span evidence_line(int64_t line) {
    return (struct oomwhy_span){line, line};
}

/* The smallest span that holds both; one that is no line is left out. */
struct oomwhy_span evidence_join(struct oomwhy_span a, struct oomwhy_span b);

#endif
