/* What the process gives up before it reads what strangers wrote.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_SANDBOX_H
#define CLI_SANDBOX_H

#include "copies.h"
#include "inputs.h"
#include "options.h"

enum sandbox_state {
    SANDBOX_OUT,
    SANDBOX_OPENING, /* files can still be opened: those that are to be read, and libraries */
    SANDBOX_SHUT     /* nothing can be opened any more */
};

struct sandbox {
    const struct options *options;
    const struct inputs *inputs;
    struct copies *copies;
    enum sandbox_state state;
    bool is_off;
};

/* No program that is started from here on has more rights than this one, whatever bits its file has. */
void sandbox_refuse_privileges(void);

void sandbox_open(struct sandbox *sandbox, const struct options *options, const struct inputs *inputs,
                  struct copies *copies);

/* Gives up what is not needed for what comes now, which by its first bytes is CONTENT. To be called with all open that
 * is opened once. False: memory is short. */
bool sandbox_enter(struct sandbox *sandbox, enum oomwhy_content content);

#endif
