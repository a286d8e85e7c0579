/* The tables of a report, each led by what the line itself shows.
 * SPDX-License-Identifier: MIT */
#include "parse/columns.h"

#include "base/scan.h"
#include "parse/bounds.h"

/* "[ pid ]" or "[  pid  ]", then column titles, then "name" (dump_tasks, mm/oom_kill.c, since 2.6.25) */
bool columns_header(struct columns *columns, str text) {
    struct scan scan = scan_of(text);
    struct columns read = {.count = 1};
    size_t hint = 0;
    if (!scan_byte(&scan, '[') || (scan_blanks(&scan), !scan_literal(&scan, STR("pid"))) ||
        (scan_blanks(&scan), !scan_byte(&scan, ']')))
        return false;
    read.fields[0] = field_printed(&field_task, STR("pid"), &hint);
    while (scan_blanks(&scan), !scan_done(&scan)) {
        str title = scan_word(&scan);
        if (str_equal(title, STR("name"))) {
            read.padding = scan_rest(&scan).len;
            break;
        }
        if (read.count == COLUMNS_MOST)
            return false;
        read.fields[read.count++] = field_printed(&field_task, title, &hint);
    }
    if (read.count < 4)
        return false;
    *columns = read;
    return true;
}

static bool columns_is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* "[ 13432]" */
static bool columns_pid(struct scan *scan, int64_t *ret_pid) {
    if (!scan_byte(scan, '['))
        return false;
    scan_blanks(scan);
    if (!scan_i64(scan, ret_pid))
        return false;
    scan_blanks(scan);
    return scan_byte(scan, ']') && !scan_done(scan) && columns_is_blank(*scan->at);
}

/* Half of a table's bytes are blanks. */
static const char *columns_skip_blanks(const char *at, const char *end) {
    for (unsigned blanks = 8; blanks == 8 && end - at >= SCAN_EIGHT; at += blanks)
        blanks = scan_eight_blanks(at);
    while (at < end && columns_is_blank(*at))
        at++;
    return at;
}

/* The next number, behind blanks and before a blank or the end; what stands behind it, or NULL. */
static const char *columns_number(const char *at, const char *end, int64_t *ret_number) {
    struct scan scan = {columns_skip_blanks(at, end), end};
    const bool is_number = scan.at > at && scan_i64(&scan, ret_number);
    return is_number && (scan_done(&scan) || columns_is_blank(*scan.at)) ? scan.at : NULL;
}

/* The numbers of a row, the process first, and where each ends. */
struct columns_numbers {
    size_t count; /* 0: it is no row */
    int64_t numbers[COLUMNS_MOST];
    size_t ends[COLUMNS_MOST];
    bool is_flush; /* they stand where those of the row before stood; only the last end is told */
};

/* "[ 13432]     0 13432   787016 ...": up to MOST numbers. */
static void columns_scan(str text, size_t most, struct columns_numbers *ret_row) {
    struct scan scan = scan_of(text);
    ret_row->count = 0;
    ret_row->is_flush = false;
    if (!columns_pid(&scan, ret_row->numbers))
        return;
    ret_row->ends[0] = (size_t)(scan.at - text.data);
    size_t count = 1;
    for (const char *at = scan.at; count < most && (at = columns_number(at, scan.end, &ret_row->numbers[count]));
         count++)
        ret_row->ends[count] = (size_t)(at - text.data);
    ret_row->count = count;
}

/* A number behind a blank, from there, FROM, to END. */
static bool columns_place(size_t from, size_t end, struct columns_place *ret_place) {
    const size_t width = end - from;
    if (width > 16 || end < 8)
        return false;
    const unsigned outside = width < 8 ? (unsigned)(8 - width) * 8 : 0;
    ret_place->end = end;
    ret_place->own_bits = UINT64_MAX << outside;
    ret_place->start = width > 8 ? from : end - 8;
    ret_place->blank_bits = width > 8 ? UINT64_MAX >> (16 - width) * 8 : (uint64_t)0xff << outside;
    return true;
}

