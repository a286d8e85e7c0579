/* The lines that a syslog daemon writes to terminals: a header tells host and time of what stands below it.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_WALL_H
#define LOG_WALL_H

#include "log/message.h"

/* The header in force. Zeroed: none is. */
struct wall {
    bool is_open;
    struct message_copy told; /* its host and time */
};

/* Takes LINE if it is such a header. An empty line ends what one told. */
bool wall_take_line(struct wall *wall, str line);

/* What the header in force tells, or NULL. */
const struct message *wall_message(const struct wall *wall);

#endif
