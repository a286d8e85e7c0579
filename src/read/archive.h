/* Files inside an archive: tar or zip, by libarchive.
 * SPDX-License-Identifier: MIT */
#ifndef READ_ARCHIVE_H
#define READ_ARCHIVE_H

#include "read/stream.h"

/* Takes a regular file of the archive, whose NAME is as the archive has it; a loan. False stops the reading. */
typedef bool archive_visit(void *context, const char *name, struct stream *member);

/* Loads what reads archives, before one is read. */
void archive_prepare(void);

/* Visits the files one after the other, in the archive's order. False when memory was short or VISIT stopped.
 * *RET_HAS_DEVICES is whether it holds devices or pipes, too; *RET_SENTENCE why it could not be read to its end, or
 * NULL.
 */
bool archive_read_all(struct stream_rest from, archive_visit *visit, void *context, bool *ret_has_devices,
                      const char **ret_sentence);

#endif
