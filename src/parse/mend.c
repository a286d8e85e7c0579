/* Puts together lines that were torn, where that is certain: the held line is a known sentence without its end, and
 * the next one has no prefix and looks like that end.
 * SPDX-License-Identifier: MIT */
#include "parse/mend.h"

#include "parse/figures.h"
#include "parse/summary.h"

#include <stdlib.h>

enum { MEND_NAME = 15 }; /* bytes of a process name (TASK_COMM_LEN) */

void mend_free(struct mend *mend) {
    free(mend->bytes);
    *mend = (struct mend){0};
}

void mend_begin(struct mend *mend) {
    mend->is_flowed = mend->is_wrapped = mend->is_ragged = false;
    mend->width = mend->broken_at = mend->longest = 0;
    mend->hangs = false;
}

/* Broken at a width, blanks kept, as a terminal breaks: mailers break at blanks, so nowhere in particular. */
static bool mend_is_flowed(const struct mend *mend) {
    return mend->is_flowed && !mend->is_ragged &&
           (mend->pieces > 1 || !mend->broken_at || mend->held.text.len == mend->broken_at);
}

static bool mend_is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool mend_is_bare(const struct message *message) {
    return message->continues || (message->uptime_us == OOMWHY_ABSENT && !message->time.month && !message->host.len &&
                                  !message->caller.len && !message->program.len);
}

/* Whether TEXT says what a line of its own says. */
static bool mend_is_sentence(str text) {
    static const str begins[] = {
        STR_INIT("oom-kill:constraint="),
        STR_INIT("Out of memory"),
        STR_INIT("Memory cgroup"),
        STR_INIT("Killed process"),
        STR_INIT("Tasks "),
        STR_INIT("Task in "),
        STR_INIT("Mem-Info"),
        STR_INIT("Node "),
        STR_INIT("lowmem_"),
        STR_INIT("CPU: "),
        STR_INIT("Call "),
        STR_INIT("Hardware name"),
        STR_INIT("oom_reaper"),
        STR_INIT("Kernel "),
        STR_INIT("Unreclaim"),
        STR_INIT("Free swap"),
        STR_INIT("Total swap"),
        STR_INIT("Swap "),
        STR_INIT("DMA"),
        STR_INIT("Normal"),
        STR_INIT("HighMem"),
        STR_INIT("Movable "),
        STR_INIT("memory: "),
        STR_INIT("memory+swap: "),
        STR_INIT("kmem: "),
        STR_INIT("[ pid ]"),
        STR_INIT("Workqueue: "),
    };
    text = str_trim_start(text);
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        if (str_starts(text, begins[i]))
            return true;
    return false;
}

/* "12*64kB", "788kB": digits, then one of MARKS, so that "44659 total pagecache pages" is not meant. */
static bool mend_number_follows(str next, const char *marks) {
    size_t digits = 0;
    next = str_trim_start(next);
    while (digits < next.len && mend_is_digit(next.data[digits]))
        digits++;
    str behind = str_trim_start(str_from(next, digits));
    return digits > 0 && behind.len > 0 && strchr(marks, behind.data[0]) != NULL && behind.data[0] != '\0';
}

/* "anon-rss:6888kB, ...", "yes": a figure with its unit stands at the start, at most a torn key before it. */
static bool mend_figures_follow(str next) {
    struct scan scan = scan_of(next);
    struct figure figure;
    scan_blanks(&scan);
    char c = scan_peek(&scan);
    if (c == ':' || c == '=' || mend_is_digit(c))
        return !mend_is_digit(c) || mend_number_follows(next, "k");
    if (str_starts(scan_rest(&scan), STR("hugepages_")) || str_starts(scan_rest(&scan), STR("kB")) ||
        str_equal(scan_rest(&scan), STR("yes")) || str_equal(scan_rest(&scan), STR("no")))
        return true;
    const char *from = scan.at;
    return figures_next(&scan, &figure) && figure.key.data - from < 24 && (figure.has_unit || figure.is_yes_no);
}

static bool mend_numbers_only(str next) {
    for (size_t i = 0; i < next.len; i++)
        if (!mend_is_digit(next.data[i]) && next.data[i] != ' ' && next.data[i] != '-')
            return false;
    return next.len > 0;
}

