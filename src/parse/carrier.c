/* Takes off what carried the kernel's words: frames first, then what soiled the line, then quoting, prefixes and
 * escapes, each line by what the input has shown so far.
 * SPDX-License-Identifier: MIT */
#include "parse/carrier.h"

#include "base/arena.h"
#include "parse/frame.h"
#include "parse/parts.h"
#include "parse/prefix.h"
#include "parse/unescape.h"
#include "parse/wash.h"

/* What is put together from several records before it is handed on. */
enum carrier_join {
    CARRIER_JOIN_NOTHING,
    CARRIER_JOIN_PARTS,       /* CRI and Docker: parts of one line of another log */
    CARRIER_JOIN_FRAGMENTS,   /* netconsole: parts of one /dev/kmsg record */
    CARRIER_JOIN_CONTINUATION /* /dev/kmsg: records flagged 'c' and '+' */
};

struct carrier {
    struct arena arena; /* owns this struct and all room */
    carrier_sink *sink;
    void *context;

    struct wash wash;
    struct prefix_memory prefixes;
    struct frame_json json;
    struct frame_export export;
    struct frame_verbose verbose;

    struct gather washed, soft, decoded; /* room for one line each */
    struct gather joined;
    enum carrier_join join;
    struct prefix_find joined_find;
    int64_t joined_line;

    struct message before; /* the last record, without its text; views lead into the names below */
    bool before_is_line;   /* it was a line that was told by its own prefixes alone */
    bool is_steady;        /* so it was, and nothing is being put together: the next line may be just such a one */
    uint64_t dresses;      /* that lines were known again by, in all inputs */
    char host[FRAME_NAME_MOST], program[FRAME_NAME_MOST], caller[32];
    bool is_first;     /* no line was handed on yet */
    bool has_prefixes; /* some line had one */
    bool is_kmsg;      /* some line was a /dev/kmsg record */
    bool has_indent;
    size_t width;                          /* of the last line's prefixes */
    size_t indent;                         /* least indentation of lines without prefix, while there are no others */
    enum prefix_escapes escapes;           /* of the last record, or what lines without any prefix have shown */
    size_t longest_line, longest_datagram; /* so far */
    bool has_raw_kmsg;                     /* a syslog daemon handed on the escapes of /dev/kmsg */
};

/* --- handing on --- */

static str carrier_keep(char *room, size_t most, str value) {
    value = str_first(value, most);
    if (value.len > 0)
        memmove(room, value.data, value.len); /* it may stand there already */
    return str_of(room, value.len);
}

static void carrier_remember(struct carrier *carrier, const struct message *message) {
    carrier->before_is_line = carrier->is_steady = false;
    carrier->before = *message;
    carrier->before.host = carrier_keep(carrier->host, sizeof carrier->host, message->host);
    carrier->before.program = carrier_keep(carrier->program, sizeof carrier->program, message->program);
    carrier->before.caller = carrier_keep(carrier->caller, sizeof carrier->caller, message->caller);
}

/* Each line of TEXT is a message; the first one continues the record before if MESSAGE says so. */
static bool carrier_hand_on(struct carrier *carrier, struct message message, str text, bool spans_lines) {
    for (;;) {
        const size_t end = str_find_byte(text, '\n');
        message.text = str_first(text, end);
        if (message.text.len > 0 && message.text.data[message.text.len - 1] == '\r')
            message.text.len--;
        if (!carrier->sink(carrier->context, &message))
            return false;
        if (end == STR_NONE)
            return true;
        text = str_from(text, end + 1);
        message.continues = message.is_same_record = true;
        message.dress = 0;
        message.line += spans_lines;
    }
}

typedef size_t unescape_text(str from, char *to);

static bool carrier_decode(struct carrier *carrier, char mark, unescape_text *unescape, str *text) {
    size_t room;
    if (str_find_byte(*text, mark) == STR_NONE)
        return true;
    if (text->data == carrier->decoded.data) {
        text->len = unescape(*text, carrier->decoded.data);
        return true;
    }
    gather_clear(&carrier->decoded);
    char *to = gather_reserve(&carrier->decoded, text->len, &room);
    if (!to)
        return false;
    *text = str_of(to, unescape(str_first(*text, room), to));
    return true;
}

