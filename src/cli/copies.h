/* Temporary files for what can be read only from a file.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_COPIES_H
#define CLI_COPIES_H

#include "helper.h"

/* Zeroed but for the folder. */
struct copies {
    const char *folder; /* NULL: /tmp */
    struct helper helper;
    char name[HELPER_NAME_ROOM]; /* of the copy, if there is one */
    bool is_prepared;
};

/* To be called before the filter where copies may have to be made. That none can be is told by copies_open. */
void copies_prepare(struct copies *copies);

/* An oomwhy_copy_function's two halves. What nobody deletes any more is told of. */
int copies_open(struct copies *copies);
void copies_close(struct copies *copies, int fd);

/* Leaves no copy behind. */
void copies_end(struct copies *copies);

#endif
