/* Sentences with the input lines that they rest on.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_EVIDENCE_H
#define DIAGNOSE_EVIDENCE_H

#include "base/arena.h"
#include "base/str.h"

#include "model/finding.h"

#include <stdarg.h>

/* Appends a sentence; nothing is appended when memory is short. */
void evidence_add(struct arena *arena, struct evidence_list *list, struct span lines, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void evidence_vadd(struct arena *arena, struct evidence_list *list, struct span lines, const char *format,
                   va_list arguments) __attribute__((format(printf, 4, 0)));

/* The one line LINE; no line for 0. */
static inline struct span evidence_line(int64_t line) {
    return (struct span){line, line};
}

/* The smallest span that holds both; one that is no line is left out. */
struct span evidence_join(struct span a, struct span b);

#endif
