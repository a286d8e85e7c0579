/* Questions of the log stage about the kernel's wording, which the kernel stage answers.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_GRAMMAR_H
#define LOG_GRAMMAR_H

#include "base/str.h"
#include "model/located.h"

struct grammar {
    /* Where TEXT has words that can open an event, or STR_NONE. *RET_NEWLINES counts the newlines before that
     * place, or all. OPENER is what follows. */
    size_t (*find_opener)(const void *opener, str text, int64_t *ret_newlines);
    const void *opener;
    /* Whether TEXT is a mark that the kernel writes around the frames of a trace: "<TASK>". */
    bool (*is_trace_mark)(str text);
    /* Whether TEXT can be a row, or a line of figures, of a report. */
    bool (*may_be_figures)(str text);
    /* Whether TEXT begins as a report does. */
    bool (*begins_report)(str text);
    /* Whether TEXT begins as a record does that the kernel prints in several lines. */
    bool (*begins_record)(str text);
    /* Whether TEXT as a whole is one line that holds a path, in which anything may stand. */
    bool (*holds_path)(str text);
    /* Whether TEXT ends in a word after which the kernel writes '=' where an event begins. */
    bool (*ends_in_key)(str text);
    /* The place of TEXT in a report: place_first opens it, what is place_late or above closes it; 0: it is no part of
     * one. */
    int (*find_place)(const void *opener, str text);
    int place_first, place_late;
    /* The pid of the process that TEXT, a line of a report, says is killed; -1: it names none. */
    int64_t (*victim_of_line)(str text);
    /* The first unmistakable sentence of the kernel that begins at FROM in TEXT or after it. */
    bool (*find_sentence)(str text, size_t from, struct located *ret_located);
    /* The same if TEXT begins with it: `least` is 0. */
    bool (*start_sentence)(str text, struct located *ret_located);
};

#endif
