/* Cuts blocks into lines, skips those between events, and restores the bytes of a line as they were printed: removes
 * what terminals, serial lines and mail inserted, and decodes escapes.
 * SPDX-License-Identifier: MIT */
#include "log/lines.h"

#include "base/ascii.h"
#include "base/clones.h"
#include "base/scan.h"

/* --- raw lines --- */

/* Between events nothing is cut into lines: searching for the words that open one takes a tenth of the time that
 * reading lines does. The text just before these words may belong to the event (a torn line, the minute that dmesg -e
 * prints once), so the last bytes that were skipped are kept and read again. */

void lines_begin(struct lines *lines) {
    lines->quiet = LIMIT_HEAD;
    lines->look_back_len = 0;
}

void lines_feed(struct lines *lines, str block) {
    lines->block = block;
    lines->looked = lines->plain = NULL;
}

/* The last whole lines of TEXT that fit into LIMIT_LOOK_BACK bytes. */
static str lines_tail(str text) {
    if (text.len <= LIMIT_LOOK_BACK)
        return text;
    const str tail = str_from(text, text.len - LIMIT_LOOK_BACK - 1); /* a line may begin after that byte */
    const size_t newline = str_find_byte(tail, '\n');
    return str_from(tail, newline == STR_NONE ? tail.len : newline + 1);
}

/* The end of the text that was skipped: the same bytes, however the text was divided into blocks. */
static str lines_left_out(const struct lines *lines) {
    return lines_tail(str_of(lines->look_back, lines->look_back_len));
}

/* Keeps at least the end of TEXT, which is skipped, without a gap. Blocks may be as short as a line: there is room for
 * twice as much, so that bytes are rarely moved. */
static void lines_leave_out(struct lines *lines, str text, int64_t newlines) {
    const str tail = lines_tail(text);
    lines->number += newlines;
    if (tail.len < text.len)
        lines->look_back_len = 0;
    if (lines->look_back_len + tail.len > sizeof lines->look_back) {
        const str kept = lines_left_out(lines);
        memmove(lines->look_back, kept.data, kept.len);
        lines->look_back_len = kept.len;
    }
    if (tail.len > 0)
        memcpy(lines->look_back + lines->look_back_len, tail.data, tail.len);
    lines->look_back_len += tail.len;
}

static int64_t lines_count(str text) {
    int64_t newlines = 0;
    for (size_t i = 0; i < text.len; i++)
        newlines += text.data[i] == '\n';
    return newlines;
}

/* Goes to the line of the next opener; the end of what was skipped is read before it. */
static __attribute__((noinline)) void lines_jump(struct lines *lines) {
    const str block = lines->block;
    int64_t newlines;
    const size_t found = lines->grammar->find_opener(lines->grammar->opener, block, &newlines);
    const size_t newline = found == STR_NONE ? STR_NONE : str_find_last_byte(str_first(block, found), '\n');
    const size_t start = found == STR_NONE ? block.len : newline == STR_NONE ? 0 : newline + 1;
    lines_leave_out(lines, str_first(block, start), newlines);
    lines->block = str_from(block, start);
    if (found == STR_NONE)
        return;
    lines->back = lines_left_out(lines);
    lines->number -= lines_count(lines->back);
    lines->look_back_len = 0;
    lines->quiet = LIMIT_QUIET; /* from the opener on: its line is held until the next one is read */
}

/* Whether one of LEN bytes is no printable ASCII but a newline, or is '&': signs of something that was put between
 * them. Every byte is looked at, without a branch, so that compilers can vectorise it: no sign is two of the three, but
 * for the newline. */
CLONES
static bool lines_have_sign(const char *bytes, size_t len) {
    signed char found = 0;
    for (size_t i = 0; i < len; i++) {
        const signed char byte = (signed char)bytes[i];
        found |= (signed char)((byte < 0x20) ^ (byte == '\n') ^ (byte == '&'));
    }
    return found != 0;
}

/* Whether RAW, a line of the block, has no sign, where that is not known of all that was looked at. Nearly all blocks
 * have none, and it takes less time to look at many lines than at each. */
