/* Files of an archive that wait for older ones of the same log.
 * SPDX-License-Identifier: MIT */
#include "read/held.h"

#include "read/magic.h"
#include "read/rotation.h"
#include "read/unpack.h"

#include <stdlib.h>
#include <zstd.h>

enum { HELD_ROOM = 64 * 1024, HELD_LEVEL = 1 /* of zstd: as fast as the text is read */ };

struct held_piece {
    struct held_piece *next;
    size_t len;
    char bytes[];
};

struct held_file {
    struct held_file *next;
    char *name, *stem;
    uint64_t hash; /* of the stem, which the files of one log share */
    struct rotation rotation;
    struct held_piece *first, *last;
    size_t len;           /* of all pieces */
    bool is_compressed;   /* by us; else the pieces are the file */
    const char *sentence; /* why it ended before its end, or NULL */
};

struct held {
    archive_visit *visit;
    void *context;
    struct held_file *first, *last; /* in the archive's order */
    size_t count, len;
    ZSTD_CCtx *compressor;
    char *room;
    const char *sentence; /* of the last file that was taken */
    bool failed;
};

static bool held_fail(struct held *held) {
    held->failed = true;
    return false;
}

/* --- one file */

static void held_free_file(struct held_file *file) {
    for (struct held_piece *piece = file->first, *next; piece; piece = next) {
        next = piece->next;
        free(piece);
    }
    free(file->name);
    free(file->stem);
    free(file);
}

static struct held_file *held_new_file(const char *name) {
    struct held_file *file = calloc(1, sizeof *file);
    if (!file)
        return NULL;
    file->rotation = rotation_of(name);
    file->name = strdup(name);
    file->stem = rotation_stem(name, &file->rotation);
    if (file->name && file->stem) {
        file->hash = str_hash(str_from_cstr(file->stem));
        return file;
    }
    held_free_file(file);
    return NULL;
}

static bool held_add_piece(struct held *held, struct held_file *file, str bytes) {
    struct held_piece *piece = malloc(sizeof *piece + bytes.len);
    if (!piece)
        return held_fail(held);
    piece->next = NULL;
    piece->len = bytes.len;
    memcpy(piece->bytes, bytes.data, bytes.len);
    if (file->last)
        file->last->next = piece;
    else
        file->first = piece;
    file->last = piece;
    file->len += bytes.len;
    return true;
}

/* Compresses BYTES, and with ZSTD_e_end what is left. */
static bool held_compress(struct held *held, struct held_file *file, str bytes, ZSTD_EndDirective directive) {
    ZSTD_inBuffer in = {bytes.data, bytes.len, 0};
    size_t left;
    do {
        ZSTD_outBuffer out = {held->room, HELD_ROOM, 0};
        left = ZSTD_compressStream2(held->compressor, &out, &in, directive);
        if (ZSTD_isError(left))
            return held_fail(held);
        if (out.pos > 0 && !held_add_piece(held, file, str_of(held->room, out.pos)))
            return false;
    } while (in.pos < in.size || (directive != ZSTD_e_continue && left > 0));
    return true;
}

static bool held_add(struct held *held, struct held_file *file, str bytes) {
    return file->is_compressed ? held_compress(held, file, bytes, ZSTD_e_continue) : held_add_piece(held, file, bytes);
}

static bool held_end(struct held *held, struct held_file *file) {
    return !file->is_compressed || held_compress(held, file, str_of(NULL, 0), ZSTD_e_end);
}

/* --- visiting */

/* The pieces of a file, and after them what of it is not held. */
struct held_stream {
    struct stream stream;
    const struct held_piece *at;
};

static bool held_next_piece(struct stream *stream, str *ret_bytes) {
    struct held_stream *held = (struct held_stream *)stream;
    if (!held->at)
        return false;
    *ret_bytes = str_of(held->at->bytes, held->at->len);
    held->at = held->at->next;
    return true;
}

/* One stream after another. */
struct held_chain {
    struct stream stream;
    struct stream *first, *second; /* SECOND may be NULL */
    const char *sentence;          /* of the file, where there is no second one */
};

