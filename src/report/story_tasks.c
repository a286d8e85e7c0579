/* The largest tasks as a table that grows with the sheet, and tasks of one name together.
 * SPDX-License-Identifier: MIT */
#include "report/story.h"

#include "model/amount.h"
#include "model/groups.h"

#include <stddef.h>

enum {
    STORY_TASKS_WIDE = 120,
    STORY_MARKED = 64,
    STORY_GOOD_PART = 10, /* a tenth: no more groups than this hold so much */
    STORY_GROUP_RSS = 9,
    STORY_GROUP_COUNT = 8,
    STORY_SHIELDED = -1000,
    STORY_SHIELDED_OLD = -17
};

/* A column: how a row fills it. */
struct story_column {
    const char *title;
    size_t width;
    size_t sheet_width; /* shown from this width of the sheet on */
    struct wording (*cell)(const struct story *story, size_t row);
};

static const struct task *story_task(const struct story *story, size_t row) {
    return &story->event->tasks.items[row];
}

static struct wording story_pages(const struct story *story, int64_t pages) {
    return wording_size(amount_times(pages, story->reckoning->page_kb));
}

static struct wording story_rss(const struct story *story, size_t row) {
    return story_pages(story, story_task(story, row)->rss);
}

static struct wording story_anon(const struct story *story, size_t row) {
    return story_pages(story, story_task(story, row)->rss_anon);
}

static struct wording story_file(const struct story *story, size_t row) {
    return story_pages(story, story_task(story, row)->rss_file);
}

static struct wording story_shmem(const struct story *story, size_t row) {
    return story_pages(story, story_task(story, row)->rss_shmem);
}

static struct wording story_swap(const struct story *story, size_t row) {
    bool none = story->reckoning->swap == SWAP_NONE; /* a column of zeros */
    return story_pages(story, none ? ABSENT : story_task(story, row)->swapents);
}

static struct wording story_total_vm(const struct story *story, size_t row) {
    return story_pages(story, story_task(story, row)->total_vm);
}

static struct wording story_pgtables(const struct story *story, size_t row) {
    const struct task *task = story_task(story, row);
    if (task->pgtables_bytes != ABSENT)
        return wording_size(task->pgtables_bytes / 1024);
    return story_pages(story, amount_plus(task->nr_ptes, task->nr_pmds));
}

static struct wording story_adj(const struct story *story, size_t row) {
    return wording_number(story_task(story, row)->oom_score_adj);
}

static struct wording story_old_adj(const struct story *story, size_t row) {
    const struct task *task = story_task(story, row);
    return wording_number(task->oom_score_adj == ABSENT ? task->oom_adj : ABSENT);
}

static struct wording story_pid(const struct story *story, size_t row) {
    return wording_number(story_task(story, row)->pid);
}

static struct wording story_uid(const struct story *story, size_t row) {
    return wording_number(story_task(story, row)->uid);
}

/* Before 2.6.39 the score is the kernel's own, not a share of the memory there is. */
static bool story_score_is_old(const struct story *story) {
    return release_is_before(story->reckoning->release, RELEASE(2, 6, 39));
}

/* Badness in thousandths of the memory there is, as /proc/PID/oom_score has it. */
static struct wording story_score(const struct story *story, size_t row) {
    const struct reckoning *reckoning = story->reckoning;
    const struct task_state *state = reckoning->tasks ? &reckoning->tasks[row] : NULL;
    int64_t badness = state && state->killable != TRI_NO ? state->badness : ABSENT;
    if (story_score_is_old(story) || badness == ABSENT)
        return wording_number(badness);
    if (reckoning->total_pages <= 0 || badness > INT64_MAX / 1000 || badness < INT64_MIN / 1000)
        return wording_number(ABSENT);
    return wording_number(badness * 1000 / reckoning->total_pages);
}

static const struct story_column story_columns[] = {
    {"rss", 9, 0, story_rss},
    {"anon", 10, STORY_TASKS_WIDE, story_anon},
    {"file", 10, STORY_TASKS_WIDE, story_file},
    {"shmem", 10, STORY_TASKS_WIDE, story_shmem},
    {"swap", 9, 0, story_swap},
    {"pgtables", 10, STORY_TASKS_WIDE, story_pgtables},
    {"total_vm", 10, STORY_TASKS_WIDE, story_total_vm},
    {"adj", 6, 0, story_adj},
    {"oom_adj", 9, 0, story_old_adj},
    {"score", 6, 0, story_score},
    {"uid", 8, STORY_TASKS_WIDE, story_uid},
    {"pid", 8, 0, story_pid},
};
enum { STORY_COLUMNS = sizeof story_columns / sizeof story_columns[0] };

/* The rows of the table that are shown, in this order; the log's own order where there is no ranking. */
struct story_choice {
    const size_t *rows;
    size_t count;
};