/* A line break that stands in the text as four bytes, where the carrier was not known to write it so. Only the kernel's
 * own records of several lines are believed: with their first word the sign is longer than any process name. */
static bool carrier_shows_break(str text, str line_break) {
    return text.len > 0 && *text.data == 'a' &&
           (str_starts(text, STR("active_anon:")) || str_starts(text, STR("anon "))) &&
           unescape_shows_break(text, line_break);
}

/* Turns the carrier's escapes into the bytes they stand for; lines without any prefix tell by their own text whether
 * a syslog daemon carried them. */
static bool carrier_unescape_by(struct carrier *carrier, enum prefix_escapes escapes, str *text) {
    if (escapes == PREFIX_HEX)
        return carrier_decode(carrier, '\\', unescape_hex, text);
    carrier->has_raw_kmsg = carrier->has_raw_kmsg || carrier_shows_break(*text, STR("\\x0a"));
    if (carrier->has_raw_kmsg)
        return carrier_decode(carrier, '\\', unescape_hex, text);
    if (escapes == PREFIX_RAW && carrier_shows_break(*text, STR("#012")))
        carrier->escapes = escapes = PREFIX_OCTAL;
    return escapes == PREFIX_RAW || carrier_decode(carrier, '#', unescape_octal, text);
}

/* "message repeated 2 times: [ text]" (rsyslog): the text once more. */
static str carrier_unrepeated(str text) {
    struct scan scan = scan_of(text);
    uint64_t times;
    if (scan_peek(&scan) != 'm' || !scan_literal(&scan, STR("message repeated ")) || !scan_u64(&scan, &times) ||
        !scan_literal(&scan, STR(" times: [")) || !str_ends(text, STR("]")))
        return text;
    scan_byte(&scan, ' ');
    const str inside = scan_rest(&scan);
    return str_first(inside, inside.len - 1);
}

static bool carrier_hand_on_escaped(struct carrier *carrier, struct message *message, enum prefix_escapes escapes,
                                    str text) {
    const char *const from = text.data, *const end = from + text.len;
    const bool is_raw = escapes == PREFIX_RAW && carrier->has_prefixes, was_decoded = from == carrier->decoded.data;
    if (escapes == PREFIX_OCTAL)
        text = carrier_unrepeated(text);
    if (!is_raw && !carrier_unescape_by(carrier, escapes, &text))
        return false;
    const bool is_unescaped = was_decoded || text.data < from || text.data > end;
    if (!is_raw && is_unescaped) /* nothing else can hold a line break */
        return carrier_hand_on(carrier, *message, text, false);
    message->text = text;
    return carrier->sink(carrier->context, message);
}

/* --- lines without a prefix --- */

static size_t carrier_blanks_before(str line) {
    return line.len - str_trim_start(line).len;
}

/* Lines that only mark where logs begin and end; they end what came before. */
static bool carrier_is_separator(str line) {
    static const str openings[] = {STR_INIT("-- Logs begin at "), STR_INIT("-- Journal begins at "),
                                   STR_INIT("-- Boot "),          STR_INIT("-- Reboot --"),
                                   STR_INIT("-- No entries --"),  STR_INIT("-- cursor: ")};
    if (!str_starts(line, STR("-- ")))
        return false;
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (str_starts(line, openings[i]))
            return true;
    return false;
}

/* " SUBSYSTEM=pci", " taskname=sshd" behind a /dev/kmsg record */
static bool carrier_is_dictionary(str line) {
    size_t len = 1;
    if (line.len < 3 || *line.data != ' ' || line.data[1] == ' ')
        return false;
    while (len < line.len && ((line.data[len] >= 'A' && line.data[len] <= 'Z') ||
                              (line.data[len] >= 'a' && line.data[len] <= 'z') || line.data[len] == '_'))
        len++;
    return len > 1 && len < line.len && line.data[len] == '=';
}

