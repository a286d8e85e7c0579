/* liboomwhy: kernel log text in, a report on every OOM event out.
 * SPDX-License-Identifier: MIT
 *
 *     oomwhy_open(&options, &handle);
 *     oomwhy_read(handle, "/var/log/kern.log");    or oomwhy_begin, oomwhy_feed ..., oomwhy_end
 *     oomwhy_finish(handle);
 *     oomwhy_close(handle);
 *
 * The library never prints, never exits, and reads no clock, locale or environment. A handle is used by one thread at a
 * time; different handles are independent. */
#ifndef OOMWHY_OOMWHY_H
#define OOMWHY_OOMWHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined __GNUC__
#pragma GCC visibility push(default)
#endif

#define OOMWHY_VERSION "0.1.0"

/* The most events that `last` may ask for: they are held in memory. */
#define OOMWHY_LAST_MOST 10000

/* What the functions return. After OOMWHY_ERROR_MEMORY, _OUTPUT and _CLOSED the handle stays at that status: further
 * calls do nothing and return it again, and only oomwhy_close is left. */
enum oomwhy_status {
    OOMWHY_OK,
    OOMWHY_ERROR_ARGUMENT, /* oomwhy_open: an option is out of its range, unknown or missing */
    OOMWHY_ERROR_MEMORY,   /* memory is short */
    OOMWHY_ERROR_INPUT,    /* oomwhy_read: the input could not be read to its end; what could be read is reported */
    OOMWHY_ERROR_OUTPUT,   /* the write function failed */
    OOMWHY_ERROR_CLOSED,   /* the write function said that nobody reads any more */
    OOMWHY_ERROR_EMPTY     /* oomwhy_read: a pipe ended without a byte, so the command that writes to it has failed */
};

/* Takes LEN bytes of the report, which are valid during the call only. Returns 0, OOMWHY_ERROR_CLOSED if nobody reads
 * any more, or OOMWHY_ERROR_OUTPUT. */
typedef int oomwhy_write_function(void *context, const char *bytes, size_t len);

/* Takes a warning about an input: SENTENCE is English, has no newline and is safe for a terminal. FILE is the input's
 * name as it was given, which may not be safe: see oomwhy_escape. Both are valid during the call only. */
typedef void oomwhy_warn_function(void *context, const char *file, const char *sentence);

/* The caller's clock: microseconds from any start that only go up, as of CLOCK_MONOTONIC. */
typedef int64_t oomwhy_clock_function(void *context);

/* Asked while an input is read: false ends it here, as if it had ended. DONE bytes of the input were read of OF, 0
 * where that is not known. */
typedef bool oomwhy_go_on_function(void *context, int64_t done, int64_t of);

/* What an input is, by its first bytes. */
enum oomwhy_content {
    OOMWHY_CONTENT_TEXT,
    OOMWHY_CONTENT_PACKED, /* what is in it is told next */
    OOMWHY_CONTENT_ARCHIVE,
    OOMWHY_CONTENT_JOURNAL
};

/* Told what is about to be read, before its bytes are used for anything but telling that, and with the library loaded
 * that it needs: here a caller gives up what rights it needs no more. A packed input is told again by what is in it,
 * the members of an archive are not told. False: memory is short. */
typedef bool oomwhy_content_function(void *context, enum oomwhy_content content);

/* Asked for a descriptor of the input PATH, at its start, before the file is opened by its name: one of a regular file,
 * which the library closes, or -1. */
typedef int oomwhy_open_function(void *context, const char *path);

/* Asked with FD -1 for an empty file, open for reading and writing, that has a name as long as it is read: a journal
 * that is cut or packed is copied to it. Returns a descriptor, or -1. Called again with that descriptor, to close it
 * and to delete the file, before it is asked for another one. */
typedef int oomwhy_copy_function(void *context, int fd);

/* A wall-clock time, as exact as a log gives it. */
struct oomwhy_time {
    int32_t year;                 /* 0: unknown, as in RFC 3164 */
    int32_t month;                /* 1-12; 0: there is no time at all, and the other members mean nothing */
    int32_t day;                  /* 1-31 */
    int32_t hour, minute, second; /* a leap second is 60 */
    int32_t nanosecond;
    int32_t digits;     /* of the fraction as it was given, 0-9 */
    int32_t offset_min; /* minutes east of UTC */
    bool has_offset;    /* else the time is the log's own, of whatever zone */
};

/* Numbers of events, both ends included. */
struct oomwhy_range {
    int64_t first, last;
};

/* What to report and how. Zero is a default for every member but `write`; an event is reported if no filter leaves it
 * out. Lists of names end with NULL; names are shell patterns. */