static size_t story_chosen(const struct story_choice *choice, size_t i) {
    return choice->rows ? choice->rows[i] : i;
}

/* A column is shown where a row that is shown has something in it. */
static bool story_column_shown(const struct story *story, const struct story_column *column,
                               const struct story_choice *choice) {
    for (size_t i = 0; i < choice->count && story->sheet.width >= column->sheet_width; i++) {
        struct wording cell = column->cell(story, story_chosen(choice, i));
        if (!str_equal(wording_str(&cell), STR("-")))
            return true;
    }
    return false;
}

static bool story_was_killed(const struct story *story, int64_t pid) {
    for (size_t i = 0; i < story->event->kill_count && i < STORY_MARKED; i++)
        if (story->event->kills[i].pid == pid)
            return true;
    return false;
}

/* What is special about a task, behind its name: "<- killed, invoked". */
static void story_mark(struct story *story, size_t row) {
    const struct task *task = story_task(story, row);
    const struct {
        bool is_so;
        enum sheet_style style;
        str mark;
    } marks[] = {
        {story_was_killed(story, task->pid), SHEET_RED, STR_INIT("killed")},
        {task->pid != ABSENT && task->pid == story->event->identity.pid, SHEET_PLAIN, STR_INIT("invoked")},
        {task->oom_score_adj == STORY_SHIELDED || task->oom_adj == STORY_SHIELDED_OLD, SHEET_YELLOW,
         STR_INIT("shielded")},
    };
    struct sheet *sheet = &story->sheet;
    const char *before = "  <- ";
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (!marks[i].is_so)
            continue;
        sheet_left(sheet, SHEET_PLAIN, str_from_cstr(before), 0);
        sheet_left(sheet, marks[i].style, marks[i].mark, 0);
        before = ", ";
    }
}

static void story_task_row(struct story *story, const bool shown[STORY_COLUMNS], size_t row) {
    struct sheet *sheet = &story->sheet;
    sheet_line(sheet, 2, 2);
    for (size_t i = 0; i < STORY_COLUMNS; i++) {
        if (!shown[i])
            continue;
        struct wording cell = story_columns[i].cell(story, row);
        sheet_figure(sheet, SHEET_PLAIN, &cell, story_columns[i].width);
    }
    sheet->due = 2;
    sheet_left(sheet, SHEET_PLAIN, story_task(story, row)->name, 0);
    story_mark(story, row);
}

static void story_task_titles(struct story *story, const bool shown[STORY_COLUMNS]) {
    sheet_line(&story->sheet, 2, 2);
    for (size_t i = 0; i < STORY_COLUMNS; i++) {
        if (shown[i])
            sheet_right(&story->sheet, SHEET_DIM, str_from_cstr(story_columns[i].title), story_columns[i].width);
    }
    story->sheet.due = 2;
    sheet_left(&story->sheet, SHEET_DIM, STR("name"), 0);
}

/* Resident and swapped pages. */
static int64_t story_weight(const struct task *task) {
    return amount_plus(task->rss, task->swapents);
}

/* The rows that hold most, by falling weight; how many. */
static size_t story_largest(const struct story *story, size_t rows[STORY_ROWS]) {
    const struct tasks *tasks = &story->event->tasks;
    int64_t weights[STORY_ROWS];
    size_t count = 0;
    for (size_t row = 0; row < tasks->count; row++) {
        const int64_t weight = story_weight(&tasks->items[row]);
        if (count == STORY_ROWS && weights[count - 1] >= weight)
            continue;
        size_t at = count < STORY_ROWS ? count++ : count - 1;
        for (; at > 0 && weights[at - 1] < weight; at--) {
            weights[at] = weights[at - 1];
            rows[at] = rows[at - 1];
        }
        weights[at] = weight;
        rows[at] = row;
    }
    return count;
}

/* All rows by score; or the ten largest, and the victim wherever it stands: those fill the given rows. */
static struct story_choice story_choose(const struct story *story, size_t rows[STORY_ROWS + 1]) {
    size_t victim = story->reckoning->victim_row;
    if (story->all_tasks)
        return (struct story_choice){story->reckoning->ranking, story->event->tasks.count};
    size_t count = story_largest(story, rows);
    bool victim_shown = victim >= story->event->tasks.count;
    for (size_t i = 0; i < count; i++)
        victim_shown |= rows[i] == victim;
    if (!victim_shown)
        rows[count++] = victim;
    return (struct story_choice){rows, count};
}

/* No row is known to be missing: the table has its head, and the victim is in it. */
static bool story_table_whole(const struct story *story) {
    const struct event *event = story->event;
    bool victim_missing = event->kill_count > 0 && story->reckoning->victim_row >= event->tasks.count;
    return !event->tasks.cut && !victim_missing;
}