static __attribute__((noinline)) bool lines_look(struct lines *lines, str raw) {
    enum { PIECE = 1024 };
    const char *const raw_end = raw.data + raw.len, *const block_end = lines->block.data + lines->block.len;
    bool is_known = true;
    if (raw_end > lines->looked) {
        const char *from = lines->looked > raw.data ? lines->looked : raw.data;
        const size_t least = (size_t)(raw_end - from), most = (size_t)(block_end - from);
        const size_t len = most < PIECE ? most : least > PIECE ? least : PIECE;
        is_known = from == raw.data || !lines->has_sign;
        lines->has_sign = lines_have_sign(from, len);
        lines->looked = from + len;
    }
    return (is_known && !lines->has_sign) || !lines_have_sign(raw.data, raw.len);
}

/* The next line of what is read again. */
static __attribute__((noinline)) bool lines_next_back(struct lines *lines, str *ret_raw) {
    *ret_raw = lines_cut(&lines->back);
    lines->number++;
    lines->plain = NULL;
    return true;
}

bool lines_next(struct lines *lines, bool needs_every_line, str *ret_raw) {
    if (lines->back.len == 0 && lines->quiet == 0 && !needs_every_line)
        lines_jump(lines);
    if (lines->back.len > 0)
        return lines_next_back(lines, ret_raw);
    if (lines->block.len == 0) {
        lines->plain = NULL;
        return false;
    }
    const str raw = *ret_raw = lines_cut(&lines->block);
    const bool is_plain = (raw.data + raw.len <= lines->looked && !lines->has_sign) || lines_look(lines, raw);
    lines->plain = is_plain ? raw.data : NULL;
    lines->number++;
    if (lines->quiet > 0)
        lines->quiet--;
    return true;
}

static bool lines_is_limit(size_t len, size_t *longest) {
    if (len < *longest)
        return false;
    *longest = len;
    return len == 255 || len == 256 || len == 1023 || len == 1024;
}

/* busybox syslogd takes 255 bytes of what klogd sent it, "<4>Jan  1 00:00:00 kernel: ...", and writes it with more
 * before it (sysklogd/syslogd.c, FEATURE_SYSLOGD_READ_BUFFER_SIZE); relays of RFC 3164 take 1024. */
bool lines_measure_long(struct lines *lines, str line) {
    enum { HEAD = sizeof "<4>Jan  1 00:00:00 " - 1 };
    const bool line_is = lines_is_limit(line.len, &lines->longest);
    if (line.len + HEAD < lines->longest_datagram)
        return line_is;
    const size_t tag = str_find(line, STR("kernel: "));
    return (tag != STR_NONE && lines_is_limit(line.len - tag + HEAD, &lines->longest_datagram)) || line_is;
}

/* --- what logs write for bytes --- */

/* One escape at the cursor: takes it and gives its byte, or fails and takes nothing. */
typedef bool unescape_one(struct scan *scan, char *ret_byte);

static int unescape_hex_digit(char byte, char ten) {
    if (ascii_is_digit(byte))
        return byte - '0';
    return byte >= ten && byte < ten + 6 ? byte - ten + 10 : -1;
}

static bool unescape_take_hex_pair(struct scan *scan, char ten, char *ret_byte) {
    if (scan->end - scan->at < 2)
        return false;
    const int high = unescape_hex_digit(scan->at[0], ten), low = unescape_hex_digit(scan->at[1], ten);
    if (high < 0 || low < 0)
        return false;
    *ret_byte = (char)(high * 16 + low);
    scan->at += 2;
    return true;
}

static bool unescape_take_hex(struct scan *scan, char *ret_byte) {
    struct scan at = *scan;
    if (!scan_literal(&at, STR("\\x")) || !unescape_take_hex_pair(&at, 'a', ret_byte))
        return false;
    *scan = at;
    return true;
}

static bool unescape_take_quoted(struct scan *scan, char *ret_byte) {
    static const char letters[] = "ntr", bytes[] = "\n\t\r";
    if (scan->end - scan->at < 2)
        return false;
    const char *letter = memchr(letters, scan->at[1], sizeof letters - 1);
    *ret_byte = letter ? bytes[letter - letters] : scan->at[1];
    scan->at += 2;
    return true;
}

