/* The command line: one table from which parsing and usage both come.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <oomwhy/oomwhy.h>

#include <stdio.h>

enum options_color { OPTIONS_COLOR_AUTO, OPTIONS_COLOR_ALWAYS, OPTIONS_COLOR_NEVER };
enum options_task { OPTIONS_REPORT, OPTIONS_HELP, OPTIONS_VERSION, OPTIONS_EXPLAIN };

enum { OPTIONS_MANY = 64 /* of an option that may be given several times, or a list's parts */ };

/* Words that were given, with a NULL after them. */
struct options_words {
    const char *items[OPTIONS_MANY + 1];
    size_t count;
};

struct options {
    enum options_task task;
    struct oomwhy_options report; /* what the library is told; writing, colours and width are left to main */
    bool summary, annotate;
    bool compare;
    bool follow, live;
    struct options_words hosts, killed;
    struct oomwhy_range events[OPTIONS_MANY];
    bool no_pager;
    enum options_color color;
    const char *term;   /* to explain; NULL: those that `files` name, or the list of all */
    const char *output; /* NULL: standard output */
    char **files;
    int file_count;
};

/* False if something is wrong with the command line, which then has been reported on standard error. The result has
 * pointers into itself. */
bool options_read(int argc, char **argv, struct options *ret_options);

/* At most 80 columns wide. */
void options_print_usage(FILE *to);

#endif
