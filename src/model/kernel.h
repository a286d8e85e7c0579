/* A kernel's release string taken apart.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_KERNEL_H
#define MODEL_KERNEL_H

#include "base/str.h"

#include "model/reckoning.h"

/* Three numbers as one that can be compared; each may reach 1023 (4.4.302 is older than 4.5). */
#define KERNEL_VERSION(major, minor, patch) (((major) << 20) | ((minor) << 10) | (patch))

/* "2.6.32-22-server", "3.10.0-1160.el7.x86_64", "6.1.0-50-cloud-amd64", "7.0-rc3"; unknown for anything else. */
struct kernel kernel_of(str release);

int32_t kernel_version(struct kernel kernel);

/* Known, and RELEASE or later; known, and before RELEASE. Releases are KERNEL_VERSION numbers. */
bool kernel_since(struct kernel kernel, int32_t release);
bool kernel_before(struct kernel kernel, int32_t release);

#endif
