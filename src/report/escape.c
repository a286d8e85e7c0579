/* Makes bytes of a log safe for a terminal.
 * SPDX-License-Identifier: MIT */
#include "report/escape.h"

struct escape_range {
    uint32_t first, last;
};

/* Characters that a terminal or a reader would take for something else, or not see at all (Unicode 16: Cc, Zl, Zp, the
 * format characters of Cf that draw nothing, Default_Ignorable_Code_Point, and the two blanks U+2800 and U+16FE4 that
 * are no spaces). */
static const struct escape_range escape_hidden[] = {
    {0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},
    {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},
    {0x2060, 0x206f},   {0x2800, 0x2800},   {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},
    {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x13430, 0x1343f}, {0x16fe4, 0x16fe4},
    {0x1bca0, 0x1bca3}, {0x1d159, 0x1d159}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

/* Marks that stand on the character before them. */
static const struct escape_range escape_marks[] = {
    {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x64b, 0x65f},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff},
};

static const struct escape_range escape_wide[] = {
    {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97c},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff}, {0x20000, 0x3fffd},
};

#define ESCAPE_IN(code, ranges) escape_in(code, ranges, sizeof(ranges) / sizeof(ranges)[0])

static bool escape_in(uint32_t code, const struct escape_range *ranges, size_t count) {
    for (size_t i = 0; i < count && code >= ranges[i].first; i++)
        if (code <= ranges[i].last)
            return true;
    return false;
}

/* One character of UTF-8 as RFC 3629 has it: no overlong form, no surrogate, nothing above U+10FFFF.
 * Its length, or 0 if TEXT does not start with one. */
