/* JSON of the processes: swap, the task table, its groups, who was killed.
 * SPDX-License-Identifier: MIT */
#include "report/json_sections.h"
#include "report/wording.h"

#include "model/amount.h"
#include "model/groups.h"

/* The columns of the task table, and those among them that only the vocabulary knows. */
enum {
#define COLUMN(member, unit, key, shown) +1
    JSON_COLUMNS = 0
#include "model/task.def"
#undef COLUMN
    ,
#define COLUMN(member, unit, key, shown) +((shown) == FIELD_PRINTED)
    JSON_FURTHER_COLUMNS = 0
#include "model/task.def"
#undef COLUMN
    ,
    JSON_ROW = (JSON_COLUMNS + 3) * (JSON_KEY + FORMAT_NUMBER) /* all but the name */
};

static void json_swap(struct json *json) {
    struct json_out *out = &json->out;
    json_out_key(out, STR("swap"));
    json_out_open(out, '{');
    json_out_member_text(out, STR("state"), wording_swap(json->reckoning->swap));
    json_out_member(out, STR("total_kb"), json->reckoning->swap_total_kb);
    json_out_member(out, STR("free_kb"), json->reckoning->swap_free_kb);
    json_out_close(out, '}');
}

/* Since 4.15 in bytes, before as counts of pages. */
static int64_t json_pgtables_kb(const struct task *task, int64_t page_kb) {
    if (task->pgtables_bytes != ABSENT)
        return task->pgtables_bytes / 1024;
    return amount_times(amount_plus(task->nr_ptes, task->nr_pmds), page_kb);
}

/* Writes a member that is not the first at AT; returns the end. */
static inline char *json_put_member(char *at, str key, int64_t value) {
    return json_put_number(json_put(at, key), value);
}

static inline char *json_put_killable(char *at, const struct task_state *state) {
    at = json_put(at, JSON_NEXT("killable"));
    if (!state || state->killable == TRI_UNKNOWN)
        return json_put(at, STR("null"));
    return state->killable == TRI_YES ? json_put(at, STR("true")) : json_put(at, STR("false"));
}

/* '{' and the members before the name. */
static char *json_put_ids(char *at, const struct task *task) {
    at = json_put_number(json_put(at, STR("{\"pid\":")), task->pid);
    at = json_put_member(at, JSON_NEXT("tgid"), task->tgid);
    return json_put_member(at, JSON_NEXT("uid"), task->uid);
}

/* The columns that only the vocabulary knows: pages in kB. */
static char *json_put_further(char *at, const struct task *task, int64_t page_kb) {
    for (size_t i = 0; i < field_task.count; i++) {
        const struct field *field = &field_task.fields[i];
        int64_t value = field->shown == FIELD_PRINTED ? field_number(field, task) : ABSENT;
        if (value == ABSENT)
            continue;
        at = json_put(json_put(json_put(at, STR(",\"")), field->key), STR("\":"));
        at = json_put_number(at, field->unit == FIELD_PAGES ? amount_times(value, page_kb) : value);
    }
    return at;
}

/* The members behind the name, and '}'. */
static char *json_put_figures(char *at, const struct task *task, const struct task_state *state, int64_t page_kb) {
    at = json_put_member(at, JSON_NEXT("total_vm_kb"), amount_times(task->total_vm, page_kb));
    at = json_put_member(at, JSON_NEXT("rss_kb"), amount_times(task->rss, page_kb));
    at = json_put_member(at, JSON_NEXT("anon_kb"), amount_times(task->rss_anon, page_kb));
    at = json_put_member(at, JSON_NEXT("file_kb"), amount_times(task->rss_file, page_kb));
    at = json_put_member(at, JSON_NEXT("shmem_kb"), amount_times(task->rss_shmem, page_kb));
    at = json_put_member(at, JSON_NEXT("pgtables_kb"), json_pgtables_kb(task, page_kb));
    at = json_put_member(at, JSON_NEXT("swap_kb"), amount_times(task->swapents, page_kb));
    at = json_put_member(at, JSON_NEXT("oom_score_adj"), task->oom_score_adj);
    if (amount_known(task->oom_adj))
        at = json_put_member(at, JSON_NEXT("oom_adj"), task->oom_adj);
    at = json_put_member(at, JSON_NEXT("badness"), state ? state->badness : ABSENT);
    at = json_put_killable(at, state);
    if (JSON_FURTHER_COLUMNS > 0)
        at = json_put_further(at, task, page_kb);
    *at++ = '}';
    return at;
}

