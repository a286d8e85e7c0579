/* A path, standard input, a compressed file or a kernel log device: all become text for one sink.
 * SPDX-License-Identifier: MIT */
#ifndef READ_SOURCE_H
#define READ_SOURCE_H

#include "read/sink.h"

#include <stdint.h>

/* Where the text goes. False from `idle`, `tick` and `again` stops the reading; all but `content` may be NULL, and have
 * its context. */
struct source_sink {
    struct content_sink content;
    bool (*idle)(void *context); /* nothing has come for a second; once until more comes; not where there is `tick` */
    bool (*tick)(void *context); /* of a stream: before each read, and while nothing comes */
    bool (*has_work)(void *context);                        /* something waits for the next tick */
    bool (*go_on)(void *context, int64_t done, int64_t of); /* between reads; false: the input ends here */
    int (*open)(void *context, const char *path); /* a descriptor that somebody holds; -1: PATH is opened by its name */
    bool (*again)(void *context, const char *path); /* of a file that is followed: what comes now is of this one */
    bool is_followed;                               /* a kernel log device goes on after its newest record */
};

/* How long, in milliseconds, a stream waits for bytes until the next tick; TAIL: until it looks into the journal. */
enum { SOURCE_TICK_MS = 100, SOURCE_IDLE_MS = 1000, SOURCE_TAIL_MS = 250 };

enum source_end {
    SOURCE_COMPLETE,
    SOURCE_TROUBLE, /* could not be read, or not to its end, or is no log; what could be read went to the sink */
    SOURCE_EMPTY,   /* a pipe that ended without a byte: the command that writes to it has failed; no sentence */
    SOURCE_STOPPED, /* the sink wanted no more */
    SOURCE_OUT_OF_MEMORY
};

/* Reads PATH ("-": standard input) to its end. /dev/kmsg ends at the newest record; /proc/kmsg is refused, since
 * reading it takes the records away from syslogd. *RET_SENTENCE is what is to be said about the input ("is a
 * directory"), or NULL; it may be set with SOURCE_COMPLETE, too ("is empty"). */
enum source_end source_read(const char *path, const struct content_options *options, const struct source_sink *sink,
                            const char **ret_sentence);

/* Reads this machine's journal. *RET_LAST_US is the newest time of a record in it, in microseconds since 1970;
 * untouched where there is none. */
enum source_end source_read_journal(const struct content_options *options, const struct source_sink *sink,
                                    uint64_t *ret_last_us, const char **ret_sentence);

/* Reads the ring buffer at RING as it fills, and between its records what comes into this machine's journal after
 * AFTER_US, but for the kernel's own messages. RING NULL: the journal alone, those included. Where there is no journal
 * to be followed the ring buffer is. */
enum source_end source_follow_machine(const char *ring, const struct content_options *options,
                                      const struct source_sink *sink, uint64_t after_us, const char **ret_sentence);

/* What somebody holds open of PATH, or -1. */
int source_held(const char *path, const struct source_sink *sink);

/* Reads the journal file at PATH as it grows, and the one that has its name after it. */
enum source_end source_follow_journal(const char *path, const struct content_options *options,
                                      const struct source_sink *sink, const char **ret_sentence);

/* Opens PATH. A descriptor, or -1 with what is to be said; with NULL if the sink ended the wait. */
int source_open(const char *path, const struct source_sink *sink, const char **ret_sentence);

struct stat;

/* Whether the file of FD may be read: no directory, and nothing that is lost once it was read. Else what to say of it.
 */
bool source_is_readable(int fd, struct stat *ret_status, const char **ret_sentence);

/* What ERROR of a call means, of static life: of one that opens an input, or of one that reads it. */
const char *source_sentence(int error, bool opening);

/* Asks the sink whether to go on, DONE bytes of OF having been read. */
bool source_goes_on(const struct source_sink *sink, int64_t done, int64_t of);

/* Tells a stream's sink that time has passed. False to stop. */
bool source_tick(const struct source_sink *sink);

#endif
