/* Unknown prefixes, learnt from the kernel's sentences that follow them.
 * SPDX-License-Identifier: MIT
 *
 * Whatever precedes an unmistakable kernel sentence was added by the transport. Its shape is remembered for this input,
 * and other lines of that shape are stripped in the same way. A shape is trusted once two different sentences followed
 * it, or one whole sentence after the kernel's own time or tag, after the reason OOMKilling, or in an input that holds
 * nothing else. A quoted field among others is trusted less, because programs may write anything into such a field. */
#ifndef LOG_LEARNED_H
#define LOG_LEARNED_H

#include "base/buffer.h"
#include "log/grammar.h"
#include "log/message.h"
#include "log/prefix.h"
#include "log/shape.h"

enum {
    LEARNED_SHAPES = 8,
    LEARNED_HELD = 256,             /* lines that wait for a sentence that tells their shape */
    LEARNED_HELD_BYTES = 64 * 1024, /* the same in bytes */
    LEARNED_HOST = 64
};

struct learned_shape {
    struct shape shape;
    bool is_trusted;
    bool is_once;            /* by one sentence */
    bool is_field;           /* quoted, after other words */
    bool is_whole;           /* a sentence after it was */
    bool has_strangers;      /* a line of that shape held other words */
    bool has_known;          /* known prefixes follow it */
    int64_t number;          /* the last line that was weighed */
    uint64_t kinds;          /* of the sentences that followed it, a bit each */
    char word[LEARNED_HOST]; /* "node-1" of "node-1: ", or "" */
    size_t word_len;
    bool is_host; /* that word is one */
};

/* Lines that are held until a sentence tells their shape. */
struct learned_held {
    struct buffer text;
    struct learned_line {
        size_t at, len;
        int64_t number;
        bool is_idle; /* it holds no sentence, wherever its text begins */
    } lines[LEARNED_HELD];
    size_t count;
    bool is_near;      /* one of them holds a sentence */
    bool has_prefixed; /* known prefixes precede one of them */
};

struct learned {
    const struct grammar *grammar;
    struct prefix_memory trial; /* for a look at the known prefixes within others */
    struct learned_shape shapes[LEARNED_SHAPES];
    size_t count;
    struct learned_held held;
    bool is_settled;       /* a sentence showed what the input's lines look like */
    int64_t reason_number; /* the last line with the reason OOMKilling; 0: none */
};

enum learned_step {
    LEARNED_NOTHING,   /* no sentence */
    LEARNED_KNOWN,     /* a sentence where the text begins */
    LEARNED_AMBIGUOUS, /* a sentence whose first word may or may not be a prefix */
    LEARNED_PENDING,   /* a sentence after what may be a prefix */
    LEARNED_FOREIGN,   /* the same, but rather a program's words */
    LEARNED_TRUSTED    /* the line's shape is to be trusted from now on */
};

/* A new input: nothing is known. ARENA owns what is held. */
void learned_begin(struct learned *learned, const struct grammar *grammar, struct arena *arena);

/* Strips a learnt prefix, and what follows the message, from *TEXT. *RET_MESSAGE is what the prefix tells;
 * *RET_HAS_KNOWN: known prefixes may follow. False if the text has no such prefix. */
bool learned_strip(struct learned *learned, str *text, struct message *ret_message, bool *ret_has_known);

/* Looks for a sentence in LINE; TEXT is what known prefixes leave of it (all of it, if there are none). */
enum learned_step learned_look(struct learned *learned, str line, str text, int64_t number);

/* Holds LINE, at which learned_look looked; IS_WHOLE: all of it. False when memory is short. Ask learned_is_full
 * before. */
bool learned_hold(struct learned *learned, str line, int64_t number, enum learned_step step, bool is_whole);
bool learned_is_full(const struct learned *learned, str line);

/* The input ends, or pauses: trusts the shape of the held lines if there are no others. */
void learned_settle(struct learned *learned);

#endif
