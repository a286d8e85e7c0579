/* The parts of a crash dump, held until they can be read from the oldest line to the newest.
 * SPDX-License-Identifier: MIT */
#include "parse/parts.h"

#include "base/scan.h"

enum { PARTS_REASON = 16 };

static bool parts_is_same_dump(const struct part *a, const struct part *b) {
    return a->dump == b->dump && str_equal(a->reason, b->reason);
}

/* Another boot may count its dumps anew. */
static bool parts_has(const struct parts *parts, const struct part *part) {
    for (size_t i = 0; i < parts->count; i++)
        if (parts_is_same_dump(&parts->items[i], part) && parts->items[i].number == part->number)
            return true;
    return false;
}

static size_t parts_order_of(struct parts *parts, const struct part *part) {
    for (size_t i = 0; i < parts->count; i++)
        if (parts_is_same_dump(&parts->items[i], part))
            return parts->items[i].order;
    return parts->dumps++;
}

/* The number of INPUT among those known, or PARTS_INPUTS. */
static size_t parts_input_of(struct parts *parts, const struct parts_input *input) {
    const size_t count = parts->input_count;
    if (count && parts->inputs[count - 1].line_base == input->line_base)
        return count - 1;
    if (count == PARTS_INPUTS)
        return PARTS_INPUTS;
    parts->inputs[count] = (struct parts_input){arena_copy(&parts->arena, input->name), input->line_base};
    return parts->input_count++;
}

static bool parts_open(struct parts *parts, const struct part *header, int64_t line, const struct parts_input *input) {
    if (parts_has(parts, header))
        return false;
    const size_t from = parts->count < PARTS_MOST ? parts_input_of(parts, input) : PARTS_INPUTS;
    parts->is_full = from == PARTS_INPUTS;
    if (parts->is_full)
        return false;
    struct part part = *header;
    part.order = parts_order_of(parts, header);
    part.reason = arena_copy(&parts->arena, header->reason);
    part.from = parts->text.len;
    part.len = 0;
    part.line = line;
    part.input = from;
    parts->items[parts->count++] = part;
    return true;
}

/* "Panic#2 Part3" */
static bool parts_read_header(str line, struct part *ret_part) {
    struct part part = {0};
    struct scan scan = scan_of(str_trim_end(line));
    if (!scan_until(&scan, '#', &part.reason) || part.reason.len == 0 || part.reason.len > PARTS_REASON ||
        str_find_byte(part.reason, ' ') != STR_NONE || !scan_byte(&scan, '#') || !scan_u64(&scan, &part.dump) ||
        !scan_literal(&scan, STR(" Part")) || !scan_u64(&scan, &part.number) || !scan_done(&scan))
        return false;
    *ret_part = part;
    return true;
}

bool parts_scan_header(str line, struct part *ret_part) {
    return line.len <= PARTS_HEADER && str_find_byte(str_first(line, PARTS_REASON + 1), '#') != STR_NONE &&
           parts_read_header(line, ret_part);
}

bool parts_wants(const struct parts *parts, str line) {
    return parts->count > 0 && (!parts->has_levels || line.len == 0 || *line.data == '<' || *line.data == '\r');
}

bool parts_hold(struct parts *parts, str raw, int64_t line, const struct parts_input *input) {
    struct part header;
    parts->text.arena = &parts->arena;
    parts->is_full = raw.len + 1 > GATHER_MOST - parts->text.len;
    if (parts->is_full)
        return false;
    if (parts_scan_header(raw, &header)) {
        if (!parts_open(parts, &header, line, input))
            return false;
    } else if (raw.len > 0 && *raw.data == '<') {
        parts->has_levels = true;
    }
    struct part *part = &parts->items[parts->count - 1];
    if (!gather_add(&parts->text, raw) || !gather_add(&parts->text, STR("\n")))
        return false;
    part->len = parts->text.len - part->from;
    return true;
}

static bool parts_is_after(const struct part *a, const struct part *b) {
    return a->order != b->order ? a->order > b->order : a->number < b->number;
}

void parts_sort(struct parts *parts) {
    for (size_t i = 1; i < parts->count; i++) {
        const struct part part = parts->items[i];
        size_t at = i;
        for (; at > 0 && parts_is_after(&parts->items[at - 1], &part); at--)
            parts->items[at] = parts->items[at - 1];
        parts->items[at] = part;
    }
}

void parts_reset(struct parts *parts) {
    arena_reset(&parts->arena);
    memset(parts, 0, sizeof *parts); /* too large for a copy on the stack */
}
