/* The task table, led by its own header.
 * SPDX-License-Identifier: MIT */
#include "kernel/task_table.h"

#include "base/scan.h"
#include "model/limits.h"

enum {
    TASK_TABLE_TITLES_LEAST = 4,  /* of a header: the oldest kernels print seven */
    TASK_TABLE_NUMBERS_LEAST = 7, /* of a row whose header is lost */
    TASK_TABLE_PID_WIDTH = 12     /* bytes in which "[  pid  ]" stands, with what transports put between */
};

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
        else if (columns->count == TASK_ROW_MOST)
            return false;
        else
            columns->fields[columns->count++] = field_printed(&field_task, title, &hint);
    }
    return true;
}

/* The headers that kernels print, oldest first (dump_tasks, mm/oom_kill.c). */
static const char *const task_table_headers[] = {
    "[ pid ] uid tgid total_vm rss cpu oom_adj name",
    "[ pid ] uid tgid total_vm rss cpu oom_adj oom_score_adj name",
    "[ pid ] uid tgid total_vm rss nr_ptes swapents oom_score_adj name",
    "[ pid ] uid tgid total_vm rss nr_ptes nr_pmds swapents oom_score_adj name",
    "[ pid ] uid tgid total_vm rss pgtables_bytes swapents oom_score_adj name",
    "[ pid ] uid tgid total_vm rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name",
};

enum { TASK_TABLE_HEADERS = sizeof task_table_headers / sizeof *task_table_headers };

/* The columns of a header that kernels print. */
static struct task_table task_table_known(size_t index) {
    struct task_table known = {0};
    struct scan scan = scan_of(str_from_cstr(task_table_headers[index]));
    bool has_name;
    if (!task_table_pid_title(&scan) || !task_table_titles(&scan, &known, &has_name))
        known.count = 0;
    return known;
}

/* COLUMNS are those of KNOWN but for one title, which nobody knows. */
static bool task_table_is_but_one(const struct task_table *columns, const struct task_table *known) {
    size_t unknown = 0;
    for (size_t i = 0; i < columns->count && columns->count == known->count; i++) {
        if (columns->fields[i] && columns->fields[i] != known->fields[i])
            return false;
        unknown += !columns->fields[i];
    }
    return columns->count == known->count && unknown == 1;
}

/* A title that is damaged is told by the others, where only one header has them. */
static void task_table_mend_title(struct task_table *columns) {
    size_t found = TASK_TABLE_HEADERS;
    for (size_t i = 0; i < TASK_TABLE_HEADERS; i++) {
        const struct task_table known = task_table_known(i);
        if (!task_table_is_but_one(columns, &known))
            continue;
        if (found != TASK_TABLE_HEADERS)
            return;
        found = i;
    }
    if (found != TASK_TABLE_HEADERS)
        memcpy(columns->fields, task_table_known(found).fields, sizeof columns->fields);
}

/* COLUMNS are those of KNOWN without one. */
static bool task_table_lacks_one(const struct task_table *columns, const struct task_table *known) {
    size_t at = 0;
    for (size_t i = 0; i < known->count && at < columns->count; i++)
        at += columns->fields[at] == known->fields[i];
    return known->count == columns->count + 1 && at == columns->count;
}

/* "[ pid ]" or "[  pid  ]", then column titles, then "name" (dump_tasks, mm/oom_kill.c, since 2.6.25) */
bool task_table_header(struct task_table *columns, str text) {
    struct scan scan = scan_of(text);
    struct task_table read;
    bool has_name;
    if (!task_table_pid_title(&scan) || !task_table_titles(&scan, &read, &has_name) ||
        read.count < TASK_TABLE_TITLES_LEAST)
        return false;
    task_table_mend_title(&read);
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

/* "[   1234" */
static bool task_table_opens_row(str text) {
    struct scan scan = scan_of(text);
    if (!scan_byte(&scan, '['))
        return false;
    scan_blanks(&scan);
    return scan_peek(&scan) >= '0' && scan_peek(&scan) <= '9';
}

/* "skipped 30 lines", "many lines omitted", "[truncated]" */
static bool task_table_says_left_out(str text) {
    static const str words[] = {STR_INIT("snip"),    STR_INIT("cut"),      STR_INIT("omit"),
                                STR_INIT("skipped"), STR_INIT("truncate"), STR_INIT("left out"),
                                STR_INIT("more "),   STR_INIT("etc"),      STR_INIT("lines removed")};
    enum { WORDS_MOST = 48 };
    if (text.len > WORDS_MOST)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_has(text, words[i]))
            return true;
    return false;
}

bool task_table_is_elision(str text) {
    static const char marks[] = ".-~*=:/|_ ";
    enum { ELISION_MOST = 80 };
    if (task_table_opens_row(text)) /* as nearly every line */
        return false;
    text = str_trim(text);
    const str inner = task_table_without_brackets(text);
    size_t count = 0;
    while (count < inner.len && count < ELISION_MOST && memchr(marks, inner.data[count], sizeof marks - 1))
        count++;
    if (count == inner.len)
        return count > 1 || (inner.len == 1 && *inner.data == ':') || inner.len < text.len;
    const bool has_dots = str_has(text, STR("...")) || str_has(text, STR("\xe2\x80\xa6"));
    const bool is_marked = count > 1 || inner.len < text.len || has_dots;
    return str_equal(inner, STR("snip")) || str_equal(inner, STR("\xe2\x80\xa6")) ||
           (is_marked && task_table_says_left_out(inner));
}

