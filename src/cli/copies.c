/* Temporary files for what can be read only from a file.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include "copies.h"

#include "diagnostics.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { COPIES_MAKE = 'm', COPIES_DELETE = 'd' };

/* What the helper has. The name is made before it has its filter: glibc 2.41 maps memory for random bytes. */
struct copies_made {
    int folder;
    char name[HELPER_NAME_ROOM];
    bool is_there;
};

static void copies_delete(void *context) {
    struct copies_made *made = context;
    if (made->is_there)
        unlinkat(made->folder, made->name, 0);
    made->is_there = false;
}

static int copies_make(struct copies_made *made, int *ret_fd) {
    copies_delete(made);
    *ret_fd = openat(made->folder, made->name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    made->is_there = *ret_fd >= 0;
    return made->is_there ? 0 : errno;
}

static int copies_obey(void *context, char order, int *ret_fd) {
    if (order == COPIES_MAKE)
        return copies_make(context, ret_fd);
    copies_delete(context);
    return 0;
}

static const char *copies_folder(const struct copies *copies) {
    return copies->folder && *copies->folder == '/' ? copies->folder : "/tmp";
}

void copies_prepare(struct copies *copies) {
    struct copies_made made = {.folder = -1};
    if (copies->is_prepared)
        return;
    copies->is_prepared = true;
    made.folder = open(copies_folder(copies), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (made.folder < 0)
        return;
    const struct helper_work work = {copies_obey, copies_delete, &made, SANDBOX_FILTER_COPIES, made.folder};
    if (helper_invent_name("oomwhy-", made.name))
        (void)helper_start(&copies->helper, &work);
    memcpy(copies->name, made.name, sizeof copies->name);
    close(made.folder);
}

int copies_open(struct copies *copies) {
    int fd;
    copies_prepare(copies);
    return helper_order(&copies->helper, COPIES_MAKE, &fd) == 0 ? fd : -1;
}

void copies_close(struct copies *copies, int fd) {
    close(fd);
    if (helper_order(&copies->helper, COPIES_DELETE, NULL) == ESRCH)
        diagnostics_format(copies_folder(copies), "the process that would delete a journal's copy was ended: remove %s",
                           copies->name);
}

void copies_end(struct copies *copies) {
    helper_stop(&copies->helper);
}
