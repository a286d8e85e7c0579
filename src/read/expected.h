/* Files that will be read one after another: while one is read, the next packed ones are unpacked ahead.
 * SPDX-License-Identifier: MIT */
#ifndef READ_EXPECTED_H
#define READ_EXPECTED_H

#include "read/source.h"

/* JOBS threads at most. NULL when memory is short. */
struct expected *expected_new(int jobs);
void expected_free(struct expected *expected);

/* PATH will be read after those that were added before. False when memory is short. */
bool expected_add(struct expected *expected, const char *path);

/* Reads PATH as source_read does, from the thread that has begun to unpack it, where it is a packed file and was
 * expected; those expected before it are given up. */
enum source_end expected_read(struct expected *expected, const char *path, const struct content_options *options,
                              const struct source_sink *sink, const char **ret_sentence);

#endif
