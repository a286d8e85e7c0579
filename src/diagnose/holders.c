/* Who held the memory: processes, alone and by name.
 * SPDX-License-Identifier: MIT */
#include "diagnose/holders.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/thresholds.h"
#include "model/groups.h"
#include "model/release.h"

#include <stdlib.h>

enum { HOLDERS_NEAR_LINES = 8 }; /* from a row to the kill line: farther apart, the row alone is cited */

static int64_t holders_pages(const struct scene *scene, int64_t pages) {
    return amount_product(pages, scene->reckoning->page_kb);
}

/* What of RSS_KB can be private: never more than the machine has of private memory at all. */
static int64_t holders_bound(const struct scene *scene, int64_t rss_kb) {
    return scene->anonymous_kb != ABSENT && rss_kb > scene->anonymous_kb ? scene->anonymous_kb : rss_kb;
}

/* A page in swap counts in each process that forked from its owner. */
static int64_t holders_bound_swap(const struct scene *scene, int64_t swap_kb) {
    const struct reckoning *r = scene->reckoning;
    int64_t used_kb =
        scene->cgroup ? amount_positive(r->cgroup.swap_usage_kb) : amount_less(r->swap_total_kb, r->swap_free_kb);
    return used_kb > 0 && swap_kb > used_kb ? used_kb : swap_kb;
}

static int64_t holders_pagetables(const struct scene *scene, const struct task *task) {
    if (task->pgtables_bytes != ABSENT)
        return amount_positive(task->pgtables_bytes) / 1024;
    return holders_pages(scene, amount_sum(task->nr_ptes, task->nr_pmds));
}

static const struct kill *holders_kill(const struct event *event, int64_t pid) {
    for (size_t i = 0; i < event->kill_count && i < 8; i++) /* group kills: the first few are enough */
        if (event->kills[i].pid == pid)
            return &event->kills[i];
    return NULL;
}

static void holders_sum(struct holder *holder) {
    holder->kb = amount_sum(holder->anon_kb, holder->swap_kb);
}

/* What every row of a table is weighed by: asked once, since the victim's row alone has a kill line. */
struct holders_table {
    const struct scene *scene;
    const struct task *rows;
    size_t victim;
    const struct kill *kill; /* of the victim's row, if it tells how much of it is private; else NULL */
    bool is_shared;          /* and most of it is not: workers that map one large segment */
};

static struct holders_table holders_look(const struct scene *scene) {
    const struct event *event = scene->event;
    struct holders_table table = {.scene = scene, .rows = event->tasks.items, .victim = scene->reckoning->victim_row};
    if (table.victim >= event->tasks.count)
        return table;
    const struct kill *kill = holders_kill(event, table.rows[table.victim].pid);
    if (!kill || kill->anon_rss_kb == ABSENT)
        return table;
    int64_t shared = amount_sum(kill->file_rss_kb, kill->shmem_rss_kb);
    table.kill = kill;
    table.is_shared = amount_at_least(shared, SHARED_PERCENT, amount_sum(kill->anon_rss_kb, shared));
    return table;
}

static bool holders_is_split(const struct task *task) {
    return task->rss_anon != ABSENT;
}

/* Private memory by the table alone, where it tells. */
static int64_t holders_printed_kb(const struct holders_table *table, const struct task *task) {
    return holders_pages(table->scene, holders_is_split(task) ? task->rss_anon : task->rss);
}

/* The kill line that tells more of ROW than the table, else NULL. A table with one rss column says nothing of shared
 * pages; where both print private memory, the larger figure was read before the victim's was taken back. */
static const struct kill *holders_told(const struct holders_table *table, size_t row) {
    if (row != table->victim || !table->kill)
        return NULL;
    const struct task *task = &table->rows[row];
    bool less = holders_is_split(task) && table->kill->anon_rss_kb < holders_printed_kb(table, task);
    return less ? NULL : table->kill;
}

