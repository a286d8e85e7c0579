/* Which findings stand, how sure, and in which order.
 * SPDX-License-Identifier: MIT
 *
 * A pattern judges alone. Here they meet: high confidence is kept only where no other one explains as much, and every
 * doubt about the log itself takes one level. */
#include "diagnose/rank.h"

#include "diagnose/pattern.h"

static const struct pattern *const rank_patterns[] = {
#define PATTERN(name) &pattern_##name,
#include "diagnose/patterns.def"
#undef PATTERN
};
enum { RANK_COUNT = sizeof rank_patterns / sizeof *rank_patterns };

/* A finding with the pattern that made it. */
struct ranked {
    const struct pattern *pattern;
    struct finding finding;
};

/* "Not enough to tell" is kept where nothing else stands, or where the log truly lacks something. */
static bool rank_is_asked(const struct scene *scene, const struct pattern *pattern, size_t found) {
    return pattern->family != PATTERN_FALLBACK || found == 0 || scene_is_lacking(scene);
}

static size_t rank_judge(const struct scene *scene, struct ranked *all) {
    size_t count = 0;
    for (size_t i = 0; i < RANK_COUNT; i++) {
        struct ranked *next = &all[count];
        if (!rank_is_asked(scene, rank_patterns[i], count))
            continue;
        *next = (struct ranked){rank_patterns[i], {.pattern = str_from_cstr(rank_patterns[i]->name)}};
        if (rank_patterns[i]->judge(scene, &next->finding))
            count++;
    }
    return count;
}

static bool rank_are_rivals(const struct ranked *a, const struct ranked *b) {
    return a->pattern->family == PATTERN_HOLDER && b->pattern->family == PATTERN_HOLDER &&
           a->pattern->part != b->pattern->part && a->pattern->part != PART_COUNT && b->pattern->part != PART_COUNT;
}

/* A holder is beyond doubt only if nothing else holds nearly as much, and if the event was a plain exhaustion. */
static void rank_hold_against(const struct scene *scene, struct ranked *one, const struct ranked *other) {
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
        pattern_against(scene, finding, rival->evidence.items[0].lines, "%.*s", STR_ARG(rival->statement));
}

/* Where much of the RAM never was the kernel's to give, the smallness of the rest is a rival of every holder. */
static void rank_hold_reserved_against(const struct scene *scene, struct ranked *one) {
    const struct ledger *ledger = &scene->reckoning->ledger;
    bool shrunken = scene_is_shrunken(scene);
    if (one->pattern->family != PATTERN_HOLDER || !(shrunken || scene_is_reserved(scene)))
        return;
    if (shrunken && one->finding.confidence == CONFIDENCE_HIGH)
        one->finding.confidence--;
    pattern_against(
        scene, &one->finding, scene->room_lines,
        "%s of %s RAM is reserved: a balloon of the hypervisor, a crash kernel or a debug kernel makes this "
        "machine smaller than it seems.",
        SIZE(ledger->reserved_kb), SIZE(ledger->total_kb));
}

/* Where the watermarks keep more from everybody than a holder holds, they are its rival. */
static void rank_hold_watermarks_against(const struct scene *scene, struct ranked *one) {
    int64_t kept_kb = scene->reckoning->min_total_kb;
    if (one->pattern->family != PATTERN_HOLDER || scene->cgroup || !scene->room_known ||
        scene->reckoning->ledger.filtered || !amount_at_least(kept_kb, MIN_FREE_HIGH_PERCENT, scene->room_kb))
        return;
    if (kept_kb > one->finding.weight && one->finding.confidence > CONFIDENCE_LOW)
        one->finding.confidence--;
    pattern_against(scene, &one->finding, scene->event->memory.lines,
                    "The watermarks keep %s, %s of RAM, from everybody: vm.min_free_kbytes seems to be set high.",
                    SIZE(kept_kb), PERCENT(kept_kb, scene->room_kb));
}

/* Where no request failed, whoever holds most need not be why the kill was asked for. */
static void rank_hold_protection_against(const struct scene *scene, struct ranked *one) {
    if (one->pattern->family != PATTERN_HOLDER || scene->reckoning->request != REQUEST_KSWAPD)
        return;
    if (one->finding.confidence == CONFIDENCE_HIGH)
        one->finding.confidence--;
    pattern_against(scene, &one->finding, scene->event->trigger.trace_lines,
                    "kswapd asked for this kill to protect the working set (min_ttl_ms of lru_gen): no request had "
                    "failed.");
}

/* A circumstance rests on few lines, most often on the kernel's own word: doubt elsewhere leaves it likely. */
static enum confidence rank_least(const struct ranked *one) {
    return one->pattern->family == PATTERN_CIRCUMSTANCE ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
}

static void rank_doubt(const struct scene *scene, struct ranked *one) {
    if (one->pattern->family == PATTERN_FALLBACK || scene->doubts.count == 0)
        return;
    if (one->finding.confidence > rank_least(one))
        one->finding.confidence--;
    for (size_t i = 0; i < scene->doubts.count; i++)
        pattern_against(scene, &one->finding, scene->doubts.items[i].lines, "%.*s",
                        STR_ARG(scene->doubts.items[i].statement));
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

bool rank_findings(const struct scene *scene, struct diagnosis *diagnosis) {
    struct ranked all[RANK_COUNT];
    size_t count = rank_judge(scene, all);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            if (i != j)
                rank_hold_against(scene, &all[i], &all[j]);
    for (size_t i = 0; i < count; i++) {
        rank_hold_reserved_against(scene, &all[i]);
        rank_hold_watermarks_against(scene, &all[i]);
        rank_hold_protection_against(scene, &all[i]);
        rank_doubt(scene, &all[i]);
    }
    rank_sort(all, count);
    diagnosis->findings = arena_alloc(scene->arena, (count + 1) * sizeof *diagnosis->findings);
    if (!diagnosis->findings)
        return false;
    for (size_t i = 0; i < count; i++)
        diagnosis->findings[diagnosis->finding_count++] = all[i].finding;
    return diagnosis->finding_count > 0;
}
