/* Why this victim, and what its end could give back.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_CHOICE_H
#define DIAGNOSE_CHOICE_H

#include "diagnose/facts.h"

/* Appends the sentences. */
void choice_explain(const struct facts *facts, struct evidence_list *list);

#endif
