/* What the terminal is like: colours, columns.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>

/* True if FD is a terminal that can do more than print lines (TERM=dumb). */
bool terminal_is_capable(int fd);

/* True if FD is a terminal that shows colours and nobody asked for none (NO_COLOR, TERM=dumb). */
bool terminal_has_color(int fd);

/* Whether the locale's characters are those of Unicode, in UTF-8. */
bool terminal_has_unicode(void);

/* Columns of the terminal at FD, else COLUMNS, else 80; between 40 and 200. */
int terminal_width(int fd);

#endif
