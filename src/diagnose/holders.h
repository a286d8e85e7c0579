/* Who held the memory: processes, alone and by name.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_HOLDERS_H
#define DIAGNOSE_HOLDERS_H

#include "diagnose/scene.h"

/* Fills what a scene says about processes; its parts and its room are there. */
void holders_set(struct scene *scene);

/* The process of row ROW of the task table. */
struct holder holders_of_row(const struct scene *scene, size_t row);

/* The processes of the group GROUP of the reckoning. */
struct holder holders_of_group(const struct scene *scene, size_t group);

/* "7.3 GiB", "at most 7.3 GiB", "about 716 MiB (of its rss ...)": what HOLDER holds in RAM and swap. */
str holders_size(const struct scene *scene, const struct holder *holder);

/* ", mostly pid 77 with 4.8 GiB": of a crowd whose largest process holds most; else empty. */
str holders_leader(const struct scene *scene);

/* The others of the largest process's name, where they do the same work with less: half of it at most, on average.
 * count 0: there are none, or they are its equals. */
struct holders_like {
    int64_t count, mean_kb;
    struct span lines; /* of them all */
};
struct holders_like holders_outgrown(const struct scene *scene);

/* The largest process is large, and larger than any other, yet not by far. */
bool holders_nearly_outlier(const struct scene *scene);

/* The most that a process may hold which could have been killed instead of the victim, in kB; ABSENT where the
 * log sets no bound. The kernel picks the highest score, and total-vm bounds what the victim's counts: from 5.1 on
 * (mm/oom_kill.c), when it no longer kills a child in the chosen one's place. */
int64_t holders_unshielded_most_kb(const struct scene *scene);

/* What all processes hold: by the machine's counter where the rows come close to it, so that a report has one figure
 * for it, else by the rows. */
int64_t holders_together_kb(const struct scene *scene);

/* "47.6 MiB of private memory in RAM, 4 MiB swapped out, 136 KiB of page tables"; what is 0 or not in the log is left
 * out. */
str holders_shape(const struct scene *scene, const struct holder *holder);

#endif