/* Without the indentation that is the carrier's: dmesg and journalctl indent a record's further lines to where its
 * text began; what is then left is at most the one blank that the kernel printed. Where no line has a prefix the
 * common indentation goes, and any that is wider than the kernel's. */
static str carrier_without_indent(struct carrier *carrier, str line) {
    const size_t blanks = carrier_blanks_before(line);
    if (carrier->has_prefixes) {
        const size_t left = blanks > carrier->width ? blanks - carrier->width : blanks < carrier->width ? blanks : 0;
        return str_from(line, left > 0 ? blanks - 1 : blanks);
    }
    if (blanks < line.len && (!carrier->has_indent || blanks < carrier->indent)) {
        carrier->indent = blanks;
        carrier->has_indent = true;
    }
    const size_t left = blanks > carrier->indent ? blanks - carrier->indent : 0;
    return str_from(line, left == 1 ? blanks - 1 : blanks);
}

/* The first line of a log that was cut by its size: what is left of a prefix, "678901] ", "901][ T12] ", " T12] " or
 * "b-01 kernel: ", goes too. A row of the task table, "601]     0   601", keeps its rest. */
static str carrier_without_torn_prefix(str line) {
    enum { STAMP_MOST = 24, HEADER_MOST = 64 };
    static const char bytes[] = " 0123456789.][TC";
    const size_t tag = str_find(str_first(line, HEADER_MOST), STR(" kernel: "));
    if (tag != STR_NONE && str_find_byte(str_first(line, tag), ' ') == STR_NONE)
        return str_from(line, tag + sizeof " kernel: " - 1);
    size_t end = 0;
    for (size_t i = 0; i < line.len && i < STAMP_MOST && memchr(bytes, line.data[i], sizeof bytes - 1); i++)
        if (line.data[i] == ']')
            end = i + 1;
    const str rest = str_from(line, end);
    return end > 0 && *line.data != '[' && str_starts(rest, STR(" ")) && !str_starts(rest, STR("   "))
               ? str_from(rest, 1)
               : line;
}

static bool carrier_hand_on_bare(struct carrier *carrier, str line, int64_t ordinal, const struct message *outer) {
    struct message message = outer ? *outer : prefix_nothing().message;
    if (carrier->has_prefixes && !outer) {
        message = carrier->before;
        message.at_limit = false;
        message.continues = true;
        message.dress = 0;
        message.is_same_record = carrier_blanks_before(line) >= carrier->width;
    }
    if (carrier->is_first)
        line = carrier_without_torn_prefix(line);
    message.line = ordinal;
    return carrier_hand_on_escaped(carrier, &message, carrier->escapes, carrier_without_indent(carrier, line));
}

/* A new boot or file: nothing goes on, the dress is learnt anew. */
static bool carrier_separate(struct carrier *carrier, str line, int64_t ordinal) {
    struct message message = prefix_nothing().message;
    message.line = ordinal;
    carrier_remember(carrier, &message);
    prefix_begin(&carrier->prefixes);
    return carrier_hand_on(carrier, message, line, false);
}

/* --- lines with prefixes --- */

/* What the line itself does not tell is told by what carried it. */
static void carrier_fill_from(struct message *message, const struct message *outer) {
    if (message->host.len == 0)
        message->host = outer->host;
    if (message->caller.len == 0)
        message->caller = outer->caller;
    if (message->uptime_us == OOMWHY_ABSENT)
        message->uptime_us = outer->uptime_us;
    if (message->time.month == 0)
        message->time = outer->time;
    if (message->level < 0)
        message->level = outer->level;
    if (message->facility < 0)
        message->facility = outer->facility;
    if (message->program.len == 0)
        message->program = outer->program;
    if (message->origin == MESSAGE_ORIGIN_UNKNOWN)
        message->origin = outer->origin;
}

