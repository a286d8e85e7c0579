/* Lines without a prefix: what they inherit from the lines before, and what of their blanks is the log's.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_BARE_H
#define LOG_BARE_H

#include "log/message.h"
#include "log/unescape.h"

/* What the lines of one input have shown; bare_begin makes it. */
struct bare {
    struct message_copy before; /* the last record */
    enum escapes escapes;       /* of the last line with a prefix; ESCAPES_UNKNOWN: none had one */
    size_t width;               /* of that prefix */
    size_t len;                 /* of the last line's text; SIZE_MAX: an empty line without a prefix */
    bool is_behind_program;     /* none has one any more, and the last that had was a program's */
    struct message_copy wall;   /* host and time of the last header of a terminal */
    bool has_wall;              /* it is in force */
    size_t indent;              /* least indentation while no line has a prefix; SIZE_MAX: unknown */
};

void bare_begin(struct bare *bare);

/* From here on no line has a prefix. */
void bare_end_prefixes(struct bare *bare);

/* Takes LINE if it is a header that a syslog daemon writes to terminals: it gives host and time of what follows. An
 * empty line ends that. */
bool bare_take_wall(struct bare *bare, str line);

/* The message of the header in force, or NULL. */
const struct message *bare_wall(const struct bare *bare);

/* True if LINE only marks where logs begin and end; it ends what came before. */
bool bare_is_separator(str line);

/* True if LINE is the log's own and says nothing of the kernel. */
bool bare_is_empty(const struct bare *bare, str line);

/* What is known of LINE; OUTER is the record that holds it, or NULL. */
struct message bare_message(const struct bare *bare, str line, const struct message *outer);

/* LINE without what is left of a prefix, for the first line of a log that was truncated at its beginning. */
str bare_cut_torn_prefix(str line);

/* LINE without the indentation that is the log's. */
str bare_cut_indent(struct bare *bare, str line);

#endif
