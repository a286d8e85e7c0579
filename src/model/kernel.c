/* A kernel's release string taken apart.
 * SPDX-License-Identifier: MIT */
#include "model/kernel.h"

#include "base/scan.h"

enum { KERNEL_NUMBER_MOST = 1023 };

static bool kernel_number(struct scan *scan, int32_t *ret_number) {
    uint64_t value;
    if (!scan_u64(scan, &value))
        return false;
    *ret_number = value > KERNEL_NUMBER_MOST ? KERNEL_NUMBER_MOST : (int32_t)value;
    return true;
}

/* Red Hat writes ".el7" behind its own build number; RHEL 4 wrote "2.6.9-89.EL". */
static int32_t kernel_rhel(struct kernel kernel, str release) {
    size_t at = str_find(release, STR(".el"));
    uint64_t number;
    if (at != STR_NONE) {
        struct scan scan = scan_of(str_from(release, at + 3));
        if (scan_u64(&scan, &number) && number >= 4 && number <= 99)
            return (int32_t)number;
        return 0;
    }
    return kernel_version(kernel) == KERNEL_VERSION(2, 6, 9) && str_has(release, STR(".EL")) ? 4 : 0;
}

struct kernel kernel_of(str release) {
    struct kernel kernel = {0};
    struct scan scan = scan_of(release);
    if (!kernel_number(&scan, &kernel.major) || !scan_byte(&scan, '.') || !kernel_number(&scan, &kernel.minor))
        return (struct kernel){0};
    if (scan_byte(&scan, '.'))
        (void)kernel_number(&scan, &kernel.patch);
    kernel.known = true;
    kernel.rhel = kernel_rhel(kernel, release);
    return kernel;
}

int32_t kernel_version(struct kernel kernel) {
    return KERNEL_VERSION(kernel.major, kernel.minor, kernel.patch);
}

bool kernel_since(struct kernel kernel, int32_t release) {
    return kernel.known && kernel_version(kernel) >= release;
}

bool kernel_before(struct kernel kernel, int32_t release) {
    return kernel.known && kernel_version(kernel) < release;
}
