/* Events that are alike: of one machine, with one verdict on one program or cgroup.
 * SPDX-License-Identifier: MIT */
#include "report/text_groups.h"

#include "report/places.h"

#include "model/victim.h"

str text_machine_of(const struct event *event) {
    if (event->host.len > 0)
        return event->host;
    return event->source_count > 0 ? event->sources[0].file : STR("");
}

/* The word by which the question with KEY is answered; "" for none. */
static str text_answer_of(const struct diagnosis *diagnosis, str key) {
    for (size_t i = 0; i < diagnosis->answer_count; i++)
        if (str_equal(diagnosis->answers[i].key, key))
            return diagnosis->answers[i].answer;
    return STR("");
}

void text_moment_set(struct text_moment *moment, const struct report_event *event) {
    const struct event *told = event->event;
    const struct reckoning *reckoning = event->reckoning;
    const struct kill *kill = told->kill_count > 0 ? &told->kills[0] : NULL;
    *moment = (struct text_moment){.number = told->number,
                                   .time = told->time,
                                   .uptime_us = told->uptime_us,
                                   .victim_pid = kill ? kill->pid : ABSENT,
                                   .victim_kb = kill ? victim_resident_kb(kill) : ABSENT,
                                   .kills = (int64_t)told->kill_count,
                                   .free_kb = reckoning->ledger.parts.free_kb,
                                   .swap_free_kb = reckoning->swap_free_kb,
                                   .usage_kb = reckoning->cgroup.usage_kb,
                                   .limit_kb = reckoning->cgroup.limit_kb,
                                   .tasks = told->tasks.count > 0 ? (int64_t)told->tasks.count : ABSENT};
    text_label_set(&moment->victim, kill ? kill->name : STR(""));
    text_label_set(&moment->thrashing, text_answer_of(event->diagnosis, STR("thrashing")));
}

/* The cgroup whose limit was hit, else who or what holds the memory, else the victim. */
static str text_subject(const struct report_event *event, bool *ret_is_cgroup) {
    const struct event *told = event->event;
    str path = place_limit(told), consumer = event->diagnosis->findings[0].consumer;
    *ret_is_cgroup = event->reckoning->scope == SCOPE_CGROUP && path.len > 0;
    if (*ret_is_cgroup)
        return path;
    if (consumer.len > 0 && !event->diagnosis->findings[0].is_undecided)
        return consumer;
    return told->kill_count > 0 ? told->kills[0].name : STR("");
}

/* SUBJECT names a process, and no kind of memory. */
static bool text_is_process(const struct event *event, str subject) {
    enum { LOOKED_AT = 8 };
    for (size_t i = 0; i < event->kill_count && i < LOOKED_AT; i++)
        if (str_equal(event->kills[i].name, subject))
            return true;
    for (size_t i = 0; i < event->tasks.count; i++)
        if (str_equal(event->tasks.items[i].name, subject))
            return true;
    return false;
}

static bool text_group_is(const struct text_group *group, str machine, str pattern, str subject) {
    return text_label_is(&group->machine, machine) && text_label_is(&group->pattern, pattern) &&
           text_label_is(&group->subject, subject);
}

const struct text_group *text_groups_find(const struct text_groups *groups, const struct report_event *event) {
    bool is_cgroup;
    str machine = text_machine_of(event->event), subject = text_subject(event, &is_cgroup);
    for (size_t i = 0; i < groups->count; i++)
        if (text_group_is(&groups->items[i], machine, event->diagnosis->findings[0].pattern, subject))
            return &groups->items[i];
    return NULL;
}

static struct text_group *text_group_of(struct text_groups *groups, const struct report_event *event) {
    const struct finding *finding = &event->diagnosis->findings[0];
    const struct text_group *found = text_groups_find(groups, event);
    bool is_cgroup;
    if (found)
        return &groups->items[found - groups->items];
    if (groups->count == TEXT_GROUPS)
        return NULL;
    str machine = text_machine_of(event->event), subject = text_subject(event, &is_cgroup);
    struct text_group *group = &groups->items[groups->count++];
    *group = (struct text_group){.is_cgroup = is_cgroup, .is_undecided = finding->is_undecided};
    text_label_set(&group->machine, machine);
    text_label_set(&group->pattern, finding->pattern);
    text_label_set(&group->subject, subject);
    group->is_process = !is_cgroup && text_is_process(event->event, subject);
    group->first_number = event->event->number;
    return group;
}

int text_rank(const struct report_event *event) {
    const struct finding *finding = &event->diagnosis->findings[0];
    int parts = 0;
    for (unsigned bit = MISSING_TRIGGER; bit <= MISSING_KILL; bit <<= 1)
        parts += (event->reckoning->missing & bit) == 0;
    if (event->event->killer != KILLER_KERNEL || event->diagnosis->finding_count == 0)
        return 1;
    return 2 + 2 * parts + (!finding->is_undecided && finding->confidence > CONFIDENCE_LOW);
}

bool text_groups_read_first(const struct text_groups *groups, const struct report_event *event) {
    return event->diagnosis->finding_count > 0 && text_rank(event) > groups->read_rank;
}

struct text_group *text_groups_add(struct text_groups *groups, const struct report_event *event) {
    const struct finding *finding = &event->diagnosis->findings[0];
    struct text_group *group = text_group_of(groups, event);
    struct oomwhy_time stamp = event->event->time;
    stamp.digits = 0; /* to the second, in the log's own clock */
    stamp.has_offset = false;
    struct wording when = wording_time(&stamp);
    groups->first_number = groups->events == 0 ? event->event->number : groups->first_number;
    groups->events++;
    if (text_groups_read_first(groups, event)) {
        groups->read_rank = text_rank(event);
        groups->read_first = event->event->number;
    }
    if (when.len > 0)
        groups->to = when;
    if (groups->from.len == 0)
        groups->from = when;
    if (!group) {
        groups->others++;
        return NULL;
    }
    if (group->count++ == 0 || finding->confidence > group->confidence)
        group->confidence = finding->confidence;
    group->last_number = event->event->number;
    return group;
}
