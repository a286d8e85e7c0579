/* Decoded bytes on their way to the log's reader.
 * SPDX-License-Identifier: MIT */
#include "read/text.h"

enum { TEXT_UTF16_STEP = 512 }; /* UTF-16 bytes turned at a time, on the stack */

static bool text_is_control(unsigned char byte) {
    if (byte >= 0x20)
        return byte == 0x7f;
    return !(byte >= '\a' && byte <= '\r') && byte != 0x1b && byte != 0x1e; /* ESC colours, RS of json-seq */
}

static void text_judge_line(struct text *text) {
    text->judged += text->line_len;
    if (!text->line_is_marred)
        text->plain += text->line_len;
    text->line_len = 0;
    text->line_is_marred = false;
}

/* NUL bytes count for nothing: a crash leaves them in many a syslog. */
static void text_judge(struct text *text, str bytes) {
    for (size_t i = 0; i < bytes.len && text->judged + text->line_len < TEXT_JUDGED; i++) {
        unsigned char byte = (unsigned char)bytes.data[i];
        if (byte == '\0')
            continue;
        text->line_len++;
        if (byte == '\n')
            text_judge_line(text);
        else if (text_is_control(byte))
            text->line_is_marred = true;
    }
}

static bool text_hand_on(struct text *text, str bytes) {
    if (bytes.len == 0)
        return true;
    text_judge(text, bytes);
    return text->sink(text->context, bytes.data, bytes.len);
}

static unsigned text_unit(const struct text *text, const unsigned char *at) {
    return text->kind == MAGIC_TEXT_UTF16_BE ? (unsigned)at[0] << 8 | at[1] : (unsigned)at[1] << 8 | at[0];
}

/* UTF-8 of one code point; how many bytes. */
static size_t text_utf8(uint32_t point, char *at) {
    if (point < 0x80) {
        at[0] = (char)point;
        return 1;
    }
    size_t more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    for (size_t i = more; i > 0; i--, point >>= 6)
        at[i] = (char)(0x80 | (point & 0x3f));
    at[0] = (char)((0xff00u >> (more + 1) & 0xff) | point);
    return more + 1;
}

/* One character at AT, LEN bytes to go. Returns its bytes, 0 if it is cut. A lone surrogate is U+FFFD. */
static size_t text_take_utf16(const struct text *text, const unsigned char *at, size_t len, uint32_t *ret_point) {
    if (len < 2)
        return 0;
    unsigned unit = text_unit(text, at);
    *ret_point = unit;
    if (unit < 0xd800 || unit > 0xdfff)
        return 2;
    *ret_point = 0xfffd;
    if (unit > 0xdbff)
        return 2;
    if (len < 4)
        return 0;
    unsigned low = text_unit(text, at + 2);
    if (low < 0xdc00 || low > 0xdfff)
        return 2;
    *ret_point = 0x10000 + ((uint32_t)(unit - 0xd800) << 10) + (low - 0xdc00);
    return 4;
}

/* The cut start of a character that was kept and STEP, turned and handed on. */
static bool text_turn(struct text *text, str step) {
    unsigned char units[TEXT_UTF16_STEP + sizeof text->odd];
    char utf8[2 * sizeof units];
    memcpy(units, text->odd, text->odd_len);
    memcpy(units + text->odd_len, step.data, step.len);
    size_t len = text->odd_len + step.len, at = 0, made = 0, taken;
    uint32_t point;
    while ((taken = text_take_utf16(text, units + at, len - at, &point)) > 0) {
        at += taken;
        made += text_utf8(point, utf8 + made);
    }
    text->odd_len = len - at;
    memcpy(text->odd, units + at, text->odd_len);
    return text_hand_on(text, str_of(utf8, made));
}

static bool text_pass(struct text *text, str bytes) {
    if (text->kind == MAGIC_TEXT_BYTES)
        return text_hand_on(text, bytes);
    for (; bytes.len > 0; bytes = str_from(bytes, TEXT_UTF16_STEP))
        if (!text_turn(text, str_first(bytes, TEXT_UTF16_STEP)))
            return false;
    return true;
}

/* HEAD is how the input begins. */
static bool text_begin(struct text *text, str head) {
    const struct magic *magic = magic_of(head);
    if (!magic)
        return text_pass(text, head);
    text->sentence = magic->sentence;
    text->kind = magic->text;
    return text_pass(text, str_from(head, magic->is_mark ? magic->bytes.len : 0));
}

void text_open(struct text *text, text_sink *sink, void *context) {
    *text = (struct text){.sink = sink, .context = context};
}

bool text_feed(struct text *text, str bytes) {
    str head;
    text->seen += bytes.len;
    if (!text->head.is_known && (!magic_gather(&text->head, &bytes, &head) || !text_begin(text, head)))
        return !text->head.is_known;
    return text_pass(text, bytes);
}

bool text_end(struct text *text) {
    bool going = text->head.is_known || text_begin(text, str_of(text->head.bytes, text->head.len));
    text_judge_line(text);
    return going;
}

/* Random bytes come to less than a hundredth on lines without control characters, the worst log to more than half. */
const char *text_complaint(const struct text *text) {
    if (text->sentence)
        return text->sentence;
    if (text->seen > 0 && text->judged == 0 && text->kind == MAGIC_TEXT_BYTES)
        return "holds no text, nothing but NUL bytes";
    if (text->plain < text->judged / 8)
        return "looks like a binary file, not a log";
    return NULL;
}
