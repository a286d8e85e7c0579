/* Runs a fuzzer's function over files: every seed and every crash of the past is an ordinary test.
 * SPDX-License-Identifier: MIT
 *
 * usage: replay FILE-OR-FOLDER... */
#define _XOPEN_SOURCE 700 /* nftw */
#include "promise.h"

#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static int replayed;

static int replay_entry(const char *path, const struct stat *info, int kind, struct FTW *where) {
    (void)where;
    if (kind != FTW_F) {
        return 0;
    }
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    size_t size = (size_t)info->st_size;
    uint8_t *data = malloc(size + 1);
    bool whole = data != NULL && fread(data, 1, size, file) == size;
    fclose(file);
    if (whole) {
        fprintf(stderr, "%s\n", path);
        LLVMFuzzerTestOneInput(data, size);
        replayed++;
    }
    free(data);
    return whole ? 0 : 1;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        if (nftw(argv[i], replay_entry, 16, FTW_PHYS) != 0) {
            fprintf(stderr, "replay: %s: not read\n", argv[i]);
            return 1;
        }
    }
    printf("%d logs\n", replayed);
    return replayed > 0 ? 0 : 1;
}