/* logd's tag belongs to the text. */
static bool carrier_put_lead(struct carrier *carrier, str lead, str *text) {
    gather_clear(&carrier->decoded);
    if (!gather_add(&carrier->decoded, lead) || !gather_add(&carrier->decoded, text->len > 0 ? STR(": ") : STR(":")) ||
        !gather_add(&carrier->decoded, *text))
        return false;
    *text = gather_text(&carrier->decoded);
    return true;
}

/* Takes the prefixes off LINE; what is behind them is *RET_TEXT. False if there are none. */
static bool carrier_strip(struct carrier *carrier, str line, struct prefix_find *ret_find, str *ret_text) {
    struct scan scan = scan_of(line);
    scan_blanks(&scan);
    if (scan_done(&scan) || prefix_strip(&carrier->prefixes, &scan, ret_find) == 0)
        return false;
    carrier->has_prefixes = true;
    carrier->is_kmsg = carrier->is_kmsg || ret_find->escapes == PREFIX_HEX;
    carrier->escapes = ret_find->escapes;
    carrier->width = (size_t)(scan.at - line.data);
    *ret_text = scan_rest(&scan);
    return true;
}

static bool carrier_is_limit(size_t len, size_t *longest) {
    if (len < *longest)
        return false;
    *longest = len;
    return len == 255 || len == 256 || len == 1023 || len == 1024;
}

/* busybox syslogd takes 255 bytes of what klogd sent it, "<4>Jan  1 00:00:00 kernel: ...", and writes it with more
 * before it (sysklogd/syslogd.c, FEATURE_SYSLOGD_READ_BUFFER_SIZE); relays of RFC 3164 take 1024. */
static bool carrier_is_long_at_limit(struct carrier *carrier, str line) {
    enum { HEAD = sizeof "<4>Jan  1 00:00:00 " - 1 };
    const bool line_is = carrier_is_limit(line.len, &carrier->longest_line);
    if (line.len + HEAD < carrier->longest_datagram)
        return line_is;
    const size_t tag = str_find(line, STR("kernel: "));
    return (tag != STR_NONE && carrier_is_limit(line.len - tag + HEAD, &carrier->longest_datagram)) || line_is;
}

static bool carrier_is_at_limit(struct carrier *carrier, str line) {
    enum { SHORTEST = 200 };
    return line.len >= SHORTEST && carrier_is_long_at_limit(carrier, line);
}

/* A line whose prefixes are off. */
static bool carrier_hand_on_found(struct carrier *carrier, struct prefix_find *find, str text, int64_t ordinal,
                                  const struct message *outer) {
    if (outer)
        carrier_fill_from(&find->message, outer);
    if (find->lead.len > 0 && !carrier_put_lead(carrier, find->lead, &text))
        return false;
    find->message.line = ordinal;
    carrier_remember(carrier, &find->message);
    carrier->before_is_line = !outer;
    return carrier_hand_on_escaped(carrier, &find->message, find->escapes, text);
}

/* A line without a prefix at its start: it may be the carrier's own, go on from the line before, or hold a kernel
 * message behind something else that the console showed. */
static bool carrier_hand_on_unfound(struct carrier *carrier, str line, int64_t ordinal, const struct message *outer) {
    struct prefix_find find;
    struct part part;
    str text;
    if (carrier_is_separator(line))
        return carrier_separate(carrier, line, ordinal);
    if (parts_scan_header(line, &part) || (carrier->is_kmsg && carrier_is_dictionary(line)))
        return true;
    const size_t stamp = prefix_find_stamp(line);
    if (stamp == STR_NONE || stamp == 0)
        return carrier_hand_on_bare(carrier, line, ordinal, outer);
    return carrier_hand_on_bare(carrier, str_first(line, stamp), ordinal, outer) &&
           (!carrier_strip(carrier, str_from(line, stamp), &find, &text) ||
            carrier_hand_on_found(carrier, &find, text, ordinal, outer));
}

/* --- records that are parts of one --- */

