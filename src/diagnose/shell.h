/* Names and sizes of a log as words of a shell command: nothing in them can be read as anything else.
 * SPDX-License-Identifier: MIT
 *
 * Commands are meant to be pasted, and names in a log are chosen by whoever runs processes. */
#ifndef DIAGNOSE_SHELL_H
#define DIAGNOSE_SHELL_H

#include "diagnose/facts.h"

/* TEXT as one word of a shell command; "" where a shell could read something else into it. */
str shell_word(const struct facts *facts, str text);

/* The same of a process's NAME: dmesg writes the bytes that are no text as \xff, and by that no tool finds them. */
str shell_process(const struct facts *facts, str name);

/* The machine runs systemd and keeps a journal, as far as its kernel's release, wording and processes tell. */
bool shell_has_systemd(const struct facts *facts);

/* The wording is that of kernels up to 2.6.27, which list no tasks. */
bool shell_words_are_very_old(const struct facts *facts);

/* HOLDER is one process, and this event killed it: a command that looks for it finds at best its successor. */
bool shell_is_gone(const struct facts *facts, const struct holder *holder);

/* A group of a container or a pod is its engine's to change: what is set behind its back does not last. */
bool shell_is_managed(const struct container *box);

/* The systemd unit to limit, as a shell word: the group whose limit was hit if it is one, on a machine the victim's.
 * "" where there is none that outlives its command. */
str shell_unit(const struct facts *facts);

/* "systemctl set-property UNIT PROPERTY"; units below user@1000.service are known to that user's manager only. */
str shell_set_property(const struct facts *facts, str unit, str property);

/* A file of the group whose limit was hit, where it is mounted by default: V2 or V1 by the version of the cgroup, NULL
 * for a version that has none. "" where the path is no plain word. */
str shell_group_file(const struct facts *facts, const char *v2, const char *v1);

/* "MemoryMax=512M", for systemd on that kernel. */
str shell_memory_max(const struct facts *facts, int64_t kb);

/* A container's id as its engine takes it, as a shell word; "" where there is none. */
str shell_container_id(const struct facts *facts);

/* What ARGUMENT shows exactly, so that text and command name one number. */
int64_t shell_floor_kb(int64_t kb);

#endif
