/* Decompressors with one interface: xz, bzip2, zstd, lz4.
 * SPDX-License-Identifier: MIT */
#include "read/decode.h"

#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

static void *xz_open(void) {
    lzma_stream *stream = calloc(1, sizeof *stream);
    if (stream && lzma_stream_decoder(stream, DECODE_MEMORY_MOST, 0) != LZMA_OK) {
        free(stream);
        return NULL;
    }
    return stream;
}

static enum decode_state xz_step(void *state, struct decode_cursor *cursor) {
    lzma_stream *stream = state;
    stream->next_in = (const uint8_t *)cursor->in;
    stream->avail_in = cursor->in_len;
    stream->next_out = (uint8_t *)cursor->out;
    stream->avail_out = cursor->out_len;
    lzma_ret result = lzma_code(stream, LZMA_RUN);
    decode_move(cursor, cursor->in_len - stream->avail_in, cursor->out_len - stream->avail_out);
    if (result == LZMA_STREAM_END) /* a decoder that is started again keeps its memory */
        return lzma_stream_decoder(stream, DECODE_MEMORY_MOST, 0) == LZMA_OK ? DECODE_BETWEEN : DECODE_OUT_OF_ROOM;
    if (result == LZMA_MEM_ERROR || result == LZMA_MEMLIMIT_ERROR)
        return DECODE_OUT_OF_ROOM;
    return result == LZMA_OK || result == LZMA_BUF_ERROR ? DECODE_GOES_ON : DECODE_DAMAGED;
}

static void xz_close(void *state) {
    lzma_end(state);
    free(state);
}

static void *bzip2_open(void) {
    bz_stream *stream = calloc(1, sizeof *stream);
    if (stream && BZ2_bzDecompressInit(stream, 0, 0) != BZ_OK) {
        free(stream);
        return NULL;
    }
    return stream;
}

/* bzip2 knows no reset: a member's end begins the next one. */
static enum decode_state bzip2_start_again(bz_stream *stream) {
    BZ2_bzDecompressEnd(stream);
    *stream = (bz_stream){0};
    return BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK ? DECODE_BETWEEN : DECODE_OUT_OF_ROOM;
}

static enum decode_state bzip2_step(void *state, struct decode_cursor *cursor) {
    bz_stream *stream = state;
    const uint32_t in_len = decode_step_len(cursor->in_len), out_len = decode_step_len(cursor->out_len);
    stream->next_in = (char *)(uintptr_t)cursor->in; /* bzip2 promises not to write there */
    stream->avail_in = in_len;
    stream->next_out = cursor->out;
    stream->avail_out = out_len;
    int result = BZ2_bzDecompress(stream);
    decode_move(cursor, in_len - stream->avail_in, out_len - stream->avail_out);
    if (result == BZ_STREAM_END)
        return bzip2_start_again(stream);
    if (result == BZ_MEM_ERROR)
        return DECODE_OUT_OF_ROOM;
    return result == BZ_OK ? DECODE_GOES_ON : DECODE_DAMAGED;
}

static void bzip2_close(void *state) {
    BZ2_bzDecompressEnd(state);
    free(state);
}

static void *zstd_open(void) {
    return ZSTD_createDStream();
}

static enum decode_state zstd_step(void *state, struct decode_cursor *cursor) {
    ZSTD_inBuffer in = {cursor->in, cursor->in_len, 0};
    ZSTD_outBuffer out = {cursor->out, cursor->out_len, 0};
    size_t result = ZSTD_decompressStream(state, &out, &in);
    decode_move(cursor, in.pos, out.pos);
    if (ZSTD_isError(result))
        return ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation ? DECODE_OUT_OF_ROOM : DECODE_DAMAGED;
    return result == 0 ? DECODE_BETWEEN : DECODE_GOES_ON;
}

static void zstd_close(void *state) {
    ZSTD_freeDStream(state);
}

static void *lz4_open(void) {
    LZ4F_dctx *context = NULL;
    return LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) ? NULL : context;
}

static enum decode_state lz4_step(void *state, struct decode_cursor *cursor) {
    size_t taken = cursor->in_len, made = cursor->out_len;
    size_t result = LZ4F_decompress(state, cursor->out, &made, cursor->in, &taken, NULL);
    if (LZ4F_isError(result))
        return DECODE_DAMAGED; /* its two lengths mean nothing then */
    decode_move(cursor, taken, made);
    return result == 0 ? DECODE_BETWEEN : DECODE_GOES_ON;
}

static void lz4_close(void *state) {
    LZ4F_freeDecompressionContext(state);
}

const struct decoder decode_xz = {xz_open, xz_step, xz_close};
const struct decoder decode_bzip2 = {bzip2_open, bzip2_step, bzip2_close};
const struct decoder decode_zstd = {zstd_open, zstd_step, zstd_close};
const struct decoder decode_lz4 = {lz4_open, lz4_step, lz4_close};