static bool unescape_take_quoted_printable(struct scan *scan, char *ret_byte) {
    struct scan at = *scan;
    if (!scan_byte(&at, '=') || !unescape_take_hex_pair(&at, 'A', ret_byte))
        return false;
    *scan = at;
    return true;
}

static bool unescape_take_octal(struct scan *scan, char *ret_byte) {
    if (scan->end - scan->at < 4 || scan->at[0] != '#')
        return false;
    int value = 0;
    for (int i = 1; i < 4; i++) {
        if (scan->at[i] < '0' || scan->at[i] > '7')
            return false;
        value = value * 8 + (scan->at[i] - '0');
    }
    if (value >= 32 && value != 127)
        return false;
    *ret_byte = (char)value;
    scan->at += 4;
    return true;
}

/* "&#39;", "&#x27;" */
static bool unescape_take_html_number(struct scan *scan, char *ret_byte) {
    struct scan at = *scan;
    uint64_t value;
    if (!scan_literal(&at, STR("&#")))
        return false;
    const bool number = scan_byte(&at, 'x') ? scan_hex(&at, &value) : scan_u64(&at, &value);
    if (!number || value < 32 || value > 126 || !scan_byte(&at, ';'))
        return false;
    *ret_byte = (char)value;
    *scan = at;
    return true;
}