static size_t escape_decode(str text, uint32_t *ret_code) {
    uint32_t lead = (unsigned char)text.data[0];
    size_t len = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (len == 0 || len > text.len)
        return 0;
    uint32_t code = len == 1 ? lead : lead & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        uint32_t next = (unsigned char)text.data[i];
        if ((next & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (next & 0x3f);
    }
    if ((len == 3 && code < 0x800) || (len == 4 && code < 0x10000) || code > 0x10ffff ||
        (code >= 0xd800 && code <= 0xdfff))
        return 0;
    *ret_code = code;
    return len;
}

static size_t escape_width(uint32_t code) {
    return ESCAPE_IN(code, escape_marks) ? 0 : ESCAPE_IN(code, escape_wide) ? 2 : 1;
}

/* A control byte, DEL or not ASCII; or what JSON escapes too, if the text is QUOTED. */
static inline bool escape_is_stop(char byte, bool quoted) {
    return ((unsigned char)(byte - 0x20) >= 0x7f - 0x20) | (quoted & ((byte == '"') | (byte == '\\')));
}

/* Sixteen bytes that are asked at once: to ask each takes several times as long. */
typedef signed char escape_signed __attribute__((vector_size(16)));
typedef unsigned char escape_bytes __attribute__((vector_size(16)));
typedef uint64_t escape_halves __attribute__((vector_size(16)));

/* Not 0 where a byte is a stop. One more, and with a sign, DEL and what is not ASCII are below the blanks too. */
static inline escape_bytes escape_stops(escape_bytes bytes, bool quoted) {
    const escape_bytes stops = (escape_bytes)((escape_signed){0} + (' ' + 1) > (escape_signed)(bytes + 1));
    return quoted ? stops | (escape_bytes)(bytes == '"') | (escape_bytes)(bytes == '\\') : stops;
}

static inline bool escape_has_stop(escape_bytes stops) {
    const escape_halves halves = (escape_halves)stops;
    return (halves[0] | halves[1]) != 0;
}

enum { ESCAPE_VECTOR = sizeof(escape_bytes), ESCAPE_WORD = sizeof(uint64_t) };

static inline escape_bytes escape_load(const char *at) {
    escape_bytes bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

/* The bytes before the first stop. */
static inline size_t escape_run(str text, bool quoted) {
    size_t at = 0;
    while (at + ESCAPE_VECTOR <= text.len && !escape_has_stop(escape_stops(escape_load(text.data + at), quoted)))
        at += ESCAPE_VECTOR;
    while (at < text.len && !escape_is_stop(text.data[at], quoted))
        at++;
    return at;
}

size_t escape_plain(str text) {
    return escape_run(text, false);
}

size_t escape_plain_quoted(str text) {
    return escape_run(text, true);
}

static inline escape_bytes escape_copy_vector(char *to, const char *from, bool quoted) {
    const escape_bytes bytes = escape_load(from);
    memcpy(to, &bytes, sizeof bytes);
    return escape_stops(bytes, quoted);
}

/* A vector or more: the last bytes are copied with those before them. */
static inline bool escape_copy_long(char *to, str text, bool quoted) {
    const size_t last = text.len - ESCAPE_VECTOR;
    escape_bytes stops = escape_copy_vector(to + last, text.data + last, quoted);
    for (size_t at = 0; at < last; at += ESCAPE_VECTOR)
        stops |= escape_copy_vector(to + at, text.data + at, quoted);
    return !escape_has_stop(stops);
}

/* The words of SIZE bytes, 4 or 8, at both ends of TEXT, which may overlap. */
static inline bool escape_copy_ends(char *to, str text, size_t size, bool quoted) {
    uint64_t first = 0, last = 0;
    memcpy(&first, text.data, size);
    memcpy(&last, text.data + text.len - size, size);
    memcpy(to, &first, size);
    memcpy(to + text.len - size, &last, size);
    if (size < ESCAPE_WORD) /* two halves are one word, in either order of bytes */
        first = last |= first << 32 | first >> 32;
    return !escape_has_stop(escape_stops((escape_bytes)(escape_halves){first, last}, quoted));
}

static inline bool escape_copy(char *to, str text, bool quoted) {
    bool is_plain = true;
    if (text.len >= ESCAPE_VECTOR)
        return escape_copy_long(to, text, quoted);
    if (text.len >= ESCAPE_WORD)
        return escape_copy_ends(to, text, ESCAPE_WORD, quoted);
    if (text.len >= ESCAPE_WORD / 2)
        return escape_copy_ends(to, text, ESCAPE_WORD / 2, quoted);
    for (size_t i = 0; i < text.len; i++) {
        to[i] = text.data[i];
        is_plain &= !escape_is_stop(text.data[i], quoted);
    }
    return is_plain;
}

bool escape_copy_plain(char *to, str text) {
    return escape_copy(to, text, false);
}

bool escape_copy_quoted(char *to, str text) {
    return escape_copy(to, text, true);
}

bool escape_is_plain(str text) {
    return escape_plain(text) == text.len;
}

size_t escape_clean(str text, size_t *columns) {
    size_t at = escape_plain(text), width = at;
    while (at < text.len) {
        unsigned char byte = (unsigned char)text.data[at];
        if (byte >= 0x20 && byte < 0x7f) {
            at++;
            width++;
            continue;
        }
        uint32_t code = 0;
        size_t len = byte < 0x80 ? 0 : escape_decode(str_from(text, at), &code);
        if (len == 0 || ESCAPE_IN(code, escape_hidden))
            break;
        at += len;
        width += escape_width(code);
    }
    if (columns)
        *columns += width;
    return at;
}

size_t escape_foul(str text) {
    uint32_t code;
    size_t len = text.len > 0 ? escape_decode(text, &code) : 0;
    return len > 0 ? len : text.len > 0;
}

void escape_byte(char byte, char ret_shown[4]) {
    static const char digits[] = "0123456789abcdef";
    ret_shown[0] = '\\';
    ret_shown[1] = 'x';
    ret_shown[2] = digits[(unsigned char)byte >> 4];
    ret_shown[3] = digits[(unsigned char)byte & 15];
}

/* Gives the FOUL bytes at the start of TEXT to WRITE, each as \xNN. */
static int escape_hand_on_foul(str text, size_t foul, out_write *write, void *context) {
    int error = 0;
    for (size_t i = 0; i < foul && error == 0; i++) {
        char shown[4];
        escape_byte(text.data[i], shown);
        error = write(context, shown, sizeof shown);
    }
    return error;
}

bool escape_doubles(str text) {
    return str_find_byte(text, '\\') != STR_NONE && escape_clean(text, NULL) < text.len;
}

/* The same for bytes that need no escape but perhaps backslashes, which are DOUBLED. */
static int escape_hand_on_clean(str text, bool doubled, out_write *write, void *context) {
    int error = 0;
    while (text.len > 0 && error == 0) {
        const size_t backslash = doubled ? str_find_byte(text, '\\') : STR_NONE;
        const str piece = str_first(text, backslash);
        if (piece.len > 0)
            error = write(context, piece.data, piece.len);
        text = str_from(text, piece.len);
        if (text.len > 0 && error == 0)
            error = write(context, "\\\\", 2);
        text = str_from(text, 1);
    }
    return error;
}

int escape_hand_on(str text, out_write *write, void *context) {
    const bool doubled = escape_doubles(text);
    int error = 0;
    while (text.len > 0 && error == 0) {
        const size_t clean = escape_clean(text, NULL);
        error = escape_hand_on_clean(str_first(text, clean), doubled, write, context);
        text = str_from(text, clean);
        size_t foul = escape_foul(text);
        if (error == 0)
            error = escape_hand_on_foul(text, foul, write, context);
        text = str_from(text, foul);
    }
    return error;
}

static int escape_buffer(void *context, const char *bytes, size_t len) {
    out_bytes(context, bytes, len);
    return 0;
}

void escape_out(struct out *out, str text) {
    escape_hand_on(text, escape_buffer, out);
}

static size_t escape_count_backslashes(str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.data[i] == '\\';
    return count;
}

size_t escape_columns(str text) {
    size_t columns = escape_doubles(text) ? escape_count_backslashes(text) : 0;
    while (text.len > 0) {
        text = str_from(text, escape_clean(text, &columns));
        size_t foul = escape_foul(text);
        columns += 4 * foul;
        text = str_from(text, foul);
    }
    return columns;
}
