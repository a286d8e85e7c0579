/* The largest tasks as a table with more columns where the terminal is wide, and tasks of one name together.
 * SPDX-License-Identifier: MIT */
#include "report/task_rows.h"
#include "report/text_sections.h"

#include "model/amount.h"
#include "model/fields.h"
#include "model/groups.h"

#include <stddef.h>

enum {
    TEXT_TASKS_WIDE = 120,
    TEXT_GROUPS = 10,    /* at most ten can hold a tenth each */
    TEXT_GOOD_PART = 10, /* what is less than a tenth below the sum says no more than that */
    TEXT_GROUP_RSS = 9,
    TEXT_GROUP_COUNT = 8
};

struct text_column;

/* The content of a column in a row. */
typedef struct wording text_cell(const struct text *text, const struct text_column *column, size_t row);

/* A column of the table. */
struct text_column {
    str title;
    size_t width;
    size_t from_width; /* shown where the report is at least so wide */
    text_cell *cell;
    size_t offset; /* of the member of struct task, for text_fact */
    enum field_unit unit;
};

enum { TEXT_COLUMNS = 32 };

/* The columns that have something to show. */
struct text_columns {
    struct text_column items[TEXT_COLUMNS];
    size_t count;
};

static const struct task *text_task(const struct text *text, size_t row) {
    return &text->document.event->tasks.items[row];
}

static struct wording text_pages(const struct text *text, int64_t pages) {
    return wording_size(amount_times(pages, text->document.reckoning->page_kb));
}

/* The member itself; pages and bytes as a size. */
static struct wording text_fact(const struct text *text, const struct text_column *column, size_t row) {
    int64_t value;
    memcpy(&value, (const char *)text_task(text, row) + column->offset, sizeof value);
    if (column->unit == FIELD_PAGES)
        return text_pages(text, value);
    if (column->unit == FIELD_BYTES)
        return wording_size(amount_known(value) ? value / 1024 : ABSENT);
    return wording_number(value);
}

static struct wording text_swap(const struct text *text, const struct text_column *column, size_t row) {
    bool none = text->document.reckoning->swap == SWAP_NONE; /* a column of zeros */
    return none ? wording_number(ABSENT) : text_fact(text, column, row);
}

static struct wording text_pgtables(const struct text *text, const struct text_column *column, size_t row) {
    (void)column;
    return wording_size(task_tables_kb(text_task(text, row), text->document.reckoning->page_kb));
}

static struct wording text_old_adj(const struct text *text, const struct text_column *column, size_t row) {
    return text_task(text, row)->oom_score_adj == ABSENT ? text_fact(text, column, row) : wording_number(ABSENT);
}

static struct wording text_score(const struct text *text, const struct text_column *column, size_t row) {
    (void)column;
    return wording_number(task_score(text->document.reckoning, row));
}

#define COLUMN_OF(title, width, from, cell, member, unit)                                                              \
    { STR_INIT(title), width, from, cell, offsetof(struct task, member), unit }
#define WIDE TEXT_TASKS_WIDE

static const struct text_column text_all_columns[] = {
    COLUMN_OF("rss", 9, 0, text_fact, rss, FIELD_PAGES),
    COLUMN_OF("anon", 10, WIDE, text_fact, rss_anon, FIELD_PAGES),
    COLUMN_OF("file", 10, WIDE, text_fact, rss_file, FIELD_PAGES),
    COLUMN_OF("shmem", 10, WIDE, text_fact, rss_shmem, FIELD_PAGES),
    COLUMN_OF("swap", 9, 0, text_swap, swapents, FIELD_PAGES),
    COLUMN_OF("pgtables", 10, WIDE, text_pgtables, pgtables_bytes, FIELD_BYTES),
    COLUMN_OF("total_vm", 10, WIDE, text_fact, total_vm, FIELD_PAGES),
    COLUMN_OF("adj", 6, 0, text_fact, oom_score_adj, FIELD_COUNT),
    COLUMN_OF("oom_adj", 9, 0, text_old_adj, oom_adj, FIELD_COUNT),
    COLUMN_OF("score", 6, 0, text_score, pid, FIELD_COUNT),
    COLUMN_OF("uid", 8, WIDE, text_fact, uid, FIELD_COUNT),
    COLUMN_OF("pid", 8, 0, text_fact, pid, FIELD_COUNT),
};

static bool text_has_room(const struct text *text, const struct text_column *column) {
    return text->document.options->all_tasks || text->layout.width >= column->from_width;
}