static bool mend_terms_follow(str next) {
    next = str_trim_start(next);
    return next.len && (mend_number_follows(next, "*k") || next.data[0] == '(' || next.data[0] == '=' ||
                        next.data[0] == '*' || str_starts(next, STR("kB")) || str_starts(next, STR("B ")));
}

static bool mend_has_any(str text, const str *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_has(text, words[i]))
            return true;
    return false;
}

/* The last word of TEXT, up to its end. */
static str mend_last_word(str text) {
    size_t blank = str_find_last_byte(text, ' ');
    return blank == STR_NONE ? text : str_from(text, blank + 1);
}

/* "ve_anon:0kB", "(file):0kB", "?": the rest of a key, up to its mark; "/a/b:" and "kworker/0:1" are none. */
static bool mend_ends_key(str text) {
    size_t at = 0;
    while (at < text.len && ((text.data[at] >= 'a' && text.data[at] <= 'z') || memchr("_()", text.data[at], 3)))
        at++;
    return at < text.len && (text.data[at] == ':' || text.data[at] == '?');
}

/* "inacti" + "ve_anon:0kB": the beginning of a key, and its rest. The words of a sentence are no keys. */
static bool mend_is_torn_key(str word, str next) {
    static const str words[] = {STR_INIT("now"), STR_INIT("invoked"), STR_INIT("cgroup")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_equal(word, words[i]))
            return false;
    return word.len && word.data[0] >= 'a' && word.data[0] <= 'z' && !str_has(word, STR(":")) &&
           !str_has(word, STR("?")) && mend_ends_key(next);
}

/* "dd invoked", "dd invoked oom-killer:", "... order=0," without the trigger's oom_score_adj */
static bool mend_trigger(str held, str next) {
    static const str ends[] = {STR_INIT("gfp_mask="), STR_INIT("order="), STR_INIT("adj="), STR_INIT("GFP_"),
                               STR_INIT("nodemask=")};
    if (str_ends(str_trim_end(held), STR(" invoked")))
        return str_starts(next, STR("oom-killer:"));
    if (!str_has(held, STR(" invoked oom-killer")))
        return false;
    size_t adj = str_find_last(held, STR("adj="));
    if (adj != STR_NONE && held.len > adj + 4)
        return false;
    return mend_has_any(next, ends, sizeof ends / sizeof ends[0]);
}

/* "... Killed process 946" + "(test_memcontrol) total-vm:104840kB", "... (new" + "line) total-vm:..." */
static bool mend_kill(str held, str next) {
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
    if (!mend_has_any(held, begins, sizeof begins / sizeof begins[0]))
        return false;
    size_t adj = str_find_last(held, STR("oom_score_adj:"));
    if ((adj != STR_NONE && held.len > adj + 14) || mend_has_any(next, begins, sizeof begins / sizeof begins[0]))
        return false;
    return mend_has_any(next, ends, sizeof ends / sizeof ends[0]);
}

static bool mend_is_usage(str held) {
    return str_has(held, STR(": usage ")) &&
           (str_starts(held, STR("memory")) || str_starts(held, STR("swap:")) || str_starts(held, STR("kmem:")));
}

/* "memory+swap: usage 1048556kB, limit" + "9007199254740988kB, failcnt 0" */
static bool mend_usage(str held, str next) {
    size_t failcnt = str_find(held, STR("failcnt "));
    return (failcnt == STR_NONE || held.len <= failcnt + 8) && next.len &&
           (mend_number_follows(next, "k") || mend_numbers_only(next) || str_has(next, STR("kB")) ||
            str_has(next, STR("failcnt")));
}

static bool mend_summary(str held, str next) {
    static const str ends[] = {STR_INIT(",pid="),  STR_INIT("uid="),          STR_INIT(",task="),
                               STR_INIT("memcg="), STR_INIT("mems_allowed="), STR_INIT("global_oom")};
    return summary_peek(held) == SUMMARY_CUT && mend_has_any(next, ends, sizeof ends / sizeof ends[0]);
}

/* "CPU: 252 PID: 116849 Comm: alloc_anon Tainted: G" + "   O       6.5.0-smp-DEV #21" */
static bool mend_identity(str held, str next) {
    return (str_has(held, STR("PID: ")) || str_starts(held, STR("Pid: "))) && !str_has(held, STR(" #")) &&
           str_has(next, STR("#")) && next.len < 200;
}

