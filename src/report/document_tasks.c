/* The tasks: the largest, or all of them where the writer can sort them, and those of one name together.
 * SPDX-License-Identifier: MIT */
#include "report/document_sections.h"
#include "report/task_rows.h"

#include "base/format.h"

#include "model/amount.h"
#include "model/fields.h"
#include "model/groups.h"

#include <stddef.h>

enum { DOCUMENT_COLUMNS = 32, DOCUMENT_GROUPS = 10 /* at most ten can hold a tenth each */ };

/* A column that is a member of struct task. */
struct document_fact {
    str title;
    size_t offset;
    enum field_unit unit;
};

/* The columns that have something to show. */
struct document_facts {
    struct document_fact items[DOCUMENT_COLUMNS];
    size_t count;
    bool has_score;
};

#define FACT(title, member, unit)                                                                                      \
    { STR_INIT(title), offsetof(struct task, member), unit }

static const struct document_fact document_facts[] = {
    FACT("pid", pid, FIELD_COUNT),
    FACT("uid", uid, FIELD_COUNT),
    FACT("rss", rss, FIELD_PAGES),
    FACT("anon", rss_anon, FIELD_PAGES),
    FACT("file", rss_file, FIELD_PAGES),
    FACT("shmem", rss_shmem, FIELD_PAGES),
    FACT("swap", swapents, FIELD_PAGES),
    FACT("page tables", pgtables_bytes, FIELD_BYTES),
    FACT("page tables", nr_ptes, FIELD_PAGES),
    FACT("total_vm", total_vm, FIELD_PAGES),
    FACT("oom_score_adj", oom_score_adj, FIELD_COUNT),
    FACT("oom_adj", oom_adj, FIELD_COUNT),
};

static int64_t document_member(const struct task *task, size_t offset) {
    int64_t value;
    memcpy(&value, (const char *)task + offset, sizeof value);
    return value;
}

/* In kB, or as it is. */
static int64_t document_value(const struct document *document, const struct document_fact *fact,
                              const struct task *task) {
    const int64_t value = document_member(task, fact->offset);
    if (fact->unit == FIELD_PAGES)
        return amount_times(value, document->reckoning->page_kb);
    return fact->unit == FIELD_BYTES && amount_known(value) ? value / 1024 : value;
}

static bool document_has_fact(const struct document *document, const struct document_fact *fact,
                              const struct task_rows *rows) {
    for (size_t i = 0; i < rows->count; i++)
        if (document_member(&document->event->tasks.items[task_rows_at(rows, i)], fact->offset) != ABSENT)
            return true;
    return false;
}

static void document_add_fact(const struct document *document, const struct document_fact *fact,
                              const struct task_rows *rows, struct document_facts *facts) {
    if (facts->count < DOCUMENT_COLUMNS - 3 && document_has_fact(document, fact, rows))
        facts->items[facts->count++] = *fact;
}

/* Those above, then those that only the vocabulary knows. */
static void document_choose_facts(const struct document *document, const struct task_rows *rows,
                                  struct document_facts *ret_facts) {
    *ret_facts = (struct document_facts){.has_score = document->reckoning->tasks != NULL};
    for (size_t i = 0; i < sizeof document_facts / sizeof document_facts[0]; i++)
        document_add_fact(document, &document_facts[i], rows, ret_facts);
    for (size_t i = 0; i < field_task.count; i++) {
        const struct field *field = &field_task.fields[i];
        const struct document_fact fact = {field->printed, field->offset, field->unit};
        if (field->shown == FIELD_PRINTED)
            document_add_fact(document, &fact, rows, ret_facts);
    }
}

static void document_task_columns(struct document *document, const struct document_facts *facts) {
    struct document_column columns[DOCUMENT_COLUMNS];
    size_t count = 0;
    columns[count++] = (struct document_column){STR("name"), false};
    columns[count++] = (struct document_column){STR(""), false};
    for (size_t i = 0; i < facts->count; i++)
        columns[count++] = (struct document_column){facts->items[i].title, true};
    if (facts->has_score)
        columns[count++] = (struct document_column){STR("score"), true};
    document->marks->table(document, DOCUMENT_TABLE_TASKS, columns, count);
}

