/* What stands around the events of the HTML report.
 * SPDX-License-Identifier: MIT */
#include "report/html_overview.h"

#include "report/html_charts.h"

#include "model/amount.h"
#include "model/clock.h"

static size_t html_keep(char *to, size_t room, str text) {
    const str kept = str_first(text, room);
    if (kept.len > 0)
        memcpy(to, kept.data, kept.len);
    return kept.len;
}

/* Seconds since the first event: by the wall clock, else by the time since boot. */
static int64_t html_seconds(struct html_state *state, const struct event *event) {
    if (state->count == 0) {
        state->first = event->time;
        state->first_us = event->uptime_us;
    }
    if (clock_is_known(&state->first))
        return clock_is_known(&event->time) ? clock_apart(&event->time, &state->first) : ABSENT;
    const int64_t us = amount_minus(event->uptime_us, state->first_us);
    return amount_known(us) && us >= 0 ? us / 1000000 : ABSENT;
}

static struct wording html_when(const struct event *event) {
    struct oomwhy_time stamp = event->time;
    stamp.digits = 0;
    const struct wording when = wording_time(&stamp);
    return when.len > 0 ? when : wording_duration(event->uptime_us);
}

void html_overview_add(struct html_state *state, const struct report_event *report) {
    const struct event *event = report->event;
    if (state->count == HTML_TIMES) {
        state->more++;
        return;
    }
    const int64_t seconds = html_seconds(state, event);
    struct html_time *time = &state->times[state->count++];
    const str name = event->kill_count > 0 ? event->kills[0].name : STR("nobody");
    *time = (struct html_time){.number = event->number,
                               .seconds = seconds,
                               .when = html_when(event),
                               .kills = (int64_t)event->kill_count,
                               .scope = report->reckoning->scope};
    time->name_len = html_keep(time->name, HTML_NAME, name);
    time->host_len = html_keep(time->host, HTML_NAME, event->host);
    if (report->diagnosis->finding_count > 0)
        time->pattern_len = html_keep(time->pattern, HTML_PATTERN, report->diagnosis->findings[0].pattern);
}

static void html_cell_text(struct out *out, str text) {
    html_str(out, "<td>");
    html_text(out, text);
    html_str(out, "</td>");
}

static void html_overview_row(struct out *out, const struct html_time *time) {
    html_str(out, "<tr><td><a href=\"#e");
    html_number(out, time->number);
    html_str(out, "\">Event ");
    html_number(out, time->number);
    html_str(out, "</a></td>");
    html_cell_text(out, wording_str(&time->when));
    html_cell_text(out, str_of(time->host, time->host_len));
    html_cell_text(out, str_of(time->name, time->name_len));
    html_cell_text(out, wording_scope(time->scope));
    html_cell_text(out, str_of(time->pattern, time->pattern_len));
    html_str(out, "</tr>\n");
}

static void html_overview_table(struct out *out, const struct html_state *state) {
    html_str(out,
             "<div class=\"scroll\" tabindex=\"0\"><table class=\"sortable\"><thead><tr><th scope=\"col\">event</th>"
             "<th scope=\"col\">time</th><th scope=\"col\">host</th><th scope=\"col\">killed</th>"
             "<th scope=\"col\">scope</th><th scope=\"col\">verdict</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < state->count; i++)
        html_overview_row(out, &state->times[i]);
    html_str(out, "</tbody></table></div>\n");
    if (state->more == 0)
        return;
    html_str(out, "<p>and ");
    html_number(out, state->more);
    html_str(out, " more</p>\n");
}

static void html_series(struct out *out, const struct evidence_list *series) {
    if (!series || series->count == 0)
        return;
    html_str(out, "<ul>");
    for (size_t i = 0; i < series->count; i++) {
        html_str(out, "<li>");
        html_text(out, series->items[i].statement);
        html_str(out, "</li>\n");
    }
    html_str(out, "</ul>\n");
}

void html_overview(struct out *out, const struct html_state *state, const struct evidence_list *series) {
    if (state->count < 2)
        return;
    html_str(out, "<section id=\"overview\"><h2>The events</h2>\n");
    html_series(out, series);
    html_timeline_chart(out, state);
    html_overview_table(out, state);
    html_str(out, "</section>\n");
}

void html_glossary(struct out *out, const struct html_state *state) {
    const struct glossary_term *term;
    html_str(out, "<section id=\"terms\"><h2>Terms</h2><dl>\n");
    for (size_t i = 0; (term = glossary_at(i)) && i < HTML_TERMS; i++) {
        if (!state->terms.is_used[i])
            continue;
        html_str(out, "<dt id=\"");
        html_term_id(out, term);
        html_str(out, "\">");
        html_text(out, term->name);
        html_str(out, "</dt><dd>");
        html_text(out, term->what);
        html_str(out, "</dd>\n");
    }
    html_str(out, "</dl></section>\n");
}
