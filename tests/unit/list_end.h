/* What lies behind the end of a list: whoever reads there is found out.
 * SPDX-License-Identifier: MIT */
#ifndef TEST_LIST_END_H
#define TEST_LIST_END_H

#include <stddef.h>
#include <string.h>

/* Fills LIST, which has ROOM for more than COUNT elements of SIZE bytes, behind its end with huge numbers and texts at
 * no address. */
static inline void list_end(void *list, size_t count, size_t size, size_t room) {
    if (count < room)
        memset((char *)list + count * size, 1, (room - count) * size);
}

#define LIST_END(list, count) list_end((list), (count), sizeof *(list), sizeof(list) / sizeof *(list))

#endif