static bool held_next_of_chain(struct stream *stream, str *ret_bytes) {
    struct held_chain *chain = (struct held_chain *)stream;
    if (chain->first->next(chain->first, ret_bytes))
        return true;
    stream->failed = chain->first->failed || chain->first->sentence; /* what we packed is not damaged */
    stream->sentence = chain->sentence;
    if (!chain->second || stream->failed)
        return false;
    const bool has_more = chain->second->next(chain->second, ret_bytes);
    stream->failed = chain->second->failed;
    stream->sentence = chain->second->sentence;
    return has_more;
}

static bool held_visit_stream(struct held *held, const struct held_file *file, struct stream *first,
                              struct stream *rest) {
    struct held_chain chain = {
        .stream = {.next = held_next_of_chain, .fd = -1}, .first = first, .second = rest, .sentence = file->sentence};
    return held->visit(held->context, file->name, &chain.stream);
}

/* REST: what is not held of it, or NULL. */
static bool held_visit_file(struct held *held, const struct held_file *file, struct stream *rest) {
    struct held_stream pieces = {.stream = {.next = held_next_piece, .fd = -1}, .at = file->first};
    struct unpack unpack;
    if (!file->is_compressed)
        return held_visit_stream(held, file, &pieces.stream, rest);
    bool going = unpack_open(&unpack, &decode_zstd, (struct stream_rest){.stream = &pieces.stream});
    going = going ? held_visit_stream(held, file, &unpack.stream, rest) : held_fail(held);
    unpack_close(&unpack);
    return going;
}

/* Takes FILE, which comes after BEFORE (NULL: is the first), out of the window. */
static void held_drop(struct held *held, struct held_file *before, struct held_file *file) {
    if (before)
        before->next = file->next;
    else
        held->first = file->next;
    if (held->last == file)
        held->last = before;
    held->count--;
    held->len -= file->len;
    held_free_file(file);
}

static bool held_are_one_log(const struct held_file *a, const struct held_file *b) {
    return a->hash == b->hash && strcmp(a->stem, b->stem) == 0;
}

/* Visits the oldest file that is held of the log of SAMPLE. False: there is none; else *RET_GOING is what the visit
 * returned.
 */
static bool held_visit_oldest(struct held *held, const struct held_file *sample, bool *ret_going) {
    struct held_file *oldest = NULL, *before_oldest = NULL;
    for (struct held_file *file = held->first, *before = NULL; file; before = file, file = file->next)
        if (held_are_one_log(file, sample) && (!oldest || rotation_compare(&file->rotation, &oldest->rotation) < 0)) {
            oldest = file;
            before_oldest = before;
        }
    if (!oldest)
        return false;
    *ret_going = held_visit_file(held, oldest, NULL);
    held_drop(held, before_oldest, oldest);
    return true;
}

/* SAMPLE is no part of the window. */
static bool held_release_log(struct held *held, const struct held_file *sample) {
    bool going = true;
    while (going && held_visit_oldest(held, sample, &going))
        ;
    return going;
}

/* Visits what is held of the log of FILE, which is held. */
static bool held_release_log_of(struct held *held, const struct held_file *file) {
    struct held_file sample = {.stem = strdup(file->stem), .hash = file->hash};
    const bool going = sample.stem ? held_release_log(held, &sample) : held_fail(held);
    free(sample.stem);
    return going;
}

/* --- taking */

/* The first file that is held of another log than FILE's, or NULL. */
static const struct held_file *held_find_other(const struct held *held, const struct held_file *file) {
    const struct held_file *other = held->first;
    while (other && held_are_one_log(other, file))
        other = other->next;
    return other;
}

/* Makes room for FILE, as far as it goes. False: there is none, or a visit returned false (*RET_GOING). */
static bool held_make_room(struct held *held, const struct held_file *file, bool *ret_going) {
    while (*ret_going && (held->len + file->len > HELD_MOST || held->count >= HELD_FILES_MOST)) {
        const struct held_file *other = held_find_other(held, file);
        if (!other)
            return false;
        *ret_going = held_release_log_of(held, other);
    }
    return *ret_going;
}

