/* Takes off what carried the kernel's words: frames first, then what soiled the line, then quoting, prefixes and
 * escapes, each line by what the input has shown so far.
 * SPDX-License-Identifier: MIT */
#include "log/reader.h"

#include "base/arena.h"
#include "log/clean.h"
#include "log/prefix.h"
#include "log/pstore.h"
#include "log/record.h"
#include "log/unescape.h"

/* What is put together from several records before it is handed on. */
enum reader_join {
    READER_JOIN_NOTHING,
    READER_JOIN_PARTS,       /* CRI and Docker: parts of one line of another log */
    READER_JOIN_FRAGMENTS,   /* netconsole: parts of one /dev/kmsg record */
    READER_JOIN_CONTINUATION /* /dev/kmsg: records flagged 'c' and '+' */
};

struct reader {
    struct arena arena; /* owns this struct and all room */
    reader_sink *sink;
    void *context;

    struct clean clean;
    struct prefix_memory prefixes;
    struct record_json json;
    struct record_export export;
    struct record_verbose verbose;

    struct buffer washed, soft, decoded; /* room for one line each */
    struct buffer joined;
    enum reader_join join;
    struct prefix_find joined_find;
    int64_t joined_line;

    struct message before; /* the last record, without its text; views lead into the names below */
    bool before_is_line;   /* it was a line that was told by its own prefixes alone */
    bool is_steady;        /* so it was, and nothing is being put together: the next line may be just such a one */
    char host[RECORD_NAME_MOST], program[RECORD_NAME_MOST], caller[32];
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

static str reader_keep(char *room, size_t most, str value) {
    value = str_first(value, most);
    if (value.len > 0)
        memmove(room, value.data, value.len); /* it may stand there already */
    return str_of(room, value.len);
}

static void reader_remember(struct reader *reader, const struct message *message) {
    reader->before_is_line = reader->is_steady = false;
    reader->before = *message;
    reader->before.host = reader_keep(reader->host, sizeof reader->host, message->host);
    reader->before.program = reader_keep(reader->program, sizeof reader->program, message->program);
    reader->before.caller = reader_keep(reader->caller, sizeof reader->caller, message->caller);
}

/* Each line of TEXT is a message; the first one continues the record before if MESSAGE says so. */
static bool reader_hand_on(struct reader *reader, struct message message, str text, bool spans_lines) {
    for (;;) {
        const size_t end = str_find_byte(text, '\n');
        message.text = str_first(text, end);
        if (message.text.len > 0 && message.text.data[message.text.len - 1] == '\r')
            message.text.len--;
        if (!reader->sink(reader->context, &message))
            return false;
        if (end == STR_NONE)
            return true;
        text = str_from(text, end + 1);
        message.continues = message.is_same_record = true;
        message.line += spans_lines;
    }
}

typedef size_t unescape_text(str from, char *to);

static bool reader_decode(struct reader *reader, char mark, unescape_text *unescape, str *text) {
    size_t room;
    if (str_find_byte(*text, mark) == STR_NONE)
        return true;
    if (text->data == reader->decoded.data) {
        text->len = unescape(*text, reader->decoded.data);
        return true;
    }
    buffer_clear(&reader->decoded);
    char *to = buffer_reserve(&reader->decoded, text->len, &room);
    if (!to)
        return false;
    *text = str_of(to, unescape(str_first(*text, room), to));
    return true;
}

/* A line break that stands in the text as four bytes, where the transport was not known to write it so. Only the
 * kernel's own records of several lines are believed: with their first word the sign is longer than any process name.
 */
static bool reader_shows_break(str text, str line_break) {
    return text.len > 0 && *text.data == 'a' &&
           (str_starts(text, STR("active_anon:")) || str_starts(text, STR("anon "))) &&
           unescape_shows_break(text, line_break);
}

/* Turns the transport's escapes into the bytes they stand for; lines without any prefix tell by their own text whether
 * a syslog daemon carried them. */
static bool reader_unescape_by(struct reader *reader, enum prefix_escapes escapes, str *text) {
    if (escapes == PREFIX_HEX)
        return reader_decode(reader, '\\', unescape_hex, text);
    reader->has_raw_kmsg = reader->has_raw_kmsg || reader_shows_break(*text, STR("\\x0a"));
    if (reader->has_raw_kmsg)
        return reader_decode(reader, '\\', unescape_hex, text);
    if (escapes == PREFIX_RAW && reader_shows_break(*text, STR("#012")))
        reader->escapes = escapes = PREFIX_OCTAL;
    return escapes == PREFIX_RAW || reader_decode(reader, '#', unescape_octal, text);
}

/* "message repeated 2 times: [ text]" (rsyslog): the text once more. */
static str reader_unrepeated(str text) {
    struct scan scan = scan_of(text);
    uint64_t times;
    if (scan_peek(&scan) != 'm' || !scan_literal(&scan, STR("message repeated ")) || !scan_u64(&scan, &times) ||
        !scan_literal(&scan, STR(" times: [")) || !str_ends(text, STR("]")))
        return text;
    scan_byte(&scan, ' ');
    const str inside = scan_rest(&scan);
    return str_first(inside, inside.len - 1);
}

static bool reader_hand_on_escaped(struct reader *reader, struct message *message, enum prefix_escapes escapes,
                                   str text) {
    const char *const from = text.data, *const end = from + text.len;
    const bool is_raw = escapes == PREFIX_RAW && reader->has_prefixes, was_decoded = from == reader->decoded.data;
    if (escapes == PREFIX_OCTAL)
        text = reader_unrepeated(text);
    if (!is_raw && !reader_unescape_by(reader, escapes, &text))
        return false;
    const bool is_unescaped = was_decoded || text.data < from || text.data > end;
    if (!is_raw && is_unescaped) /* nothing else can hold a line break */
        return reader_hand_on(reader, *message, text, false);
    message->text = text;
    return reader->sink(reader->context, message);
}

/* --- lines without a prefix --- */

static size_t reader_blanks_before(str line) {
    return line.len - str_trim_start(line).len;
}

/* Lines that only mark where logs begin and end; they end what came before. */
static bool reader_is_separator(str line) {
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
static bool reader_is_dictionary(str line) {
    size_t len = 1;
    if (line.len < 3 || *line.data != ' ' || line.data[1] == ' ')
        return false;
    while (len < line.len && ((line.data[len] >= 'A' && line.data[len] <= 'Z') ||
                              (line.data[len] >= 'a' && line.data[len] <= 'z') || line.data[len] == '_'))
        len++;
    return len > 1 && len < line.len && line.data[len] == '=';
}

/* Without the indentation that is the transport's: dmesg and journalctl indent a record's further lines to where its
 * text began; what is then left is at most the one blank that the kernel printed. Where no line has a prefix the
 * common indentation goes, and any that is wider than the kernel's. */
static str reader_without_indent(struct reader *reader, str line) {
    const size_t blanks = reader_blanks_before(line);
    if (reader->has_prefixes) {
        const size_t left = blanks > reader->width ? blanks - reader->width : blanks < reader->width ? blanks : 0;
        return str_from(line, left > 0 ? blanks - 1 : blanks);
    }
    if (blanks < line.len && (!reader->has_indent || blanks < reader->indent)) {
        reader->indent = blanks;
        reader->has_indent = true;
    }
    const size_t left = blanks > reader->indent ? blanks - reader->indent : 0;
    return str_from(line, left == 1 ? blanks - 1 : blanks);
}

/* The first line of a log that was cut by its size: what is left of a prefix, "678901] ", "901][ T12] ", " T12] " or
 * "b-01 kernel: ", goes too. A row of the task table, "601]     0   601", keeps its rest. */
static str reader_without_torn_prefix(str line) {
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

static bool reader_hand_on_bare(struct reader *reader, str line, int64_t ordinal, const struct message *outer) {
    struct message message = outer ? *outer : prefix_nothing().message;
    if (reader->has_prefixes && !outer) {
        message = reader->before;
        message.at_limit = false;
        message.continues = true;
        message.is_same_record = reader_blanks_before(line) >= reader->width;
    }
    if (reader->is_first)
        line = reader_without_torn_prefix(line);
    message.line = ordinal;
    return reader_hand_on_escaped(reader, &message, reader->escapes, reader_without_indent(reader, line));
}

/* A new boot or file: nothing goes on, the prefix is learnt anew. */
static bool reader_separate(struct reader *reader, str line, int64_t ordinal) {
    struct message message = prefix_nothing().message;
    message.line = ordinal;
    reader_remember(reader, &message);
    prefix_begin(&reader->prefixes);
    return reader_hand_on(reader, message, line, false);
}

/* --- lines with prefixes --- */

/* What the line itself does not tell is told by what carried it. */
static void reader_fill_from(struct message *message, const struct message *outer) {
    if (message->host.len == 0)
        message->host = outer->host;
    if (message->caller.len == 0)
        message->caller = outer->caller;
    if (message->uptime_us == ABSENT)
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
static bool reader_put_lead(struct reader *reader, str lead, str *text) {
    buffer_clear(&reader->decoded);
    if (!buffer_add(&reader->decoded, lead) || !buffer_add(&reader->decoded, text->len > 0 ? STR(": ") : STR(":")) ||
        !buffer_add(&reader->decoded, *text))
        return false;
    *text = buffer_text(&reader->decoded);
    return true;
}

/* Takes the prefixes off LINE; what is behind them is *RET_TEXT. False if there are none. */
static bool reader_strip(struct reader *reader, str line, struct prefix_find *ret_find, str *ret_text) {
    struct scan scan = scan_of(line);
    scan_blanks(&scan);
    if (scan_done(&scan) || prefix_strip(&reader->prefixes, &scan, ret_find) == 0)
        return false;
    reader->has_prefixes = true;
    reader->is_kmsg = reader->is_kmsg || ret_find->escapes == PREFIX_HEX;
    reader->escapes = ret_find->escapes;
    reader->width = (size_t)(scan.at - line.data);
    *ret_text = scan_rest(&scan);
    return true;
}

static bool reader_is_limit(size_t len, size_t *longest) {
    if (len < *longest)
        return false;
    *longest = len;
    return len == 255 || len == 256 || len == 1023 || len == 1024;
}

/* busybox syslogd takes 255 bytes of what klogd sent it, "<4>Jan  1 00:00:00 kernel: ...", and writes it with more
 * before it (sysklogd/syslogd.c, FEATURE_SYSLOGD_READ_BUFFER_SIZE); relays of RFC 3164 take 1024. */
static bool reader_is_long_at_limit(struct reader *reader, str line) {
    enum { HEAD = sizeof "<4>Jan  1 00:00:00 " - 1 };
    const bool line_is = reader_is_limit(line.len, &reader->longest_line);
    if (line.len + HEAD < reader->longest_datagram)
        return line_is;
    const size_t tag = str_find(line, STR("kernel: "));
    return (tag != STR_NONE && reader_is_limit(line.len - tag + HEAD, &reader->longest_datagram)) || line_is;
}

static bool reader_is_at_limit(struct reader *reader, str line) {
    enum { SHORTEST = 200 };
    return line.len >= SHORTEST && reader_is_long_at_limit(reader, line);
}

/* A line whose prefixes are off. */
static bool reader_hand_on_found(struct reader *reader, struct prefix_find *find, str text, int64_t ordinal,
                                 const struct message *outer) {
    if (outer)
        reader_fill_from(&find->message, outer);
    if (find->lead.len > 0 && !reader_put_lead(reader, find->lead, &text))
        return false;
    find->message.line = ordinal;
    reader_remember(reader, &find->message);
    reader->before_is_line = !outer;
    return reader_hand_on_escaped(reader, &find->message, find->escapes, text);
}

/* A line without a prefix at its start: it may be the transport's own, go on from the line before, or hold a kernel
 * message behind something else that the console showed. */
static bool reader_hand_on_unfound(struct reader *reader, str line, int64_t ordinal, const struct message *outer) {
    struct prefix_find find;
    struct pstore_part part;
    str text;
    if (reader_is_separator(line))
        return reader_separate(reader, line, ordinal);
    if (pstore_scan_header(line, &part) || (reader->is_kmsg && reader_is_dictionary(line)))
        return true;
    const size_t stamp = prefix_find_stamp(line);
    if (stamp == STR_NONE || stamp == 0)
        return reader_hand_on_bare(reader, line, ordinal, outer);
    return reader_hand_on_bare(reader, str_first(line, stamp), ordinal, outer) &&
           (!reader_strip(reader, str_from(line, stamp), &find, &text) ||
            reader_hand_on_found(reader, &find, text, ordinal, outer));
}

/* --- records that are parts of one --- */

/* A line that containers had split, whole again. */
static bool reader_hand_on_parts(struct reader *reader, str line, int64_t ordinal, const struct message *outer) {
    struct prefix_find find;
    str text;
    return reader_strip(reader, line, &find, &text) ? reader_hand_on_found(reader, &find, text, ordinal, outer)
                                                    : reader_hand_on_unfound(reader, line, ordinal, outer);
}

/* Hands on what was joined so far. */
static bool reader_end_join(struct reader *reader) {
    const enum reader_join join = reader->join;
    if (join == READER_JOIN_NOTHING)
        return true;
    struct message message = reader->joined_find.message;
    str text = buffer_text(&reader->joined);
    reader->join = READER_JOIN_NOTHING;
    message.cut = reader->joined.cut;
    message.line = reader->joined_line;
    if (join == READER_JOIN_PARTS)
        return reader_hand_on_parts(reader, text, reader->joined_line, &message);
    if (join == READER_JOIN_FRAGMENTS)
        text = str_first(text, str_find_byte(text, '\n')); /* the dictionary follows on lines of its own */
    return reader_hand_on_escaped(reader, &message, reader->joined_find.escapes, text);
}

static bool reader_open_join(struct reader *reader, enum reader_join join, const struct prefix_find *find,
                             int64_t ordinal) {
    if (!reader_end_join(reader))
        return false;
    buffer_clear(&reader->joined);
    reader->join = join;
    reader->joined_find = *find;
    reader_remember(reader, &find->message);
    reader->joined_find.message = reader->before;
    reader->joined_line = ordinal;
    return true;
}

static bool reader_join_part(struct reader *reader, const struct prefix_find *find, str text, int64_t ordinal) {
    if (reader->join != READER_JOIN_PARTS && !reader_open_join(reader, READER_JOIN_PARTS, find, ordinal))
        return false;
    if (!buffer_add(&reader->joined, text))
        return false;
    return find->is_part || reader_end_join(reader);
}

static bool reader_join_fragment(struct reader *reader, const struct prefix_find *find, str text, int64_t ordinal) {
    const bool goes_on = reader->join == READER_JOIN_FRAGMENTS && find->fragment_at == (int64_t)reader->joined.len;
    if (!goes_on && !reader_open_join(reader, READER_JOIN_FRAGMENTS, find, ordinal))
        return false;
    if (!buffer_add(&reader->joined, text))
        return false;
    return (int64_t)reader->joined.len < find->fragment_of || reader_end_join(reader);
}

static bool reader_join_continuation(struct reader *reader, const struct prefix_find *find, str text, int64_t ordinal) {
    const bool goes_on = reader->join == READER_JOIN_CONTINUATION && find->continuation == '+';
    if (!goes_on && !reader_open_join(reader, READER_JOIN_CONTINUATION, find, ordinal))
        return false;
    return buffer_add(&reader->joined, text);
}

/* Puts together records that are parts of one. True if the line was one of them and is dealt with as *RET_OK says. */
static bool reader_is_joined(struct reader *reader, const struct prefix_find *find, str text, int64_t ordinal,
                             bool *ret_ok) {
    if (find->is_part || (find->is_container && reader->join == READER_JOIN_PARTS))
        *ret_ok = reader_join_part(reader, find, text, ordinal);
    else if (find->fragment_of > 0)
        *ret_ok = reader_join_fragment(reader, find, text, ordinal);
    else if (find->continuation != '\0')
        *ret_ok = reader_join_continuation(reader, find, text, ordinal);
    else
        return false;
    return true;
}

/* --- one line --- */

/* A line without what soiled it. */
static bool reader_take_line(struct reader *reader, str line, int64_t ordinal, const struct message *outer) {
    struct prefix_find find;
    str text;
    bool ok;
    if (!reader_strip(reader, line, &find, &text)) {
        if (reader->join == READER_JOIN_FRAGMENTS)
            return buffer_add(&reader->joined, STR("\n")) && buffer_add(&reader->joined, line);
        return reader_end_join(reader) && reader_hand_on_unfound(reader, line, ordinal, outer);
    }
    if (reader_is_joined(reader, &find, text, ordinal, &ok))
        return ok;
    find.message.at_limit = reader_is_at_limit(reader, line);
    return reader_end_join(reader) && reader_hand_on_found(reader, &find, text, ordinal, outer);
}

/* What quoted-printable makes of the kernel's own '='; longer than any process name. */
static bool reader_shows_quoted_printable(str line) {
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
static bool reader_take_soft_breaks(struct reader *reader, str *line, bool *ret_ok) {
    *ret_ok = true;
    if (!reader->clean.quoted_printable && !reader_shows_quoted_printable(*line))
        return true;
    reader->clean.quoted_printable = true;
    const bool goes_on = clean_soft_break(&reader->clean, line);
    *ret_ok = buffer_add(&reader->soft, *line);
    if (!*ret_ok || goes_on)
        return false;
    *line = buffer_text(&reader->soft);
    line->len = unescape_quoted_printable(*line, reader->soft.data);
    buffer_clear(&reader->soft);
    *ret_ok = clean_line(&reader->clean, &reader->washed, *line, line); /* "=C2=A0" is a non-breaking blank */
    return *ret_ok;
}

static bool reader_take_raw(struct reader *reader, str raw, int64_t ordinal, const struct message *outer) {
    str line;
    bool ok;
    if (!clean_line(&reader->clean, &reader->washed, raw, &line))
        return false;
    if (!reader_take_soft_breaks(reader, &line, &ok))
        return ok;
    return reader_take_line(reader, clean_unquote(line), ordinal, outer);
}

/* A record of a frame: its text is the message, or a line of another log. */
static bool reader_take_record(void *context, struct record *record) {
    struct reader *reader = context;
    struct message *message = &record->message;
    if (!record->is_line) {
        reader_remember(reader, message);
        return reader_hand_on(reader, *message, record->text, record->spans_lines);
    }
    if (record->is_part || reader->join == READER_JOIN_PARTS) {
        struct prefix_find find = prefix_nothing();
        find.message = *message;
        find.is_part = record->is_part;
        return reader_join_part(reader, &find, record->text, message->line);
    }
    for (str rest = record->text;;) {
        const size_t end = str_find_byte(rest, '\n');
        if (!reader_take_raw(reader, str_first(rest, end), message->line, message))
            return false;
        if (end == STR_NONE)
            return true;
        rest = str_from(rest, end + 1);
        message->continues = true;
    }
}

/* "Mon 2024-01-01", before all else in a line of journalctl -o verbose */
static bool reader_opens_with_day_and_date(str text) {
    enum { DAY_MOST = 16 };
    const char *blank = memchr(text.data, ' ', text.len < DAY_MOST ? text.len : DAY_MOST);
    return blank && text.data + text.len - blank > 5 && blank[5] == '-';
}

/* True if RAW can open a frame: JSON, KEY=value, or verbose. Most lines cannot, and this is asked of each. */
static bool reader_can_open_frame(str raw) {
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
    return reader_opens_with_day_and_date(raw);
}

static bool reader_in_frame(const struct reader *reader) {
    return reader->json.is_known || reader->json.depth > 0 || reader->export.is_known || reader->verbose.is_open;
}

static enum record_verdict reader_take_frames(struct reader *reader, str raw, int64_t line) {
    enum record_verdict verdict = RECORD_FOREIGN;
    if (!reader_in_frame(reader) && !reader_can_open_frame(raw))
        return verdict;
    if (reader->json.depth == 0)
        verdict = record_export_line(&reader->export, raw, line, reader_take_record, reader);
    if (verdict == RECORD_FOREIGN)
        verdict = record_verbose_line(&reader->verbose, raw, line, reader_take_record, reader);
    if (verdict == RECORD_FOREIGN)
        verdict = record_json_line(&reader->json, raw, line, reader_take_record, reader);
    return verdict;
}

/* Whether a line that begins as the one before it can be taken as that was. Only lines that were not taken so can
 * change the answer. */
static bool reader_is_steady(const struct reader *reader) {
    return reader->before_is_line && !reader_in_frame(reader) && reader->join == READER_JOIN_NOTHING &&
           !reader->clean.quoted_printable;
}

/* Nearly every line of a report: it begins as the one before it, nothing soils it, and nothing is being put together.
 * Such a line, with the kernel's time behind a known beginning, is no frame's. True if it was one; *RET_OK tells how it
 * went. */
static bool reader_take_usual(struct reader *reader, str raw, int64_t line, bool *ret_ok) {
    str text;
    struct message *message = &reader->before;
    int64_t uptime_us;
    if (!reader->is_steady || raw.len == 0 || raw.data[raw.len - 1] == '=' || !clean_is_clean(raw) ||
        !prefix_repeats(&reader->prefixes, raw, &uptime_us, &text))
        return false;
    message->uptime_us = uptime_us;
    message->line = line;
    message->at_limit = reader_is_at_limit(reader, raw);
    reader->width = (size_t)(text.data - raw.data);
    reader->escapes = reader->prefixes.habit.escapes;
    *ret_ok = reader_hand_on_escaped(reader, message, reader->escapes, text);
    message->text = (str){0}; /* it was a loan */
    return true;
}

static bool reader_take_any(struct reader *reader, str raw, int64_t line) {
    switch (reader_take_frames(reader, raw, line)) {
    case RECORD_TAKEN:
        return true;
    case RECORD_STOPPED:
        return false;
    case RECORD_FOREIGN:
        break;
    }
    const bool go_on = reader_take_raw(reader, raw, line, NULL);
    reader->is_first = false;
    return go_on;
}

bool reader_line(struct reader *reader, str raw, int64_t line) {
    bool ok;
    if (reader_take_usual(reader, raw, line, &ok))
        return ok;
    ok = reader_take_any(reader, raw, line);
    reader->is_steady = reader_is_steady(reader);
    return ok;
}

bool reader_end(struct reader *reader) {
    if (!record_json_end(&reader->json, reader_take_record, reader) ||
        !record_export_end(&reader->export, reader_take_record, reader) ||
        !record_verbose_end(&reader->verbose, reader_take_record, reader))
        return false;
    if (reader->soft.len > 0) {
        str line = buffer_text(&reader->soft);
        line.len = unescape_quoted_printable(line, reader->soft.data);
        buffer_clear(&reader->soft);
        if (!reader_take_line(reader, clean_unquote(line), reader->before.line, NULL))
            return false;
    }
    return reader_end_join(reader);
}

bool reader_needs_every_line(const struct reader *reader) {
    return reader->export.is_known || reader->verbose.is_known || reader->json.depth > 0 || reader->json.is_pretty ||
           reader->join != READER_JOIN_NOTHING || reader->soft.len > 0 || reader->prefixes.time_is_relative;
}

/* --- life --- */

/* An empty buffer that keeps the room of an old one. */
static struct buffer reader_emptied(struct buffer buffer, struct arena *arena) {
    buffer_clear(&buffer);
    buffer.arena = arena;
    return buffer;
}

void reader_begin(struct reader *reader) {
    struct arena *arena = &reader->arena;
    reader->json = (struct record_json){.text = reader_emptied(reader->json.text, arena),
                                        .room = reader_emptied(reader->json.room, arena)};
    reader->export = (struct record_export){.text = reader_emptied(reader->export.text, arena),
                                            .field = reader_emptied(reader->export.field, arena)};
    reader->verbose = (struct record_verbose){.text = reader_emptied(reader->verbose.text, arena)};
    reader->washed = reader_emptied(reader->washed, arena);
    reader->soft = reader_emptied(reader->soft, arena);
    reader->decoded = reader_emptied(reader->decoded, arena);
    reader->joined = reader_emptied(reader->joined, arena);
    reader->join = READER_JOIN_NOTHING;
    memset(&reader->clean, 0, sizeof reader->clean);
    prefix_begin(&reader->prefixes);
    const struct message nothing = prefix_nothing().message;
    reader_remember(reader, &nothing);
    reader->is_first = true;
    reader->has_prefixes = reader->is_kmsg = reader->has_indent = reader->has_raw_kmsg = false;
    reader->width = reader->indent = reader->longest_line = reader->longest_datagram = 0;
    reader->escapes = PREFIX_RAW;
}

struct reader *reader_new(reader_sink *sink, void *context) {
    struct arena arena = ARENA_INIT;
    struct reader *reader = arena_alloc(&arena, sizeof *reader);
    if (!reader) {
        arena_reset(&arena);
        return NULL;
    }
    reader->arena = arena;
    reader->sink = sink;
    reader->context = context;
    reader_begin(reader);
    return reader;
}

void reader_free(struct reader *reader) {
    if (!reader)
        return;
    struct arena arena = reader->arena;
    arena_reset(&arena);
}
