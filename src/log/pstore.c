/* The parts of a crash dump, held until they can be read from the oldest line to the newest.
 * SPDX-License-Identifier: MIT */
#include "log/pstore.h"

#include "base/ascii.h"
#include "base/scan.h"

enum { PSTORE_REASON = 16 };

static bool pstore_is_same_dump(const struct pstore_part *a, const struct pstore_part *b) {
    return a->dump == b->dump && str_equal(a->reason, b->reason);
}

/* Another boot may count its dumps from the start. */
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
    const size_t from = parts->count < PSTORE_PARTS ? pstore_input_of(parts, input) : PSTORE_INPUTS;
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

/* Whether a line may be one of a part's: nearly none is. */
static bool pstore_is_likely(const struct pstore *parts, str raw) {
    struct pstore_part ignored;
    return parts->count > 0 || (raw.len > 0 && ascii_is_upper(*raw.data) && pstore_scan_header(raw, &ignored));
}

/* Whether a line that is no header goes on with what is held. */
static bool pstore_goes_on(const struct pstore *parts, str raw) {
    return parts->count > 0 && (!parts->has_levels || raw.len == 0 || *raw.data == '<' || *raw.data == '\r');
}

/* False if there is no room for the line, or no memory. */
static bool pstore_hold(struct pstore *parts, str raw) {
    struct pstore_part *part = &parts->items[parts->count - 1];
    parts->has_levels = parts->has_levels || str_starts(raw, STR("<"));
    if (!buffer_add(&parts->text, raw) || !buffer_add(&parts->text, STR("\n")))
        return false;
    part->len = parts->text.len - part->from;
    return true;
}

enum pstore_step pstore_offer(struct pstore *parts, str raw, int64_t line, const struct pstore_input *input) {
    struct pstore_part header;
    if (!pstore_is_likely(parts, raw))
        return PSTORE_OTHER;
    const bool is_header = pstore_scan_header(raw, &header);
    const bool is_first = line == input->line_base + 1; /* another input does not go on with a part of this one */
    const bool is_wanted = is_header || (!is_first && pstore_goes_on(parts, raw));
    parts->text.arena = &parts->arena;
    parts->is_full = is_wanted && raw.len + 1 > BUFFER_MOST - parts->text.len;
    if (is_wanted && !parts->is_full && (!is_header || pstore_open(parts, &header, line, input)) &&
        pstore_hold(parts, raw))
        return PSTORE_HELD;
    if (parts->arena.failed)
        return PSTORE_STOPPED;
    return parts->count > 0 ? PSTORE_READ : PSTORE_OTHER;
}

bool pstore_is_late(const struct pstore *parts, str raw) {
    struct pstore_part header;
    return parts->split.number > 0 && pstore_scan_header(raw, &header) && header.dump == parts->split.dump &&
           header.number > parts->split.number;
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

str pstore_text(const struct pstore *parts, const struct pstore_part *part) {
    return str_of(parts->text.data + part->from, part->len);
}

void pstore_reset(struct pstore *parts) {
    const bool is_split = parts->is_full && parts->count > 0;
    const uint64_t dump = parts->items[0].dump, number = parts->items[0].number;
    arena_reset(&parts->arena);
    memset(parts, 0, sizeof *parts);
    if (is_split) {
        parts->split.dump = dump;
        parts->split.number = number;
    }
}
