/* Takes off what carried the kernel's words: JSON, export and container records, mail quoting, escapes, and the
 * prefixes of dmesg, syslog and journald. SPDX-License-Identifier: MIT */
#ifndef PARSE_CARRIER_H
#define PARSE_CARRIER_H

#include "parse/message.h"

struct carrier;

/* Takes one message; its views are loans. Returns false to stop. */
typedef bool carrier_sink(void *context, const struct message *message);

/* NULL when memory is short. One carrier serves one input after another. */
struct carrier *carrier_new(carrier_sink *sink, void *context);
void carrier_free(struct carrier *carrier);

/* Which dress an input wears is learnt from its lines: whoever leaves out lines hands in at least the first
 * CARRIER_FIRST_LINES of each input. */
enum { CARRIER_FIRST_LINES = 32 };

/* A new input begins: what was learnt about the last one's format is forgotten. */
void carrier_begin(struct carrier *carrier);

/* One raw line without its newline; LINE is its ordinal. Calls the sink for each message that is now complete:
 * none (a field of a longer record), one, or several (a record with embedded newlines). False: memory is short or the
 * sink stopped. */
bool carrier_line(struct carrier *carrier, str raw, int64_t line);

/* The same for a line that is plain, as cut.h has it: nearly every one. RAW must stay where it is for as long as the
 * sink holds on to messages that say so (`stays`). */
bool carrier_plain_line(struct carrier *carrier, str raw, int64_t line);

/* The input ends: hands on what was held back. */
bool carrier_end(struct carrier *carrier);

/* True while lines must not be left out between two calls (a record of several lines is in progress, or the
 * format tells facts such as the host on lines of their own). */
bool carrier_needs_every_line(const struct carrier *carrier);

#endif