/* The lines that tell of the victim: its kill line alone where the row adds nothing to it. */
static struct span holders_told_lines(const struct task *task, const struct kill *kill) {
    struct span lines = evidence_line(task->line);
    bool all = task->swapents <= 0 && kill->pgtables_kb != ABSENT; /* else the row has a part of it */
    bool near = kill->line > 0 && kill->line - task->line <= HOLDERS_NEAR_LINES;
    if (holders_is_split(task))
        return lines;
    if (all && kill->line > 0)
        return evidence_line(kill->line);
    return near ? evidence_join(lines, evidence_line(kill->line)) : lines;
}

/* Workers that map one large segment: of the victim the kill line tells how little is its own, of its like a table with
 * one rss column does not. Only like may be compared with like. */
static bool holders_is_like_victim(const struct holders_table *table, size_t row) {
    if (!table->is_shared || row == table->victim)
        return false;
    const struct task *task = &table->rows[row];
    return !holders_is_split(task) && str_equal(task->name, table->rows[table->victim].name);
}

/* RSS_KB by the victim's share of private memory. */
static int64_t holders_estimate(const struct kill *kill, int64_t rss_kb) {
    int64_t shared = amount_sum(kill->file_rss_kb, kill->shmem_rss_kb), all = amount_sum(kill->anon_rss_kb, shared);
    return all > 0 ? (int64_t)((double)rss_kb * ((double)amount_positive(kill->anon_rss_kb) / (double)all)) : rss_kb;
}

/* What a row holds: all that is needed to dismiss most of them. */
struct holders_weight {
    int64_t anon_kb, swap_kb, kb;
};

static inline struct holders_weight holders_weigh(const struct holders_table *table, size_t row) {
    const struct task *task = &table->rows[row];
    const struct kill *told = holders_told(table, row);
    struct holders_weight weight;
    int64_t anon_kb = holders_is_like_victim(table, row)
                          ? holders_estimate(table->kill, holders_pages(table->scene, task->rss))
                      : told ? amount_positive(told->anon_rss_kb)
                             : holders_printed_kb(table, task);
    weight.anon_kb = holders_bound(table->scene, anon_kb);
    weight.swap_kb = holders_pages(table->scene, task->swapents);
    weight.kb = amount_sum(weight.anon_kb, weight.swap_kb);
    return weight;
}

static enum tri holders_killable(const struct scene *scene, size_t row) {
    return scene->reckoning->tasks ? scene->reckoning->tasks[row].killable : TRI_UNKNOWN;
}

static struct holder holders_task(const struct holders_table *table, size_t row) {
    const struct scene *scene = table->scene;
    const struct task *task = &table->rows[row];
    const struct kill *told = holders_told(table, row);
    struct holders_weight weight = holders_weigh(table, row);
    struct holder holder = {.name = task->name, .count = 1, .pid = task->pid, .row = row};
    holder.kb = weight.kb;
    holder.anon_kb = weight.anon_kb;
    holder.swap_kb = weight.swap_kb;
    holder.rss_kb = holders_pages(scene, task->rss);
    holder.pagetables_kb = holders_pagetables(scene, task);
    holder.estimated = holders_is_like_victim(table, row);
    holder.mixed = !holder.estimated && !holders_is_split(task) && !told;
    holder.killable = holders_killable(scene, row);
    holder.lines = told ? holders_told_lines(task, told) : evidence_line(task->line);
    return holder;
}

static struct holder holders_victim(const struct scene *scene, const struct kill *kill) {
    struct holder holder = {.name = kill->name, .count = 1, .pid = kill->pid, .row = SIZE_MAX};
    holder.anon_kb = holders_bound(scene, amount_positive(kill->anon_rss_kb));
    holder.rss_kb = amount_sum(kill->anon_rss_kb, amount_sum(kill->file_rss_kb, kill->shmem_rss_kb));
    holder.swap_kb = amount_positive(kill->swap_kb);
    holder.pagetables_kb = amount_positive(kill->pgtables_kb);
    holder.killable = TRI_YES;
    holder.lines = evidence_line(kill->line);
    holders_sum(&holder);
    return holder;
}

