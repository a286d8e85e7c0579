/* Which findings stand, how sure, and in which order.
 * SPDX-License-Identifier: MIT
 *
 * A pattern judges alone. Here they meet: high confidence is kept only where no other one explains as much, and every
 * doubt about the log itself takes one level. */
#include "diagnose/rank.h"

#include "diagnose/shortage.h"

static const struct pattern *const rank_all[PATTERN_COUNT] = {
#define PATTERN(name) &pattern_##name,
#include "diagnose/patterns.def"
#undef PATTERN
};

/* "Not enough to tell" is kept where nothing else stands, or where the log truly lacks something. */
static bool rank_is_asked(const struct facts *facts, const struct pattern *pattern, size_t found) {
    return pattern->family != PATTERN_FALLBACK || found == 0 || facts_are_lacking(facts) || facts_name_graphics(facts);
}

static size_t rank_judge(const struct facts *facts, struct ranked *all) {
    size_t count = 0;
    for (size_t i = 0; i < PATTERN_COUNT; i++) {
        struct ranked *next = &all[count];
        if (!rank_is_asked(facts, rank_all[i], count))
            continue;
        *next = (struct ranked){
            rank_all[i],
            {.pattern = str_from_cstr(rank_all[i]->name), .is_undecided = rank_all[i]->family == PATTERN_FALLBACK}};
        if (rank_all[i]->judge(facts, &next->finding))
            count++;
    }
    return count;
}

static bool rank_are_rivals(const struct ranked *a, const struct ranked *b) {
    return a->pattern->family == PATTERN_HOLDER && b->pattern->family == PATTERN_HOLDER &&
           a->pattern->part != b->pattern->part && a->pattern->part != PART_COUNT && b->pattern->part != PART_COUNT;
}

/* A holder is beyond doubt only if nothing else holds nearly as much, and if the event was a plain exhaustion. */
static void rank_hold_against(const struct facts *facts, struct ranked *one, const struct ranked *other) {
    struct finding *finding = &one->finding;
    const struct finding *rival = &other->finding;
    bool circumstance = one->pattern->family == PATTERN_HOLDER && other->pattern->family == PATTERN_CIRCUMSTANCE &&
                        rival->confidence >= CONFIDENCE_MEDIUM;
    bool close = rank_are_rivals(one, other) &&
                 amount_product(finding->weight, 10) < amount_product(rival->weight, RIVAL_TIMES_TENTHS);
    if ((close || circumstance) && finding->confidence == CONFIDENCE_HIGH)
        finding->confidence = CONFIDENCE_MEDIUM;
    bool worth = rank_are_rivals(one, other) && rival->weight >= finding->weight / RIVAL_MENTION_TIMES;
    if ((worth || circumstance) && rival->evidence.count)
        pattern_against(facts, finding, rival->evidence.items[0].lines, "%.*s", STR_ARG(rival->statement));
}

/* Where much of the RAM never was the kernel's to give, the smallness of the rest is a rival of every holder. */
static void rank_hold_reserved_against(const struct facts *facts, struct ranked *one) {
    const struct ledger *ledger = &facts->reckoning->ledger;
    bool shrunken = room_is_shrunken(&facts->room);
    if (one->pattern->family != PATTERN_HOLDER || !(shrunken || room_is_reserved(&facts->room)))
        return;
    if (shrunken && one->finding.confidence == CONFIDENCE_HIGH)
        one->finding.confidence--;
    int64_t balloon_kb = ledger->within.balloon_kb;
    if (amount_at_least(balloon_kb, 50, ledger->reserved_kb)) {
        pattern_against(facts, &one->finding, room_balloon_lines(&facts->room),
                        "The hypervisor's balloon holds %s of %s RAM: it makes this machine smaller than it seems.",
                        SIZE(balloon_kb), SIZE(ledger->total_kb));
        return;
    }
    pattern_against(
        facts, &one->finding, facts->room.lines,
        "%s of %s RAM is reserved: a balloon of the hypervisor, a crash kernel or a debug kernel makes this "
        "machine smaller than it seems.",
        SIZE(ledger->reserved_kb), SIZE(ledger->total_kb));
}

