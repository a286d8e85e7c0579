/* Turns a cleaned line into messages: strips its prefixes, splits it where it holds several messages, decodes escapes,
 * and hands the messages on in order.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_EMIT_H
#define LOG_EMIT_H

#include "log/grammar.h"
#include "log/lines.h"
#include "log/message.h"
#include "log/order.h"
#include "log/prefix.h"

/* --- several messages on one line, as pages, chats and table cells join them --- */

enum { SPLIT_SIGNS = 16 };

/* What the lines of one input have shown; split_begin makes it. */
struct split {
    const struct grammar *grammar;
    struct prefix_memory trial; /* for a look at the prefixes within a line */
    bool has_breaks;            /* line breaks are written as "\n" or "<br>" in this input */
    bool has_headers;           /* lines hold further headers */
    bool has_parted;            /* a line held several messages */
    char signs[SPLIT_SIGNS];    /* what separates two messages, as a whole sentence showed: ";", "</td><td>" */
    size_t signs_len;
    const char *stamp, *opener; /* of the line in progress: where its next stamp begins, and the next byte that may open
                                   a written line break; its end: there is none. NULL: nobody has looked */
};

/* --- lines without a prefix: what they inherit from the lines before, and which of their blanks the log added --- */

/* What the lines of one input have shown; bare_begin makes it. */
struct bare {
    struct message_copy before; /* the last record */
    bool is_regular;          /* it is what regular prefixes told: of the next line only the kernel's time may differ */
    enum escapes escapes;     /* of the last line with a prefix; ESCAPES_UNKNOWN: none had one */
    size_t width;             /* of that prefix */
    size_t len;               /* of the last line's text; SIZE_MAX: an empty line without a prefix */
    bool is_behind_program;   /* none has one any more, and the last that had was a program's */
    struct message_copy wall; /* host and time of the last header of a terminal */
    bool has_wall;            /* it is in force */
    size_t indent;            /* least indentation while no line has a prefix; SIZE_MAX: unknown */
};

/* MESSAGE was a record: lines without a prefix may continue it. */
void bare_note(struct bare *bare, const struct message *message);

/* Takes LINE if it is a header that a syslog daemon writes to terminals: it gives host and time of what follows. An
 * empty line ends that. */
bool bare_take_wall(struct bare *bare, str line);

/* The message of the header in force, or NULL. */
const struct message *bare_wall(const struct bare *bare);

/* True if LINE is the log's own and says nothing of the kernel. */
bool bare_is_empty(const struct bare *bare, str line);

/* --- digests such as Logwatch's: each text of a day once, with its count, in alphabetical order --- */

enum {
    DIGEST_LINES = 256, /* that are held */
    DIGEST_BYTES = 64 * 1024
};

struct digest_line {
    size_t at, len; /* of its text */
    int64_t number, victim;
    int place; /* in a report */
    bool is_cut;
};

/* The lines of a report are held until the digest ends, and handed on in the order in which the kernel prints them;
 * what is listed twice is handed on once. */
struct digest {
    const struct grammar *grammar;
    struct buffer text;
    struct digest_line lines[DIGEST_LINES];
    size_t count;
};

/* False for nearly every line: a count stands behind a text. */
static inline bool digest_may_count_behind(str line) {
    const char last = line.len > 0 ? line.data[line.len - 1] : '\0';
    return last == ')' || str_is_blank(last);
}

/* Takes LINE if it is one of a digest: held if it is of a report. */
bool digest_take(struct digest *digest, str line, int64_t number);

/* --- the messages --- */

/* Zeroed before the first input. */
struct emit {
    const struct grammar *grammar;
    struct prefix_memory prefixes;
    struct bare bare;
    struct split split;
    struct unescape unescape;
    struct digest digest;
    struct buffer led; /* room for a text with its lead */
    struct order order;
    int64_t first_line; /* of the input in progress */
};

/* A new input: nothing is known of its lines. ARENA owns the texts that are put together. */
void emit_begin(struct emit *emit, const struct grammar *grammar, struct arena *arena, const struct message_sink *sink);

/* TEXT is of MESSAGE. False, here and below: memory is short or the sink stopped. */
bool emit_text(struct emit *emit, struct message *message, enum escapes escapes, str text);

/* The digest ends: hands on what is held of it. */
bool emit_end_digest(struct emit *emit);

/* Each line of TEXT is a message: the further ones continue the first. */
bool emit_each_line(struct emit *emit, struct message message, str text, bool spans_lines);

/* Lines without a prefix will continue one whose prefix, WIDTH bytes of it, said FOUND. */
static inline void emit_note_prefix(struct emit *emit, const struct prefix_found *found, size_t width) {
    emit->bare.escapes = found->escapes;
    emit->bare.width = width;
    emit->bare.is_behind_program = false;
}

/* TEXT follows prefixes that told FOUND. OUTER, here and below, is the record that contained the line, or NULL: it
 * supplies what the line itself lacks. */
bool emit_prefixed(struct emit *emit, struct prefix_found *found, str text, const struct message *outer);

/* LINE has no prefix. It may continue the line before, be a remark of the log itself, or hold a kernel message after
 * something else that the console showed: "login: [   12.345678] x". */
bool emit_unprefixed(struct emit *emit, str line, int64_t number, const struct message *outer);

/* LINE may have prefixes. */
bool emit_line(struct emit *emit, str line, int64_t number, const struct message *outer);

/* Whether LINE can open an event. */
bool emit_opens_event(const struct emit *emit, str line);

#endif
