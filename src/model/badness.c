/* Whom the kernel had to choose: oom_badness of every row, by kernel version.
 * SPDX-License-Identifier: MIT
 *
 * Since 2.6.36 a process's badness is what it holds in pages (resident, swapped, page tables) plus oom_score_adj
 * thousandths of what there is (mm/oom_kill.c). Before, it was a mixture of sizes, times and niceness that no report
 * shows. What a table has no column for is left out of the sum. */
#include "model/badness.h"

#include "base/arena.h"
#include "model/amount.h"
#include "model/order.h"
#include "model/release.h"
#include "model/victim.h"

enum {
    BADNESS_SHIELDED = -1000,   /* OOM_SCORE_ADJ_MIN */
    BADNESS_SHIELDED_OLD = -17, /* OOM_DISABLE, up to 2.6.35 */
    BADNESS_ROOT_PERMILLE = 30, /* taken off for CAP_SYS_ADMIN up to 4.16; a report shows only uid 0 */
    BADNESS_ERROR_PERCENT = 3,  /* table and choice are some milliseconds apart */
    BADNESS_KILLS = 8,          /* of a group kill, the first ones */
    BADNESS_ERROR_PAGES = 256   /* counters are approximate, per CPU (6.2-6.19) or thread (before) */
};

/* How a release scores. */
enum badness_rule {
    BADNESS_UNKNOWN,
    BADNESS_PERMILLE,     /* 2.6.36-3.4: thousandths of the total, root -30, 1 to 1000 */
    BADNESS_ROOT_POINTS,  /* 3.5-3.13: pages, root -30/1000 of the total, at least 1 */
    BADNESS_ROOT_PERCENT, /* 3.14-4.16: pages, root -3 % of its own, at least 1 */
    BADNESS_CLAMPED,      /* 4.17-5.8: pages, at least 1 */
    BADNESS_PLAIN         /* since 5.9 */
};

struct badness {
    const struct event *event;
    struct reckoning *reckoning;
    enum badness_rule rule;
    int64_t total;
    enum { BADNESS_BONUS, BADNESS_NO_BONUS_IN_ROW, BADNESS_NO_BONUS } bonus; /* of root */
    size_t plain_row;                                                        /* root, but without the bonus */
};

/* Red Hat's kernels carry the memory management of later ones: RHEL 7 that of 3.14, RHEL 8 that of 4.18 and later. */
static enum badness_rule badness_rule_of_release(struct release release) {
    static const struct {
        int32_t before;
        enum badness_rule rule;
    } rules[] = {
        {RELEASE(2, 6, 36), BADNESS_UNKNOWN},     {RELEASE(3, 5, 0), BADNESS_PERMILLE},
        {RELEASE(3, 14, 0), BADNESS_ROOT_POINTS}, {RELEASE(4, 17, 0), BADNESS_ROOT_PERCENT},
        {RELEASE(5, 9, 0), BADNESS_CLAMPED},
    };
    if (release.rhel == 6)
        return BADNESS_PERMILLE;
    if (release.rhel == 7)
        return BADNESS_ROOT_PERCENT;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (release_is_before(release, rules[i].before))
            return rules[i].rule;
    return BADNESS_PLAIN;
}

/* Without a release the table's columns tell its time, and the words that announce a kill up to 5.0. */
static enum badness_rule badness_rule_of_columns(const struct task *task, str announcement) {
    if (amount_known(task->pgtables_bytes))
        return str_has(announcement, STR("sacrifice child")) ? BADNESS_CLAMPED : BADNESS_PLAIN;
    if (amount_known(task->nr_ptes))
        return BADNESS_ROOT_PERCENT;
    return amount_known(task->oom_score_adj) ? BADNESS_PERMILLE : BADNESS_UNKNOWN;
}

static enum badness_rule badness_rule(const struct event *event, const struct reckoning *reckoning) {
    if (!event->tasks.count || !amount_known(event->tasks.items[0].oom_score_adj))
        return BADNESS_UNKNOWN;
    return reckoning->release.number ? badness_rule_of_release(reckoning->release)
                                     : badness_rule_of_columns(&event->tasks.items[0], event->intent.text);
}

