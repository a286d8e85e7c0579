/* The tables of a report: its tasks, its slab caches and allocations, and the statistics of a memory cgroup.
 * SPDX-License-Identifier: MIT
 *
 * The task table is read by the columns that its own header names. Words are eight bytes of a row, the first byte
 * lowest. A row's numbers are padded with blanks on the left: a word that ends where a number ends holds its digits at
 * the top, blanks below them, and what stands in other columns at the bottom. */
#include "kernel/tables.h"

#include "kernel/key_values.h"
#include "model/limits.h"

/* --- the numbers of a row of tasks */

enum { TASK_ROW_WORD = sizeof(uint64_t), TASK_ROW_BYTE_BITS = 8 };

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
enum { TASK_ROW_KNOWS_WORDS = true };
#else
enum { TASK_ROW_KNOWS_WORDS = false };
#endif

/* A byte in each byte of a word. */
#define TASK_ROW_ALL(byte) (UINT64_C(0x0101010101010101) * (byte))

static bool task_row_is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* "[ 13432]" */
static bool task_row_pid(struct scan *scan, int64_t *ret_pid) {
    if (!scan_byte(scan, '['))
        return false;
    scan_blanks(scan);
    if (!scan_i64(scan, ret_pid))
        return false;
    scan_blanks(scan);
    return scan_byte(scan, ']') && !scan_done(scan) && task_row_is_blank(*scan->at);
}

/* The next number, behind blanks and before a blank or the end. */
static bool task_row_number(struct scan *scan, int64_t *ret_number) {
    return scan_blanks(scan) > 0 && scan_i64(scan, ret_number) && (scan_done(scan) || task_row_is_blank(*scan->at));
}

void task_row_scan(str text, size_t most, struct task_row *ret_row) {
    struct scan scan = scan_of(text);
    ret_row->count = 0;
    ret_row->is_aligned = false;
    if (!task_row_pid(&scan, ret_row->numbers))
        return;
    ret_row->ends[0] = (size_t)(scan.at - text.data);
    size_t count = 1;
    for (; count < most && task_row_number(&scan, &ret_row->numbers[count]); count++)
        ret_row->ends[count] = (size_t)(scan.at - text.data);
    ret_row->count = count;
}

