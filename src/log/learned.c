/* Unknown prefixes, learnt from the kernel's sentences that follow them.
 * SPDX-License-Identifier: MIT */
#include "log/learned.h"

#include "base/ascii.h"
#include "log/prefix.h"
#include "log/time.h"

void learned_begin(struct learned *learned, const struct grammar *grammar, struct arena *arena) {
    learned->grammar = grammar;
    learned->count = learned->held.count = 0;
    learned->held.text = (struct buffer){.arena = arena};
    learned->held.is_near = learned->held.has_prefixed = learned->is_settled = false;
    learned->reason_number = 0;
    prefix_begin(&learned->trial, grammar->begins_report);
}

static bool learned_is_word(char byte) {
    return ascii_is_alnum(byte) || byte == '_';
}

static bool learned_has_word(str text) {
    for (size_t i = 0; i < text.len; i++)
        if (learned_is_word(text.data[i]))
            return true;
    return false;
}

/* --- what a prefix tells --- */

/* "1741079727280", "1741079727.280174": seconds or milliseconds since 1970 of this century. */
static bool learned_scan_epoch(struct scan *scan, struct oomwhy_time *ret_stamp) {
    enum { SECONDS_DIGITS = 10, MILLISECONDS_DIGITS = 13 };
    struct scan at = *scan;
    uint64_t value;
    if (!scan_u64(&at, &value))
        return false;
    const size_t digits = (size_t)(at.at - scan->at);
    uint64_t fraction;
    struct scan point = at;
    if (scan_byte(&point, '.') && scan_u64(&point, &fraction))
        at = point;
    if (digits == MILLISECONDS_DIGITS)
        *ret_stamp = time_of_epoch_us((int64_t)value * 1000);
    else if (digits == SECONDS_DIGITS)
        *ret_stamp = time_of_epoch_us((int64_t)value * 1000 * 1000);
    if (digits == MILLISECONDS_DIGITS || digits == SECONDS_DIGITS)
        *scan = at;
    return digits == MILLISECONDS_DIGITS || digits == SECONDS_DIGITS;
}

/* A time of any form that has a date, at the cursor. */
static bool learned_scan_time(struct scan *scan, struct oomwhy_time *ret_stamp) {
    struct oomwhy_time stamp = {0};
    const char byte = scan_peek(scan);
    const bool is_digit = ascii_is_digit(byte);
    const bool found =
        is_digit ? time_scan_iso(scan, &stamp) || learned_scan_epoch(scan, &stamp) : time_scan_syslog(scan, &stamp);
    if (!found || !stamp.month)
        return false;
    *ret_stamp = stamp;
    return true;
}

/* The first time within PREFIX; *RET_BEHIND is what follows it. */
static bool learned_take_time(str prefix, struct message *message, struct scan *ret_behind) {
    for (size_t at = 0; at < prefix.len; at++) {
        *ret_behind = scan_of(str_from(prefix, at));
        if (learned_is_word(prefix.data[at]) && (at == 0 || !learned_is_word(prefix.data[at - 1])) &&
            learned_scan_time(ret_behind, &message->time))
            return true;
    }
    return false;
}

/* "=node-1 ", "=\"node-1\"", "\":\"node-1\"", "=>\"node-1\"" */
static str learned_value(str behind) {
    struct scan scan = scan_of(behind);
    while (!scan_done(&scan) && memchr("\"':=> ", *scan.at, 6))
        scan.at++;
    const char *from = scan.at;
    while (!scan_done(&scan) && (learned_is_word(*scan.at) || *scan.at == '-' || *scan.at == '.'))
        scan.at++;
    return str_of(from, (size_t)(scan.at - from));
}

/* The value of a key within PREFIX that names a host. */
static str learned_keyed_host(str prefix) {
    static const str keys[] = {STR_INIT("hostname"), STR_INIT("host"),     STR_INIT("node_name"), STR_INIT("nodename"),
                               STR_INIT("node"),     STR_INIT("instance"), STR_INIT("machine")};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const size_t at = str_find(prefix, keys[i]);
        const str behind = str_from(prefix, at == STR_NONE ? prefix.len : at + keys[i].len);
        const bool is_key = behind.len > 1 &&
                            (at == 0 || !learned_is_word(prefix.data[at - 1]) || prefix.data[at - 1] == '_') &&
                            (*behind.data == '=' || *behind.data == ':' ||
                             (*behind.data == '"' && (behind.data[1] == ':' || behind.data[1] == '=')));
        if (is_key)
            return learned_value(behind);
    }
    return str_of(NULL, 0);
}

