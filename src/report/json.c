/* JSON: one object per line, one line per event; the keys are documented in oomwhy-report(5).
 * SPDX-License-Identifier: MIT
 *
 * What the log does not say is null, or, for keys that only some kernels fill, left out. Lines are numbered within a
 * file; evidence from another file than source.file names its own. Where the log gives no year (RFC 3164)
 * "time" has none either: "01-06T07:32:35". */
#include "report/json_sections.h"

static void json_event(struct out *out, const struct report_options *options, const struct report_event *event) {
    (void)options;
    struct json json = {{out, false}, event->event, event->reckoning, event->diagnosis};
    json_out_open(&json.out, '{');
    json_identity(&json);
    json_cgroup(&json);
    json_trigger(&json);
    json_memory(&json);
    json_tasks(&json);
    json_killer_figures(&json);
    json_judgement(&json);
    json_out_close(&json.out, '}');
    out_byte(out, '\n');
}

const struct writer writer_json = {.name = "json", .extension = "json", .is_format = true, .event = json_event};
