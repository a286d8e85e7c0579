/* The logs of testdata/cases, for tests that read them.
 * SPDX-License-Identifier: MIT */
#ifndef TEST_CASE_LOG_H
#define TEST_CASE_LOG_H

#include "base/str.h"

#include <stdio.h>

enum { CASE_LOG_MOST = 16384 };

/* The log of the case called NAME, of less than CASE_LOG_MOST bytes, which are put to DATA. */
static inline str case_log(const char *name, char *data) {
    char path[512];
    snprintf(path, sizeof path, TESTDATA "/cases/%s.log", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t len = fread(data, 1, CASE_LOG_MOST, file);
    assert_int_equal(fclose(file), 0);
    assert_true(len > 0 && len < CASE_LOG_MOST);
    return str_of(data, len);
}

#endif
