/* Whether a line may have been cut because a relay lets none be longer.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_LENGTH_H
#define LOG_LENGTH_H

#include "base/str.h"

/* The longest of an input so far; zeroed at its start. */
struct length {
    size_t line, datagram;
};

/* Measures LINE, prefixes and all: true if it is as long as a relay lets a line be, and no line was longer. */
bool length_measure(struct length *longest, str line);

#endif
