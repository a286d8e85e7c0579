/* Finds an unmistakable sentence of the kernel anywhere in a text, whatever stands before and behind it.
 * SPDX-License-Identifier: MIT */
#include "kernel/locate.h"

#include "base/scan.h"
#include "kernel/sentences.h"
#include "model/limits.h"

#include <limits.h>

/* Of sentences that are no row of the table: behind its rows. */
enum {
    LOCATE_SUMMARY = 1000,
    LOCATE_CPU,
    LOCATE_PID,
    LOCATE_TASK_IN,
    LOCATE_HEADER,
    LOCATE_KILL,
    LOCATE_INTENT,
    LOCATE_COUNTERS,
    LOCATE_NODE,
    LOCATE_TOTALS,
    LOCATE_KILLERS /* and behind it */
};

enum { LOCATE_BEGINS_LEAST = 9 }; /* bytes of a row's `begins`: shorter ones are anybody's words */

static bool locate_is_word(char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           byte == '_' || byte == '-' || byte == '/';
}

/* "121-": the number of a line that grep shows beside one that it looked for. */
static bool locate_is_line_number(str before) {
    struct scan scan = scan_of(before);
    uint64_t number;
    return scan_u64(&scan, &number) && scan_byte(&scan, '-') && scan_done(&scan);
}

/* Whether a sentence may begin at AT: no word goes on there, unless it is the end of a written line break ("\n") or a
 * line's number. */
static bool locate_is_border(str text, size_t at) {
    if (at == 0 || !locate_is_word(text.data[at - 1]))
        return true;
    if (text.data[at - 1] == '-')
        return locate_is_line_number(str_first(text, at));
    return at >= 2 && text.data[at - 2] == '\\' && text.data[at - 1] == 'n';
}

/* Behind the value that follows a key at AT: "=968", ":532kB", " 41". */
static size_t locate_behind_value(str text, size_t at) {
    struct scan scan = scan_of(str_from(text, at));
    int64_t value;
    if (!scan_byte(&scan, '=') && !scan_byte(&scan, ':'))
        scan_byte(&scan, ' ');
    if (scan_i64(&scan, &value) && !scan_literal(&scan, STR("kB")))
        scan_literal(&scan, STR("KB"));
    return (size_t)(scan.at - text.data);
}

/* Behind the last of ENDS that TEXT holds behind FROM; STR_NONE if it holds none. */
static size_t locate_behind(str text, size_t from, const char *const *ends, size_t count) {
    size_t end = STR_NONE;
    for (size_t i = 0; i < count && ends[i]; i++) {
        const str last = str_from_cstr(ends[i]);
        const size_t found = str_find(str_from(text, from), last);
        if (found == STR_NONE)
            continue;
        const size_t at = from + found + last.len;
        const bool is_key = locate_is_word(last.data[last.len - 1]) && str_find_byte(last, ' ') == STR_NONE;
        end = is_key ? locate_behind_value(text, at) : at;
    }
    return end;
}

static bool locate_set(struct located *located, size_t at, size_t end, int kind) {
    *located = (struct located){.at = at, .least = at, .end = end, .kind = kind};
    return true;
}

/* Whether the row's sentences stand in no other report, or say whose they are. */
static bool locate_is_sure(const struct sentence *row) {
    switch (row->role) {
    case SENTENCE_NOTE:
    case SENTENCE_ASIDE:
    case SENTENCE_REBOOT:
    case SENTENCE_CLOCK:
    case SENTENCE_BOOT_MEMORY:
    case SENTENCE_ZRAM:
    case SENTENCE_ALLOCATIONS:
    case SENTENCE_ECHO:
    case SENTENCE_ASIDE_FIGURES:
    case SENTENCE_ASIDE_TRACE:
        return false;
    default:
        return row->speaker == SENTENCE_KERNEL && row->place <= SENTENCE_RESUMES &&
               row->begins.len >= LOCATE_BEGINS_LEAST;
    }
}

/* "Mem-Info:", "memory: usage 262144kB, limit 262144kB, failcnt 41": a row that begins at AT. */
static bool locate_row(str text, size_t at, struct located *located) {
    const str rest = str_from(text, at);
    for (size_t i = 0; i < sentence_count; i++) {
        const struct sentence *row = &sentences[i];
        if (row->begins.data[0] != *rest.data || !locate_is_sure(row) || !str_starts(rest, row->begins))
            continue;
        size_t end = locate_behind(text, at + row->begins.len, row->ends, SENTENCE_ENDS);
        if (end == STR_NONE && !row->pattern)
            end = at + row->begins.len;
        return locate_set(located, at, end, (int)i);
    }
    return false;
}

/* The first row of that role: its newest wording. */
static const struct sentence *locate_row_of(enum sentence_role role) {
    size_t at = 0;
    while (at + 1 < sentence_count && sentences[at].role != role)
        at++;
    return &sentences[at];
}