/* Whether one of the chosen rows has something in the column. */
static bool text_column_shown(const struct text *text, const struct text_column *column, const struct task_rows *rows) {
    for (size_t i = 0; i < rows->count && text_has_room(text, column); i++) {
        struct wording cell = column->cell(text, column, task_rows_at(rows, i));
        if (!str_equal(wording_str(&cell), STR("-")))
            return true;
    }
    return false;
}

static void text_show_column(const struct text *text, const struct text_column *column, const struct task_rows *rows,
                             struct text_columns *columns) {
    if (columns->count < TEXT_COLUMNS && text_column_shown(text, column, rows))
        columns->items[columns->count++] = *column;
}

/* Behind the columns above, those that only the vocabulary knows. */
static void text_choose_columns(const struct text *text, const struct task_rows *rows,
                                struct text_columns *ret_columns) {
    ret_columns->count = 0;
    for (size_t i = 0; i < sizeof text_all_columns / sizeof text_all_columns[0]; i++)
        text_show_column(text, &text_all_columns[i], rows, ret_columns);
    for (size_t i = 0; i < field_task.count; i++) {
        const struct field *field = &field_task.fields[i];
        const struct text_column column = {field->printed, field->printed.len + 2, WIDE,
                                           text_fact,      field->offset,          field->unit};
        if (field->shown == FIELD_PRINTED)
            text_show_column(text, &column, rows, ret_columns);
    }
}

/* Remarks behind a task's name: "<- killed, invoked". */
static void text_mark(struct text *text, size_t row) {
    static const enum layout_style styles[] = {
        [TASK_KILLED] = LAYOUT_KILLED,
        [TASK_CHOSEN] = LAYOUT_KILLED,
        [TASK_INVOKED] = LAYOUT_PLAIN,
        [TASK_SHIELDED] = LAYOUT_SHIELDED,
    };
    enum task_mark marks[TASK_MARKS];
    const size_t count = task_marks(text->document.event, text_task(text, row), marks);
    for (size_t i = 0; i < count; i++) {
        layout_left(&text->layout, LAYOUT_PLAIN, i == 0 ? STR("  <- ") : STR(", "), 0);
        layout_left(&text->layout, styles[marks[i]], task_mark_word(marks[i]), 0);
    }
}

static void text_task_row(struct text *text, const struct text_columns *columns, size_t row) {
    struct layout *layout = &text->layout;
    layout_line(layout, 2, 2);
    for (size_t i = 0; i < columns->count; i++) {
        const struct text_column *column = &columns->items[i];
        struct wording cell = column->cell(text, column, row);
        layout_figure(layout, LAYOUT_PLAIN, &cell, column->width);
    }
    layout->due = 2;
    layout_left(layout, LAYOUT_PLAIN, text_task(text, row)->name, 0);
    text_mark(text, row);
}

static void text_task_titles(struct text *text, const struct text_columns *columns) {
    layout_line(&text->layout, 2, 2);
    for (size_t i = 0; i < columns->count; i++)
        layout_right(&text->layout, LAYOUT_DIM, columns->items[i].title, columns->items[i].width);
    text->layout.due = 2;
    layout_left(&text->layout, LAYOUT_DIM, STR("name"), 0);
}

/* "The tasks, all 7", "The only task", "The 7 tasks that the log shows", "The largest tasks of 158". */
static void text_task_count(struct text *text) {
    const struct tasks *tasks = &text->document.event->tasks;
    struct wording count = wording_number((int64_t)tasks->count + tasks->rest.rows);
    bool one = tasks->count == 1;
    bool all = (text->document.options->all_tasks && !tasks->rest.rows) || tasks->count <= TASK_ROWS,
         whole = text->document.reckoning->table_whole == TRI_YES;
    if (one && whole) {
        text_words(text, LAYOUT_BOLD, "The only task");
        return;
    }
    const char *some = text->document.options->sort.len > 0 ? "The first tasks of" : "The largest tasks of";
    text_words(text, LAYOUT_BOLD, !all ? some : whole ? "The tasks, all" : "The");
    if (!one)
        layout_unit(&text->layout, LAYOUT_BOLD, wording_str(&count));
    if (!whole)
        text_words(text, LAYOUT_BOLD,
                   one   ? "only task that the log shows"
                   : all ? "tasks that the log shows"
                         : "that the log shows");
}

