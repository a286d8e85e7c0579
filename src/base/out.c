/* Buffered output with one sticky error.
 * SPDX-License-Identifier: MIT */
#include "base/out.h"

void out_open(struct out *out, out_write *write, void *context) {
    out->write = write;
    out->context = context;
    out->len = 0;
    out->error = 0;
}

static void out_hand_on(struct out *out, const char *bytes, size_t len) {
    if (len > 0 && out->error == 0)
        out->error = out->write(out->context, bytes, len);
}

int out_flush(struct out *out) {
    out_hand_on(out, out->buffer, out->len);
    out->len = 0;
    return out->error;
}

void out_bytes(struct out *out, const char *bytes, size_t len) {
    if (len > OUT_ROOM - out->len)
        out_flush(out);
    if (len > OUT_ROOM) {
        out_hand_on(out, bytes, len);
        return;
    }
    if (len > 0)
        memcpy(out->buffer + out->len, bytes, len);
    out->len += len;
}

void out_repeat(struct out *out, char byte, size_t times) {
    while (times > 0) {
        if (out->len == OUT_ROOM)
            out_flush(out);
        size_t most = OUT_ROOM - out->len, now = times < most ? times : most;
        memset(out->buffer + out->len, byte, now);
        out->len += now;
        times -= now;
    }
}
