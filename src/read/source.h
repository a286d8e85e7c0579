/* A path, standard input, a compressed file or a kernel log device: all become text for one sink.
 * SPDX-License-Identifier: MIT */
#ifndef READ_SOURCE_H
#define READ_SOURCE_H

#include "read/sink.h"

/* Where the text goes. A false return stops the reading. */
struct source_sink {
    struct content_sink content;
    bool (*idle)(void *context); /* nothing has come for a second; once until more comes; may be NULL */
};

enum source_end {
    SOURCE_COMPLETE,
    SOURCE_TROUBLE, /* could not be read, or not to its end, or is no log; what could be read went to the sink */
    SOURCE_EMPTY,   /* a pipe that ended without a byte: whoever should have filled it has failed; no sentence */
    SOURCE_STOPPED, /* the sink wanted no more */
    SOURCE_OUT_OF_MEMORY
};

/* Reads PATH ("-": standard input) to its end. /dev/kmsg ends at the newest record; /proc/kmsg is refused, since
 * reading it takes the records away from syslogd. *RET_SENTENCE is what is to be said about the input ("is a
 * directory"), or NULL; it may be set with SOURCE_COMPLETE, too ("is empty"). */
enum source_end source_read(const char *path, const struct content_options *options, const struct source_sink *sink,
                            const char **ret_sentence);

/* Reads this machine's journal. */
enum source_end source_read_journal(const struct content_options *options, const struct source_sink *sink,
                                    const char **ret_sentence);

#endif
