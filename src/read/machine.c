/* Of which machine a log in an archive or a folder is.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include "read/machine.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MACHINE_NAME_MOST = 253 /* RFC 1035 */ };

static bool machine_is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '.' || byte == '_';
}

static bool machine_is_name(str name) {
    for (size_t i = 0; i < name.len; i++)
        if (!machine_is_name_byte(name.data[i]))
            return false;
    return name.len > 0 && name.len <= MACHINE_NAME_MOST && *name.data != '.' && *name.data != '-';
}

static str machine_checked(str name) {
    return machine_is_name(name) ? name : str_of(NULL, 0);
}

/* The last folder of PATH, which ends with a folder's name. */
static str machine_last_folder(str path) {
    const size_t slash = str_find_last_byte(path, '/');
    return slash == STR_NONE ? path : str_from(path, slash + 1);
}

/* "nodes/NAME/", as must-gather has it, at the start or within PATH. */
static str machine_of_node(str path) {
    const str nodes = STR("nodes/");
    const size_t at = str_starts(path, nodes) ? 0 : str_find(path, STR("/nodes/"));
    if (at == STR_NONE)
        return str_of(NULL, 0);
    const str from = str_from(path, at + (at > 0) + nodes.len);
    const size_t end = str_find_byte(from, '/');
    return end == STR_NONE ? str_of(NULL, 0) : machine_checked(str_first(from, end));
}

/* The folder that holds "var/log": a report's own root folder is none of a machine's name. */
static str machine_of_root(str path) {
    const size_t at = str_find(path, STR("/var/log/"));
    const str name = at == STR_NONE || at == 0 ? str_of(NULL, 0) : machine_last_folder(str_first(path, at));
    if (machine_of_report(path).len > 0 || str_equal(name, STR("host")) || str_equal(name, STR("rootfs")) ||
        str_equal(name, STR("tmp")))
        return str_of(NULL, 0);
    return machine_checked(name);
}

str machine_of_folders(str path) {
    const str node = machine_of_node(path);
    return node.len > 0 ? node : machine_of_root(path);
}

/* NAME up to a date such as "-2026-11-30" or "-20261130", or whole. */
static str machine_before_date(str name, char separator) {
    for (size_t i = 1; i + 6 < name.len; i++) {
        size_t digits = 0;
        while (digits < 6 && i + 1 + digits < name.len && name.data[i + 1 + digits] >= '0' &&
               name.data[i + 1 + digits] <= '9')
            digits++;
        const bool is_year = digits == 4 && name.data[i + 5] == '-';
        if (name.data[i] == separator && (digits == 6 || is_year))
            return str_first(name, i);
    }
    return name;
}

str machine_of_report(str path) {
    static const struct {
        str begins;
        char separator; /* before the date */
    } reports[] = {{STR_INIT("sosreport-"), '-'}, {STR_INIT("scc_"), '_'}, {STR_INIT("nts_"), '_'}};
    if (str_starts(path, STR("./")))
        path = str_from(path, 2);
    const str root = str_first(path, str_find_byte(path, '/'));
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        if (str_starts(root, reports[i].begins))
            return machine_checked(machine_before_date(str_from(root, reports[i].begins.len), reports[i].separator));
    return str_of(NULL, 0);
}

bool machine_is_name_file(str path) {
    return str_equal(machine_last_folder(path), STR("hostname")) ||
           str_ends(path, STR("/sos_commands/host/hostname_-f"));
}

str machine_of_name_file(str text) {
    text = str_trim_start(text);
    size_t len = 0;
    while (len < text.len && machine_is_name_byte(text.data[len]))
        len++;
    return machine_checked(str_first(text, len));
}

/* --- a folder */

/* Opens NAME, "sos_commands/host/hostname", below the folder FD through no link; -1 if it is not there. */
static int machine_open_below(int fd, const char *name) {
    char part[32];
    const char *slash = strchr(name, '/');
    const int flags = O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
    if (!slash)
        return openat(fd, name, O_RDONLY | flags);
    snprintf(part, sizeof part, "%.*s", (int)(slash - name), name);
    const int inner = openat(fd, part, O_PATH | O_DIRECTORY | flags);
    const int found = inner < 0 ? -1 : machine_open_below(inner, slash + 1);
    if (inner >= 0)
        close(inner);
    return found;
}

/* The name in the file FD, in ROOM. */
static str machine_read_name(int fd, char room[MACHINE_ROOM]) {
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return str_of(NULL, 0);
    const ssize_t len = read(fd, room, MACHINE_ROOM);
    return len > 0 ? machine_of_name_file(str_of(room, (size_t)len)) : str_of(NULL, 0);
}

str machine_of_root_folder(str folder, char room[MACHINE_ROOM]) {
    static const char *const names[] = {"hostname", "etc/hostname", "sos_commands/host/hostname", NULL};
    char path[4096];
    str host = str_of(NULL, 0);
    if (folder.len >= sizeof path)
        return host;
    snprintf(path, sizeof path, "%.*s", (int)folder.len, folder.data);
    const int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; names[i] && fd >= 0 && host.len == 0; i++) {
        const int file = machine_open_below(fd, names[i]);
        if (file < 0)
            continue;
        host = machine_read_name(file, room);
        close(file);
    }
    if (fd >= 0)
        close(fd);
    return host;
}

str machine_of_file_above(str path, size_t top, char room[MACHINE_ROOM]) {
    str host = str_of(NULL, 0);
    size_t slash;
    while (host.len == 0 && (slash = str_find_last_byte(path, '/')) != STR_NONE && slash > top) {
        path = str_first(path, slash);
        host = machine_of_root_folder(path, room);
    }
    return host;
}

str machine_find(str path, str folder, char room[MACHINE_ROOM]) {
    while (folder.len > 1 && folder.data[folder.len - 1] == '/')
        folder.len--;
    str host = machine_of_file_above(path, folder.len, room);
    if (host.len == 0)
        host = machine_of_folders(str_from(path, folder.len));
    if (host.len == 0)
        host = machine_of_root_folder(folder, room);
    return host.len > 0 ? host : machine_of_report(str_from(folder, str_find_last_byte(folder, '/') + 1));
}
