/* What a cgroup path names: a container, a pod, a unit.
 * SPDX-License-Identifier: MIT
 *
 * /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1b_2c.slice/cri-containerd-fec94f74.scope
 * /kubepods/besteffort/pod1b-2c/fec94f74..., /system.slice/docker-61733668.scope, /docker/61733668...,
 * /machine.slice/libpod-61733668.scope, /lxc.payload.web, /lxc/101/ns/..., /system.slice/mysqld.service */
#include "model/container.h"

#include "base/arena.h"
#include "base/ascii.h"

/* "PREFIX id [SUFFIX]": how runtimes name a container's own group; longer prefixes first. */
struct container_naming {
    str prefix, suffix, runtime;
};

static const struct container_naming container_namings[] = {
    {STR_INIT("cri-containerd-"), STR_INIT(".scope"), STR_INIT("containerd")},
    {STR_INIT("containerd-"), STR_INIT(".scope"), STR_INIT("containerd")},
    {STR_INIT("nerdctl-"), STR_INIT(".scope"), STR_INIT("containerd")},
    {STR_INIT("docker-"), STR_INIT(".scope"), STR_INIT("docker")},
    {STR_INIT("crio-conmon-"), STR_INIT(".scope"), STR_INIT("cri-o")},
    {STR_INIT("crio-"), STR_INIT(".scope"), STR_INIT("cri-o")},
    {STR_INIT("crio-"), STR_INIT(""), STR_INIT("cri-o")},
    {STR_INIT("libpod-conmon-"), STR_INIT(".scope"), STR_INIT("podman")},
    {STR_INIT("libpod-payload-"), STR_INIT(""), STR_INIT("podman")},
    {STR_INIT("libpod-"), STR_INIT(".scope"), STR_INIT("podman")},
    {STR_INIT("libpod-"), STR_INIT(""), STR_INIT("podman")},
    {STR_INIT("lxc.payload."), STR_INIT(""), STR_INIT("lxc")},
    {STR_INIT("lxc.monitor."), STR_INIT(""), STR_INIT("lxc")},
    {STR_INIT("systemd-nspawn@"), STR_INIT(".service"), STR_INIT("systemd-nspawn")},
};

/* "PARENT/id": groups made through cgroupfs. */
static const struct container_naming container_parents[] = {
    {STR_INIT("docker"), STR_INIT(""), STR_INIT("docker")},
    {STR_INIT("moby"), STR_INIT(""), STR_INIT("docker")},
    {STR_INIT("k8s.io"), STR_INIT(""), STR_INIT("containerd")},
    {STR_INIT("libpod_parent"), STR_INIT(""), STR_INIT("podman")},
    {STR_INIT("lxc"), STR_INIT(""), STR_INIT("lxc")},
    {STR_INIT("lxc.payload"), STR_INIT(""), STR_INIT("lxc")},
};

enum {
    CONTAINER_NAMING_COUNT = sizeof container_namings / sizeof *container_namings,
    CONTAINER_PARENT_COUNT = sizeof container_parents / sizeof *container_parents,
    CONTAINER_ID_HEX = 64
};

static bool container_is_hex(str text) {
    for (size_t i = 0; i < text.len; i++)
        if (ascii_hex(text.data[i]) < 0)
            return false;
    return text.len > 0;
}

/* "my\x2dvm" is "my-vm" (systemd-escape). */
static str container_unescape(struct arena *arena, str text) {
    if (!str_has(text, STR("\\x")))
        return text;
    char *plain = arena_alloc(arena, text.len);
    size_t len = 0;
    for (size_t i = 0; plain && i < text.len; i++) {
        str rest = str_from(text, i);
        bool escape = rest.len >= 4 && str_starts(rest, STR("\\x")) && ascii_hex(rest.data[2]) >= 0 &&
                      ascii_hex(rest.data[3]) >= 0;
        plain[len++] = text.data[i];
        if (escape) {
            plain[len - 1] = (char)(ascii_hex(rest.data[2]) << 4 | ascii_hex(rest.data[3]));
            i += 3;
        }
    }
    return plain ? str_of(plain, len) : text;
}

static bool container_between(str text, str prefix, str suffix, str *ret_middle) {
    if (text.len <= prefix.len + suffix.len || text.data[0] != prefix.data[0])
        return false;
    if (!str_starts(text, prefix) || !str_ends(text, suffix))
        return false;
    *ret_middle = str_of(text.data + prefix.len, text.len - prefix.len - suffix.len);
    return true;
}

