/* Line breaks within process names.
 * SPDX-License-Identifier: MIT */
#include "events/unwrap_name.h"

#include "kernel/oom_summary.h"
#include "model/limits.h"

/* "CPU: 0 PID: 110 Comm: new" */
static size_t unwrap_name_open_comm(str held) {
    const str key = STR(" Comm: ");
    const size_t at = str_starts(held, STR("CPU: ")) ? str_find(held, key) : STR_NONE;
    return at == STR_NONE ? STR_NONE : held.len - at - key.len;
}

/* "oom-kill:constraint=CONSTRAINT_NONE,...,task=new" */
static size_t unwrap_name_open_task(str held) {
    const str key = STR(",task=");
    const size_t at = str_find_last(held, key);
    return at == STR_NONE || str_has(str_from(held, at), STR(",pid=")) ? STR_NONE : held.len - at - key.len;
}

/* "Killed process 110 (new", "oom_reaper: reaped process 110 (new" */
static size_t unwrap_name_open_kill(str held) {
    const size_t open = str_find_last_byte(held, '(');
    if (open == STR_NONE || str_find_byte(str_from(held, open), ')') != STR_NONE)
        return STR_NONE;
    const bool is_kill = str_has(held, STR("illed process ")) || str_has(held, STR("ill process ")) ||
                         str_starts(held, STR("oom_reaper: reaped process "));
    return is_kill ? held.len - open - 1 : STR_NONE;
}

size_t unwrap_name_open(str held) {
    size_t begun = unwrap_name_open_comm(held);
    if (begun == STR_NONE)
        begun = oom_summary_peek(held) == OOM_SUMMARY_CUT ? unwrap_name_open_task(held) : unwrap_name_open_kill(held);
    return begun < LIMIT_COMM ? begun : STR_NONE;
}

/* Where the name ends in NEXT: "line) total-vm:...", "line,pid=110,uid=0", "line Not tainted 5.10.0-32-cloud-amd64". */
static size_t unwrap_name_end(str held, str next) {
    static const str taints[] = {STR_INIT(" Not tainted "), STR_INIT(" Tainted: "), STR_INIT(" Kdump: ")};
    if (unwrap_name_open_comm(held) == STR_NONE)
        return str_find(next, oom_summary_peek(held) == OOM_SUMMARY_CUT ? STR(",pid=") : STR(")"));
    for (size_t i = 0; i < sizeof taints / sizeof *taints; i++) {
        const size_t at = str_find(next, taints[i]);
        if (at != STR_NONE)
            return at;
    }
    return STR_NONE;
}

bool unwrap_name_is_closed(str held, str next, bool is_same_time) {
    const size_t begun = unwrap_name_open(held);
    if (begun == STR_NONE)
        return false;
    const size_t end = unwrap_name_end(held, next);
    return begun + 1 + (end == STR_NONE ? next.len : end) <= LIMIT_COMM && (end != STR_NONE || is_same_time);
}

bool unwrap_name_opens_trigger(str held, str next) {
    const size_t at = str_find(next, STR(" invoked oom-killer: gfp_mask="));
    return at != STR_NONE && held.len + 1 + at <= LIMIT_COMM;
}

bool unwrap_name_ends_row(str held, str next, const struct task_table *columns) {
    const size_t blank = str_find_last_byte(held, ' ');
    return columns && columns->count && held.data[0] == '[' && next.data[0] != '[' && blank != STR_NONE &&
           held.len - blank + next.len <= LIMIT_COMM && task_table_peek(columns, held) == TASK_TABLE_ROW;
}

/* Whether a line that begins with BYTE can break off in a name: a row, a summary, a kill, "CPU: ... Comm: ". */
static bool unwrap_name_may_open(char byte) {
    switch (byte) {
    case '[':
    case 'o':
    case 'O':
    case 'M':
    case 'K':
    case 'N':
    case 'C':
    case '\0':
        return true;
    default:
        return false;
    }
}

bool unwrap_name_may_break(str held, str next) {
    return next.len && next.data[0] != '[' && (held.len <= LIMIT_COMM || unwrap_name_may_open(held.data[0]));
}