struct oomwhy_options {
    const char *format; /* a name that oomwhy_format lists, "summary" (one line per event), "annotate" (the log's own
                           lines with remarks) or "compare" (what changed between two events); NULL: "text" */
    oomwhy_write_function *write;     /* takes the report; may be NULL if `quiet` */
    oomwhy_warn_function *warn;       /* takes warnings; NULL: they are dropped */
    oomwhy_clock_function *clock;     /* oomwhy_read and oomwhy_follow tick by it; NULL: events wait for a pause */
    oomwhy_go_on_function *go_on;     /* asked between reads, and at least once a second; NULL: always true */
    oomwhy_content_function *content; /* told what each input is, before it is read; NULL: nobody asks */
    oomwhy_open_function *open;       /* gives what a caller has opened already; NULL: files are opened by their name */
    oomwhy_copy_function *copy;       /* gives temporary files; NULL: they are made in `temporary_folder` */
    void *context;                    /* the first argument of all of them */
    bool color;                       /* text and summary: ANSI colors */
    int width;                        /* text and summary: columns of the terminal; 0: 80 */
    bool quiet;                       /* no report, events are only counted */
    bool unicode;                     /* text: bars of block characters */
    bool all_tasks;                   /* text, markdown, html: the whole task table, ranked */
    bool brief;                       /* text: the first screen only; of several events, of the one to read first */
    bool full;                        /* text: also what repeats earlier events, and all figures */
    bool lines;                       /* text: quote the lines that are cited */
    const char *sort;       /* the same: the task table by this column, one that oomwhy_sort_column lists; NULL: by
                               size, or, of the whole table, by score */
    int64_t last;           /* filter: only the last N events, up to OOMWHY_LAST_MOST; 0: all */
    int64_t compare_before; /* compare: number of the event to begin with; 0: the first */
    int64_t compare_after;  /* compare: number of the event to end with; 0: the last */
    const struct oomwhy_range *events; /* filter: only events with a number, from 1 over all inputs, in one of these */
    size_t event_count;                /* of the ranges; 0: all events */
    const char *const *hosts;  /* filter: only events of a host of one of these names, short or full; NULL: all */
    const char *const *killed; /* filter: only events that killed a process of one of these names; NULL: all */
    struct oomwhy_time since;  /* filter: only events at this time or later; month 0: no bound */
    struct oomwhy_time until;  /* filter: only events at this time or earlier; month 0: no bound */
    struct oomwhy_time near;   /* filter: only the event nearest to this time; month 0: all */
    struct oomwhy_time now;    /* text, markdown, html: the time now, of which times in the log tell how long ago they
                                  were; month 0: they do not */
    int64_t page_size;         /* bytes, a power of two from 1024 to 1 MiB, for logs that do not show it; 0: unknown */
    const char *boot; /* of a journal only this boot: "0" the last one, "-1" the one before, or its id; NULL: all */
    const char *temporary_folder; /* for journal files that are cut or packed; NULL: /tmp */
    int jobs; /* packed files that oomwhy_expect named are unpacked ahead by so many threads; 0, 1: by none */
};

/* What is to be read. */
struct oomwhy_input {
    const char *path;    /* of a file; "-": standard input */
    const char *name;    /* by which events name it as their source; NULL: PATH */
    const char *host;    /* the machine whose log it is, where the log does not say so itself; NULL: unknown */
    const char *folder;  /* it was found by a search below this folder, whose name PATH begins with: that it is no log,
                            or empty, is not said, and folders may tell the machine; NULL: it was named */
    bool is_own_journal; /* not a file, but this machine's journal; PATH is its name in reports */
    bool with_journal;   /* oomwhy_follow_input of this machine's ring buffer: between its records comes what is new in
                            the journal, but for the kernel's own messages */
    int64_t
        clock_start_us; /* when the kernel's clock was 0, since 1970, for lines that tell nothing else; 0: unknown */
};

/* The most threads that `jobs` may ask for: each takes up to 64 MiB of what it has unpacked, beside its decoder. */
#define OOMWHY_JOBS_MOST 64

/* State of one analysis. */
struct oomwhy;

/* The name of the format at INDEX, from 0, in the order in which to list them to users; NULL behind the last. */
const char *oomwhy_format(size_t index);

/* The name of the column at INDEX, from 0, that the task table can be sorted by; NULL behind the last. */
const char *oomwhy_sort_column(size_t index);

/* Makes a handle, which the caller gives to oomwhy_close. Copies the options with their strings; only `context` must
 * stay valid. On failure *RET_HANDLE is untouched. */
enum oomwhy_status oomwhy_open(const struct oomwhy_options *options, struct oomwhy **ret_handle);

/* Reads the file at PATH to its end, or standard input for "-"; packed files are unpacked, of archives (tar, zip) each
 * log is read, named PATH:MEMBER, and of systemd's journal files the records of the kernel and of userspace killers. An
 * input that cannot be read well is OOMWHY_ERROR_INPUT with a warning, or OOMWHY_ERROR_EMPTY without one, the caller
 * knowing better what to say; further inputs may follow either. */
