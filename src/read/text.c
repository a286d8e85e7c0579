/* Decoded bytes on their way to the log's reader.
 * SPDX-License-Identifier: MIT */
#include "read/text.h"

enum {
    TEXT_UTF16_STEP = 512, /* UTF-16 bytes turned at a time, on the stack */
    TEXT_HOLE = 64         /* NUL bytes in a row that cannot be part of a text */
};

/* But for ESC of colours and RS of json-seq. */
static inline bool text_is_control(unsigned char byte) {
    const bool is_usual = ((unsigned char)(byte - '\a') <= '\r' - '\a') | (byte == 0x1b) | (byte == 0x1e);
    return ((byte < 0x20) & !is_usual) | (byte == 0x7f);
}

static void text_judge_line(struct text_sample *sample) {
    sample->judged += sample->line_len;
    if (!sample->line_is_marred)
        sample->plain += sample->line_len;
    sample->line_len = 0;
    sample->line_is_marred = false;
}

/* Every byte is looked at, without a branch, so that compilers make vectors of it. */
static bool text_has_control(str line) {
    unsigned char found = 0;
    for (size_t i = 0; i < line.len; i++)
        found |= (unsigned char)text_is_control((unsigned char)line.data[i]);
    return found != 0;
}

/* Of a line, or a part of one, that holds NUL bytes: they do not count. */
static void text_judge_bytes(struct text_sample *sample, str line) {
    for (size_t i = 0; i < line.len; i++) {
        const unsigned char byte = (unsigned char)line.data[i];
        sample->line_len += byte != '\0';
        sample->line_is_marred |= byte != '\0' && text_is_control(byte);
    }
}

/* Judges no more than MOST bytes in all. */
static void text_judge(struct text_sample *sample, str bytes, size_t most) {
    while (bytes.len > 0 && sample->judged + sample->line_len < most) {
        const size_t newline = str_find_byte(str_first(bytes, most - sample->judged - sample->line_len), '\n');
        const str line = str_first(bytes, newline == STR_NONE ? most - sample->judged - sample->line_len : newline + 1);
        if (str_find_byte(line, '\0') != STR_NONE) {
            text_judge_bytes(sample, line);
        } else {
            sample->line_len += line.len;
            sample->line_is_marred |= text_has_control(line);
        }
        if (newline != STR_NONE)
            text_judge_line(sample);
        bytes = str_from(bytes, line.len);
    }
}

/* Random bytes come to less than a hundredth on lines without control characters, the worst log to more than half. */
static bool text_is_noise(const struct text_sample *sample) {
    return sample->plain < sample->judged / 8;
}

/* LEN more bytes have come. */
static void text_measure(struct text *text, size_t len) {
    text->seen += len;
    text->stretch += len;
    if (text->stretch < TEXT_STRETCH)
        return;
    text_judge_line(&text->sample);
    const bool is_text = text->sample.judged > 0 && !text_is_noise(&text->sample);
    text->barren = is_text ? 0 : text->barren + text->stretch;
    text->sample = (struct text_sample){0};
    text->stretch = 0;
}

/* How many NUL bytes TEXT begins with. */
static size_t text_count_nuls(str text) {
    size_t count = 0;
    while (count < text.len && text.data[count] == '\0')
        count++;
    return count;
}

/* Where the next long run of NUL bytes begins in TEXT, or its end. Short ones may be a length in a journal's export. */
static size_t text_find_hole(str text, size_t *ret_len) {
    for (size_t at = 0; at < text.len; at += *ret_len) {
        const size_t nul = str_find_byte(str_from(text, at), '\0');
        if (nul == STR_NONE)
            break;
        at += nul;
        *ret_len = text_count_nuls(str_from(text, at));
        if (*ret_len >= TEXT_HOLE)
            return at;
    }
    *ret_len = 0;
    return text.len;
}

/* Holes are left out: copytruncate and crashes leave gigabytes of NUL bytes before a line, which would be too long. */
static bool text_hand_on(struct text *text, str bytes) {
    while (bytes.len > 0) {
        size_t hole;
        const str piece = str_first(bytes, text_find_hole(bytes, &hole));
        text_judge(&text->first, piece, TEXT_JUDGED);
        if (text->is_endless)
            text_judge(&text->sample, piece, TEXT_SAMPLED);
        if (piece.len > 0 && !text->sink(text->context, piece.data, piece.len))
            return false;
        bytes = str_from(bytes, piece.len + hole);
    }
    return true;
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

void text_open(struct text *text, const struct magic *magic, bool is_endless, text_sink *sink, void *context) {
    *text = (struct text){.sink = sink, .context = context, .is_endless = is_endless};
    if (!magic)
        return;
    text->sentence = magic->sentence;
    text->kind = magic->text;
    text->mark = magic->is_mark ? magic->bytes.len : 0;
}

bool text_feed(struct text *text, str bytes) {
    const size_t mark = str_first(bytes, text->mark).len;
    text->mark -= mark;
    const bool is_going = text_pass(text, str_from(bytes, mark));
    text_measure(text, bytes.len);
    return is_going;
}

void text_end(struct text *text) {
    text_judge_line(&text->first);
}

bool text_is_judged(const struct text *text) {
    return text->first.judged >= TEXT_JUDGED;
}

bool text_is_blank(const struct text *text) {
    return text->seen > 0 && text->first.judged + text->first.line_len == 0;
}

const char *text_complaint(const struct text *text) {
    if (text->sentence)
        return text->sentence;
    if (text_is_blank(text) && text->kind == MAGIC_TEXT_BYTES)
        return "holds no text, nothing but NUL bytes";
    if (text_is_noise(&text->first))
        return "looks like a binary file, not a log";
    return NULL;
}
