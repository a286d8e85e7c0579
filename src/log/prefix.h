/* What precedes the kernel's words on a line of text: each kind of prefix is an element of a table.
 * SPDX-License-Identifier: MIT
 *
 * A new log shipper is one element, with its samples and its scanner, in one of the prefix_*.c files, and one log in
 * testdata/prefixes. */
#ifndef LOG_PREFIX_H
#define LOG_PREFIX_H

#include "base/ascii.h"
#include "base/scan.h"
#include "log/lines.h"
#include "log/message.h"
#include "log/time.h"

/* --- what syslog writes: priority (a facility and a level, by number or by name) and tag --- */

/* Facility and level of their names ("kern", "warn" or "warning"); -1 if it is none. */
int syslog_facility(str name);
int syslog_level(str name);

/* Syslog's number: facility * 8 + level. */
void syslog_set_priority(struct message *message, uint64_t number);

/* "<4>" */
bool syslog_scan_priority(struct scan *scan, struct message *message);

/* "kern.warn " (syslog-ng, busybox), if it is at the cursor. */
void syslog_scan_priority_words(struct scan *scan, struct message *message);

/* "123 " before "<4>1 ": the octet count of a stream (RFC 6587). */
bool syslog_scan_octets(struct scan *scan);

enum {
    SYSLOG_TAG_MOST = 64,  /* bytes of a program's name */
    SYSLOG_HOST_MOST = 256 /* bytes of a host's name */
};

struct syslog_tag {
    str program;
    bool has_pid;
    bool is_kernel; /* "kernel" without a pid */
};

/* "kernel: ", "kernel:[", "kernel:Mem-Info:", "kernel:1024 pages RAM", "app[123]: ", "app: ", "app:" at the end. */
bool syslog_scan_tag(struct scan *scan, struct syslog_tag *ret_tag);

/* True if "HOST kernel:" is at the cursor. */
bool syslog_opens_kernel_line(struct scan scan);

/* --- the elements --- */

/* Where a prefix may come. What may be first on a line is PREFIX_START; each element says what may follow it. */
enum prefix_group {
    PREFIX_OUTER = 1 << 0,    /* containers, pagers, grep: anything may follow */
    PREFIX_COUNT = 1 << 1,    /* octet count of a syslog stream */
    PREFIX_PRIORITY = 1 << 2, /* <4> */
    PREFIX_RFC5424 = 1 << 3,  /* the rest of such a header, after <4> */
    PREFIX_FACILITY = 1 << 4, /* dmesg -x */
    PREFIX_HEADER = 1 << 5,   /* time, host and program */
    PREFIX_TAG = 1 << 6,      /* "kernel: " alone */
    PREFIX_STAMP = 1 << 7,    /* the kernel's own time, however printed */
    PREFIX_AFTER = 1 << 8,    /* after such a time: printk caller, host */
    PREFIX_NESTED = 1 << 9,   /* a second header after the first: forwarded twice */
    PREFIX_START =
        PREFIX_OUTER | PREFIX_COUNT | PREFIX_PRIORITY | PREFIX_FACILITY | PREFIX_HEADER | PREFIX_TAG | PREFIX_STAMP
};

struct prefix_memory;

/* How many bytes of TEXT, which follows the prefix, are the message's. */
typedef size_t prefix_end(str text);

/* What the prefixes of one line say. */
struct prefix_found {
    struct prefix_memory *memory;
    struct message message; /* all but text, continues, cut and line; views into the line, the memory or literals */
    struct piece piece;
    enum escapes escapes;
    str lead;          /* logcat: words of the text that precede ": " and the rest of the line */
    prefix_end *end;   /* where the message ends before the line does; NULL: nowhere */
    uint64_t elements; /* that matched, a bit each */
    unsigned then;     /* groups that may follow */
    bool has_tag;      /* a header preceded this one: only the kernel's may follow */
    bool needs_more;   /* not a prefix unless another follows: a line number, a diff mark */
    bool is_regular; /* nothing but the kernel's time follows what the memory keeps of the line, or precedes the text */
    bool is_again;   /* all is as in the line before but for the kernel's time */
};

/* A scanner reads its prefix at the cursor and fills FOUND, or fails and leaves the cursor where it is. */
typedef bool prefix_scan(struct scan *scan, struct prefix_found *found);

struct prefix_element {
    const char *name;
    unsigned stands;   /* groups that it belongs to */
    unsigned then;     /* groups that may follow, unless the scanner says otherwise */
    const char *opens; /* bytes it can begin with; "0" is any digit, "a" any letter or byte beyond ASCII */
    enum escapes escapes;
    prefix_scan *scan;
    prefix_end *end;        /* NULL: the message goes to the line's end */
    const char *samples[8]; /* each all that precedes a line's text, the element among it */
};

