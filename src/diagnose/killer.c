/* Userspace killers: what their figures say, and what their settings can do.
 * SPDX-License-Identifier: MIT
 *
 * They act by their own limits, before the kernel is out of memory, and print what they judged by and nothing else: no
 * task table, no counters. So no pattern of the kernel's is claimed here. */
#include "diagnose/killer.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/pattern.h"

enum { KILLER_SHARE_ALL = 10000 };

static const char *const killer_names[KILLERS] = {"The kernel", "systemd-oomd",           "earlyoom", "nohang", "oomd",
                                                  "lmkd",       "Talos's OOM controller", "kubelet",  "systemd"};

static const char *killer_name(const struct facts *facts) {
    return killer_names[facts->event->killer];
}

/* It tells of a kill of the kernel's. */
static bool killer_only_tells(const struct facts *facts) {
    return facts->event->killer == KILLER_SYSTEMD || facts->event->killer == KILLER_KUBELET;
}

bool killer_has_limits(const struct facts *facts) {
    return killer_is_program(facts) && !killer_only_tells(facts);
}

/* "62.33 %", "10 %" of SHARE, which is in hundredths of a percent. */
static str killer_share(const struct facts *facts, int64_t share) {
    enum { WHOLE = 100 };
    if (share % WHOLE == 0)
        return arena_format(facts->arena, "%lld %%", (long long)(share / WHOLE));
    return arena_format(facts->arena, "%lld.%02lld %%", (long long)(share / WHOLE), (long long)(share % WHOLE));
}

#define SHARE(share) STR_ARG(killer_share(facts, (share)))

static const struct kill *killer_victim(const struct facts *facts) {
    return facts->event->kill_count ? &facts->event->kills[0] : NULL;
}

/* "process 733 (worker)", or a cgroup's path. */
static str killer_victim_name(const struct facts *facts, const struct kill *kill) {
    if (kill->pid == ABSENT)
        return kill->name.len ? kill->name : STR("a process");
    return arena_format(facts->arena, "process %lld (%.*s)", (long long)kill->pid, NAMED(kill->name));
}

static struct span killer_lines(const struct facts *facts, int64_t line) {
    return line > 0 ? evidence_line(line) : facts->event->lines;
}

/* --- what happened */

/* ", which held 1.2 GiB", or nothing. */
static str killer_held(const struct facts *facts, const struct kill *kill) {
    return kill->rss_kb > 0 ? arena_format(facts->arena, ", which held %s", SIZE(kill->rss_kb)) : STR("");
}

static str killer_headline_teller(const struct facts *facts, str host) {
    const struct kill *kill = killer_victim(facts);
    str who = kill ? killer_victim_name(facts, kill) : STR("a unit");
    return facts->event->killer == KILLER_SYSTEMD
               ? arena_format(facts->arena,
                              "systemd says that an OOM killer struck %.*s%.*s; the kernel's own report is not in this "
                              "log.",
                              STR_ARG(who), STR_ARG(host))
               : arena_format(facts->arena,
                              "kubelet says that the kernel's OOM killer killed %.*s%.*s; the kernel's own report is "
                              "not in this log.",
                              STR_ARG(who), STR_ARG(host));
}

str killer_headline(const struct facts *facts, str host) {
    const struct kill *kill = killer_victim(facts);
    const char *name = killer_name(facts);
    if (killer_only_tells(facts))
        return killer_headline_teller(facts, host);
    if (!kill)
        return arena_format(facts->arena, "%s acted%.*s, not the kernel.", name, STR_ARG(host));
    str who = killer_victim_name(facts, kill), held = killer_held(facts, kill);
    if (kill->outcome == OUTCOME_SURVIVED)
        return arena_format(facts->arena, "%s sent %s to %.*s%.*s%.*s, but it did not end: its memory was not freed.",
                            name, kill->is_told_to_end ? "SIGTERM" : "SIGKILL", STR_ARG(who), STR_ARG(host),
                            STR_ARG(held));
    if (kill->is_told_to_end && kill->outcome == OUTCOME_UNKNOWN)
        return arena_format(facts->arena, "%s, not the kernel, told %.*s%.*s%.*s%s to end (SIGTERM).", name,
                            STR_ARG(who), STR_ARG(host), STR_ARG(held), held.len ? "," : "");
    return arena_format(facts->arena, "%s, not the kernel, ended %.*s%.*s%.*s.", name, STR_ARG(who), STR_ARG(host),
                        STR_ARG(held));
}

