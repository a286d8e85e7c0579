/* Cuts blocks into lines, skips those between events, and restores the bytes of a line as they were printed: removes
 * what terminals, serial lines and mail inserted, and decodes escapes.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_LINES_H
#define LOG_LINES_H

#include "base/buffer.h"
#include "log/grammar.h"
#include "model/limits.h"

/* --- raw lines --- */

/* Zeroed but for the grammar. */
struct lines {
    const struct grammar *grammar;
    int64_t number;     /* of the last line, in all inputs */
    int64_t quiet;      /* lines that are still handed out although nothing is in progress */
    str block;          /* what is left of it */
    const char *looked; /* so far it was looked at for signs, NULL: not at all */
    bool has_sign;      /* there was one in the last piece */
    const char *plain;  /* where the last line begins, if nothing is to be taken off it */
    str back;           /* what is left of what is read again */
    char look_back[2 * LIMIT_LOOK_BACK];
    size_t look_back_len;
    size_t longest, longest_datagram; /* of the input that is read; 0 at its start */
};

/* Takes the next line, newline included, off *TEXT, which is not empty. Returns it without its newline. */
static inline str lines_cut(str *text) {
    const str from = *text;
    const char *newline = memchr(from.data, '\n', from.len);
    const str raw = str_of(from.data, newline ? (size_t)(newline - from.data) : from.len);
    *text = str_from(from, raw.len + (newline != NULL));
    return raw;
}

/* A new input begins: its first lines are handed out. */
void lines_begin(struct lines *lines);

/* The next block: whole lines, each with its newline; the very last line of an input may lack it. */
void lines_feed(struct lines *lines, str block);

/* The next line without its newline; false at the end of the block. Unless NEEDS_EVERY_LINE, lines that have nothing to
 * do with an event may be skipped: then *RET_RAW is the next line that may belong to one, or one shortly before it. */
bool lines_next(struct lines *lines, bool needs_every_line, str *ret_raw);

/* True if the last line that was handed out has no newline. */
static inline bool lines_is_unended(const struct lines *lines, str raw) {
    return lines->block.len == 0 && lines->back.len == 0 && lines->block.data == raw.data + raw.len;
}

bool lines_measure_long(struct lines *lines, str line);

/* Measures LINE, prefixes and all: true if it is as long as a relay lets a line be, and no line was longer. */
static inline bool lines_measure(struct lines *lines, str line) {
    enum { LEAST = 200 }; /* no line below it is at a limit */
    return line.len >= LEAST && lines_measure_long(lines, line);
}

/* --- what logs write for bytes: \x0a of /dev/kmsg, #012 of rsyslog, \" of logfmt, =20 and &lt; of mail --- */

/* How a text writes control bytes. */
enum escapes {
    ESCAPES_NONE,   /* nothing: the bytes themselves */
    ESCAPES_OCTAL,  /* #012, syslog daemons */
    ESCAPES_HEX,    /* \x0a, /dev/kmsg */
    ESCAPES_QUOTED, /* \n and \", within quotes */
    ESCAPES_UNKNOWN /* no line had a prefix: what the texts show */
};

/* What the texts of one input have shown; zeroed at its start but for the arena and the function. */
struct unescape {
    struct buffer room;              /* for one text */
    bool (*begins_record)(str text); /* whether TEXT begins as a record of the kernel's that has several lines */
    bool has_hex;                    /* a syslog daemon wrote the escapes of /dev/kmsg */
    bool has_octal;                  /* lines without any prefix came from a syslog daemon */
};

/* Decodes the log's escapes in *TEXT, which may then contain newlines and lie in the room. False when memory is short.
 */
bool unescape_text(struct unescape *unescape, enum escapes escapes, str *text);

/* False for nearly every text: whether unescape_text may change TEXT, or learn from it. Of what a syslog daemon wrote
 * no byte begins an escape or a repeated message, and it is no record that shows other escapes. */
