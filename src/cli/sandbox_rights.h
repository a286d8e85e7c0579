/* The user and the capabilities that are left once strangers' text is read.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_SANDBOX_RIGHTS_H
#define CLI_SANDBOX_RIGHTS_H

#include <stdbool.h>

/* Root becomes nobody, and of its capabilities, or of those that another user has, none is left; where READS, those to
 * open any file for reading. Root stays root, with no other capability than these, in a container that has no such
 * user, and where READS and it has none of these: nobody would read less. */
void sandbox_rights_drop(bool reads);

#endif