static bool learned_is_name(str word) {
    for (size_t i = 0; i < word.len; i++)
        if (!learned_is_word(word.data[i]) && word.data[i] != '-' && word.data[i] != '.')
            return false;
    return word.len > 0;
}

/* "640", and "86400.000260": a kernel's stamp */
static bool learned_is_number(str word) {
    size_t digits = 0, points = 0;
    while (digits < word.len && (ascii_is_digit(word.data[digits]) || word.data[digits] == '.'))
        points += word.data[digits++] == '.';
    return digits == word.len && points <= 1;
}

static bool learned_may_be_host(str word) {
    return word.len <= LEARNED_HOST && learned_is_name(word) && !learned_is_number(word);
}

/* "49.921978" in PREFIX, with the six digits that the kernel's times have: seconds since boot. */
static bool learned_take_uptime(str prefix, struct message *message) {
    enum { FRACTION = 6 };
    for (size_t at = 0; at < prefix.len; at++) {
        const str word = str_from(prefix, at);
        struct scan scan = scan_of(word);
        int64_t us;
        if (!ascii_is_digit(prefix.data[at]) ||
            (at > 0 && (learned_is_word(prefix.data[at - 1]) || memchr(".:+-", prefix.data[at - 1], 4))))
            continue;
        if (time_scan_uptime(&scan, &us) && scan.at - word.data > FRACTION + 1 && scan.at[-1 - FRACTION] == '.' &&
            !learned_is_word(scan_peek(&scan)) && scan_peek(&scan) != '.') {
            message->uptime_us = us;
            return true;
        }
    }
    return false;
}

/* "node-1" of "[node-1] ", "[node-1] out: " */
static str learned_in_brackets(str prefix) {
    const size_t close = *prefix.data == '[' ? str_find_byte(prefix, ']') : STR_NONE;
    return close == STR_NONE ? STR("") : str_from(str_first(prefix, close), 1);
}

/* "node-1" of "node-1: ", "node-1<TAB>", "[node-1] out: " */
static str learned_only_word(str prefix) {
    const bool has_tab = str_ends(prefix, STR("\t"));
    prefix = str_trim(prefix);
    if (prefix.len < 2 || prefix.len > LEARNED_HOST)
        return STR("");
    str word = learned_in_brackets(prefix);
    if (word.len == 0 && (has_tab || str_ends(prefix, STR(":"))))
        word = has_tab ? prefix : str_first(prefix, prefix.len - 1);
    return learned_may_be_host(word) ? word : STR("");
}

/* A word with a digit, a dot or a dash is likely a host's name; "Log" is not, nor is "0x1f0f". */
static bool learned_looks_like_host(str word) {
    bool has_sign = false, has_dot = false;
    for (size_t i = 0; i < word.len; i++) {
        has_dot = has_dot || word.data[i] == '.';
        has_sign = has_sign || ascii_is_digit(word.data[i]) || word.data[i] == '-';
    }
    const bool is_number = word.len > 0 && ascii_is_digit(*word.data);
    return has_dot || (has_sign && !is_number);
}

/* "WARN", "info" */
static bool learned_is_level(str word) {
    enum { LEVEL_MOST = 16 };
    char folded[LEVEL_MOST];
    if (word.len > sizeof folded)
        return false;
    for (size_t i = 0; i < word.len; i++)
        folded[i] = ascii_lower(word.data[i]);
    return syslog_level(str_of(folded, word.len)) >= 0;
}

/* "web-01" of "|web-01|kern|": the first field after a time, "" where no bars, commas or the like separate fields. */
static str learned_field(struct scan behind) {
    static const char bars[] = "|;,";
    scan_blanks(&behind);
    if (scan_done(&behind) || !memchr(bars, *behind.at, sizeof bars - 1))
        return STR("");
    str text = str_trim_start(str_from(scan_rest(&behind), 1));
    if (str_starts(text, STR("\"")))
        text = str_from(text, 1);
    size_t len = 0;
    while (len < text.len && !memchr(" |;,\t\"", text.data[len], 6))
        len++;
    return len < text.len ? str_first(text, len) : STR("");
}

/* "Feb 12 03:27:44 node-3 ": a host's name follows a time without a year, and one that looks so may follow any, or is
 * the last word. */