static bool unescape_take_html(struct scan *scan, char *ret_byte) {
    static const struct {
        str name;
        char byte;
    } names[] = {
        {STR_INIT("&lt;"), '<'},   {STR_INIT("&gt;"), '>'},    {STR_INIT("&amp;"), '&'},
        {STR_INIT("&quot;"), '"'}, {STR_INIT("&apos;"), '\''}, {STR_INIT("&nbsp;"), ' '},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (scan_literal(scan, names[i].name)) {
            *ret_byte = names[i].byte;
            return true;
        }
    return unescape_take_html_number(scan, ret_byte);
}

static size_t unescape_each(str from, char *to, char mark, unescape_one *take) {
    struct scan scan = scan_of(from);
    size_t len = 0;
    while (!scan_done(&scan)) {
        const size_t left = (size_t)(scan.end - scan.at);
        const char *next = memchr(scan.at, mark, left);
        const size_t plain = next ? (size_t)(next - scan.at) : left;
        memmove(to + len, scan.at, plain);
        len += plain;
        scan.at += plain;
        char byte;
        if (next && take(&scan, &byte))
            to[len++] = byte;
        else if (next)
            to[len++] = *scan.at++;
    }
    return len;
}

size_t unescape_hex(str from, char *to) {
    return unescape_each(from, to, '\\', unescape_take_hex);
}

size_t unescape_quoted(str from, char *to) {
    return unescape_each(from, to, '\\', unescape_take_quoted);
}

size_t unescape_octal(str from, char *to) {
    return unescape_each(from, to, '#', unescape_take_octal);
}

size_t unescape_quoted_printable(str from, char *to) {
    return unescape_each(from, to, '=', unescape_take_quoted_printable);
}

size_t unescape_html(str from, char *to) {
    return unescape_each(from, to, '&', unescape_take_html);
}

/* Whether TEXT holds an escape. Most marks begin none. */
static bool unescape_has(str text, char mark, unescape_one *take) {
    struct scan scan = scan_of(text);
    char ignored;
    for (size_t at; (at = str_find_byte(scan_rest(&scan), mark)) != STR_NONE; scan.at++) {
        scan.at += at;
        if (take(&scan, &ignored))
            return true;
    }
    return false;
}

typedef size_t unescape_all(str from, char *to);

/* Nothing is copied where nothing is decoded: a text may be as long as a buffer. */
static bool unescape_decode(struct unescape *unescape, char mark, unescape_one *take, unescape_all *decode, str *text) {
    size_t room;
    if (!unescape_has(*text, mark, take))
        return true;
    buffer_clear(&unescape->room);
    char *to = buffer_reserve(&unescape->room, text->len, &room);
    if (!to)
        return false;
    *text = str_of(to, decode(str_first(*text, room), to));
    return true;
}

/* "isolated_anon:0#012 active_file:0", "isolated_anon:0\x0a active_file:0": a line break that is written as four bytes,
 * in a log that was not known to do so: after a digit, before a blank or a lower-case letter. Only the kernel's own
 * records of several lines count: with their first word it is longer than any process name.
 */
static bool unescape_shows_break(str text, str line_break) {
    for (str rest = text;;) {
        const size_t at = str_find(rest, line_break);
        if (at == STR_NONE)
            return false;
        const char before = at > 0 ? rest.data[at - 1] : '\0';
        rest = str_from(rest, at + line_break.len);
        const char after = rest.len > 0 ? *rest.data : '\0';
        if (ascii_is_digit(before) && (after == ' ' || ascii_is_lower(after)))
            return true;
    }
}

/* "message repeated 2 times: [ text]" (rsyslog): the text once more. */
static str unescape_repeated(str text) {
    struct scan scan = scan_of(text);
    uint64_t times;
    if (scan_peek(&scan) != 'm' || !scan_literal(&scan, STR("message repeated ")) || !scan_u64(&scan, &times) ||
        !scan_literal(&scan, STR(" times: [")) || !str_ends(text, STR("]")))
        return text;
    scan_byte(&scan, ' ');
    const str inside = scan_rest(&scan);
    return str_first(inside, inside.len - 1);
}

/* What a syslog daemon wrote, or may have written. */
static bool unescape_syslog(struct unescape *unescape, enum escapes escapes, str *text) {
    const bool is_octal = escapes == ESCAPES_OCTAL || unescape->has_octal;
    if (is_octal)
        *text = unescape_repeated(*text);
    const bool begins_record = !unescape->has_hex && unescape->begins_record(*text);
    unescape->has_hex = unescape->has_hex || (begins_record && unescape_shows_break(*text, STR("\\x0a")));
    if (unescape->has_hex)
        return unescape_decode(unescape, '\\', unescape_take_hex, unescape_hex, text);
    if (!is_octal && !(begins_record && unescape_shows_break(*text, STR("#012"))))
        return true;
    unescape->has_octal = unescape->has_octal || escapes == ESCAPES_UNKNOWN;
    return unescape_decode(unescape, '#', unescape_take_octal, unescape_octal, text);
}

bool unescape_text(struct unescape *unescape, enum escapes escapes, str *text) {
    switch (escapes) {
    case ESCAPES_NONE:
        break;
    case ESCAPES_HEX:
        return unescape_decode(unescape, '\\', unescape_take_hex, unescape_hex, text);
    case ESCAPES_QUOTED:
        return unescape_decode(unescape, '\\', unescape_take_quoted, unescape_quoted, text);
    case ESCAPES_OCTAL:
    case ESCAPES_UNKNOWN:
        return unescape_syslog(unescape, escapes, text);
    }
    return true;
}

/* --- what stands between the bytes --- */

enum {
    SEQUENCE_MOST = 32 /* bytes of a terminal's escape sequence */
};

/* Whether LINE has a control byte, an '&' or the first byte of a non-breaking blank. */
static bool clean_may_change(str line) {
    unsigned char found = 0;
    for (size_t i = 0; i < line.len; i++) {
        const unsigned char byte = (unsigned char)line.data[i];
        found |= (unsigned char)((byte < 0x20) | (byte == '&') | (byte == 0xc2));
    }
    return found != 0;
}

/* LINE without the carriage returns that a serial line or an editor put before its end. */
static str clean_cut_returns(str line) {
    while (line.len > 0 && line.data[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* ESC [ parameters letter; ESC ( letter; ESC letter. Not a sequence: nothing is taken. */
static bool clean_skip_sequence(struct scan *scan) {
    struct scan at = *scan;
    at.at++;
    if (at.end - at.at > SEQUENCE_MOST)
        at.end = at.at + SEQUENCE_MOST;
    if (scan_byte(&at, '[')) {
        while (!scan_done(&at) && *at.at >= 0x20 && *at.at < 0x40)
            at.at++;
        if (scan_done(&at) || *at.at < 0x40 || *at.at > 0x7e)
            return false;
    } else if (scan_byte(&at, '(') || scan_byte(&at, ')')) {
        if (scan_done(&at))
            return false;
    } else if (scan_done(&at) || *at.at < '0' || *at.at > 'z') {
        return false;
    }
    scan->at = at.at + 1;
    return true;
}

/* "ESC [ m" and "ESC [ 0 m" end what "ESC [ 31 m" began. */
static bool clean_is_reset(str sequence) {
    return str_equal(sequence, STR("\x1b[m")) || str_equal(sequence, STR("\x1b[0m"));
}

static bool clean_is_color(str sequence) {
    return sequence.len > 2 && sequence.data[1] == '[' && sequence.data[sequence.len - 1] == 'm';
}

/* Whether a colour is a transport's: the line ends it, or a terminal's clearing of the line follows (grep). A process
 * name may hold a colour of its own, "(\x1b[31mred\x1b[0m)", which begins directly after the parenthesis. */
static bool clean_is_closed(str raw, const char *from, str rest) {
    const bool in_name = from > raw.data && from[-1] == '(' && !str_starts(rest, STR("\x1b[K"));
    return !in_name && (str_has(rest, STR("\x1b[m")) || str_has(rest, STR("\x1b[0m")) || str_has(rest, STR("\x1b[0;")));
}

/* Whether the SEQUENCE before REST came with the transport: it is at an end of the line or beside another one, or it
 * begins or ends a colour. One that is alone between the bytes of a text is part of the text: "\x1b[msshd" is not sshd.
 */
static bool clean_is_transport(str raw, str sequence, str rest, bool *is_colored) {
    const bool was_colored = *is_colored;
    const bool is_at_end = sequence.data == raw.data || rest.len == 0 || *rest.data == '\x1b' || *rest.data == '\r';
    const bool is_reset = clean_is_reset(sequence);
    if (!clean_is_color(sequence))
        return is_at_end || was_colored || str_ends(sequence, STR("K"));
    if (!is_at_end && !was_colored && (is_reset || !clean_is_closed(raw, sequence.data, rest)))
        return false;
    *is_colored = !is_reset;
    return true;
}

/* True if the non-breaking blank AT is to be read as a blank: all are, once one was found where the kernel writes none,
 * at the start or beside another blank. */
static bool clean_learn_nbsp(struct clean *clean, str raw, const char *at) {
    const str behind = str_from(raw, (size_t)(at - raw.data) + 2);
    if (at == raw.data || at[-1] == ' ' || at[-1] == ']' || str_starts(behind, STR(" ")) ||
        str_starts(behind, STR("\xc2\xa0")))
        clean->nbsp = true;
    return clean->nbsp;
}

static size_t clean_copy(struct clean *clean, str raw, char *to, size_t room) {
    struct scan scan = scan_of(raw);
    size_t len = 0;
    bool is_colored = false;
    while (!scan_done(&scan) && len < room) {
        const char byte = *scan.at;
        struct scan behind = scan;
        if (byte == '\0' || byte == '\r') {
            scan.at++;
        } else if (byte == '\x1b' && clean_skip_sequence(&behind) &&
                   clean_is_transport(raw, str_of(scan.at, (size_t)(behind.at - scan.at)), scan_rest(&behind),
                                      &is_colored)) {
            scan = behind;
        } else if (byte == '\xc2' && scan.end - scan.at > 1 && scan.at[1] == '\xa0' &&
                   clean_learn_nbsp(clean, raw, scan.at)) {
            to[len++] = ' ';
            scan.at += 2;
        } else {
            to[len++] = byte;
            scan.at++;
        }
    }
    return len;
}

/* Whether LINE has a mark of a trace with entities for its brackets: "&lt;TASK&gt;". */
static bool clean_shows_mark(const struct clean *clean, str line) {
    enum { INSIDE_MOST = 8 };
    for (size_t at; (at = str_find(line, STR("&lt;"))) != STR_NONE;) {
        char mark[INSIDE_MOST + 2] = "<";
        line = str_from(line, at + STR("&lt;").len);
        const size_t len = str_find(str_first(line, INSIDE_MOST + STR("&gt;").len), STR("&gt;"));
        if (len == STR_NONE)
            continue;
        memcpy(mark + 1, line.data, len);
        mark[1 + len] = '>';
        if (clean->grammar->is_trace_mark(str_of(mark, len + 2)))
            return true;
    }
    return false;
}

/* Entities where neither the kernel nor, most likely, a name has them. */
static bool clean_shows_entities(const struct clean *clean, str line) {
    static const str signs[] = {STR_INIT("&gt;["), STR_INIT("[&lt;"), STR_INIT("&gt; ["), STR_INIT("]&nbsp;"),
                                STR_INIT("&nbsp;&nbsp;")};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_has(line, signs[i]))
            return true;
    return str_starts(line, STR("&gt; ")) || clean_shows_mark(clean, line); /* a quoted mail */
}

/* Takes off what transports put between the bytes of RAW. */
static bool clean_bytes(struct clean *clean, str raw, str *ret_line) {
    size_t most;
    raw = clean_cut_returns(raw);
    if (!lines_have_sign(raw.data, raw.len) || !clean_may_change(raw)) {
        *ret_line = raw;
        return true;
    }
    buffer_clear(&clean->room);
    char *to = buffer_reserve(&clean->room, raw.len, &most);
    if (!to)
        return false;
    str line = str_of(to, clean_copy(clean, raw, to, most));
    if (str_find_byte(line, '&') != STR_NONE) {
        clean->entities = clean->entities || clean_shows_entities(clean, line);
        if (clean->entities)
            line.len = unescape_html(line, to);
    }
    *ret_line = line;
    return true;
}

/* LINE without the marks of mail quoting ("> ", "> > ", "| ") at its start. */
static str clean_unquote(str line) {
    if (!clean_may_quote(line))
        return line;
    struct scan scan = scan_of(line);
    for (;;) {
        struct scan mark = scan;
        scan_blanks(&mark);
        const bool angle = scan_byte(&mark, '>');
        if (!angle && !(scan_byte(&mark, '|') && (scan_done(&mark) || *mark.at == ' ')))
            return scan_rest(&scan);
        scan_byte(&mark, ' ');
        scan = mark;
    }
}

/* "Content-Transfer-Encoding: quoted-printable", or what it makes of the '=' after a key where an event begins: "=3D",
 * in the line that begins it or in one that is broken.
 * No line is longer than 76 bytes without a soft break (RFC 2045, 6.7). */
static bool clean_shows_quoted_printable(const struct clean *clean, str line) {
    int64_t ignored;
    const bool is_broken = line.len > 0 && line.data[line.len - 1] == '=';
    if (line.len > CLEAN_MAIL_MOST && !is_broken)
        return false;
    if (str_starts(line, STR("Content-Transfer-Encoding: quoted-printable")))
        return true;
    const size_t equals = str_find_byte(line, '=');
    if (!str_starts(str_from(line, equals), STR("=3D")))
        return false;
    const bool is_key = clean->grammar->ends_in_key(str_first(line, equals));
    return (is_key && (is_broken || str_starts(str_from(line, equals), STR("=3D0x")))) ||
           ((is_broken || is_key) && clean->grammar->find_opener(clean->grammar->opener, line, &ignored) != STR_NONE);
}

/* A line longer than any in a mail of this encoding: another log follows the mail. */
static bool clean_ends_quoted_printable(const struct clean *clean, str line) {
    enum { QUOTED_MOST = 100 };
    return line.len > QUOTED_MOST && line.data[line.len - 1] != '=' && !clean->goes_on;
}

/* The line that was held, joined. */
static bool clean_join(struct clean *clean, str *ret_line) {
    str line = buffer_text(&clean->soft);
    line.len = unescape_quoted_printable(line, clean->soft.data);
    buffer_clear(&clean->soft);
    clean->goes_on = false;
    return clean_bytes(clean, line, ret_line); /* "=C2=A0" is a non-breaking blank */
}

/* Holds LINE, or joins it to what was held before. */
static bool clean_soft_breaks(struct clean *clean, str line, str *ret_line) {
    clean->goes_on = line.len > 0 && line.data[line.len - 1] == '=';
    if (clean->goes_on)
        line.len--;
    if (!buffer_add(&clean->soft, line))
        return false;
    return clean->goes_on || clean_join(clean, ret_line);
}

/* Where the mark begins with which a page ends each of its lines: "... oom_score_adj=0<br>", "... oom_score_adj=0\\"
 * (Markdown). The length of LINE if it has none. */
static size_t clean_find_mark(str line) {
    static const str marks[] = {STR_INIT("<br>"), STR_INIT("<br/>"), STR_INIT("<br />"), STR_INIT("\\")};
    size_t at = line.len;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_ends(line, marks[i]))
            at = line.len - marks[i].len;
    return at;
}

/* Whether LINE, with a mark AT its end, is a line of a page: it begins an event and has the mark of a web page, or the
 * mark stands right behind a whole sentence of the kernel's. */
static bool clean_shows_page(const struct clean *clean, str line, size_t at) {
    int64_t ignored;
    struct located located;
    return (line.data[at] == '<' && clean->grammar->find_opener(clean->grammar->opener, line, &ignored) != STR_NONE) ||
           (clean->grammar->find_sentence(line, 0, &located) && located.end == at);
}

/* LINE without the mark that ends each line of a page. */
static str clean_cut_mark(struct clean *clean, str line) {
    if (line.len == 0 || (line.data[line.len - 1] != '>' && line.data[line.len - 1] != '\\'))
        return line;
    const size_t at = clean_find_mark(line);
    if (!clean->marks_ends && at < line.len && clean_shows_page(clean, line, at)) {
        clean->marks_ends = true;
        clean->entities = clean->entities || line.data[at] == '<';
    }
    return clean->marks_ends ? str_first(line, at) : line;
}

/* "CPU A  A 0: hi: A  A 0": LINE with blanks for each "A " at its start or behind a blank, in place. */
static str clean_unspell(struct clean *clean, str line) {
    size_t most, len = 0;
    buffer_clear(&clean->spelled);
    char *to = buffer_reserve(&clean->spelled, line.len, &most);
    if (!to)
        return line;
    for (size_t i = 0; i < line.len; i++) {
        const bool is_sign =
            line.data[i] == 'A' && i + 1 < line.len && line.data[i + 1] == ' ' && (i == 0 || line.data[i - 1] == ' ');
        if (!is_sign)
            to[len++] = line.data[i];
    }
    return str_of(to, len);
}

/* Whether LINE is the kernel's once its "A " is read as a blank: what an archive makes of a non-breaking blank. */
static bool clean_shows_spelled(struct clean *clean, str line) {
    if (!str_starts(line, STR("A ")) && (!str_starts(line, STR("[")) || !str_has(line, STR("] A "))))
        return false;
    const str text = str_trim_start(clean_unspell(clean, line));
    return text.len > 0 &&
           (clean->grammar->may_be_figures(text) || clean->grammar->find_place(clean->grammar->opener, text) > 0);
}

/* LINE, of a mail. */
static str clean_letter(struct clean *clean, str line) {
    line = clean_unquote(line);
    clean->spells_nbsp = clean->spells_nbsp || clean_shows_spelled(clean, line);
    if (clean->spells_nbsp)
        line = clean_unspell(clean, line);
    return clean_cut_mark(clean, line);
}

static __attribute__((noinline)) bool clean_line_slowly(struct clean *clean, str raw, bool is_plain, str *ret_line) {
    str line = raw;
    if (!is_plain && !clean_bytes(clean, raw, &line))
        return false;
    clean->quoted_printable =
        clean->quoted_printable ? !clean_ends_quoted_printable(clean, line) : clean_shows_quoted_printable(clean, line);
    if (clean->quoted_printable && !clean_soft_breaks(clean, line, &line))
        return false;
    if (clean->goes_on)
        return true;
    *ret_line = clean_letter(clean, line);
    return true;
}

bool clean_line(struct clean *clean, str raw, bool is_plain, str *ret_line) {
    if (!is_plain || !clean_is_done(clean, raw))
        return clean_line_slowly(clean, raw, is_plain, ret_line);
    *ret_line = raw;
    return true;
}

bool clean_end(struct clean *clean, str *ret_line) {
    str line;
    if (!clean_join(clean, &line))
        return false;
    *ret_line = clean_letter(clean, line);
    return true;
}
