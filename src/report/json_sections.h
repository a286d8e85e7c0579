/* The sections of the JSON object, in the order of oomwhy-report(5).
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_JSON_SECTIONS_H
#define REPORT_JSON_SECTIONS_H

#include "report/json_record.h"

void json_identity(struct json *json); /* schema to constraint */
void json_cgroup(struct json *json);
void json_trigger(struct json *json);
void json_memory(struct json *json); /* memory to slab */
void json_tasks(struct json *json);  /* swap to panic */
void json_killer_figures(struct json *json);
void json_judgement(struct json *json); /* diagnosis to warnings */

#endif