/* Up to 4.18 five columns hold a pid, since then seven: it stands in the row's first eight bytes, behind the bracket.
 */
static bool columns_pid_place(size_t end, struct columns_shape *shape) {
    const unsigned outside = (unsigned)(9 - end) * 8;
    if (end > 8)
        return false;
    shape->places[0] = (struct columns_place){.end = end, .own_bits = UINT64_MAX << outside};
    shape->pid_bits = (unsigned)(8 - end) * 8;
    return true;
}

static void columns_learn(struct columns_shape *shape, const struct columns_numbers *row) {
    shape->count = 0;
    if (SCAN_EIGHT != 8 || row->count < 2 || row->count > COLUMNS_FLUSH || !columns_pid_place(row->ends[0] - 1, shape))
        return;
    for (size_t i = 1; i < row->count; i++)
        if (!columns_place(row->ends[i - 1], row->ends[i], &shape->places[i]))
            return;
    shape->count = row->count;
}

/* The same as columns_scan, where each number stands where that of the row before stood; false if one does not, or
 * nothing follows. Most bytes of a report pass here: it takes half as long, and no branch depends on a number. */
static bool columns_flush(const struct columns_shape *shape, str text, struct columns_numbers *ret_row) {
    const size_t count = shape->count, end = count ? shape->places[count - 1].end : SIZE_MAX;
    if (end >= text.len || *text.data != '[' || text.data[shape->places[0].end] != ']')
        return false;
    uint64_t wrong = 0;
    const uint64_t pid = scan_word_at(text.data) << shape->pid_bits;
    ret_row->numbers[0] = (int64_t)scan_flush_word(pid, shape->places[0].own_bits, &wrong);
    for (size_t i = 1; i < count; i++) {
        const struct columns_place *place = &shape->places[i];
        const uint64_t word = scan_word_at(text.data + place->end - 8);
        wrong |= scan_inked(text.data + place->start, place->blank_bits);
        ret_row->numbers[i] = (int64_t)scan_flush_word(word, place->own_bits, &wrong);
    }
    if (wrong || !columns_is_blank(text.data[end]))
        return false;
    ret_row->count = count;
    ret_row->is_flush = true;
    ret_row->ends[count - 1] = end;
    return true;
}

bool columns_looks_like_row(str text) {
    struct columns_numbers row;
    columns_scan(text, COLUMNS_MOST, &row);
    return row.count > 6 && row.ends[row.count - 1] < text.len;
}

/* The column lists by age, oldest first; what two of them share is certain. */
static const char *const columns_layouts[] = {
    "[ pid ] uid tgid total_vm rss cpu oom_adj name",
    "[ pid ] uid tgid total_vm rss nr_ptes swapents oom_score_adj name",
    "[ pid ] uid tgid total_vm rss nr_ptes nr_pmds swapents oom_score_adj name",
    "[ pid ] uid tgid total_vm rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name",
};

/* Three layouts have eight numbers. Page tables in bytes are whole pages of them, never small. */
static void columns_doubt(struct columns *columns, const int64_t *numbers) {
    size_t hint = 0;
    if (columns->count != 8)
        return;
    if (numbers[5] >= 4096 && numbers[5] % 4096 == 0)
        columns->fields[5] = field_printed(&field_task, STR("pgtables_bytes"), &hint);
    else
        columns->fields[5] = columns->fields[6] = NULL;
}

/* NAME without the blanks that a carrier set behind each line, or that somebody set before it for a neat table, and
 * without a remark behind it ("  <== this one"): more than a name can hold. */
static str columns_unpad(const struct columns *columns, str name) {
    if (name.len > BOUND_COMM)
        name = str_trim_start(name);
    for (size_t i = 0; i < columns->padding && name.len && name.data[name.len - 1] == ' '; i++)
        name.len--;
    size_t gap = name.len > BOUND_COMM ? str_find(name, STR("  ")) : STR_NONE;
    return gap == STR_NONE || gap > BOUND_COMM ? name : str_first(name, gap);
}

