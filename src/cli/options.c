/* The command line: one table from which parsing and usage both come.
 * SPDX-License-Identifier: MIT */
#include "options.h"

#include "complain.h"
#include "moment.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTIONS_LONG = 256, /* getopt's value of a long option is this and the number of its row */
    OPTIONS_ROOM = 32,
    OPTIONS_HELP_COLUMN = 28
};

/* Takes VALUE, NULL where none was given. Returns what is wrong with it, or NULL. */
typedef const char *options_take(struct options *options, const char *value);

/* An option, or with no NAME a heading of the usage text. */
struct options_row {
    const char *name;
    char letter;       /* 0: none */
    const char *value; /* as the usage shows it: "FILE"; "[N]" may be left out; NULL: none */
    const char *help;  /* lines of at most 52 bytes */
    options_take *take;
};

extern const struct options_row options_rows[];

static const char *const options_not_yet = "is not available in this version";

/* --- what each option does */

static const char *options_take_format(struct options *options, const char *value) {
    static const char *const later[] = {"markdown", "html"};
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
        if (strcmp(value, later[i]) == 0)
            return options_not_yet;
    if (strcmp(value, "text") == 0)
        options->report.format = OOMWHY_FORMAT_TEXT;
    else if (strcmp(value, "json") == 0)
        options->report.format = OOMWHY_FORMAT_JSON;
    else
        return "is no format: text or json";
    return NULL;
}

static const char *options_take_output(struct options *options, const char *value) {
    options->output = strcmp(value, "-") == 0 ? NULL : value;
    return *value ? NULL : "names no file";
}

static const char *options_take_summary(struct options *options, const char *value) {
    (void)value;
    options->report.summary = true;
    return NULL;
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

static const char *options_take_last(struct options *options, const char *value) {
    options->report.last = 1;
    if (value && !options_number(value, OOMWHY_LAST_MOST, &options->report.last))
        return "is no number of events from 1 to 10000";
    return NULL;
}

static const char *options_take_event(struct options *options, const char *value) {
    return options_number(value, INT64_MAX - 1, &options->report.event) ? NULL : "is no number of an event";
}

static const char *const options_no_time = "is no time like 2024-05-01, \"2024-05-01 12:30:00\" or \"May 1 12:30:00\"";

static const char *options_take_since(struct options *options, const char *value) {
    return moment_read(value, MOMENT_FIRST, &options->report.since) ? NULL : options_no_time;
}

static const char *options_take_until(struct options *options, const char *value) {
    return moment_read(value, MOMENT_LAST, &options->report.until) ? NULL : options_no_time;
}

static const char *options_take_host(struct options *options, const char *value) {
    options->report.host = value;
    return *value ? NULL : "names no host";
}

static const char *options_take_later(struct options *options, const char *value) {
    (void)options, (void)value;
    return options_not_yet;
}

static const char *options_take_all_tasks(struct options *options, const char *value) {
    (void)value;
    options->report.all_tasks = true;
    return NULL;
}

static const char *options_take_page_size(struct options *options, const char *value) {
    int64_t size;
    if (!options_number(value, 1024 * 1024, &size) || size < 1024 || (size & (size - 1)) != 0)
        return "is no page size in bytes: 4096, 16384 or 65536, say";
    options->report.page_size = size;
    return NULL;
}

static const char *options_take_color(struct options *options, const char *value) {
    static const char *const words[] = {
        [OPTIONS_COLOR_AUTO] = "auto", [OPTIONS_COLOR_ALWAYS] = "always", [OPTIONS_COLOR_NEVER] = "never"};
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(value, words[i]) == 0) {
            options->color = (enum options_color)i;
            return NULL;
        }
    return "is none of auto, always, never";
}

static const char *options_take_quiet(struct options *options, const char *value) {
    (void)value;
    options->report.quiet = true;
    return NULL;
}

static const char *options_take_help(struct options *options, const char *value) {
    (void)value;
    options->task = OPTIONS_HELP;
    return NULL;
}

static const char *options_take_version(struct options *options, const char *value) {
    (void)value;
    options->task = OPTIONS_VERSION;
    return NULL;
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
    struct option names[OPTIONS_ROOM + 1];
};

