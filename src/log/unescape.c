/* Turns what logs write in place of bytes back into the bytes: \x0a of /dev/kmsg, #012 of rsyslog, \" of logfmt, =20
 * and &lt; of mail.
 * SPDX-License-Identifier: MIT */
#include "log/unescape.h"

#include "base/ascii.h"
#include "base/scan.h"

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
