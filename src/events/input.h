/* The input that is read, and whether two inputs are parts of one log.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_INPUT_H
#define EVENTS_INPUT_H

#include "base/str.h"

/* Zeroed: none. */
struct input {
    str name;             /* its own copy */
    int64_t line_base;    /* lines after this one are its own */
    int64_t unended_line; /* its last one, if it has no newline; 0: none */
    const char *doubt;    /* a warning about all its lines, of static life; or NULL */
};

/* The next input is called NAME. False when memory is short. */
bool input_begin(struct input *input, str name, int64_t line_base);
void input_free(struct input *input);

/* Whether files A and B can be parts of one log: their paths differ in numbers, dates and how they are packed at most.
 * "kern.log", "kern.log.1.gz"; "part1.txt", "part2.txt". */
bool input_is_of_same_log(str a, str b);

#endif
