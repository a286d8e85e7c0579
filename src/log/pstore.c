/* The parts of a crash dump, held until they can be read from the oldest line to the newest.
 * SPDX-License-Identifier: MIT */
#include "log/pstore.h"

#include "base/scan.h"

enum { PSTORE_REASON = 16 };

static bool pstore_is_same_dump(const struct pstore_part *a, const struct pstore_part *b) {
    return a->dump == b->dump && str_equal(a->reason, b->reason);
}

/* Another boot may count its dumps anew. */
static bool pstore_has(const struct pstore *parts, const struct pstore_part *part) {
    for (size_t i = 0; i < parts->count; i++)
        if (pstore_is_same_dump(&parts->items[i], part) && parts->items[i].number == part->number)
            return true;
    return false;
}

static size_t pstore_order_of(struct pstore *parts, const struct pstore_part *part) {
    for (size_t i = 0; i < parts->count; i++)
        if (pstore_is_same_dump(&parts->items[i], part))
            return parts->items[i].order;
    return parts->dumps++;
}

/* The number of INPUT among those known, or PSTORE_INPUTS. */
static size_t pstore_input_of(struct pstore *parts, const struct pstore_input *input) {
    const size_t count = parts->input_count;
    if (count && parts->inputs[count - 1].line_base == input->line_base)
        return count - 1;
    if (count == PSTORE_INPUTS)
        return PSTORE_INPUTS;
    parts->inputs[count] = (struct pstore_input){arena_copy(&parts->arena, input->name), input->line_base};
    return parts->input_count++;
}

static bool pstore_open(struct pstore *parts, const struct pstore_part *header, int64_t line,
                        const struct pstore_input *input) {
    if (pstore_has(parts, header))
        return false;
    const size_t from = parts->count < PSTORE_MOST ? pstore_input_of(parts, input) : PSTORE_INPUTS;
    parts->is_full = from == PSTORE_INPUTS;
    if (parts->is_full)
        return false;
    struct pstore_part part = *header;
    part.order = pstore_order_of(parts, header);
    part.reason = arena_copy(&parts->arena, header->reason);
    part.from = parts->text.len;
    part.len = 0;
    part.line = line;
    part.input = from;
    parts->items[parts->count++] = part;
    return true;
}

/* "Panic#2 Part3" */
static bool pstore_read_header(str line, struct pstore_part *ret_part) {
    struct pstore_part part = {0};
    struct scan scan = scan_of(str_trim_end(line));
    if (!scan_until(&scan, '#', &part.reason) || part.reason.len == 0 || part.reason.len > PSTORE_REASON ||
        str_find_byte(part.reason, ' ') != STR_NONE || !scan_byte(&scan, '#') || !scan_u64(&scan, &part.dump) ||
        !scan_literal(&scan, STR(" Part")) || !scan_u64(&scan, &part.number) || !scan_done(&scan))
        return false;
    *ret_part = part;
    return true;
}

bool pstore_scan_header(str line, struct pstore_part *ret_part) {
    return line.len <= PSTORE_HEADER && str_find_byte(str_first(line, PSTORE_REASON + 1), '#') != STR_NONE &&
           pstore_read_header(line, ret_part);
}

bool pstore_wants(const struct pstore *parts, str line) {
    return parts->count > 0 && (!parts->has_levels || line.len == 0 || *line.data == '<' || *line.data == '\r');
}

bool pstore_hold(struct pstore *parts, str raw, int64_t line, const struct pstore_input *input) {
    struct pstore_part header;
    parts->text.arena = &parts->arena;
    parts->is_full = raw.len + 1 > BUFFER_MOST - parts->text.len;
    if (parts->is_full)
        return false;
    if (pstore_scan_header(raw, &header)) {
        if (!pstore_open(parts, &header, line, input))
            return false;
    } else if (raw.len > 0 && *raw.data == '<') {
        parts->has_levels = true;
    }
    struct pstore_part *part = &parts->items[parts->count - 1];
    if (!buffer_add(&parts->text, raw) || !buffer_add(&parts->text, STR("\n")))
        return false;
    part->len = parts->text.len - part->from;
    return true;
}

static bool pstore_is_after(const struct pstore_part *a, const struct pstore_part *b) {
    return a->order != b->order ? a->order > b->order : a->number < b->number;
}

void pstore_sort(struct pstore *parts) {
    for (size_t i = 1; i < parts->count; i++) {
        const struct pstore_part part = parts->items[i];
        size_t at = i;
        for (; at > 0 && pstore_is_after(&parts->items[at - 1], &part); at--)
            parts->items[at] = parts->items[at - 1];
        parts->items[at] = part;
    }
}

void pstore_reset(struct pstore *parts) {
    arena_reset(&parts->arena);
    memset(parts, 0, sizeof *parts); /* too large for a copy on the stack */
}
