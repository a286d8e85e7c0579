/* The words by which scripts know what a sentence is about.
 * SPDX-License-Identifier: MIT
 *
 * Sentences change, these words stay: oomwhy-report(5) lists them. A word belongs to the function that writes the
 * sentence, so that no sentence can lack one. */
#ifndef MODEL_CODES_H
#define MODEL_CODES_H

#include "base/str.h"

/* The word for the sentences of FUNCTION, as __func__ names it; its name itself where the table lacks it. */
str code_of(const char *function);

/* The function at INDEX, from 0, and its word; NULL behind the last. */
const char *code_function(size_t index);
const char *code_word(size_t index);

#endif
