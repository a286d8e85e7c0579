/* gzip, by ISA-L where there is one for the processor, which takes a quarter of zlib's time, else by zlib.
 * SPDX-License-Identifier: MIT */
#include "read/decode.h"

#include <stdlib.h>

#ifdef OOMWHY_ISAL

#include <isa-l/igzip_lib.h>

struct gzip {
    struct inflate_state inflate;
    bool is_between; /* no byte of the member has come */
};

static void gzip_begin(struct gzip *gzip) {
    isal_inflate_reset(&gzip->inflate);
    gzip->inflate.crc_flag = ISAL_GZIP; /* header and checksum are read, too */
    gzip->is_between = true;
}

static void *gzip_open(void) {
    struct gzip *gzip = malloc(sizeof *gzip);
    if (!gzip)
        return NULL;
    isal_inflate_init(&gzip->inflate);
    gzip_begin(gzip);
    return gzip;
}

/* ISA-L waits for a whole header before it says that there is none. */
static bool gzip_is_member(str bytes) {
    const str magic = STR("\x1f\x8b\x08");
    return bytes.len < magic.len ? str_starts(magic, bytes) : str_starts(bytes, magic);
}

static enum decode_state gzip_step(void *context, struct decode_cursor *cursor) {
    struct gzip *gzip = context;
    struct inflate_state *state = &gzip->inflate;
    if (gzip->is_between && !gzip_is_member(str_of(cursor->in, cursor->in_len)))
        return DECODE_DAMAGED;
    const uint32_t in_len = decode_step_len(cursor->in_len), out_len = decode_step_len(cursor->out_len);
    state->next_in = (uint8_t *)(uintptr_t)cursor->in; /* ISA-L does not write there */
    state->avail_in = in_len;
    state->next_out = (uint8_t *)cursor->out;
    state->avail_out = out_len;
    const int result = isal_inflate(state);
    gzip->is_between &= state->avail_in == in_len;
    decode_move(cursor, in_len - state->avail_in, out_len - state->avail_out);
    if (result < 0)
        return DECODE_DAMAGED;
    if (state->block_state != ISAL_BLOCK_FINISH)
        return DECODE_GOES_ON;
    gzip_begin(gzip);
    return DECODE_BETWEEN;
}

static void gzip_close(void *gzip) {
    free(gzip);
}

#else

#include <zlib.h>

static void *gzip_open(void) {
    z_stream *stream = calloc(1, sizeof *stream);
    if (stream && inflateInit2(stream, 16 + MAX_WBITS) != Z_OK) { /* 16: a gzip header, nothing else */
        free(stream);
        return NULL;
    }
    return stream;
}

static enum decode_state gzip_step(void *state, struct decode_cursor *cursor) {
    z_stream *stream = state;
    const unsigned in_len = decode_step_len(cursor->in_len), out_len = decode_step_len(cursor->out_len);
    stream->next_in = (Bytef *)(uintptr_t)cursor->in; /* zlib promises not to write there */
    stream->avail_in = in_len;
    stream->next_out = (Bytef *)cursor->out;
    stream->avail_out = out_len;
    int result = inflate(stream, Z_NO_FLUSH);
    decode_move(cursor, in_len - stream->avail_in, out_len - stream->avail_out);
    if (result == Z_STREAM_END)
        return inflateReset(stream) == Z_OK ? DECODE_BETWEEN : DECODE_DAMAGED;
    if (result == Z_MEM_ERROR)
        return DECODE_OUT_OF_ROOM;
    return result == Z_OK || result == Z_BUF_ERROR ? DECODE_GOES_ON : DECODE_DAMAGED;
}

static void gzip_close(void *state) {
    inflateEnd(state);
    free(state);
}

#endif

const struct decoder decode_gzip = {gzip_open, gzip_step, gzip_close};
