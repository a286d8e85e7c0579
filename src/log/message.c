/* A message without its prefixes: what the kernel or a daemon wrote, what the log says about it, and the pieces into
 * which some logs split one.
 * SPDX-License-Identifier: MIT */
#include "log/message.h"

struct message message_nothing(void) {
    return (struct message){.uptime_us = ABSENT, .level = -1, .facility = -1};
}

str message_copy_name(char *room, size_t size, str name) {
    name = str_first(name, size);
    str_put_name(room, name); /* it may be there already */
    return str_of(room, name.len);
}

void message_copy(struct message_copy *copy, const struct message *message) {
    copy->message = *message;
    copy->message.text = (str){0};
    copy->message.host = message_copy_name(copy->host, sizeof copy->host, message->host);
    copy->message.program = message_copy_name(copy->program, sizeof copy->program, message->program);
    copy->message.caller = message_copy_name(copy->caller, sizeof copy->caller, message->caller);
}

void message_forget_time(struct message *message) {
    message->uptime_us = ABSENT;
    message->time = (struct oomwhy_time){0};
}

void message_fill_from(struct message *message, const struct message *outer) {
    if (message->host.len == 0)
        message->host = outer->host;
    if (message->caller.len == 0)
        message->caller = outer->caller;
    if (message->uptime_us == ABSENT)
        message->uptime_us = outer->uptime_us;
    if (message->time.month == 0)
        message->time = outer->time;
    if (message->level < 0)
        message->level = outer->level;
    if (message->facility < 0)
        message->facility = outer->facility;
    if (message->program.len == 0)
        message->program = outer->program;
    if (!(message->boot_id.high | message->boot_id.low))
        message->boot_id = outer->boot_id;
    if (!(message->machine_id.high | message->machine_id.low))
        message->machine_id = outer->machine_id;
    if (message->origin == MESSAGE_ORIGIN_UNKNOWN)
        message->origin = outer->origin;
}

/* --- pieces --- */

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