static int64_t badness_pages(int64_t kb, int64_t page_kb) {
    return amount_known(kb) ? kb / page_kb : ABSENT;
}

/* A cgroup's limit with the swap it may use. The machine's swap is not printed in its report: where the group used none
 * it had none to use. */
static int64_t badness_cgroup_total(const struct reckoning *reckoning) {
    const struct cgroup_ledger *cgroup = &reckoning->cgroup;
    int64_t swap_kb = amount_positive(cgroup->swap_usage_kb) == 0 && amount_positive(reckoning->swap_sum_kb) == 0 ? 0
                      : amount_known(reckoning->swap_total_kb)
                          ? amount_known(cgroup->swap_limit_kb)
                                ? amount_least(cgroup->swap_limit_kb, reckoning->swap_total_kb)
                                : reckoning->swap_total_kb
                          : cgroup->swap_limit_kb;
    return badness_pages(amount_both(cgroup->limit_kb, swap_kb), reckoning->page_kb);
}

/* Nodes count with what they have, all of it (since 5.4; before with the addresses they span, which is not printed). */
static int64_t badness_nodes_kb(const struct memory *memory) {
    int64_t sum_kb = ABSENT;
    for (size_t i = 0; i < memory->zone_count; i++)
        sum_kb = amount_plus(sum_kb, memory->zones[i].present_kb);
    return sum_kb;
}

/* The T of oom_badness: what the request could have used at best, free or not, with all swap. */
static int64_t badness_total(const struct memory *memory, const struct reckoning *reckoning) {
    int64_t memory_kb = ABSENT, swap_kb = reckoning->swap_total_kb;
    switch (reckoning->scope) {
    case SCOPE_CGROUP:
        return badness_cgroup_total(reckoning);
    case SCOPE_SYSTEM:
        memory_kb = reckoning->ledger.managed_kb;
        break;
    case SCOPE_CPUSET:
    case SCOPE_MEMPOLICY:
        memory_kb = badness_nodes_kb(memory);
        break;
    case SCOPE_UNKNOWN:
        break;
    }
    return badness_pages(amount_plus(memory_kb, amount_known(memory_kb) ? swap_kb : ABSENT), reckoning->page_kb);
}

/* In pages: of 4 kB nearly always, and a shift costs a tenth of a division. */
static int64_t badness_tables(int64_t bytes, int64_t page_kb) {
    return page_kb == 4 ? bytes / 4096 : bytes / (page_kb * 1024);
}

/* What a row holds: resident, swapped out, and its page tables. */
static int64_t badness_held(const struct task *task, int64_t page_kb) {
    int64_t tables = amount_known(task->pgtables_bytes) ? badness_tables(task->pgtables_bytes, page_kb)
                                                        : amount_plus(task->nr_ptes, task->nr_pmds);
    return amount_known(task->rss) ? amount_plus(amount_plus(task->rss, task->swapents), tables) : ABSENT;
}

/* The kernel asks for CAP_SYS_ADMIN, which root of a container has not: a score that was printed tells. */
static bool badness_is_root(const struct badness *badness, const struct task *task) {
    return task->uid == 0 && badness->bonus != BADNESS_NO_BONUS &&
           (badness->bonus == BADNESS_BONUS || task != &badness->event->tasks.items[badness->plain_row]);
}

/* 0 to 1000: 2.6.36 to 3.4. */
static int64_t badness_permille(const struct badness *badness, const struct task *task, int64_t held) {
    int64_t scaled = amount_times(held, 1000);
    if (!amount_known(scaled) || !amount_known(badness->total) || badness->total <= 0)
        return ABSENT;
    int64_t points = scaled / badness->total - (badness_is_root(badness, task) ? BADNESS_ROOT_PERMILLE : 0);
    return amount_least(amount_most(points + task->oom_score_adj, 1), 1000);
}

