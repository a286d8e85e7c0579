/* What runs on the kernel, as far as the names of processes and groups tell.
 * SPDX-License-Identifier: MIT */
#include "diagnose/userland.h"

static bool userland_is_any(str name, const str *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_equal_names(name, names[i]))
            return true;
    return false;
}

/* A process that only Android starts. */
static bool userland_is_of_android(str name) {
    static const str names[] = {STR_INIT("zygote"),         STR_INIT("zygote64"),       STR_INIT("system_server"),
                                STR_INIT("surfaceflinger"), STR_INIT("servicemanager"), STR_INIT("hwservicemanage"),
                                STR_INIT("healthd"),        STR_INIT("lmkd"),           STR_INIT("installd"),
                                STR_INIT("vold"),           STR_INIT("ueventd")};
    return userland_is_any(name, names, sizeof names / sizeof *names) ||
           (str_find_byte(name, '.') != STR_NONE && str_has(name, STR("android.")));
}

/* "upstart-udev-br" and "procd" (OpenWrt), which only these start. */
static bool userland_is_of_another_init(str name) {
    static const str names[] = {STR_INIT("procd"), STR_INIT("ubusd"), STR_INIT("netifd"), STR_INIT("rc.sysinit")};
    return userland_is_any(name, names, sizeof names / sizeof *names) || str_starts(name, STR("upstart-"));
}

/* A cpuset that Android makes for its apps, or one of its groups: "/apps/uid_10123/pid_4242". */
static bool userland_is_android_group(const struct event *event) {
    static const str names[] = {STR_INIT("foreground"), STR_INIT("background"), STR_INIT("top-app"),
                                STR_INIT("system-background"), STR_INIT("restricted")};
    const size_t count = sizeof names / sizeof *names;
    return userland_is_any(event->trigger.cpuset, names, count) ||
           userland_is_any(event->summary.cpuset, names, count) || str_has(event->summary.task_memcg, STR("/uid_"));
}

/* By what stands beside the table: its groups and killer, or the release: "4.19.110-android12", "4.14.117-perf+"
 * (Qualcomm). */
static bool userland_says_android(const struct event *event) {
    const str release = event->identity.release;
    if (event->killer == KILLER_LMKD || str_has(release, STR("android")) || str_has(release, STR("-perf")) ||
        userland_is_android_group(event) || userland_is_of_android(event->trigger.name))
        return true;
    for (size_t i = 0; i < event->kill_count; i++)
        if (userland_is_of_android(event->kills[i].name))
            return true;
    return false;
}

struct userland userland_of(const struct event *event, const struct reckoning *reckoning) {
    struct userland userland = {.is_android = userland_says_android(event)};
    bool has_systemd = false;
    for (size_t i = 0; i < reckoning->group_count; i++) {
        const str name = reckoning->groups[i].name;
        userland.is_android = userland.is_android || userland_is_of_android(name);
        userland.has_another_init = userland.has_another_init || userland_is_of_another_init(name);
        has_systemd = has_systemd || str_starts(name, STR("systemd"));
    }
    userland.has_another_init = userland.has_another_init && !has_systemd;
    return userland;
}
