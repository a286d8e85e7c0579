/* Whether a report that the end of one file tore may go on in another.
 * SPDX-License-Identifier: MIT */
#include "events/siblings.h"

static str siblings_unpacked(str file) {
    static const str endings[] = {STR_INIT(".gz"), STR_INIT(".xz"), STR_INIT(".bz2"), STR_INIT(".zst"),
                                  STR_INIT(".lz4")};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (file.len > endings[i].len && str_ends(file, endings[i]))
            return str_first(file, file.len - endings[i].len);
    return file;
}

/* Without what numbers and dates are made of at its start. */
static str siblings_skip_numbers(str name) {
    while (name.len > 0 && memchr("0123456789.-_:T", *name.data, 15))
        name = str_from(name, 1);
    return name;
}

/* Without what names no other folder: "./a//b" is "a/b". */
static str siblings_skip_dots(str folder) {
    for (;;) {
        if (str_starts(folder, STR("/")))
            folder = str_from(folder, 1);
        else if (str_starts(folder, STR("./")))
            folder = str_from(folder, 2);
        else
            return folder;
    }
}

typedef str siblings_skip(str text);

/* Whether A and B are the same but for what SKIP leaves out. */
static bool siblings_are_alike(str a, str b, siblings_skip *skip) {
    a = skip(a);
    b = skip(b);
    while (a.len > 0 && b.len > 0 && *a.data == *b.data) {
        a = skip(str_from(a, 1));
        b = skip(str_from(b, 1));
    }
    return a.len == 0 && b.len == 0;
}

/* The length of the folder that FILE stands in, slash included. */
static size_t siblings_folder(str file) {
    const size_t slash = str_find_last_byte(file, '/');
    return slash == STR_NONE ? 0 : slash + 1;
}

bool siblings_are(str a, str b) {
    const str one = siblings_unpacked(a), other = siblings_unpacked(b);
    const size_t folder = siblings_folder(one), other_folder = siblings_folder(other);
    return siblings_are_alike(str_first(one, folder), str_first(other, other_folder), siblings_skip_dots) &&
           siblings_are_alike(str_from(one, folder), str_from(other, other_folder), siblings_skip_numbers);
}
