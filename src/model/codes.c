/* The words by which scripts know what a sentence is about.
 * SPDX-License-Identifier: MIT */
#include "model/codes.h"

#include <stdlib.h>

struct code {
    const char *function, *word;
};

/* Sorted by function, for bsearch. */
static const struct code codes[] = {
#define CODE(function, word) {#function, word},
#include "model/codes.def"
#undef CODE
};

static int code_compare(const void *function, const void *code) {
    return strcmp(function, ((const struct code *)code)->function);
}

str code_of(const char *function) {
    const struct code *found = bsearch(function, codes, sizeof codes / sizeof *codes, sizeof *codes, code_compare);
    return str_from_cstr(found ? found->word : function);
}

const char *code_function(size_t index) {
    return index < sizeof codes / sizeof *codes ? codes[index].function : NULL;
}

const char *code_word(size_t index) {
    return index < sizeof codes / sizeof *codes ? codes[index].word : NULL;
}
