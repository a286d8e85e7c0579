/* Feeds a log from memory and prints the verdict on each event: how a program uses the library.
 * SPDX-License-Identifier: MIT */
#include <oomwhy/oomwhy.h>
#include <stdio.h>

static int print(void *context, const char *bytes, size_t len) {
    return fwrite(bytes, 1, len, (FILE *)context) == len ? 0 : OOMWHY_ERROR_OUTPUT;
}

int main(int argc, char **argv) {
    static char log[1 << 20];
    struct oomwhy_options options = {0};
    struct oomwhy *handle;
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!file)
        return 2;
    const size_t len = fread(log, 1, sizeof log, file);
    fclose(file);
    options.format = "summary";
    options.write = print;
    options.context = stdout;
    if (oomwhy_open(&options, &handle) != OOMWHY_OK)
        return 2;
    oomwhy_begin(handle, argv[1]);
    oomwhy_feed(handle, log, len);
    oomwhy_end(handle);
    const enum oomwhy_status status = oomwhy_finish(handle);
    const int64_t found = oomwhy_found_count(handle);
    oomwhy_close(handle);
    return status != OOMWHY_OK ? 2 : found == 0;
}