static inline bool unescape_may_change(const struct unescape *unescape, enum escapes escapes, str text) {
    if (escapes != ESCAPES_OCTAL)
        return escapes != ESCAPES_NONE;
    return text.len == 0 || *text.data == 'm' || unescape->has_hex || memchr(text.data, '#', text.len) ||
           unescape->begins_record(text);
}

/* Each of these writes at most FROM.len bytes at TO and returns how many; TO may be FROM.data.
 *
 * "\x0a": two hex digits, for any byte (kernel/printk/printk.c, msg_add_ext_text, since 3.5). */
size_t unescape_hex(str from, char *to);

/* "#012": three octal digits, for control bytes only: "#33-Ubuntu" and "#135 SMP" are build numbers. */
size_t unescape_octal(str from, char *to);

/* "\n", "\t", "\r", and a backslash before any other byte. */
size_t unescape_quoted(str from, char *to);

/* "=3D": two upper-case hex digits (quoted-printable). A soft break, "=" at the end, is the caller's. */
size_t unescape_quoted_printable(str from, char *to);

/* "&lt;" "&gt;" "&amp;" "&quot;" "&apos;" "&nbsp;" and "&#39;", "&#x27;" within ASCII. */
size_t unescape_html(str from, char *to);

/* --- what stands between the bytes: carriage returns, NUL, escape sequences, non-breaking blanks, soft line
 * breaks, quoting --- */

/* What one input has shown so far; zeroed at its start but for the arena and the grammar. */
struct clean {
    const struct grammar *grammar;
    struct buffer room;    /* for one line */
    struct buffer soft;    /* lines that ended in soft breaks */
    struct buffer spelled; /* one line, its non-breaking blanks undone */
    bool entities;         /* "&lt;4&gt;[": it was cut from a web page */
    bool nbsp;             /* non-breaking blanks are to be read as blanks */
    bool spells_nbsp;      /* an archive wrote "A " for them */
    bool quoted_printable; /* its header or its "=3D" says so */
    bool marks_ends;       /* it was cut from a page that ends each line with a mark: "<br>" */
    bool goes_on;          /* the last line ended in a soft break */
};

/* Cleans RAW: *RET_LINE is RAW itself where there is nothing to do, else a copy that is valid until the next line. A
 * line that continues in the next one is held, and *RET_LINE is not set. IS_PLAIN: it holds no control byte, '&' or
 * first byte of a non-breaking blank. False when memory is short. */
bool clean_line(struct clean *clean, str raw, bool is_plain, str *ret_line);

enum { CLEAN_MAIL_MOST = 76 }; /* bytes of a line of quoted-printable (RFC 2045, 6.7) */

/* Whether a line that ends in LAST may have a soft break or a page's mark. */
static inline bool clean_may_go_on(char last) {
    return last == '=' || last == '>' || last == '\\';
}

/* Whether LINE may begin with a mark of mail quoting. */
static inline bool clean_may_quote(str line) {
    return line.len == 0 || (unsigned char)*line.data <= ' ' || *line.data == '>' || *line.data == '|';
}

/* Whether a line that is no longer than those of mail, and not quoted, may have something of a mail: a header, a byte
 * that is written "=3D", "A " for a non-breaking blank. */
static inline bool clean_may_be_mail(str line) {
    return *line.data == 'A' || *line.data == 'C' || *line.data == '[' || memchr(line.data, '=', line.len);
}

/* Whether there is nothing to take off RAW, which is plain. */
static inline bool clean_is_done(const struct clean *clean, str raw) {
    return !clean_may_quote(raw) && !clean_may_go_on(raw.data[raw.len - 1]) && !clean->quoted_printable &&
           !clean->goes_on && !clean->spells_nbsp && (raw.len > CLEAN_MAIL_MOST || !clean_may_be_mail(raw));
}

/* The input ends: *RET_LINE is the line that was held. */
bool clean_end(struct clean *clean, str *ret_line);

#endif