static struct holder holders_group(const struct scene *scene, const struct group *group) {
    struct holder holder = {.name = group->name, .count = group->count, .pid = ABSENT, .row = group->largest};
    int64_t private_kb = amount_positive(group->anon_kb != ABSENT ? group->anon_kb : group->rss_kb);
    holder.rss_kb = amount_positive(group->rss_kb);
    int64_t most_kb = groups_private_most_kb(scene->event, scene->reckoning, group);
    holder.anon_kb = most_kb == ABSENT ? private_kb : most_kb;
    holder.mixed = group->anon_kb == ABSENT;
    holder.swap_kb = holders_bound_swap(scene, amount_positive(group->swap_kb));
    holder.bounded = holder.anon_kb < private_kb || holder.swap_kb < group->swap_kb;
    holder.pagetables_kb = amount_positive(group->pgtables_kb);
    holder.lines = group->lines;
    holders_sum(&holder);
    return holder;
}

static bool holders_is_one(const struct scene *scene, const struct group *group) {
    return group->count == 1 && group->largest < scene->event->tasks.count;
}

/* A group of one is its process. */
static struct holder holders_any(const struct holders_table *table, const struct group *group) {
    return holders_is_one(table->scene, group) ? holders_task(table, group->largest)
                                               : holders_group(table->scene, group);
}

/* `most` and `next` keep the two largest seen so far. */
static void holders_rank(struct holder *most, struct holder *next, const struct holder *seen) {
    if (seen->kb > most->kb || most->count == 0) {
        *next = *most;
        *most = *seen;
    } else if (seen->kb > next->kb || next->count == 0) {
        *next = *seen;
    }
}

static bool holders_is_beaten(const struct holder *holder, int64_t kb) {
    return kb > holder->kb || holder->count == 0;
}

/* A row and what it is compared by; before any was seen, no row. */
struct holders_top {
    size_t row;
    int64_t kb;
};

static bool holders_top_is_beaten(const struct holders_top *top, int64_t kb) {
    return kb > top->kb || top->row == SIZE_MAX;
}

static struct holder holders_of_top(const struct holders_table *table, struct holders_top top) {
    return top.row == SIZE_MAX ? (struct holder){0} : holders_task(table, top.row);
}

/* Rows are compared by a number each; what else is known of them is asked of the few that are left. */
static void holders_set_rows(struct scene *scene, const struct holders_table *table) {
    const struct task_state *states = scene->reckoning->tasks;
    const struct holders_top none = {SIZE_MAX, 0};
    struct holders_top largest = none, second = none, shielded = none, unshielded = none, mapper = none;
    int64_t listed_kb = 0, processes_kb = 0, shielded_kb = 0;
    for (size_t row = 0; row < scene->event->tasks.count; row++) {
        struct holders_weight weight = holders_weigh(table, row);
        listed_kb = amount_sum(listed_kb, weight.anon_kb);
        if (states && states[row].repeated)
            continue;
        const struct holders_top seen = {row, weight.kb};
        struct holders_top *most = states && states[row].killable == TRI_NO ? &shielded : &unshielded;
        const int64_t tables_kb = holders_pagetables(scene, &table->rows[row]);
        processes_kb = amount_sum(processes_kb, weight.kb);
        if (most == &shielded)
            shielded_kb = amount_sum(shielded_kb, weight.kb);
        if (holders_top_is_beaten(most, seen.kb))
            *most = seen;
        if (tables_kb > mapper.kb)
            mapper = (struct holders_top){row, tables_kb};
        if (holders_top_is_beaten(&largest, seen.kb)) {
            second = largest;
            largest = seen;
        } else if (holders_top_is_beaten(&second, seen.kb)) {
            second = seen;
        }
    }
    const struct group *rest = &scene->reckoning->rest;
    const int64_t rest_kb = amount_positive(amount_known(rest->anon_kb) ? rest->anon_kb : rest->rss_kb);
    scene->listed_kb = amount_sum(listed_kb, rest_kb);
    scene->processes_kb = amount_sum(processes_kb, amount_sum(rest_kb, rest->swap_kb));
    scene->shielded_kb = shielded_kb;
    scene->largest = holders_of_top(table, largest);
    scene->second = holders_of_top(table, second);
    scene->shielded = holders_of_top(table, shielded);
    scene->unshielded = holders_of_top(table, unshielded);
    scene->mapper = holders_of_top(table, mapper);
}

