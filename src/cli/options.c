/* The command line: one table from which parsing and usage both come.
 * SPDX-License-Identifier: MIT */
#include "options.h"

#include "diagnostics.h"
#include "moment.h"
#include "nearest.h"
#include "option_rows.h"

#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTIONS_LONG = 256, /* getopt's value of a long option is this and the number of its row */
    OPTIONS_ROOM = 32,
    OPTIONS_LIST = 256, /* bytes of a list of words */
    OPTIONS_HELP_COLUMN = 28,
    OPTIONS_WIDTH = 80 /* of --help */
};

/* --- what each option does */

static bool options_take_format(struct options *options, const char *value) {
    options->report.format = value;
    return true;
}

static bool options_take_output(struct options *options, const char *value) {
    options->output = strcmp(value, "-") == 0 ? NULL : value;
    return *value != '\0';
}

/* A whole number from 1 to MOST. */
static bool options_number(const char *value, int64_t most, int64_t *ret_number) {
    char *end;
    if (*value < '0' || *value > '9')
        return false;
    long long number = strtoll(value, &end, 10); /* out of range is LLONG_MAX, more than any MOST */
    if (*end || number < 1 || number > most)
        return false;
    *ret_number = number;
    return true;
}

static bool options_take_last(struct options *options, const char *value) {
    options->report.last = 1;
    return !value || options_number(value, OOMWHY_LAST_MOST, &options->report.last);
}

/* "3", "2-5" up to a comma or the end. */
static bool options_take_range(const char **at, struct oomwhy_range *ret_range) {
    char part[48];
    const size_t len = strcspn(*at, ",");
    if (len >= sizeof part)
        return false;
    memcpy(part, *at, len);
    part[len] = '\0';
    char *dash = strchr(part, '-');
    if (dash)
        *dash = '\0';
    if (!options_number(part, INT64_MAX - 1, &ret_range->first) ||
        !options_number(dash ? dash + 1 : part, INT64_MAX - 1, &ret_range->last) || ret_range->first > ret_range->last)
        return false;
    *at += len;
    return true;
}

/* "3", "1,4", "2-5" */
static bool options_take_event(struct options *options, const char *value) {
    for (;;) {
        if (options->report.event_count == OPTIONS_MANY ||
            !options_take_range(&value, &options->events[options->report.event_count]))
            return false;
        options->report.event_count++;
        if (!*value)
            return true;
        value++;
    }
}

/* "3,7" */
static bool options_take_compare(struct options *options, const char *value) {
    char first[24];
    const size_t len = strcspn(value, ",");
    if (value[len] != ',' || len >= sizeof first)
        return false;
    memcpy(first, value, len);
    first[len] = '\0';
    options->compare = true;
    return options_number(first, INT64_MAX - 1, &options->report.compare_before) &&
           options_number(value + len + 1, INT64_MAX - 1, &options->report.compare_after) &&
           options->report.compare_before != options->report.compare_after;
}

static bool options_take_since(struct options *options, const char *value) {
    const struct oomwhy_time now = moment_now();
    return moment_read(value, MOMENT_FIRST, &now, &options->report.since);
}

static bool options_take_until(struct options *options, const char *value) {
    const struct oomwhy_time now = moment_now();
    return moment_read(value, MOMENT_LAST, &now, &options->report.until);
}

static bool options_take_near(struct options *options, const char *value) {
    const struct oomwhy_time now = moment_now();
    return moment_read(value, MOMENT_FIRST, &now, &options->report.near);
}

static bool options_add_word(struct options_words *words, const char *word) {
    if (!*word || words->count == OPTIONS_MANY)
        return false;
    words->items[words->count++] = word;
    return true;
}

static bool options_take_host(struct options *options, const char *value) {
    return options_add_word(&options->hosts, value);
}

static bool options_take_killed(struct options *options, const char *value) {
    return options_add_word(&options->killed, value);
}

/* "0", "-1", or the 32 digits of a boot's id. */
static bool options_take_boot(struct options *options, const char *value) {
    options->report.boot = value ? value : "0";
    const char *digits = *options->report.boot == '-' ? options->report.boot + 1 : options->report.boot;
    const size_t len = strspn(digits, "0123456789abcdef");
    return digits[len] == '\0' && (len == 32 || (len > 0 && len < 6));
}

static bool options_take_sort(struct options *options, const char *value) {
    const char *column;
    for (size_t i = 0; (column = oomwhy_sort_column(i)); i++)
        if (strcmp(column, value) == 0)
            break;
    options->report.sort = column;
    return column;
}

