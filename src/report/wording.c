/* Figures in words for people, and the words of the report's enumerations.
 * SPDX-License-Identifier: MIT */
#include "report/wording.h"

#include "base/format.h"
#include "base/words.h"

#include "model/clock.h"

static void wording_add(struct wording *wording, str text) {
    size_t len = text.len < sizeof wording->text - wording->len ? text.len : sizeof wording->text - wording->len;
    memcpy(wording->text + wording->len, text.data, len);
    wording->len += len;
}

static void wording_add_byte(struct wording *wording, char byte) {
    wording_add(wording, str_of(&byte, 1));
}

/* VALUE with leading zeros up to DIGITS digits. */
static void wording_add_unsigned(struct wording *wording, uint64_t value, int digits) {
    char text[20];
    size_t at = sizeof text;
    do
        text[--at] = (char)('0' + value % 10);
    while ((value /= 10) > 0 || (int)(sizeof text - at) < digits);
    wording_add(wording, str_of(text + at, sizeof text - at));
}

static uint64_t wording_magnitude(int64_t value) {
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* VALUE at AT, '-' for ABSENT; where it ends. */
static char *wording_put_number(char *at, int64_t value) {
    *at = '-';
    return value == ABSENT ? at + 1 : format_i64(at, value);
}

struct wording wording_number(int64_t value) {
    struct wording wording;
    wording.len = (size_t)(wording_put_number(wording.text, value) - wording.text);
    return wording;
}

struct wording wording_size(int64_t kb) {
    if (kb == ABSENT)
        return wording_number(kb);
    struct wording wording;
    wording.text[0] = '-';
    wording.len = (size_t)(words_put_size(wording.text + (kb < 0), kb < 0 ? -kb : kb) - wording.text);
    return wording;
}

struct wording wording_percent(int64_t part, int64_t whole) {
    if (part == ABSENT || whole == ABSENT || whole <= 0)
        return wording_number(ABSENT);
    struct wording wording;
    const int64_t positive = part < 0 ? -part : part;
    wording.text[0] = '-';
    wording.len = (size_t)(words_put_percent(wording.text + (part < 0), positive, whole, WORDS_TENTHS) - wording.text);
    return wording;
}

/* "10 min 21 s": the two largest units that are there. */
static void wording_add_seconds(struct wording *wording, uint64_t seconds) {
    static const struct {
        uint64_t seconds;
        str name;
    } units[] = {{86400, STR_INIT(" d")}, {3600, STR_INIT(" h")}, {60, STR_INIT(" min")}, {1, STR_INIT(" s")}};
    int shown = 0;
    for (size_t i = 0; i < sizeof units / sizeof units[0] && shown < 2; i++) {
        uint64_t count = seconds / units[i].seconds;
        seconds %= units[i].seconds;
        if (count == 0 && shown == 0)
            continue;
        if (count > 0) {
            if (shown > 0)
                wording_add_byte(wording, ' ');
            wording_add_unsigned(wording, count, 1);
            wording_add(wording, units[i].name);
        }
        shown++;
    }
}

struct wording wording_duration(int64_t microseconds) {
    struct wording wording = {0};
    if (microseconds == ABSENT)
        return wording;
    uint64_t rest = wording_magnitude(microseconds);
    if (microseconds < 0)
        wording_add_byte(&wording, '-');
    if (rest >= 60000000) {
        wording_add_seconds(&wording, rest / 1000000);
        return wording;
    }
    wording_add_unsigned(&wording, rest / 1000000, 1);
    wording_add_byte(&wording, '.');
    wording_add_unsigned(&wording, rest / 10000 % 100, 2);
    wording_add(&wording, STR(" s"));
    return wording;
}

struct wording wording_lines(int64_t first, int64_t last) {
    const bool are_several = last > first;
    struct wording wording;
    memcpy(wording.text, are_several ? "[lines " : "[line  ", 7);
    char *at = wording_put_number(wording.text + (are_several ? 7 : 6), first);
    if (are_several) {
        *at++ = '-';
        at = wording_put_number(at, last);
    }
    *at++ = ']';
    wording.len = (size_t)(at - wording.text);
    return wording;
}

static void wording_add_padded(struct wording *wording, int32_t value, int digits) {
    wording_add_unsigned(wording, value < 0 ? 0 : (uint64_t)value, digits);
}

static void wording_add_fraction(struct wording *wording, const struct oomwhy_time *stamp) {
    if (stamp->digits <= 0)
        return;
    wording_add_byte(wording, '.');
    wording_add_padded(wording, stamp->nanosecond, 9);
    wording->len -= stamp->digits < 9 ? 9 - (size_t)stamp->digits : 0;
}

static void wording_add_offset(struct wording *wording, int32_t minutes) {
    wording_add_byte(wording, minutes < 0 ? '-' : '+');
    if (minutes < 0)
        minutes = -minutes;
    wording_add_padded(wording, minutes / 60, 2);
    wording_add_byte(wording, ':');
    wording_add_padded(wording, minutes % 60, 2);
}

struct wording wording_time(const struct oomwhy_time *stamp) {
    struct wording wording = {0};
    if (stamp->month == 0)
        return wording;
    if (stamp->year != 0) {
        wording_add_padded(&wording, stamp->year, 4);
        wording_add_byte(&wording, '-');
    }
    const struct {
        int32_t value;
        char before;
    } parts[] = {{stamp->month, 0}, {stamp->day, '-'}, {stamp->hour, 'T'}, {stamp->minute, ':'}, {stamp->second, ':'}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].before)
            wording_add_byte(&wording, parts[i].before);
        wording_add_padded(&wording, parts[i].value, 2);
    }
    wording_add_fraction(&wording, stamp);
    if (stamp->has_offset)
        wording_add_offset(&wording, stamp->offset_min);
    return wording;
}

