/* Where the text of an input goes, and how it is to be read.
 * SPDX-License-Identifier: MIT */
#ifndef READ_SINK_H
#define READ_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A part of an input that is an input of its own. */
struct content_input {
    const char *member; /* of an archive, "INNER:MEMBER" where that is packed in another; NULL: the input itself */
    const char *host;   /* of which machine, where the archive shows it, or NULL */
    bool has_records;   /* it becomes records of journalctl -o export */
};

/* What bytes are, told by their beginning. */
enum content_kind {
    CONTENT_TEXT,
    CONTENT_PACKED, /* what is in it is told next */
    CONTENT_ARCHIVE,
    CONTENT_JOURNAL
};

/* What a log of this machine counts its time from. */
enum content_clock { CONTENT_SINCE_1970, CONTENT_SINCE_BOOT };

/* Where the text goes. A false return stops the reading. */
struct content_sink {
    bool (*bytes)(void *context, const char *bytes, size_t len); /* a loan until it returns */
    /* What follows is of INPUT, a loan. Not called for an input that is plain or compressed text. */
    bool (*input)(void *context, const struct content_input *input);
    void (*warn)(void *context, const char *sentence); /* about the input last begun */
    /* What is read is of KIND, and the library that it needs is loaded; called before its bytes are used for anything
     * else. Not called for members of an archive. NULL: nobody asks. */
    bool (*kind)(void *context, enum content_kind kind);
    /* The first record of this machine's journal that is the kernel's, or of its ring buffer, is of the time US.
     * NULL: nobody asks. */
    void (*reach)(void *context, enum content_clock clock, int64_t us);
    /* Gives, for FD -1, a file to copy a journal to, or -1, and takes it back. NULL: one is made in the folder for it.
     */
    int (*copy)(void *context, int fd);
    void *context;
};

struct content_options {
    const char *const *identifiers; /* of a journal, these programs' messages beside the kernel's; ends with NULL */
    const char *boot;               /* of a journal only this boot, as journalctl -b names it; NULL: all */
    const char *temporary_folder;   /* for a journal that is cut or packed; NULL: /tmp */
    const char *folder;             /* below which it was found: that it is no log is not said; NULL: it was named */
};

#endif
