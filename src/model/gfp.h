/* What an allocation mask allows: the kernel's flags by release, as names.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_GFP_H
#define MODEL_GFP_H

#include "base/str.h"

#include "model/reckoning.h"

/* The flags themselves, whatever bit a release gives them (include/linux/gfp.h, gfp_types.h). */
enum gfp_flag {
    GFP_DMA,
    GFP_HIGHMEM,
    GFP_DMA32,
    GFP_MOVABLE,
    GFP_RECLAIMABLE,
    GFP_WAIT, /* up to 4.3: may sleep and reclaim */
    GFP_HIGH,
    GFP_IO,
    GFP_FS,
    GFP_COLD,
    GFP_ZERO,
    GFP_NOWARN,
    GFP_ATOMIC, /* 4.4 to 6.2 */
    GFP_RETRY,  /* __GFP_REPEAT, later __GFP_RETRY_MAYFAIL */
    GFP_NOFAIL,
    GFP_NORETRY,
    GFP_NO_GROW,
    GFP_MEMALLOC,
    GFP_COMP,
    GFP_NOMEMALLOC,
    GFP_NORECLAIM,
    GFP_HARDWALL,
    GFP_THISNODE,
    GFP_KMEMCG,
    GFP_NOACCOUNT,
    GFP_ACCOUNT,
    GFP_NOTRACK,
    GFP_NO_KSWAPD,
    GFP_OTHER_NODE,
    GFP_WRITE,
    GFP_DIRECT_RECLAIM,
    GFP_KSWAPD_RECLAIM,
    GFP_NOLOCKDEP,
    GFP_ZEROTAGS,
    GFP_SKIP_ZERO,
    GFP_SKIP_KASAN,
    GFP_SKIP_KASAN_UNPOISON,
    GFP_SKIP_KASAN_POISON,
    GFP_NO_OBJ_EXT
};

#define GFP_BIT(flag) (UINT64_C(1) << (flag))

/* A set of flags: GFP_BIT of each. */
typedef uint64_t gfp_set;

enum { GFP_NAMES_MOST = 40 };

/* A mask as names: compound names first in the kernel's order, then single flags, unknown bits as one hex number. */
struct gfp_names {
    str names[GFP_NAMES_MOST];
    size_t count;
    uint64_t rest; /* bits without a name */
    gfp_set set;
};

/* Takes MASK apart by the table of VERSION (a RELEASE number). Names are static. */
void gfp_names_of(uint64_t mask, int32_t version, struct gfp_names *ret_names);

/* The releases that share the table of VERSION, for people: "2.6.31 to 4.3". */
str gfp_era(int32_t version);

/* The flags that a printed NAME stands for: "GFP_KERNEL", "__GFP_ZERO"; none for an unknown one. */
gfp_set gfp_set_of(str name);

/* All names that a report can hold, from 0; an empty one behind the last. Some stand there more than once. */
str gfp_name_at(size_t index);

/* Fills the gfp members of the reckoning from the trigger: the names where the kernel printed them, else the mask by
 * the table of its release, else by the table that the shape of the report suggests. *ret_set is the set of flags.
 * False when memory is short. */
bool gfp_fill(const struct event *event, struct reckoning *reckoning, gfp_set *ret_set);

#endif