static uint64_t task_row_word(const char *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* Where WORD has no blank. */
static uint64_t task_row_not_blank(uint64_t word) {
    return word ^ TASK_ROW_ALL(' ');
}

/* Eight digits, 0 to 9 each, as a number: the digits in base 10 become those in base 100, then in base 10000. */
static uint64_t task_row_value(uint64_t digits) {
    const uint64_t hundreds = digits * 10 + (digits >> 8);
    const uint64_t ten_thousands = (hundreds & 0x00ff00ff00ff00ff) * (100 * 0x10000 + 1) >> 16;
    return (ten_thousands & 0x0000ffff0000ffff) * (10000 * UINT64_C(0x100000000) + 1) >> 32;
}

/* The number that WORD ends with. Bytes that have no bits in OWN count as blanks; where anything else stands, the
 * highest bit of a byte in *WRONG is set: a byte that is no digit is above 9 when '0' is taken off, and gets it when
 * 0x76 is added. */
static uint64_t task_row_number_of(uint64_t word, uint64_t own, uint64_t *wrong) {
    const uint64_t first = (task_row_not_blank(word) & own) | UINT64_C(1) << 63; /* the last byte is a digit anyway */
    const unsigned blank_bits = (unsigned)__builtin_ctzll(first) / TASK_ROW_BYTE_BITS * TASK_ROW_BYTE_BITS;
    const uint64_t digits = (word ^ TASK_ROW_ALL('0')) >> blank_bits << blank_bits;
    *wrong |= digits | (digits + TASK_ROW_ALL(0x80 - 10));
    return task_row_value(digits);
}

/* The bits of a word's last COUNT bytes, of which there are some: those before belong to other columns. */
static uint64_t task_row_last_bytes(size_t count) {
    return UINT64_MAX << (TASK_ROW_WORD - count) * TASK_ROW_BYTE_BITS;
}

/* A number behind a blank, in a column from byte FROM to END; wide columns are blank but for their last word. */
static bool task_row_place(size_t from, size_t end, struct task_row_place *ret_place) {
    const size_t width = end - from;
    if (width > 2 * TASK_ROW_WORD || end < TASK_ROW_WORD)
        return false;
    const bool is_wide = width > TASK_ROW_WORD;
    const size_t outside = is_wide ? 0 : TASK_ROW_WORD - width;
    ret_place->end = end;
    ret_place->own_bits = task_row_last_bytes(TASK_ROW_WORD - outside);
    ret_place->start = is_wide ? from : end - TASK_ROW_WORD;
    ret_place->blank_bits = is_wide ? UINT64_MAX >> (2 * TASK_ROW_WORD - width) * TASK_ROW_BYTE_BITS
                                    : UINT64_C(0xff) << outside * TASK_ROW_BYTE_BITS;
    return true;
}

/* Up to 4.18 five columns hold a pid, since then seven: it stands in the row's first word, behind the bracket. */
static bool task_row_pid_place(size_t end, struct task_row_shape *shape) {
    if (end > TASK_ROW_WORD)
        return false;
    shape->places[0] = (struct task_row_place){.end = end, .own_bits = task_row_last_bytes(end - 1)};
    shape->pid_bits = (unsigned)(TASK_ROW_WORD - end) * TASK_ROW_BYTE_BITS;
    return true;
}

void task_row_learn(struct task_row_shape *shape, const struct task_row *row) {
    shape->count = 0;
    if (!TASK_ROW_KNOWS_WORDS || row->count < 2 || row->count > TASK_ROW_ALIGNED ||
        !task_row_pid_place(row->ends[0] - 1, shape))
        return;
    for (size_t i = 1; i < row->count; i++)
        if (!task_row_place(row->ends[i - 1], row->ends[i], &shape->places[i]))
            return;
    shape->count = row->count;
}

bool task_row_scan_aligned(const struct task_row_shape *shape, str text, struct task_row *ret_row) {
    const size_t count = shape->count, end = count ? shape->places[count - 1].end : SIZE_MAX;
    if (end >= text.len || *text.data != '[' || text.data[shape->places[0].end] != ']')
        return false;
    uint64_t wrong = 0, not_blank = 0;
    const uint64_t pid = task_row_word(text.data) << shape->pid_bits;
    ret_row->numbers[0] = (int64_t)task_row_number_of(pid, shape->places[0].own_bits, &wrong);
    for (size_t i = 1; i < count; i++) {
        const struct task_row_place *place = &shape->places[i];
        const uint64_t word = task_row_word(text.data + place->end - TASK_ROW_WORD);
        not_blank |= task_row_not_blank(task_row_word(text.data + place->start)) & place->blank_bits;
        ret_row->numbers[i] = (int64_t)task_row_number_of(word, place->own_bits, &wrong);
    }
    if ((wrong & TASK_ROW_ALL(0x80)) || not_blank || !task_row_is_blank(text.data[end]))
        return false;
    ret_row->count = count;
    ret_row->is_aligned = true;
    ret_row->ends[count - 1] = end;
    return true;
}

/* --- the task table */

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

/* "[ pid ] uid invoked oom-killer: gfp_mask=0xcc0": a process may be called so. */
static bool task_table_is_title(str word) {
    return str_find_byte(word, ':') == STR_NONE && str_find_byte(word, '=') == STR_NONE;
}

/* The column titles up to "name"; *RET_HAS_NAME: it was reached. False if there are more than any kernel prints, or
 * others than it could. */
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
        else if (columns->count == TASK_ROW_MOST || !task_table_is_title(title))
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

static size_t task_table_unknown(const struct task_table *columns) {
    size_t unknown = 0;
    for (size_t i = 0; i < columns->count; i++)
        unknown += !columns->fields[i];
    return unknown;
}

/* COLUMNS are those of KNOWN but for titles that nobody knows. */
static bool task_table_is_like(const struct task_table *columns, const struct task_table *known) {
    for (size_t i = 0; i < columns->count && columns->count == known->count; i++)
        if (columns->fields[i] && columns->fields[i] != known->fields[i])
            return false;
    return columns->count == known->count;
}

/* A title that is damaged is told by the others, where only one header has them. */
static void task_table_mend_title(struct task_table *columns) {
    size_t found = TASK_TABLE_HEADERS;
    if (task_table_unknown(columns) != 1)
        return;
    for (size_t i = 0; i < TASK_TABLE_HEADERS; i++) {
        const struct task_table known = task_table_known(i);
        if (!task_table_is_like(columns, &known))
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

/* COLUMNS, of which the last may be cut, are the first ones of KNOWN. */
static bool task_table_begins(const struct task_table *columns, const struct task_table *known) {
    size_t alike = 0;
    while (alike < columns->count && alike < known->count && columns->fields[alike] == known->fields[alike])
        alike++;
    return alike == columns->count || (alike + 1 == columns->count && !columns->fields[alike] && alike < known->count);
}

/* "[  pid  ]   uid  tgid total_vm      rss pgtables_by": the columns of the only header that begins so. */
static void task_table_extend(struct task_table *columns) {
    size_t found = TASK_TABLE_HEADERS;
    for (size_t i = 0; i < TASK_TABLE_HEADERS; i++) {
        const struct task_table known = task_table_known(i);
        if (!task_table_begins(columns, &known))
            continue;
        columns->is_cut = found != TASK_TABLE_HEADERS;
        found = i;
    }
    if (found == TASK_TABLE_HEADERS)
        columns->is_cut = true;
    else if (!columns->is_cut)
        *columns = task_table_known(found);
}

/* "[ pid ]" or "[  pid  ]", then column titles, then "name" (dump_tasks, mm/oom_kill.c, since 2.6.25) */
bool task_table_header(struct task_table *columns, str text) {
    struct scan scan = scan_of(text);
    struct task_table read;
    bool has_name;
    if (!task_table_pid_title(&scan) || !task_table_titles(&scan, &read, &has_name) ||
        read.count < TASK_TABLE_TITLES_LEAST)
        return false;
    if (has_name)
        task_table_mend_title(&read);
    else
        task_table_extend(&read);
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

/* The same of a line that is no row. */
static __attribute__((noinline)) bool task_table_is_mark(str text) {
    static const char marks[] = ".-~*=:/|_ ";
    enum { ELISION_MOST = 80 };
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

bool task_table_is_elision(str text) {
    return !task_table_opens_row(text) && task_table_is_mark(text);
}

size_t task_table_header_len(str text) {
    const str last = STR(" name");
    struct scan scan = scan_of(text);
    if (!scan_byte(&scan, '['))
        return 0;
    scan_blanks(&scan);
    const size_t at = str_find(text, last);
    return scan_literal(&scan, STR("pid")) && at != STR_NONE && str_has(text, STR(" uid ")) ? at + last.len : 0;
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

/* NAME, which ends in a blank, without the blanks that a transport set behind each line. One blank is behind each, many
 * fill each up to a width; a name of its own ends in a blank where it is cut there. */
static str task_table_unpad_end(const struct task_table *columns, str name) {
    if (columns->padding != 1 && (columns->padding || name.len < LIMIT_COMM || str_ends(name, STR("  "))))
        return str_trim_end(name);
    return columns->padding && str_ends(name, STR(" ")) ? str_first(name, name.len - 1) : name;
}

/* NAME without what stands around it: the blanks of a transport, those that somebody set before it for a neat table,
 * and a remark behind it ("  <== this one"): more than a name can hold. */
static str task_table_unpad(const struct task_table *columns, str name) {
    if (name.len > LIMIT_COMM)
        name = str_trim_start(name);
    if (name.len > 0 && task_row_is_blank(name.data[name.len - 1]))
        name = task_table_unpad_end(columns, name);
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
    if (!rest.len || columns->is_cut)
        return STR("");
    return task_table_unpad(columns, str_from(rest, 1)); /* a number ends at a blank */
}

struct extent task_table_row_extent(const struct task_table *columns, str text) {
    struct task_row row;
    const str name = task_table_read(columns, text, &row);
    if (row.count == 0)
        return (struct extent){EXTENT_NONE, 0};
    const bool has_name = row.count == columns->count && name.len > 0;
    return (struct extent){has_name ? EXTENT_WHOLE : EXTENT_CUT, row.count + has_name};
}

/* "        0             0 php-fpm" behind the last column: where more than one blank sets a number off, it is of a
 * column, and one before it is lost or one too many. Some programs are called "531". */
static bool task_table_is_shifted(const struct task_table *columns, str text, const struct task_row *row) {
    const size_t at = row->ends[row->count - 1] + 1;
    if (row->count != columns->count || at >= text.len || text.data[at] > '9') /* nearly always */
        return false;
    struct scan scan = scan_of(str_from(text, at));
    const bool is_set_off = scan_blanks(&scan) > 0;
    int64_t number;
    if (!scan_i64(&scan, &number) || (!scan_done(&scan) && !task_row_is_blank(*scan.at)))
        return false;
    return is_set_off || (scan_blanks(&scan) > 1 && scan_i64(&scan, &number));
}

/* The same row again, from another transport. */
static bool task_table_is_doubled(const struct tasks *tasks, int64_t pid, str name) {
    const struct task *last = tasks->count ? &tasks->items[tasks->count - 1] : NULL;
    return last && last->pid == pid && str_equal(last->name, name);
}

static void task_table_fill(const struct task_table *columns, struct task *task, const struct task_row *row,
                            int64_t line) {
    const size_t count = row->count;
    for (size_t i = 0; i < count; i++)
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
    const bool is_shifted = task_table_is_shifted(columns, text, &row);
    if (is_shifted)
        row.count = 1; /* no other number is surely of its column */
    task_table_fill(columns, task, &row, line);
    if (row.count < columns->count || columns->is_cut) {
        event->tasks.damaged_line = line;
        builder_warn(event, (struct span){line, line}, "A row of the task table is damaged.");
        return EXTENT_CUT;
    }
    if (!row.is_aligned)
        task_row_learn(&columns->shape, &row);
    builder_name_task(event, task, name);
    return EXTENT_WHOLE;
}

/* --- slab caches and allocations */

/* Reads the number and "KB" at the end of TEXT, and what precedes them. */
static bool tables_last_kb(str text, int64_t *ret_kb, str *ret_before) {
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

bool tables_slab(struct event *event, str text, int64_t line) {
    struct memory *memory = &event->memory;
    struct slab slab = {.line = line};
    str before;
    if (!tables_last_kb(text, &slab.total_kb, &before) || !tables_last_kb(before, &slab.used_kb, &before))
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

/* "kmalloc-1k              " */
static bool tables_is_slab_name(str before) {
    const str name = str_trim(before);
    return name.len > 0 && name.len < before.len && str_find_byte(name, ' ') == STR_NONE &&
           str_find_byte(name, ':') == STR_NONE && str_find_byte(name, '=') == STR_NONE;
}

struct extent tables_slab_extent(str text) {
    int64_t total_kb, used_kb;
    str before, first;
    if (!str_ends(str_trim_end(text), STR("KB")) || !tables_last_kb(text, &total_kb, &before))
        return (struct extent){EXTENT_NONE, 0};
    if (tables_last_kb(before, &used_kb, &first) && tables_is_slab_name(first))
        return (struct extent){EXTENT_WHOLE, 2};
    return (struct extent){tables_is_slab_name(before) ? EXTENT_CUT : EXTENT_NONE, 1};
}

/* "1.24 MiB", "512 B", "1300234": lib/string_helpers.c string_get_size since 6.12, bytes before. */
static bool tables_size(struct scan *scan, int64_t *ret_bytes) {
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
static bool tables_call_place(struct scan *scan, struct allocation *row) {
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

bool tables_allocation(struct event *event, str text, int64_t line) {
    struct memory *memory = &event->memory;
    struct allocation row = {.line = line};
    struct scan scan = scan_of(text);
    scan_blanks(&scan);
    if (!tables_size(&scan, &row.bytes) || (scan_blanks(&scan), !scan_i64(&scan, &row.calls)) ||
        !tables_call_place(&scan, &row))
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

/* "    1.24 MiB   317894 mm/slub.c:2345 func:alloc_slab_page": a line that was broken lacks the function. */
struct extent tables_allocation_extent(str text) {
    struct allocation row;
    struct scan scan = scan_of(text);
    scan_blanks(&scan);
    if (!tables_size(&scan, &row.bytes) || (scan_blanks(&scan), !scan_i64(&scan, &row.calls)) ||
        !str_has(scan_rest(&scan), STR(":")))
        return (struct extent){EXTENT_NONE, 0};
    if (!tables_call_place(&scan, &row))
        return (struct extent){EXTENT_CUT, 0};
    return (struct extent){row.function.len ? EXTENT_WHOLE : EXTENT_CUT, row.function.len > 0};
}

/* --- the statistics of a memory cgroup (mem_cgroup_print_oom_meminfo, mm/memcontrol.c) */

static struct cgroup_stats *tables_latest_statistics(struct event *event) {
    return event->cgroup.stats_count ? &event->cgroup.stats[event->cgroup.stats_count - 1] : NULL;
}

/* "workingset_refault_anon 5287": one word of [a-z0-9_], one blank, digits, nothing else. */
bool tables_statistic(struct event *event, str text, int64_t line) {
    struct cgroup_stats *stats = tables_latest_statistics(event);
    struct scan scan = scan_of(str_trim(text));
    struct key_value value;
    if (!stats || !key_values_at(&scan, NULL, NULL, &value) || value.mark != ' ' || !value.at_end || value.has_unit ||
        value.is_yes_no || value.is_range)
        return false;
    builder_other(event, &stats->values, LIMIT_STATISTICS, value.key, value.value, line);
    builder_cover(&stats->lines, line);
    builder_cover(&event->cgroup.lines, line);
    return true;
}

/* Kilobytes become bytes. A last figure without its unit was cut. */
void tables_statistics(struct event *event, struct cgroup_stats *stats, str text, int64_t line) {
    struct scan scan = scan_of(text);
    struct key_value value;
    while (key_values_next(&scan, NULL, NULL, &value)) {
        int64_t bytes;
        if (value.is_range || !value.has_unit || __builtin_mul_overflow(value.value, 1024, &bytes)) {
            stats->cut |= value.at_end;
            continue;
        }
        stats->one_line = true;
        builder_other(event, &stats->values, LIMIT_STATISTICS, value.key, bytes, line);
    }
    builder_cover(&stats->lines, line);
}

/* "anon" is the first one (memcg_stat_format, mm/memcontrol.c). */
bool tables_begin_statistics(str text) {
    return str_starts(text, STR("anon "));
}
