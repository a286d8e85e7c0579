/* A kernel's release string taken apart.
 * SPDX-License-Identifier: MIT */
#include "model/release.h"

#include "base/scan.h"

enum {
    RELEASE_PART_MOST = 1023,
    RELEASE_RHEL_FIRST = 4, /* whose kernels are of 2.6 */
    RELEASE_RHEL_LAST = 99  /* what is more is no release of Red Hat's */
};

static bool release_part(struct scan *scan, int32_t *ret_part) {
    uint64_t value;
    if (!scan_u64(scan, &value))
        return false;
    *ret_part = value > RELEASE_PART_MOST ? RELEASE_PART_MOST : (int32_t)value;
    return true;
}

/* Red Hat writes ".el7" behind its own build number; RHEL 4 wrote "2.6.9-89.EL". */
static int32_t release_rhel(int32_t number, str text) {
    size_t at = str_find(text, STR(".el"));
    uint64_t rhel;
    if (at == STR_NONE)
        return number == RELEASE(2, 6, 9) && str_has(text, STR(".EL")) ? RELEASE_RHEL_FIRST : 0;
    struct scan scan = scan_of(str_from(text, at + 3));
    return scan_u64(&scan, &rhel) && rhel >= RELEASE_RHEL_FIRST && rhel <= RELEASE_RHEL_LAST ? (int32_t)rhel : 0;
}

struct release release_of(str text) {
    int32_t major, minor, patch = 0;
    struct scan scan = scan_of(text);
    if (!release_part(&scan, &major) || !scan_byte(&scan, '.') || !release_part(&scan, &minor))
        return (struct release){0};
    if (scan_byte(&scan, '.'))
        (void)release_part(&scan, &patch);
    const int32_t number = RELEASE(major, minor, patch);
    return (struct release){number, release_rhel(number, text)};
}