/* What the kernel could give at boot and no longer has: the balloon of a hypervisor, or memory that was taken offline.
 */
static void rank_hold_shrinking_against(const struct facts *facts, struct ranked *one) {
    enum { GONE_PERCENT = 10 };
    const struct boot *boot = &facts->event->boot_memory;
    const int64_t at_boot_kb = boot->line ? boot->memory_available_kb : ABSENT;
    const int64_t gone_kb = amount_less(at_boot_kb, facts->room.kb);
    if (one->pattern->family != PATTERN_HOLDER || facts->room.is_cgroup || !facts->room.is_known ||
        facts->reckoning->ledger.filtered || !amount_at_least(gone_kb, GONE_PERCENT, at_boot_kb))
        return;
    if (amount_at_least(gone_kb, 50, at_boot_kb) && one->finding.confidence == CONFIDENCE_HIGH)
        one->finding.confidence--;
    pattern_against(
        facts, &one->finding, evidence_line(boot->line),
        "At boot the kernel had %s to give; at least %s of it went away since: a balloon of the hypervisor, "
        "or memory that was taken offline.",
        SIZE(at_boot_kb), SIZE(gone_kb));
}

/* Where the watermarks keep more from everybody than a holder holds, they are its rival. */
static void rank_hold_watermarks_against(const struct facts *facts, struct ranked *one) {
    int64_t kept_kb = facts->reckoning->min_total_kb;
    if (one->pattern->family != PATTERN_HOLDER || facts->room.is_cgroup || !facts->room.is_known ||
        facts->reckoning->ledger.filtered || !amount_at_least(kept_kb, MIN_FREE_HIGH_PERCENT, facts->room.kb))
        return;
    if (kept_kb > one->finding.weight && one->finding.confidence > CONFIDENCE_LOW)
        one->finding.confidence--;
    pattern_against(facts, &one->finding, facts->event->memory.lines,
                    "The watermarks keep %s, %s of RAM, from everybody: vm.min_free_kbytes seems to be set high.",
                    SIZE(kept_kb), PERCENT(kept_kb, facts->room.kb));
}

/* Where no request failed, whoever holds most need not be why the kill was asked for. */
static void rank_hold_protection_against(const struct facts *facts, struct ranked *one) {
    if (one->pattern->family != PATTERN_HOLDER || facts->reckoning->request != REQUEST_KSWAPD)
        return;
    if (one->finding.confidence == CONFIDENCE_HIGH)
        one->finding.confidence--;
    pattern_against(facts, &one->finding, facts->event->trigger.trace_lines,
                    "kswapd asked for this kill to protect the working set (min_ttl_ms of lru_gen): no request had "
                    "failed.");
}

/* What swapoff reads back was in swap before, and need not have hurt there. */
static void rank_hold_swapoff_against(const struct facts *facts, struct ranked *one) {
    if (one->pattern->family != PATTERN_HOLDER || !facts->reckoning->swapoff || facts->room.is_cgroup)
        return;
    if (one->finding.confidence == CONFIDENCE_HIGH)
        one->finding.confidence--;
    pattern_against(facts, &one->finding,
                    facts->event->trigger.lines.first ? facts->event->trigger.lines : facts->event->lines,
                    "swapoff was running: memory ran out because what lay in swap was read back into RAM.");
}

/* The zone with most free memory of those that are above their marks, or NULL. */
static const struct zone *rank_roomy_zone(const struct facts *facts) {
    const struct memory *memory = &facts->event->memory;
    const struct zone *roomy = NULL;
    for (size_t i = 0; facts->reckoning->zones && i < memory->zone_count; i++)
        if (facts->reckoning->zones[i].below == BELOW_NONE && (!roomy || memory->zones[i].free_kb > roomy->free_kb))
            roomy = &memory->zones[i];
    return roomy && amount_at_least(roomy->free_kb, LOST_REQUEST_PERCENT, facts->room.kb) ? roomy : NULL;
}