/* "[  pid  ]   uid  tgid total_vm      rss" + "rss_anon rss_file rss_shmem ... name" */
static bool mend_header(str held, str next) {
    return str_has(str_first(held, 12), STR("pid")) && !str_ends(str_trim_end(held), STR(" name")) &&
           !str_starts(next, STR("["));
}

static bool mend_row(const struct mend *mend, str held, str next, const struct columns *columns) {
    if (!columns || !columns->count || str_starts(next, STR("[")))
        return false;
    switch (columns_peek(columns, held)) {
    case COLUMNS_NO_ROW:
        return false;
    case COLUMNS_CUT_ROW:
        return true;
    case COLUMNS_ROW:
        return mend_is_flowed(mend) && mend->width && held.len == mend->width && next.len <= MEND_NAME;
    }
    return false;
}

/* "[c0000000055af710] [c000000000fd8424] dump_stack_lvl+0x88/0xc4" + "(unreliable)",
 * "[<8010ff30>] (unwind_backtrace) from [<8010c174>] (sh" + "ow_stack+0x20/0x24)" */
static bool mend_frame(str held, str next) {
    if (str_has(held, STR(" from [<")))
        return !str_ends(held, STR(")")) && str_has(next, STR("+0x")) && str_ends(str_trim_end(next), STR(")"));
    return str_has(held, STR("+0x")) && str_equal(str_trim(next), STR("(unreliable)"));
}

static bool mend_statistics(str held, str next) {
    held = str_trim_end(held);
    if (!str_starts(held, STR("Memory cgroup stats")) || str_ends(held, STR(":")))
        return false;
    return str_has(held, STR("KB")) ? mend_figures_follow(next) : str_starts(next, STR("/"));
}

/* Whether HELD is the line of a node or zone, a buddy list or a reserve, and NEXT goes on with it. */
static bool mend_zone(str held, str next) {
    str start = str_first(held, 48);
    if (str_starts(held, STR("lowmem_reserve[]:")))
        return mend_numbers_only(next);
    if (str_has(start, STR(" free:")) || str_has(start, STR(" active_anon:")) || str_has(start, STR(" hugepages_")))
        return mend_figures_follow(next);
    return str_has(start, STR("kB")) && str_has(start, STR("*")) && !str_has(held, STR(" = ")) &&
           mend_terms_follow(next);
}

/* " active_file:11402 inactive_file:22318 isolated_file:" + "0": lists of counters that are broken at blanks are read
 * piece by piece. */
static bool mend_counters(str held, str next) {
    held = str_trim(held);
    const size_t colon = str_find_byte(held, ':');
    if (!held.len || !next.len || held.data[0] < 'a' || held.data[0] > 'z' || colon > str_find_byte(held, ' '))
        return false;
    if (colon != STR_NONE && colon + 1 < held.len && !mend_is_digit(held.data[colon + 1]))
        return false; /* "sysrq: Manual OOM execution" */
    return str_ends(held, STR(":")) ? mend_is_digit(next.data[0]) : mend_is_torn_key(mend_last_word(held), next);
}

/* "Kernel panic - not syncing: Out of memory: system-wide" + "panic_on_oom is enabled" */
static bool mend_panic(str held, str next) {
    static const str ends[] = {STR_INIT("enabled"), STR_INIT("processes..."), STR_INIT("selected"),
                               STR_INIT("selected.")};
    next = str_trim_end(next);
    if (mend_has_any(held, ends, sizeof ends / sizeof ends[0]))
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_ends(next, ends[i]))
            return true;
    return false;
}

/* "    1.24 MiB      512 mm/slub.c:2345" + "func:alloc_slab_page" */
static bool mend_allocation(str held, str next) {
    return str_starts(next, STR("func:")) && str_has(held, STR(":")) && !str_has(held, STR("func:"));
}

/* "Swap cache stats: add 70971717," + "delete 70981528, find 28723407/55049936"; "Task in /a killed as a" + ... */
static bool mend_others(str held, str next) {
    if (str_starts(held, STR("Swap cache stats:")))
        return !str_has(held, STR("/")) && (str_has(next, STR("/")) || str_has(next, STR("find")));
    if (str_starts(held, STR("Task in ")))
        return !str_has(held, STR("limit of /")) && (str_has(next, STR("limit of")) || str_starts(next, STR("/")) ||
                                                     str_has(next, STR("killed as a result")));
    if (str_starts(held, STR("Tasks in /")))
        return !str_ends(str_trim_end(held), STR(" set")) && str_ends(str_trim_end(next), STR("memory.oom.group set"));
    if (str_starts(held, STR("Kernel panic - not syncing: Out of memory")) ||
        str_starts(held, STR("Kernel panic - not syncing: out of memory")))
        return mend_panic(held, next);
    return false;
}