static void learned_take_host_behind(struct scan behind, struct message *message) {
    const str field = learned_field(behind);
    if (learned_looks_like_host(field) && learned_may_be_host(field)) {
        message->host = field;
        return;
    }
    const size_t blanks = scan_blanks(&behind);
    const str word = scan_word(&behind);
    const bool is_last = str_trim(scan_rest(&behind)).len == 0;
    if (blanks == 1 && learned_may_be_host(word) && scan_peek(&behind) == ' ' && !learned_is_level(word) &&
        (message->time.year == 0 || is_last || learned_looks_like_host(word)))
        message->host = word;
}

/* Returns the only word of a prefix if it is a host's name: it looks like one, or other lines have another word there.
 */
static str learned_note_word(struct learned_shape *known, str prefix) {
    const str word = learned_only_word(prefix);
    const str before = str_of(known->word, known->word_len);
    if (word.len == 0)
        return word;
    known->is_host = known->is_host || learned_looks_like_host(word) || (before.len > 0 && !str_equal(word, before));
    memcpy(known->word, word.data, word.len);
    known->word_len = word.len;
    return word;
}

static void learned_take_only_word(struct learned_shape *known, str prefix, struct message *message) {
    const str word = learned_note_word(known, prefix);
    if (known->is_host && word.len > 0)
        message->host = word;
}

static bool learned_names_kernel(str prefix) {
    return str_has(prefix, STR("kernel")) || str_has(prefix, STR("kmsg")) || str_has(prefix, STR("dmesg"));
}

/* "[Wed Jan 17 00:00:06 2024] monit[77]: ": a program's tag. After another's, as "klogd[77]: ", the kernel speaks. */
static bool learned_is_program(str prefix, str *ret_program) {
    static const str others[] = {STR_INIT("klog"), STR_INIT("syslog")};
    prefix = str_trim_end(prefix);
    if (!str_ends(prefix, STR("]:")) || learned_names_kernel(prefix))
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_has(prefix, others[i]))
            return false;
    const size_t open = str_find_last_byte(prefix, '[');
    const str pid = open == STR_NONE ? STR("") : str_first(str_from(prefix, open + 1), prefix.len - open - 3);
    size_t digits = 0;
    while (digits < pid.len && ascii_is_digit(pid.data[digits]))
        digits++;
    if (digits == 0 || digits < pid.len || open == 0 || prefix.data[open - 1] == ' ')
        return false;
    const size_t blank = str_find_last_byte(str_first(prefix, open), ' ');
    *ret_program = str_from(str_first(prefix, open), blank == STR_NONE ? 0 : blank + 1);
    return true;
}

static struct message learned_message(struct learned_shape *known, str prefix) {
    struct message message = message_nothing();
    message.prefix = known->is_once ? MESSAGE_PREFIX_LEARNT_ONCE : MESSAGE_PREFIX_LEARNT;
    struct scan behind;
    const bool has_time = learned_take_time(prefix, &message, &behind);
    const bool has_uptime = !has_time && learned_take_uptime(prefix, &message);
    message.host = learned_keyed_host(prefix);
    if (message.host.len == 0 && has_time)
        learned_take_host_behind(behind, &message);
    if (message.host.len == 0 && !has_uptime)
        learned_take_only_word(known, prefix, &message);
    if (!known->has_known && learned_is_program(prefix, &message.program))
        message.origin = MESSAGE_ORIGIN_USER;
    return message;
}

/* --- stripping --- */

/* The trusted shape that takes most of LINE, or NULL. */
static struct learned_shape *learned_find(struct learned *learned, str line, size_t *ret_len) {
    struct learned_shape *best = NULL;
    size_t len;
    for (size_t i = 0; i < learned->count; i++) {
        struct learned_shape *known = &learned->shapes[i];
        if (!known->is_trusted || !shape_match(&known->shape, line, &len) || (best && len <= *ret_len))
            continue;
        best = known;
        *ret_len = len;
    }
    return best;
}

/* TEXT follows a prefix of a trusted shape: if it is the first whole sentence after that shape, learns what follows it
 * on its line. Where a quote opened the text, its end is known. */
static void learned_see_end(const struct learned *learned, struct learned_shape *known, str text) {
    struct located located;
    if (!known->shape.quote && !known->shape.has_seen_end && learned->grammar->find_sentence(text, 0, &located) &&
        located.end != STR_NONE)
        shape_learn_suffix(&known->shape, str_from(text, located.end));
}