/* "4 minutes ago" */
static struct wording wording_units_ago(int64_t count, const char *unit) {
    struct wording wording = {0};
    wording_add_unsigned(&wording, (uint64_t)count, 1);
    wording_add_byte(&wording, ' ');
    wording_add(&wording, str_from_cstr(unit));
    wording_add(&wording, count == 1 ? STR(" ago") : STR("s ago"));
    return wording;
}

struct wording wording_ago(const struct oomwhy_time *then, const struct oomwhy_time *now) {
    enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };
    const bool is_known = clock_is_known(then) && clock_is_known(now) && then->year > 0 && now->year > 0;
    const int64_t seconds = is_known ? clock_apart(now, then) : -1;
    if (seconds < 0)
        return (struct wording){0};
    if (seconds < 2 * MINUTE)
        return wording_units_ago(seconds, "second");
    if (seconds < 2 * HOUR)
        return wording_units_ago(seconds / MINUTE, "minute");
    return seconds < 2 * DAY ? wording_units_ago(seconds / HOUR, "hour") : wording_units_ago(seconds / DAY, "day");
}

str wording_killer(enum killer killer) {
    static const str names[] = {
        [KILLER_KERNEL] = STR_INIT("kernel"),     [KILLER_SYSTEMD_OOMD] = STR_INIT("systemd-oomd"),
        [KILLER_EARLYOOM] = STR_INIT("earlyoom"), [KILLER_NOHANG] = STR_INIT("nohang"),
        [KILLER_OOMD] = STR_INIT("oomd"),         [KILLER_LMKD] = STR_INIT("lmkd"),
        [KILLER_TALOS] = STR_INIT("talos"),       [KILLER_KUBELET] = STR_INIT("kubelet"),
        [KILLER_SYSTEMD] = STR_INIT("systemd"),
    };
    return names[killer];
}