/* Rows are most of a report: each is written into room that is asked for once, unless its name needs escaping. */
static void json_task(struct json *json, size_t row) {
    struct json_out *out = &json->out;
    const struct task *task = &json->event->tasks.items[row];
    const struct task_state *state = json->reckoning->tasks ? &json->reckoning->tasks[row] : NULL;
    char *at = json_out_room(out, JSON_ROW + JSON_TEXT);
    *at = ',';
    at = json_put_ids(at + out->comma, task);
    char *behind = task->name.len > 0 ? json_put_string(json_put(at, JSON_NEXT("name")), task->name) : NULL;
    if (!behind) {
        json_out_written(out, at, true);
        json_out_member_text(out, STR("name"), task->name);
        behind = json_out_room(out, JSON_ROW);
    }
    json_out_written(out, json_put_figures(behind, task, state, json->reckoning->page_kb), true);
}

static void json_groups(struct json *json) {
    struct json_out *out = &json->out;
    json_out_key(out, STR("groups"));
    json_out_open(out, '[');
    for (size_t i = 0; i < json->reckoning->group_count; i++) {
        const struct group *group = &json->reckoning->groups[i];
        json_out_open(out, '{');
        json_out_member_text(out, STR("name"), group->name);
        char *at = json_out_room(out, JSON_ROW);
        at = json_put_member(at, JSON_NEXT("count"), group->count);
        at = json_put_member(at, JSON_NEXT("rss_kb"), group->rss_kb);
        at = json_put_member(at, JSON_NEXT("private_most_kb"),
                             groups_private_most_kb(json->event, json->reckoning, group));
        *at++ = '}';
        json_out_written(out, at, true);
    }
    json_out_close(out, ']');
}

static void json_table(struct json *json) {
    struct json_out *out = &json->out;
    const struct tasks *tasks = &json->event->tasks;
    json_out_key(out, STR("tasks"));
    if (tasks->lines.first == 0 && tasks->count == 0) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '{');
    bool none = tasks->count == 0 && !json->event->no_killable.line && !json->event->panic.line;
    json_out_member(out, STR("count"), none ? ABSENT : (int64_t)tasks->count + tasks->rest.rows);
    json_tri(out, STR("complete"), json->reckoning->table_whole);
    json_out_member(out, STR("rss_kb"), json->reckoning->rss_sum_kb);
    json_out_key(out, STR("list"));
    json_out_open(out, '[');
    for (size_t i = 0; i < tasks->count; i++)
        json_task(json, i);
    json_out_close(out, ']');
    json_groups(json);
    json_out_close(out, '}');
}

static void json_kill(struct json_out *out, const struct kill *kill) {
    json_out_open(out, '{');
    json_fields(out, &field_kill, FIELD_ALWAYS, kill);
    json_tri(out, STR("reaped"),
             kill->reaped == REAPED_UNKNOWN ? TRI_UNKNOWN
             : kill->reaped == REAPED_YES   ? TRI_YES
                                            : TRI_NO);
    json_out_member_text(out, STR("named_by"), wording_named_by(kill->named_by));
    if (kill->thread_of > 0)
        json_out_member(out, STR("thread_of"), kill->thread_of);
    if (kill->outcome != OUTCOME_UNKNOWN)
        json_flag(out, STR("exited"), kill->outcome == OUTCOME_EXITED);
    json_fields(out, &field_kill, FIELD_PRINTED, kill);
    json_out_close(out, '}');
}

void json_tasks(struct json *json) {
    struct json_out *out = &json->out;
    json_swap(json);
    json_table(json);
    json_out_key(out, STR("kills"));
    json_out_open(out, '[');
    for (size_t i = 0; i < json->event->kill_count; i++)
        json_kill(out, &json->event->kills[i]);
    json_out_close(out, ']');
    json_out_member_text(out, STR("panic"), json->event->panic.text);
    json_out_member_text(out, STR("reason"), json->event->reason.text);
    json_out_member_text(out, STR("oom_group"), json->event->oom_group.text);
    json_out_member_text(out, STR("no_killable"), json->event->no_killable.text);
    json_out_member_text(out, STR("intent"), json->event->intent.text);
}
