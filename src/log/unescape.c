/* Turns what carriers write in place of bytes back into the bytes: \x0a of /dev/kmsg, #012 of rsyslog, =20 and &lt; of
 * mail. SPDX-License-Identifier: MIT */
#include "log/unescape.h"

#include "base/scan.h"

/* One escape at the cursor: takes it and gives its byte, or fails and takes nothing. */
typedef bool unescape_one(struct scan *scan, char *ret_byte);

static int unescape_hex_digit(char byte, char ten) {
    if (byte >= '0' && byte <= '9')
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

size_t unescape_octal(str from, char *to) {
    return unescape_each(from, to, '#', unescape_take_octal);
}

size_t unescape_quoted_printable(str from, char *to) {
    return unescape_each(from, to, '=', unescape_take_quoted_printable);
}

size_t unescape_html(str from, char *to) {
    return unescape_each(from, to, '&', unescape_take_html);
}

/* "isolated_anon:0#012 active_file:0", "isolated_anon:0\x0a active_file:0" */
bool unescape_shows_break(str text, str line_break) {
    for (str rest = text;;) {
        const size_t at = str_find(rest, line_break);
        if (at == STR_NONE)
            return false;
        const char before = at > 0 ? rest.data[at - 1] : '\0';
        rest = str_from(rest, at + line_break.len);
        const char after = rest.len > 0 ? *rest.data : '\0';
        if (before >= '0' && before <= '9' && (after == ' ' || (after >= 'a' && after <= 'z')))
            return true;
    }
}
