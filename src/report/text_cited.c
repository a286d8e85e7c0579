/* The lines that the report refers to, in the log's own words.
 * SPDX-License-Identifier: MIT
 *
 * They stand at the end of the event, once each, so that a reference to a line of a pipe, which nobody can look up
 * again, leads somewhere. */
#include "report/places.h"
#include "report/text_sections.h"

#include <stdlib.h>

enum {
    TEXT_WHOLE_SPAN = 4, /* lines; of a longer span the first and the last are quoted */
    TEXT_QUOTED = TEXT_WHOLE_SPAN * TEXT_CITED,
    TEXT_QUOTE = 400, /* bytes of a line */
    TEXT_NUMBER = 8
};

struct text_numbers {
    int64_t items[TEXT_QUOTED];
    size_t count;
};

static void text_add_numbers(struct text_numbers *numbers, struct span lines) {
    const bool is_short = lines.last - lines.first < TEXT_WHOLE_SPAN;
    for (int64_t line = lines.first; is_short && line <= lines.last; line++)
        numbers->items[numbers->count++] = line;
    if (is_short)
        return;
    numbers->items[numbers->count++] = lines.first;
    numbers->items[numbers->count++] = lines.last;
}

static int text_compare_numbers(const void *a, const void *b) {
    const int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

static void task_sort_numbers(struct text_numbers *numbers) {
    size_t kept = 0;
    qsort(numbers->items, numbers->count, sizeof *numbers->items, text_compare_numbers);
    for (size_t i = 0; i < numbers->count; i++)
        if (kept == 0 || numbers->items[kept - 1] != numbers->items[i])
            numbers->items[kept++] = numbers->items[i];
    numbers->count = kept;
}

/* Whether one of the lines that OWN was put together from is wanted. */
static bool text_is_wanted(const struct text_numbers *numbers, const struct own_line *own) {
    size_t from = 0, to = numbers->count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (numbers->items[middle] < own->lines.first)
            from = middle + 1;
        else
            to = middle;
    }
    return from < numbers->count && numbers->items[from] <= own->lines.last;
}

static void text_quote_line(struct text *text, const struct own_line *own) {
    struct wording number = wording_number(place_of(text->document.event, own->lines.first).line);
    layout_line(&text->layout, 0, 0);
    layout_figure(&text->layout, LAYOUT_DIM, &number, TEXT_NUMBER);
    layout_due(&text->layout, 2);
    layout_left(&text->layout, LAYOUT_PLAIN, str_first(own->text, TEXT_QUOTE), 0);
    if (own->text.len > TEXT_QUOTE)
        layout_left(&text->layout, LAYOUT_DIM, STR(" ..."), 0);
    layout_end(&text->layout);
}

void text_cited(struct text *text) {
    const struct own_lines *own = &text->document.event->own;
    struct text_numbers numbers = {.count = 0};
    if (!text->document.options->lines || own->count == 0)
        return;
    for (size_t i = 0; i < text->cited_count; i++)
        text_add_numbers(&numbers, text->cited[i]);
    task_sort_numbers(&numbers);
    text_title(text, STR("The lines referred to"), (struct span){0, 0});
    for (size_t i = 0; i < own->count; i++)
        if (text_is_wanted(&numbers, &own->items[i]))
            text_quote_line(text, &own->items[i]);
}