static bool options_take_page_size(struct options *options, const char *value) {
    int64_t size;
    if (!options_number(value, 1024 * 1024, &size) || size < 1024 || (size & (size - 1)) != 0)
        return false;
    options->report.page_size = size;
    return true;
}

static bool options_take_jobs(struct options *options, const char *value) {
    int64_t jobs;
    if (!options_number(value, OOMWHY_JOBS_MOST, &jobs))
        return false;
    options->report.jobs = (int)jobs;
    return true;
}

static const char *options_color_word(size_t index) {
    static const char *const words[] = {
        [OPTIONS_COLOR_AUTO] = "auto", [OPTIONS_COLOR_ALWAYS] = "always", [OPTIONS_COLOR_NEVER] = "never"};
    return index < sizeof words / sizeof words[0] ? words[index] : NULL;
}

static bool options_take_color(struct options *options, const char *value) {
    options->color = value ? OPTIONS_COLOR_AUTO : OPTIONS_COLOR_ALWAYS;
    if (!value)
        return true;
    while (strcmp(options_color_word(options->color), value) != 0)
        options->color++;
    return true;
}

static bool options_take_explain(struct options *options, const char *value) {
    options->task = OPTIONS_EXPLAIN;
    options->term = value;
    return true;
}

static bool options_take_help(struct options *options, const char *value) {
    (void)value;
    options->task = OPTIONS_HELP;
    return true;
}

static bool options_take_version(struct options *options, const char *value) {
    (void)value;
    options->task = OPTIONS_VERSION;
    return true;
}

/* --- what getopt needs to know */

static bool options_value_is_optional(const struct options_row *row) {
    return row->value && *row->value == '[';
}

static int options_argument(const struct options_row *row) {
    if (!row->value)
        return no_argument;
    return options_value_is_optional(row) ? optional_argument : required_argument;
}

struct options_getopt {
    char letters[1 + 3 * OPTIONS_ROOM + 1];
    struct option names[2 * OPTIONS_ROOM + 1]; /* with another spelling each */
};

/* What getopt needs to know of the value after the letter. */
static int options_letter_argument(const struct options_row *row) {
    return row->letter_needs ? required_argument : options_argument(row);
}

static void options_build(struct options_getopt *getopt) {
    char *letter = getopt->letters;
    size_t count = 0;
    *letter++ = ':'; /* lets getopt tell a missing value from an unknown option */
    for (int i = 0; options_rows[i].help; i++) {
        const struct options_row *row = &options_rows[i];
        if (!row->name)
            continue;
        getopt->names[count++] = (struct option){row->name, options_argument(row), NULL, OPTIONS_LONG + i};
        if (row->alias)
            getopt->names[count++] = (struct option){row->alias, options_argument(row), NULL, OPTIONS_LONG + i};
        if (row->letter)
            *letter++ = row->letter;
        for (int colons = options_letter_argument(row); row->letter && colons > 0;
             colons--) /* required 1, optional 2 */
            *letter++ = ':';
    }
    *letter = '\0';
    getopt->names[count] = (struct option){0};
}

static const struct options_row *options_row_of(int value) {
    if (value >= OPTIONS_LONG)
        return &options_rows[value - OPTIONS_LONG];
    for (const struct options_row *row = options_rows; row->help; row++)
        if (row->letter && row->letter == value)
            return row;
    return NULL;
}

/* --- what is wrong with a command line */

#define OPTIONS_SEE_HELP "; oomwhy --help lists the options"

/* The bytes of "--NAME=VALUE" that are its name. */
static size_t options_name_len(const char *argument) {
    return strcspn(argument + 2, "=");
}

/* "--s may be --summary or --since": ARGUMENT is the beginning of several options. False if it is of none. */
static bool options_refuse_beginning(const char *argument) {
    char list[OPTIONS_LIST] = "";
    size_t len = 0;
    for (const struct options_row *row = options_rows; row->help && len < sizeof list; row++)
        if (row->name && strncmp(row->name, argument + 2, options_name_len(argument)) == 0)
            len += (size_t)snprintf(list + len, sizeof list - len, "%s--%s", len > 0 ? " or " : "", row->name);
    if (len > 0)
        diagnostics_format(NULL, "%s may be %s", argument, list);
    return len > 0;
}