static bool columns_guess(struct columns *columns, str text) {
    struct columns_numbers row;
    columns_scan(text, COLUMNS_MOST, &row);
    for (size_t i = 0; i < sizeof columns_layouts / sizeof columns_layouts[0]; i++) {
        struct columns layout;
        if (!columns_header(&layout, str_from_cstr(columns_layouts[i])) || layout.count != row.count)
            continue;
        columns_doubt(&layout, row.numbers);
        *columns = layout;
        return true;
    }
    return false;
}

/* Leaves *RET_ROW without numbers if TEXT is no row. */
static str columns_read(const struct columns *columns, str text, struct columns_numbers *ret_row) {
    if (!columns_flush(&columns->shape, text, ret_row))
        columns_scan(text, columns->count, ret_row);
    if (ret_row->count == 0)
        return STR("");
    const str rest = str_from(text, ret_row->ends[ret_row->count - 1]);
    if (rest.len && columns_is_blank(*rest.data))
        return columns_unpad(columns, str_from(rest, 1));
    if (rest.len)
        ret_row->count = 0;
    return STR("");
}

enum columns_row columns_peek(const struct columns *columns, str text) {
    struct columns_numbers row;
    if (columns->count == 0)
        return columns_looks_like_row(text) ? COLUMNS_ROW : COLUMNS_NO_ROW;
    const str name = columns_read(columns, text, &row);
    if (row.count == 0)
        return COLUMNS_NO_ROW;
    return row.count == columns->count && name.len ? COLUMNS_ROW : COLUMNS_CUT_ROW;
}

/* The same row again, from another transport. */
static bool columns_is_doubled(const struct oomwhy_tasks *tasks, int64_t pid, str name) {
    const struct oomwhy_task *last = tasks->count ? &tasks->items[tasks->count - 1] : NULL;
    return last && last->pid == pid && str_equal(last->name, name);
}

static void columns_fill(const struct columns *columns, struct oomwhy_task *task, const struct columns_numbers *row,
                         int64_t line) {
    for (size_t i = 0; i < row->count; i++)
        if (columns->fields[i])
            field_set_number(columns->fields[i], task, row->numbers[i], line);
}

enum columns_row columns_row(struct columns *columns, struct oomwhy_event *event, str text, int64_t line) {
    struct columns_numbers row;
    if (columns->count == 0 && !(columns_looks_like_row(text) && columns_guess(columns, text)))
        return COLUMNS_NO_ROW;
    const str name = columns_read(columns, text, &row);
    if (row.count < 2)
        return COLUMNS_NO_ROW;
    draft_cover(&event->tasks.lines, line);
    if (columns_is_doubled(&event->tasks, row.numbers[0], name))
        return COLUMNS_ROW;
    struct oomwhy_task *task = draft_task(event, line);
    if (!task)
        return COLUMNS_ROW;
    columns_fill(columns, task, &row, line);
    if (row.count < columns->count) {
        draft_warn(event, (struct oomwhy_span){line, line}, "A row of the task table is damaged.");
        return COLUMNS_CUT_ROW;
    }
    if (!row.is_flush)
        columns_learn(&columns->shape, &row);
    task->name = arena_copy(event->arena, name);
    return COLUMNS_ROW;
}

/* The number and "KB" at the end of TEXT, and what stands before them. */
static bool columns_last_kb(str text, int64_t *ret_kb, str *ret_before) {
    text = str_trim_end(text);
    if (!str_ends(text, STR("KB")) && !str_ends(text, STR("kB")))
        return false;
    size_t end = text.len - 2, from = end;
    while (from > 0 && text.data[from - 1] >= '0' && text.data[from - 1] <= '9')
        from--;
    struct scan scan = scan_of(str_of(text.data + from, end - from));
    if (!scan_i64(&scan, ret_kb))
        return false;
    *ret_before = str_first(text, from);
    return true;
}

