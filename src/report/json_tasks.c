/* JSON of the processes: swap, the task table, its groups, who was killed.
 * SPDX-License-Identifier: MIT */
#include "report/json.h"
#include "report/wording.h"

#include "model/amount.h"
#include "model/groups.h"

enum { JSON_ROW = 15 * (EMIT_KEY + FORMAT_NUMBER) }; /* of what is no name */

static void json_swap(struct json *json) {
    struct emit *emit = &json->emit;
    emit_key(emit, STR("swap"));
    emit_open(emit, '{');
    emit_member_text(emit, STR("state"), wording_swap(json->reckoning->swap));
    emit_member(emit, STR("total_kb"), json->reckoning->swap_total_kb);
    emit_member(emit, STR("free_kb"), json->reckoning->swap_free_kb);
    emit_close(emit, '}');
}

/* Since 4.15 in bytes, before as counts of pages. */
static int64_t json_pgtables_kb(const struct task *task, int64_t page_kb) {
    if (task->pgtables_bytes != ABSENT)
        return task->pgtables_bytes / 1024;
    return amount_times(amount_plus(task->nr_ptes, task->nr_pmds), page_kb);
}

/* The member behind another, at AT; where it ends. */
static inline char *json_put(char *at, str key, int64_t value) {
    return emit_put_number(emit_put(at, key), value);
}

static inline char *json_put_killable(char *at, const struct task_state *state) {
    at = emit_put(at, EMIT_NEXT("killable"));
    if (!state || state->killable == TRI_UNKNOWN)
        return emit_put(at, STR("null"));
    return state->killable == TRI_YES ? emit_put(at, STR("true")) : emit_put(at, STR("false"));
}

/* '{' and what stands before the name. */
static char *json_put_ids(char *at, const struct task *task) {
    at = emit_put_number(emit_put(at, STR("{\"pid\":")), task->pid);
    at = json_put(at, EMIT_NEXT("tgid"), task->tgid);
    return json_put(at, EMIT_NEXT("uid"), task->uid);
}

/* What stands behind the name, and '}'. */
static char *json_put_figures(char *at, const struct task *task, const struct task_state *state, int64_t page_kb) {
    at = json_put(at, EMIT_NEXT("total_vm_kb"), amount_times(task->total_vm, page_kb));
    at = json_put(at, EMIT_NEXT("rss_kb"), amount_times(task->rss, page_kb));
    at = json_put(at, EMIT_NEXT("anon_kb"), amount_times(task->rss_anon, page_kb));
    at = json_put(at, EMIT_NEXT("file_kb"), amount_times(task->rss_file, page_kb));
    at = json_put(at, EMIT_NEXT("shmem_kb"), amount_times(task->rss_shmem, page_kb));
    at = json_put(at, EMIT_NEXT("pgtables_kb"), json_pgtables_kb(task, page_kb));
    at = json_put(at, EMIT_NEXT("swap_kb"), amount_times(task->swapents, page_kb));
    at = json_put(at, EMIT_NEXT("oom_score_adj"), task->oom_score_adj);
    if (amount_known(task->oom_adj))
        at = json_put(at, EMIT_NEXT("oom_adj"), task->oom_adj);
    at = json_put(at, EMIT_NEXT("badness"), state ? state->badness : ABSENT);
    at = json_put_killable(at, state);
    *at++ = '}';
    return at;
}

/* Rows are most of a report: one is written in room that is asked for once, but for a name that takes more than a
 * copy. */
static void json_task(struct json *json, size_t row) {
    struct emit *emit = &json->emit;
    const struct task *task = &json->event->tasks.items[row];
    const struct task_state *state = json->reckoning->tasks ? &json->reckoning->tasks[row] : NULL;
    char *at = emit_room(emit, JSON_ROW + EMIT_TEXT);
    *at = ',';
    at = json_put_ids(at + emit->comma, task);
    char *behind = task->name.len > 0 ? emit_put_string(emit_put(at, EMIT_NEXT("name")), task->name) : NULL;
    if (!behind) {
        emit_written(emit, at, true);
        emit_member_text(emit, STR("name"), task->name);
        behind = emit_room(emit, JSON_ROW);
    }
    emit_written(emit, json_put_figures(behind, task, state, json->reckoning->page_kb), true);
}

