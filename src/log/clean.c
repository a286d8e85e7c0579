/* Takes off what terminals, serial lines and mail put between the bytes of a line: carriage returns, NUL, escape
 * sequences, non-breaking blanks, entities, quoting. SPDX-License-Identifier: MIT */
#include "log/clean.h"

#include "base/bytes.h"
#include "base/scan.h"
#include "log/unescape.h"

enum { SEQUENCE_MOST = 32 }; /* bytes of a terminal's escape sequence */

/* Nonzero where a byte is a control byte, '&' or the first byte of a non-breaking blank. */
static bytes16 clean_soil_of(const char *at) {
    const bytes16 bytes = bytes16_at(at);
    return (bytes16)((bytes < 0x20) | (bytes == '&') | (bytes == 0xc2));
}

bool clean_is_clean(str line) {
    char last[sizeof(bytes16) + 1] = "                "; /* blanks are clean */
    bytes16 soil = {0};
    for (size_t i = 0; i + sizeof soil < line.len; i += sizeof soil)
        soil |= clean_soil_of(line.data + i);
    if (line.len >= sizeof soil) {
        soil |= clean_soil_of(line.data + line.len - sizeof soil);
    } else if (line.len > 0) {
        memcpy(last, line.data, line.len);
        soil = clean_soil_of(last);
    }
    return !bytes16_any(soil);
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

/* A non-breaking blank stands for a blank once one stood where only the transport can have put it: at the start, or
 * beside another blank. */
static bool clean_nbsp_is_blank(struct clean *wash, str raw, const char *at) {
    const str behind = str_from(raw, (size_t)(at - raw.data) + 2);
    if (at == raw.data || at[-1] == ' ' || at[-1] == ']' || str_starts(behind, STR(" ")) ||
        str_starts(behind, STR("\xc2\xa0")))
        wash->nbsp = true;
    return wash->nbsp;
}

static size_t clean_scour(struct clean *wash, str raw, char *to, size_t room) {
    struct scan scan = scan_of(raw);
    size_t len = 0;
    while (!scan_done(&scan) && len < room) {
        const char byte = *scan.at;
        if (byte == '\0' || byte == '\r') {
            scan.at++;
        } else if (byte == '\x1b' && clean_skip_sequence(&scan)) {
            continue;
        } else if (byte == '\xc2' && scan.end - scan.at > 1 && scan.at[1] == '\xa0' &&
                   clean_nbsp_is_blank(wash, raw, scan.at)) {
            to[len++] = ' ';
            scan.at += 2;
        } else {
            to[len++] = byte;
            scan.at++;
        }
    }
    return len;
}

/* Entities where no kernel, and hardly a name, has them. */
static bool clean_shows_entities(str line) {
    static const str signs[] = {STR_INIT("&lt;TASK&gt;"), STR_INIT("&lt;/TASK&gt;"), STR_INIT("&gt;["),
                                STR_INIT("[&lt;"), STR_INIT("&gt; [")};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_has(line, signs[i]))
            return true;
    return false;
}

bool clean_line(struct clean *wash, struct buffer *room, str raw, str *ret_line) {
    if (clean_is_clean(raw)) {
        *ret_line = raw;
        return true;
    }
    size_t most;
    buffer_clear(room);
    char *to = buffer_reserve(room, raw.len, &most);
    if (!to)
        return false;
    str line = str_of(to, clean_scour(wash, raw, to, most));
    if (str_find_byte(line, '&') != STR_NONE) {
        wash->entities = wash->entities || clean_shows_entities(line);
        if (wash->entities)
            line.len = unescape_html(line, to);
    }
    room->len = line.len;
    *ret_line = line;
    return true;
}

str clean_unquote(str line) {
    if (line.len > 0 && (unsigned char)*line.data > ' ' && *line.data != '>' && *line.data != '|')
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

bool clean_soft_break(const struct clean *wash, str *line) {
    if (!wash->quoted_printable || line->len == 0 || line->data[line->len - 1] != '=')
        return false;
    line->len--;
    return true;
}
