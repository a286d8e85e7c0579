/* Input whose newest lines come first: the parts of a crash dump; and any log, in all of it or from some line on,
 * recognised by falling times and by the order of a report's parts, and turned.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_ORDER_H
#define LOG_ORDER_H

#include "base/buffer.h"
#include "log/grammar.h"
#include "log/message.h"

/* --- the parts of a crash dump that pstore kept: the newest comes first, so they are held until all are there ---
 *
 * pstore_dump (fs/pstore/platform.c, 3.1-7.x) writes the log from its end backwards, one record at a time: Part1 holds
 * the last lines. Each record begins with "Panic#2 Part1". They come as files of their own, or in one file or stream.
 */

enum {
    PSTORE_PARTS = 256,
    PSTORE_INPUTS = 256,
    PSTORE_HEADER = 64 /* bytes of a header line: no longer one is one */
};

/* An input that parts were read from. */
struct pstore_input {
    str name;
    int64_t line_base; /* lines before its first one */
};

struct pstore_part {
    str reason;    /* "Panic" */
    uint64_t dump; /* of this boot */
    uint64_t number;
    size_t order; /* of its dump among those that are held */
    size_t from, len;
    int64_t line; /* of its header */
    size_t input;
};

/* Zeroed; pstore_reset releases what it holds. */
struct pstore {
    struct arena arena;
    struct buffer text; /* of all parts, each line with its newline */
    struct pstore_part items[PSTORE_PARTS];
    size_t count, dumps;
    struct pstore_input inputs[PSTORE_INPUTS];
    size_t input_count;
    bool has_levels;          /* the lines begin with "<4>", as pstore writes them: a line that does not is no part */
    bool is_full;             /* a line had to be refused */
    struct pstore_part split; /* the newest one of a dump that had to be read before it was complete; number 0: none */
};

enum pstore_step {
    PSTORE_OTHER,  /* the line is none of a part's */
    PSTORE_HELD,   /* it is one, and is held until the parts are read */
    PSTORE_READ,   /* what is held must be read first; then the line is to be offered again */
    PSTORE_STOPPED /* memory is short */
};

/* "Oops#1 Part1"; the reason is a view into LINE. */
bool pstore_scan_header(str line, struct pstore_part *ret_part);

/* Offers a line without its newline; LINE is its number, INPUT where it comes from. */
enum pstore_step pstore_offer(struct pstore *parts, str raw, int64_t line, const struct pstore_input *input);

/* True if RAW is the header of a part that is older than what was read of its dump before. */
bool pstore_is_late(const struct pstore *parts, str raw);

/* Puts what is held in order: dumps as they come, the highest part of each first. */
void pstore_sort(struct pstore *parts);

/* The text of a part, its header included. */
str pstore_text(const struct pstore *parts, const struct pstore_part *part);

/* Forgets what is held. */
void pstore_reset(struct pstore *parts);

/* --- the order of messages --- */

enum {
    ORDER_HOSTS = 16, /* whose reports may be mixed */
    ORDER_NAME = 64   /* bytes of a host's name that are kept */
};

struct order_held;

/* Messages as the input has them: of a turned one the newest came first. */
struct order_list {
    struct arena arena;
    struct order_held *newest, *oldest;
    size_t count, bytes;
};

/* When a message was written. */
struct order_stamp {
    struct oomwhy_time time;
    int64_t uptime_us;
    uint64_t host;
};

/* What the lines of one host have shown. */
struct order_host {
    uint64_t name;
    struct order_stamp last, part; /* of the last message with a time, and of the last part of a report */
    int place;                     /* of that part; 0: none yet */
    int64_t victim;                /* whom that part, the end of a report, names; -1: none */
};

/* Zeroed, then order_begin; order_reset releases what it holds. */
struct order {
    const struct message_sink *sink;
    const struct grammar *grammar;
    struct order_list report;                       /* of a turned input: held until it is whole */
    struct order_list doubt;                        /* what came since the order of the input is in doubt */
    bool is_turned;                                 /* the newest lines come first */
    bool is_in_doubt;                               /* nothing has shown it yet, or the last lines show another order */
    bool was_settled;                               /* it was known once */
    bool has_stamp;                                 /* a message had a time */
    int rises, falls;                               /* of times, since it is in doubt */
    int place_rises, place_falls;                   /* of the parts of reports */
    int record_rises, record_falls;                 /* of those within records of several lines */
    int settled_record_rises, settled_record_falls; /* before it was in doubt */
    struct order_host hosts[ORDER_HOSTS];
    size_t host_count;
    char last_name[ORDER_NAME]; /* of the last message's host */
    size_t last_name_len;
    uint64_t last_hash;
    int last_place;                   /* of the last part of a report; 0: none yet */
    uint64_t open_hosts[ORDER_HOSTS]; /* whose report's end was held, but not its head */
    size_t open_count;
    bool last_begins_record, last_continues; /* the last message */
    bool has_head;                           /* a report's head is held */
    bool has_part;                           /* anything of a report is */
    const struct order_held *spare_head;     /* of the report that is held last, whose end is not; or NULL */
    size_t before_count;                     /* lines held after that head: they were printed before it */
    struct order_stamp part;                 /* of the last part that is held */
};

/* A new input begins: nothing is known of its order. SINK, which stays, takes the messages from the oldest to the
 * newest, as far as they are held. GRAMMAR stays. */
void order_begin(struct order *order, const struct message_sink *sink, const struct grammar *grammar);

/* The next message of the input. False, here and below: memory is short or the sink stopped. */
bool order_take(struct order *order, const struct message *message);

/* Nothing has come for a while, or the input ends: hands on what is held, unless more of a turned report may come. */
bool order_idle(struct order *order);
bool order_end(struct order *order);

/* Whether no line may be left out. */
bool order_needs_every_line(const struct order *order);

/* Whether messages are held until the order of the input is known. */
bool order_holds(const struct order *order);

/* Forgets what is held. */
void order_reset(struct order *order);

#endif
