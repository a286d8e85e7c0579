/* liboomwhy: kernel log text in, a report on every OOM event out.
 * SPDX-License-Identifier: MIT
 *
 * The library never prints, never exits, and reads no clock, locale or environment. One handle serves one thread. */
#ifndef OOMWHY_OOMWHY_H
#define OOMWHY_OOMWHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OOMWHY_VERSION "0.1.0"

/* The most events that `last` may ask for: they are held in memory. */
#define OOMWHY_LAST_MOST 10000

/* A wall-clock time as exact as the log gives it. */
struct oomwhy_time {
    int32_t year;  /* 0: not given (RFC 3164) */
    int32_t month; /* 1-12; 0: no wall-clock time at all */
    int32_t day, hour, minute, second;
    int32_t nanosecond;
    int32_t digits;     /* fraction digits given, 0-9 */
    int32_t offset_min; /* minutes east of UTC */
    bool has_offset;
};

struct oomwhy;

enum oomwhy_status {
    OOMWHY_OK,
    OOMWHY_ERROR_ARGUMENT, /* an option's value is out of its range */
    OOMWHY_ERROR_MEMORY,
    OOMWHY_ERROR_INPUT,  /* an input could not be read, or not to its end; the rest was */
    OOMWHY_ERROR_OUTPUT, /* the write function failed */
    OOMWHY_ERROR_CLOSED, /* the write function says that nobody reads any more */
    OOMWHY_ERROR_EMPTY   /* a pipe ended without a byte: whoever should have filled it has failed */
};

enum oomwhy_format { OOMWHY_FORMAT_TEXT, OOMWHY_FORMAT_JSON };

/* Takes LEN bytes of the report. Returns 0, OOMWHY_ERROR_CLOSED, or OOMWHY_ERROR_OUTPUT. */
typedef int oomwhy_write_function(void *context, const char *bytes, size_t len);

/* Takes one sentence about the input FILE (a diagnostic, no newline, safe for a terminal; FILE is as it was given: see
 * oomwhy_escape). */
typedef void oomwhy_complain_function(void *context, const char *file, const char *sentence);

/* All members may be zero but WRITE. */
struct oomwhy_options {
    enum oomwhy_format format;
    oomwhy_write_function *write;
    oomwhy_complain_function *complain; /* NULL: diagnostics are dropped, the status still tells */
    void *context;                      /* handed to both */
    bool color;                         /* text: ANSI colours */
    int width;                          /* text: columns of the terminal; 0 means 80 */
    bool quiet;                         /* no report */
    bool summary;                       /* one line an event */
    bool all_tasks;                     /* text: the whole task table, ranked */
    int64_t last;                       /* only the last N events; 0 means all */
    int64_t event;                      /* only event N; 0 means all */
    const char *host;                   /* only events of this host; NULL means all */
    struct oomwhy_time since, until;    /* only events within that span, both ends included; month 0 means no bound */
    int64_t page_size;                  /* bytes, when the log does not show it; 0 means unknown */
};

/* Makes a handle. The options are copied, host included. *ret_handle must go to oomwhy_close. */
enum oomwhy_status oomwhy_open(const struct oomwhy_options *options, struct oomwhy **ret_handle);

/* Reads the file at PATH ("-": standard input) to its end. OOMWHY_ERROR_INPUT has been complained about; it
 * and OOMWHY_ERROR_EMPTY, of which the caller knows best what to say, leave the handle usable for further inputs. */
enum oomwhy_status oomwhy_read(struct oomwhy *handle, const char *path);

/* Feeds bytes without a file: begin names the input, feed takes any number of bytes at any borders, end closes it. */
enum oomwhy_status oomwhy_begin(struct oomwhy *handle, const char *name);
enum oomwhy_status oomwhy_feed(struct oomwhy *handle, const char *bytes, size_t len);
enum oomwhy_status oomwhy_end(struct oomwhy *handle);

/* Reports what is still in progress and writes what belongs at the end. No feeding after it. */
enum oomwhy_status oomwhy_finish(struct oomwhy *handle);

/* Nothing has come for a while: reports the events that are complete. */
enum oomwhy_status oomwhy_idle(struct oomwhy *handle);

/* Events found so far, those that a filter left out and those of userspace killers included. */
int64_t oomwhy_event_count(const struct oomwhy *handle);

/* Invocations of the kernel's OOM killer so far that passed the filters: what decides the exit status. */
int64_t oomwhy_found_count(const struct oomwhy *handle);

/* Hands TEXT, a file's name say, to WRITE in pieces, as reports show the names of a log: what could steer a terminal,
 * or fool the eye, as \xNN. 0, or the first error of WRITE. */
int oomwhy_escape(const char *text, oomwhy_write_function *write, void *context);

/* Frees the handle; NULL is allowed. */
void oomwhy_close(struct oomwhy *handle);

#endif
