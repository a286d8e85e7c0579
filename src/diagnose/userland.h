/* What runs on the kernel, as far as the names of processes and groups tell: Android, systemd or another init.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_USERLAND_H
#define DIAGNOSE_USERLAND_H

#include "model/reckoning.h"

struct userland {
    bool is_android;       /* neither systemd nor a swap file is for it */
    bool has_another_init; /* processes that only another one starts, and none of systemd */
};

struct userland userland_of(const struct event *event, const struct reckoning *reckoning);

#endif