/* Free memory of zones that the report does not show; 0 where it shows all. */
static int64_t rank_free_elsewhere_kb(const struct facts *facts) {
    const struct memory *memory = &facts->event->memory;
    int64_t shown_kb = 0;
    for (size_t i = 0; i < memory->zone_count; i++)
        shown_kb = amount_sum(shown_kb, amount_sum(memory->zones[i].free_kb, memory->zones[i].free_pcp_kb));
    int64_t kb = memory->zone_count ? amount_less(room_part_kb(&facts->room, PART_FREE), shown_kb) : 0;
    return amount_at_least(kb, ELSEWHERE_PERCENT, facts->room.kb) ? kb : 0;
}

/* Free memory that a request for a single page could have been given, as far as the log shows; "" for none. */
static str rank_free_beside(const struct facts *facts, struct span *ret_lines) {
    const enum shortage shortage = facts->reckoning->shortage;
    const struct zone *roomy = shortage == SHORTAGE_UNKNOWN ? rank_roomy_zone(facts) : NULL;
    const int64_t elsewhere_kb = rank_free_elsewhere_kb(facts);
    *ret_lines = roomy ? evidence_line(roomy->line) : room_lines(&facts->room);
    if (roomy)
        return arena_format(facts->arena, "Zone %.*s had %s free, above its marks", STR_ARG(roomy->name),
                            SIZE(roomy->free_kb));
    if (elsewhere_kb > 0)
        return arena_format(facts->arena, "%s was free in zones that the report does not show", SIZE(elsewhere_kb));
    const bool is_counted = facts->room.parts[PART_FREE].kb != ABSENT;
    return shortage == SHORTAGE_UNKNOWN && !is_counted ? STR("How much was free is not in the log") : STR("");
}

/* What was asked for, or a zone's marks, is not in the log, and a single page could have been had somewhere: a larger
 * piece was asked for, or one of another zone, and who holds most need not be why it was refused. */
static void rank_hold_lost_request_against(const struct facts *facts, struct ranked *one) {
    const bool is_lost = !facts->event->trigger.lines.first || facts->event->trigger.order == ABSENT;
    const enum shortage shortage = facts->reckoning->shortage;
    if (one->pattern->family != PATTERN_HOLDER || facts->room.is_cgroup || facts->reckoning->manual ||
        shortage_confined(facts) || (shortage != SHORTAGE_UNKNOWN && shortage != SHORTAGE_EXHAUSTED))
        return;
    struct span lines;
    str free = rank_free_beside(facts, &lines);
    if (!free.len)
        return;
    if (one->finding.confidence == CONFIDENCE_HIGH)
        one->finding.confidence--;
    pattern_against(facts, &one->finding, lines,
                    "%.*s, and the log does not show %s: the request may have been for a larger piece, or for one of "
                    "another zone.",
                    STR_ARG(free), is_lost ? "what was asked for" : "all that had to stay free");
}

/* "free_pcp:32000": a CPU keeps some free pages for itself, and with much of RAM among them there was some to give. */
static void rank_hold_cpu_lists_against(const struct facts *facts, struct ranked *one) {
    const int64_t kb = amount_positive(facts->reckoning->ledger.parts.free_pcp_kb);
    if (one->pattern->family != PATTERN_HOLDER || facts->room.is_cgroup ||
        !amount_at_least(kb, ELSEWHERE_PERCENT, facts->room.kb))
        return;
    if (one->finding.confidence == CONFIDENCE_HIGH)
        one->finding.confidence--;
    pattern_against(facts, &one->finding, facts->room.parts[PART_FREE].lines,
                    "%s was free, but on the lists of single CPUs (free_pcp), out of reach of a request on another "
                    "one.",
                    SIZE(kb));
}

/* A circumstance rests on few lines, most often on the kernel's own word: doubt elsewhere leaves it likely. */
static enum confidence rank_least(const struct ranked *one) {
    return one->pattern->family == PATTERN_CIRCUMSTANCE ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
}

static void rank_doubt(const struct facts *facts, struct ranked *one) {
    if (one->pattern->family == PATTERN_FALLBACK || facts->doubts.count == 0)
        return;
    if (one->finding.confidence > rank_least(one))
        one->finding.confidence--;
    bool is_inconsistent = !facts->room.is_cgroup && facts->reckoning->ledger.inconsistent;
    if ((facts->reckoning->is_contradicted || is_inconsistent) && one->pattern->family == PATTERN_HOLDER)
        one->finding.confidence = CONFIDENCE_LOW;
    for (size_t i = 0; i < facts->doubts.count; i++)
        pattern_against_as(facts->doubts.items[i].code, facts, &one->finding, facts->doubts.items[i].lines, "%.*s",
                           STR_ARG(facts->doubts.items[i].statement));
}