struct extent task_table_header_extent(str text) {
    struct scan scan = scan_of(text);
    struct task_table read;
    struct extent extent = {EXTENT_CUT, 0};
    bool has_name;
    if (!str_starts(text, STR("[")) || !str_has(str_first(text, TASK_TABLE_PID_WIDTH), STR("pid")))
        return (struct extent){EXTENT_NONE, 0};
    if (!task_table_pid_title(&scan) || !task_table_titles(&scan, &read, &has_name))
        return extent;
    for (size_t i = 0; i < read.count; i++)
        extent.facts += read.fields[i] != NULL;
    return has_name ? (struct extent){EXTENT_WHOLE, extent.facts + 1} : extent;
}

bool task_table_looks_like_row(str text) {
    struct task_row row;
    task_row_scan(text, TASK_ROW_MOST, &row);
    return row.count >= TASK_TABLE_NUMBERS_LEAST && row.ends[row.count - 1] < text.len;
}

/* The column lists by age, oldest first; what two of them share is certain. */
static const char *const task_table_layouts[] = {
    "[ pid ] uid tgid total_vm rss cpu oom_adj name",
    "[ pid ] uid tgid total_vm rss nr_ptes swapents oom_score_adj name",
    "[ pid ] uid tgid total_vm rss nr_ptes nr_pmds swapents oom_score_adj name",
    "[ pid ] uid tgid total_vm rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name",
};

/* Three layouts have eight numbers; they differ in the sixth and the seventh. Page tables in bytes are whole pages of
 * them, never small. */
static void task_table_doubt(struct task_table *columns, const int64_t *numbers) {
    enum { SHARED = 8, SIXTH = 5, SEVENTH = 6, PAGE_BYTES = 4096 };
    size_t hint = 0;
    if (columns->count != SHARED)
        return;
    if (numbers[SIXTH] >= PAGE_BYTES && numbers[SIXTH] % PAGE_BYTES == 0)
        columns->fields[SIXTH] = field_printed(&field_task, STR("pgtables_bytes"), &hint);
    else
        columns->fields[SIXTH] = columns->fields[SEVENTH] = NULL;
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
    struct task_row row;
    task_row_scan(text, TASK_ROW_MOST, &row);
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

/* The first row has one number more than the header has titles, set off from the one before as a column is and no name:
 * a title is lost. */
static bool task_table_mend_lost_title(struct task_table *columns, str text) {
    struct task_row row;
    task_row_scan(text, TASK_ROW_MOST, &row);
    const size_t end = columns->count <= row.count ? row.ends[columns->count - 1] : text.len;
    if (row.count != columns->count + 1 || end + 1 >= text.len || text.data[end + 1] != ' ')
        return false;
    for (size_t i = 0; i < TASK_TABLE_HEADERS; i++) {
        struct task_table known = task_table_known(i);
        if (!task_table_lacks_one(columns, &known))
            continue;
        task_table_doubt(&known, row.numbers);
        known.padding = columns->padding;
        *columns = known;
        return true;
    }
    return false;
}

/* Leaves *RET_ROW without numbers if TEXT is no row. */
static str task_table_read(const struct task_table *columns, str text, struct task_row *ret_row) {
    if (!task_row_scan_aligned(&columns->shape, text, ret_row))
        task_row_scan(text, columns->count, ret_row);
    if (ret_row->count == 0)
        return STR("");
    const str rest = str_from(text, ret_row->ends[ret_row->count - 1]);
    if (rest.len && (*rest.data == ' ' || *rest.data == '\t'))
        return task_table_unpad(columns, str_from(rest, 1));
    if (rest.len)
        ret_row->count = 0;
    return STR("");
}

struct extent task_table_row_extent(const struct task_table *columns, str text) {
    struct task_row row;
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

static void task_table_fill(const struct task_table *columns, struct task *task, const struct task_row *row,
                            int64_t line) {
    for (size_t i = 0; i < row->count; i++)
        if (columns->fields[i])
            field_set_number(columns->fields[i], task, row->numbers[i], line);
}

enum extent_end task_table_row(struct task_table *columns, struct event *event, str text, int64_t line) {
    struct task_row row;
    if (columns->count == 0 && !(task_table_looks_like_row(text) && task_table_guess(columns, text)))
        return EXTENT_NONE;
    if (event->tasks.count == 0 && task_table_mend_lost_title(columns, text))
        builder_warn(event, (struct span){line, line}, "The header of the task table is damaged.");
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
        event->tasks.damaged_line = line;
        builder_warn(event, (struct span){line, line}, "A row of the task table is damaged.");
        return EXTENT_CUT;
    }
    if (!row.is_aligned)
        task_row_learn(&columns->shape, &row);
    builder_name_task(event, task, name);
    return EXTENT_WHOLE;
}
