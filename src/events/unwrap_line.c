/* Which line goes on with which, where a mailer, a terminal or a pager broke it: the first is a known sentence without
 * its end, and the second looks like that end. SPDX-License-Identifier: MIT */
#include "events/unwrap_line.h"

#include "kernel/key_values.h"
#include "kernel/oom_summary.h"
#include "model/limits.h"

static bool unwrap_line_is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* "12*64kB", "788kB": digits, then one of MARKS, so that "44659 total pagecache pages" is not meant. */
static bool unwrap_line_number_follows(str next, const char *marks) {
    size_t digits = 0;
    next = str_trim_start(next);
    while (digits < next.len && unwrap_line_is_digit(next.data[digits]))
        digits++;
    str behind = str_trim_start(str_from(next, digits));
    return digits > 0 && behind.len > 0 && strchr(marks, behind.data[0]) != NULL && behind.data[0] != '\0';
}

/* "anon-rss:6888kB, ...", "yes": a figure with its unit stands at the start, at most a torn key before it. */
static bool unwrap_line_figures_follow(str next) {
    struct scan scan = scan_of(next);
    struct key_value figure;
    scan_blanks(&scan);
    char c = scan_peek(&scan);
    if (c == ':' || c == '=' || unwrap_line_is_digit(c))
        return !unwrap_line_is_digit(c) || unwrap_line_number_follows(next, "k");
    if (str_starts(scan_rest(&scan), STR("hugepages_")) || str_starts(scan_rest(&scan), STR("kB")) ||
        str_equal(scan_rest(&scan), STR("yes")) || str_equal(scan_rest(&scan), STR("no")))
        return true;
    const char *from = scan.at;
    return key_values_next(&scan, &figure) && figure.key.data - from < 24 && (figure.has_unit || figure.is_yes_no);
}

static bool unwrap_line_numbers_only(str next) {
    for (size_t i = 0; i < next.len; i++)
        if (!unwrap_line_is_digit(next.data[i]) && next.data[i] != ' ' && next.data[i] != '-')
            return false;
    return next.len > 0;
}

static bool unwrap_line_terms_follow(str next) {
    next = str_trim_start(next);
    return next.len && (unwrap_line_number_follows(next, "*k") || next.data[0] == '(' || next.data[0] == '=' ||
                        next.data[0] == '*' || str_starts(next, STR("kB")) || str_starts(next, STR("B ")));
}

static bool unwrap_line_has_any(str text, const str *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_has(text, words[i]))
            return true;
    return false;
}

/* The last word of TEXT, up to its end. */
static str unwrap_line_last_word(str text) {
    size_t blank = str_find_last_byte(text, ' ');
    return blank == STR_NONE ? text : str_from(text, blank + 1);
}

/* "ve_anon:0kB", "(file):0kB", "?": the rest of a key, up to its mark; "/a/b:" and "kworker/0:1" are none. */
static bool unwrap_line_ends_key(str text) {
    size_t at = 0;
    while (at < text.len && ((text.data[at] >= 'a' && text.data[at] <= 'z') || memchr("_()", text.data[at], 3)))
        at++;
    return at < text.len && (text.data[at] == ':' || text.data[at] == '?');
}

/* "inacti" + "ve_anon:0kB": the beginning of a key, and its rest. The words of a sentence are no keys. */
static bool unwrap_line_is_torn_key(str word, str next) {
    static const str words[] = {STR_INIT("now"), STR_INIT("invoked"), STR_INIT("cgroup")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_equal(word, words[i]))
            return false;
    return word.len && word.data[0] >= 'a' && word.data[0] <= 'z' && !str_has(word, STR(":")) &&
           !str_has(word, STR("?")) && unwrap_line_ends_key(next);
}

/* "dd invoked", "dd invoked oom-killer:", "... order=0," without the trigger's oom_score_adj */
static bool unwrap_line_trigger(str held, str next) {
    static const str ends[] = {STR_INIT("gfp_mask="), STR_INIT("order="), STR_INIT("adj="), STR_INIT("GFP_"),
                               STR_INIT("nodemask=")};
    if (str_ends(str_trim_end(held), STR(" invoked")))
        return str_starts(next, STR("oom-killer:"));
    if (!str_has(held, STR(" invoked oom-killer")))
        return false;
    size_t adj = str_find_last(held, STR("adj="));
    if (adj != STR_NONE && held.len > adj + 4)
        return false;
    return unwrap_line_has_any(next, ends, sizeof ends / sizeof ends[0]);
}