static bool mend_goes_on(const struct mend *mend, str held, str next, const struct columns *columns) {
    switch (held.data[0]) {
    case '[':
        return mend_header(held, next) || mend_row(mend, held, next, columns) || mend_frame(held, next);
    case 'o':
        if (summary_peek(held) != SUMMARY_NONE)
            return mend_summary(held, next);
        break;
    case 'm':
    case 's':
    case 'k':
        if (mend_is_usage(held))
            return mend_usage(held, next);
        break;
    case 'M':
        if (mend_statistics(held, next))
            return true;
        break;
    default:
        break;
    }
    return mend_zone(held, next) || mend_kill(held, next) || mend_identity(held, next) || mend_others(held, next) ||
           mend_trigger(held, next) || mend_allocation(held, next) || mend_counters(held, next);
}

/* A line break within a name: the row is whole, and so few bytes follow that they can be the name's rest. */
static bool mend_name_goes_on(str held, str next, const struct columns *columns) {
    size_t blank = str_find_last_byte(held, ' ');
    return columns && columns->count && held.data[0] == '[' && next.data[0] != '[' && blank != STR_NONE &&
           held.len - blank + next.len <= MEND_NAME && columns_peek(columns, held) == COLUMNS_ROW;
}

/* A line that no mailer broke: the next word had room on it. */
static bool mend_breaks_early(const struct mend *mend, str next) {
    const size_t word = str_find_byte(next, ' ');
    return !mend->is_wrapped && mend->held.text.len + 1 + (word == STR_NONE ? next.len : word) <= mend->longest;
}

/* Whether a line without a prefix can be a further line of the held one's record. */
static bool mend_is_of_record(const struct mend *mend, const struct message *message) {
    if (message->continues)
        return message->is_same_record || (mend->hangs && !mend->is_wrapped);
    return mend_breaks_early(mend, message->text);
}

/* The bytes of a name that HELD, "CPU: 0 PID: 110 Comm: new", ends in; STR_NONE if it ends in none. */
static size_t mend_open_comm(str held) {
    const str key = STR(" Comm: ");
    const size_t at = str_starts(held, STR("CPU: ")) ? str_find(held, key) : STR_NONE;
    return at != STR_NONE && held.len - at - key.len <= MEND_NAME ? held.len - at - key.len : STR_NONE;
}

/* Whether the break lies within a name: an open parenthesis, or "task=" without what follows it. */
static bool mend_is_in_name(str held) {
    size_t open = str_find_last_byte(held, '(');
    if (mend_open_comm(held) != STR_NONE)
        return true;
    if (summary_peek(held) == SUMMARY_CUT)
        return str_has(held, STR(",task=")) && !str_has(held, STR(",pid="));
    if (str_has(held, STR(" invoked oom-killer")))
        return false; /* "(GFP_KERNEL" */
    return open != STR_NONE && held.len - open <= MEND_NAME + 1 && !str_has(str_from(held, open), STR(")"));
}

/* Whether the break lies within a word, as the end of HELD and the beginning of NEXT show: "2*102" + "4kB",
 * "present:1098594" + "4kB", "unevictable:0" + "kB", "score 12" + "48 or a child". A mailer breaks at blanks; a
 * terminal, an editor or a pager at its width. */
static bool mend_is_torn_word(str held, str next) {
    str word = mend_last_word(held);
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
    if (mend_is_digit(last))
        return mend_is_digit(next.data[0]) || next.data[0] == '*' || str_starts(next, STR("kB")) ||
               str_starts(next, STR("KB"));
    if (last == '*' || str_starts(next, STR("*")))
        return true;
    if ((last == 'k' || last == 'K') && word.len > 1 && mend_is_digit(word.data[word.len - 2]))
        return next.data[0] == 'B';
    return mend_is_torn_key(word, next);
}

/* Whether MESSAGE can be of the held one's record: consoles and syslog write a prefix before each of its lines. Up
 * to 3.4 each line got a time of its own. */
