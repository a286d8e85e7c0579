/* Input whose newest lines come first, in all of it or from some line on: recognised by falling times and by the order
 * of a report's parts, and turned.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_ORDER_H
#define LOG_ORDER_H

#include "base/arena.h"
#include "log/grammar.h"
#include "log/message.h"

/* Takes the messages from the oldest to the newest, as far as they are held. A function that returns bool says false
 * to stop. */
struct order_sink {
    bool (*message)(void *context, const struct message *message);
    bool (*pause)(void *context);                      /* no message goes on with the one before */
    void (*warn)(void *context, const char *sentence); /* about this input; SENTENCE is of static life */
    void *context;
};

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
    struct order_sink sink;
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

/* A new input begins: nothing is known of its order. SINK is copied, GRAMMAR stays. */
void order_begin(struct order *order, const struct order_sink *sink, const struct grammar *grammar);

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
