/* A name of the log, kept beyond its event in a place of fixed size.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_TEXT_LABEL_H
#define REPORT_TEXT_LABEL_H

#include "base/str.h"

enum { TEXT_LABEL = 96 }; /* bytes; of a path the end tells more than the start */

struct text_label {
    char bytes[TEXT_LABEL];
    unsigned char len;
};

static inline str text_label_str(const struct text_label *label) {
    return str_of(label->bytes, label->len);
}

static inline void text_label_set(struct text_label *label, str name) {
    if (name.len > TEXT_LABEL)
        name = str_from(name, name.len - TEXT_LABEL);
    if (name.len > 0)
        memcpy(label->bytes, name.data, name.len);
    label->len = (unsigned char)name.len;
}

static inline bool text_label_is(const struct text_label *label, str name) {
    return str_equal(text_label_str(label), name.len > TEXT_LABEL ? str_from(name, name.len - TEXT_LABEL) : name);
}

#endif
