/* The user and the capabilities that are left once strangers' text is read.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_SANDBOX_RIGHTS_H
#define CLI_SANDBOX_RIGHTS_H

#include <stdbool.h>

/* Root becomes nobody, and of its capabilities, or of those that another user has, none is left; where READS, those to
 * open any file for reading. In a container that has no such user root stays root, without capabilities. */
void sandbox_rights_drop(bool reads);

#endif