/* Inner groups win: a docker container within an LXC container is the docker container. */
static void container_name(struct arena *arena, str parent, str name, struct container *container) {
    str id;
    for (size_t i = 0; i < CONTAINER_NAMING_COUNT; i++) {
        const struct container_naming *naming = &container_namings[i];
        if (container_between(name, naming->prefix, naming->suffix, &id)) {
            container->runtime = naming->runtime;
            container->id = container_unescape(arena, id);
            return;
        }
    }
    for (size_t i = 0; i < CONTAINER_PARENT_COUNT; i++)
        if (str_equal(parent, container_parents[i].prefix) && !str_equal(name, STR("buildkit"))) {
            container->runtime = container_parents[i].runtime;
            container->id = name;
            return;
        }
    if (name.len == CONTAINER_ID_HEX && container_is_hex(name))
        container->id = name;
}

/* "machine-web\x2d1.scope" below machine.slice; virtual machines stand there too, as "machine-qemu...". */
static void container_machine(struct arena *arena, str parent, str name, struct container *container) {
    str id;
    if (!str_equal(parent, STR("machine.slice")) || !container_between(name, STR("machine-"), STR(".scope"), &id) ||
        str_starts(id, STR("qemu")) || str_starts(id, STR("lxc")))
        return;
    container->runtime = STR("systemd-nspawn");
    container->id = container_unescape(arena, id);
}

/* Pod uids are written with dashes; systemd's slices need underscores instead. */
static str container_dashes(struct arena *arena, str text) {
    if (str_find_byte(text, '_') == STR_NONE)
        return text;
    char *plain = arena_alloc(arena, text.len);
    if (!plain)
        return text;
    for (size_t i = 0; i < text.len; i++)
        plain[i] = text.data[i] == '_' ? '-' : text.data[i];
    return str_of(plain, text.len);
}

/* "kubepods-burstable-pod1b_2c.slice", or "pod1b-2c" somewhere below "kubepods". */
static void container_pod(struct arena *arena, bool kubepods, str name, struct container *container) {
    size_t at = str_find(name, STR("-pod"));
    str uid = {0};
    if (str_has(name, STR("kubepods")) && str_ends(name, STR(".slice")) && at != STR_NONE)
        uid = str_of(name.data + at + 4, name.len - at - 4 - STR(".slice").len);
    else if (kubepods && str_starts(name, STR("pod")))
        uid = str_from(name, 3);
    if (!uid.len)
        return;
    container->pod_uid = container_dashes(arena, uid);
    container->runtime = STR(""); /* a pod within a container: of a node that is one itself (kind, k3d) */
    container->id = STR("");
    if (!container->qos.len)
        container->qos = STR("guaranteed"); /* pods of this class stand directly below kubepods */
}

static void container_qos(bool kubepods, str name, struct container *container) {
    static const str classes[] = {STR_INIT("burstable"), STR_INIT("besteffort")};
    bool slice = str_has(name, STR("kubepods-"));
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if ((kubepods && str_equal(name, classes[i])) || (slice && str_has(name, classes[i])))
            container->qos = classes[i];
}

static void container_unit(str name, struct container *container) {
    static const str endings[] = {STR_INIT(".service"), STR_INIT(".scope"), STR_INIT(".socket"), STR_INIT(".mount"),
                                  STR_INIT(".swap")};
    size_t dot = str_find_last_byte(name, '.');
    str ending = dot == STR_NONE ? STR("") : str_from(name, dot);
    if (str_equal(ending, STR(".slice")))
        container->slice = name;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (str_equal(ending, endings[i]))
            container->unit = name;
}

struct container container_of(struct arena *arena, str path) {
    struct container container = {0};
    str parent = {0};
    bool kubepods = false, pods = str_has(path, STR("kubepods"));
    for (size_t at = 0; at < path.len;) {
        str rest = str_from(path, at);
        size_t slash = str_find_byte(rest, '/');
        str name = slash == STR_NONE ? rest : str_first(rest, slash);
        at += name.len + 1;
        if (!name.len)
            continue;
        container_unit(name, &container);
        if (pods) {
            container_qos(kubepods, name, &container);
            container_pod(arena, kubepods, name, &container);
        }
        container_machine(arena, parent, name, &container);
        container_name(arena, parent, name, &container);
        kubepods = kubepods || str_starts(name, STR("kubepods"));
        parent = name;
    }
    return container;
}
