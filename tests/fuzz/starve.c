/* Fails the n-th request for memory, for every n: no crash, no leak, and the same report or a status that says so.
 * SPDX-License-Identifier: MIT
 *
 * usage: starve LOG...
 * With OOMWHY_ARENA_DEBUG, of which OOMWHY_SANITIZE makes use, each request to an arena goes to malloc, so there every
 * one of them fails once. */
#include "short_memory.h"

#include <oomwhy/oomwhy.h>

#include "report/report.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHUNK = 509, REQUESTS_MOST = 1000000 };

/* An out_write: FNV-1a of all bytes. */
static int hash_bytes(void *context, const char *bytes, size_t len) {
    uint64_t *hash = context;
    for (size_t i = 0; i < len; i++)
        *hash = (*hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return 0;
}

/* Reports on the log; the first status that is not OOMWHY_OK. *RET_HASH is of what was written. */
static enum oomwhy_status report(const char *format, const char *log, size_t len, uint64_t *ret_hash) {
    *ret_hash = UINT64_C(0xcbf29ce484222325);
    struct oomwhy_options options = {.format = format, .write = hash_bytes, .context = ret_hash};
    struct oomwhy *handle = NULL;
    enum oomwhy_status status = oomwhy_open(&options, &handle);
    if (status != OOMWHY_OK) {
        return status;
    }
    status = oomwhy_begin(handle, "starved");
    for (size_t at = 0; status == OOMWHY_OK && at < len; at += CHUNK) {
        status = oomwhy_feed(handle, log + at, len - at < CHUNK ? len - at : CHUNK);
    }
    if (status == OOMWHY_OK) {
        status = oomwhy_end(handle);
    }
    enum oomwhy_status last = oomwhy_finish(handle);
    oomwhy_close(handle);
    return status != OOMWHY_OK ? status : last;
}

/* Starves the report on LOG of one request after another. False where a status was not as promised. */
static bool starve(const char *path, const char *format, const char *log, size_t len) {
    size_t unnoticed = 0;
    uint64_t whole, hash;
    if (report(format, log, len, &whole) != OOMWHY_OK)
        return false;
    for (size_t n = 1; n < REQUESTS_MOST; n++) {
        short_memory_fail(n);
        enum oomwhy_status status = report(format, log, len, &hash);
        const size_t requests = short_memory_requests();
        short_memory_fail(0);
        if (requests < n) {
            printf("%s, %s: %zu requests, %zu of them dispensable\n", path, format, requests, unnoticed);
            return status == OOMWHY_OK;
        }
        if (status != OOMWHY_OK && status != OOMWHY_ERROR_MEMORY) {
            fprintf(stderr, "%s: request %zu failed, status %d\n", path, n, (int)status);
            return false;
        }
        if (status == OOMWHY_OK && hash != whole) {
            fprintf(stderr, "%s, %s: request %zu failed, and the report is another\n", path, format, n);
            return false;
        }
        unnoticed += status == OOMWHY_OK;
    }
    return false;
}

int main(int argc, char **argv) {
    bool kept = argc > 1;
    for (int i = 1; i < argc; i++) {
        static char log[1 << 16];
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL) {
            perror(argv[i]);
            return 1;
        }
        size_t len = fread(log, 1, sizeof(log), file);
        fclose(file);
        const struct writer *writer;
        for (size_t w = 0; (writer = report_writer_at(w)); w++)
            kept = starve(argv[i], writer->name, log, len) && kept;
    }
    return kept ? 0 : 1;
}
