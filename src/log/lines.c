/* Cuts blocks into raw lines, skips those between events, and recognises lines that a relay may have cut.
 * SPDX-License-Identifier: MIT
 *
 * Between events nothing is cut into lines: searching for the words that open one takes a tenth of the time that
 * reading lines does. The text just before these words may belong to the event (a torn line, the minute that dmesg -e
 * prints once), so the last bytes that were skipped are kept and read again. */
#include "log/lines.h"

void lines_begin(struct lines *lines) {
    lines->quiet = LIMIT_HEAD;
    lines->look_back_len = 0;
}

void lines_feed(struct lines *lines, str block) {
    lines->block = block;
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
static void lines_jump(struct lines *lines) {
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

bool lines_next(struct lines *lines, bool needs_every_line, str *ret_raw) {
    if (lines->back.len == 0 && lines->quiet == 0 && !needs_every_line)
        lines_jump(lines);
    const bool is_back = lines->back.len > 0;
    str *from = is_back ? &lines->back : &lines->block;
    if (from->len == 0)
        return false;
    *ret_raw = lines_cut(from);
    lines->number++;
    if (!is_back && lines->quiet > 0)
        lines->quiet--;
    return true;
}

bool lines_is_unended(const struct lines *lines, str raw) {
    return lines->back.len == 0 && lines->block.len == 0 && lines->block.data == raw.data + raw.len;
}

enum { LINES_AT_LIMIT_LEAST = 200 }; /* no line below it is at a limit */

static bool lines_is_limit(size_t len, size_t *longest) {
    if (len < *longest)
        return false;
    *longest = len;
    return len == 255 || len == 256 || len == 1023 || len == 1024;
}

/* busybox syslogd takes 255 bytes of what klogd sent it, "<4>Jan  1 00:00:00 kernel: ...", and writes it with more
 * before it (sysklogd/syslogd.c, FEATURE_SYSLOGD_READ_BUFFER_SIZE); relays of RFC 3164 take 1024. */
bool lines_measure(struct lines_longest *longest, str line) {
    enum { HEAD = sizeof "<4>Jan  1 00:00:00 " - 1 };
    if (line.len < LINES_AT_LIMIT_LEAST)
        return false;
    const bool line_is = lines_is_limit(line.len, &longest->line);
    if (line.len + HEAD < longest->datagram)
        return line_is;
    const size_t tag = str_find(line, STR("kernel: "));
    return (tag != STR_NONE && lines_is_limit(line.len - tag + HEAD, &longest->datagram)) || line_is;
}