static int64_t badness_points(const struct badness *badness, const struct task *task, int64_t held) {
    int64_t adj = task->oom_score_adj;
    bool root = badness_is_root(badness, task);
    if (root && badness->rule == BADNESS_ROOT_PERCENT)
        held -= held * 3 / 100;
    if (root && badness->rule == BADNESS_ROOT_POINTS)
        adj -= BADNESS_ROOT_PERMILLE;
    if (adj && !amount_known(badness->total))
        return ABSENT;
    int64_t points = adj ? amount_both(held, amount_times(adj, badness->total / 1000)) : held;
    return amount_known(points) && points < 1 && badness->rule != BADNESS_PLAIN ? 1 : points;
}

static int64_t badness_of(const struct badness *badness, const struct task *task) {
    int64_t held = badness_held(task, badness->reckoning->page_kb);
    bool sound = amount_known(held) && held >= 0 && held < INT64_MAX / 1000 && amount_known(task->oom_score_adj) &&
                 task->oom_score_adj >= -1000 && task->oom_score_adj <= 1000;
    if (badness->rule == BADNESS_UNKNOWN || !sound)
        return ABSENT;
    return badness->rule == BADNESS_PERMILLE ? badness_permille(badness, task, held)
                                             : badness_points(badness, task, held);
}

static bool badness_was_killed(const struct event *event, int64_t pid) {
    for (size_t i = 0; i < event->kill_count && i < BADNESS_KILLS; i++)
        if (victim_is_of(&event->kills[i], pid) && event->kills[i].named_by == NAMED_BY_KILL)
            return true;
    return false;
}

/* Init and shielded processes are never chosen; kernel threads are not in the table. A row that says otherwise of a
 * process that was killed is damaged. */
static enum tri badness_killable(const struct event *event, const struct task *task) {
    if (badness_was_killed(event, task->pid))
        return TRI_YES;
    if (task->pid == 1 || task->tgid == 1)
        return TRI_NO;
    if (amount_known(task->oom_score_adj))
        return task->oom_score_adj <= BADNESS_SHIELDED ? TRI_NO : TRI_YES;
    if (amount_known(task->oom_adj))
        return task->oom_adj <= BADNESS_SHIELDED_OLD ? TRI_NO : TRI_YES;
    return TRI_UNKNOWN;
}

static int64_t badness_size(const struct event *event, size_t row) {
    const struct task *task = &event->tasks.items[row];
    return amount_plus(task->rss, task->swapents);
}

bool badness_equal_is_before(const struct event *event, const struct reckoning *reckoning, size_t a, size_t b) {
    int64_t size_a = badness_size(event, a), size_b = badness_size(event, b);
    if (size_a != size_b)
        return size_a > size_b;
    /* of equals the last is chosen since 4.7, before it the first */
    return release_is_before(reckoning->release, RELEASE(4, 7, 0)) ? a < b : a > b;
}

/* What order_sort hands back. */
struct badness_order {
    const struct event *event;
    const struct reckoning *reckoning;
};

static bool badness_after(const void *context, size_t a, size_t b) {
    const struct badness_order *order = context;
    return badness_is_before(order->event, order->reckoning, b, a);
}

const size_t *badness_rank(const struct event *event, const struct reckoning *reckoning) {
    const struct badness_order order = {event, reckoning};
    const size_t count = event->tasks.count;
    uint64_t *keys = arena_room(event->arena, count * sizeof *keys);
    uint64_t *scratch = arena_room(event->arena, count * sizeof *scratch);
    size_t *rows = arena_room(event->arena, count * sizeof *rows);
    if (!keys || !scratch || !rows || !reckoning->tasks)
        return NULL;
    for (size_t i = 0; i < count; i++)
        keys[i] = order_key(order_falling(reckoning->tasks[i].badness), i);
    order_sort(keys, scratch, count, badness_after, &order);
    for (size_t i = 0; i < count; i++)
        rows[i] = order_row(keys[i]);
    return rows;
}

