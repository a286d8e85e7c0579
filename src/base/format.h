/* Sentences with figures in them: the few conversions of printf that reports use, several times as fast.
 * SPDX-License-Identifier: MIT */
#ifndef BASE_FORMAT_H
#define BASE_FORMAT_H

#include "base/str.h"

#include <stdarg.h>

enum { FORMAT_NUMBER = 21 }; /* bytes that format_i64 writes at most */

/* As vsnprintf: at most SIZE bytes with the NUL behind them, whole in any case where the result is less than SIZE.
 * %s, %.*s, %c, %d, %lld, %llu, %zu, %llx, %% and a width with leading zeros are written here, anything else is left
 * to vsnprintf. */
size_t format_list(char *room, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* As snprintf. */
size_t format_text(char *room, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Writes VALUE in decimal, at most FORMAT_NUMBER bytes and no NUL; where it ends. */
char *format_i64(char *at, int64_t value);

#endif
