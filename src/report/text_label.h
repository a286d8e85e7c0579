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

/* Of a name that is too long ".../cri-containerd-0123.scope": its last elements. */
static inline void text_label_set(struct text_label *label, str name) {
    const str cut = name.len > TEXT_LABEL ? STR("...") : STR("");
    if (cut.len > 0) {
        name = str_from(name, name.len - (TEXT_LABEL - cut.len));
        size_t slash = str_find_byte(name, '/');
        name = str_from(name, slash != STR_NONE && slash < name.len / 2 ? slash : 0);
        memcpy(label->bytes, cut.data, cut.len);
    }
    if (name.len > 0)
        memcpy(label->bytes + cut.len, name.data, name.len);
    label->len = (unsigned char)(cut.len + name.len);
}

static inline bool text_label_is(const struct text_label *label, str name) {
    struct text_label other;
    text_label_set(&other, name);
    return str_equal(text_label_str(label), text_label_str(&other));
}

#endif
