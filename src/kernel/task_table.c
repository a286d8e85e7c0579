/* The task table, led by its own header.
 * SPDX-License-Identifier: MIT */
#include "kernel/task_table.h"

#include "base/scan.h"
#include "model/limits.h"

/* "[  pid  ]" */
static bool task_table_pid_title(struct scan *scan) {
    return scan_byte(scan, '[') && (scan_blanks(scan), scan_literal(scan, STR("pid"))) &&
           (scan_blanks(scan), scan_byte(scan, ']'));
}

/* The column titles up to "name"; *RET_HAS_NAME: it was reached. False if there are more than any kernel prints. */
static bool task_table_titles(struct scan *scan, struct task_table *columns, bool *ret_has_name) {
    size_t hint = 0;
    *columns = (struct task_table){.count = 1};
    *ret_has_name = false;
    columns->fields[0] = field_printed(&field_task, STR("pid"), &hint);
    while (scan_blanks(scan), !scan_done(scan) && !*ret_has_name) {
        str title = scan_word(scan);
        *ret_has_name = str_equal(title, STR("name"));
        if (*ret_has_name)
            columns->padding = scan_rest(scan).len;
        else if (columns->count == TASK_TABLE_MOST)
            return false;
        else
            columns->fields[columns->count++] = field_printed(&field_task, title, &hint);
    }
    return true;
}

/* "[ pid ]" or "[  pid  ]", then column titles, then "name" (dump_tasks, mm/oom_kill.c, since 2.6.25) */
bool task_table_header(struct task_table *columns, str text) {
    struct scan scan = scan_of(text);
    struct task_table read;
    bool has_name;
    if (!task_table_pid_title(&scan) || !task_table_titles(&scan, &read, &has_name) || read.count < 4)
        return false;
    *columns = read;
    return true;
}

/* "[...]" or "<snip>" without its brackets. */
static str task_table_without_brackets(str text) {
    static const char brackets[] = "[]()<>{}";
    for (size_t i = 0; brackets[i]; i += 2)
        if (text.len > 2 && text.data[0] == brackets[i] && text.data[text.len - 1] == brackets[i + 1])
            return str_trim(str_of(text.data + 1, text.len - 2));
    return text;
}

bool task_table_is_elision(str text) {
    static const str words[] = {STR_INIT("snip"),    STR_INIT("snipped"), STR_INIT("cut"),
                                STR_INIT("omitted"), STR_INIT("skipped"), STR_INIT("\xe2\x80\xa6")};
    enum { ELISION_MOST = 80 };
    str inner = task_table_without_brackets(str_trim(text));
    size_t marks = 0;
    while (marks < inner.len && marks < ELISION_MOST && memchr(".-~*=", inner.data[marks], 5))
        marks++;
    if (marks == inner.len)
        return marks > 1;
    while (inner.len && memchr(".-~* ", inner.data[inner.len - 1], 5))
        inner.len--;
    inner = str_trim(str_from(inner, marks));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal(inner, words[i]))
            return true;
    return false;
}

struct extent task_table_header_extent(str text) {
    struct scan scan = scan_of(text);
    struct task_table read;
    struct extent extent = {EXTENT_CUT, 0};
    bool has_name;
    if (!str_starts(text, STR("[")) || !str_has(str_first(text, 12), STR("pid")))
        return (struct extent){EXTENT_NONE, 0};
    if (!task_table_pid_title(&scan) || !task_table_titles(&scan, &read, &has_name))
        return extent;
    for (size_t i = 0; i < read.count; i++)
        extent.facts += read.fields[i] != NULL;
    return has_name ? (struct extent){EXTENT_WHOLE, extent.facts + 1} : extent;
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

struct extent task_table_row_extent(const struct task_table *columns, str text) {
    struct task_table_numbers row;
    if (columns->count == 0)
        return (struct extent){task_table_looks_like_row(text) ? EXTENT_WHOLE : EXTENT_NONE, 0};
    const str name = task_table_read(columns, text, &row);
    if (row.count == 0)
        return (struct extent){EXTENT_NONE, 0};
    const bool has_name = row.count == columns->count && name.len > 0;
    return (struct extent){has_name ? EXTENT_WHOLE : EXTENT_CUT, row.count + has_name};
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

enum extent_end task_table_row(struct task_table *columns, struct event *event, str text, int64_t line) {
    struct task_table_numbers row;
    if (columns->count == 0 && !(task_table_looks_like_row(text) && task_table_guess(columns, text)))
        return EXTENT_NONE;
    const str name = task_table_read(columns, text, &row);
    if (row.count < 2)
        return EXTENT_NONE;
    builder_cover(&event->tasks.lines, line);
    if (task_table_is_doubled(&event->tasks, row.numbers[0], name))
        return EXTENT_WHOLE;
    struct task *task = builder_task(event, line);
    if (!task)
        return EXTENT_WHOLE;
    task_table_fill(columns, task, &row, line);
    if (row.count < columns->count) {
        builder_warn(event, (struct span){line, line}, "A row of the task table is damaged.");
        return EXTENT_CUT;
    }
    if (!row.is_flush)
        task_table_learn(&columns->shape, &row);
    builder_name_task(event, task, name);
    return EXTENT_WHOLE;
}
