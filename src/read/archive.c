/* Files inside an archive: tar or zip, by libarchive.
 * SPDX-License-Identifier: MIT */
#include "read/archive.h"

#include "read/library.h"

#ifdef OOMWHY_ARCHIVE

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

/* libarchive calls back where it wants bytes, so the stream is pulled through it. Its own filters stay out: unpack has
 * the codecs, and filters that libarchive lacks are programs that it runs. */
struct archive_functions {
    __typeof__(&archive_read_new) read_new;
    __typeof__(&archive_read_support_format_tar) read_support_format_tar;
    __typeof__(&archive_read_support_format_zip) read_support_format_zip;
    __typeof__(&archive_read_open) read_open;
    __typeof__(&archive_read_next_header) read_next_header;
    __typeof__(&archive_read_data_block) read_data_block;
    __typeof__(&archive_read_free) read_free;
    __typeof__(&archive_entry_filetype) entry_filetype;
    __typeof__(&archive_entry_hardlink) entry_hardlink;
    __typeof__(&archive_entry_pathname) entry_pathname;
};

#ifndef OOMWHY_ARCHIVE_LINKED
static const char archive_library[] = "libarchive.so.13";

#define ARCHIVE_FUNCTION(member)                                                                                       \
    { "archive_" #member, offsetof(struct archive_functions, member) }

static const struct library_function archive_names[] = {
    ARCHIVE_FUNCTION(read_new),
    ARCHIVE_FUNCTION(read_support_format_tar),
    ARCHIVE_FUNCTION(read_support_format_zip),
    ARCHIVE_FUNCTION(read_open),
    ARCHIVE_FUNCTION(read_next_header),
    ARCHIVE_FUNCTION(read_data_block),
    ARCHIVE_FUNCTION(read_free),
    ARCHIVE_FUNCTION(entry_filetype),
    ARCHIVE_FUNCTION(entry_hardlink),
    ARCHIVE_FUNCTION(entry_pathname),
    {NULL, 0},
};

static bool archive_load(struct archive_functions *ret_functions, bool *ret_is_absent) {
    return library_load(archive_library, archive_names, ret_functions, ret_is_absent);
}

void archive_prepare(void) {
    library_prepare(archive_library);
}
#else
static bool archive_load(struct archive_functions *ret_functions, bool *ret_is_absent) {
    *ret_is_absent = false;
    *ret_functions = (struct archive_functions){
        archive_read_new,       archive_read_support_format_tar, archive_read_support_format_zip,
        archive_read_open,      archive_read_next_header,        archive_read_data_block,
        archive_read_free,      archive_entry_filetype,          archive_entry_hardlink,
        archive_entry_pathname,
    };
    return true;
}

void archive_prepare(void) {
}
#endif

struct archive_reading {
    struct stream member; /* the file in progress */
    bool is_at_end;       /* of that: libarchive must not be asked for more */
    struct archive_functions libarchive;
    struct archive *archive;
    struct stream_rest from;
    archive_visit *visit;
    void *context;
    bool has_devices;
};

static const char archive_damaged[] = "is damaged or cut off; what could be read is reported";

static la_ssize_t archive_pull(struct archive *archive, void *context, const void **ret_bytes) {
    struct archive_reading *reading = context;
    (void)archive;
    str bytes;
    if (!stream_rest_next(&reading->from, &bytes))
        return 0;
    *ret_bytes = bytes.data;
    return (la_ssize_t)bytes.len;
}

static bool archive_next_of_member(struct stream *stream, str *ret_bytes) {
    struct archive_reading *reading = (struct archive_reading *)stream;
    const void *bytes;
    size_t len;
    la_int64_t offset;
    int result;
    if (reading->is_at_end)
        return false;
    do
        result = reading->libarchive.read_data_block(reading->archive, &bytes, &len, &offset);
    while (((result == ARCHIVE_OK || result == ARCHIVE_WARN) && len == 0) || result == ARCHIVE_RETRY);
    if (result < ARCHIVE_OK && result != ARCHIVE_WARN)
        stream->sentence = archive_damaged;
    reading->is_at_end = result != ARCHIVE_OK && result != ARCHIVE_WARN;
    *ret_bytes = str_of(bytes, len);
    return !reading->is_at_end;
}

/* A hard link has the bytes of a file that was there before. */
static bool archive_is_file(const struct archive_reading *reading, struct archive_entry *entry) {
    return S_ISREG(reading->libarchive.entry_filetype(entry)) && !reading->libarchive.entry_hardlink(entry);
}

static bool archive_is_device(const struct archive_reading *reading, struct archive_entry *entry) {
    const mode_t type = reading->libarchive.entry_filetype(entry);
    return S_ISCHR(type) || S_ISBLK(type) || S_ISFIFO(type) || S_ISSOCK(type);
}

/* NULL: in the C locale libarchive gives no name that is not ASCII. */
static const char *archive_name(const struct archive_reading *reading, struct archive_entry *entry) {
    const char *name = reading->libarchive.entry_pathname(entry);
    return name ? name : "(a name that cannot be shown)";
}

/* False: VISIT stopped, or memory is short. */
static bool archive_visit_all(struct archive_reading *reading, const char **ret_sentence) {
    struct archive_entry *entry;
    for (;;) {
        const int result = reading->libarchive.read_next_header(reading->archive, &entry);
        if (result == ARCHIVE_EOF)
            return true;
        if (result == ARCHIVE_FATAL || result == ARCHIVE_FAILED) {
            *ret_sentence = archive_damaged;
            return true;
        }
        if (result == ARCHIVE_RETRY)
            continue;
        reading->has_devices |= archive_is_device(reading, entry);
        if (!archive_is_file(reading, entry))
            continue;
        reading->member = (struct stream){.next = archive_next_of_member, .fd = -1};
        reading->is_at_end = false;
        if (!reading->visit(reading->context, archive_name(reading, entry), &reading->member))
            return false;
    }
}

static bool archive_open_reading(struct archive_reading *reading) {
    const struct archive_functions *libarchive = &reading->libarchive;
    reading->archive = libarchive->read_new();
    return reading->archive && libarchive->read_support_format_tar(reading->archive) == ARCHIVE_OK &&
           libarchive->read_support_format_zip(reading->archive) == ARCHIVE_OK;
}

bool archive_read_all(struct stream_rest from, archive_visit *visit, void *context, bool *ret_has_devices,
                      const char **ret_sentence) {
    struct archive_reading reading = {.from = from, .visit = visit, .context = context};
    *ret_sentence = NULL;
    *ret_has_devices = false;
    bool is_absent;
    if (!archive_load(&reading.libarchive, &is_absent)) {
        *ret_sentence =
            is_absent
                ? "is an archive, which needs libarchive (package libarchive13): install it, or unpack the archive"
                : "is an archive, and there is too little memory, or no descriptor left, to load libarchive: unpack it";
        return true;
    }
    bool going = archive_open_reading(&reading);
    if (going && reading.libarchive.read_open(reading.archive, &reading, NULL, archive_pull, NULL) != ARCHIVE_OK)
        *ret_sentence = archive_damaged;
    else
        going = going && archive_visit_all(&reading, ret_sentence);
    *ret_has_devices = reading.has_devices;
    if (reading.archive)
        reading.libarchive.read_free(reading.archive);
    if (!*ret_sentence)
        *ret_sentence = from.stream->sentence;
    return going;
}

#else

void archive_prepare(void) {
}

bool archive_read_all(struct stream_rest from, archive_visit *visit, void *context, bool *ret_has_devices,
                      const char **ret_sentence) {
    (void)from, (void)visit, (void)context;
    *ret_has_devices = false;
    *ret_sentence = "is an archive, and this oomwhy was built without libarchive: unpack it and name the log inside";
    return true;
}

#endif