static void json_groups(struct json *json) {
    struct emit *emit = &json->emit;
    emit_key(emit, STR("groups"));
    emit_open(emit, '[');
    for (size_t i = 0; i < json->reckoning->group_count; i++) {
        const struct group *group = &json->reckoning->groups[i];
        emit_open(emit, '{');
        emit_member_text(emit, STR("name"), group->name);
        char *at = emit_room(emit, JSON_ROW);
        at = json_put(at, EMIT_NEXT("count"), group->count);
        at = json_put(at, EMIT_NEXT("rss_kb"), group->rss_kb);
        at = json_put(at, EMIT_NEXT("private_most_kb"), groups_private_most_kb(json->event, json->reckoning, group));
        *at++ = '}';
        emit_written(emit, at, true);
    }
    emit_close(emit, ']');
}

static void json_table(struct json *json) {
    struct emit *emit = &json->emit;
    const struct tasks *tasks = &json->event->tasks;
    emit_key(emit, STR("tasks"));
    if (tasks->lines.first == 0 && tasks->count == 0) {
        emit_null(emit);
        return;
    }
    emit_open(emit, '{');
    emit_member(emit, STR("count"), (int64_t)tasks->count + tasks->rest_rows);
    emit_member(emit, STR("rss_kb"), json->reckoning->rss_sum_kb);
    emit_key(emit, STR("list"));
    emit_open(emit, '[');
    for (size_t i = 0; i < tasks->count; i++)
        json_task(json, i);
    emit_close(emit, ']');
    json_groups(json);
    emit_close(emit, '}');
}

static void json_kill(struct emit *emit, const struct kill *kill) {
    emit_open(emit, '{');
    emit_member(emit, STR("pid"), kill->pid);
    emit_member_text(emit, STR("name"), kill->name);
    emit_member(emit, STR("uid"), kill->uid);
    emit_member(emit, STR("total_vm_kb"), kill->total_vm_kb);
    emit_member(emit, STR("anon_rss_kb"), kill->anon_rss_kb);
    emit_member(emit, STR("file_rss_kb"), kill->file_rss_kb);
    emit_member(emit, STR("shmem_rss_kb"), kill->shmem_rss_kb);
    emit_member(emit, STR("pgtables_kb"), kill->pgtables_kb);
    emit_member(emit, STR("oom_score_adj"), kill->oom_score_adj);
    emit_member(emit, STR("score"), kill->score);
    json_tri(emit, STR("reaped"),
             kill->reaped == REAPED_UNKNOWN ? TRI_UNKNOWN
             : kill->reaped == REAPED_YES   ? TRI_YES
                                            : TRI_NO);
    json_present(emit, STR("swap_kb"), kill->swap_kb);
    json_present(emit, STR("reaped_anon_kb"), kill->reaped_anon_kb);
    json_present(emit, STR("reaped_file_kb"), kill->reaped_file_kb);
    json_present(emit, STR("reaped_shmem_kb"), kill->reaped_shmem_kb);
    emit_close(emit, '}');
}

void json_tasks(struct json *json) {
    struct emit *emit = &json->emit;
    json_swap(json);
    json_table(json);
    emit_key(emit, STR("kills"));
    emit_open(emit, '[');
    for (size_t i = 0; i < json->event->kill_count; i++)
        json_kill(emit, &json->event->kills[i]);
    emit_close(emit, ']');
    emit_member_text(emit, STR("panic"), json->event->panic.text);
    json_present_text(emit, STR("reason"), json->event->reason.text);
    json_present_text(emit, STR("oom_group"), json->event->oom_group.text);
    json_present_text(emit, STR("no_killable"), json->event->no_killable.text);
    json_present_text(emit, STR("intent"), json->event->intent.text);
}