/* A line that containers had split, whole again. */
static bool carrier_hand_on_parts(struct carrier *carrier, str line, int64_t ordinal, const struct message *outer) {
    struct prefix_find find;
    str text;
    return carrier_strip(carrier, line, &find, &text) ? carrier_hand_on_found(carrier, &find, text, ordinal, outer)
                                                      : carrier_hand_on_unfound(carrier, line, ordinal, outer);
}

/* Hands on what was joined so far. */
static bool carrier_end_join(struct carrier *carrier) {
    const enum carrier_join join = carrier->join;
    if (join == CARRIER_JOIN_NOTHING)
        return true;
    struct message message = carrier->joined_find.message;
    str text = gather_text(&carrier->joined);
    carrier->join = CARRIER_JOIN_NOTHING;
    message.cut = carrier->joined.cut;
    message.line = carrier->joined_line;
    if (join == CARRIER_JOIN_PARTS)
        return carrier_hand_on_parts(carrier, text, carrier->joined_line, &message);
    if (join == CARRIER_JOIN_FRAGMENTS)
        text = str_first(text, str_find_byte(text, '\n')); /* the dictionary follows on lines of its own */
    return carrier_hand_on_escaped(carrier, &message, carrier->joined_find.escapes, text);
}

static bool carrier_open_join(struct carrier *carrier, enum carrier_join join, const struct prefix_find *find,
                              int64_t ordinal) {
    if (!carrier_end_join(carrier))
        return false;
    gather_clear(&carrier->joined);
    carrier->join = join;
    carrier->joined_find = *find;
    carrier_remember(carrier, &find->message);
    carrier->joined_find.message = carrier->before;
    carrier->joined_line = ordinal;
    return true;
}

static bool carrier_join_part(struct carrier *carrier, const struct prefix_find *find, str text, int64_t ordinal) {
    if (carrier->join != CARRIER_JOIN_PARTS && !carrier_open_join(carrier, CARRIER_JOIN_PARTS, find, ordinal))
        return false;
    if (!gather_add(&carrier->joined, text))
        return false;
    return find->is_part || carrier_end_join(carrier);
}

static bool carrier_join_fragment(struct carrier *carrier, const struct prefix_find *find, str text, int64_t ordinal) {
    const bool goes_on = carrier->join == CARRIER_JOIN_FRAGMENTS && find->fragment_at == (int64_t)carrier->joined.len;
    if (!goes_on && !carrier_open_join(carrier, CARRIER_JOIN_FRAGMENTS, find, ordinal))
        return false;
    if (!gather_add(&carrier->joined, text))
        return false;
    return (int64_t)carrier->joined.len < find->fragment_of || carrier_end_join(carrier);
}

static bool carrier_join_continuation(struct carrier *carrier, const struct prefix_find *find, str text,
                                      int64_t ordinal) {
    const bool goes_on = carrier->join == CARRIER_JOIN_CONTINUATION && find->continuation == '+';
    if (!goes_on && !carrier_open_join(carrier, CARRIER_JOIN_CONTINUATION, find, ordinal))
        return false;
    return gather_add(&carrier->joined, text);
}

/* Puts together records that are parts of one. True if the line was one of them and is dealt with as *RET_OK says. */
static bool carrier_is_joined(struct carrier *carrier, const struct prefix_find *find, str text, int64_t ordinal,
                              bool *ret_ok) {
    if (find->is_part || (find->is_container && carrier->join == CARRIER_JOIN_PARTS))
        *ret_ok = carrier_join_part(carrier, find, text, ordinal);
    else if (find->fragment_of > 0)
        *ret_ok = carrier_join_fragment(carrier, find, text, ordinal);
    else if (find->continuation != '\0')
        *ret_ok = carrier_join_continuation(carrier, find, text, ordinal);
    else
        return false;
    return true;
}

/* --- one line --- */

