/* What uses memory and stands in no counter of this report.
 * SPDX-License-Identifier: MIT */
#include "diagnose/hidden.h"

#include "diagnose/evidence.h"
#include "model/release.h"

/* A kind of memory that reports of SINCE up to, but not with, UNTIL do not print; 0: no bound. */
struct hidden {
    int32_t since, until; /* as RELEASE */
    bool (*fits)(const struct facts *facts);
    const char *what;
};

static bool hidden_stacks(const struct facts *facts) {
    return facts->room.parts[PART_KERNEL_STACK].kb == ABSENT && facts->event->memory.zone_count > 0;
}

static bool hidden_hugetlb(const struct facts *facts) {
    return facts->event->memory.hugepages_count == 0;
}

static bool hidden_swap(const struct facts *facts) {
    return facts->room.swap_used_kb > 0;
}

static bool hidden_no_swap(const struct facts *facts) {
    return !hidden_swap(facts);
}

/* "Balloon:0kB" is a count. */
static bool hidden_balloon(const struct facts *facts) {
    return facts->reckoning->ledger.within.balloon_kb == ABSENT;
}

static bool hidden_always(const struct facts *facts) {
    (void)facts;
    return true;
}

/* The releases are those that brought the feature (since) and its figure in the report (until). */
static const struct hidden hidden_kinds[] = {
    {RELEASE(2, 6, 32), 0, hidden_stacks, "kernel stacks (their figures are not in this log)"},
    {0, RELEASE(2, 6, 32), hidden_always, "kernel stacks (not printed before 2.6.32)"},
    {0, RELEASE(3, 10, 0), hidden_hugetlb, "a pool of huge pages (not printed before 3.10)"},
    {RELEASE(3, 11, 0), RELEASE(6, 18, 0), hidden_swap, "zswap's or zram's compressed pages (not printed before 6.18)"},
    {RELEASE(3, 14, 0), RELEASE(6, 18, 0), hidden_no_swap, "zram disks"},
    {RELEASE(3, 18, 0), 0, hidden_always, "BPF maps"},
    {RELEASE(5, 1, 0), 0, hidden_always, "io_uring rings"},
    {0, 0, hidden_always, "buffers of drivers and the network, vmalloc, pipes"},
    {0, 0, hidden_balloon, "a hypervisor's balloon"},
};

/* A bound is kept only by a release that is known to be within it. */
static bool hidden_is_of(const struct hidden *kind, struct release release) {
    return (!kind->since || release_is_since(release, kind->since)) &&
           (!kind->until || release_is_before(release, kind->until));
}

str hidden_places(const struct facts *facts) {
    str places = STR("");
    for (size_t i = 0; i < sizeof hidden_kinds / sizeof *hidden_kinds; i++) {
        const struct hidden *kind = &hidden_kinds[i];
        if (hidden_is_of(kind, facts->reckoning->release) && kind->fits(facts))
            places = arena_format(facts->arena, "%.*s%s%s", STR_ARG(places), places.len ? ", " : "", kind->what);
    }
    return places;
}
