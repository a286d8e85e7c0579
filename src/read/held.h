/* Files of an archive that wait for older ones of the same log, which may come after them.
 * SPDX-License-Identifier: MIT */
#ifndef READ_HELD_H
#define READ_HELD_H

#include "read/archive.h"

enum {
    HELD_MOST = 16 * 1024 * 1024, /* bytes, of text that is compressed: what a log of a hundred megabytes takes */
    HELD_FILES_MOST = 1024
};

/* A window over an archive: files are taken in its order, and visited when the window has no more room or the archive
 * ends; the rotated files of one log the oldest first, the logs in the order of their first files. */
struct held;

/* VISIT is called with CONTEXT for each file. NULL if memory is short. */
struct held *held_new(archive_visit *visit, void *context);
void held_free(struct held *held);

/* An archive_visit whose context is a struct held: takes the file NAME. What is no text, and what has no room, is
 * visited in its turn, the latter after what is held of its log. */
bool held_take(void *context, const char *name, struct stream *file);

/* Visits all that are held. False, as above: memory is short, or a visit returned false. */
bool held_release(struct held *held);

/* Why the file that was taken last ended before its end, or NULL. */
const char *held_last_sentence(const struct held *held);

#endif
