/* The input that is read, and whether two inputs are parts of one log.
 * SPDX-License-Identifier: MIT */
#include "events/input.h"

#include <stdlib.h>

static str input_unpacked(str file) {
    static const str endings[] = {STR_INIT(".gz"), STR_INIT(".xz"), STR_INIT(".bz2"), STR_INIT(".zst"),
                                  STR_INIT(".lz4")};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (file.len > endings[i].len && str_ends(file, endings[i]))
            return str_first(file, file.len - endings[i].len);
    return file;
}

/* Without what numbers and dates are made of at its start. */
static str input_skip_numbers(str name) {
    while (name.len > 0 && memchr("0123456789.-_:T", *name.data, 15))
        name = str_from(name, 1);
    return name;
}

/* Without what names no other folder: "./a//b" is "a/b". */
static str input_skip_dots(str folder) {
    for (;;) {
        if (str_starts(folder, STR("/")))
            folder = str_from(folder, 1);
        else if (str_starts(folder, STR("./")))
            folder = str_from(folder, 2);
        else
            return folder;
    }
}

typedef str input_skip(str text);

/* Whether A and B are the same but for what SKIP leaves out. */
static bool input_names_are_alike(str a, str b, input_skip *skip) {
    a = skip(a);
    b = skip(b);
    while (a.len > 0 && b.len > 0 && *a.data == *b.data) {
        a = skip(str_from(a, 1));
        b = skip(str_from(b, 1));
    }
    return a.len == 0 && b.len == 0;
}

/* The length of the name of the folder of FILE, slash included. */
static size_t input_folder(str file) {
    const size_t slash = str_find_last_byte(file, '/');
    return slash == STR_NONE ? 0 : slash + 1;
}

bool input_is_of_same_log(str a, str b) {
    const str one = input_unpacked(a), other = input_unpacked(b);
    const size_t folder = input_folder(one), other_folder = input_folder(other);
    return input_names_are_alike(str_first(one, folder), str_first(other, other_folder), input_skip_dots) &&
           input_names_are_alike(str_from(one, folder), str_from(other, other_folder), input_skip_numbers);
}

bool input_begin(struct input *input, str name, int64_t line_base) {
    char *copy = malloc(name.len + 1);
    if (!copy)
        return false;
    if (name.len)
        memcpy(copy, name.data, name.len);
    input_free(input);
    input->name = str_of(copy, name.len);
    input->line_base = line_base;
    input->doubt = NULL;
    return true;
}

void input_free(struct input *input) {
    free((char *)input->name.data);
}
