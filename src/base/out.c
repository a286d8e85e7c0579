/* Buffered output with one sticky error.
 * SPDX-License-Identifier: MIT */
#include "base/out.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void out_open(struct out *out, out_write *write, void *context) {
    out->write = write;
    out->context = context;
    out->len = 0;
    out->error = 0;
}

static void hand_on(struct out *out, const char *bytes, size_t len) {
    if (len > 0 && out->error == 0)
        out->error = out->write(out->context, bytes, len);
}

int out_flush(struct out *out) {
    hand_on(out, out->buffer, out->len);
    out->len = 0;
    return out->error;
}

void out_bytes(struct out *out, const char *bytes, size_t len) {
    if (len > OUT_ROOM - out->len)
        out_flush(out);
    if (len > OUT_ROOM) {
        hand_on(out, bytes, len);
        return;
    }
    if (len > 0)
        memcpy(out->buffer + out->len, bytes, len);
    out->len += len;
}

void out_repeat(struct out *out, char byte, size_t times) {
    while (times-- > 0)
        out_byte(out, byte);
}

void out_i64(struct out *out, int64_t value) {
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (value < 0)
        out_byte(out, '-');
    out_bytes(out, digits + at, sizeof digits - at);
}

void out_format(struct out *out, const char *format, ...) {
    char small[512];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int len = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (len >= 0 && (size_t)len < sizeof small) {
        out_bytes(out, small, (size_t)len);
    } else if (len >= 0) {
        char *text = malloc((size_t)len + 1);
        if (text) {
            vsnprintf(text, (size_t)len + 1, format, again);
            out_bytes(out, text, (size_t)len);
            free(text);
        } else if (out->error == 0) {
            out->error = -1;
        }
    }
    va_end(again);
}