static void badness_score(struct badness *badness) {
    const struct tasks *tasks = &badness->event->tasks;
    for (size_t i = 0; i < tasks->count; i++) {
        struct task_state *state = &badness->reckoning->tasks[i];
        state->badness = badness_of(badness, &tasks->items[i]);
        state->killable = badness_killable(badness->event, &tasks->items[i]);
    }
}

static size_t badness_row(const struct tasks *tasks, int64_t pid) {
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->items[i].pid == pid)
            return i;
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->items[i].tgid == pid)
            return i;
    return SIZE_MAX;
}

/* The row of PID, or of the process whose thread it is by its kill line. */
static size_t badness_row_of(const struct event *event, int64_t pid) {
    const struct kill *kill = event->kill_count ? &event->kills[0] : NULL;
    return badness_row(&event->tasks, kill && kill->pid == pid && kill->thread_of > 0 ? kill->thread_of : pid);
}

/* The first of the killable rows, if every one of them could be scored. */
static size_t badness_best(const struct event *event, const struct reckoning *reckoning) {
    size_t best = SIZE_MAX;
    for (size_t row = 0; row < event->tasks.count; row++) {
        const struct task_state *state = &reckoning->tasks[row];
        if (state->killable == TRI_NO)
            continue;
        if (!amount_known(state->badness))
            return SIZE_MAX;
        if (best == SIZE_MAX || badness_is_before(event, reckoning, row, best))
            best = row;
    }
    return best;
}

/* Up to 5.0 a child of the chosen process may have died in its place; the line before names the chosen one, and in 5.0
 * the oom-kill: line does. */
static size_t badness_chosen(const struct event *event, const struct reckoning *reckoning) {
    if (amount_known(event->intent_pid))
        return badness_row_of(event, event->intent_pid);
    if (event->summary.line && release_is_before(reckoning->release, RELEASE(5, 1, 0)) &&
        amount_known(event->summary.pid))
        return badness_row(&event->tasks, event->summary.pid);
    return reckoning->victim_row;
}

/* It kills the trigger, whatever it scores. */
bool badness_kills_allocating(const struct event *event) {
    const str sign = STR("oom_kill_allocating_task");
    return str_has(event->intent.text, sign) || (event->kill_count && str_has(event->kills[0].message, sign));
}

/* The score counts swap; tables up to 3.5 do not show it. */
static bool badness_swap_hidden(const struct badness *badness) {
    enum swap_state swap = badness->reckoning->swap;
    if (badness->event->tasks.count == 0)
        return false;
    return !amount_known(badness->event->tasks.items[0].swapents) && swap != SWAP_NONE && swap != SWAP_UNUSED;
}

static enum tri badness_explained(const struct badness *badness) {
    const struct reckoning *reckoning = badness->reckoning;
    size_t chosen = badness_chosen(badness->event, reckoning);
    if (chosen == SIZE_MAX || reckoning->best_row == SIZE_MAX || badness_kills_allocating(badness->event))
        return TRI_UNKNOWN;
    int64_t points = reckoning->tasks[chosen].badness, best = reckoning->tasks[reckoning->best_row].badness;
    bool clamping_unknown = !reckoning->release.number && best < 1; /* up to 5.8 all such rows were equal */
    if (!amount_known(points) || clamping_unknown)
        return TRI_UNKNOWN;
    if (badness_swap_hidden(badness))
        return chosen == reckoning->best_row ? TRI_YES : TRI_UNKNOWN;
    int64_t error = badness->rule == BADNESS_PERMILLE
                        ? BADNESS_ROOT_PERMILLE
                        : amount_most(BADNESS_ERROR_PAGES, amount_percent(best, BADNESS_ERROR_PERCENT));
    return points >= best - error ? TRI_YES : TRI_NO;
}

