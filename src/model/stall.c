/* What a line of a page allocation stall says.
 * SPDX-License-Identifier: MIT
 *
 * warn_alloc (mm/page_alloc.c): 4.9 to 4.14 "kswapd0: page allocation stalls for 10020ms, order:0, mode:..", 7.x
 * "systemd: page allocation stall for 12 secs: order:0, mode:..". */
#include "model/stall.h"

#include "base/scan.h"
#include "model/amount.h"

/* The number behind KEY in TEXT. */
static int64_t stall_number(str text, str key, str *ret_rest) {
    size_t at = str_find(text, key);
    int64_t value;
    if (at == STR_NONE)
        return ABSENT;
    struct scan scan = scan_of(str_from(text, at + key.len));
    if (!scan_i64(&scan, &value) || value < 0)
        return ABSENT;
    *ret_rest = str_of(scan.at, (size_t)(scan.end - scan.at));
    return value;
}

bool stall_of(const struct note *note, struct stall *ret_stall) {
    size_t at = str_find(note->text, STR(": page allocation stall"));
    str rest = STR("");
    if (note->kind != NOTE_ALLOCATION_STALL || at == STR_NONE)
        return false;
    int64_t seconds = stall_number(str_from(note->text, at), STR(" for "), &rest);
    if (amount_known(seconds) && str_starts(rest, STR("ms")))
        seconds /= 1000;
    *ret_stall = (struct stall){str_first(note->text, at), seconds,
                                stall_number(str_from(note->text, at), STR("order:"), &rest), note->line};
    return true;
}
