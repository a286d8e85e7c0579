/* The files of the command line in the order in which they are read.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include "options.h"

/* Puts the rotated files of each log in order, the oldest first, and leaves out what is named again: read twice, a log
 * would tear a report that goes on in the next one. False if memory is short. */
bool inputs_arrange(struct options *options);

/* The name of input number I, from 0; NULL behind the last one. Without a file it is "-", standard input, unless that
 * is a terminal, or the log is to be followed and it is a device. */
const char *inputs_name(const struct options *options, int i);

#endif
