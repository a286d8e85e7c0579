/* Cgroup paths as runtimes and service managers make them.
 * SPDX-License-Identifier: MIT */
#include "model/container.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define HEX64 "6173366837f3d4ea7e771a209a1c9925ee185eeed86ab1911c362aa3a004a3eb"

static void same(str found, const char *expected) {
    if (!str_equal(found, str_from_cstr(expected)))
        fail_msg("%.*s, not %s", STR_ARG(found), expected);
}

static void expect(const char *path, const char *runtime, const char *id, const char *pod_uid, const char *qos,
                   const char *unit, const char *slice) {
    struct arena arena = ARENA_INIT;
    struct container container = container_of(&arena, str_from_cstr(path));
    same(container.runtime, runtime);
    same(container.id, id);
    same(container.pod_uid, pod_uid);
    same(container.qos, qos);
    same(container.unit, unit);
    same(container.slice, slice);
    arena_reset(&arena);
}

static void runtimes(void **state) {
    (void)state;
    expect("/docker/" HEX64, "docker", HEX64, "", "", "", "");
    expect("/system.slice/docker-" HEX64 ".scope", "docker", HEX64, "", "", "docker-" HEX64 ".scope", "system.slice");
    expect("/machine.slice/libpod-" HEX64 ".scope/container", "podman", HEX64, "", "", "libpod-" HEX64 ".scope",
           "machine.slice");
    expect("/libpod_parent/libpod-" HEX64, "podman", HEX64, "", "", "", "");
    expect("/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" HEX64 ".scope", "podman", HEX64, "", "",
           "libpod-" HEX64 ".scope", "user.slice");
    expect("/k8s.io/" HEX64, "containerd", HEX64, "", "", "", "");
}

static void kubernetes(void **state) {
    (void)state;
    expect("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podb01bc6dd_b78d_4f1b_9a44_cfbc85c5e9c8.slice/"
           "cri-containerd-" HEX64 ".scope",
           "containerd", HEX64, "b01bc6dd-b78d-4f1b-9a44-cfbc85c5e9c8", "burstable", "cri-containerd-" HEX64 ".scope",
           "kubepods-burstable-podb01bc6dd_b78d_4f1b_9a44_cfbc85c5e9c8.slice");
    expect("/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod1_2.slice/crio-" HEX64 ".scope", "cri-o",
           HEX64, "1-2", "besteffort", "crio-" HEX64 ".scope", "kubepods-besteffort-pod1_2.slice");
    expect("/kubepods.slice/kubepods-podb01b_1.slice/cri-containerd-" HEX64 ".scope", "containerd", HEX64, "b01b-1",
           "guaranteed", "cri-containerd-" HEX64 ".scope", "kubepods-podb01b_1.slice");
    expect("/kubepods/podf1c273d3-9b36-11ea-b3df-246e9693c184/" HEX64, "", HEX64,
           "f1c273d3-9b36-11ea-b3df-246e9693c184", "guaranteed", "", "");
    expect("/kubepods/besteffort/pod1b-2c/" HEX64, "", HEX64, "1b-2c", "besteffort", "", "");
    /* a service within the container is no pod */
    expect("/kubepods/besteffort/pod1b-2c/" HEX64 "/system.slice/ice-pod-web.service", "", HEX64, "1b-2c", "besteffort",
           "ice-pod-web.service", "system.slice");
    expect("/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/"
           "kubelet-kubepods-burstable-poda_b.slice/cri-containerd-" HEX64 ".scope",
           "containerd", HEX64, "a-b", "burstable", "cri-containerd-" HEX64 ".scope",
           "kubelet-kubepods-burstable-poda_b.slice");
    expect("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice", "", "", "1-2", "burstable", "",
           "kubepods-burstable-pod1_2.slice");
}

static void lxc_and_machines(void **state) {
    (void)state;
    expect("/lxc.payload.web", "lxc", "web", "", "", "", "");
    expect("/lxc/101/ns/system.slice/mysqld.service", "lxc", "101", "", "", "mysqld.service", "system.slice");
    expect("/lxc/39004/ns/system.slice/docker-" HEX64 ".scope", "docker", HEX64, "", "", "docker-" HEX64 ".scope",
           "system.slice");
    expect("/machine.slice/systemd-nspawn@my\\x2dbox.service", "systemd-nspawn", "my-box", "", "",
           "systemd-nspawn@my\\x2dbox.service", "machine.slice");
    expect("/machine.slice/machine-my\\x2dbox.scope", "systemd-nspawn", "my-box", "", "", "machine-my\\x2dbox.scope",
           "machine.slice");
    expect("/machine.slice/machine-qemu\\x2d1\\x2dvm.scope", "", "", "", "", "machine-qemu\\x2d1\\x2dvm.scope",
           "machine.slice");
}

static void units(void **state) {
    (void)state;
    expect("/system.slice/mysqld.service", "", "", "", "", "mysqld.service", "system.slice");
    expect("/user.slice/user-1000.slice/session-4.scope", "", "", "", "", "session-4.scope", "user-1000.slice");
    expect("/user.slice/user-1000.slice", "", "", "", "", "", "user-1000.slice");
    expect("/system.slice/snap.firefox.firefox-1.scope", "", "", "", "", "snap.firefox.firefox-1.scope",
           "system.slice");
    expect("/slurm/uid_1000/job_7/step_0", "", "", "", "", "", "");
    expect("/", "", "", "", "", "", "");
    expect("", "", "", "", "", "", "");
    expect("////", "", "", "", "", "", "");
    expect("/a.slice/\\x", "", "", "", "", "", "a.slice");
}

#define HEX60 "6173366837f3d4ea7e771a209a1c9925ee185eeed86ab1911c362aa3a004"

/* A folder of 64 hexadecimal digits is a container's, whatever is above it. */
static void names_that_are_almost_ids(void **state) {
    (void)state;
    expect("/a/" HEX60 "0af9", "", HEX60 "0af9", "", "", "", "");
    expect("/a/" HEX60 "0af", "", "", "", "", "", "");
    expect("/a/" HEX60 "0af90", "", "", "", "", "", "");
    expect("/a/" HEX60 "0afg", "", "", "", "", "", "");
    expect("/a/" HEX60 "0af:", "", "", "", "", "", "");
    expect("/a/" HEX60 "0af`", "", "", "", "", "", "");
    expect("/a/" HEX60 "0af.", "", "", "", "", "", "");
    expect("/a/" HEX60 "0AF9", "", "", "", "", "", "");
}

static void escapes_of_units(void **state) {
    (void)state;
    expect("/machine.slice/systemd-nspawn@a\\x2db\\x5fc.service", "systemd-nspawn", "a-b_c", "", "",
           "systemd-nspawn@a\\x2db\\x5fc.service", "machine.slice");
    expect("/machine.slice/systemd-nspawn@a\\x2gb\\xg2.service", "systemd-nspawn", "a\\x2gb\\xg2", "", "",
           "systemd-nspawn@a\\x2gb\\xg2.service", "machine.slice");
    expect("/machine.slice/systemd-nspawn@a\\x2.service", "systemd-nspawn", "a\\x2", "", "",
           "systemd-nspawn@a\\x2.service", "machine.slice");
    expect("/machine.slice/machine-a\\x2d.scope", "systemd-nspawn", "a-", "", "", "machine-a\\x2d.scope",
           "machine.slice");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runtimes),
        cmocka_unit_test(kubernetes),
        cmocka_unit_test(lxc_and_machines),
        cmocka_unit_test(units),
        cmocka_unit_test(names_that_are_almost_ids),
        cmocka_unit_test(escapes_of_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