/* The most that GROUP can hold is more than the name that holds most, or has most page tables. */
static bool holders_group_matters(const struct holders_table *table, const struct group *group) {
    const struct scene *scene = table->scene;
    int64_t most_kb = amount_sum(group->anon_kb > group->rss_kb ? group->anon_kb : group->rss_kb, group->swap_kb);
    int64_t tables_kb = amount_positive(group->pgtables_kb);
    if (holders_is_one(scene, group)) {
        most_kb = holders_weigh(table, group->largest).kb;
        tables_kb = holders_pagetables(scene, &table->rows[group->largest]);
    }
    return holders_is_beaten(&scene->crowd, most_kb) || tables_kb > scene->mappers.pagetables_kb;
}

static void holders_set_groups(struct scene *scene, const struct holders_table *table) {
    const struct reckoning *r = scene->reckoning;
    struct holder ignored = {0};
    for (size_t i = 0; i < r->group_count; i++) {
        if (!holders_group_matters(table, &r->groups[i]))
            continue;
        struct holder group = holders_any(table, &r->groups[i]);
        holders_rank(&scene->crowd, &ignored, &group);
        if (group.pagetables_kb > scene->mappers.pagetables_kb)
            scene->mappers = group;
    }
}

static bool holders_are_twins(const struct task *a, const struct task *b) {
    return a->total_vm == b->total_vm && a->rss == b->rss && a->rss_anon == b->rss_anon && a->swapents == b->swapents &&
           a->pgtables_bytes == b->pgtables_bytes && a->nr_ptes == b->nr_ptes && str_equal(a->name, b->name);
}

/* "[    138]     0   138    24624    24353 ..." and "[    140]     0   140    24624    24353 ...": a child of vfork has
 * a row of its own with its parent's figures. That they are not two equal workers shows where there is not enough
 * private memory for both. */
static void holders_set_twin(struct scene *scene, const struct holders_table *table) {
    size_t count = scene->event->tasks.count, one = scene->largest.row, other = scene->second.row, twins = 0;
    int64_t both_kb = amount_sum(scene->largest.kb, scene->second.kb);
    bool fits = scene->anonymous_kb == ABSENT ||
                amount_percent(amount_sum(scene->anonymous_kb, scene->swap_used_kb), TWINS_PERCENT) >= both_kb;
    if (one >= count || other >= count || fits || !holders_are_twins(&table->rows[one], &table->rows[other]))
        return;
    scene->twin = scene->second;
    scene->second = (struct holder){0};
    for (size_t row = 0; row < count; row++) {
        bool twin = row == one || holders_are_twins(&table->rows[one], &table->rows[row]);
        twins += twin;
        if (!twin && holders_is_beaten(&scene->second, holders_weigh(table, row).kb))
            scene->second = holders_task(table, row);
    }
    if (str_equal(scene->crowd.name, scene->largest.name) && scene->crowd.count == (int64_t)twins)
        scene->crowd = scene->largest;
}

/* Which of several processes of one name holds most of what they hold. */
static void holders_set_leader(struct scene *scene, const struct holders_table *table) {
    size_t count = scene->event->tasks.count, leader = count;
    int64_t most_kb = 0;
    for (size_t row = 0; scene->crowd.count > 1 && row < count; row++) {
        if (!str_equal(table->rows[row].name, scene->crowd.name))
            continue;
        int64_t kb = holders_weigh(table, row).kb;
        if (leader < count && kb <= most_kb)
            continue;
        leader = row;
        most_kb = kb;
    }
    if (leader < count && amount_at_least(most_kb, LEADER_PERCENT, scene->crowd.kb))
        scene->leader = holders_task(table, leader);
}

/* "hog invoked oom-killer", pid 1, a table without rows, "Out of memory and no killable processes...": every process
 * with memory has a row but init, which may not be killed (oom_unkillable_task of mm/oom_kill.c, since 2.6.36). */
