/* What a term of an OOM report means, for people.
 * SPDX-License-Identifier: MIT */
#include "report/explain.h"

#include "report/glossary.h"
#include "report/layout.h"
#include "report/trace_words.h"

static void explain_one(struct layout *layout, const struct glossary_term *term) {
    layout_line(layout, 0, 2);
    layout_words(layout, LAYOUT_BOLD, term->name);
    layout_words(layout, LAYOUT_DIM, STR("("));
    layout_glue(layout);
    layout_words(layout, LAYOUT_DIM, glossary_kind_words(term->kind));
    layout_glue(layout);
    layout_words(layout, LAYOUT_DIM, STR(")"));
    layout_line(layout, 2, 2);
    layout_words(layout, LAYOUT_PLAIN, term->what);
    if (term->also.len > 0) {
        layout_line(layout, 2, 2);
        layout_words(layout, LAYOUT_DIM, STR("also:"));
        layout_words(layout, LAYOUT_DIM, term->also);
    }
    layout_end(layout);
}

static bool explain_found(struct layout *layout, const struct glossary_found *found) {
    for (size_t i = 0; i < found->count; i++) {
        if (i > 0)
            layout_space(layout);
        explain_one(layout, found->items[i]);
    }
    return found->count > 0;
}

static bool explain_function(struct layout *layout, str term) {
    str begin, end;
    if (!trace_words(term, &begin, &end))
        return false;
    layout_line(layout, 0, 2);
    layout_words(layout, LAYOUT_BOLD, term);
    layout_line(layout, 2, 2);
    layout_words(layout, LAYOUT_PLAIN, begin);
    layout_words(layout, LAYOUT_PLAIN, end);
    if (end.len > 0) {
        layout_glue(layout);
        layout_words(layout, LAYOUT_PLAIN, STR("."));
    }
    layout_end(layout);
    return true;
}

enum explain explain_term(struct out *out, int width, bool color, str term) {
    struct layout layout;
    struct glossary_found found;
    layout_open(&layout, out, width, color);
    glossary_find(term, &found);
    if (explain_found(&layout, &found) || explain_function(&layout, term))
        return EXPLAIN_FOUND;
    glossary_find_near(term, &found);
    return explain_found(&layout, &found) ? EXPLAIN_NEAR : EXPLAIN_UNKNOWN;
}

static void explain_kind(struct layout *layout, enum glossary_kind kind) {
    const struct glossary_term *term;
    bool has_any = false;
    layout_line(layout, 0, 0);
    layout_words(layout, LAYOUT_BOLD, glossary_kind_words(kind));
    layout_line(layout, 2, 2);
    for (size_t i = 0; (term = glossary_at(i)); i++) {
        if (term->kind != kind)
            continue;
        if (has_any) {
            layout_glue(layout);
            layout_words(layout, LAYOUT_PLAIN, STR(","));
        }
        has_any = true;
        layout_unit(layout, LAYOUT_PLAIN, term->name);
    }
    layout_end(layout);
}

void explain_list(struct out *out, int width, bool color) {
    struct layout layout;
    layout_open(&layout, out, width, color);
    for (enum glossary_kind kind = 0; kind < GLOSSARY_KINDS; kind++) {
        if (kind > 0)
            layout_space(&layout);
        explain_kind(&layout, kind);
    }
}