/* The table; each part ends in an element without a name. */
extern const struct prefix_element prefix_kernel[], prefix_syslog[], prefix_container[];

enum {
    PREFIX_GROUPS = 10,
    PREFIX_CLASSES = 128, /* of first bytes */
    PREFIX_ELEMENTS = 64, /* at most */
    PREFIX_LAST_MOST = 128
};

/* The beginning of the last line, up to the kernel's time, and what it said. */
struct prefix_last {
    char text[PREFIX_LAST_MOST];
    size_t len; /* 0: nothing is kept */
    struct prefix_found found;
    struct message_copy names; /* of that */
};

/* What was learnt from the lines of one input; prefix_begin makes it. */
struct prefix_memory {
    const struct prefix_element *elements[PREFIX_ELEMENTS];
    uint64_t by_group[PREFIX_GROUPS];  /* a bit an element */
    uint64_t by_class[PREFIX_CLASSES]; /* of the byte that it opens with */
    bool (*begins_report)(str text);   /* whether TEXT begins as a report of the kernel does */
    struct prefix_last last;
    struct time_second second;
    const struct prefix_found *told; /* by the last line, if it was regular and whoever owns that has noted it */
    enum { PREFIX_AFTER_UNKNOWN, PREFIX_AFTER_USED, PREFIX_AFTER_UNUSED } after; /* after the kernel's time */
    int after_against; /* lines in a row that speak against that */
    char host[SYSLOG_HOST_MOST];
    size_t host_len;           /* of the last header that named the kernel or a pid */
    bool host_is_left_out;     /* such a header named none */
    bool kernel_is_left_out;   /* headers name the host, but not the kernel as the program */
    bool time_is_relative;     /* dmesg -e, -H: only the first line of a minute has a time */
    struct oomwhy_time minute; /* that one */
    char caller[24];           /* of this line */
    uint64_t logcat_pid;       /* of the last line that logcat shows without a tag: the kernel's */
    bool has_kernel_facility;  /* a line of the facility "kern" was seen */
};

/* True if there is a time with dmesg's comma at the cursor: "2024-01-01T00:00:00,123456". */
static inline bool prefix_has_comma(struct scan scan) {
    enum { COMMA_AT = sizeof "2024-01-01T00:00:00" - 1 };
    return scan.end - scan.at > COMMA_AT && scan.at[COMMA_AT] == ',';
}

/* "[T123] ", "[    C3] ": who called printk (CONFIG_PRINTK_CALLER, since 5.1). */
static inline bool prefix_scan_caller(struct scan *scan, str *ret_caller) {
    struct scan at = *scan;
    uint64_t number;
    if (!scan_byte(&at, '['))
        return false;
    scan_blanks(&at);
    const char *from = at.at;
    if ((!scan_byte(&at, 'T') && !scan_byte(&at, 'C')) || !scan_u64(&at, &number))
        return false;
    const str caller = str_of(from, (size_t)(at.at - from));
    if (!scan_byte(&at, ']'))
        return false;
    scan_byte(&at, ' ');
    *ret_caller = caller;
    *scan = at;
    return true;
}

/* --- the walk --- */

/* Starts a new input. BEGINS_REPORT tells whether a text begins as a report of the kernel does. */
void prefix_begin(struct prefix_memory *memory, bool (*begins_report)(str text));

/* Of a line that nothing is known of. */
struct prefix_found prefix_nothing(struct prefix_memory *memory);

/* Strips all prefixes, and what follows the message, from *TEXT; false if there were none. */
bool prefix_strip(struct prefix_memory *memory, str *text, struct prefix_found *ret_found);

/* Bytes of a line's beginning that other readers of lines look at. */
enum { PREFIX_LOOKED_AT = 22 };

/* Whether LINE begins with the same bytes, up to the kernel's time or words, as the last line that prefix_strip read,
 * and these are more bytes than any other reader of lines looks at. */
static inline bool prefix_is_repeated(const struct prefix_memory *memory, str line) {
    const struct prefix_last *last = &memory->last;
    if (last->len >= PREFIX_LOOKED_AT)
        return line.len > last->len && memcmp(line.data, last->text, last->len) == 0;
    return last->len == 0 && memory->told && line.len > 1 && *line.data == '[' &&
           (line.data[1] == ' ' || ascii_is_digit(line.data[1]));
}

/* Strips the prefixes of LINE, of which prefix_is_repeated is true, if FOUND is what the last line told, and all that
 * this one tells but for the kernel's time: that is set. */
bool prefix_strip_again(struct prefix_memory *memory, str line, struct prefix_found *found, str *ret_text);

/* Matches one element at the cursor, as prefix_strip would. */
bool prefix_match(struct prefix_memory *memory, size_t element, struct scan *scan, struct prefix_found *found);

#endif
