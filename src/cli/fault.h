/* Libraries that end the program.
 * SPDX-License-Identifier: MIT
 *
 * libarchive and libsystemd do so where memory is short, and a journal that is cut while it is read is a fault in
 * memory.
 */
#ifndef CLI_FAULT_H
#define CLI_FAULT_H

/* From here on such an end is trouble like any other: it has a diagnostic and the exit status of one. What was to be
 * written to a file is dropped. */
void fault_watch(void);

/* The program ends by itself. */
void fault_unwatch(void);

#endif
