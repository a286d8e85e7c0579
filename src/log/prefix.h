/* What log carriers write before the kernel's words on a line of text: the table of prefixes and the walk that takes
 * them off. SPDX-License-Identifier: MIT
 *
 * A new log shipper is one element of prefix_table with its samples, and one file in testdata/prefixes. */
#ifndef LOG_PREFIX_H
#define LOG_PREFIX_H

#include "base/scan.h"
#include "log/message.h"

/* Kinds of prefixes. What may stand first on a line is PREFIX_START; each element says what may follow it. */
enum prefix_group {
    PREFIX_WRAP = 1 << 0,     /* containers, pagers, grep: anything may follow */
    PREFIX_COUNT = 1 << 1,    /* octet count of a syslog stream */
    PREFIX_PRIORITY = 1 << 2, /* <4> */
    PREFIX_RFC5424 = 1 << 3,  /* the rest of such a header, behind <4> */
    PREFIX_FACILITY = 1 << 4, /* dmesg -x */
    PREFIX_HEADER = 1 << 5,   /* time, host and program */
    PREFIX_TAG = 1 << 6,      /* "kernel: " alone */
    PREFIX_STAMP = 1 << 7,    /* the kernel's own time, however printed */
    PREFIX_AFTER = 1 << 8,    /* behind such a time: printk caller, host */
    PREFIX_NESTED = 1 << 9,   /* a second header behind the first: forwarded twice */
    PREFIX_START =
        PREFIX_WRAP | PREFIX_COUNT | PREFIX_PRIORITY | PREFIX_FACILITY | PREFIX_HEADER | PREFIX_TAG | PREFIX_STAMP
};

/* What stands in the text for control bytes. */
enum prefix_escapes {
    PREFIX_RAW,   /* nothing: the bytes themselves */
    PREFIX_OCTAL, /* #012, syslog daemons */
    PREFIX_HEX    /* \x0a, /dev/kmsg */
};

enum {
    PREFIX_DEPTH = 8,       /* prefixes on one line */
    PREFIX_NAME_MOST = 256, /* bytes of a host's name */
    PREFIX_HABIT_MOST = 96,
    PREFIX_CLOCK_MOST = 32
};

/* What the prefixes of one line tell. */
struct prefix_find {
    struct message message; /* all but text, continues, cut and line; views into the line or the memory */
    enum prefix_escapes escapes;
    str lead;            /* logcat: words of the text that stand before ": " and the rest of the line */
    unsigned then;       /* groups that may follow */
    bool is_nested;      /* a header stood before this one: only the kernel's may follow */
    bool needs_more;     /* not a prefix unless another follows: a line number, a diff mark */
    bool is_part;        /* CRI "P": the line goes on in the next record */
    bool is_container;   /* CRI: whole or part */
    char continuation;   /* /dev/kmsg flag 'c' or '+'; '\0' */
    int64_t fragment_at; /* netconsole: this is bytes AT.. of a text of OF bytes; OF 0: no fragment */
    int64_t fragment_of;
};

/* The last header's time and the host and program behind it, as bytes and as what they mean: the next line mostly has
 * the same. */
struct prefix_last {
    char time_text[16];
    struct oomwhy_time time;
    bool has_time;
    char text[128];
    size_t len;
    struct message message; /* its views lead into `text` */
    unsigned then;
};

/* All that stood before the kernel's time on the last line: lines that begin with the same bytes differ in that time
 * alone. */
struct prefix_habit {
    char text[PREFIX_HABIT_MOST + PREFIX_CLOCK_MOST]; /* behind it, what that time begins with: "[12345." */
    size_t len;
    size_t clock_len;   /* of both; 0: the habit is not sure, or that time did not go on with six digits and "] " */
    int64_t seconds_us; /* that it begins with */
    size_t depth;       /* prefixes, the time among them; 0: no habit */
    bool is_sure;       /* the line before that one told the same */
    enum prefix_escapes escapes;
};

enum { PREFIX_GROUPS = 10, PREFIX_CLASSES = 128 };

/* What the lines of one input have taught; prefix_begin makes it. */
struct prefix_memory {
    uint64_t by_group[PREFIX_GROUPS];  /* a bit an element of the table */
    uint64_t by_class[PREFIX_CLASSES]; /* of the byte that it opens with */
    struct prefix_last last;
    struct prefix_habit habit;
    uint8_t trail[PREFIX_DEPTH]; /* 1 + the element that matched last at this depth */
    bool after_is_known, after_is_used;
    int after_against; /* lines in a row that speak against `after_is_used` */
    char host[PREFIX_NAME_MOST];
    size_t host_len;           /* of the last header that named the kernel or a pid */
    bool host_is_left_out;     /* such a header named none */
    bool kernel_is_left_out;   /* headers name the host, but not the kernel as the program */
    bool time_is_relative;     /* dmesg -e, -H: only the first line of a minute has a time */
    struct oomwhy_time minute; /* that one */
    char caller[24];           /* of this line */
    uint64_t logcat_pid;       /* of the last line that logcat shows without a tag: the kernel's */
};

/* A scanner takes its prefix at the cursor and fills the find, or fails and leaves both alone. */
typedef bool prefix_scan(struct scan *scan, struct prefix_memory *memory, struct prefix_find *find);

struct prefix_element {
    const char *name;
    unsigned groups;   /* where it may stand */
    unsigned then;     /* what may follow, unless the scanner says otherwise */
    const char *opens; /* bytes it can begin with; "0" is any digit, "a" any letter or byte beyond ASCII */
    enum prefix_escapes escapes;
    prefix_scan *scan;
    const char *samples[6]; /* each all that stands before a line's text, the element among it */
};

extern const struct prefix_element prefix_table[];
extern const size_t prefix_count;

/* A new input: nothing is known of its lines. */
void prefix_begin(struct prefix_memory *memory);

/* The defaults of a line that nothing is known of. */
struct prefix_find prefix_nothing(void);

/* Takes off all prefixes at the cursor; how many there were. */
size_t prefix_strip(struct prefix_memory *memory, struct scan *scan, struct prefix_find *ret_find);

/* True if LINE begins as the ones before it, for which prefix_strip told the same of all but the kernel's time: that is
 * all it would tell now. What is behind the prefixes is *RET_TEXT; what it told stands in the memory's habit. */
bool prefix_repeats(struct prefix_memory *memory, str line, int64_t *ret_uptime_us, str *ret_text);

/* Matches one element at the cursor, as prefix_strip would. */
bool prefix_match(const struct prefix_element *element, struct prefix_memory *memory, struct scan *scan,
                  struct prefix_find *find);

/* A kernel time as printk writes it, within TEXT: where "[   12.345678] " or "[   12.345678][" begins, or STR_NONE. */
size_t prefix_find_stamp(str text);

#endif