/* "... Killed process 946" + "(test_memcontrol) total-vm:104840kB", "... (new" + "line) total-vm:..." */
static bool unwrap_line_kill(str held, str next) {
    static const str ends[] = {
        STR_INIT("rss:"),       STR_INIT("-vm:"),           STR_INIT("kB"),     STR_INIT("UID:"),
        STR_INIT("pgtables:"),  STR_INIT("oom_score_adj:"), STR_INIT("score "), STR_INIT("sacrifice child"),
        STR_INIT("or a child"), STR_INIT("child"),          STR_INIT("set")};
    static const str begins[] = {STR_INIT("illed process"), STR_INIT("ill process"),
                                 STR_INIT("oom_reaper: reaped process"), STR_INIT("are going to be killed")};
    if (str_starts(held, STR("Out of memory in UB ")) && str_ends(str_trim_end(held), STR(": OOM")))
        return str_starts(next, STR("killed process "));
    if (str_ends(str_trim_end(held), STR(" Killed")) || str_ends(str_trim_end(held), STR(" Kill")))
        return str_starts(next, STR("process "));
    if (!unwrap_line_has_any(held, begins, sizeof begins / sizeof begins[0]))
        return false;
    size_t adj = str_find_last(held, STR("oom_score_adj:"));
    if ((adj != STR_NONE && held.len > adj + 14) || unwrap_line_has_any(next, begins, sizeof begins / sizeof begins[0]))
        return false;
    return unwrap_line_has_any(next, ends, sizeof ends / sizeof ends[0]);
}

static bool unwrap_line_is_usage(str held) {
    return str_has(held, STR(": usage ")) &&
           (str_starts(held, STR("memory")) || str_starts(held, STR("swap:")) || str_starts(held, STR("kmem:")));
}

/* "memory+swap: usage 1048556kB, limit" + "9007199254740988kB, failcnt 0" */
static bool unwrap_line_usage(str held, str next) {
    size_t failcnt = str_find(held, STR("failcnt "));
    return (failcnt == STR_NONE || held.len <= failcnt + 8) && next.len &&
           (unwrap_line_number_follows(next, "k") || unwrap_line_numbers_only(next) || str_has(next, STR("kB")) ||
            str_has(next, STR("failcnt")));
}

static bool unwrap_line_summary(str held, str next) {
    static const str ends[] = {STR_INIT(",pid="),  STR_INIT("uid="),          STR_INIT(",task="),
                               STR_INIT("memcg="), STR_INIT("mems_allowed="), STR_INIT("global_oom")};
    return oom_summary_peek(held) == OOM_SUMMARY_CUT && unwrap_line_has_any(next, ends, sizeof ends / sizeof ends[0]);
}

/* "CPU: 252 PID: 116849 Comm: alloc_anon Tainted: G" + "   O       6.5.0-smp-DEV #21" */
static bool unwrap_line_identity(str held, str next) {
    return (str_has(held, STR("PID: ")) || str_starts(held, STR("Pid: "))) && !str_has(held, STR(" #")) &&
           str_has(next, STR("#")) && next.len < 200;
}

/* "[  pid  ]   uid  tgid total_vm      rss" + "rss_anon rss_file rss_shmem ... name" */
static bool unwrap_line_header(str held, str next) {
    return str_has(str_first(held, 12), STR("pid")) && !str_ends(str_trim_end(held), STR(" name")) &&
           !str_starts(next, STR("["));
}

/* A whole row that ends where another was torn may lack the rest of its name. */
static bool unwrap_line_row(str held, str next, const struct task_table *columns, size_t row_torn_at) {
    if (!columns || !columns->count || str_starts(next, STR("[")))
        return false;
    switch (task_table_peek(columns, held)) {
    case TASK_TABLE_NO_ROW:
        return false;
    case TASK_TABLE_CUT_ROW:
        return true;
    case TASK_TABLE_ROW:
        return row_torn_at > 0 && held.len == row_torn_at && next.len <= LIMIT_COMM;
    }
    return false;
}

/* "[c0000000055af710] [c000000000fd8424] dump_stack_lvl+0x88/0xc4" + "(unreliable)",
 * "[<8010ff30>] (unwind_backtrace) from [<8010c174>] (sh" + "ow_stack+0x20/0x24)" */
static bool unwrap_line_frame(str held, str next) {
    if (str_has(held, STR(" from [<")))
        return !str_ends(held, STR(")")) && str_has(next, STR("+0x")) && str_ends(str_trim_end(next), STR(")"));
    return str_has(held, STR("+0x")) && str_equal(str_trim(next), STR("(unreliable)"));
}

static bool unwrap_line_statistics(str held, str next) {
    held = str_trim_end(held);
    if (!str_starts(held, STR("Memory cgroup stats")) || str_ends(held, STR(":")))
        return false;
    return str_has(held, STR("KB")) ? unwrap_line_figures_follow(next) : str_starts(next, STR("/"));
}

/* Whether HELD is the line of a node or zone, a buddy list or a reserve, and NEXT goes on with it. */
static bool unwrap_line_zone(str held, str next) {
    str start = str_first(held, 48);
    if (str_starts(held, STR("lowmem_reserve[]:")))
        return unwrap_line_numbers_only(next);
    if (str_has(start, STR(" free:")) || str_has(start, STR(" active_anon:")) || str_has(start, STR(" hugepages_")))
        return unwrap_line_figures_follow(next);
    return str_has(start, STR("kB")) && str_has(start, STR("*")) && !str_has(held, STR(" = ")) &&
           unwrap_line_terms_follow(next);
}