/* --- the verdict */

/* "22 MiB of 1.9 GiB of memory (1.16 %) was available", or nothing. */
static str killer_memory(const struct facts *facts) {
    const struct killer_figures *figures = &facts->event->figures;
    if (figures->mem_free_kb != ABSENT && figures->mem_total_kb > 0)
        return arena_format(facts->arena, "%s of %s of memory (%.*s) was available", SIZE(figures->mem_free_kb),
                            SIZE(figures->mem_total_kb), SHARE(figures->mem_free));
    if (figures->mem_free_kb != ABSENT && figures->mem_free != ABSENT)
        return arena_format(facts->arena, "%s of memory (%.*s) was available", SIZE(figures->mem_free_kb),
                            SHARE(figures->mem_free));
    return figures->mem_free_kb != ABSENT
               ? arena_format(facts->arena, "%s of memory was available", SIZE(figures->mem_free_kb))
               : STR("");
}

/* "131 MiB of 1023 MiB of swap (12.81 %) was free", or nothing. */
static str killer_swap(const struct facts *facts) {
    const struct killer_figures *figures = &facts->event->figures;
    if (figures->swap_total_kb == 0)
        return STR("there was no swap");
    if (figures->swap_free_kb != ABSENT && figures->swap_total_kb > 0)
        return arena_format(facts->arena, "%s of %s of swap (%.*s) was free", SIZE(figures->swap_free_kb),
                            SIZE(figures->swap_total_kb), SHARE(figures->swap_free));
    if (figures->swap_free_kb != ABSENT && figures->swap_free != ABSENT)
        return arena_format(facts->arena, "%s of swap (%.*s) was free", SIZE(figures->swap_free_kb),
                            SHARE(figures->swap_free));
    return figures->swap_free_kb != ABSENT
               ? arena_format(facts->arena, "%s of swap was free", SIZE(figures->swap_free_kb))
               : STR("");
}

/* "tasks in /system.slice spent 76.42 % of their time waiting for memory, above the limit of 60.00 %, for more than
 * 30 s", or nothing. */
static str killer_pressure(const struct facts *facts) {
    const struct killer_figures *figures = &facts->event->figures;
    if (figures->pressure == ABSENT)
        return STR("");
    const char *limit = figures->pressure_limit == ABSENT ? "" : ", above the limit of ";
    str share = figures->pressure_limit == ABSENT ? STR("") : killer_share(facts, figures->pressure_limit);
    str time = figures->pressure_s > 0 ? arena_format(facts->arena, ", for more than %s", DURATION(figures->pressure_s))
                                       : STR("");
    str where = figures->group.len                    ? arena_format(facts->arena, "in %.*s ", STR_ARG(figures->group))
                : facts->event->killer == KILLER_OOMD ? STR("in the killed cgroup ")
                                                      : STR("");
    return arena_format(facts->arena, "tasks %.*swere held up waiting for memory %.*s of the time%s%.*s%.*s",
                        STR_ARG(where), SHARE(figures->pressure), limit, STR_ARG(share), STR_ARG(time));
}

/* "; its limits are 10.00 % of memory and 15.00 % of swap", or nothing. */
static str killer_limits(const struct facts *facts) {
    const struct killer_figures *figures = &facts->event->figures;
    if (figures->used_limit != ABSENT)
        return arena_format(facts->arena, "; it acts where more than %.*s of both is in use",
                            SHARE(figures->used_limit));
    if (figures->mem_limit != ABSENT && figures->swap_limit != ABSENT)
        return arena_format(facts->arena, "; it acts at or below %.*s of memory and %.*s of swap",
                            SHARE(figures->mem_limit), SHARE(figures->swap_limit));
    return figures->mem_limit != ABSENT
               ? arena_format(facts->arena, "; it acts at or below %.*s of memory", SHARE(figures->mem_limit))
               : STR("");
}

/* Its limits are all it printed. */
static bool killer_has_bounds(const struct facts *facts) {
    const struct killer_figures *figures = &facts->event->figures;
    return !figures->mem_line && !figures->swap_line && figures->mem_limit != ABSENT && figures->swap_limit != ABSENT;
}

