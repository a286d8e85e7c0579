/* Sentences with the input lines that they rest on.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_EVIDENCE_H
#define DIAGNOSE_EVIDENCE_H

#include "base/arena.h"
#include "base/str.h"

#include "model/codes.h"
#include "model/finding.h"

#include <stdarg.h>

/* Appends a sentence, known to scripts by CODE; nothing is appended when memory is short. */
void evidence_add_as(str code, struct arena *arena, struct evidence_list *list, struct span lines, const char *format,
                     ...) __attribute__((format(printf, 5, 6)));
void evidence_vadd_as(str code, struct arena *arena, struct evidence_list *list, struct span lines, const char *format,
                      va_list arguments) __attribute__((format(printf, 5, 0)));

/* The same by the code of the function that calls them. */
#define evidence_add(...) evidence_add_as(code_of(__func__), __VA_ARGS__)
#define evidence_vadd(...) evidence_vadd_as(code_of(__func__), __VA_ARGS__)

/* The one line LINE; no line for 0. */
static inline struct span evidence_line(int64_t line) {
    return (struct span){line, line};
}

/* The smallest span that holds both; one that is no line is left out. */
struct span evidence_join(struct span a, struct span b);

#endif