enum oomwhy_status oomwhy_read(struct oomwhy *handle, const char *path);

enum oomwhy_status oomwhy_read_input(struct oomwhy *handle, const struct oomwhy_input *input);

/* How far back the input that was read last goes, in microseconds since 1970, where it was this machine's journal (to
 * the first message of the kernel in it) or its ring buffer (with `clock_start_us`); 0: that is not known. */
int64_t oomwhy_reach_us(const struct oomwhy *handle);

/* Puts the rotated files of one log in one folder (NAME, NAME.N, NAME-DATE, packed or not) in order, the oldest first,
 * in those of COUNT places of PATHS that they hold. OOMWHY_ERROR_MEMORY: nothing was moved. */
enum oomwhy_status oomwhy_sort_rotated(char **paths, size_t count);

/* Whether A and B are named as files of one log in one folder. */
bool oomwhy_is_rotated(const char *a, const char *b);

/* Tells that oomwhy_read will be called with PATH, after those that were told before: with `jobs` the first of them
 * that are packed files are opened and unpacked ahead. The report is the same. Names may be told at any time, and what
 * is not read after all is closed with the handle. */
enum oomwhy_status oomwhy_expect(struct oomwhy *handle, const char *path);

/* Reads the file at PATH, and on as it grows, until go_on says no: a file that was renamed or truncated is read to its
 * end, and then the new one of that name; one that is not there yet is waited for. A pipe is read as by oomwhy_read,
 * /dev/kmsg as it fills. */
enum oomwhy_status oomwhy_follow(struct oomwhy *handle, const char *path);

/* The same for what INPUT names. This machine's journal is read on from where oomwhy_read_input came to. */
enum oomwhy_status oomwhy_follow_input(struct oomwhy *handle, const struct oomwhy_input *input);

/* The same for bytes in memory: begin names the input, feed takes the next LEN bytes, cut anywhere, and end closes the
 * input. Nothing is unpacked. NAME and BYTES are valid during the call only. */
enum oomwhy_status oomwhy_begin(struct oomwhy *handle, const char *name);
enum oomwhy_status oomwhy_feed(struct oomwhy *handle, const char *bytes, size_t len);
enum oomwhy_status oomwhy_end(struct oomwhy *handle);

/* Streams: tells the handle the time, NOW_US on the caller's clock; what is fed from here on came then. Called before
 * the first feed and then a few times a second, however much or little comes. Reports each complete event within a
 * second of its last line, and an incomplete one 60 seconds after it. */
enum oomwhy_status oomwhy_tick(struct oomwhy *handle, int64_t now_us);

/* The same without a clock: between two feeds, when nothing has come for a while: reports the events that are complete.
 * The text report is held back until one of both is called, up to 4 MiB of it, so that an overview of several events
 * stands before them. */
enum oomwhy_status oomwhy_idle(struct oomwhy *handle);

/* After the last input: reports the events that are left and writes what belongs at the end of the report. */
enum oomwhy_status oomwhy_finish(struct oomwhy *handle);

/* How many events were found so far: filtered ones and those of userspace killers too. */
int64_t oomwhy_event_count(const struct oomwhy *handle);

/* How many events of the kernel's OOM killer passed the filters so far; those that `last` leaves out are counted. */
int64_t oomwhy_found_count(const struct oomwhy *handle);

/* What there is to choose from so far: the hosts and the processes killed of all events, filtered ones too, each once
 * and only the first 16; NULL behind the last. Valid until oomwhy_close. */
const char *oomwhy_host(const struct oomwhy *handle, size_t index);
const char *oomwhy_killed(const struct oomwhy *handle, size_t index);

/* The times of the earliest and the latest of these events; month 0: the log gives none. */
void oomwhy_span(const struct oomwhy *handle, struct oomwhy_time *ret_first, struct oomwhy_time *ret_last);

/* Hands TEXT, such as a file's name, to WRITE in pieces, in the form in which reports show names from a log: bytes that
 * could control a terminal or deceive a reader as \xNN. Returns 0, or the first error of WRITE. */
int oomwhy_escape(const char *text, oomwhy_write_function *write, void *context);

/* Writes what TERM of an OOM report means, such as "gfp_mask", or with NULL the list of all terms; no handle is needed.
 * Of OPTIONS it takes `write`, `warn`, `context`, `color` and `width`. A term that is spelled nearly right is explained
 * with a warning whose FILE is the term; OOMWHY_ERROR_ARGUMENT: no term is spelled so, or nearly so. */
enum oomwhy_status oomwhy_explain(const struct oomwhy_options *options, const char *term);

/* Frees the handle; NULL is allowed. */
void oomwhy_close(struct oomwhy *handle);

#if defined __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