/* So what it found was no more. */
static str killer_bounds(const struct facts *facts) {
    const struct killer_figures *figures = &facts->event->figures;
    if (!killer_has_bounds(facts))
        return STR("");
    return arena_format(facts->arena, "no more than %.*s of memory was available, and no more than %.*s of swap free",
                        SHARE(figures->mem_limit), SHARE(figures->swap_limit));
}

/* All its figures in one sentence's part; "" where there are none. */
static str killer_says(const struct facts *facts) {
    str parts[] = {killer_pressure(facts), killer_memory(facts), killer_swap(facts), killer_bounds(facts)};
    str says = STR("");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].len)
            says = says.len ? arena_format(facts->arena, "%.*s, and %.*s", STR_ARG(says), STR_ARG(parts[i])) : parts[i];
    if (!says.len)
        return says;
    str limits = killer_has_bounds(facts) ? STR(" (its limits)") : killer_limits(facts);
    return arena_format(facts->arena, "%.*s%.*s", STR_ARG(says), STR_ARG(limits));
}

/* What the victim held is part of what there was: none of the others can have held more than the rest. */
static bool killer_victim_held_most(const struct facts *facts) {
    const struct kill *kill = killer_victim(facts);
    const struct killer_figures *figures = &facts->event->figures;
    return kill && kill->rss_kb > 0 && kill->pid != ABSENT && figures->mem_total_kb > 0 &&
           kill->rss_kb > figures->mem_total_kb / 2;
}

/* The candidate of systemd-oomd that used most memory, or most swap; NULL where none has such a figure. */
static const struct candidate *killer_largest(const struct facts *facts, bool of_swap) {
    const struct killer_figures *figures = &facts->event->figures;
    const struct candidate *largest = NULL;
    for (size_t i = 0; i < figures->candidate_count; i++) {
        const struct candidate *at = &figures->candidates[i];
        const int64_t kb = of_swap ? at->swap_kb : at->memory_kb;
        if (kb != ABSENT && (!largest || kb > (of_swap ? largest->swap_kb : largest->memory_kb)))
            largest = at;
    }
    return largest;
}

/* "the largest of the 2 cgroups that it listed (37 were considered)" */
static str killer_listed(const struct facts *facts) {
    const struct killer_figures *figures = &facts->event->figures;
    if (figures->candidate_count == 1 && figures->considered > 1)
        return arena_format(facts->arena, "the only one that it listed of %lld that it considered",
                            (long long)figures->considered);
    if (figures->considered > (int64_t)figures->candidate_count)
        return arena_format(facts->arena, "the most of the %lld cgroups that it listed, of %lld that it considered",
                            (long long)figures->candidate_count, (long long)figures->considered);
    return figures->candidate_count == 1 ? STR("the only one that it listed")
                                         : arena_format(facts->arena, "the most of the %lld cgroups that it listed",
                                                        (long long)figures->candidate_count);
}

/* "/a used 38.6 GiB, the most of the 10 cgroups that it listed", or nothing. */
static str killer_largest_used(const struct facts *facts, struct span *ret_lines) {
    const struct candidate *by_memory = killer_largest(facts, false), *by_swap = killer_largest(facts, true);
    const struct candidate *largest = by_memory ? by_memory : by_swap;
    if (!largest)
        return STR("");
    str listed = killer_listed(facts);
    *ret_lines = evidence_line(largest->line);
    return arena_format(facts->arena, "%.*s used %s%s, %.*s", STR_ARG(largest->path),
                        SIZE(by_memory ? largest->memory_kb : largest->swap_kb), by_memory ? "" : " of swap",
                        STR_ARG(listed));
}

static void killer_add_outcome(const struct facts *facts, struct finding *finding) {
    const struct kill *kill = killer_victim(facts);
    if (kill && kill->outcome_words.line)
        pattern_for(facts, finding, evidence_line(kill->outcome_words.line), "It says: \"%.*s\".",
                    STR_ARG(kill->outcome_words.text));
}

static void killer_add_candidates(const struct facts *facts, struct finding *finding) {
    struct span lines = {0, 0};
    str used = killer_largest_used(facts, &lines);
    if (used.len)
        pattern_for(facts, finding, lines, "%.*s.", STR_ARG(used));
    if (facts->event->figures.is_cut)
        pattern_for(facts, finding, facts->event->figures.lines,
                    "It listed more cgroups than are kept here: another may have used more.");
}

