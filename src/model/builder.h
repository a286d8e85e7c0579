/* An event in progress: an empty event, and room for one more of whatever it lists.
 * SPDX-License-Identifier: MIT
 *
 * Lists grow inside the event's arena by doubling; the room of a list follows from its length, so nothing beside the
 * event needs to be kept. Every function survives a short memory: it returns NULL, or keeps what is there; the arena
 * tells (`failed`). */
#ifndef MODEL_BUILDER_H
#define MODEL_BUILDER_H

#include "base/arena.h"
#include "model/limits.h"

#include "model/codes.h"
#include "model/event.h"

/* An event in which nothing is said yet: every number absent. NULL when memory is short. */
struct event *builder_new(void);

/* The figures of Mem-Info are not the event's: none was said. */
void builder_forget_memory(struct event *event);

/* Lets EVENT share a budget with others: before anything is added. BUDGET has to stay until EVENT is freed. */
void builder_share(struct event *event, struct arena_budget *budget);

/* Releases an event with everything that hangs on it. */
void event_free(struct event *event);

/* Whether a list of COUNT elements of SIZE bytes may have one more: false at its bound or where the event's budget does
 * not allow it, with one warning, and when memory is short. LINE is where the element is printed. */
bool builder_need_place(struct event *event, size_t count, size_t size, size_t bound, int64_t line);

/* As arena_push, in the arena of EVENT. */
void *builder_push(struct event *event, void *items, size_t count, size_t size);

/* One more element of a list in EVENT, zeroed, or NULL where it has no place. The caller counts it:
 * BUILDER_PUSH(event, event->kills, event->kill_count, LIMIT_KILLS, line). */
#define BUILDER_PUSH(event, items, count, bound, line)                                                                 \
    (builder_need_place((event), (count), sizeof *(items), (bound), (line)) &&                                         \
             ((items) = builder_push((event), (items), (count), sizeof *(items)), !(event)->arena->failed)             \
         ? &(items)[(count)]                                                                                           \
         : NULL)

/* The room that a list of COUNT elements has: arena_push starts with ARENA_FIRST and doubles. Where it is not full, how
 * much is left does not matter. */
static inline size_t builder_room(size_t count) {
    const bool is_full = count == 0 || (count >= ARENA_FIRST && (count & (count - 1)) == 0);
    return is_full ? count : count + 1;
}

/* BUILDER_PUSH of an element that holds anything, for one that is written whole: mostly no call. */
#define BUILDER_NEXT(event, items, count, bound, line)                                                                 \
    ((count) < (bound) && builder_room(count) > (count) ? &(items)[count]                                              \
                                                        : BUILDER_PUSH((event), (items), (count), (bound), (line)))

/* A new zone of NODE called NAME, nothing said of it; NULL at a bound. */
struct zone *builder_zone(struct event *event, int64_t node, str name, int64_t line);

/* The same for "Node N active_anon:". */
struct node *builder_node(struct event *event, int64_t node, int64_t line);

/* A new row of the task table, cleared; NULL when memory is short. It stays where it is until the next one. Where the
 * list has no room for more, the smaller half of its rows goes: they count by name in `rest`. */
struct task *builder_task(struct event *event, int64_t line);

/* Gives the newest row its name, which is copied. */
void builder_name_task(struct event *event, struct task *task, str name);

/* The kill of PID, made if it is not there yet. */
struct kill *builder_kill(struct event *event, int64_t pid, int64_t line);

/* The same, moved before all others. */
struct kill *builder_kill_first(struct event *event, int64_t pid, int64_t line);

/* Keeps a number that the vocabulary has no place for. A name said before keeps its first value. */
void builder_other(struct event *event, struct named_list *list, size_t bound, str name, int64_t value, int64_t line);

/* "STATEMENT", known to scripts by CODE: FORMAT as printf. Beyond its bound warnings are dropped. */
void builder_warn_as(str code, struct event *event, struct span lines, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same by the code of the function that calls it. */
#define builder_warn(...) builder_warn_as(code_of(__func__), __VA_ARGS__)

/* Something near the event; TEXT is copied. */
void builder_note(struct event *event, enum note_kind kind, int64_t line, int64_t value, str text);

/* Keeps LINES, which are the event's own; TEXT is copied. At a bound it warns once and keeps no more. */
void builder_own_line(struct event *event, struct span lines, str text);

/* Widens *SPAN so that it holds LINE. */
static inline void builder_cover(struct span *span, int64_t line) {
    if (!span->first || line < span->first)
        span->first = line;
    if (line > span->last)
        span->last = line;
}

#endif
