/* Of which machine a log in an archive or a folder is, by the names of the folders above it.
 * SPDX-License-Identifier: MIT */
#ifndef READ_MACHINE_H
#define READ_MACHINE_H

#include "base/str.h"

/* The machine's name in PATH, a view into it, or "": "nodes/NAME/...", "NAME/var/log/...". */
str machine_of_folders(str path);

/* What the root folder of a report says: "sosreport-NAME-...", "scc_NAME_...". It may hold more than the name. */
str machine_of_report(str path);

/* Whether the file at PATH holds the machine's name and nothing else: ".../hostname". */
bool machine_is_name_file(str path);

/* The name in such a file, a view into TEXT, or "". */
str machine_of_name_file(str text);

enum { MACHINE_ROOM = 256 };

/* What a file "hostname", "etc/hostname" or that of a sosreport in FOLDER says, in ROOM; "" where there is none. No
 * link below the folder is followed. */
str machine_of_root_folder(str folder, char room[MACHINE_ROOM]);

/* The same of the folders that the file PATH lies in, from the nearest one up to those whose name is longer than TOP.
 */
str machine_of_file_above(str path, size_t top, char room[MACHINE_ROOM]);

/* The machine whose log the file PATH below FOLDER is: by the name that stands in a file of its root folder, by that
 * folder's own name, by a file in FOLDER, or by FOLDER's name. */
str machine_find(str path, str folder, char room[MACHINE_ROOM]);

#endif