/* "The tasks, all 7", "The only task", "The 7 tasks that the log shows", "The largest tasks of 158". */
static void story_task_count(struct story *story) {
    const struct tasks *tasks = &story->event->tasks;
    struct wording count = wording_number((int64_t)tasks->count + tasks->rest_rows);
    bool one = tasks->count == 1;
    bool all = (story->all_tasks && !tasks->rest_rows) || tasks->count <= STORY_ROWS, whole = story_table_whole(story);
    if (one && whole) {
        story_words(story, SHEET_BOLD, "The only task");
        return;
    }
    story_words(story, SHEET_BOLD, !all ? "The largest tasks of" : whole ? "The tasks, all" : "The");
    if (!one)
        sheet_unit(&story->sheet, SHEET_BOLD, wording_str(&count));
    if (!whole)
        story_words(story, SHEET_BOLD,
                    one   ? "only task that the log shows"
                    : all ? "tasks that the log shows"
                          : "that the log shows");
}

static void story_task_title(struct story *story, const bool shown[STORY_COLUMNS]) {
    bool score_shown = false;
    for (size_t i = 0; i < STORY_COLUMNS; i++)
        score_shown |= shown[i] && story_columns[i].cell == story_score;
    sheet_space(&story->sheet);
    sheet_line(&story->sheet, 0, 0);
    story_task_count(story);
    story_words(story, SHEET_DIM, story->all_tasks ? "(by score," : "(by size,");
    story_words(story, SHEET_DIM, "shared pages in each");
    sheet_glue(&story->sheet);
    story_words(story, SHEET_DIM, score_shown && !story_score_is_old(story) ? "; score in 1/1000)" : ")");
    story_lines(story, story->event->tasks.lines);
}

/* Worth a line: tasks of one name that hold a good part together. */
static bool story_group_tells(const struct story *story, const struct group *group) {
    return group->count > 1 && group->rss_kb > story->reckoning->rss_sum_kb / STORY_GOOD_PART;
}

static void story_group_titles(struct story *story) {
    struct sheet *sheet = &story->sheet;
    story_title(story, "Tasks of one name together (sums: shared pages are counted several times)",
                story->event->tasks.lines);
    sheet_line(sheet, 2, 2);
    sheet_right(sheet, SHEET_DIM, STR("rss"), STORY_GROUP_RSS);
    sheet_right(sheet, SHEET_DIM, STR("tasks"), STORY_GROUP_COUNT);
    sheet->due = 2;
    sheet_left(sheet, SHEET_DIM, STR("name"), 0);
}

/* "(at most 10.1 GiB of it is private)": what the counters leave of the sum. */
static void story_group_bound(struct story *story, const struct group *group) {
    int64_t most_kb = groups_private_most_kb(story->event, story->reckoning, group);
    if (most_kb == ABSENT || most_kb >= group->rss_kb - group->rss_kb / STORY_GOOD_PART)
        return;
    story->sheet.due = 2;
    if (most_kb == 0) {
        story_words(story, SHEET_DIM, "(none of it is private)");
        return;
    }
    story_words(story, SHEET_DIM, "(at most");
    story_size(story, most_kb);
    story_words(story, SHEET_DIM, "of it is private)");
}

static void story_groups(struct story *story) {
    struct sheet *sheet = &story->sheet;
    size_t shown = 0;
    for (size_t i = 0; i < story->reckoning->group_count && i < STORY_GOOD_PART; i++) {
        const struct group *group = &story->reckoning->groups[i];
        if (!story_group_tells(story, group))
            continue;
        if (shown++ == 0)
            story_group_titles(story);
        struct wording rss = wording_size(group->rss_kb), count = wording_number(group->count);
        sheet_line(sheet, 2, 2);
        sheet_figure(sheet, SHEET_PLAIN, &rss, STORY_GROUP_RSS);
        sheet_figure(sheet, SHEET_PLAIN, &count, STORY_GROUP_COUNT);
        sheet->due = 2;
        sheet_left(sheet, SHEET_PLAIN, group->name, 0);
        story_group_bound(story, group);
    }
    sheet_end(sheet);
}

void story_tasks(struct story *story) {
    if (story->event->tasks.count == 0)
        return;
    bool shown[STORY_COLUMNS];
    size_t rows[STORY_ROWS + 1];
    struct story_choice choice = story_choose(story, rows);
    for (size_t i = 0; i < STORY_COLUMNS; i++)
        shown[i] = story_column_shown(story, &story_columns[i], &choice);
    story_task_title(story, shown);
    story_task_titles(story, shown);
    for (size_t i = 0; i < choice.count; i++)
        story_task_row(story, shown, story_chosen(&choice, i));
    if (story->event->tasks.count > choice.count)
        story_more(story, story->event->tasks.count - choice.count, "(-a shows all)");
    if (story->event->tasks.rest_rows)
        story_more(story, (size_t)story->event->tasks.rest_rows, "that were counted and not kept");
    sheet_end(&story->sheet);
    story_groups(story);
}