static void options_build(struct options_getopt *getopt) {
    char *letter = getopt->letters;
    size_t count = 0;
    *letter++ = ':'; /* a value that lacks is told apart from an option that is none */
    for (int i = 0; options_rows[i].help; i++) {
        const struct options_row *row = &options_rows[i];
        if (!row->name)
            continue;
        getopt->names[count++] = (struct option){row->name, options_argument(row), NULL, OPTIONS_LONG + i};
        if (row->letter)
            *letter++ = row->letter;
        for (int colons = options_argument(row); row->letter && colons > 0; colons--) /* required 1, optional 2 */
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

/* --- complaints */

#define OPTIONS_SEE_HELP "; oomwhy --help lists the options"

/* True if ARGUMENT ("--s") is the beginning of an option's name: getopt then found several. */
static bool options_is_beginning(const char *argument) {
    for (const struct options_row *row = options_rows; row->help; row++)
        if (row->name && strncmp(row->name, argument + 2, strcspn(argument + 2, "=")) == 0)
            return true;
    return false;
}

static void options_complain_unknown(const char *argument) {
    const struct options_row *row = options_row_of(optopt);
    if (row && optopt >= OPTIONS_LONG)
        complain_format(NULL, "--%s takes no value" OPTIONS_SEE_HELP, row->name);
    else if (optopt)
        complain_format(NULL, "there is no option -%c" OPTIONS_SEE_HELP, optopt);
    else if (options_is_beginning(argument))
        complain_format(NULL, "%s may be more than one option" OPTIONS_SEE_HELP, argument);
    else
        complain_format(NULL, "there is no option %s" OPTIONS_SEE_HELP, argument);
}

static void options_complain_value(const struct options_row *row, const char *value, const char *wrong) {
    const char *hint = wrong == options_not_yet ? "" : OPTIONS_SEE_HELP;
    if (value && row->take != options_take_later)
        complain_format(NULL, "--%s=%s %s%s", row->name, value, wrong, hint);
    else
        complain_format(NULL, "--%s %s%s", row->name, wrong, hint);
}

static bool options_take_one(struct options *options, int value, char **argv) {
    const struct options_row *row = options_row_of(value == ':' ? optopt : value);
    if (value == '?' || !row) {
        options_complain_unknown(argv[optind - 1]);
        return false;
    }
    if (value == ':') {
        complain_format(NULL, "--%s needs a value: --%s=%s" OPTIONS_SEE_HELP, row->name, row->name, row->value);
        return false;
    }
    const char *wrong = row->take(options, optarg);
    if (wrong)
        options_complain_value(row, optarg, wrong);
    return !wrong;
}

static bool options_agree(const struct options *options) {
    const struct oomwhy_options *report = &options->report;
    const char *wrong = NULL;
    if (report->summary && report->format == OOMWHY_FORMAT_JSON)
        wrong = "--summary is a text, --format=json has one line an event by itself: leave one of them out";
    else if (report->last && report->event)
        wrong = "--last and --event exclude each other: leave one of them out";
    if (wrong)
        complain(NULL, wrong);
    return !wrong;
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
    if (!options_agree(&options))
        return false;
    *ret_options = options;
    return true;
}

static void options_print_row(FILE *to, const struct options_row *row) {
    bool is_optional = options_value_is_optional(row);
    int column =
        row->letter ? fprintf(to, "  -%c, --%s", row->letter, row->name) : fprintf(to, "      --%s", row->name);
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
        fprintf(to, "%*s%.*s\n", OPTIONS_HELP_COLUMN - column, "", len, line);
        line = end ? end + 1 : NULL;
    }
}

void options_print_usage(FILE *to) {
    fputs("usage: oomwhy [OPTION]... [FILE]...\n"
          "\n"
          "Says why the Linux OOM killer struck: reads kernel log text (dmesg, syslog,\n"
          "journalctl, console ...) and reports on every OOM event in it.\n"
          "\n"
          "FILEs are read in the given order, rotated ones (NAME, NAME.N, NAME-DATE, packed\n"
          "or not) oldest first; - is standard input; gzip, xz, bzip2, zstd and lz4 are\n"
          "unpacked. Without FILE it reads standard input, or, if that is a terminal, this\n"
          "machine's own kernel log.\n",
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

const struct options_row options_rows[] = {
    {.help = "The report:"},
    {"format", 'f', "FORMAT", "text (default), or json: one object a line and event", options_take_format},
    {"output", 'o', "FILE", "write there; the file appears whole or not at all;\n- is standard output",
     options_take_output},
    {"summary", 's', NULL, "one line an event, then who was killed how often", options_take_summary},
    {"all-tasks", 'a', NULL, "the whole task table, ranked", options_take_all_tasks},
    {"color", 0, "WHEN", "auto (default), always or never", options_take_color},
    {"quiet", 'q', NULL, "no report, only the exit status", options_take_quiet},
    {.help = "Which events:"},
    {"last", 'n', "[N]", "only the last N (1 if N is left out)", options_take_last},
    {"event", 'e', "N", "only number N, from 1 over the whole input", options_take_event},
    {"since", 0, "TIME", "only from TIME on: 2024-05-01, \"May 1 12:30:00\",\n2024-05-01T12:30:00Z",
     options_take_since},
    {"until", 0, "TIME", "only up to TIME, all of its day, minute or second", options_take_until},
    {"host", 0, "NAME", "only of this host, as the log names it", options_take_host},
    {.help = "The input:"},
    {"page-size", 0, "BYTES", "of the machine, when the log does not show it", options_take_page_size},
    {.help = "About:"},
    {"help", 'h', NULL, "print this", options_take_help},
    {"version", 'V', NULL, "print the version", options_take_version},
    {.help = "Promised, and not available in this version: --format=markdown, --format=html,"},
    {"follow", 'F', NULL, "keep reading as the log grows", options_take_later},
    {"explain", 0, "[TERM]", "what a term of a report means", options_take_later},
    {.help = NULL},
};