/* By confidence, then by what is explained, then by the order of patterns.def. */
static bool rank_before(const struct ranked *a, const struct ranked *b) {
    if (a->finding.confidence != b->finding.confidence)
        return a->finding.confidence > b->finding.confidence;
    return a->finding.weight > b->finding.weight;
}

static void rank_sort(struct ranked *all, size_t count) {
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && rank_before(&all[j], &all[j - 1]); j--) {
            struct ranked swapped = all[j];
            all[j] = all[j - 1];
            all[j - 1] = swapped;
        }
}

void rank_patterns(const struct facts *facts, struct ranking *ret_ranking) {
    struct ranked *all = ret_ranking->items;
    size_t count = rank_judge(facts, all);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            if (i != j)
                rank_hold_against(facts, &all[i], &all[j]);
    for (size_t i = 0; i < count; i++) {
        rank_hold_reserved_against(facts, &all[i]);
        rank_hold_shrinking_against(facts, &all[i]);
        rank_hold_watermarks_against(facts, &all[i]);
        rank_hold_protection_against(facts, &all[i]);
        rank_hold_swapoff_against(facts, &all[i]);
        rank_hold_lost_request_against(facts, &all[i]);
        rank_hold_cpu_lists_against(facts, &all[i]);
        rank_doubt(facts, &all[i]);
    }
    rank_sort(all, count);
    ret_ranking->count = count;
}

/* "One report shows size, not growth": here there are two. */
static void rank_drop_doubt(struct finding *finding) {
    struct evidence_list *against = &finding->against;
    size_t at = finding->growth_unseen;
    if (at == 0 || at > against->count)
        return;
    memmove(&against->items[at - 1], &against->items[at], (against->count - at) * sizeof *against->items);
    against->count--;
    finding->growth_unseen = 0;
}

/* A leak that was seen to grow is more than a size. A process that was started anew need not grow without end. */
static void rank_confirm(const struct facts *facts, struct finding *finding, const struct growth *growth) {
    if (!str_equal(finding->consumer, growth->process))
        return;
    pattern_for(facts, finding, growth->lines.first > 0 ? growth->lines : facts->event->lines, "%.*s",
                STR_ARG(growth->statement));
    rank_drop_doubt(finding);
    const struct holders *holders = &facts->holders;
    const bool is_all_shown = holders->unlisted_kb <= holders->largest.kb / OUTLIER_SURE_TIMES;
    if (growth->lasted && is_all_shown && finding->confidence < CONFIDENCE_HIGH)
        finding->confidence++;
}

/* "One report does not show whether these processes were still growing": here one was, the largest that did. */
static void rank_answer_doubt(struct finding *finding, const struct growth *growth) {
    size_t at = finding->growth_unseen;
    if (!growth->lasted || at == 0 || at > finding->against.count)
        return;
    finding->against.items[at - 1] = (struct evidence){growth->statement, growth->lines, STR("growth")};
    finding->growth_unseen = 0;
}

void rank_consider_growth(const struct facts *facts, const struct growth_list *growth, struct ranking *ranking) {
    struct ranked *leading = &ranking->items[0];
    for (size_t i = 0; i < growth->count; i++)
        if (leading->pattern->growth == PATTERN_GROWTH_CONFIRMS)
            rank_confirm(facts, &leading->finding, &growth->items[i]);
        else
            rank_answer_doubt(&leading->finding, &growth->items[i]);
}

bool rank_keep(const struct ranking *ranking, struct arena *arena, struct diagnosis *diagnosis) {
    diagnosis->findings = arena_alloc(arena, ranking->count * sizeof *diagnosis->findings);
    if (!diagnosis->findings)
        return false;
    for (size_t i = 0; i < ranking->count; i++)
        diagnosis->findings[diagnosis->finding_count++] = ranking->items[i].finding;
    return true;
}
