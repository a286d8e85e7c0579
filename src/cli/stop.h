/* SIGINT and SIGTERM as the end of a stream.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_STOP_H
#define CLI_STOP_H

#include <stdbool.h>

/* From here on the first SIGINT or SIGTERM asks to stop; a further one ends the program as it would have before. A
 * signal that is ignored stays so: nohup. */
void stop_watch(void);

/* From here on both do what they did before. */
void stop_unwatch(void);

/* Whether one came. */
bool stop_is_asked(void);

#endif