/* A line without what soiled it. */
static bool carrier_take_line(struct carrier *carrier, str line, int64_t ordinal, const struct message *outer) {
    struct prefix_find find;
    str text;
    bool ok;
    if (!carrier_strip(carrier, line, &find, &text)) {
        if (carrier->join == CARRIER_JOIN_FRAGMENTS)
            return gather_add(&carrier->joined, STR("\n")) && gather_add(&carrier->joined, line);
        return carrier_end_join(carrier) && carrier_hand_on_unfound(carrier, line, ordinal, outer);
    }
    if (carrier_is_joined(carrier, &find, text, ordinal, &ok))
        return ok;
    find.message.at_limit = carrier_is_at_limit(carrier, line);
    return carrier_end_join(carrier) && carrier_hand_on_found(carrier, &find, text, ordinal, outer);
}

/* What quoted-printable makes of the kernel's own '='; longer than any process name. */
static bool carrier_shows_quoted_printable(str line) {
    if (line.len == 0)
        return false;
    if (*line.data == 'C' && str_starts(line, STR("Content-Transfer-Encoding: quoted-printable")))
        return true;
    const size_t equals = str_find_byte(line, '='); /* a trigger's first is its mask's; most lines have none */
    if (equals == STR_NONE)
        return false;
    if (str_starts(str_from(line, equals), STR("=3D0x")) && str_has(line, STR("oom-killer: gfp_mask=3D0x")))
        return true;
    return line.data[line.len - 1] == '=' &&
           (str_has(line, STR("oom-killer: gfp_mask=3D")) || str_has(line, STR("oom-kill:constraint=3D")));
}

/* Puts soft line breaks together. True once *LINE is whole; it is held back otherwise, or memory is short. */
static bool carrier_take_soft_breaks(struct carrier *carrier, str *line, bool *ret_ok) {
    *ret_ok = true;
    if (!carrier->wash.quoted_printable && !carrier_shows_quoted_printable(*line))
        return true;
    carrier->wash.quoted_printable = true;
    const bool goes_on = wash_soft_break(&carrier->wash, line);
    *ret_ok = gather_add(&carrier->soft, *line);
    if (!*ret_ok || goes_on)
        return false;
    *line = gather_text(&carrier->soft);
    line->len = unescape_quoted_printable(*line, carrier->soft.data);
    gather_clear(&carrier->soft);
    *ret_ok = wash_line(&carrier->wash, &carrier->washed, *line, line); /* "=C2=A0" is a non-breaking blank */
    return *ret_ok;
}

static bool carrier_take_raw(struct carrier *carrier, str raw, int64_t ordinal, const struct message *outer) {
    str line;
    bool ok;
    if (!wash_line(&carrier->wash, &carrier->washed, raw, &line))
        return false;
    if (!carrier_take_soft_breaks(carrier, &line, &ok))
        return ok;
    return carrier_take_line(carrier, wash_unquote(line), ordinal, outer);
}

/* A record of a frame: its text is the message, or a line of another log. */
static bool carrier_take_record(void *context, struct frame_record *record) {
    struct carrier *carrier = context;
    struct message *message = &record->message;
    if (!record->is_line) {
        carrier_remember(carrier, message);
        return carrier_hand_on(carrier, *message, record->text, record->spans_lines);
    }
    if (record->is_part || carrier->join == CARRIER_JOIN_PARTS) {
        struct prefix_find find = prefix_nothing();
        find.message = *message;
        find.is_part = record->is_part;
        return carrier_join_part(carrier, &find, record->text, message->line);
    }
    for (str rest = record->text;;) {
        const size_t end = str_find_byte(rest, '\n');
        if (!carrier_take_raw(carrier, str_first(rest, end), message->line, message))
            return false;
        if (end == STR_NONE)
            return true;
        rest = str_from(rest, end + 1);
        message->continues = true;
    }
}

/* "Mon 2024-01-01", before all else in a line of journalctl -o verbose */
static bool carrier_opens_with_day_and_date(str text) {
    enum { DAY_MOST = 16 };
    const char *blank = memchr(text.data, ' ', text.len < DAY_MOST ? text.len : DAY_MOST);
    return blank && text.data + text.len - blank > 5 && blank[5] == '-';
}