static void options_refuse_unknown(const char *argument) {
    struct nearest nearest = nearest_to(argument + 2, options_name_len(argument));
    for (const struct options_row *row = options_rows; row->help; row++)
        if (row->name)
            nearest_offer(&nearest, row->name);
    if (nearest.found)
        diagnostics_format(NULL, "unknown option %s: did you mean --%s?", argument, nearest.found);
    else
        diagnostics_format(NULL, "unknown option %s" OPTIONS_SEE_HELP, argument);
}

static void options_refuse(const char *argument) {
    const struct options_row *row = options_row_of(optopt);
    if (row && optopt >= OPTIONS_LONG)
        diagnostics_format(NULL, "--%s takes no value" OPTIONS_SEE_HELP, row->name);
    else if (optopt)
        diagnostics_format(NULL, "unknown option -%c" OPTIONS_SEE_HELP, optopt);
    else if (!options_refuse_beginning(argument))
        options_refuse_unknown(argument);
}

static bool options_is_word(const struct options_row *row, const char *value) {
    for (size_t i = 0; row->words(i); i++)
        if (strcmp(row->words(i), value) == 0)
            return true;
    return false;
}

/* "unknown format 'xml': text, json" */
static void options_refuse_word(const struct options_row *row, const char *value) {
    struct nearest nearest = nearest_to(value, strlen(value));
    for (size_t i = 0; row->words(i); i++)
        nearest_offer(&nearest, row->words(i));
    if (nearest.found) {
        diagnostics_format(NULL, "unknown %s '%s': did you mean %s?", row->name, value, nearest.found);
        return;
    }
    char list[OPTIONS_LIST] = "";
    for (size_t i = 0, len = 0; row->words(i) && len < sizeof list; i++)
        len += (size_t)snprintf(list + len, sizeof list - len, "%s%s", i > 0 ? ", " : "", row->words(i));
    diagnostics_format(NULL, "unknown %s '%s': %s", row->name, value, list);
}

static bool options_take_value(struct options *options, const struct options_row *row, const char *value) {
    if (row->words && value && !options_is_word(row, value)) {
        options_refuse_word(row, value);
        return false;
    }
    if (!row->take) {
        *(bool *)(void *)((char *)options + row->flag) = true;
        return true;
    }
    if (row->take(options, value))
        return true;
    diagnostics_format(NULL, "--%s=%s: expected %s", row->name, value, row->expects);
    return false;
}

static bool options_take_one(struct options *options, int value, char **argv) {
    const struct options_row *row = options_row_of(value == ':' ? optopt : value);
    if (value == '?' || !row) {
        options_refuse(argv[optind - 1]);
        return false;
    }
    if (value == ':') {
        if (row->letter_needs)
            diagnostics_format(NULL, "-%c needs a value: -%c %c" OPTIONS_SEE_HELP, row->letter, row->letter,
                               row->value[1]);
        else
            diagnostics_format(NULL, "--%s needs a value: --%s=%s" OPTIONS_SEE_HELP, row->name, row->name, row->value);
        return false;
    }
    return options_take_value(options, row, optarg);
}

/* What only the text report has, and is asked for. */
static const char *options_text_only(const struct options *options) {
    const struct oomwhy_options *report = &options->report;
    return report->brief ? "brief" : report->full ? "full" : report->lines ? "lines" : NULL;
}

/* The comparison of two events is a form of its own. */
static bool options_compare_agrees(struct options *options) {
    struct oomwhy_options *report = &options->report;
    const bool is_other = options->summary || options->annotate || report->last || report->event_count ||
                          report->near.month || report->brief || report->full || report->format || options->follow;
    if (options->compare && is_other) {
        diagnostics_print(NULL, "--compare cannot be combined with another form of report or choice of events");
        return false;
    }
    if (options->compare)
        report->format = "compare";
    return true;
}

/* --summary and --annotate are reports of their own, and text. */
static bool options_agree(struct options *options) {
    struct oomwhy_options *report = &options->report;
    const char *text_only = options_text_only(options);
    if (text_only && report->format && strcmp(report->format, "text") != 0) {
        diagnostics_format(NULL, "--%s cannot be combined with --format=%s", text_only, report->format);
        return false;
    }
    if (report->brief && (options->summary || report->full)) {
        diagnostics_format(NULL, "--brief cannot be combined with --%s", options->summary ? "summary" : "full");
        return false;
    }
    const char *own = options->summary ? "summary" : options->annotate ? "annotate" : NULL;
    if (own && report->format && strcmp(report->format, "text") != 0) {
        diagnostics_format(NULL, "--%s cannot be combined with --format=%s", own, report->format);
        return false;
    }
    if (options->summary && options->annotate) {
        diagnostics_print(NULL, "--summary cannot be combined with --annotate");
        return false;
    }
    if (report->last && (report->event_count || report->near.month)) {
        diagnostics_format(NULL, "--last cannot be combined with --%s", report->event_count ? "event" : "near");
        return false;
    }
    if (options->live && options->file_count > 0) {
        diagnostics_print(NULL, "--live reads this machine's own logs: it takes no FILE");
        return false;
    }
    if (options->follow && options->output) {
        diagnostics_print(NULL, "--output cannot be combined with --follow: a file appears when its report is whole");
        return false;
    }
    if (own)
        report->format = own;
    return true;
}