static void killer_add_evidence(const struct facts *facts, struct finding *finding) {
    const struct killer_figures *figures = &facts->event->figures;
    const struct kill *kill = killer_victim(facts);
    if (killer_victim_held_most(facts))
        pattern_for(facts, finding, evidence_line(kill->line),
                    "%.*s held %s, %s of that memory: no other process can have held as much of its own.",
                    NAMED(kill->name), SIZE(kill->rss_kb), PERCENT(kill->rss_kb, figures->mem_total_kb));
    killer_add_candidates(facts, finding);
    if (figures->rules.line)
        pattern_for(facts, finding, evidence_line(figures->rules.line), "It gives as its reason: \"%.*s\".",
                    STR_ARG(figures->rules.text));
    killer_add_outcome(facts, finding);
}

void killer_state(const struct facts *facts, struct finding *finding) {
    const char *name = killer_name(facts);
    str says = killer_says(facts);
    if (facts->event->killer == KILLER_SYSTEMD)
        pattern_state(facts, finding,
                      "Only systemd tells of this kill: the kernel's own report, which says why, is not in this log.");
    else if (facts->event->killer == KILLER_KUBELET)
        pattern_state(facts, finding,
                      "Only kubelet tells of this kill: the kernel's own report, which says why, is not in this log.");
    else if (says.len)
        pattern_state(facts, finding, "%s acted by its own limits, not by the kernel's: %.*s.", name, STR_ARG(says));
    else if (facts->event->figures.rules.line)
        pattern_state(facts, finding,
                      "%s acted by its own limits, not by the kernel's: it gives a reason, but no figures of memory.",
                      name);
    else
        pattern_state(facts, finding,
                      "%s acted by its own limits, not by the kernel's; this log has none of the figures that it "
                      "judged by.",
                      name);
    killer_add_evidence(facts, finding);
    if (killer_has_limits(facts))
        pattern_brief(facts, finding, "%s's own limits were reached; what used the memory up, its lines do not show.",
                      name);
}

/* --- the questions */

void killer_answer_scope(const struct facts *facts, struct answer *answer) {
    const struct killer_figures *figures = &facts->event->figures;
    const enum killer killer = facts->event->killer;
    if (killer == KILLER_KUBELET)
        answer->statement = STR("kubelet calls it a system OOM, as it also does where it can't tell whose limit was "
                                "hit: only the kernel's own report would show it.");
    else if (killer == KILLER_SYSTEMD)
        answer->statement = STR("There is no kernel report to judge by.");
    else if (facts->reckoning->scope == SCOPE_CGROUP)
        answer->statement = arena_format(facts->arena, "Cgroup: memory was short in %.*s, whose pressure was judged.",
                                         STR_ARG(figures->group));
    else if (facts->reckoning->scope == SCOPE_SYSTEM)
        answer->statement =
            figures->used_limit != ABSENT || killer == KILLER_SYSTEMD_OOMD
                ? arena_format(facts->arena, "System-wide: %s judged by the whole machine.", killer_name(facts))
                : arena_format(facts->arena, "System-wide: %s watches the memory of the whole machine.",
                               killer_name(facts));
    else
        answer->statement = arena_format(facts->arena, "The log does not show what %s judged by.", killer_name(facts));
    answer->brief = facts->reckoning->scope == SCOPE_CGROUP
                        ? arena_format(facts->arena, "Cgroup: %.*s", STR_ARG(figures->group))
                    : facts->reckoning->scope == SCOPE_SYSTEM ? STR("System-wide")
                                                              : STR("The log does not show it");
    if (facts->reckoning->scope != SCOPE_UNKNOWN &&
        (figures->pressure_line || figures->mem_line || figures->limit_line))
        evidence_add(facts->arena, &answer->evidence,
                     figures->group.len ? killer_lines(facts, figures->pressure_line) : figures->lines, "%s",
                     figures->group.len ? "The line of the kill names it." : "Its own lines say what it judged by.");
}

/* The victim was chosen by its score, which need not be the largest memory. */
static void killer_name_victim(const struct facts *facts, const struct kill *kill, struct answer *answer) {
    if (killer_victim_held_most(facts)) {
        answer->answer = kill->name;
        answer->brief = arena_format(facts->arena, "%.*s: %s of %s", NAMED(kill->name), SIZE(kill->rss_kb),
                                     SIZE(facts->event->figures.mem_total_kb));
        answer->statement =
            arena_format(facts->arena, "%.*s (pid %lld), with %s of %s.", NAMED(kill->name), (long long)kill->pid,
                         SIZE(kill->rss_kb), SIZE(facts->event->figures.mem_total_kb));
    } else {
        answer->brief = STR("The log shows only the victim's share");
        answer->statement = arena_format(
            facts->arena, "The log shows only the victim's share: %.*s held %s; what others held, %s does not print.",
            NAMED(kill->name), SIZE(kill->rss_kb), killer_name(facts));
    }
    evidence_add(facts->arena, &answer->evidence, evidence_line(kill->line), "The victim, %.*s, held %s.",
                 NAMED(kill->name), SIZE(kill->rss_kb));
}