/* Whether another log follows one whose lines begin with LEN bytes of such a shape. "Nov 12 12:30:02 alien kernel: " is
 * longer than "Feb 12 03:27:44 node-3 ", and is the kernel's; "[    7.102206] CPU: 0 PID: 113 Comm: node" has its own
 * sentence where the shape of "[20:58:00.000] RX: " has a word. */
static bool learned_is_of_other(struct learned *learned, str line, size_t len) {
    enum { LOOK = 64 };
    struct prefix_found found;
    struct located located;
    str text = line;
    if (!prefix_strip(&learned->trial, &text, &found))
        return false;
    if (line.len - text.len > len)
        return found.message.origin == MESSAGE_ORIGIN_KERNEL;
    return line.len - text.len < len && learned->grammar->start_sentence(str_first(text, LOOK), &located) &&
           located.at == 0;
}

bool learned_strip(struct learned *learned, str *text, struct message *ret_message, bool *ret_has_known) {
    size_t len = 0;
    struct learned_shape *known = learned->count > 0 ? learned_find(learned, *text, &len) : NULL;
    if (!known || learned_is_of_other(learned, *text, len))
        return false;
    *ret_message = learned_message(known, str_first(*text, len));
    *ret_has_known = known->has_known;
    learned_see_end(learned, known, str_from(*text, len));
    *text = shape_cut_suffix(&known->shape, str_from(*text, len));
    return true;
}

/* --- learning --- */

/* What is known of a sentence after a prefix. */
struct learned_sight {
    str line, prefix;
    struct located located;             /* in LINE */
    bool has_known, is_kernel, is_user; /* of the known prefixes before the sentence */
    bool is_early;                      /* they end where a name of several words may begin */
    int64_t number;
};

/* "[12345.678901] ", "[Mon Jan  1 00:00:00 2024] ", "kernel: ": what only the kernel's words follow. */
static bool learned_is_kernel(str before, const struct message *message) {
    return message->uptime_us != ABSENT || message->origin == MESSAGE_ORIGIN_KERNEL ||
           (message->time.month && str_ends(before, STR("] ")));
}

/* Whether there are known prefixes at FROM in the sight's line that end where its sentence begins. */
static bool learned_take_known(struct learned *learned, struct learned_sight *sight, size_t from) {
    struct prefix_found found;
    str text = str_from(sight->line, from);
    if (!prefix_strip(&learned->trial, &text, &found))
        return false;
    const size_t behind = (size_t)(text.data - sight->line.data);
    if (behind < sight->located.least || behind > sight->located.at)
        return false;
    sight->is_early = behind < sight->located.at;
    sight->is_kernel = learned_is_kernel(str_first(sight->line, behind), &found.message);
    sight->is_user = found.message.origin == MESSAGE_ORIGIN_USER;
    return from == 0 || sight->is_kernel || sight->is_user; /* a mere time is the transport's */
}

/* A shape that is known ends the prefix of LINE between LEAST and AT: names of several words. */
static size_t learned_known_end(const struct learned *learned, str line, size_t least, size_t at) {
    size_t len;
    for (size_t i = 0; i < learned->count; i++)
        if (shape_match(&learned->shapes[i].shape, line, &len) && len >= least && len <= at)
            return len;
    return at;
}

static struct learned_shape *learned_shape_of(struct learned *learned, const struct shape *shape) {
    for (size_t i = 0; i < learned->count; i++)
        if (shape_equal(&learned->shapes[i].shape, shape))
            return &learned->shapes[i];
    size_t place = learned->count < LEARNED_SHAPES ? learned->count++ : LEARNED_SHAPES - 1;
    learned->shapes[place] = (struct learned_shape){.shape = *shape};
    return &learned->shapes[place];
}

/* Whether TEXT is neither a sentence nor a row or figures of a report. */
static bool learned_is_strange(const struct learned *learned, str text) {
    struct located ignored;
    text = str_trim_start(text);
    return text.len > 0 && !learned->grammar->may_be_figures(text) &&
           !learned->grammar->find_sentence(text, 0, &ignored);
}

/* Whether a held line has the same shape, but other words where this one has a sentence. */
static bool learned_holds_strangers(const struct learned *learned, const struct shape *shape) {
    const struct learned_held *held = &learned->held;
    for (size_t i = 0; i < held->count; i++) {
        const str line = str_of(held->text.data + held->lines[i].at, held->lines[i].len);
        size_t len;
        if (shape_match(shape, line, &len) && learned_is_strange(learned, shape_cut_suffix(shape, str_from(line, len))))
            return true;
    }
    return false;
}

enum { REASON_LINES = 16 }; /* at most between an event's reason and its message */