static void held_append(struct held *held, struct held_file *file) {
    if (held->last)
        held->last->next = file;
    else
        held->first = file;
    held->last = file;
    held->count++;
    held->len += file->len;
}

/* There is no room for FILE: what is held of its log comes first, then it, and REST of it. */
static bool held_visit_now(struct held *held, struct held_file *file, struct stream *rest) {
    const bool going = held_end(held, file) && held_release_log(held, file) && held_visit_file(held, file, rest);
    held->sentence = rest->sentence;
    held_free_file(file);
    return going;
}

static bool held_fill(struct held *held, struct held_file *file, str head, struct stream *rest) {
    bool going = true;
    str bytes = head;
    do {
        if (!held_add(held, file, bytes)) {
            held_free_file(file);
            return false;
        }
        if (!held_make_room(held, file, &going) && going)
            return held_visit_now(held, file, rest);
    } while (going && rest->next(rest, &bytes));
    file->sentence = held->sentence = rest->sentence;
    held->failed |= rest->failed;
    going = going && held_end(held, file);
    held_append(held, file);
    return going && !held->failed;
}

/* Journals and archives have an order of their own, and what is no text is read to its first bytes only. */
static bool held_wants(str head, const struct magic *magic) {
    if (magic)
        return magic->kind == MAGIC_TEXT && !magic->sentence;
    return str_find_byte(str_first(head, MAGIC_BYTES), '\0') == STR_NONE;
}

/* Bytes that were taken off a stream. */
struct held_head {
    struct stream stream;
    str bytes;
};

static bool held_next_of_head(struct stream *stream, str *ret_bytes) {
    struct held_head *head = (struct held_head *)stream;
    *ret_bytes = head->bytes;
    head->bytes = str_of(NULL, 0);
    return ret_bytes->len > 0;
}

static bool held_visit_unheld(struct held *held, const char *name, str bytes, struct stream *rest) {
    struct held_head head = {.stream = {.next = held_next_of_head, .fd = -1}, .bytes = bytes};
    struct held_chain chain = {.stream = {.next = held_next_of_chain, .fd = -1}, .first = &head.stream, .second = rest};
    return held->visit(held->context, name, &chain.stream);
}

bool held_take(void *context, const char *name, struct stream *stream) {
    struct held *held = context;
    str head;
    if (!stream->next(stream, &head))
        head = str_of(NULL, 0);
    const struct magic *magic = head.len > 0 ? magic_of(head) : NULL;
    if (head.len == 0 || !held_wants(head, magic)) {
        const bool going = held_visit_unheld(held, name, head, stream);
        held->sentence = stream->sentence;
        return going;
    }
    struct held_file *file = held_new_file(name);
    if (!file)
        return held_fail(held);
    file->is_compressed = !magic || !magic->decoder;
    ZSTD_CCtx_reset(held->compressor, ZSTD_reset_session_only);
    return held_fill(held, file, head, stream);
}

/* --- all of them */

struct held *held_new(archive_visit *visit, void *context) {
    struct held *held = calloc(1, sizeof *held);
    if (!held)
        return NULL;
    held->visit = visit;
    held->context = context;
    held->room = malloc(HELD_ROOM);
    held->compressor = ZSTD_createCCtx();
    if (held->room && held->compressor &&
        !ZSTD_isError(ZSTD_CCtx_setParameter(held->compressor, ZSTD_c_compressionLevel, HELD_LEVEL)))
        return held;
    held_free(held);
    return NULL;
}

void held_free(struct held *held) {
    if (!held)
        return;
    while (held->first)
        held_drop(held, NULL, held->first);
    ZSTD_freeCCtx(held->compressor);
    free(held->room);
    free(held);
}

bool held_release(struct held *held) {
    bool going = true;
    while (going && held->first)
        going = held_release_log_of(held, held->first);
    return going;
}

const char *held_last_sentence(const struct held *held) {
    return held->sentence;
}