static bool mend_is_twin(const struct mend *mend, const struct message *message, int64_t most_us) {
    const struct message *held = &mend->held;
    return message->uptime_us != OOMWHY_ABSENT && held->uptime_us != OOMWHY_ABSENT &&
           message->uptime_us >= held->uptime_us && message->uptime_us - held->uptime_us <= most_us &&
           message->level == held->level && str_equal(message->caller, held->caller) &&
           str_equal(message->host, held->host);
}

/* The bytes of a process name that HELD ends in, behind its last line break or mark; STR_NONE if it ends in none. */
static size_t mend_open_name(str held) {
    const size_t open = str_find_last_byte(held, '('), task = str_find_last(held, STR(",task="));
    if (summary_peek(held) == SUMMARY_CUT && task != STR_NONE)
        return held.len - task - (sizeof ",task=" - 1);
    const bool is_kill = str_has(held, STR("illed process ")) || str_has(held, STR("ill process ")) ||
                         str_starts(held, STR("oom_reaper: reaped process "));
    return is_kill && open != STR_NONE && !str_has(str_from(held, open), STR(")")) ? held.len - open - 1 : STR_NONE;
}

/* "Killed process 110 (new" + "line) total-vm:...", ",task=new" + "line,pid=110,uid=0": a name has room for no more
 * than 15 bytes, its line break among them. */
static bool mend_closes_name(str held, str next, bool is_same_time) {
    const size_t begun = mend_open_name(held);
    if (begun == STR_NONE || begun >= MEND_NAME)
        return false;
    const str end = summary_peek(held) == SUMMARY_CUT ? STR(",pid=") : STR(")");
    const size_t at = str_find(next, end);
    if (at == STR_NONE)
        return is_same_time && begun + 1 + next.len <= MEND_NAME;
    return begun + 1 + at <= MEND_NAME;
}

/* "CPU: 0 PID: 110 Comm: new" + "line Not tainted 5.10.0-32-cloud-amd64 #1" */
static bool mend_closes_comm(str held, str next) {
    static const str ends[] = {STR_INIT(" Not tainted "), STR_INIT(" Tainted: "), STR_INIT(" Kdump: ")};
    const size_t begun = mend_open_comm(held);
    for (size_t i = 0; i < sizeof ends / sizeof *ends && begun != STR_NONE; i++) {
        const size_t at = str_find(next, ends[i]);
        if (at != STR_NONE)
            return begun + 1 + at <= MEND_NAME;
    }
    return false;
}

/* "new" + "line invoked oom-killer: gfp_mask=..." */
static bool mend_opens_trigger(str held, str next) {
    const size_t at = str_find(next, STR(" invoked oom-killer: gfp_mask="));
    return at != STR_NONE && held.len + 1 + at <= MEND_NAME;
}

/* The next line of a record whose name holds a line break, where each line has its prefix. */
static enum mend_join mend_decide_twin(const struct mend *mend, const struct message *message,
                                       const struct columns *columns) {
    enum { PRINTING_US = 1000 };
    const str held = mend->held.text, next = message->text;
    if (!mend_is_twin(mend, message, PRINTING_US))
        return MEND_APART;
    const bool is_same_time = mend_is_twin(mend, message, 0);
    if (mend_closes_name(held, next, is_same_time) || mend_closes_comm(held, next))
        return MEND_BREAK;
    if (!is_same_time || mend_is_sentence(next))
        return MEND_APART;
    return mend_opens_trigger(held, next) || mend_name_goes_on(held, next, columns) ? MEND_BREAK : MEND_APART;
}

/* A row, a kill, a summary, an identity or the start of a name may be cut by a line break in a name: most lines are
 * none. */
static bool mend_may_hold_name(str held, str next) {
    return next.len && next.data[0] != '[' && (held.len <= MEND_NAME || strchr("[oOMKNC", held.data[0]));
}

bool mend_may_go_on(const struct mend *mend, const struct message *message) {
    return mend->holds && (mend_is_bare(message) || mend_may_hold_name(mend->held.text, message->text));
}