static void text_task_title(struct text *text, const struct text_columns *columns) {
    bool score_shown = false;
    for (size_t i = 0; i < columns->count; i++)
        score_shown |= columns->items[i].cell == text_score;
    layout_space(&text->layout);
    layout_line(&text->layout, 0, 0);
    text_task_count(text);
    text_words(text, LAYOUT_DIM, "(by");
    layout_words(&text->layout, LAYOUT_DIM,
                 text->document.options->sort.len > 0 ? text->document.options->sort
                 : text->document.options->all_tasks  ? STR("score")
                                                      : STR("size"));
    layout_glue(&text->layout);
    text_words(text, LAYOUT_DIM, ",");
    text_words(text, LAYOUT_DIM, "shared pages counted in each");
    layout_glue(&text->layout);
    text_words(text, LAYOUT_DIM,
               score_shown && !task_score_is_old(text->document.reckoning) ? "; score in 1/1000)" : ")");
    text_lines(text, text->document.event->tasks.lines);
}

static void text_group_titles(struct text *text) {
    struct layout *layout = &text->layout;
    text_title(text, STR("Tasks of one name together (sums: shared pages are counted several times)"),
               text->document.event->tasks.lines);
    layout_line(layout, 2, 2);
    layout_right(layout, LAYOUT_DIM, STR("rss"), TEXT_GROUP_RSS);
    layout_right(layout, LAYOUT_DIM, STR("tasks"), TEXT_GROUP_COUNT);
    layout->due = 2;
    layout_left(layout, LAYOUT_DIM, STR("name"), 0);
}

/* "(at most 10.1 GiB of it is private)": what the counters leave of the sum. */
static void text_group_bound(struct text *text, const struct group *group) {
    int64_t most_kb = groups_private_most_kb(text->document.event, text->document.reckoning, group);
    if (most_kb == ABSENT || most_kb >= group->rss_kb - group->rss_kb / TEXT_GOOD_PART)
        return;
    text->layout.due = 2;
    if (most_kb == 0) {
        text_words(text, LAYOUT_DIM, "(none of it is private)");
        return;
    }
    text_words(text, LAYOUT_DIM, "(at most");
    text_size(text, most_kb);
    text_words(text, LAYOUT_DIM, "of it is private)");
}

static void text_groups(struct text *text) {
    struct layout *layout = &text->layout;
    size_t shown = 0;
    for (size_t i = 0; i < text->document.reckoning->group_count && i < TEXT_GROUPS; i++) {
        const struct group *group = &text->document.reckoning->groups[i];
        if (!task_group_tells(text->document.reckoning, group))
            continue;
        if (shown++ == 0)
            text_group_titles(text);
        struct wording rss = wording_size(group->rss_kb), count = wording_number(group->count);
        layout_line(layout, 2, 2);
        layout_figure(layout, LAYOUT_PLAIN, &rss, TEXT_GROUP_RSS);
        layout_figure(layout, LAYOUT_PLAIN, &count, TEXT_GROUP_COUNT);
        layout->due = 2;
        layout_left(layout, LAYOUT_PLAIN, group->name, 0);
        text_group_bound(text, group);
    }
    layout_end(layout);
}

static bool text_has_score(const struct text_columns *columns) {
    for (size_t i = 0; i < columns->count; i++)
        if (str_equal(columns->items[i].title, STR("score")))
            return true;
    return false;
}

static void text_task_legend(struct text *text, const struct text_columns *columns) {
    if (text->has_task_legend || task_score_is_old(text->document.reckoning))
        return;
    text->has_task_legend = true;
    layout_line(&text->layout, 2, 2);
    text_words(
        text, LAYOUT_DIM,
        text_has_score(columns)
            ? "rss: memory in RAM. adj: oom_score_adj, from -1000 (never killed) to 1000 (first). score: what the "
              "kernel ranks by, in 1/1000 of the memory there is, adj included."
            : "rss: memory in RAM. adj: oom_score_adj, from -1000 (never killed) to 1000 (first).");
    layout_end(&text->layout);
}

void text_tasks(struct text *text) {
    if (text->document.event->tasks.count == 0)
        return;
    const struct report_event event = {text->document.event, text->document.reckoning, text->document.diagnosis};
    struct text_columns columns;
    struct task_rows rows;
    task_rows_choose(&event, text->document.options, text->document.options->all_tasks, &rows);
    text_choose_columns(text, &rows, &columns);
    text_task_title(text, &columns);
    text_task_titles(text, &columns);
    for (size_t i = 0; i < rows.count; i++)
        text_task_row(text, &columns, task_rows_at(&rows, i));
    if (event.event->tasks.count > rows.count)
        text_more(text, event.event->tasks.count - rows.count, "(-a shows all)");
    if (event.event->tasks.rest.rows)
        text_more(text, (size_t)event.event->tasks.rest.rows, "that were counted and not kept");
    layout_end(&text->layout);
    text_task_legend(text, &columns);
    text_groups(text);
}