str wording_scope(enum scope scope) {
    static const str names[] = {
        [SCOPE_UNKNOWN] = STR_INIT("unknown"),     [SCOPE_SYSTEM] = STR_INIT("system"),
        [SCOPE_CGROUP] = STR_INIT("cgroup"),       [SCOPE_CPUSET] = STR_INIT("cpuset"),
        [SCOPE_MEMPOLICY] = STR_INIT("mempolicy"),
    };
    return names[scope];
}

str wording_named_by(enum named_by named_by) {
    static const str names[] = {
        [NAMED_BY_KILL] = STR_INIT("kill"),
        [NAMED_BY_SUMMARY] = STR_INIT("summary"),
        [NAMED_BY_ANNOUNCEMENT] = STR_INIT("announcement"),
        [NAMED_BY_REAPER] = STR_INIT("reaper"),
    };
    return names[named_by];
}

str wording_swap(enum swap_state swap) {
    static const str names[] = {
        [SWAP_UNKNOWN] = STR_INIT("unknown"), [SWAP_NONE] = STR_INIT("none"),
        [SWAP_FULL] = STR_INIT("full"),       [SWAP_PARTLY_USED] = STR_INIT("partly-used"),
        [SWAP_UNUSED] = STR_INIT("unused"),
    };
    return names[swap];
}

str wording_request(enum request request) {
    static const str names[] = {
        [REQUEST_UNKNOWN] = STR_INIT("unknown"),
        [REQUEST_ANONYMOUS_FAULT] = STR_INIT("anonymous-fault"),
        [REQUEST_SWAP_IN] = STR_INIT("swap-in"),
        [REQUEST_COPY_ON_WRITE] = STR_INIT("copy-on-write"),
        [REQUEST_GUEST_FAULT] = STR_INIT("guest-fault"),
        [REQUEST_FILE_FAULT] = STR_INIT("file-fault"),
        [REQUEST_USER] = STR_INIT("unknown"),
        [REQUEST_USER_ZEROED] = STR_INIT("anonymous-fault"),
        [REQUEST_SHMEM] = STR_INIT("shmem"),
        [REQUEST_FORK] = STR_INIT("fork"),
        [REQUEST_SLAB] = STR_INIT("slab"),
        [REQUEST_NETWORK] = STR_INIT("network"),
        [REQUEST_PAGE_TABLE] = STR_INIT("page-table"),
        [REQUEST_FILESYSTEM] = STR_INIT("filesystem"),
        [REQUEST_PIPE] = STR_INIT("pipe"),
        [REQUEST_DRIVER] = STR_INIT("driver"),
        [REQUEST_KERNEL_OTHER] = STR_INIT("kernel-other"),
        [REQUEST_PAGE_FAULT] = STR_INIT("unknown"),
        [REQUEST_LIMIT] = STR_INIT("kernel-other"),
        [REQUEST_KSWAPD] = STR_INIT("kswapd"),
        [REQUEST_POLICY] = STR_INIT("unknown"),
        [REQUEST_SYSRQ] = STR_INIT("sysrq"),
    };
    return names[request];
}