/* " active_file:11402 inactive_file:22318 isolated_file:" + "0": lists of counters that are broken at blanks are read
 * piece by piece. */
static bool unwrap_line_counters(str held, str next) {
    held = str_trim(held);
    const size_t colon = str_find_byte(held, ':');
    if (!held.len || !next.len || held.data[0] < 'a' || held.data[0] > 'z' || colon > str_find_byte(held, ' '))
        return false;
    if (colon != STR_NONE && colon + 1 < held.len && !unwrap_line_is_digit(held.data[colon + 1]))
        return false; /* "sysrq: Manual OOM execution" */
    return str_ends(held, STR(":")) ? unwrap_line_is_digit(next.data[0])
                                    : unwrap_line_is_torn_key(unwrap_line_last_word(held), next);
}

/* "Kernel panic - not syncing: Out of memory: system-wide" + "panic_on_oom is enabled" */
static bool unwrap_line_panic(str held, str next) {
    static const str ends[] = {STR_INIT("enabled"), STR_INIT("processes..."), STR_INIT("selected"),
                               STR_INIT("selected.")};
    next = str_trim_end(next);
    if (unwrap_line_has_any(held, ends, sizeof ends / sizeof ends[0]))
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_ends(next, ends[i]))
            return true;
    return false;
}

/* "    1.24 MiB      512 mm/slub.c:2345" + "func:alloc_slab_page" */
static bool unwrap_line_allocation(str held, str next) {
    return str_starts(next, STR("func:")) && str_has(held, STR(":")) && !str_has(held, STR("func:"));
}

/* "Swap cache stats: add 70971717," + "delete 70981528, find 28723407/55049936"; "Task in /a killed as a" + ... */
static bool unwrap_line_others(str held, str next) {
    if (str_starts(held, STR("Swap cache stats:")))
        return !str_has(held, STR("/")) && (str_has(next, STR("/")) || str_has(next, STR("find")));
    if (str_starts(held, STR("Task in ")))
        return !str_has(held, STR("limit of /")) && (str_has(next, STR("limit of")) || str_starts(next, STR("/")) ||
                                                     str_has(next, STR("killed as a result")));
    if (str_starts(held, STR("Tasks in /")))
        return !str_ends(str_trim_end(held), STR(" set")) && str_ends(str_trim_end(next), STR("memory.oom.group set"));
    if (str_starts(held, STR("Kernel panic - not syncing: Out of memory")) ||
        str_starts(held, STR("Kernel panic - not syncing: out of memory")))
        return unwrap_line_panic(held, next);
    return false;
}

bool unwrap_line_goes_on(str held, str next, const struct task_table *columns, size_t row_torn_at) {
    switch (held.data[0]) {
    case '[':
        return unwrap_line_header(held, next) || unwrap_line_row(held, next, columns, row_torn_at) ||
               unwrap_line_frame(held, next);
    case 'o':
        if (oom_summary_peek(held) != OOM_SUMMARY_NONE)
            return unwrap_line_summary(held, next);
        break;
    case 'm':
    case 's':
    case 'k':
        if (unwrap_line_is_usage(held))
            return unwrap_line_usage(held, next);
        break;
    case 'M':
        if (unwrap_line_statistics(held, next))
            return true;
        break;
    default:
        break;
    }
    return unwrap_line_zone(held, next) || unwrap_line_kill(held, next) || unwrap_line_identity(held, next) ||
           unwrap_line_others(held, next) || unwrap_line_trigger(held, next) || unwrap_line_allocation(held, next) ||
           unwrap_line_counters(held, next);
}

bool unwrap_line_is_torn_word(str held, str next) {
    str word = unwrap_line_last_word(held);
    if (str_ends(held, STR("\\")))
        return true;
    if (str_has(held, STR(" invoked oom-killer:"))) /* "gfp_mask=0x15080c0(GFP_KE" + "RNEL_ACCOUNT), order=0" */
        return !str_ends(word, STR(",")) && !str_ends(word, STR(":"));
    if (word.len > 1 && word.data[0] == '(' && !str_has(word, STR(")")))
        return true;
    const bool is_bare_numbers = held.data[0] == '[' || str_starts(held, STR("lowmem_reserve[]:"));
    if (!word.len || !next.len || is_bare_numbers)
        return false;
    const char last = word.data[word.len - 1];
    if (unwrap_line_is_digit(last))
        return unwrap_line_is_digit(next.data[0]) || next.data[0] == '*' || str_starts(next, STR("kB")) ||
               str_starts(next, STR("KB"));
    if (last == '*' || str_starts(next, STR("*")))
        return true;
    if ((last == 'k' || last == 'K') && word.len > 1 && unwrap_line_is_digit(word.data[word.len - 2]))
        return next.data[0] == 'B';
    return unwrap_line_is_torn_key(word, next);
}
