/* The user and the capabilities that are left once strangers' text is read.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* setgroups, setresuid, syscall */
#include "sandbox_rights.h"

#include <grp.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    RIGHTS_NOBODY = 65534, /* by its number: asking for the name would load what the machine's accounts are kept in */
    /* The kernel's interface, of its include/uapi/linux/capability.h. */
    RIGHTS_VERSION = 0x20080522,
    RIGHTS_WORDS = 2,
    RIGHTS_WORD_BITS = 32,
    RIGHTS_OVERRIDE = 1, /* CAP_DAC_OVERRIDE */
    RIGHTS_READ_ANY = 2, /* CAP_DAC_READ_SEARCH */
    RIGHTS_SYSLOG = 34   /* CAP_SYSLOG: /dev/kmsg */
};

struct rights_header {
    uint32_t version;
    int32_t process; /* 0: this one */
};

struct rights_word {
    uint32_t effective, permitted, inheritable;
};

/* The capabilities that reading takes, of what there is. A container's root often has only the one that lets it write,
 * too. */
static void rights_choose(struct rights_word ret_kept[RIGHTS_WORDS]) {
    struct rights_header header = {RIGHTS_VERSION, 0};
    struct rights_word had[RIGHTS_WORDS];
    if (syscall(SYS_capget, &header, had) != 0)
        return;
    uint32_t files = had[0].permitted & 1U << RIGHTS_READ_ANY;
    if (files == 0)
        files = had[0].permitted & 1U << RIGHTS_OVERRIDE;
    const uint32_t log = had[1].permitted & 1U << (RIGHTS_SYSLOG - RIGHTS_WORD_BITS);
    ret_kept[0] = (struct rights_word){files, files, 0};
    ret_kept[1] = (struct rights_word){log, log, 0};
}

static void rights_become_nobody(void) {
    if (setgroups(0, NULL) == 0 && setresgid(RIGHTS_NOBODY, RIGHTS_NOBODY, RIGHTS_NOBODY) == 0)
        (void)!setresuid(RIGHTS_NOBODY, RIGHTS_NOBODY, RIGHTS_NOBODY);
}

void sandbox_rights_drop(bool reads) {
    struct rights_header header = {RIGHTS_VERSION, 0};
    struct rights_word kept[RIGHTS_WORDS] = {{0}};
    if (reads)
        rights_choose(kept);
    const bool is_safe = !reads || (kept[0].permitted != 0 && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0);
    if (geteuid() == 0 && is_safe)
        rights_become_nobody();
    (void)syscall(SYS_capset, &header, kept);
}