static void holders_set_init(struct scene *scene) {
    const struct event *event = scene->event;
    bool empty = event->tasks.header.len > 0 && event->tasks.count == 0 && event->no_killable.line > 0;
    int64_t anon_kb = scene_kb(scene, PART_ANON);
    if (scene->cgroup || scene->booting || !empty || release_is_before(scene->reckoning->release, RELEASE(2, 6, 36)) ||
        !amount_at_least(anon_kb, OUTLIER_ROOM_PERCENT, scene->room_kb))
        return;
    scene->init_alone = true;
    scene->largest = (struct holder){.name = event->identity.pid == 1 ? event->trigger.name : STR("init"),
                                     .count = 1,
                                     .pid = 1,
                                     .row = SIZE_MAX,
                                     .kb = amount_sum(anon_kb, scene->swap_used_kb),
                                     .anon_kb = anon_kb,
                                     .rss_kb = anon_kb,
                                     .swap_kb = scene->swap_used_kb,
                                     .killable = TRI_NO,
                                     .lines = evidence_join(scene->parts[PART_ANON].lines, event->tasks.lines)};
    scene->crowd = scene->largest;
}

/* Kill lines add the processes that the table lacks: without a table, all. */
static void holders_set_kills(struct scene *scene) {
    const struct event *event = scene->event;
    if (event->tasks.count > 0 && scene->reckoning->victim_row != SIZE_MAX)
        return;
    for (size_t i = 0; i < event->kill_count; i++) {
        if (event->kills[i].anon_rss_kb == ABSENT)
            continue;
        struct holder holder = holders_victim(scene, &event->kills[i]);
        holders_rank(&scene->largest, &scene->second, &holder);
        scene->processes_kb = amount_sum(scene->processes_kb, holder.kb);
        if (scene->crowd.kb < holder.kb)
            scene->crowd = holder;
    }
}

/* Bounds what the rows add up to by what there was; without a table the counters are all there is. */
static void holders_bound_sum(struct scene *scene) {
    if (scene->anonymous_kb == ABSENT)
        return;
    int64_t most = amount_sum(scene->anonymous_kb, scene->swap_used_kb);
    if (!scene->table)
        scene->processes_kb = amount_sum(scene_kb(scene, PART_ANON), scene->swap_used_kb);
    if (scene->processes_kb > most)
        scene->processes_kb = most;
}

static bool holders_outlier(const struct scene *scene) {
    int64_t most = scene->largest.kb;
    bool known = scene->largest.count > 0 && (scene->table || !scene->only_processes);
    return known && amount_at_least(most, OUTLIER_ROOM_PERCENT, scene->reach_kb) &&
           amount_at_least(most, OUTLIER_PROCESSES_PERCENT, scene->processes_kb) &&
           most / OUTLIER_TIMES >= scene->second.kb;
}

/* Majority vote of uids, weighed by what their processes hold: if one has more than half, it is left. */
struct holders_vote {
    int64_t uid, kb;
};

static void holders_cast(struct holders_vote *vote, int64_t uid, int64_t kb) {
    if (vote->kb == 0)
        vote->uid = uid;
    vote->kb = vote->uid == uid ? amount_sum(vote->kb, kb) : vote->kb - kb;
    if (vote->kb < 0)
        *vote = (struct holders_vote){uid, -vote->kb};
}

/* Nobody's name stands out, but one user's does. */
static void holders_set_user(struct scene *scene, const struct holders_table *table) {
    const struct tasks *tasks = &scene->event->tasks;
    struct holders_vote vote = {0};
    bool named = scene->outlier || scene->swarm ||
                 amount_at_least(scene->crowd.kb, OUTLIER_PROCESSES_PERCENT, scene->processes_kb);
    if (!scene->table || named || tasks->rest_rows) /* not all rows tell their uid */
        return;
    for (size_t row = 0; row < tasks->count; row++)
        holders_cast(&vote, tasks->items[row].uid, holders_weigh(table, row).kb);
    if (vote.uid <= 0)
        return;
    struct holder user = {.pid = ABSENT, .row = SIZE_MAX, .lines = tasks->lines};
    for (size_t row = 0; row < tasks->count; row++) {
        if (tasks->items[row].uid != vote.uid)
            continue;
        struct holders_weight task = holders_weigh(table, row);
        user.count++;
        user.anon_kb = amount_sum(user.anon_kb, task.anon_kb);
        user.swap_kb = amount_sum(user.swap_kb, task.swap_kb);
    }
    int64_t sum_kb = amount_sum(user.anon_kb, user.swap_kb);
    user.anon_kb = holders_bound(scene, user.anon_kb);
    user.swap_kb = holders_bound_swap(scene, user.swap_kb);
    holders_sum(&user);
    user.bounded = user.kb < sum_kb;
    if (user.count < 2 || !amount_at_least(user.kb, USER_PROCESSES_PERCENT, scene->processes_kb))
        return;
    scene->user = user;
    scene->user_uid = vote.uid;
}

