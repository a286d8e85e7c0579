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

static void rights_keep(bool reads) {
    struct rights_header header = {RIGHTS_VERSION, 0};
    struct rights_word words[RIGHTS_WORDS] = {{0}};
    const uint32_t wanted[RIGHTS_WORDS] = {reads ? 1U << RIGHTS_READ_ANY : 0,
                                           reads ? 1U << (RIGHTS_SYSLOG - RIGHTS_WORD_BITS) : 0};
    if (reads && syscall(SYS_capget, &header, words) != 0)
        return;
    for (int i = 0; i < RIGHTS_WORDS; i++) {
        const uint32_t kept = words[i].permitted & wanted[i];
        words[i] = (struct rights_word){kept, kept, 0};
    }
    (void)syscall(SYS_capset, &header, words);
}

void sandbox_rights_drop(bool reads) {
    if (geteuid() == 0) {
        if (reads)
            prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
        if (setgroups(0, NULL) == 0 && setresgid(RIGHTS_NOBODY, RIGHTS_NOBODY, RIGHTS_NOBODY) == 0)
            (void)!setresuid(RIGHTS_NOBODY, RIGHTS_NOBODY, RIGHTS_NOBODY);
    }
    rights_keep(reads);
}
