/* Sentences with the input lines that they rest on.
 * SPDX-License-Identifier: MIT */
#include "diagnose/evidence.h"

void evidence_vadd_as(str code, struct arena *arena, struct evidence_list *list, struct span lines, const char *format,
                      va_list arguments) {
    str statement = arena_format_list(arena, format, arguments);
    if (statement.len == 0)
        return;
    struct evidence *added = ARENA_PUSH(arena, list->items, list->count, list->room);
    if (!added)
        return;
    list->count++;
    *added = (struct evidence){statement, lines, code};
}

void evidence_add_as(str code, struct arena *arena, struct evidence_list *list, struct span lines, const char *format,
                     ...) {
    va_list arguments;
    va_start(arguments, format);
    evidence_vadd_as(code, arena, list, lines, format, arguments);
    va_end(arguments);
}

struct span evidence_join(struct span a, struct span b) {
    if (a.first == 0)
        return b;
    if (b.first == 0)
        return a;
    return (struct span){a.first < b.first ? a.first : b.first, a.last > b.last ? a.last : b.last};
}