static int holders_compare(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* The newest half of the crowd's pids lie close together: born one after another, not a pool that lives long. */
static bool holders_dense(const struct scene *scene) {
    const struct event *event = scene->event;
    size_t room = (size_t)scene->crowd.count, count = 0;
    if (room > event->tasks.count)
        return false;
    int64_t *pids = arena_alloc(scene->arena, room * sizeof *pids);
    if (!pids)
        return false;
    for (size_t row = 0; row < event->tasks.count && count < room; row++)
        if (str_equal(event->tasks.items[row].name, scene->crowd.name))
            pids[count++] = amount_positive(event->tasks.items[row].pid);
    if (count < 2)
        return false;
    qsort(pids, count, sizeof *pids, holders_compare);
    int64_t spread = pids[count - 1] - pids[count / 2];
    return spread >= 0 && spread <= (int64_t)count * SWARM_DENSE_TIMES;
}

/* Many rows, most of one name, each of them small. */
static bool holders_small_and_many(const struct scene *scene) {
    const struct holder *crowd = &scene->crowd;
    int64_t rows = (int64_t)scene->reckoning->process_count, mean = crowd->kb / crowd->count;
    bool many =
        (rows >= SWARM_TASKS && mean <= SWARM_MEMBER_KB) || (rows >= SWARM_TINY_TASKS && mean <= SWARM_TINY_MEMBER_KB);
    return many && amount_at_least(crowd->count, SWARM_ROW_PERCENT, rows) &&
           amount_at_least(crowd->kb, SWARM_SHARE_PERCENT, scene->processes_kb) &&
           !amount_at_least(scene->largest.kb, SWARM_LARGEST_PERCENT, scene->reach_kb);
}

static bool holders_threads(const struct scene *scene) {
    int64_t rows = (int64_t)scene->reckoning->process_count;
    return rows > 0 && scene->threads / SWARM_THREAD_TIMES >= rows &&
           amount_at_least(scene_kb(scene, PART_KERNEL_STACK), SWARM_STACK_PERCENT, scene->room_kb);
}

/* THREAD_SIZE by architecture and release; see accounting of kernel_stack. */
static int64_t holders_stack_kb(const struct scene *scene) {
    str arch = scene->event->identity.arch;
    bool small = str_equal(arch, STR("i386")) || str_equal(arch, STR("arm"));
    bool old = release_is_before(scene->reckoning->release, RELEASE(3, 15, 0));
    return small || old ? 8 : 16;
}

/* rss of 6.2 to 6.19 may miss what each CPU still holds back; the machine's counters prove it right or not. */
static void holders_doubt_rss(struct scene *scene) {
    const struct release release = scene->reckoning->release;
    bool era = release_is_since(release, RELEASE(6, 2, 0)) && release_is_before(release, RELEASE(7, 0, 0));
    int64_t anon = scene->reckoning->anon_sum_kb;
    if (anon == ABSENT)
        anon = scene->reckoning->rss_sum_kb;
    if (!era || !scene->table || amount_at_least(anon, COVERED_PERCENT, scene_kb(scene, PART_ANON)))
        return;
    scene->rss_approximate = true;
}

/* Rows that were cut out of a log, or a process that has left the table while its memory is still being freed: what
 * the counters hold beyond all rows and kill lines. Pages that are in the swap cache need not be mapped. */
static void holders_set_unlisted(struct scene *scene) {
    int64_t cached = scene->cgroup ? 0 : amount_positive(scene->reckoning->ledger.within.swap_cache_kb);
    int64_t owned = amount_less(scene_kb(scene, PART_ANON), cached), shown = scene->listed_kb;
    const struct event *event = scene->event;
    for (size_t i = 0; i < event->kill_count && scene->reckoning->victim_row == SIZE_MAX; i++)
        shown = amount_sum(shown, event->kills[i].anon_rss_kb);
    scene->unlisted_kb = scene->table ? amount_less(owned, shown) : 0;
    scene->unlisted = !scene->rss_approximate && !scene->swarm && !amount_at_least(shown, UNLISTED_PERCENT, owned) &&
                      amount_at_least(scene->unlisted_kb, OUTLIER_ROOM_PERCENT, scene->room_kb);
    if (!scene->unlisted)
        return;
    scene->processes_kb = amount_sum(scene->processes_kb, scene->unlisted_kb);
    scene->outlier = holders_outlier(scene);
}

static const char *holders_degree(const struct holder *holder) {
    return holder->bounded ? "at most " : holder->estimated ? "about " : "";
}

str holders_size(const struct scene *scene, const struct holder *holder) {
    if (holder->estimated)
        return arena_format(scene->arena, "about %s (of its rss of %s, by the victim's share of private memory)",
                            SIZE(holder->kb), SIZE(holder->rss_kb));
    return arena_format(scene->arena, "%s%s", holders_degree(holder), SIZE(holder->kb));
}

str holders_leader(const struct scene *scene) {
    if (scene->leader.count == 0)
        return STR("");
    str size = holders_size(scene, &scene->leader);
    return arena_format(scene->arena, ", mostly pid %lld with %.*s", (long long)scene->leader.pid, STR_ARG(size));
}

/* The rows count the upper levels of page tables, the machine's counter may leave them out: two figures of which one
 * is the part, and larger than the whole, would only puzzle. */
static bool holders_tables_exceed(const struct scene *scene, const struct holder *holder) {
    int64_t all_kb = scene->parts[PART_PAGETABLES].kb;
    return holder->count > 1 && all_kb != ABSENT && holder->pagetables_kb > all_kb;
}

str holders_shape(const struct scene *scene, const struct holder *holder) {
    str kind = holder->bounded ? arena_format(scene->arena, " of %s in RAM", scene->anonymous)
               : holder->mixed ? STR(" in RAM")
                               : STR(" of private memory in RAM");
    str shape = arena_format(scene->arena, "%s%s%.*s", holders_degree(holder), SIZE(holder->anon_kb), STR_ARG(kind));
    if (holder->bounded && holder->anon_kb == 0)
        shape = STR("no private memory in RAM");
    if (holder->swap_kb > 0)
        shape = arena_format(scene->arena, "%.*s, %s swapped out", STR_ARG(shape), SIZE(holder->swap_kb));
    if (holder->pagetables_kb > 0 && !holders_tables_exceed(scene, holder))
        shape = arena_format(scene->arena, "%.*s, %s of page tables", STR_ARG(shape), SIZE(holder->pagetables_kb));
    return shape;
}

int64_t holders_together_kb(const struct scene *scene) {
    int64_t anon_kb = scene->parts[PART_ANON].kb;
    bool alike = anon_kb != ABSENT && !scene->swap_used_kb &&
                 amount_at_least(scene->processes_kb, TOGETHER_PERCENT, anon_kb) && anon_kb >= scene->processes_kb;
    return alike ? anon_kb : scene->processes_kb;
}

struct holder holders_of_row(const struct scene *scene, size_t row) {
    const struct holders_table table = holders_look(scene);
    return holders_task(&table, row);
}

struct holder holders_of_group(const struct scene *scene, size_t group) {
    const struct holders_table table = holders_look(scene);
    return holders_any(&table, &scene->reckoning->groups[group]);
}

struct holders_like holders_outgrown(const struct scene *scene) {
    const struct reckoning *r = scene->reckoning;
    for (size_t i = 0; i < r->group_count; i++) {
        if (!str_equal(r->groups[i].name, scene->largest.name) || r->groups[i].count < 2)
            continue;
        struct holder group = holders_of_group(scene, i);
        int64_t others = group.count - 1, mean_kb = amount_less(group.kb, scene->largest.kb) / others;
        if (!group.bounded && scene->largest.kb / ALIKE_TIMES >= mean_kb)
            return (struct holders_like){others, mean_kb, group.lines};
        break;
    }
    return (struct holders_like){0};
}

bool holders_nearly_outlier(const struct scene *scene) {
    const struct holder *largest = &scene->largest;
    return scene->table && !scene->only_processes && !scene->tiny &&
           amount_at_least(largest->kb, DOMINANT_PERCENT, scene->reach_kb) &&
           amount_product(largest->kb, 10) >= amount_product(scene->second.kb, RIVAL_TIMES_TENTHS);
}

/* "Out of memory: Killed process 582 (sh) total-vm:4516kB, ..., pgtables:44kB oom_score_adj:0" */
int64_t holders_unshielded_most_kb(const struct scene *scene) {
    const struct event *event = scene->event;
    const struct kill *kill = event->kill_count ? &event->kills[0] : NULL;
    bool chosen = kill && event->killer == KILLER_KERNEL && kill->oom_score_adj != ABSENT && kill->oom_score_adj <= 0 &&
                  kill->total_vm_kb > 0 && !str_has(kill->message, STR("oom_kill_allocating_task")) &&
                  !release_is_before(scene->reckoning->release, RELEASE(5, 1, 0));
    return chosen ? amount_sum(kill->total_vm_kb, kill->pgtables_kb) : ABSENT;
}

/* The end of a task table, all of one name, and none that could be killed is larger than a shell. */
static bool holders_is_swarm_tail(const struct scene *scene) {
    int64_t most_kb = holders_unshielded_most_kb(scene), count = scene->crowd.count;
    bool headless = scene->reckoning->missing & MISSING_TRIGGER && scene->reckoning->missing & MISSING_MEMORY;
    return headless && scene->reckoning->scope == SCOPE_SYSTEM && count >= SWARM_TAIL_ROWS &&
           count == (int64_t)scene->reckoning->process_count && most_kb != ABSENT && most_kb <= SWARM_VICTIM_KB &&
           str_equal(scene->event->kills[0].name, scene->crowd.name);
}

void holders_set(struct scene *scene) {
    int64_t locked = scene->cgroup ? 0 : scene_kb(scene, PART_UNEVICTABLE);
    int64_t anon = scene->parts[PART_ANON].kb;
    scene->anonymous_kb = anon == ABSENT ? ABSENT : amount_sum(anon, locked);
    scene->table = scene->event->tasks.count > 0;
    scene->threads = scene_kb(scene, PART_KERNEL_STACK) / holders_stack_kb(scene);
    const struct holders_table table = holders_look(scene);
    holders_set_rows(scene, &table);
    holders_set_groups(scene, &table);
    holders_set_twin(scene, &table);
    holders_set_kills(scene);
    holders_set_init(scene);
    holders_set_leader(scene, &table);
    holders_bound_sum(scene);
    /* Nothing but processes is known, or the counters break off before what they hold: they are the room. */
    if (scene->room_kb == 0 || (!scene->room_known && scene->room_kb < scene->largest.kb)) {
        scene->only_processes = true;
        scene->room_kb = scene->processes_kb;
        scene->reach_kb = scene->processes_kb;
        scene->room = "what the processes hold";
    }
    const int64_t tiny_kb = scene->cgroup ? TINY_LIMIT_KB : scene->booting ? BOOT_ROOM_KB : TINY_ROOM_KB;
    scene->tiny = scene->room_known && !scene->unlimited && scene->room_kb < tiny_kb;
    scene->outlier = holders_outlier(scene);
    scene->threaded = scene->table && holders_threads(scene);
    scene->swarm = scene->threaded ||
                   (scene->table && scene->crowd.count > 1 && holders_small_and_many(scene) && holders_dense(scene));
    scene->swarm_tail = holders_is_swarm_tail(scene);
    holders_doubt_rss(scene);
    holders_set_unlisted(scene);
    holders_set_user(scene, &table);
}
