/* What there is in the place of a file that is not there.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_ABSENT_H
#define CLI_ABSENT_H

#include <stdbool.h>
#include <stddef.h>

/* Puts "there is kern.log.2.gz" into RET_TEXT where the folder of PATH, which is not there, holds files whose names go
 * on after that of PATH, or that are nearly spelled so; PATH may be a shell pattern that no file fitted. False: there
 * is none. */
bool absent_explain(const char *path, char *ret_text, size_t room);

#endif