/* True if RAW can open a frame: JSON, KEY=value, or verbose. Most lines cannot, and this is asked of each. */
static bool carrier_can_open_frame(str raw) {
    if (raw.len > 0 && (*raw.data == ' ' || *raw.data == '\t'))
        raw = str_trim_start(raw);
    if (raw.len == 0)
        return false;
    switch (*raw.data) {
    case '{':
    case '_':
    case '\x1e':
        return true;
    case '[':
        return raw.len == 1 || raw.data[1] == '{' || raw.data[1] == '\r';
    case 'M':
    case 'P':
    case 'S':
    case 'd':
        if (str_starts(raw, STR("MESSAGE=")) || str_starts(raw, STR("PRIORITY=")) || str_starts(raw, STR("SYSLOG_")) ||
            str_starts(raw, STR("data: {")))
            return true;
        break;
    default:
        break;
    }
    return carrier_opens_with_day_and_date(raw);
}

static bool carrier_in_frame(const struct carrier *carrier) {
    return carrier->json.is_known || carrier->json.depth > 0 || carrier->export.is_known || carrier->verbose.is_open;
}

static enum frame_verdict carrier_take_frames(struct carrier *carrier, str raw, int64_t line) {
    enum frame_verdict verdict = FRAME_FOREIGN;
    if (!carrier_in_frame(carrier) && !carrier_can_open_frame(raw))
        return verdict;
    if (carrier->json.depth == 0)
        verdict = frame_export_line(&carrier->export, raw, line, carrier_take_record, carrier);
    if (verdict == FRAME_FOREIGN)
        verdict = frame_verbose_line(&carrier->verbose, raw, line, carrier_take_record, carrier);
    if (verdict == FRAME_FOREIGN)
        verdict = frame_json_line(&carrier->json, raw, line, carrier_take_record, carrier);
    return verdict;
}

/* Whether a line that begins as the one before it can be taken as that was. Only lines that were not taken so can
 * change the answer. */
static bool carrier_is_steady(const struct carrier *carrier) {
    return carrier->before_is_line && !carrier_in_frame(carrier) && carrier->join == CARRIER_JOIN_NOTHING &&
           !carrier->wash.quoted_printable;
}

/* Whether the text of a plain line may hold something to unescape all the same: a record's further lines as
 * /dev/kmsg writes them, or rsyslog's "message repeated". */
static bool carrier_may_unescape(const struct carrier *carrier, str text) {
    return carrier->has_raw_kmsg || carrier->escapes == PREFIX_HEX ||
           (text.len > 0 && (*text.data == 'a' || *text.data == 'm'));
}

/* Nearly every line of a report: it begins as the one before it, nothing soils it, and nothing is being put together.
 * Such a line, with the kernel's time behind a known beginning, is no frame's. True if it was one; *RET_OK tells how it
 * went. */
static bool carrier_take_usual(struct carrier *carrier, str raw, bool is_plain, int64_t line, bool *ret_ok) {
    str text;
    struct message *message = &carrier->before;
    int64_t uptime_us;
    if (!carrier->is_steady || raw.len == 0 || raw.data[raw.len - 1] == '=' || (!is_plain && !wash_is_clean(raw)) ||
        !prefix_repeats(&carrier->prefixes, raw, &uptime_us, &text))
        return false;
    message->uptime_us = uptime_us;
    message->line = line;
    message->at_limit = carrier_is_at_limit(carrier, raw);
    carrier->width = (size_t)(text.data - raw.data);
    carrier->escapes = carrier->prefixes.habit.escapes;
    message->text = text;
    message->stays = is_plain && !carrier_may_unescape(carrier, text);
    *ret_ok = message->stays ? carrier->sink(carrier->context, message)
                             : carrier_hand_on_escaped(carrier, message, carrier->escapes, text);
    message->stays = false;
    message->text = (str){0}; /* it was a loan */
    return true;
}

static bool carrier_take_any(struct carrier *carrier, str raw, int64_t line) {
    switch (carrier_take_frames(carrier, raw, line)) {
    case FRAME_TAKEN:
        return true;
    case FRAME_STOPPED:
        return false;
    case FRAME_FOREIGN:
        break;
    }
    const bool go_on = carrier_take_raw(carrier, raw, line, NULL);
    carrier->is_first = false;
    return go_on;
}

