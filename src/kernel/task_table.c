/* The tables of a report, each led by what the line itself shows.
 * SPDX-License-Identifier: MIT */
#include "kernel/task_table.h"

#include "base/scan.h"
#include "model/limits.h"

/* "[ pid ]" or "[  pid  ]", then column titles, then "name" (dump_tasks, mm/oom_kill.c, since 2.6.25) */
bool task_table_header(struct task_table *columns, str text) {
    struct scan scan = scan_of(text);
    struct task_table read = {.count = 1};
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
        if (read.count == TASK_TABLE_MOST)
            return false;
        read.fields[read.count++] = field_printed(&field_task, title, &hint);
    }
    if (read.count < 4)
        return false;
    *columns = read;
    return true;
}

static bool task_table_is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* "[ 13432]" */
static bool task_table_pid(struct scan *scan, int64_t *ret_pid) {
    if (!scan_byte(scan, '['))
        return false;
    scan_blanks(scan);
    if (!scan_i64(scan, ret_pid))
        return false;
    scan_blanks(scan);
    return scan_byte(scan, ']') && !scan_done(scan) && task_table_is_blank(*scan->at);
}

/* Half of a table's bytes are blanks. */
static const char *task_table_skip_blanks(const char *at, const char *end) {
    for (unsigned blanks = 8; blanks == 8 && end - at >= SCAN_EIGHT; at += blanks)
        blanks = scan_eight_blanks(at);
    while (at < end && task_table_is_blank(*at))
        at++;
    return at;
}

/* The next number, behind blanks and before a blank or the end; what stands behind it, or NULL. */
static const char *task_table_number(const char *at, const char *end, int64_t *ret_number) {
    struct scan scan = {task_table_skip_blanks(at, end), end};
    const bool is_number = scan.at > at && scan_i64(&scan, ret_number);
    return is_number && (scan_done(&scan) || task_table_is_blank(*scan.at)) ? scan.at : NULL;
}

/* The numbers of a row, the process first, and where each ends. */
struct task_table_numbers {
    size_t count; /* 0: it is no row */
    int64_t numbers[TASK_TABLE_MOST];
    size_t ends[TASK_TABLE_MOST];
    bool is_flush; /* they stand where those of the row before stood; only the last end is told */
};

/* "[ 13432]     0 13432   787016 ...": up to MOST numbers. */
static void task_table_scan(str text, size_t most, struct task_table_numbers *ret_row) {
    struct scan scan = scan_of(text);
    ret_row->count = 0;
    ret_row->is_flush = false;
    if (!task_table_pid(&scan, ret_row->numbers))
        return;
    ret_row->ends[0] = (size_t)(scan.at - text.data);
    size_t count = 1;
    for (const char *at = scan.at; count < most && (at = task_table_number(at, scan.end, &ret_row->numbers[count]));
         count++)
        ret_row->ends[count] = (size_t)(at - text.data);
    ret_row->count = count;
}

