/* What the trigger wanted the memory for.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_REQUEST_H
#define MODEL_REQUEST_H

#include "model/gfp.h"

/* From the call trace, innermost function first; without one from FLAGS where they leave no doubt. MANUAL: SysRq f. */
enum request request_of(const struct trigger *trigger, gfp_set flags, bool manual);

/* For tests: the table of functions lies in the order that its search needs. */
bool request_is_in_order(void);

#endif
