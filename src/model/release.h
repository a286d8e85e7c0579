/* A kernel's release string taken apart.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_RELEASE_H
#define MODEL_RELEASE_H

#include "base/str.h"

/* Three numbers as one that can be compared; each may reach 1023 (4.4.302 is older than 4.5). */
#define RELEASE(major, minor, patch) (((major) << 20) | ((minor) << 10) | (patch))

/* Used only where a rule truly changed with the release. */
struct release {
    int32_t number; /* RELEASE(6, 1, 0); 0: unknown */
    int32_t rhel;   /* 4-10 for Red Hat's kernels and their rebuilds, else 0 */
};

/* "2.6.32-22-server", "3.10.0-1160.el7.x86_64", "6.1.0-50-cloud-amd64", "7.0-rc3"; unknown for anything else. */
struct release release_of(str text);

/* Known, and NUMBER or later; known, and before NUMBER. */
static inline bool release_is_since(struct release release, int32_t number) {
    return release.number && release.number >= number;
}

static inline bool release_is_before(struct release release, int32_t number) {
    return release.number && release.number < number;
}

#endif