/* "builder.service: 38.6 GiB, of those listed" */
static str killer_brief_largest(const struct facts *facts) {
    enum { COLUMNS = 44 }; /* beside the question */
    const struct candidate *by_memory = killer_largest(facts, false), *by_swap = killer_largest(facts, true);
    const struct candidate *largest = by_memory ? by_memory : by_swap;
    if (!largest)
        return STR("");
    const size_t slash = str_find_last_byte(largest->path, '/');
    str unit = slash == STR_NONE ? largest->path : str_from(largest->path, slash + 1);
    str brief = arena_format(facts->arena, "%.*s: %s%s", STR_ARG(unit),
                             SIZE(by_memory ? largest->memory_kb : largest->swap_kb), by_memory ? "" : " of swap");
    str among = STR(", of those listed");
    if (brief.len + among.len > COLUMNS)
        among = STR(", as listed");
    return arena_format(facts->arena, "%.*s%.*s", STR_ARG(brief), STR_ARG(among));
}

void killer_answer_consumer(const struct facts *facts, struct answer *answer) {
    const struct kill *kill = killer_victim(facts);
    struct span lines = {0, 0};
    str used = killer_largest_used(facts, &lines);
    answer->brief = STR("The log does not show it");
    if (used.len) {
        answer->brief = killer_brief_largest(facts);
        answer->statement = arena_format(facts->arena, "%.*s.", STR_ARG(used));
        evidence_add(facts->arena, &answer->evidence, lines, "%s printed these figures before it killed.",
                     killer_name(facts));
    } else if (kill && kill->rss_kb > 0) {
        killer_name_victim(facts, kill, answer);
    } else if (killer_only_tells(facts)) {
        answer->statement = STR("There is no kernel report to judge by.");
    } else {
        answer->statement = arena_format(
            facts->arena, "The log does not show it: %s prints no list of what uses memory here.", killer_name(facts));
    }
}

static str killer_brief_swap(const struct facts *facts) {
    const struct killer_figures *figures = &facts->event->figures;
    const struct candidate *largest = killer_largest(facts, true);
    if (figures->swap_total_kb == 0)
        return STR("No: none is configured");
    if (figures->swap_used_kb != ABSENT && figures->swap_total_kb > 0)
        return arena_format(facts->arena, "Yes, but %s of %s in use", SIZE(figures->swap_used_kb),
                            SIZE(figures->swap_total_kb));
    if (figures->swap_free_kb != ABSENT && figures->swap_total_kb > 0)
        return arena_format(facts->arena, "Yes: %s of %s still free", SIZE(figures->swap_free_kb),
                            SIZE(figures->swap_total_kb));
    if (figures->swap_free_kb != ABSENT)
        return arena_format(facts->arena, "Yes: %s still free", SIZE(figures->swap_free_kb));
    if (largest)
        return arena_format(facts->arena, "Yes: at least %s in use", SIZE(largest->swap_kb));
    return killer_has_bounds(facts)
               ? arena_format(facts->arena, "At most %.*s of it was free", SHARE(figures->swap_limit))
               : STR("The log does not show it");
}