/* " invoked oom-killer: " stands at GATE; the name before it is at most 15 bytes long. */
static bool locate_trigger(str text, size_t from, size_t gate, struct located *located) {
    const struct sentence *row = locate_row_of(SENTENCE_TRIGGER);
    const str behind = str_from(text, gate);
    if (!str_starts(behind, row->begins) || !str_starts(str_from(behind, row->begins.len), STR(": ")))
        return false;
    const size_t least = gate - from > LIMIT_COMM ? gate - LIMIT_COMM : from;
    size_t at = gate;
    while (at > least && !memchr(" \t\"'>|`]},", text.data[at - 1], sizeof " \t\"'>|`]}," - 1))
        at--;
    if (at == gate)
        return false;
    *located = (struct located){.at = at, .least = least, .end = locate_behind(text, gate, row->ends, SENTENCE_ENDS)};
    return true;
}

/* "Out of memory: Killed process 12 (x) ...", "Memory cgroup out of memory: Kill process 12 (x) score 9 or sacrifice
 * child", "Killed process 12 (x) ..." */
static bool locate_kill(str text, size_t at, struct located *located) {
    struct scan scan = scan_of(str_from(text, at));
    const bool is_message = scan_literal(&scan, STR("Out of memory: ")) ||
                            scan_literal(&scan, STR("Out of Memory: ")) ||
                            scan_literal(&scan, STR("Out of memory (oom_kill_allocating_task): ")) ||
                            scan_literal(&scan, STR("Memory cgroup out of memory: "));
    uint64_t pid;
    const bool is_intent = scan_literal(&scan, STR("Kill process "));
    if ((is_intent && !is_message) || (!is_intent && !scan_literal(&scan, STR("Killed process "))) ||
        !scan_u64(&scan, &pid))
        return false;
    const size_t behind = (size_t)(scan.at - text.data);
    const struct sentence *row = locate_row_of(is_intent ? SENTENCE_INTENT : SENTENCE_KILLED);
    const size_t end = locate_behind(text, behind, row->ends, SENTENCE_ENDS);
    return locate_set(located, at, end, is_intent ? LOCATE_INTENT : LOCATE_KILL);
}

/* "oom-kill:constraint=CONSTRAINT_NONE,...,uid=0" */
static bool locate_summary(str text, size_t at, struct located *located) {
    static const char *const ends[] = {",uid"};
    if (!str_starts(str_from(text, at), STR("oom-kill:constraint=")))
        return false;
    return locate_set(located, at, locate_behind(text, at, ends, 1), LOCATE_SUMMARY);
}

/* "CPU: 0 PID: 4242 Comm: x", "Pid: 12, comm: x" */
static bool locate_identity(str text, size_t at, struct located *located) {
    struct scan scan = scan_of(str_from(text, at));
    uint64_t number;
    const bool is_cpu = scan_literal(&scan, STR("CPU: "));
    if ((!is_cpu && !scan_literal(&scan, STR("Pid: "))) || !scan_u64(&scan, &number))
        return false;
    if (is_cpu ? !scan_literal(&scan, STR(" PID: ")) && !scan_literal(&scan, STR(" UID: "))
               : !scan_literal(&scan, STR(", comm: ")))
        return false;
    return locate_set(located, at, STR_NONE, is_cpu ? LOCATE_CPU : LOCATE_PID);
}

/* "Task in /a killed as a result of limit of /a" */
static bool locate_task_in(str text, size_t at, struct located *located) {
    const str rest = str_from(text, at);
    return str_starts(rest, STR("Task in /")) && str_has(rest, STR(" killed as a result of limit of ")) &&
           locate_set(located, at, STR_NONE, LOCATE_TASK_IN);
}

/* "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name" */
static bool locate_header(str text, size_t at, struct located *located) {
    const str rest = str_from(text, at);
    struct scan scan = scan_of(str_from(rest, 1));
    scan_blanks(&scan);
    if (!scan_literal(&scan, STR("pid")) || !str_has(rest, STR(" uid ")) || !str_has(rest, STR(" name")))
        return false;
    return locate_set(located, at, at + str_find(rest, STR(" name")) + sizeof " name" - 1, LOCATE_HEADER);
}

/* "active_anon:200 inactive_anon:..", "Node 0 DMA free:..", "Node 0 Normal: 1*4kB ..", "Node 0 active_anon:.." */
static bool locate_memory(str text, size_t at, struct located *located) {
    struct scan scan = scan_of(str_from(text, at));
    uint64_t number;
    if (scan_literal(&scan, STR("active_anon:")))
        return scan_u64(&scan, &number) && locate_set(located, at, STR_NONE, LOCATE_COUNTERS);
    if (!scan_literal(&scan, STR("Node ")) || !scan_u64(&scan, &number) || !scan_byte(&scan, ' '))
        return false;
    const str rest = scan_rest(&scan);
    return (str_has(rest, STR("kB")) && (str_has(rest, STR("active_anon:")) || str_has(rest, STR(" free:")) ||
                                         str_has(rest, STR("*4kB")) || str_starts(rest, STR("hugepages_")))) &&
           locate_set(located, at, STR_NONE, LOCATE_NODE);
}