str wording_doing(enum request request) {
    static const str doing[] = {
        [REQUEST_UNKNOWN] = STR_INIT("for a reason that the log does not show"),
        [REQUEST_ANONYMOUS_FAULT] = STR_INIT("which touched new heap or stack"),
        [REQUEST_SWAP_IN] = STR_INIT("which read a page back from swap"),
        [REQUEST_COPY_ON_WRITE] = STR_INIT("which wrote to a page that it shared (copy on write)"),
        [REQUEST_GUEST_FAULT] =
            STR_INIT("for a virtual machine, whose guest touched memory that it had not been given yet"),
        [REQUEST_FILE_FAULT] = STR_INIT("which read a mapped file or its own program back"),
        [REQUEST_SHMEM] = STR_INIT("which touched shared memory or a tmpfs file"),
        [REQUEST_USER] =
            STR_INIT("for a page of a process or of a file, by its flags (the log does not show for what)"),
        [REQUEST_USER_ZEROED] = STR_INIT("for a new page of a process, by its flags"),
        [REQUEST_FORK] = STR_INIT("which was starting a process or thread"),
        [REQUEST_SLAB] = STR_INIT("for a kernel object"),
        [REQUEST_NETWORK] = STR_INIT("for the network"),
        [REQUEST_PAGE_TABLE] = STR_INIT("for a page table"),
        [REQUEST_FILESYSTEM] = STR_INIT("which read or wrote a file"),
        [REQUEST_PIPE] = STR_INIT("for a pipe"),
        [REQUEST_DRIVER] = STR_INIT("for a driver"),
        [REQUEST_KERNEL_OTHER] = STR_INIT("for the kernel's own use"),
        [REQUEST_PAGE_FAULT] = STR_INIT("whose page fault had failed as out of memory"),
        [REQUEST_LIMIT] = STR_INIT("which set the limit of a cgroup lower than what it used"),
        [REQUEST_KSWAPD] = STR_INIT("which asks for a kill only to protect the working set (min_ttl_ms of lru_gen)"),
        [REQUEST_POLICY] = STR_INIT("for a BPF program, which ordered the kill"),
        [REQUEST_SYSRQ] = STR_INIT("on somebody's order (SysRq f)"),
    };
    return doing[request];
}

str wording_missing(unsigned part) {
    switch (part) {
    case MISSING_TRIGGER:
        return STR("The log lacks the line that says who asked for memory.");
    case MISSING_MEMORY:
        return STR("The log lacks the memory counters.");
    case MISSING_TASKS:
        return STR("The log lacks the task table.");
    default:
        return STR("The log lacks the kill line.");
    }
}

str wording_cut(enum cut cut) {
    static const str statements[] = {
        [CUT_NOT] = STR_INIT(""),
        [CUT_HEAD] = STR_INIT("The first rows of the task table are missing."),
        [CUT_DAMAGED] = STR_INIT(""), /* a warning says it */
        [CUT_ELIDED] = STR_INIT("Rows of the task table are left out."),
        [CUT_VICTIM] = STR_INIT("The victim has no row in the task table: rows are missing."),
        [CUT_MEMORY] = STR_INIT("The rows of the task table show little of the private memory that the counters hold."),
        [CUT_ALONE] = STR_INIT("The task table has one row: there may have been more."),
        [CUT_END] = STR_INIT("Nothing follows the last row of the task table: there may have been more."),
    };
    return statements[cut];
}

str wording_maker(enum maker_kind kind) {
    static const str names[] = {
        [MAKER_UNNAMED] = STR_INIT(""),
#define KIND(name, request, kept, what, check) [MAKER_##name] = STR_INIT(what),
#include "model/makers.def"
#undef KIND
    };
    return names[kind];
}

str wording_below(enum below below) {
    static const str names[] = {
        [BELOW_UNKNOWN] = STR_INIT(""), [BELOW_NONE] = STR_INIT("none"), [BELOW_HIGH] = STR_INIT("high"),
        [BELOW_LOW] = STR_INIT("low"),  [BELOW_MIN] = STR_INIT("min"),
    };
    return names[below];
}

str wording_note(enum note_kind kind) {
    static const str names[] = {
        [NOTE_ALLOCATION_FAILURE] = STR_INIT("allocation-failure"),
        [NOTE_ALLOCATION_STALL] = STR_INIT("allocation-stall"),
        [NOTE_LOWMEMORYKILLER] = STR_INIT("lowmemorykiller"),
        [NOTE_SUPPRESSED] = STR_INIT("suppressed"),
        [NOTE_UNIT] = STR_INIT("unit"),
        [NOTE_KUBELET] = STR_INIT("kubelet"),
        [NOTE_EXITING] = STR_INIT("exiting"),
        [NOTE_PINNED] = STR_INIT("pinned"),
        [NOTE_SLAB_CACHE] = STR_INIT("slab-cache"),
        [NOTE_LOST_LINES] = STR_INIT("lost-lines"),
    };
    return names[kind];
}