static bool learned_has_reason(const struct learned *learned, str prefix, int64_t number) {
    return str_has(prefix, STR("OOMKilling")) ||
           (learned->reason_number > 0 && number - learned->reason_number <= REASON_LINES);
}

/* How many kinds of sentences must have followed a prefix to trust it: more where other programs write, too. */
static int learned_kinds_wanted(const struct learned_shape *known, str prefix) {
    enum { USUAL = 2, DOUBTFUL = 4 };
    return known->is_field && known->has_strangers && !learned_names_kernel(prefix) ? DOUBTFUL : USUAL;
}

/* "` in dmesg, the OOM killer ran": two words behind the quote that closes the sentence. */
static bool learned_is_prose(str behind, char quote) {
    const size_t close = str_find_byte(behind, quote);
    struct scan scan = scan_of(str_from(behind, close == STR_NONE ? behind.len : close + 1));
    for (int words = 0; words < 2; words++) {
        if (scan_blanks(&scan) == 0)
            return false;
        const str word = scan_word(&scan);
        for (size_t i = 0; i < word.len; i++)
            if (!ascii_is_letter(word.data[i]) && word.data[i] != ',')
                return false;
        if (word.len == 0)
            return false;
    }
    return true;
}

/* Whether a quote opens there behind which the sentence fills the rest of its line, or is the first of several: a cell
 * of several lines, a string that tells their breaks ("\n"). */
static bool learned_opens_cell(const struct learned_shape *known, const struct learned_sight *sight) {
    return known->shape.quote && sight->located.end <= sight->line.len &&
           (sight->located.end == sight->line.len || str_starts(str_from(sight->line, sight->located.end), STR("\\n")));
}

static void learned_weigh(struct learned *learned, struct learned_shape *known, const struct learned_sight *sight) {
    const bool is_whole = sight->located.end != STR_NONE;
    const bool is_sure =
        (sight->has_known && sight->is_kernel) || learned_has_reason(learned, sight->prefix, sight->number);
    known->is_whole = known->is_whole || is_whole;
    known->number = sight->number;
    known->is_field = known->shape.quote && learned_has_word(sight->prefix) && !learned_opens_cell(known, sight);
    known->has_known = known->has_known || sight->has_known;
    if (known->kinds == 0)
        known->has_strangers = learned_holds_strangers(learned, &known->shape);
    known->has_strangers =
        known->has_strangers ||
        (known->is_field && learned_is_prose(str_from(sight->line, sight->located.at), known->shape.quote));
    known->kinds |= (uint64_t)1 << (sight->located.kind % 64);
    if (is_whole)
        shape_learn_suffix(&known->shape, str_from(sight->line, sight->located.end));
    if (__builtin_popcountll(known->kinds) >= learned_kinds_wanted(known, sight->prefix)) {
        known->is_trusted = true;
        known->is_once = false;
    } else if (is_whole && is_sure && !known->is_field) {
        known->is_trusted = known->is_once = true;
    }
}

/* The length of the prefix of the sight's line: up to the known prefixes before the sentence, or up to the sentence. A
 * prefix that is longer than a shape is none: nothing is looked for behind. */
static size_t learned_len(struct learned *learned, struct learned_sight *sight) {
    const size_t at = sight->located.at;
    for (size_t from = 0; from < at && from <= SHAPE_BYTES;) {
        const size_t len = shape_token_len(str_from(sight->line, from));
        if (learned_take_known(learned, sight, from)) {
            sight->has_known = true;
            return from;
        }
        from += from + len <= at ? len : 1;
    }
    return learned_known_end(learned, sight->line, sight->located.least, sight->located.at);
}

/* "13    28672        0         -1000 ": numbers alone are rather the rest of a wrapped row of the task table. */
static bool learned_is_row(str prefix) {
    enum { NUMBERS = 3 };
    size_t numbers = 0;
    for (size_t i = 0; i < prefix.len; i++) {
        const bool is_digit = ascii_is_digit(prefix.data[i]);
        if (!is_digit && prefix.data[i] != ' ' && prefix.data[i] != '-')
            return false;
        numbers += is_digit && (i == 0 || prefix.data[i - 1] == ' ' || prefix.data[i - 1] == '-');
    }
    return numbers >= NUMBERS;
}

