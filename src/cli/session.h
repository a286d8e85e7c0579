/* One run: the inputs are read one after another, the library's calls back are answered.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "copies.h"
#include "inputs.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "sandbox.h"

struct session {
    const struct options *options;
    const struct inputs *inputs;
    struct output *output;
    struct progress progress;
    struct sandbox sandbox;
    struct copies copies;
    const struct oomwhy *oomwhy; /* once the inputs are read */
    const char *input;           /* the one in progress */
    bool is_root;                /* when it began */
    int64_t reach_us;            /* how far back this machine's logs go, since 1970; 0: unknown */
    bool has_trouble;            /* before the reading: something in a folder could not be read */
};

void session_open(struct session *session, const struct options *options, const struct inputs *inputs,
                  struct output *output);

/* Sets what the library calls back, with SESSION as its context. */
void session_connect(struct session *session, struct oomwhy_options *report);

/* Leaves nothing behind that was needed for reading. */
void session_close(struct session *session);

/* Reads all inputs. One that could not be read to its end sets *RET_TROUBLE, and reading goes on with the next. */
enum oomwhy_status session_read(struct session *session, struct oomwhy *oomwhy, bool *ret_trouble);

#endif