bool columns_slab(struct oomwhy_event *event, str text, int64_t line) {
    struct oomwhy_memory *memory = &event->memory;
    struct oomwhy_slab slab = {.line = line};
    str before;
    if (!columns_last_kb(text, &slab.total_kb, &before) || !columns_last_kb(before, &slab.used_kb, &before))
        return false;
    slab.name = str_trim(before);
    draft_cover(&memory->slab_lines, line);
    if (memory->slab_count && str_equal(memory->slabs[memory->slab_count - 1].name, slab.name))
        return true;
    struct oomwhy_slab *made = DRAFT_PUSH(event, memory->slabs, memory->slab_count, BOUND_SLABS, line);
    if (made) {
        slab.name = arena_copy(event->arena, slab.name);
        *made = slab;
        memory->slab_count++;
    }
    return true;
}

/* "1.24 MiB", "512 B", "1300234": lib/string_helpers.c string_get_size since 6.12, bytes before. */
static bool columns_size(struct scan *scan, int64_t *ret_bytes) {
    static const struct {
        str unit;
        int shift;
    } units[] = {{STR_INIT("B"), 0},    {STR_INIT("KiB"), 10}, {STR_INIT("MiB"), 20},
                 {STR_INIT("GiB"), 30}, {STR_INIT("TiB"), 40}, {STR_INIT("PiB"), 50}};
    int64_t whole;
    int64_t hundredths = 0, digit = 10;
    if (!scan_i64(scan, &whole) || whole < 0)
        return false;
    if (scan_byte(scan, '.'))
        for (; !scan_done(scan) && *scan->at >= '0' && *scan->at <= '9'; scan->at++, digit /= 10)
            hundredths += (*scan->at - '0') * digit;
    scan_blanks(scan);
    *ret_bytes = whole;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        struct scan probe = *scan;
        if (!scan_literal(&probe, units[i].unit) || scan_blanks(&probe) == 0)
            continue;
        *scan = probe;
        if (whole > INT64_MAX >> (units[i].shift + 1))
            return false;
        *ret_bytes = (whole << units[i].shift) + (hundredths << units[i].shift) / 100;
    }
    return true;
}

/* "mm/slub.c:2345", "[xfs]" and "func:alloc_slab_page" behind size and calls */
static bool columns_call_place(struct scan *scan, struct oomwhy_allocation *row) {
    struct scan module;
    scan_blanks(scan);
    row->place = scan_word(scan);
    scan_blanks(scan);
    module = *scan;
    if (scan_byte(&module, '[') && scan_until(&module, ']', &row->module) && scan_byte(&module, ']'))
        *scan = module;
    else
        row->module = STR("");
    scan_blanks(scan);
    if (!scan_literal(scan, STR("func:")))
        return false;
    row->function = scan_word(scan);
    return str_has(row->place, STR(":"));
}

bool columns_allocation(struct oomwhy_event *event, str text, int64_t line) {
    struct oomwhy_memory *memory = &event->memory;
    struct oomwhy_allocation row = {.line = line};
    struct scan scan = scan_of(text);
    scan_blanks(&scan);
    if (!columns_size(&scan, &row.bytes) || (scan_blanks(&scan), !scan_i64(&scan, &row.calls)) ||
        !columns_call_place(&scan, &row))
        return false;
    struct oomwhy_allocation *made =
        DRAFT_PUSH(event, memory->allocations, memory->allocation_count, BOUND_ALLOCATIONS, line);
    if (made) {
        row.place = arena_copy(event->arena, row.place);
        row.module = arena_copy(event->arena, row.module);
        row.function = arena_copy(event->arena, row.function);
        *made = row;
        memory->allocation_count++;
    }
    return true;
}