void killer_answer_swap(const struct facts *facts, struct answer *answer) {
    const struct killer_figures *figures = &facts->event->figures;
    const struct candidate *largest = killer_largest(facts, true);
    str swap = killer_swap(facts);
    answer->brief = killer_brief_swap(facts);
    if (figures->swap_total_kb == 0)
        answer->statement = STR("No: none is configured.");
    else if (figures->swap_used_kb != ABSENT && figures->swap_total_kb > 0)
        answer->statement =
            arena_format(facts->arena, "Yes, but %s of %s was in use (%.*s).", SIZE(figures->swap_used_kb),
                         SIZE(figures->swap_total_kb), SHARE(KILLER_SHARE_ALL - amount_positive(figures->swap_free)));
    else if (swap.len)
        answer->statement = arena_format(facts->arena, "Yes: %.*s.", STR_ARG(swap));
    else if (largest)
        answer->statement = arena_format(facts->arena,
                                         "Yes: %.*s had %s in it; how much there was the log does not "
                                         "show.",
                                         STR_ARG(largest->path), SIZE(largest->swap_kb));
    else if (killer_has_bounds(facts))
        answer->statement =
            arena_format(facts->arena, "If there was any, no more than %.*s of it was free: by %s's limit.",
                         SHARE(figures->swap_limit), killer_name(facts));
    else if (killer_only_tells(facts))
        answer->statement = STR("There is no kernel report to judge by.");
    else
        answer->statement = arena_format(facts->arena, "The log does not show it: %s prints no figures of swap here.",
                                         killer_name(facts));
    if (figures->swap_free_kb != ABSENT && figures->swap_total_kb >= 0)
        evidence_add(facts->arena, &answer->evidence, killer_lines(facts, figures->swap_line),
                     "Swap: %s in all, %s free.", SIZE(figures->swap_total_kb), SIZE(figures->swap_free_kb));
    else if (figures->swap_free_kb != ABSENT)
        evidence_add(facts->arena, &answer->evidence, killer_lines(facts, figures->swap_line), "Swap: %s free.",
                     SIZE(figures->swap_free_kb));
    if (largest)
        evidence_add(facts->arena, &answer->evidence, evidence_line(largest->line), "%.*s used %s of swap.",
                     STR_ARG(largest->path), SIZE(largest->swap_kb));
}

/* Pressure is the share of time in which tasks waited for pages to be freed or read back. */
static void killer_judge_pressure(const struct facts *facts, struct answer *answer, int64_t pressure) {
    enum { LITTLE = 500, MUCH = 4000, LONG_S = 10 };
    const struct killer_figures *figures = &facts->event->figures;
    if (figures->pressure_s >= LONG_S && pressure >= figures->pressure_limit && pressure >= LITTLE) {
        answer->answer = STR("yes");
        answer->brief = arena_format(facts->arena, "Yes: %.*s of the time lost", SHARE(pressure));
        answer->statement =
            arena_format(facts->arena, "Yes: %.*s of the time went into waiting for memory, for more than %s on end.",
                         SHARE(pressure), DURATION(figures->pressure_s));
    } else if (pressure >= MUCH) {
        answer->answer = STR("likely");
        answer->brief = arena_format(facts->arena, "Likely: %.*s of the time lost", SHARE(pressure));
        answer->statement =
            arena_format(facts->arena, "%.*s of the time went into waiting for memory.", SHARE(pressure));
    } else if (pressure < LITTLE) {
        answer->answer = STR("no");
        answer->statement =
            arena_format(facts->arena, "Only %.*s of the time went into waiting for memory.", SHARE(pressure));
    } else {
        answer->answer = STR("unknown");
        answer->statement = arena_format(facts->arena,
                                         "%.*s of the time went into waiting for memory: much, but no proof that "
                                         "pages were read back again and again.",
                                         SHARE(pressure));
    }
}

void killer_answer_thrashing(const struct facts *facts, struct answer *answer) {
    const struct killer_figures *figures = &facts->event->figures;
    const int64_t pressure = figures->full != ABSENT ? figures->full : figures->pressure;
    answer->answer = STR("unknown");
    if (figures->thrashing != ABSENT) {
        answer->answer = STR("yes");
        answer->statement =
            arena_format(facts->arena, "Yes, says lmkd: within a moment %.*s of the page cache was read back.",
                         SHARE(figures->thrashing));
        evidence_add(facts->arena, &answer->evidence, killer_lines(facts, figures->pressure_line),
                     "It gives thrashing of %.*s as a reason.", SHARE(figures->thrashing));
        return;
    }
    if (pressure == ABSENT) {
        answer->statement =
            killer_only_tells(facts)
                ? STR("There is no kernel report to judge by.")
                : arena_format(facts->arena, "The log does not show it: %s prints nothing here of tasks that waited.",
                               killer_name(facts));
        return;
    }
    killer_judge_pressure(facts, answer, pressure);
    if (figures->pressure != ABSENT)
        evidence_add(facts->arena, &answer->evidence, killer_lines(facts, figures->pressure_line), "Pressure of %.*s.",
                     SHARE(figures->pressure));
    if (figures->full != ABSENT)
        evidence_add(facts->arena, &answer->evidence, killer_lines(facts, figures->full_line),
                     "On the whole machine all tasks were held up %.*s of the time.", SHARE(figures->full));
}

