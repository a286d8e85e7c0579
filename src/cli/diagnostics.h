/* Diagnostics: "oomwhy: FILE: what is wrong" on standard error.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_DIAGNOSTICS_H
#define CLI_DIAGNOSTICS_H

/* One line about FILE, "-" for standard input, or about no file if it is NULL. Both are escaped. */
void diagnostics_print(const char *file, const char *sentence);

/* The same with printf. */
void diagnostics_format(const char *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