/* "61078 total pagecache pages", "403778 pages RAM" */
static bool locate_totals(str text, size_t at, struct located *located) {
    static const str words[] = {STR_INIT(" total pagecache pages"), STR_INIT(" pages in swap cache"),
                                STR_INIT(" pages RAM"), STR_INIT(" pages HighMem/MovableOnly"),
                                STR_INIT(" pages of RAM")};
    struct scan scan = scan_of(str_from(text, at));
    uint64_t number;
    if (!scan_u64(&scan, &number))
        return false;
    const str rest = scan_rest(&scan);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(rest, words[i]))
            return locate_set(located, at, (size_t)(scan.at - text.data) + words[i].len, LOCATE_TOTALS);
    return false;
}

/* The last of ENDS that stands behind FROM: its last place there. */
static size_t locate_last_end(str text, size_t from, const char *const ends[2]) {
    for (size_t i = 0; i < 2 && ends[i]; i++) {
        const str last = str_from_cstr(ends[i]);
        const size_t found = str_find_last(str_from(text, from), last);
        if (found != STR_NONE)
            return str_ends(last, STR("pid:")) ? locate_behind_value(text, from + found + last.len)
                                               : from + found + last.len;
    }
    return STR_NONE;
}

/* "mem avail:   22 of 1900 MiB ( 1.16%), swap free: ..", "Killed /a due to memory pressure for /b being .." */
static bool locate_user(str text, size_t at, struct located *located) {
    const str rest = str_from(text, at);
    for (size_t i = 0; i < sentence_sign_count; i++) {
        const struct sentence_sign *sign = &sentence_signs[i];
        if (!str_starts(rest, sign->begins) || !str_has(rest, sign->holds))
            continue;
        locate_set(located, at, locate_last_end(text, at, sign->ends), LOCATE_KILLERS + (int)i);
        located->is_user = true;
        return true;
    }
    return false;
}

/* A sentence that begins with a word. */
static bool locate_words(str text, size_t at, struct located *located) {
    return locate_kill(text, at, located) || locate_summary(text, at, located) || locate_identity(text, at, located) ||
           locate_task_in(text, at, located) || locate_memory(text, at, located) || locate_row(text, at, located) ||
           locate_user(text, at, located);
}

/* The bytes that such a sentence may begin with. */
struct locate_firsts {
    bool has[UCHAR_MAX + 1];
};

/* Made once a text: the walk over all rows at each of its words took a third of the time of a log whose format is
 * learnt. */
static void locate_set_firsts(struct locate_firsts *firsts) {
    static const char of_scanners[] = "OMKoCPTaN"; /* of all but the rows and signs */
    memset(firsts, 0, sizeof *firsts);
    for (size_t i = 0; i < sizeof of_scanners - 1; i++)
        firsts->has[(unsigned char)of_scanners[i]] = true;
    for (size_t i = 0; i < sentence_count; i++)
        if (locate_is_sure(&sentences[i]))
            firsts->has[(unsigned char)sentences[i].begins.data[0]] = true;
    for (size_t i = 0; i < sentence_sign_count; i++)
        firsts->has[(unsigned char)sentence_signs[i].begins.data[0]] = true;
}

/* FIRSTS may be NULL: every word is looked at. */
static bool locate_at(str text, size_t from, size_t at, const struct locate_firsts *firsts, struct located *located) {
    const char byte = text.data[at];
    if (byte == ' ')
        return at > from && locate_trigger(text, from, at, located);
    if (!locate_is_border(text, at))
        return false;
    if (byte == '[')
        return locate_header(text, at, located);
    if (byte >= '0' && byte <= '9')
        return locate_totals(text, at, located);
    return locate_is_word(byte) && (!firsts || firsts->has[(unsigned char)byte]) && locate_words(text, at, located);
}

bool locate_start(str text, struct located *ret_located) {
    text = str_first(text, LIMIT_LINE);
    if (text.len == 0)
        return false;
    if (locate_at(text, 0, 0, NULL, ret_located))
        return true;
    for (size_t gate = 1; gate <= LIMIT_COMM && gate < text.len; gate++)
        if (text.data[gate] == ' ' && locate_trigger(text, 0, gate, ret_located))
            return true;
    return false;
}

bool locate_sentence(str text, size_t from, struct located *ret_located) {
    struct locate_firsts firsts;
    text = str_first(text, LIMIT_LINE);
    locate_set_firsts(&firsts);
    for (size_t at = from; at < text.len; at++)
        if (locate_at(text, from, at, &firsts, ret_located))
            return true;
    return false;
}