/* Lets the library's options point to the lists of OPTIONS. */
static void options_connect(struct options *options) {
    struct oomwhy_options *report = &options->report;
    report->hosts = options->hosts.count > 0 ? options->hosts.items : NULL;
    report->killed = options->killed.count > 0 ? options->killed.items : NULL;
    report->events = options->events;
}

bool options_read(int argc, char **argv, struct options *ret_options) {
    struct options options = {0};
    struct options_getopt getopt;
    int value;
    options_build(&getopt);
    opterr = 0;
    while ((value = getopt_long(argc, argv, getopt.letters, getopt.names, NULL)) != -1)
        if (!options_take_one(&options, value, argv))
            return false;
    options.files = argv + optind;
    options.file_count = argc - optind;
    if (!options_compare_agrees(&options) || !options_agree(&options))
        return false;
    *ret_options = options;
    options_connect(ret_options);
    return true;
}

/* ": text (default), json", from COLUMN on; what does not fit goes to further lines. */
static void options_print_words(FILE *to, options_list *words, int column) {
    for (size_t i = 0; words(i); i++) {
        const char *behind = i > 0 ? "" : " (default)";
        const int len = (int)(strlen(words(i)) + strlen(behind));
        column += fprintf(to, i > 0 ? "," : ":");
        const int comma = words(i + 1) ? 1 : 0;
        if (column + 1 + len + comma > OPTIONS_WIDTH)
            column = fprintf(to, "\n%*s", OPTIONS_HELP_COLUMN - 1, "") - 1;
        column += fprintf(to, " %s%s", words(i), behind);
    }
}

static void options_print_row(FILE *to, const struct options_row *row) {
    bool is_optional = options_value_is_optional(row);
    int column = row->letter_needs ? fprintf(to, "  -%c %c, --%s", row->letter, row->value[1], row->name)
                 : row->letter     ? fprintf(to, "  -%c, --%s", row->letter, row->name)
                                   : fprintf(to, "      --%s", row->name);
    if (is_optional)
        column += fprintf(to, "[=%s", row->value + 1);
    else if (row->value)
        column += fprintf(to, "=%s", row->value);
    for (const char *line = row->help; line; column = 0) {
        const char *end = strchr(line, '\n');
        if (column >= OPTIONS_HELP_COLUMN) {
            fputc('\n', to);
            column = 0;
        }
        int len = end ? (int)(end - line) : (int)strlen(line);
        fprintf(to, "%*s%.*s", OPTIONS_HELP_COLUMN - column, "", len, line);
        line = end ? end + 1 : NULL;
        if (!line && row->words)
            options_print_words(to, row->words, OPTIONS_HELP_COLUMN + len);
        fputc('\n', to);
    }
}

void options_print_usage(FILE *to) {
    fputs("usage: oomwhy [OPTION]... [FILE]...\n"
          "\n"
          "Says why the Linux OOM killer struck: reads kernel log text (dmesg, syslog,\n"
          "journalctl, console ...) and reports on every OOM event in it.\n"
          "\n"
          "FILEs are read in the given order, rotated ones (NAME, NAME.N, NAME-DATE, packed\n"
          "or not) oldest first. Each is text, a journal file, an archive (tar, zip) or a\n"
          "folder of these; gzip, xz, bzip2, zstd and lz4 are unpacked; - is standard\n"
          "input. Without FILE it reads standard input, or, if that is a terminal, this\n"
          "machine's own logs.\n",
          to);
    for (const struct options_row *row = options_rows; row->help; row++)
        if (row->name)
            options_print_row(to, row);
        else
            fprintf(to, "\n%s\n", row->help);
    fputs("\nExit status: 0 an OOM event was found, 1 none, 2 trouble (what could be read is\n"
          "reported all the same).\n",
          to);
}

