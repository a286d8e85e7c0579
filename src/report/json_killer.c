/* JSON of what a userspace killer judged by.
 * SPDX-License-Identifier: MIT */
#include "report/json_sections.h"

/* SHARE, in hundredths of a percent, as a number of percents: 7642 is 76.42. */
static void json_share(struct json_out *out, str key, int64_t share) {
    enum { WHOLE = 100, TENTH = 10 };
    json_out_key(out, key);
    if (share == ABSENT || share < 0) {
        json_out_null(out);
        return;
    }
    json_out_number(out, share / WHOLE);
    const char digits[] = {'.', (char)('0' + share / TENTH % TENTH), (char)('0' + share % TENTH)};
    out_bytes(out->to, digits, share % WHOLE == 0 ? 0 : share % TENTH == 0 ? 2 : 3);
}

static void json_candidates(struct json_out *out, const struct killer_figures *figures) {
    json_out_key(out, STR("candidates"));
    json_out_open(out, '[');
    for (size_t i = 0; i < figures->candidate_count; i++) {
        const struct candidate *candidate = &figures->candidates[i];
        json_out_open(out, '{');
        json_out_member_text(out, STR("path"), candidate->path);
        json_out_member(out, STR("memory_kb"), candidate->memory_kb);
        json_out_member(out, STR("swap_kb"), candidate->swap_kb);
        json_share(out, STR("pressure"), candidate->pressure);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

/* The limits: of pressure, of memory and swap left, of memory and swap used. */
static void json_killer_limits(struct json_out *out, const struct killer_figures *figures) {
    json_share(out, STR("limit_percent"), figures->pressure_limit);
    json_share(out, STR("used_limit_percent"), figures->used_limit);
    json_share(out, STR("mem_limit_percent"), figures->mem_limit);
    json_share(out, STR("swap_limit_percent"), figures->swap_limit);
}

void json_killer_figures(struct json *json) {
    struct json_out *out = &json->out;
    const struct killer_figures *figures = &json->event->figures;
    json_out_key(out, STR("killer_figures"));
    if (figures->lines.first == 0) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '{');
    json_share(out, STR("pressure_percent"), figures->pressure);
    json_out_member(out, STR("pressure_seconds"), figures->pressure_s);
    json_out_member_text(out, STR("pressure_path"), figures->group);
    json_share(out, STR("machine_pressure_percent"), figures->full);
    json_share(out, STR("thrashing_percent"), figures->thrashing);
    json_killer_limits(out, figures);
    json_share(out, STR("mem_free_percent"), figures->mem_free);
    json_out_member(out, STR("mem_free_kb"), figures->mem_free_kb);
    json_out_member(out, STR("mem_total_kb"), figures->mem_total_kb);
    json_share(out, STR("swap_free_percent"), figures->swap_free);
    json_out_member(out, STR("considered"), figures->considered);
    json_candidates(out, figures);
    json_out_member_text(out, STR("rules"), figures->rules.text);
    json_lines(json, figures->lines);
    json_out_close(out, '}');
}
