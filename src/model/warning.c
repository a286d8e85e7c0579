/* What the arithmetic found to be damaged or contradictory goes into the event's warnings.
 * SPDX-License-Identifier: MIT */
#include "model/warning.h"

#include "base/arena.h"

/* The room that lists filled by arena_push have: whoever adds to the list later reckons with it. */
static size_t warning_room(size_t count) {
    size_t room = ARENA_FIRST;
    while (room < count)
        room *= 2;
    return room;
}

bool warning_add_as(str code, struct event *event, struct span lines, str statement) {
    struct warning *list = arena_alloc(event->arena, warning_room(event->warning_count + 1) * sizeof *list);
    if (!list || !statement.len)
        return false;
    if (event->warning_count)
        memcpy(list, event->warnings, event->warning_count * sizeof *list);
    list[event->warning_count] = (struct warning){.statement = statement, .lines = lines, .code = code};
    event->warnings = list;
    event->warning_count++;
    return true;
}
