/* Sentences with the input lines that they rest on.
 * SPDX-License-Identifier: MIT */
#include "diagnose/evidence.h"

#include <stdio.h>

str evidence_vformat(struct arena *arena, const char *format, va_list arguments) {
    char small[512];
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(small, sizeof small, format, arguments);
    str text = STR("");
    if (len >= 0 && (size_t)len < sizeof small) {
        text = arena_copy(arena, str_of(small, (size_t)len));
    } else if (len >= 0) {
        char *large = arena_alloc(arena, (size_t)len + 1);
        if (large) {
            vsnprintf(large, (size_t)len + 1, format, again);
            text = str_of(large, (size_t)len);
        }
    }
    va_end(again);
    return text;
}

str evidence_format(struct arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    str text = evidence_vformat(arena, format, arguments);
    va_end(arguments);
    return text;
}

void evidence_vadd(struct arena *arena, struct oomwhy_evidence_list *list, struct oomwhy_span lines, const char *format,
                   va_list arguments) {
    str statement = evidence_vformat(arena, format, arguments);
    if (statement.len == 0)
        return;
    void *items = list->items;
    struct oomwhy_evidence *added = arena_push(arena, &items, list->count, &list->room, sizeof *added);
    if (!added)
        return;
    list->items = items;
    list->count++;
    *added = (struct oomwhy_evidence){statement, lines};
}

void evidence_add(struct arena *arena, struct oomwhy_evidence_list *list, struct oomwhy_span lines, const char *format,
                  ...) {
    va_list arguments;
    va_start(arguments, format);
    evidence_vadd(arena, list, lines, format, arguments);
    va_end(arguments);
}

struct oomwhy_span evidence_join(struct oomwhy_span a, struct oomwhy_span b) {
    if (a.first == 0)
        return b;
    if (b.first == 0)
        return a;
    return (struct oomwhy_span){a.first < b.first ? a.first : b.first, a.last > b.last ? a.last : b.last};
}
