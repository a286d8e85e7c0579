/* The charts of the HTML report, drawn as SVG: the width is a thousand units, stretched to the page.
 * SPDX-License-Identifier: MIT */
#include "report/html_charts.h"

#include "model/amount.h"

enum { HTML_WIDTH = 1000, HTML_COLORS = 9, HTML_ZONES = 16, HTML_DOT = 14 };

/* PART of WHOLE in units of the width. */
static int64_t html_units(int64_t part, int64_t whole) {
    if (part <= 0 || whole <= 0)
        return 0;
    return part >= whole ? HTML_WIDTH : (int64_t)((double)part / (double)whole * (double)HTML_WIDTH);
}

/* " x=\"12\"" */
static void html_attribute(struct out *out, const char *name, int64_t value) {
    html_str(out, " ");
    html_str(out, name);
    html_str(out, "=\"");
    html_number(out, value);
    html_str(out, "\"");
}

static void html_svg(struct out *out, const char *kind, int64_t height, str label) {
    html_str(out, "<svg class=\"");
    html_str(out, kind);
    html_str(out, "\" viewBox=\"0 0 1000 ");
    html_number(out, height);
    html_str(out, "\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"");
    html_text(out, label);
    html_str(out, "\">");
}

static void html_rect(struct out *out, const char *color, int64_t x, int64_t width, int64_t y, int64_t height) {
    html_str(out, "<rect class=\"");
    html_str(out, color);
    html_str(out, "\"");
    html_attribute(out, "x", x);
    html_attribute(out, "y", y);
    html_attribute(out, "width", width);
    html_attribute(out, "height", height);
    html_str(out, ">");
}

static void html_title(struct out *out, str name, int64_t kb) {
    const struct wording size = wording_size(kb);
    html_str(out, "<title>");
    html_text(out, name);
    html_str(out, ": ");
    html_text(out, wording_str(&size));
    html_str(out, "</title>");
}

/* Free memory is no holder's colour. */
static const char *html_color(const struct balance_row *row, size_t index) {
    static const char *const colors[] = {"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"};
    if (strncmp(row->name, "free", 4) == 0)
        return "pf";
    return index < HTML_COLORS ? colors[index] : "pr";
}

static int64_t html_total(const struct balance *balance) {
    int64_t sum = amount_positive(balance->rest.kb);
    for (size_t i = 0; i < balance->count; i++)
        sum = amount_sum(sum, balance->rows[i].kb);
    return sum;
}

void html_balance_chart(struct document *document, const struct balance *balance) {
    struct out *out = document->out;
    const int64_t total = html_total(balance);
    int64_t before = 0;
    html_of(document)->balance = balance;
    html_of(document)->bar = 0;
    html_svg(out, "balance", 40, STR("What holds the memory, as shares of the total; the table below has the figures"));
    for (size_t i = 0; i < balance->count; i++) {
        const int64_t from = html_units(before, total);
        before = amount_sum(before, balance->rows[i].kb);
        html_rect(out, html_color(&balance->rows[i], i), from, html_units(before, total) - from, 0, 40);
        html_title(out, str_from_cstr(balance->rows[i].name), balance->rows[i].kb);
        html_str(out, "</rect>");
    }
    if (balance->rest.kb > 0) {
        html_rect(out, "pr", html_units(before, total), HTML_WIDTH - html_units(before, total), 0, 40);
        html_title(out, str_from_cstr(balance->rest.name), balance->rest.kb);
        html_str(out, "</rect>");
    }
    html_str(out, "</svg>");
}

void html_bar(struct document *document, int64_t part, int64_t whole) {
    struct out *out = document->out;
    struct html *html = html_of(document);
    const size_t row = html->bar++;
    const bool has_color = html->balance && row < html->balance->count;
    html_str(out, "<td class=\"b\"><svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" "
                  "aria-hidden=\"true\">");
    html_rect(out, "track", 0, HTML_WIDTH, 0, 10);
    html_str(out, "</rect>");
    html_rect(out, has_color ? html_color(&html->balance->rows[row], row) : "pr", 0, html_units(part, whole), 0, 10);
    html_str(out, "</rect></svg></td>");
}

/* --- zones */

/* What must stay free for the request, where that is known. */
static int64_t html_keep_kb(const struct zone *zone, const struct zone_state *state) {
    return amount_plus(zone->min_kb, state ? amount_positive(state->reserve_kb) : 0);
}

static int64_t html_zone_scale(const struct zone *zone, int64_t keep_kb) {
    const int64_t most = amount_most(amount_most(zone->free_kb, zone->high_kb), keep_kb);
    return amount_sum(most, amount_positive(most) / 10);
}

static void html_mark(struct out *out, const char *kind, str name, int64_t kb, int64_t scale) {
    if (!amount_known(kb))
        return;
    html_rect(out, kind, amount_least(html_units(kb, scale), HTML_WIDTH - 3), 3, 0, 30);
    html_title(out, name, kb);
    html_str(out, "</rect>");
}

static void html_zone(struct document *document, const struct zone *zone, const struct zone_state *state) {
    struct out *out = document->out;
    const int64_t keep_kb = html_keep_kb(zone, state), scale = html_zone_scale(zone, keep_kb);
    html_str(out, "<div class=\"zone\"><span>");
    html_text(out, zone->name);
    if (zone->node > 0) {
        html_str(out, " of node ");
        html_number(out, zone->node);
    }
    html_str(out, "</span>");
    html_svg(out, "zonebar", 30, STR("Free memory against the watermarks; the table below has the figures"));
    html_rect(out, "track", 0, HTML_WIDTH, 7, 16);
    html_str(out, "</rect>");
    html_rect(out, zone->free_kb < keep_kb ? "short" : "free", 0, html_units(zone->free_kb, scale), 7, 16);
    html_title(out, STR("free"), zone->free_kb);
    html_str(out, "</rect>");
    html_mark(out, "low", STR("low"), zone->low_kb, scale);
    html_mark(out, "high", STR("high"), zone->high_kb, scale);
    html_mark(out, "keep", STR("must stay free"), keep_kb, scale);
    html_str(out, "</svg></div>");
}

void html_zone_chart(struct document *document) {
    const struct memory *memory = &document->event->memory;
    size_t shown = 0;
    html_str(document->out, "<div class=\"zonechart\">");
    for (size_t i = 0; i < memory->zone_count && shown < HTML_ZONES; i++) {
        const struct zone *zone = &memory->zones[i];
        if (zone->free_kb == ABSENT || zone->present_kb == 0 || !amount_known(zone->min_kb))
            continue;
        html_zone(document, zone, document->reckoning->zones ? &document->reckoning->zones[i] : NULL);
        shown++;
    }
    html_str(document->out,
             "<p class=\"q\">The bar is what was free. Red mark: what must stay free for this request; grey "
             "marks: low and high. Each zone has its own scale.</p></div>");
}

/* --- the timeline */

static int64_t html_last_second(const struct html_state *state) {
    int64_t last = 0;
    for (size_t i = 0; i < state->count; i++) {
        if (!amount_known(state->times[i].seconds))
            return ABSENT;
        last = amount_most(last, state->times[i].seconds);
    }
    return last;
}

static void html_dot(struct out *out, const struct html_time *time, int64_t x) {
    html_str(out, "<a href=\"#e");
    html_number(out, time->number);
    html_str(out, time->scope == SCOPE_CGROUP ? "\" class=\"cg\"><rect" : "\" class=\"sys\"><rect");
    html_attribute(out, "x", x);
    html_str(out, " y=\"6\" width=\"14\" height=\"28\" rx=\"3\"><title>Event ");
    html_number(out, time->number);
    html_str(out, ": ");
    html_text(out, wording_str(&time->when));
    html_str(out, " ");
    html_text(out, str_of(time->name, time->name_len));
    html_str(out, "</title></rect></a>");
}

void html_timeline_chart(struct out *out, const struct html_state *state) {
    const int64_t last = html_last_second(state);
    if (last == ABSENT || last <= 0)
        return;
    html_svg(out, "timeline", 40, STR("The events by their time; the table below has them all"));
    html_rect(out, "track", 0, HTML_WIDTH, 18, 4);
    html_str(out, "</rect>");
    for (size_t i = 0; i < state->count; i++) {
        const int64_t seconds = amount_positive(state->times[i].seconds);
        html_dot(out, &state->times[i], (int64_t)((double)seconds / (double)last * (HTML_WIDTH - HTML_DOT)));
    }
    html_str(out, "</svg>");
}
