/* Puts together what logs split: parts of container records, fragments of netconsole, continuations of /dev/kmsg.
 * SPDX-License-Identifier: MIT */
#include "log/join.h"

bool join_wants(const struct join *join, const struct piece *piece) {
    if (piece->kind == PIECE_PART_END)
        return join->kind == PIECE_PART;
    return piece->kind != PIECE_NONE;
}

bool join_goes_on(const struct join *join, const struct piece *piece) {
    switch (piece->kind) {
    case PIECE_PART:
    case PIECE_PART_END:
        return join->kind == PIECE_PART;
    case PIECE_FRAGMENT:
        return join->kind == PIECE_FRAGMENT && piece->at == join->text.len;
    case PIECE_NEXT:
        return join->kind == PIECE_FIRST;
    case PIECE_NONE:
    case PIECE_FIRST:
        break;
    }
    return false;
}

void join_begin(struct join *join, const struct piece *piece, const struct message *message, enum escapes escapes) {
    join->kind = piece->kind == PIECE_NEXT ? PIECE_FIRST : piece->kind;
    message_copy(&join->first, message);
    join->escapes = escapes;
    buffer_clear(&join->text);
}

bool join_is_whole(const struct join *join, const struct piece *piece) {
    return piece->kind == PIECE_PART_END || (piece->kind == PIECE_FRAGMENT && join->text.len >= piece->of);
}
