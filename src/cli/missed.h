/* Why there is nothing to report.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_MISSED_H
#define CLI_MISSED_H

#include "options.h"

#include <stddef.h>

/* Puts it into RET_SENTENCE of ROOM bytes, with what there is to choose from. Names in it are the log's own bytes.
 * REACH_US: how far back this machine's logs go, since 1970; 0: that is not known. */
void missed_explain(const struct oomwhy *oomwhy, const struct options *options, int64_t reach_us, char *ret_sentence,
                    size_t room);

#endif