enum mend_join mend_decide(const struct mend *mend, const struct message *message, const struct columns *columns) {
    str held = mend->held.text, next = message->text;
    if (!mend->holds || !held.len || !str_trim(next).len || mend->pieces >= BOUND_JOINS ||
        held.len + next.len > BOUND_LINE)
        return MEND_APART;
    if (!mend_is_bare(message))
        return mend_decide_twin(mend, message, columns);
    if (mend_is_sentence(next))
        return MEND_APART;
    if (mend_goes_on(mend, held, next, columns)) {
        char last = held.data[held.len - 1];
        bool is_in_name = mend_is_in_name(held);
        bool is_in_path = held.data[0] == 'o' && summary_peek(held) != SUMMARY_NONE && !is_in_name;
        if (last == ' ' || next.data[0] == ' ' || mend_is_flowed(mend) || next.data[0] == ':' || is_in_path ||
            (!is_in_name && mend_is_torn_word(held, next)))
            return MEND_GLUE;
        return is_in_name && mend_is_of_record(mend, message) ? MEND_BREAK : MEND_BLANK;
    }
    if (mend_is_of_record(mend, message) &&
        (mend_name_goes_on(held, next, columns) || (message->continues && mend_opens_trigger(held, next))))
        return MEND_BREAK;
    return MEND_APART;
}

/* Room for SIZE bytes. */
static bool mend_reserve(struct mend *mend, size_t size) {
    if (size <= mend->room)
        return true;
    size_t room = mend->room ? mend->room : 512;
    while (room < size)
        room *= 2;
    char *bytes = realloc(mend->bytes, room);
    if (!bytes)
        return false;
    mend->bytes = bytes;
    mend->room = room;
    return true;
}

static void mend_learn(struct mend *mend, enum mend_join join, str next) {
    str held = mend->held.text;
    bool is_blank = held.data[held.len - 1] == ' ';
    if (join == MEND_GLUE && is_blank)
        mend->is_flowed = true;
    else if (join == MEND_GLUE && mend->is_flowed && held.data[0] == '[')
        mend->width = held.len;
    if (join == MEND_BREAK)
        return;
    mend->is_wrapped = true;
    if (mend->pieces > 1 || is_blank || next.data[0] == ' ')
        return;
    mend->is_ragged |= mend->broken_at && mend->broken_at != held.len;
    mend->broken_at = held.len;
}

static void mend_keep(struct mend *mend, str text) {
    if (text.len)
        memcpy(mend->bytes + mend->len, text.data, text.len);
    mend->len += text.len;
}

/* The bytes may have moved: host, program, caller and text stand in them one after another. */
static void mend_view(struct mend *mend) {
    struct message *held = &mend->held;
    held->host.data = mend->bytes;
    held->program.data = held->host.data + held->host.len;
    held->caller.data = held->program.data + held->program.len;
    held->text.data = held->caller.data + held->caller.len;
    mend->text_at = (size_t)(held->text.data - mend->bytes);
    held->text.len = mend->len - mend->text_at;
}

bool mend_append(struct mend *mend, enum mend_join join, const struct message *message) {
    str text = message->text;
    mend_learn(mend, join, text);
    if (join != MEND_BREAK && mend->len > mend->text_at + 1 && mend->bytes[mend->len - 1] == '\\')
        mend->len--; /* an editor's sign that the line goes on */
    bool gap = join == MEND_BLANK || join == MEND_BREAK;
    if (!mend_reserve(mend, mend->len + text.len + 1))
        return false;
    if (gap)
        mend->bytes[mend->len++] = join == MEND_BREAK ? '\n' : ' ';
    mend_keep(mend, text);
    mend_view(mend);
    mend->pieces++;
    mend->last_line = message->line;
    return true;
}

/* " active_file:37 inactive_file:12 isolated_file:0", of the record that begins with "active_anon:" */
static bool mend_is_further(str text) {
    return str_starts(text, STR(" active_file:")) || str_starts(text, STR(" unevictable:")) ||
           str_starts(text, STR(" inactive_file:"));
}

bool mend_hold(struct mend *mend, const struct message *message) {
    str text = str_first(message->text, BOUND_LINE);
    if (!mend_reserve(mend, message->host.len + message->program.len + message->caller.len + text.len + 1))
        return false;
    mend->len = 0;
    mend->longest = text.len > mend->longest ? text.len : mend->longest;
    mend->hangs |= message->continues && mend_is_further(text);
    mend->held = *message;
    mend->held.cut |= text.len < message->text.len;
    mend_keep(mend, message->host);
    mend_keep(mend, message->program);
    mend_keep(mend, message->caller);
    mend_keep(mend, text);
    mend_view(mend);
    mend->holds = true;
    mend->pieces = 1;
    mend->last_line = message->line;
    return true;
}

const struct message *mend_release(struct mend *mend) {
    mend->holds = false;
    return &mend->held;
}
