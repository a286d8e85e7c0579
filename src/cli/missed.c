/* Why there is nothing to report.
 * SPDX-License-Identifier: MIT */
#include "missed.h"

#include "moment.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/* A sentence that is put together; what has no room is left out. */
struct missed {
    char *text;
    size_t room, len;
};

__attribute__((format(printf, 2, 3))) static void missed_add(struct missed *missed, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int len = vsnprintf(missed->text + missed->len, missed->room - missed->len, format, arguments);
    va_end(arguments);
    if (len > 0)
        missed->len = missed->len + (size_t)len < missed->room ? missed->len + (size_t)len : missed->room - 1;
}

typedef const char *missed_names(const struct oomwhy *oomwhy, size_t index);

/* "; hosts in the log: web-01, web-02" */
static void missed_add_names(struct missed *missed, const struct oomwhy *oomwhy, missed_names *names, const char *what,
                             const char *none) {
    if (!names(oomwhy, 0))
        missed_add(missed, "; %s", none);
    for (size_t i = 0; names(oomwhy, i); i++)
        missed_add(missed, "%s%s", i > 0 ? ", " : what, names(oomwhy, i));
}

static void missed_add_time(struct missed *missed, const struct oomwhy_time *time) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (time->year > 0)
        missed_add(missed, "%04d-%02d-%02d", time->year, time->month, time->day);
    else
        missed_add(missed, "%.3s %d", months + (time->month - 1) * 3, time->day);
    missed_add(missed, " %02d:%02d:%02d", time->hour, time->minute, time->second);
}

static void missed_add_times(struct missed *missed, const struct oomwhy *oomwhy) {
    struct oomwhy_time first, last;
    oomwhy_span(oomwhy, &first, &last);
    if (first.month == 0) {
        missed_add(missed, "; no event in the log has a wall-clock time");
        return;
    }
    missed_add(missed, "; times in the log: ");
    missed_add_time(missed, &first);
    if (oomwhy_event_count(oomwhy) == 1)
        return;
    missed_add(missed, " to ");
    missed_add_time(missed, &last);
}

static void missed_add_choice(struct missed *missed, const struct oomwhy *oomwhy, const struct oomwhy_options *report) {
    if (report->hosts)
        missed_add_names(missed, oomwhy, oomwhy_host, "; hosts in the log: ", "the log names no host");
    if (report->killed)
        missed_add_names(missed, oomwhy, oomwhy_killed, "; killed in the log: ", "the log names no victim");
    if (report->since.month || report->until.month || report->near.month)
        missed_add_times(missed, oomwhy);
}

static void missed_add_none(struct missed *missed, int64_t reach_us) {
    char since[32];
    if (reach_us > 0 && moment_print(reach_us, since, sizeof since))
        missed_add(missed, "no OOM event since %s", since);
    else
        missed_add(missed, "no OOM event found");
}

void missed_explain(const struct oomwhy *oomwhy, const struct options *options, int64_t reach_us, char *ret_sentence,
                    size_t room) {
    const int64_t count = oomwhy_event_count(oomwhy);
    const struct oomwhy_options *report = &options->report;
    const bool is_filtered = report->event_count || report->hosts || report->killed || report->since.month ||
                             report->until.month || report->near.month;
    struct missed missed = {ret_sentence, room, 0};
    if (count == 0)
        missed_add_none(&missed, reach_us);
    else if (!is_filtered)
        missed_add(&missed, "no event of the kernel's OOM killer found, only kills reported by userspace");
    else if (count == 1)
        missed_add(&missed, "the only event found does not match the options");
    else
        missed_add(&missed, "none of the %" PRId64 " events found matches the options", count);
    if (count > 0 && is_filtered)
        missed_add_choice(&missed, oomwhy, report);
}
