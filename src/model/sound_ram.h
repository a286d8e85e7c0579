/* "pages RAM", held against the zones that the same report shows.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_SOUND_RAM_H
#define MODEL_SOUND_RAM_H

#include "model/event.h"

#define SOUND_KB_MOST (INT64_C(1) << 42) /* 4 PB: no machine is larger */

/* The sum over all zones; absent where one zone lacks the member. */
int64_t sound_present_kb(const struct memory *memory);
int64_t sound_managed_kb(const struct memory *memory);

/* Whether the zone lines show the whole machine: their free and LRU pages are the global counters'. */
bool sound_zones_cover(const struct memory *memory, int64_t page_kb);

/* "lowmem_reserve[]: 0 1845 3179 3179": what a zone keeps from requests that may use zones above it is a share of
 * these, and rises at each that has pages (setup_per_zone_lowmem_reserve, mm/page_alloc.c). How often it does. */
size_t sound_reserve_steps(const struct zone *zone);

/* Whether "pages RAM" cannot be: zones that are the whole machine have more or less, or it would take more page
 * structures than are reserved. */
bool sound_ram_is_damaged(const struct event *event, int64_t page_kb);

#endif