static bool carrier_take(struct carrier *carrier, str raw, bool is_plain, int64_t line) {
    bool ok;
    if (carrier_take_usual(carrier, raw, is_plain, line, &ok))
        return ok;
    ok = carrier_take_any(carrier, raw, line);
    carrier->is_steady = carrier_is_steady(carrier);
    carrier->before.dress = carrier->is_steady ? ++carrier->dresses : 0;
    return ok;
}

bool carrier_line(struct carrier *carrier, str raw, int64_t line) {
    return carrier_take(carrier, raw, false, line);
}

bool carrier_plain_line(struct carrier *carrier, str raw, int64_t line) {
    return carrier_take(carrier, raw, true, line);
}

bool carrier_end(struct carrier *carrier) {
    if (!frame_json_end(&carrier->json, carrier_take_record, carrier) ||
        !frame_export_end(&carrier->export, carrier_take_record, carrier) ||
        !frame_verbose_end(&carrier->verbose, carrier_take_record, carrier))
        return false;
    if (carrier->soft.len > 0) {
        str line = gather_text(&carrier->soft);
        line.len = unescape_quoted_printable(line, carrier->soft.data);
        gather_clear(&carrier->soft);
        if (!carrier_take_line(carrier, wash_unquote(line), carrier->before.line, NULL))
            return false;
    }
    return carrier_end_join(carrier);
}

bool carrier_needs_every_line(const struct carrier *carrier) {
    return carrier->export.is_known || carrier->verbose.is_known || carrier->json.depth > 0 ||
           carrier->json.is_pretty || carrier->join != CARRIER_JOIN_NOTHING || carrier->soft.len > 0 ||
           carrier->prefixes.time_is_relative;
}

/* --- life --- */

/* An empty gather that keeps the room of an old one. */
static struct gather carrier_emptied(struct gather gather, struct arena *arena) {
    gather_clear(&gather);
    gather.arena = arena;
    return gather;
}

void carrier_begin(struct carrier *carrier) {
    struct arena *arena = &carrier->arena;
    carrier->json = (struct frame_json){.text = carrier_emptied(carrier->json.text, arena),
                                        .room = carrier_emptied(carrier->json.room, arena)};
    carrier->export = (struct frame_export){.text = carrier_emptied(carrier->export.text, arena),
                                            .field = carrier_emptied(carrier->export.field, arena)};
    carrier->verbose = (struct frame_verbose){.text = carrier_emptied(carrier->verbose.text, arena)};
    carrier->washed = carrier_emptied(carrier->washed, arena);
    carrier->soft = carrier_emptied(carrier->soft, arena);
    carrier->decoded = carrier_emptied(carrier->decoded, arena);
    carrier->joined = carrier_emptied(carrier->joined, arena);
    carrier->join = CARRIER_JOIN_NOTHING;
    memset(&carrier->wash, 0, sizeof carrier->wash);
    prefix_begin(&carrier->prefixes);
    const struct message nothing = prefix_nothing().message;
    carrier_remember(carrier, &nothing);
    carrier->is_first = true;
    carrier->has_prefixes = carrier->is_kmsg = carrier->has_indent = carrier->has_raw_kmsg = false;
    carrier->width = carrier->indent = carrier->longest_line = carrier->longest_datagram = 0;
    carrier->escapes = PREFIX_RAW;
}

struct carrier *carrier_new(carrier_sink *sink, void *context) {
    struct arena arena = ARENA_INIT;
    struct carrier *carrier = arena_alloc(&arena, sizeof *carrier);
    if (!carrier) {
        arena_reset(&arena);
        return NULL;
    }
    carrier->arena = arena;
    carrier->sink = sink;
    carrier->context = context;
    carrier_begin(carrier);
    return carrier;
}

void carrier_free(struct carrier *carrier) {
    if (!carrier)
        return;
    struct arena arena = carrier->arena;
    arena_reset(&arena);
}