#define OPTIONS_TIME                                                                                                   \
    "a time such as \"2024-05-01 12:30\", 12:30, yesterday, -1h, \"2 days ago\", @1714566600 or \"May 1 12:30:00\""
#define OPTIONS_LISTED "at most 64 times"

const struct options_row options_rows[] = {
    {.help = "The report:"},
    {"format", 'f', "FORMAT", "how to report", .words = oomwhy_format, .take = options_take_format},
    {"output", 'o', "FILE", "write there; the file appears whole or not at all;\n- is standard output",
     .expects = "the name of a file", .take = options_take_output},
    {"brief", 'b', NULL, "the first screen only", .flag = offsetof(struct options, report.brief)},
    {"full", 0, NULL, "every event in full, also what repeats earlier ones,\nand all figures",
     .flag = offsetof(struct options, report.full)},
    {"lines", 'l', NULL, "quote the lines that are cited (of a pipe: as usual)",
     .flag = offsetof(struct options, report.lines)},
    {"summary", 's', NULL, "one line per event, then who was killed how often",
     .flag = offsetof(struct options, summary)},
    {"compare", 0, "A,B", "what changed from event A to event B", .expects = "the numbers of two events: 1,2",
     .take = options_take_compare},
    {"annotate", 'A', NULL, "the log's own lines of each event, each followed by\nwhat it says",
     .flag = offsetof(struct options, annotate)},
    {"all-tasks", 'a', NULL, "the whole task table, ranked, with all columns",
     .flag = offsetof(struct options, report.all_tasks)},
    {"sort", 0, "COLUMN", "the task table by this column: rss, swap, score ...",
     .expects = "rss, anon, file, shmem, swap, pgtables, total_vm, adj, score, uid, pid or name",
     .take = options_take_sort, .offers = oomwhy_sort_column},
    {"color", 0, "[WHEN]", "colors (alone always)", .alias = "colour", .words = options_color_word,
     .take = options_take_color},
    {"no-pager", 0, NULL, "do not page the report on a terminal", .flag = offsetof(struct options, no_pager)},
    {"quiet", 'q', NULL, "no report, only the exit status", .flag = offsetof(struct options, report.quiet)},
    {.help = "Which events:"},
    {"last", 'n', "[N]", "only the last N (1 if N is left out)", .letter_needs = true,
     .expects = "a number of events from 1 to 10000", .take = options_take_last},
    {"event", 'e', "LIST", "only these, numbered from 1 over the whole input:\n3, 1,4 or 2-5",
     .expects = "numbers of events, from 1: 3, 1,4 or 2-5", .take = options_take_event},
    {"since", 0, "TIME", "only from TIME on: \"2024-05-01 12:30\", 12:30,\nyesterday, -1h, \"2 days ago\", @1714566600",
     .expects = OPTIONS_TIME, .take = options_take_since},
    {"until", 0, "TIME", "only up to TIME, all of its day, minute or second", .expects = OPTIONS_TIME,
     .take = options_take_until},
    {"near", 0, "TIME", "only the one nearest to TIME", .expects = OPTIONS_TIME, .take = options_take_near},
    {"host", 0, "NAME", "only of this host, short or full name or pattern",
     .expects = "the name of a host, " OPTIONS_LISTED, .take = options_take_host},
    {"killed", 0, "NAME", "only that killed a process of this name or pattern",
     .expects = "the name of a process, " OPTIONS_LISTED, .take = options_take_killed},
    {.help = "The input:"},
    {"live", 0, NULL, "this machine's kernel log and journal", .flag = offsetof(struct options, live)},
    {"boot", 0, "[ID]", "of a journal only this boot: 0 (alone) the last one,\n-1 the one before",
     .expects = "0, -1 and so on, or the 32 digits of a boot's id", .take = options_take_boot},
    {"follow", 'F', NULL,
     "keep reading as the log grows; without FILE a pipe\non standard input, else this machine's logs",
     .flag = offsetof(struct options, follow)},
    {"jobs", 'j', "N", "unpack packed files ahead on N processors", .expects = "a number from 1 to 64",
     .take = options_take_jobs},
    {"page-size", 0, "BYTES", "of the machine, when the log does not show it",
     .expects = "a power of two from 1024 to 1048576", .take = options_take_page_size},
    {.help = "About:"},
    {"explain", 0, "[TERM]", "what a term of an OOM report means; alone: the terms", .take = options_take_explain},
    {"help", 'h', NULL, "print this", .take = options_take_help},
    {"version", 'V', NULL, "print the version", .take = options_take_version},
    {.help = NULL},
};
