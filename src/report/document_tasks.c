/* The tasks: the largest, or all of them where the writer can sort them, and those of one name together.
 * SPDX-License-Identifier: MIT */
#include "report/document_sections.h"

#include "model/amount.h"
#include "model/fields.h"
#include "model/groups.h"
#include "model/victim.h"

#include <stddef.h>

enum {
    DOCUMENT_COLUMNS = 32,
    DOCUMENT_MARKED = 64, /* kills that are looked for in the table */
    DOCUMENT_GOOD_PART = 10,
    DOCUMENT_SHIELDED_ADJ = -1000,
    DOCUMENT_SHIELDED_OLD = -17
};

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

/* Badness in thousandths of the memory there is, as /proc/PID/oom_score has it; before 2.6.39 as the kernel had it. */
static int64_t document_score(const struct document *document, size_t row) {
    const struct reckoning *reckoning = document->reckoning;
    const struct task_state *state = reckoning->tasks ? &reckoning->tasks[row] : NULL;
    const int64_t badness = state && state->killable != TRI_NO ? state->badness : ABSENT;
    if (badness == ABSENT || release_is_before(reckoning->release, RELEASE(2, 6, 39)))
        return badness;
    if (reckoning->total_pages <= 0 || badness > INT64_MAX / 1000 || badness < INT64_MIN / 1000)
        return ABSENT;
    return badness * 1000 / reckoning->total_pages;
}

/* The rows that are shown, in this order; the log's own order where there is no ranking. */
struct document_rows {
    size_t largest[DOCUMENT_ROWS + 1];
    const size_t *rows;
    size_t count;
};

static size_t document_row_at(const struct document_rows *rows, size_t i) {
    return rows->rows ? rows->rows[i] : i;
}

/* The ten that hold most, and the victim. */
static void document_choose_largest(const struct document *document, struct document_rows *rows) {
    const struct tasks *tasks = &document->event->tasks;
    int64_t weights[DOCUMENT_ROWS];
    size_t count = 0;
    bool has_victim = document->reckoning->victim_row >= tasks->count;
    for (size_t row = 0; row < tasks->count; row++) {
        const int64_t weight = amount_plus(tasks->items[row].rss, tasks->items[row].swapents);
        if (count == DOCUMENT_ROWS && weights[count - 1] >= weight)
            continue;
        size_t at = count < DOCUMENT_ROWS ? count++ : count - 1;
        for (; at > 0 && weights[at - 1] < weight; at--) {
            weights[at] = weights[at - 1];
            rows->largest[at] = rows->largest[at - 1];
        }
        weights[at] = weight;
        rows->largest[at] = row;
    }
    for (size_t i = 0; i < count; i++)
        has_victim |= rows->largest[i] == document->reckoning->victim_row;
    if (!has_victim)
        rows->largest[count++] = document->reckoning->victim_row;
    rows->rows = rows->largest;
    rows->count = count;
}

static void document_choose(const struct document *document, struct document_rows *ret_rows) {
    if (document->marks->shows_all_tasks || document->options->all_tasks) {
        ret_rows->rows = document->reckoning->ranking;
        ret_rows->count = document->event->tasks.count;
    } else {
        document_choose_largest(document, ret_rows);
    }
}

static bool document_has_fact(const struct document *document, const struct document_fact *fact,
                              const struct document_rows *rows) {
    for (size_t i = 0; i < rows->count; i++)
        if (document_member(&document->event->tasks.items[document_row_at(rows, i)], fact->offset) != ABSENT)
            return true;
    return false;
}

static void document_add_fact(const struct document *document, const struct document_fact *fact,
                              const struct document_rows *rows, struct document_facts *facts) {
    if (facts->count < DOCUMENT_COLUMNS - 3 && document_has_fact(document, fact, rows))
        facts->items[facts->count++] = *fact;
}

/* Those above, then those that only the vocabulary knows. */
static void document_choose_facts(const struct document *document, const struct document_rows *rows,
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

/* The kill of PID, or NULL. */
static const struct kill *document_kill_of(const struct event *event, int64_t pid) {
    for (size_t i = 0; i < event->kill_count && i < DOCUMENT_MARKED; i++)
        if (event->kills[i].pid == pid && pid != ABSENT)
            return &event->kills[i];
    return NULL;
}

/* "killed", "invoked", "shielded" */
static void document_task_mark(struct document *document, const struct task *task) {
    const struct kill *kill = document_kill_of(document->event, task->pid);
    const bool is_shielded = task->oom_score_adj == DOCUMENT_SHIELDED_ADJ || task->oom_adj == DOCUMENT_SHIELDED_OLD;
    const bool has_invoked = task->pid != ABSENT && task->pid == document->event->identity.pid;
    if (kill)
        document_cell_text(document, DOCUMENT_KILLED,
                           !victim_is_shown_dead(kill) ? STR("chosen")
                           : has_invoked               ? STR("killed, invoked")
                                                       : STR("killed"));
    else if (is_shielded)
        document_cell_text(document, DOCUMENT_SHIELDED, has_invoked ? STR("shielded, invoked") : STR("shielded"));
    else
        document_cell_text(document, DOCUMENT_PLAIN, has_invoked ? STR("invoked") : STR(""));
}

static void document_task(struct document *document, const struct document_facts *facts, size_t row) {
    const struct task *task = &document->event->tasks.items[row];
    document->marks->row(document, document_kill_of(document->event, task->pid) != NULL);
    document_cell_text(document, DOCUMENT_NAME, task->name);
    document_task_mark(document, task);
    for (size_t i = 0; i < facts->count; i++) {
        const int64_t value = document_value(document, &facts->items[i], task);
        const struct wording shown = facts->items[i].unit == FIELD_COUNT ? wording_number(value) : wording_size(value);
        document_cell_figure(document, &shown, value);
    }
    if (facts->has_score) {
        const int64_t score = document_score(document, row);
        const struct wording shown = wording_number(score);
        document_cell_figure(document, &shown, score);
    }
    document->marks->row_end(document);
}

/* Whether tasks of one name hold a good part together: then they are worth a line. */
static bool document_group_tells(const struct document *document, const struct group *group) {
    return group->count > 1 && group->rss_kb > document->reckoning->rss_sum_kb / DOCUMENT_GOOD_PART;
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
    for (size_t i = 0; i < document->reckoning->group_count && i < DOCUMENT_GOOD_PART; i++) {
        const struct group *group = &document->reckoning->groups[i];
        if (!document_group_tells(document, group))
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
    struct document_rows rows = {0};
    struct document_facts facts;
    document_choose(document, &rows);
    document_choose_facts(document, &rows, &facts);
    const bool has_all = rows.count >= tasks->count && tasks->rest.rows == 0;
    document->marks->section(document, "tasks", has_all ? STR("The tasks") : STR("The largest tasks"), tasks->lines);
    document_task_columns(document, &facts);
    for (size_t i = 0; i < rows.count; i++)
        document_task(document, &facts, document_row_at(&rows, i));
    document->marks->table_end(document);
    document_more_tasks(document, rows.count);
    document->marks->section_end(document);
    document_groups(document);
}
