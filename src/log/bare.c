/* Lines without a prefix: what they inherit from the lines before, and what of their blanks is the log's.
 * SPDX-License-Identifier: MIT */
#include "log/bare.h"

#include "base/ascii.h"
#include "base/scan.h"
#include "log/pstore.h"
#include "log/time.h"

void bare_begin(struct bare *bare) {
    const struct message nothing = message_nothing();
    *bare = (struct bare){.escapes = ESCAPES_UNKNOWN, .indent = SIZE_MAX};
    message_copy(&bare->before, &nothing);
}

void bare_end_prefixes(struct bare *bare) {
    bare->is_behind_program = bare->before.message.origin == MESSAGE_ORIGIN_USER;
    bare->escapes = ESCAPES_UNKNOWN;
    bare->indent = SIZE_MAX;
}

/* "Message from syslogd@web-7 at Oct  9 08:05:51 ..." */
static bool bare_scan_wall(str line, struct message *ret_message) {
    struct scan scan = scan_of(str_trim_start(line));
    if (!scan_literal(&scan, STR("Message from syslogd@")))
        return false;
    struct message message = message_nothing();
    message.host = scan_word(&scan);
    if (!scan_literal(&scan, STR(" at ")) || !time_scan_syslog(&scan, &message.time))
        return false;
    *ret_message = message;
    return true;
}

bool bare_take_wall(struct bare *bare, str line) {
    struct message message;
    if (line.len > 0 && !str_is_blank(*line.data) && *line.data != 'M') /* as nearly every line */
        return false;
    if (bare_scan_wall(line, &message)) {
        message_copy(&bare->wall, &message);
        bare->has_wall = true;
        return true;
    }
    if (line.len == 0)
        bare->has_wall = false;
    return false;
}

const struct message *bare_wall(const struct bare *bare) {
    return bare->has_wall ? &bare->wall.message : NULL;
}

/* "-- Boot 53e3 --", "-- Journal begins at Sat 2026-11-21 20:57:37 CET. --" */
bool bare_is_separator(str line) {
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

/* " SUBSYSTEM=pci", " taskname=sshd": what /dev/kmsg writes after a record */
static bool bare_is_dictionary(str line) {
    size_t len = 1;
    if (line.len < 3 || *line.data != ' ' || line.data[1] == ' ')
        return false;
    while (len < line.len && (ascii_is_letter(line.data[len]) || line.data[len] == '_'))
        len++;
    return len > 1 && len < line.len && line.data[len] == '=';
}

bool bare_is_empty(const struct bare *bare, str line) {
    struct pstore_part ignored;
    return pstore_scan_header(line, &ignored) || (bare->escapes == ESCAPES_HEX && bare_is_dictionary(line));
}

static size_t bare_blanks_before(str line) {
    return line.len - str_trim_start(line).len;
}

struct message bare_message(const struct bare *bare, str line, const struct message *outer) {
    if (outer)
        return *outer;
    struct message message = message_nothing();
    message.is_behind_program = bare->is_behind_program;
    if (bare->escapes == ESCAPES_UNKNOWN)
        return message;
    message = bare->before.message;
    message.at_limit = false;
    message.continues = true;
    message.is_same_record = bare_blanks_before(line) >= bare->width;
    return message;
}

/* "b-01 kernel: ", "678901] ", "901][ T12] ", " T12] ". A row of the task table, "601]     0   601", keeps its rest. */
str bare_cut_torn_prefix(str line) {
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

/* "                active_file:2": dmesg and journalctl indent a record's further lines to where its text began; what
 * is then left is at most the one blank that the kernel printed. Where no line has a prefix the common indentation
 * goes, and any that is wider than the kernel's. */
str bare_cut_indent(struct bare *bare, str line) {
    const size_t blanks = bare_blanks_before(line);
    if (bare->escapes != ESCAPES_UNKNOWN) {
        const size_t left = blanks > bare->width ? blanks - bare->width : blanks < bare->width ? blanks : 0;
        return str_from(line, left > 0 ? blanks - 1 : blanks);
    }
    if (blanks < line.len && blanks < bare->indent)
        bare->indent = blanks;
    return str_from(line, blanks > bare->indent && blanks - bare->indent == 1 ? blanks - 1 : blanks);
}