/* A number behind a blank, from there, FROM, to END. */
static bool task_table_place(size_t from, size_t end, struct task_table_place *ret_place) {
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
static bool task_table_pid_place(size_t end, struct task_table_shape *shape) {
    const unsigned outside = (unsigned)(9 - end) * 8;
    if (end > 8)
        return false;
    shape->places[0] = (struct task_table_place){.end = end, .own_bits = UINT64_MAX << outside};
    shape->pid_bits = (unsigned)(8 - end) * 8;
    return true;
}

static void task_table_learn(struct task_table_shape *shape, const struct task_table_numbers *row) {
    shape->count = 0;
    if (SCAN_EIGHT != 8 || row->count < 2 || row->count > TASK_TABLE_FLUSH ||
        !task_table_pid_place(row->ends[0] - 1, shape))
        return;
    for (size_t i = 1; i < row->count; i++)
        if (!task_table_place(row->ends[i - 1], row->ends[i], &shape->places[i]))
            return;
    shape->count = row->count;
}

/* The same as task_table_scan, where each number stands where that of the row before stood; false if one does not, or
 * nothing follows. Most bytes of a report pass here: it takes half as long, and no branch depends on a number. */
static bool task_table_flush(const struct task_table_shape *shape, str text, struct task_table_numbers *ret_row) {
    const size_t count = shape->count, end = count ? shape->places[count - 1].end : SIZE_MAX;
    if (end >= text.len || *text.data != '[' || text.data[shape->places[0].end] != ']')
        return false;
    uint64_t wrong = 0;
    const uint64_t pid = scan_word_at(text.data) << shape->pid_bits;
    ret_row->numbers[0] = (int64_t)scan_flush_word(pid, shape->places[0].own_bits, &wrong);
    for (size_t i = 1; i < count; i++) {
        const struct task_table_place *place = &shape->places[i];
        const uint64_t word = scan_word_at(text.data + place->end - 8);
        wrong |= scan_inked(text.data + place->start, place->blank_bits);
        ret_row->numbers[i] = (int64_t)scan_flush_word(word, place->own_bits, &wrong);
    }
    if (wrong || !task_table_is_blank(text.data[end]))
        return false;
    ret_row->count = count;
    ret_row->is_flush = true;
    ret_row->ends[count - 1] = end;
    return true;
}

bool task_table_looks_like_row(str text) {
    struct task_table_numbers row;
    task_table_scan(text, TASK_TABLE_MOST, &row);
    return row.count > 6 && row.ends[row.count - 1] < text.len;
}

/* The column lists by age, oldest first; what two of them share is certain. */
static const char *const task_table_layouts[] = {
    "[ pid ] uid tgid total_vm rss cpu oom_adj name",
    "[ pid ] uid tgid total_vm rss nr_ptes swapents oom_score_adj name",
    "[ pid ] uid tgid total_vm rss nr_ptes nr_pmds swapents oom_score_adj name",
    "[ pid ] uid tgid total_vm rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name",
};

/* Three layouts have eight numbers. Page tables in bytes are whole pages of them, never small. */
static void task_table_doubt(struct task_table *columns, const int64_t *numbers) {
    size_t hint = 0;
    if (columns->count != 8)
        return;
    if (numbers[5] >= 4096 && numbers[5] % 4096 == 0)
        columns->fields[5] = field_printed(&field_task, STR("pgtables_bytes"), &hint);
    else
        columns->fields[5] = columns->fields[6] = NULL;
}

/* NAME without the blanks that a transport set behind each line, or that somebody set before it for a neat table, and
 * without a remark behind it ("  <== this one"): more than a name can hold. */
static str task_table_unpad(const struct task_table *columns, str name) {
    if (name.len > LIMIT_COMM)
        name = str_trim_start(name);
    for (size_t i = 0; i < columns->padding && name.len && name.data[name.len - 1] == ' '; i++)
        name.len--;
    size_t gap = name.len > LIMIT_COMM ? str_find(name, STR("  ")) : STR_NONE;
    return gap == STR_NONE || gap > LIMIT_COMM ? name : str_first(name, gap);
}

static bool task_table_guess(struct task_table *columns, str text) {
    struct task_table_numbers row;
    task_table_scan(text, TASK_TABLE_MOST, &row);
    for (size_t i = 0; i < sizeof task_table_layouts / sizeof task_table_layouts[0]; i++) {
        struct task_table layout;
        if (!task_table_header(&layout, str_from_cstr(task_table_layouts[i])) || layout.count != row.count)
            continue;
        task_table_doubt(&layout, row.numbers);
        *columns = layout;
        return true;
    }
    return false;
}

/* Leaves *RET_ROW without numbers if TEXT is no row. */
static str task_table_read(const struct task_table *columns, str text, struct task_table_numbers *ret_row) {
    if (!task_table_flush(&columns->shape, text, ret_row))
        task_table_scan(text, columns->count, ret_row);
    if (ret_row->count == 0)
        return STR("");
    const str rest = str_from(text, ret_row->ends[ret_row->count - 1]);
    if (rest.len && task_table_is_blank(*rest.data))
        return task_table_unpad(columns, str_from(rest, 1));
    if (rest.len)
        ret_row->count = 0;
    return STR("");
}

enum task_table_row task_table_peek(const struct task_table *columns, str text) {
    struct task_table_numbers row;
    if (columns->count == 0)
        return task_table_looks_like_row(text) ? TASK_TABLE_ROW : TASK_TABLE_NO_ROW;
    const str name = task_table_read(columns, text, &row);
    if (row.count == 0)
        return TASK_TABLE_NO_ROW;
    return row.count == columns->count && name.len ? TASK_TABLE_ROW : TASK_TABLE_CUT_ROW;
}

/* The same row again, from another transport. */
static bool task_table_is_doubled(const struct tasks *tasks, int64_t pid, str name) {
    const struct task *last = tasks->count ? &tasks->items[tasks->count - 1] : NULL;
    return last && last->pid == pid && str_equal(last->name, name);
}

static void task_table_fill(const struct task_table *columns, struct task *task, const struct task_table_numbers *row,
                            int64_t line) {
    for (size_t i = 0; i < row->count; i++)
        if (columns->fields[i])
            field_set_number(columns->fields[i], task, row->numbers[i], line);
}

enum task_table_row task_table_row(struct task_table *columns, struct event *event, str text, int64_t line) {
    struct task_table_numbers row;
    if (columns->count == 0 && !(task_table_looks_like_row(text) && task_table_guess(columns, text)))
        return TASK_TABLE_NO_ROW;
    const str name = task_table_read(columns, text, &row);
    if (row.count < 2)
        return TASK_TABLE_NO_ROW;
    builder_cover(&event->tasks.lines, line);
    if (task_table_is_doubled(&event->tasks, row.numbers[0], name))
        return TASK_TABLE_ROW;
    struct task *task = builder_task(event, line);
    if (!task)
        return TASK_TABLE_ROW;
    task_table_fill(columns, task, &row, line);
    if (row.count < columns->count) {
        builder_warn(event, (struct span){line, line}, "A row of the task table is damaged.");
        return TASK_TABLE_CUT_ROW;
    }
    if (!row.is_flush)
        task_table_learn(&columns->shape, &row);
    builder_name_task(event, task, name);
    return TASK_TABLE_ROW;
}

/* The number and "KB" at the end of TEXT, and what stands before them. */
static bool task_table_last_kb(str text, int64_t *ret_kb, str *ret_before) {
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

bool task_table_slab(struct event *event, str text, int64_t line) {
    struct memory *memory = &event->memory;
    struct slab slab = {.line = line};
    str before;
    if (!task_table_last_kb(text, &slab.total_kb, &before) || !task_table_last_kb(before, &slab.used_kb, &before))
        return false;
    slab.name = str_trim(before);
    builder_cover(&memory->slab_lines, line);
    if (memory->slab_count && str_equal(memory->slabs[memory->slab_count - 1].name, slab.name))
        return true;
    struct slab *made = BUILDER_PUSH(event, memory->slabs, memory->slab_count, LIMIT_SLABS, line);
    if (made) {
        slab.name = arena_copy(event->arena, slab.name);
        *made = slab;
        memory->slab_count++;
    }
    return true;
}

/* "1.24 MiB", "512 B", "1300234": lib/string_helpers.c string_get_size since 6.12, bytes before. */
static bool task_table_size(struct scan *scan, int64_t *ret_bytes) {
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
static bool task_table_call_place(struct scan *scan, struct allocation *row) {
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

bool task_table_allocation(struct event *event, str text, int64_t line) {
    struct memory *memory = &event->memory;
    struct allocation row = {.line = line};
    struct scan scan = scan_of(text);
    scan_blanks(&scan);
    if (!task_table_size(&scan, &row.bytes) || (scan_blanks(&scan), !scan_i64(&scan, &row.calls)) ||
        !task_table_call_place(&scan, &row))
        return false;
    struct allocation *made =
        BUILDER_PUSH(event, memory->allocations, memory->allocation_count, LIMIT_ALLOCATIONS, line);
    if (made) {
        row.place = arena_copy(event->arena, row.place);
        row.module = arena_copy(event->arena, row.module);
        row.function = arena_copy(event->arena, row.function);
        *made = row;
        memory->allocation_count++;
    }
    return true;
}