/* --- advice */

/* The last part of PATH, where it is a unit of the system's manager that systemctl can set: a shell word, or "". */
static str killer_unit(const struct facts *facts, str path) {
    const size_t user = str_find(path, STR("/user@")), slash = str_find_last_byte(path, '/');
    const str unit = slash == STR_NONE ? path : str_from(path, slash + 1);
    const bool is_below_user = user != STR_NONE && user < slash;
    if (is_below_user || !(str_ends(unit, STR(".service")) || str_ends(unit, STR(".slice"))))
        return STR("");
    return shell_word(facts, unit);
}

/* Where systemd-oomd's limit on pressure is set. */
static bool killer_advise_pressure(const struct facts *facts, struct advice *advice) {
    enum { STEP = 2000, MOST = 9000, WHOLE = 100 };
    const struct killer_figures *figures = &facts->event->figures;
    str unit = killer_unit(facts, figures->group);
    const int64_t raised =
        amount_least(amount_most(figures->pressure_limit + STEP, figures->pressure + STEP / 2), MOST);
    if (figures->pressure == ABSENT || figures->pressure_limit == ABSENT)
        return false;
    advice->advice = arena_format(facts->arena,
                                  "If it acts too early, raise the pressure that %.*s may have "
                                  "(ManagedOOMMemoryPressureLimit=, now %.*s).",
                                  STR_ARG(figures->group), SHARE(figures->pressure_limit));
    if (unit.len)
        advice->command = arena_format(facts->arena, "systemctl set-property %.*s ManagedOOMMemoryPressureLimit=%lld%%",
                                       STR_ARG(unit), (long long)(raised / WHOLE));
    else
        advice->command = STR("oomctl");
    advice->side_effect = STR("The machine stands still for longer before anything is killed.");
    advice->because = arena_format(facts->arena, "It killed at %.*s, by a limit of %.*s.", SHARE(figures->pressure),
                                   SHARE(figures->pressure_limit));
    advice->lines = killer_lines(facts, figures->pressure_line);
    return true;
}

/* Where each keeps its thresholds, and how they are read. Nothing here changes anything. */
static const struct killer_settings {
    const char *advice, *command;
} killer_settings[KILLERS] = {
    [KILLER_SYSTEMD_OOMD] = {"Read what systemd-oomd watches and its limits; raise them if it acts too early.",
                             "oomctl; systemd-analyze cat-config systemd/oomd.conf"},
    [KILLER_EARLYOOM] = {"Read earlyoom's thresholds: -m (memory) and -s (swap), each with a second value for SIGKILL; "
                         "lower them if it acts too early, raise them if it acts too late.",
                         "systemctl cat earlyoom; grep EARLYOOM_ARGS /etc/default/earlyoom; journalctl -u earlyoom"},
    [KILLER_NOHANG] = {"Read nohang's thresholds (soft_threshold_min_mem and its like), and change them if it acts too "
                       "early or too late.",
                       "grep -hE '^(soft|hard)_threshold' /etc/nohang/nohang*.conf; "
                       "journalctl -u nohang -u nohang-desktop"},
    [KILLER_OOMD] = {"Read the ruleset that fired, and change its detectors if it acts too early.",
                     "journalctl -u oomd"},
    [KILLER_LMKD] = {"Read lmkd's thresholds (ro.lmk.*): they are the device's, and apps that use less are killed "
                     "later.",
                     "adb shell getprop | grep ro.lmk"},
    [KILLER_TALOS] = {"Read why it acted; its triggerExpression and cgroupRankingExpression are set by an OOMConfig "
                      "document.",
                      "talosctl get oomactions -o yaml"},
};

bool killer_advise_settings(const struct facts *facts, struct advice *advice) {
    const enum killer killer = facts->event->killer;
    advice->code = STR("daemon-settings");
    if (killer == KILLER_SYSTEMD_OOMD && killer_advise_pressure(facts, advice))
        return true;
    const struct killer_settings *settings = &killer_settings[killer];
    if (!settings->advice)
        return false;
    advice->advice = str_from_cstr(settings->advice);
    if (killer == KILLER_EARLYOOM && killer_victim(facts) && killer_victim(facts)->outcome == OUTCOME_SURVIVED)
        advice->advice = STR("Raise the second values of earlyoom's -m and -s: below them it sends SIGKILL, which no "
                             "process can ignore as this one ignored SIGTERM.");
    advice->command = str_from_cstr(settings->command);
    advice->because = arena_format(facts->arena, "%s acts by its own settings, before the kernel is out of memory.",
                                   killer_name(facts));
    return true;
}