/* "Out of memory: Kill process 3882 (python) score 623": thousandths of the points that the kernel gave. */
static bool badness_fits_printed(const struct badness *badness, size_t row) {
    int64_t points = badness_of(badness, &badness->event->tasks.items[row]);
    if (badness->rule == BADNESS_PERMILLE)
        return amount_known(points) && points - badness->event->intent_score <= 1 &&
               badness->event->intent_score - points <= 1;
    int64_t scaled = amount_times(points, 1000);
    return amount_known(scaled) && badness->total > 0 && scaled / badness->total - badness->event->intent_score <= 1 &&
           badness->event->intent_score - scaled / badness->total <= 1;
}

/* Of a cgroup's processes none has what one of them lacks; of the machine's only that one is known. */
static bool badness_try_without_bonus(struct badness *badness, size_t row) {
    badness->bonus = badness->reckoning->scope == SCOPE_CGROUP ? BADNESS_NO_BONUS : BADNESS_NO_BONUS_IN_ROW;
    badness->plain_row = row;
    if (badness_fits_printed(badness, row))
        return true;
    badness->bonus = BADNESS_BONUS;
    return false;
}

/* The row that a printed score is of; SIZE_MAX where there is none. */
static size_t badness_scored_row(const struct event *event) {
    return amount_known(event->intent_pid) && amount_known(event->intent_score)
               ? badness_row_of(event, event->intent_pid)
               : SIZE_MAX;
}

/* A cgroup that used no swap may have had some to use: its report does not show the machine's, the printed score does.
 */
static void badness_correct_total(struct badness *badness) {
    const struct cgroup_ledger *cgroup = &badness->reckoning->cgroup;
    const int64_t total = badness->total, page_kb = badness->reckoning->page_kb;
    const size_t row = badness_scored_row(badness->event);
    if (badness->reckoning->scope != SCOPE_CGROUP || row == SIZE_MAX || amount_positive(cgroup->swap_limit_kb) == 0 ||
        badness_fits_printed(badness, row))
        return;
    badness->total = badness_pages(amount_both(cgroup->limit_kb, cgroup->swap_limit_kb), page_kb);
    if (!badness_fits_printed(badness, row) && !badness_try_without_bonus(badness, row))
        badness->total = total;
}

/* Vendors took 3.14's rule for root into kernels before it (Ubuntu's 3.13), and root of a container may have no bonus:
 * the printed score of a process of root tells. */
static void badness_correct_rule(struct badness *badness) {
    const struct event *event = badness->event;
    const enum badness_rule rule = badness->rule;
    const bool has_bonus = rule == BADNESS_PERMILLE || rule == BADNESS_ROOT_POINTS || rule == BADNESS_ROOT_PERCENT;
    const size_t row = badness_scored_row(event);
    if (!has_bonus || row == SIZE_MAX || event->tasks.items[row].uid != 0 || badness_fits_printed(badness, row))
        return;
    badness->rule = rule == BADNESS_ROOT_POINTS ? BADNESS_ROOT_PERCENT : rule;
    if (badness_fits_printed(badness, row) || badness_try_without_bonus(badness, row))
        return;
    badness->rule = rule;
}

void badness_fill(const struct event *event, const struct memory *memory, struct reckoning *reckoning) {
    struct badness badness = {.event = event,
                              .reckoning = reckoning,
                              .rule = badness_rule(event, reckoning),
                              .total = badness_total(memory, reckoning)};
    badness_correct_rule(&badness);
    badness_correct_total(&badness);
    reckoning->total_pages = badness.total;
    reckoning->badness_permille = badness.rule == BADNESS_PERMILLE;
    badness_score(&badness);
    reckoning->victim_row = event->kill_count ? badness_row_of(event, event->kills[0].pid) : SIZE_MAX;
    reckoning->best_row = badness_best(event, reckoning);
    reckoning->explained = badness_explained(&badness);
    const size_t scored = badness_scored_row(event);
    reckoning->scores_lack_swap =
        badness_swap_hidden(&badness) && (scored == SIZE_MAX || !badness_fits_printed(&badness, scored));
}
