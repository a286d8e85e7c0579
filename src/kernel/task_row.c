/* The numbers of one row of the task table.
 * SPDX-License-Identifier: MIT
 *
 * Words are eight bytes of a row, the first byte lowest. A row's numbers are padded with blanks on the left: a word
 * that ends where a number ends holds its digits at the top, blanks below them, and what stands in other columns at the
 * bottom. */
#include "kernel/task_row.h"

#include "base/scan.h"

enum { TASK_ROW_WORD = sizeof(uint64_t), TASK_ROW_BYTE_BITS = 8 };

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
enum { TASK_ROW_KNOWS_WORDS = true };
#else
enum { TASK_ROW_KNOWS_WORDS = false };
#endif

/* A byte in each byte of a word. */
#define TASK_ROW_ALL(byte) (UINT64_C(0x0101010101010101) * (byte))

static bool task_row_is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* "[ 13432]" */
static bool task_row_pid(struct scan *scan, int64_t *ret_pid) {
    if (!scan_byte(scan, '['))
        return false;
    scan_blanks(scan);
    if (!scan_i64(scan, ret_pid))
        return false;
    scan_blanks(scan);
    return scan_byte(scan, ']') && !scan_done(scan) && task_row_is_blank(*scan->at);
}

/* The next number, behind blanks and before a blank or the end. */
static bool task_row_number(struct scan *scan, int64_t *ret_number) {
    return scan_blanks(scan) > 0 && scan_i64(scan, ret_number) && (scan_done(scan) || task_row_is_blank(*scan->at));
}

void task_row_scan(str text, size_t most, struct task_row *ret_row) {
    struct scan scan = scan_of(text);
    ret_row->count = 0;
    ret_row->is_aligned = false;
    if (!task_row_pid(&scan, ret_row->numbers))
        return;
    ret_row->ends[0] = (size_t)(scan.at - text.data);
    size_t count = 1;
    for (; count < most && task_row_number(&scan, &ret_row->numbers[count]); count++)
        ret_row->ends[count] = (size_t)(scan.at - text.data);
    ret_row->count = count;
}

static uint64_t task_row_word(const char *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* Where WORD has no blank. */
static uint64_t task_row_not_blank(uint64_t word) {
    return word ^ TASK_ROW_ALL(' ');
}

/* Eight digits, 0 to 9 each, as a number: the digits in base 10 become those in base 100, then in base 10000. */
static uint64_t task_row_value(uint64_t digits) {
    const uint64_t hundreds = digits * 10 + (digits >> 8);
    const uint64_t ten_thousands = (hundreds & 0x00ff00ff00ff00ff) * (100 * 0x10000 + 1) >> 16;
    return (ten_thousands & 0x0000ffff0000ffff) * (10000 * UINT64_C(0x100000000) + 1) >> 32;
}

/* The number that WORD ends with. Bytes that have no bits in OWN count as blanks; where anything else stands, *WRONG
 * gets bits: a byte that is no digit is above 9 when '0' is taken off, and gets its highest bit when 0x76 is added. */
static uint64_t task_row_number_of(uint64_t word, uint64_t own, uint64_t *wrong) {
    const uint64_t first = (task_row_not_blank(word) & own) | UINT64_C(1) << 63; /* the last byte is a digit anyway */
    const unsigned blank_bits = (unsigned)__builtin_ctzll(first) / TASK_ROW_BYTE_BITS * TASK_ROW_BYTE_BITS;
    const uint64_t digits = (word ^ TASK_ROW_ALL('0')) >> blank_bits << blank_bits;
    *wrong |= (digits | (digits + TASK_ROW_ALL(0x80 - 10))) & TASK_ROW_ALL(0x80);
    return task_row_value(digits);
}

/* The bits of a word's last COUNT bytes, of which there are some: those before belong to other columns. */
static uint64_t task_row_last_bytes(size_t count) {
    return UINT64_MAX << (TASK_ROW_WORD - count) * TASK_ROW_BYTE_BITS;
}

/* A number behind a blank, in a column from byte FROM to END; wide columns are blank but for their last word. */
static bool task_row_place(size_t from, size_t end, struct task_row_place *ret_place) {
    const size_t width = end - from;
    if (width > 2 * TASK_ROW_WORD || end < TASK_ROW_WORD)
        return false;
    const bool is_wide = width > TASK_ROW_WORD;
    const size_t outside = is_wide ? 0 : TASK_ROW_WORD - width;
    ret_place->end = end;
    ret_place->own_bits = task_row_last_bytes(TASK_ROW_WORD - outside);
    ret_place->start = is_wide ? from : end - TASK_ROW_WORD;
    ret_place->blank_bits = is_wide ? UINT64_MAX >> (2 * TASK_ROW_WORD - width) * TASK_ROW_BYTE_BITS
                                    : UINT64_C(0xff) << outside * TASK_ROW_BYTE_BITS;
    return true;
}

/* Up to 4.18 five columns hold a pid, since then seven: it stands in the row's first word, behind the bracket. */
static bool task_row_pid_place(size_t end, struct task_row_shape *shape) {
    if (end > TASK_ROW_WORD)
        return false;
    shape->places[0] = (struct task_row_place){.end = end, .own_bits = task_row_last_bytes(end - 1)};
    shape->pid_bits = (unsigned)(TASK_ROW_WORD - end) * TASK_ROW_BYTE_BITS;
    return true;
}

void task_row_learn(struct task_row_shape *shape, const struct task_row *row) {
    shape->count = 0;
    if (!TASK_ROW_KNOWS_WORDS || row->count < 2 || row->count > TASK_ROW_ALIGNED ||
        !task_row_pid_place(row->ends[0] - 1, shape))
        return;
    for (size_t i = 1; i < row->count; i++)
        if (!task_row_place(row->ends[i - 1], row->ends[i], &shape->places[i]))
            return;
    shape->count = row->count;
}

bool task_row_scan_aligned(const struct task_row_shape *shape, str text, struct task_row *ret_row) {
    const size_t count = shape->count, end = count ? shape->places[count - 1].end : SIZE_MAX;
    if (end >= text.len || *text.data != '[' || text.data[shape->places[0].end] != ']')
        return false;
    uint64_t wrong = 0;
    const uint64_t pid = task_row_word(text.data) << shape->pid_bits;
    ret_row->numbers[0] = (int64_t)task_row_number_of(pid, shape->places[0].own_bits, &wrong);
    for (size_t i = 1; i < count; i++) {
        const struct task_row_place *place = &shape->places[i];
        const uint64_t word = task_row_word(text.data + place->end - TASK_ROW_WORD);
        wrong |= task_row_not_blank(task_row_word(text.data + place->start)) & place->blank_bits;
        ret_row->numbers[i] = (int64_t)task_row_number_of(word, place->own_bits, &wrong);
    }
    if (wrong || !task_row_is_blank(text.data[end]))
        return false;
    ret_row->count = count;
    ret_row->is_aligned = true;
    ret_row->ends[count - 1] = end;
    return true;
}
