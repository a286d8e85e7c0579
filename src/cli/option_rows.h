/* The table of options: parsing, usage and the completions of shells all come from it.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_OPTION_ROWS_H
#define CLI_OPTION_ROWS_H

#include <stdbool.h>
#include <stddef.h>

struct options;

/* Keeps VALUE, NULL where none was given, in OPTIONS. False if it is not what the row expects. */
typedef bool options_take(struct options *options, const char *value);

/* The words that a value is one of, from INDEX 0; NULL after the last. */
typedef const char *options_list(size_t index);

/* An option, or with no NAME a heading of the usage text. */
struct options_row {
    const char *name;
    char letter;          /* 0: none */
    const char *value;    /* as the usage shows it: "FILE"; "[N]" may be left out; NULL: none */
    const char *help;     /* lines of at most 52 bytes; WORDS are listed after it */
    options_list *words;  /* the default first; NULL: the value is none of a list */
    const char *expects;  /* said of any other value */
    options_take *take;   /* NULL: it sets a flag */
    size_t flag;          /* where in struct options */
    bool letter_needs;    /* after the letter it may not: "-n N" */
    const char *alias;    /* another spelling of the name; NULL: none */
    options_list *offers; /* words that completions offer and the usage does not list; NULL: those of WORDS */
};

/* The last row has no HELP. */
extern const struct options_row options_rows[];

#endif