/* Another program died than the one that used most, or one that must not die. */
bool killer_advise_protection(const struct facts *facts, struct advice *advice) {
    const struct kill *kill = killer_victim(facts);
    const enum killer killer = facts->event->killer;
    advice->code = STR("protect-victim");
    if (!kill)
        return false;
    if (killer == KILLER_SYSTEMD_OOMD) {
        str unit = killer_unit(facts, kill->name);
        if (!unit.len)
            return false;
        advice->advice =
            arena_format(facts->arena, "If %.*s must not be the one that dies, let others go first.", STR_ARG(unit));
        advice->command =
            arena_format(facts->arena, "systemctl set-property %.*s ManagedOOMPreference=avoid", STR_ARG(unit));
        advice->side_effect = STR("Another unit is killed in its place.");
        advice->because = STR("It chooses by how much was scanned for reclaim, or by swap in use, not by size.");
        return true;
    }
    if (killer != KILLER_EARLYOOM || !kill->name.len)
        return false;
    advice->advice = arena_format(facts->arena,
                                  "If %.*s must not be the one that dies: earlyoom's --avoid (and --prefer for "
                                  "others), or OOMScoreAdjust= in its unit.",
                                  NAMED(kill->name));
    advice->side_effect = STR("Another process is killed in its place.");
    advice->because = STR("It chooses the process with the highest oom_score, which these two change.");
    return true;
}

/* "SwapUsedLimit=" of oomd.conf; more swap, or less of it in one group. */
bool killer_advise_swap_limit(const struct facts *facts, struct advice *advice) {
    enum { WHOLE = 100, MOST = 95, STEP = 5 };
    const struct killer_figures *figures = &facts->event->figures;
    advice->code = STR("swap-used-limit");
    if (facts->event->killer != KILLER_SYSTEMD_OOMD || figures->used_limit == ABSENT ||
        figures->used_limit / WHOLE + STEP > MOST)
        return false;
    const long long raised = figures->used_limit / WHOLE + STEP;
    advice->advice = STR("If swap is meant to be used, let systemd-oomd act later (SwapUsedLimit=), or add swap.");
    advice->command = arena_format(facts->arena,
                                   "mkdir -p /etc/systemd/oomd.conf.d && printf '[OOM]\\nSwapUsedLimit=%lld%%%%\\n' > "
                                   "/etc/systemd/oomd.conf.d/90-swap-used.conf && systemctl restart systemd-oomd",
                                   raised);
    advice->side_effect = STR("Less is left when it acts, and the kernel may have to kill first.");
    advice->because = arena_format(facts->arena, "It killed because more than %.*s of memory and swap was in use.",
                                   SHARE(figures->used_limit));
    advice->lines = killer_lines(facts, figures->swap_line);
    return true;
}

/* The cgroup that used most is not the one that died: a limit would have held it. */
bool killer_advise_largest(const struct facts *facts, struct advice *advice) {
    enum { PERCENT = 80 };
    const struct candidate *largest = killer_largest(facts, false);
    const struct kill *kill = killer_victim(facts);
    str unit = largest ? killer_unit(facts, largest->path) : STR("");
    advice->code = STR("limit-largest");
    if (!unit.len || !kill || largest->memory_kb <= 0)
        return false;
    const int64_t kb = shell_floor_kb(amount_percent(largest->memory_kb, PERCENT));
    advice->advice = arena_format(facts->arena, "Limit %.*s, which used most of what was listed, below what it used.",
                                  STR_ARG(unit));
    advice->command =
        arena_format(facts->arena, "systemctl set-property %.*s MemoryHigh=%s", STR_ARG(unit), ARGUMENT(kb));
    advice->side_effect = STR("It is slowed down, and reclaimed from, above that.");
    advice->because = arena_format(facts->arena, "It used %s%s.", SIZE(largest->memory_kb),
                                   str_equal(largest->path, kill->name) ? "" : ", and another died for it");
    advice->lines = evidence_line(largest->line);
    return true;
}
