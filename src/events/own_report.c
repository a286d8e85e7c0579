/* The report of an event in progress: how far it has come, and which figures are its own.
 * SPDX-License-Identifier: MIT */
#include "events/own_report.h"

bool own_report_expects(const struct own_report *report, const struct part *part, bool by_name) {
    const str name = report->event->trigger.name;
    return part->owner != PART_OTHERS && (!by_name || !name.len || !part->name.len || str_equal(part->name, name)) &&
           progress_accepts(&report->progress, part);
}

static void own_report_read_part(struct own_report *report, str text) {
    const struct part part = part_of(text);
    if (part.rank != PART_NONE && own_report_expects(report, &part, true))
        progress_advance(&report->progress, &part);
}

/* Reads what was put off. */
static void own_report_catch_up(struct unread *unread) {
    struct own_report *report = unread->of;
    unread->of = NULL;
    for (size_t at = 0, len; report && at < unread->len; at += sizeof len + len) {
        memcpy(&len, unread->bytes + at, sizeof len);
        own_report_read_part(report, str_of(unread->bytes + at + sizeof len, len));
    }
}

void own_report_put_off(struct own_report *report, str text) {
    struct unread *unread = report->unread;
    if (unread->of != report || sizeof text.len + text.len > sizeof unread->bytes - unread->len) {
        own_report_catch_up(unread);
        unread->len = 0;
        if (sizeof text.len + text.len > sizeof unread->bytes) {
            own_report_read_part(report, text);
            return;
        }
        unread->of = report;
    }
    memcpy(unread->bytes + unread->len, &text.len, sizeof text.len);
    memcpy(unread->bytes + unread->len + sizeof text.len, text.data, text.len);
    unread->len += sizeof text.len + text.len;
}

struct progress *own_report_progress(struct own_report *report) {
    if (report->unread->of == report)
        own_report_catch_up(report->unread);
    return &report->progress;
}

void own_report_turn_to_spare(struct own_report *report) {
    const struct memory memory = report->event->memory;
    const struct zones zones = report->zones;
    report->event->memory = report->spare;
    report->zones = report->spare_zones;
    report->spare = memory;
    report->spare_zones = zones;
}

bool own_report_is_of_cgroup(const struct own_report *report) {
    const struct cgroup *cgroup = &report->event->cgroup;
    return cgroup->memory.line || cgroup->stats_count || cgroup->path_line;
}

void own_report_warn_of_mixture(struct own_report *report, struct span lines) {
    if (!report->is_mixed)
        builder_warn(report->event, lines, "Another memory report was printed at the same time: figures may be mixed.");
    report->is_mixed = true;
}

/* The report whose figures are kept is the event's, and the other way round. */
static void own_report_change_places(struct own_report *report) {
    const struct progress progress = *own_report_progress(report);
    own_report_turn_to_spare(report);
    report->progress = report->spare_progress;
    for (size_t i = 0; i < report->host->other_count; i++)
        if (report->host->others[i].first_line == report->spare_line)
            report->host->others[i].progress = progress;
}

/* The event's figures are printed. Where another report's trace was printed with its own, they may be the other's: it
 * is so if the event has none, which it must have, or if the other's were the last to be printed before the tasks,
 * which follow at once. */
void own_report_settle(struct own_report *report) {
    const bool is_unsure = report->is_unsure;
    if (!is_unsure && !report->spare_line) /* no other report is known */
        return;
    const bool has_any = own_report_progress(report)->rank >= PART_MEM_INFO;
    if (!is_unsure && has_any)
        return;
    report->is_unsure = false;
    if (!own_report_is_of_cgroup(report) && progress_is_complete(&report->spare_progress) &&
        (!has_any ||
         (progress_is_complete(&report->progress) && report->spare.lines.last > report->event->memory.lines.last)))
        own_report_change_places(report);
    if (!is_unsure && report->progress.rank >= PART_MEM_INFO)
        own_report_warn_of_mixture(report, report->event->memory.lines);
}

bool own_report_forget_figures(struct own_report *report) {
    if (!report->is_unsure || !report->event->memory.lines.first)
        return false;
    builder_forget_memory(report->event);
    report->zones = (struct zones)ZONES_INIT;
    *own_report_progress(report) = (struct progress){.rank = PART_FRAME, .at = PART_FRAME_CLOSES};
    return true;
}
