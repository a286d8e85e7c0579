/* Diagnostics: "oomwhy: FILE: what is wrong" on standard error.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_COMPLAIN_H
#define CLI_COMPLAIN_H

/* FILE may be NULL; "-" is written out. No byte of either reaches the terminal unescaped. */
void complain(const char *file, const char *sentence);

/* The same with printf. */
void complain_format(const char *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
