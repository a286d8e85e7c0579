/* Unpacks any bytes: every codec, archives, journals (through a private file), UTF-16.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memfd_create */
#include "promise.h"

#include "read/content.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A short input that unpacks to more than this is stopped, as a reader with enough would. */
enum { UNPACKED_MOST = 1 << 20 };

/* The bytes of an input in pieces, each in memory of its own; of a file where FD is not negative. */
struct pieces {
    struct stream stream;
    const uint8_t *data;
    size_t size, at;
    struct dice dice;
    char *piece;
};

struct unpacked {
    size_t bytes, inputs;
    unsigned sum; /* of all bytes, so that each is looked at */
    bool is_stopped;
};

static size_t pieces_read(struct pieces *pieces, size_t len) {
    if (pieces->stream.fd >= 0)
        return (size_t)read(pieces->stream.fd, pieces->piece, len);
    len = len < pieces->size - pieces->at ? len : pieces->size - pieces->at;
    if (len > 0)
        memcpy(pieces->piece, pieces->data + pieces->at, len);
    pieces->at += len;
    return len;
}

static bool pieces_next(struct stream *stream, str *ret_bytes) {
    struct pieces *pieces = (struct pieces *)stream;
    const size_t most = 1 + dice_throw(&pieces->dice) % (dice_throw(&pieces->dice) % 4 == 0 ? 16 : 16384);
    free(pieces->piece);
    pieces->piece = malloc(most);
    HOLD(pieces->piece != NULL);
    *ret_bytes = str_of(pieces->piece, pieces_read(pieces, most));
    return ret_bytes->len > 0;
}

static bool take_bytes(void *context, const char *bytes, size_t len) {
    struct unpacked *unpacked = context;
    HOLD(!unpacked->is_stopped);
    for (size_t i = 0; i < len; i++)
        unpacked->sum += (unsigned char)bytes[i];
    unpacked->bytes += len;
    unpacked->is_stopped = unpacked->bytes > UNPACKED_MOST;
    return !unpacked->is_stopped;
}

static bool take_input(void *context, const struct content_input *input) {
    struct unpacked *unpacked = context;
    HOLD(!unpacked->is_stopped);
    HOLD(input->member == NULL || (*input->member != '\0' && strlen(input->member) < 4096));
    HOLD(input->host == NULL || *input->host != '\0');
    unpacked->inputs++;
    return true;
}

static void take_warning(void *context, const char *sentence) {
    (void)context;
    HOLD(*sentence != '\0' && strchr(sentence, '\n') == NULL);
}

/* What an input is must be known before any of its bytes is handed on. */
static bool take_kind(void *context, enum content_kind kind) {
    const struct unpacked *unpacked = context;
    HOLD(kind <= CONTENT_JOURNAL && unpacked->bytes == 0 && unpacked->inputs == 0);
    return true;
}

static int file_of(const uint8_t *data, size_t size) {
    const int fd = memfd_create("fuzz", MFD_CLOEXEC);
    HOLD(fd >= 0 && write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const identifiers[] = {"systemd-oomd", "earlyoom", NULL};
    struct dice dice = dice_of(data, size);
    const uint32_t choice = dice_throw(&dice);
    struct unpacked unpacked = {0};
    struct content content = {
        .sink = {take_bytes, take_input, take_warning, take_kind, NULL, NULL, &unpacked},
        .options = {.identifiers = identifiers, .boot = (choice & 7) == 0 ? "-1" : NULL},
    };
    struct pieces pieces = {.data = data, .size = size, .dice = dice};
    pieces.stream = (struct stream){.next = pieces_next, .fd = (choice & 8) != 0 ? file_of(data, size) : -1};
    content_read(&content, &pieces.stream);
    HOLD(!content.failed);
    if (pieces.stream.fd >= 0)
        close(pieces.stream.fd);
    free(pieces.piece);
    return 0;
}
