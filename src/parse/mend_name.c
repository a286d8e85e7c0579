/* Line breaks within process names.
 * SPDX-License-Identifier: MIT */
#include "parse/mend_name.h"

#include "parse/bounds.h"
#include "parse/summary.h"

/* "CPU: 0 PID: 110 Comm: new" */
static size_t mend_name_open_comm(str held) {
    const str key = STR(" Comm: ");
    const size_t at = str_starts(held, STR("CPU: ")) ? str_find(held, key) : STR_NONE;
    return at == STR_NONE ? STR_NONE : held.len - at - key.len;
}

/* "oom-kill:constraint=CONSTRAINT_NONE,...,task=new" */
static size_t mend_name_open_task(str held) {
    const str key = STR(",task=");
    const size_t at = str_find_last(held, key);
    return at == STR_NONE || str_has(str_from(held, at), STR(",pid=")) ? STR_NONE : held.len - at - key.len;
}

/* "Killed process 110 (new", "oom_reaper: reaped process 110 (new" */
static size_t mend_name_open_kill(str held) {
    const size_t open = str_find_last_byte(held, '(');
    if (open == STR_NONE || str_find_byte(str_from(held, open), ')') != STR_NONE)
        return STR_NONE;
    const bool is_kill = str_has(held, STR("illed process ")) || str_has(held, STR("ill process ")) ||
                         str_starts(held, STR("oom_reaper: reaped process "));
    return is_kill ? held.len - open - 1 : STR_NONE;
}

size_t mend_name_open(str held) {
    size_t begun = mend_name_open_comm(held);
    if (begun == STR_NONE)
        begun = summary_peek(held) == SUMMARY_CUT ? mend_name_open_task(held) : mend_name_open_kill(held);
    return begun < BOUND_COMM ? begun : STR_NONE;
}

/* Where the name ends in NEXT: "line) total-vm:...", "line,pid=110,uid=0", "line Not tainted 5.10.0-32-cloud-amd64". */
static size_t mend_name_end(str held, str next) {
    static const str taints[] = {STR_INIT(" Not tainted "), STR_INIT(" Tainted: "), STR_INIT(" Kdump: ")};
    if (mend_name_open_comm(held) == STR_NONE)
        return str_find(next, summary_peek(held) == SUMMARY_CUT ? STR(",pid=") : STR(")"));
    for (size_t i = 0; i < sizeof taints / sizeof *taints; i++) {
        const size_t at = str_find(next, taints[i]);
        if (at != STR_NONE)
            return at;
    }
    return STR_NONE;
}

bool mend_name_is_closed(str held, str next, bool is_same_time) {
    const size_t begun = mend_name_open(held);
    if (begun == STR_NONE)
        return false;
    const size_t end = mend_name_end(held, next);
    return begun + 1 + (end == STR_NONE ? next.len : end) <= BOUND_COMM && (end != STR_NONE || is_same_time);
}

bool mend_name_opens_trigger(str held, str next) {
    const size_t at = str_find(next, STR(" invoked oom-killer: gfp_mask="));
    return at != STR_NONE && held.len + 1 + at <= BOUND_COMM;
}

bool mend_name_ends_row(str held, str next, const struct columns *columns) {
    const size_t blank = str_find_last_byte(held, ' ');
    return columns && columns->count && held.data[0] == '[' && next.data[0] != '[' && blank != STR_NONE &&
           held.len - blank + next.len <= BOUND_COMM && columns_peek(columns, held) == COLUMNS_ROW;
}

/* Whether a line that begins with BYTE can break off in a name: a row, a summary, a kill, "CPU: ... Comm: ". */
static bool mend_name_may_open(char byte) {
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

bool mend_name_may_break(str held, str next) {
    return next.len && next.data[0] != '[' && (held.len <= BOUND_COMM || mend_name_may_open(held.data[0]));
}
