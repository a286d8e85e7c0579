/* The HTML report's page: text that can be nothing but text.
 * SPDX-License-Identifier: MIT */
#include "report/html_page.h"

#include "base/ascii.h"
#include "report/escape.h"

#include "base/format.h"

static str html_entity(char byte) {
    switch (byte) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default:
        return STR("");
    }
}

/* What an out gets on its way through escape_hand_on. */
static int html_write(void *context, const char *bytes, size_t len) {
    struct out *out = context;
    size_t from = 0;
    for (size_t at = 0; at < len; at++) {
        const str entity = html_entity(bytes[at]);
        if (entity.len == 0)
            continue;
        out_bytes(out, bytes + from, at - from);
        out_str(out, entity);
        from = at + 1;
    }
    out_bytes(out, bytes + from, len - from);
    return 0;
}

void html_text(struct out *out, str text) {
    (void)escape_hand_on(text, html_write, out);
}

void html_number(struct out *out, int64_t number) {
    char text[FORMAT_NUMBER];
    out_bytes(out, text, (size_t)(format_i64(text, number) - text));
}

/* The kind tells terms of one name apart. */
void html_term_id(struct out *out, const struct glossary_term *term) {
    html_str(out, "t");
    html_number(out, (int64_t)term->kind);
    html_str(out, "-");
    for (size_t i = 0; i < term->name.len; i++) {
        const char byte = term->name.data[i];
        const bool is_plain = ascii_is_alnum(byte);
        out_byte(out, is_plain ? byte : '-');
    }
}

static void html_link(struct out *out, str text, size_t term, struct html_terms *terms) {
    html_str(out, "<a class=\"t\" href=\"#");
    html_term_id(out, glossary_at(term));
    html_str(out, "\">");
    html_text(out, text);
    html_str(out, "</a>");
    terms->is_used[term] = true;
}

void html_term(struct out *out, str text, const struct glossary_term *term, struct html_terms *terms) {
    html_link(out, text, glossary_index(term), terms);
}

/* " MiB", " %" */
static bool html_is_unit(str text) {
    static const str units[] = {STR_INIT(" %"),   STR_INIT(" KiB"), STR_INIT(" MiB"),
                                STR_INIT(" GiB"), STR_INIT(" TiB"), STR_INIT(" kB")};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_starts(text, units[i]))
            return true;
    return false;
}

/* Text whose figures keep their units on their line. */
static void html_words(struct out *out, str text, bool is_prose) {
    size_t from = 0;
    for (size_t at = 1; is_prose && at < text.len; at++) {
        const char before = text.data[at - 1];
        if (text.data[at] != ' ' || before < '0' || before > '9' || !html_is_unit(str_from(text, at)))
            continue;
        html_text(out, str_first(str_from(text, from), at - from));
        html_str(out, "&nbsp;");
        from = at + 1;
    }
    html_text(out, str_from(text, from));
}

static void html_linked(struct out *out, str text, struct html_terms *terms, bool is_prose) {
    size_t from = 0;
    for (size_t at = 0; terms && at < text.len; at++) {
        size_t term;
        const size_t len = html_terms_at(terms, text, at, is_prose, &term);
        if (len == 0)
            continue;
        html_words(out, str_first(str_from(text, from), at - from), is_prose);
        html_link(out, str_first(str_from(text, at), len), term, terms);
        from = at + len;
        at = from - 1;
    }
    html_words(out, str_from(text, from), is_prose);
}

void html_line(struct out *out, str text, struct html_terms *terms) {
    html_linked(out, text, terms, false);
}

void html_sentence(struct out *out, str text, struct html_terms *terms) {
    html_linked(out, text, terms, true);
}

static int64_t html_distance(const struct own_line *own, int64_t line) {
    if (line < own->lines.first)
        return own->lines.first - line;
    return line > own->lines.last ? line - own->lines.last : 0;
}

static bool html_is_before(const struct own_lines *own, const struct own_line *item, int64_t line) {
    const bool ascends = own->items[0].lines.first <= own->items[own->count - 1].lines.first;
    return ascends ? item->lines.last < line : item->lines.first > line;
}

/* The event's line that holds LINE, by binary search: a table may have a hundred thousand rows. NULL: it is not there,
 * or the lines are in no order. */
static const struct own_line *html_find_line(const struct own_lines *own, int64_t line) {
    size_t from = 0, to = own->count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (html_is_before(own, &own->items[middle], line))
            from = middle + 1;
        else
            to = middle;
    }
    return from < own->count && html_distance(&own->items[from], line) == 0 ? &own->items[from] : NULL;
}

/* The same, or the nearest. Some logs stand newest first. */
static const struct own_line *html_own_line(const struct own_lines *own, int64_t line) {
    const struct own_line *nearest = html_find_line(own, line);
    if (nearest || own->count == 0)
        return nearest;
    nearest = own->items;
    for (size_t i = 0; i < own->count && html_distance(nearest, line) > 0; i++)
        if (html_distance(&own->items[i], line) < html_distance(nearest, line))
            nearest = &own->items[i];
    return nearest;
}

bool html_line_id(struct out *out, const struct event *event, int64_t line) {
    const struct own_line *own = html_own_line(&event->own, line);
    if (!own)
        return false;
    html_str(out, "e");
    html_number(out, event->number);
    html_str(out, "-l");
    html_number(out, own->lines.first);
    return true;
}