/* Weighs the sentence that follows LEN bytes of a prefix. */
static enum learned_step learned_judge(struct learned *learned, struct learned_sight *sight, size_t len) {
    struct shape shape;
    sight->prefix = str_first(sight->line, len);
    str ignored;
    const bool is_program = sight->is_user || (!sight->has_known && learned_is_program(sight->prefix, &ignored));
    if (is_program && !sight->located.is_user)
        return LEARNED_FOREIGN;
    if (learned_is_row(sight->prefix) || !shape_of(sight->prefix, &shape) || shape.count == 0)
        return LEARNED_PENDING;
    struct learned_shape *known = learned_shape_of(learned, &shape);
    learned_weigh(learned, known, sight);
    learned_note_word(known, sight->prefix);
    if (known->is_trusted)
        return LEARNED_TRUSTED;
    return known->is_field ? LEARNED_FOREIGN : LEARNED_PENDING;
}

/* "120:java invoked oom-killer: ", a bar, "**": a name that begins so may have something glued before it. */
static bool learned_may_be_glued(str text) {
    size_t digits = 0;
    text = str_trim_start(text);
    while (digits < text.len && ascii_is_digit(text.data[digits]))
        digits++;
    if (digits > 0)
        return digits < text.len && (text.data[digits] == ':' || text.data[digits] == '-');
    return text.len > 0 && !learned_is_word(*text.data) && !memchr("([/", *text.data, 3);
}

/* In YAML the reason of an event follows its message: trusts the shape of the whole sentence just before. */
static bool learned_trust_before(struct learned *learned) {
    bool is_new = false;
    for (size_t i = 0; i < learned->count; i++) {
        struct learned_shape *known = &learned->shapes[i];
        if (known->is_trusted || !known->is_whole || learned->reason_number - known->number > REASON_LINES)
            continue;
        known->is_trusted = known->is_once = is_new = true;
    }
    return is_new;
}

enum learned_step learned_look(struct learned *learned, str line, str text, int64_t number) {
    struct learned_sight sight = {.line = line, .number = number};
    const size_t base = (size_t)(text.data - line.data);
    const bool has_reason = str_has(line, STR("OOMKilling"));
    if (has_reason)
        learned->reason_number = number;
    if (!learned->grammar->find_sentence(text, 0, &sight.located))
        return has_reason && learned_trust_before(learned) ? LEARNED_TRUSTED : LEARNED_NOTHING;
    if (str_trim(str_first(text, sight.located.at)).len == 0)
        return base == 0 && learned_may_be_glued(text) ? LEARNED_AMBIGUOUS : LEARNED_KNOWN;
    if (sight.located.least == 0 && base == 0)
        return LEARNED_AMBIGUOUS;
    sight.located.at += base;
    sight.located.least += base;
    sight.located.end += sight.located.end == STR_NONE ? 0 : base;
    const size_t len = learned_len(learned, &sight);
    if (len == 0)
        return sight.is_early ? LEARNED_AMBIGUOUS : LEARNED_KNOWN;
    const enum learned_step step = learned_judge(learned, &sight, len);
    return step == LEARNED_PENDING && base > 0 ? LEARNED_FOREIGN : step;
}

/* --- lines that are held --- */

bool learned_is_full(const struct learned *learned, str line) {
    return learned->held.count == LEARNED_HELD || learned->held.text.len + line.len > LEARNED_HELD_BYTES;
}

bool learned_hold(struct learned *learned, str line, int64_t number, enum learned_step step, bool is_whole) {
    struct learned_held *held = &learned->held;
    const bool is_idle = step == LEARNED_NOTHING && is_whole && learned->reason_number != number;
    held->lines[held->count++] = (struct learned_line){held->text.len, line.len, number, is_idle};
    held->is_near = held->is_near || step != LEARNED_NOTHING;
    return buffer_add(&held->text, line);
}

/* Whether each line that is held has the shape, or is empty. */
static bool learned_holds_only(const struct learned *learned, const struct shape *shape) {
    const struct learned_held *held = &learned->held;
    size_t len;
    for (size_t i = 0; i < held->count; i++)
        if (held->lines[i].len > 0 &&
            !shape_match(shape, str_of(held->text.data + held->lines[i].at, held->lines[i].len), &len))
            return false;
    return held->count > 0;
}

void learned_settle(struct learned *learned) {
    for (size_t i = 0; !learned->is_settled && i < learned->count; i++) {
        struct learned_shape *known = &learned->shapes[i];
        if (known->is_trusted || !known->is_whole || known->has_strangers ||
            !learned_holds_only(learned, &known->shape))
            continue;
        known->is_trusted = known->is_once = true;
    }
}