/* "killed", "killed, invoked", "shielded": in the style of the weightiest. */
static void document_task_mark(struct document *document, const struct task *task) {
    static const enum document_style styles[] = {
        [TASK_KILLED] = DOCUMENT_KILLED,
        [TASK_CHOSEN] = DOCUMENT_KILLED,
        [TASK_INVOKED] = DOCUMENT_PLAIN,
        [TASK_SHIELDED] = DOCUMENT_SHIELDED,
    };
    enum task_mark marks[TASK_MARKS];
    const size_t count = task_marks(document->event, task, marks);
    enum document_style style = DOCUMENT_PLAIN;
    struct wording words = {0};
    for (size_t i = 0; i < count; i++) {
        const str word = task_mark_word(marks[i]);
        words.len += format_text(words.text + words.len, sizeof words.text - words.len, i > 0 ? ", %.*s" : "%.*s",
                                 (int)word.len, word.data);
        style = style == DOCUMENT_PLAIN ? styles[marks[i]] : style;
    }
    document_cell_text(document, style, wording_str(&words));
}

static void document_task(struct document *document, const struct document_facts *facts, size_t row) {
    const struct task *task = &document->event->tasks.items[row];
    document->marks->row(document, task_kill_of(document->event, task->pid) != NULL);
    document_cell_text(document, DOCUMENT_NAME, task->name);
    document_task_mark(document, task);
    for (size_t i = 0; i < facts->count; i++) {
        const int64_t value = document_value(document, &facts->items[i], task);
        const struct wording shown = facts->items[i].unit == FIELD_COUNT ? wording_number(value) : wording_size(value);
        document_cell_figure(document, &shown, value);
    }
    if (facts->has_score) {
        const int64_t score = task_score(document->reckoning, row);
        const struct wording shown = wording_number(score);
        document_cell_figure(document, &shown, score);
    }
    document->marks->row_end(document);
}

static void document_group_row(struct document *document, const struct group *group) {
    const int64_t most_kb = groups_private_most_kb(document->event, document->reckoning, group);
    const struct wording rss = wording_size(group->rss_kb), count = wording_number(group->count);
    const struct wording private = wording_size(most_kb);
    document->marks->row(document, false);
    document_cell_text(document, DOCUMENT_NAME, group->name);
    document_cell_figure(document, &count, group->count);
    document_cell_figure(document, &rss, group->rss_kb);
    document_cell_figure(document, &private, most_kb);
    document->marks->row_end(document);
}

static void document_groups(struct document *document) {
    static const struct document_column columns[] = {{STR_INIT("name"), false},
                                                     {STR_INIT("tasks"), true},
                                                     {STR_INIT("rss"), true},
                                                     {STR_INIT("of it private, at most"), true}};
    bool has_any = false;
    for (size_t i = 0; i < document->reckoning->group_count && i < DOCUMENT_GROUPS; i++) {
        const struct group *group = &document->reckoning->groups[i];
        if (!task_group_tells(document->reckoning, group))
            continue;
        if (!has_any) {
            document->marks->section(document, "names",
                                     STR("Tasks of one name together (shared pages are counted several times)"),
                                     document->event->tasks.lines);
            document->marks->table(document, DOCUMENT_TABLE_PLAIN, columns, sizeof columns / sizeof columns[0]);
        }
        has_any = true;
        document_group_row(document, group);
    }
    if (!has_any)
        return;
    document->marks->table_end(document);
    document->marks->section_end(document);
}

/* "and 148 more" */
static void document_more_tasks(struct document *document, size_t shown) {
    const struct tasks *tasks = &document->event->tasks;
    const int64_t more = (int64_t)(tasks->count - shown) + tasks->rest.rows;
    if (more == 0)
        return;
    document_open(document, DOCUMENT_PARAGRAPH);
    document_words(document, "and ");
    document_number(document, more);
    document_words(document, " more");
    document_close(document, DOCUMENT_PARAGRAPH);
}

void document_tasks(struct document *document) {
    const struct tasks *tasks = &document->event->tasks;
    if (tasks->count == 0)
        return;
    const struct report_event event = {document->event, document->reckoning, document->diagnosis};
    const bool is_all = document->marks->shows_all_tasks || document->options->all_tasks;
    struct task_rows rows;
    struct document_facts facts;
    task_rows_choose(&event, document->options, is_all, &rows);
    document_choose_facts(document, &rows, &facts);
    const bool has_all = rows.count >= tasks->count && tasks->rest.rows == 0;
    const str some = document->options->sort.len > 0 ? STR("The first tasks") : STR("The largest tasks");
    document->marks->section(document, "tasks", has_all ? STR("The tasks") : some, tasks->lines);
    document_task_columns(document, &facts);
    for (size_t i = 0; i < rows.count; i++)
        document_task(document, &facts, task_rows_at(&rows, i));
    document->marks->table_end(document);
    document_more_tasks(document, rows.count);
    document->marks->section_end(document);
    document_groups(document);
}
