/* Where the memory went: a balance that adds up, the zones against their watermarks, the largest kernel caches.
 * SPDX-License-Identifier: MIT */
#include "report/places.h"
#include "report/story.h"

#include "model/amount.h"

#include <stddef.h>

/* A part of a ledger: its name for people, its member, and the log's counters that it is made of. */
struct story_part {
    const char *name;
    size_t offset;
    const char *made_of;
    bool optional; /* its absence is no lack: few kernels print it */
};

/* A line of the balance. */
struct story_row {
    const char *name, *made_of;
    int64_t kb;
};

/* What the rows are measured by: the total, or, where the log does not tell it, their sum, of which a share says
 * nothing. */
struct story_scale {
    int64_t whole_kb;
    bool told;
};

enum {
    STORY_PARTS = 16,
    STORY_NAME = 25, /* columns of the balance */
    STORY_SIZE = 9,
    STORY_KB = 12,
    STORY_SHARE = 8,
    STORY_BAR_MOST = 40,
    STORY_DRIFT_SHARE = 100, /* of a cgroup's usage: so far its batched statistics may be off */
    STORY_ID = 12,           /* of a container's id, as its tools print it */
    STORY_WIDE = 130         /* from here on the counters are named beside the bars */
};

#define PART(name, record, member, made_of)                                                                            \
    { name, offsetof(struct record, member), made_of, false }
#define RARE(name, record, member, made_of)                                                                            \
    { name, offsetof(struct record, member), made_of, true }

static const struct story_part story_machine[] = {
    PART("anonymous memory", ledger_parts, anon_kb, "active_anon + inactive_anon + isolated_anon - shmem"),
    PART("shared memory, tmpfs", ledger_parts, shmem_kb, "shmem"),
    RARE("process and file memory", ledger_parts, lru_kb, "Active + inactive"),
    PART("page cache (files)", ledger_parts, file_kb, "active_file + inactive_file + isolated_file"),
    PART("unevictable (locked)", ledger_parts, unevictable_kb, "unevictable"),
    PART("slab, unreclaimable", ledger_parts, slab_unreclaimable_kb, "slab_unreclaimable"),
    PART("slab, reclaimable", ledger_parts, slab_reclaimable_kb, "slab_reclaimable"),
    RARE("slab", ledger_parts, slab_kb, "slab"),
    PART("page tables", ledger_parts, pagetables_kb, "pagetables + sec_pagetables"),
    PART("kernel stacks", ledger_parts, kernel_stack_kb, "kernel_stack of the nodes or zones"),
    RARE("huge pages (hugetlb)", ledger_parts, hugetlb_kb, "hugepages_total x hugepages_size"),
    {"other kernel memory", offsetof(struct ledger_parts, other_kb), "free_pcp, bounce, writeback_tmp, zspages ...",
     true},
    PART("free", ledger_parts, free_kb, "free"),
    RARE("unaccounted", ledger_parts, unaccounted_kb, "the total less all of these: in no counter"),
};

static const struct story_part story_group[] = {
    PART("anonymous memory", cgroup_ledger, anon_kb, "anon (rss)"),
    PART("shared memory, tmpfs", cgroup_ledger, shmem_kb, "shmem"),
    PART("page cache (files)", cgroup_ledger, file_kb, "file (cache) - shmem"),
    PART("slab", cgroup_ledger, slab_kb, "slab"),
    PART("page tables", cgroup_ledger, pagetables_kb, "pagetables + sec_pagetables"),
    PART("kernel stacks", cgroup_ledger, kernel_stack_kb, "kernel_stack"),
    PART("per-CPU areas", cgroup_ledger, percpu_kb, "percpu"),
    PART("vmalloc", cgroup_ledger, vmalloc_kb, "vmalloc"),
    PART("network buffers", cgroup_ledger, sock_kb, "sock"),
    RARE("other kernel memory", cgroup_ledger, kernel_other_kb, "kernel less its named parts"),
    RARE("kernel memory", cgroup_ledger, kernel_unsplit_kb, "kernel (kmem) less what is left of its parts"),
    RARE("swap cache", cgroup_ledger, swap_cache_kb, "active_anon + inactive_anon - anon - shmem"),
    RARE("unaccounted", cgroup_ledger, unaccounted_kb, "the usage less all of these"),
};

static const struct story_part story_views[] = {
    PART("swap cache", ledger_within, swap_cache_kb, "anonymous or unevictable memory"),
    PART("transparent huge pages", ledger_within, anon_thp_kb, "anonymous memory"),
    PART("mapped", ledger_within, mapped_kb, "page cache, shared or unevictable memory"),
    PART("dirty", ledger_within, dirty_kb, "page cache"),
    PART("under writeback", ledger_within, writeback_kb, "page cache"),
    PART("mlocked", ledger_within, mlocked_kb, "unevictable"),
    PART("CMA", ledger_within, free_cma_kb, "free"),
    PART("high-atomic reserve", ledger_within, highatomic_kb, "free, in part"),
};

#define STORY_COUNT(array) (sizeof(array) / sizeof(array)[0])

static int64_t story_part_kb(const struct story_part *part, const void *ledger) {
    return *(const int64_t *)(const void *)((const char *)ledger + part->offset);
}

/* The parts that are in the log and not 0, largest first. */
static size_t story_rows(const struct story_part *parts, size_t count, const void *ledger,
                         struct story_row rows[STORY_PARTS]) {
    size_t filled = 0;
    for (size_t i = 0; i < count && filled < STORY_PARTS; i++) {
        struct story_row row = {parts[i].name, parts[i].made_of, story_part_kb(&parts[i], ledger)};
        if (row.kb == ABSENT || row.kb == 0)
            continue;
        size_t at = filled++;
        for (; at > 0 && rows[at - 1].kb < row.kb; at--)
            rows[at] = rows[at - 1];
        rows[at] = row;
    }
    return filled;
}

/* Where shared memory is not in the log it hides on the list that FROM names. */
static void story_rename(struct story_row *rows, size_t count, const char *from, struct story_row to) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, from) != 0)
            continue;
        rows[i].name = to.name;
        rows[i].made_of = to.made_of;
    }
}

/* A remainder below 0 is no memory: counters are batched and read one after the other. */
static void story_rename_excess(struct story_row *rows, size_t count, int64_t tolerance_kb) {
    for (size_t i = 0; i < count; i++)
        if (rows[i].kb < 0)
            rows[i].name = rows[i].kb >= -tolerance_kb ? "rounding" : "counted in excess";
}

static void story_row(struct story *story, const struct story_row *row, struct story_scale scale, bool is_largest) {
    struct sheet *sheet = &story->sheet;
    int64_t whole = scale.whole_kb;
    struct wording size = wording_size(row->kb), kb = wording_number(row->kb), share = wording_percent(row->kb, whole);
    enum sheet_style style = is_largest ? SHEET_BOLD : SHEET_PLAIN;
    sheet_line(sheet, 2, 2);
    sheet_left(sheet, style, str_from_cstr(row->name), STORY_NAME);
    sheet_figure(sheet, style, &size, STORY_SIZE);
    sheet_figure(sheet, SHEET_PLAIN, &kb, STORY_KB);
    if (scale.told)
        sheet_figure(sheet, SHEET_PLAIN, &share, STORY_SHARE);
    size_t from = sheet->column + 2;
    size_t left = from < sheet->width ? sheet->width - from : 0;
    size_t room = left < STORY_BAR_MOST ? left : STORY_BAR_MOST;
    sheet->due = 2;
    sheet_bar(sheet, is_largest ? SHEET_RED : SHEET_PLAIN, row->kb, whole, room);
    if (sheet->width >= STORY_WIDE && row->made_of) {
        sheet->due = from + room + 2 - sheet->column;
        sheet_left(sheet, SHEET_DIM, str_from_cstr(row->made_of), 0);
    }
    sheet_end(sheet);
}

static void story_balance_head(struct story *story, bool shares) {
    struct sheet *sheet = &story->sheet;
    sheet_line(sheet, 2 + STORY_NAME, 2);
    sheet_right(sheet, SHEET_DIM, STR("size"), STORY_SIZE);
    sheet_right(sheet, SHEET_DIM, STR("kB"), STORY_KB);
    if (shares)
        sheet_right(sheet, SHEET_DIM, STR("share"), STORY_SHARE);
    sheet_end(sheet);
}

/* Rows that add up to WHOLE, or, where the log does not tell it, to their own sum. */
static void story_balance(struct story *story, struct story_row *rows, size_t count, int64_t whole,
                          const char *whole_name) {
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum = amount_plus(sum, rows[i].kb);
    bool told = amount_known(whole) && amount_known(sum);
    struct story_row rest = {"not shown by this log", NULL, told ? amount_minus(whole, sum) : 0};
    struct story_row total = {told ? whole_name : "sum of the above", NULL, told ? whole : sum};
    struct story_scale scale = {total.kb, told};
    story_balance_head(story, told);
    for (size_t i = 0; i < count; i++)
        story_row(story, &rows[i], scale, i == 0 && strcmp(rows[i].name, "free") != 0);
    if (rest.kb != 0)
        story_row(story, &rest, scale, false);
    sheet_line(&story->sheet, 2, 2);
    sheet_left(&story->sheet, SHEET_DIM, STR("------------------------------------------------------"), 0);
    story_row(story, &total, scale, false);
}

/* "Not in this log: kernel stacks, huge pages." */
static void story_absent(struct story *story, const struct story_part *parts, size_t count, const void *ledger) {
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        if (story_part_kb(&parts[i], ledger) != ABSENT || parts[i].optional)
            continue;
        if (shown++ == 0) {
            sheet_line(&story->sheet, 2, 2);
            story_words(story, SHEET_DIM, "Not in this log:");
        } else { /* a name may hold a comma */
            sheet_glue(&story->sheet);
            story_words(story, SHEET_DIM, ";");
        }
        story_words(story, SHEET_DIM, parts[i].name);
    }
    sheet_end(&story->sheet);
}

/* "Counted above already: swap cache 118 MiB (in anonymous memory)." */
static void story_within(struct story *story, const struct ledger_within *within) {
    size_t shown = 0;
    for (size_t i = 0; i < STORY_COUNT(story_views); i++) {
        int64_t kb = story_part_kb(&story_views[i], within);
        if (kb == ABSENT || kb <= 0)
            continue;
        if (shown++ == 0) {
            sheet_line(&story->sheet, 2, 2);
            story_words(story, SHEET_PLAIN, "Already counted in these:");
        } else {
            sheet_glue(&story->sheet);
            story_words(story, SHEET_PLAIN, ",");
        }
        struct wording size = wording_size(kb);
        sheet_unit(&story->sheet, SHEET_PLAIN, wording_str(&size));
        story_words(story, SHEET_PLAIN, story_views[i].name);
        story_words(story, SHEET_DIM, "(in");
        story_words(story, SHEET_DIM, story_views[i].made_of);
        sheet_glue(&story->sheet);
        story_words(story, SHEET_DIM, ")");
    }
    sheet_end(&story->sheet);
}

/* What the total leaves out. */
static void story_reserved(struct story *story, const struct ledger *ledger) {
    if (ledger->reserved_kb == ABSENT || ledger->total_kb == ABSENT)
        return;
    sheet_line(&story->sheet, 2, 2);
    story_words(story, SHEET_PLAIN, "Beside these,");
    story_size(story, ledger->reserved_kb);
    story_words(story, SHEET_PLAIN, "of the");
    story_size(story, ledger->total_kb);
    story_words(story, SHEET_PLAIN,
                "of RAM are not the kernel's to give (its own image, page descriptors, firmware, a crash kernel, a "
                "balloon).");
    sheet_end(&story->sheet);
}

/* The lists of the LRU, slab and free pages are of the whole machine; stacks stand in the lines of zones or nodes. */
static void story_filtered(struct story *story, const struct ledger *ledger) {
    if (!ledger->filtered || ledger->parts.kernel_stack_kb == ABSENT)
        return;
    sheet_line(&story->sheet, 2, 2);
    story_words(story, SHEET_PLAIN,
                "Some of the machine's zones are not in this report: kernel stacks are counted only where it shows "
                "them, the rest of them is unaccounted.");
    sheet_end(&story->sheet);
}

/* Which of the log's many figures is which. */
static void story_legend(struct story *story) {
    if (story->event->memory.counters.lines.first == 0 || story->legend_told)
        return;
    story->legend_told = true;
    struct wording page = wording_number(story->reckoning->page_kb);
    sheet_line(&story->sheet, 2, 2);
    story_words(story, SHEET_DIM, "The log's counters (active_anon:, free: ...) are pages of");
    sheet_unit(&story->sheet, SHEET_DIM, wording_str(&page));
    story_words(story, SHEET_DIM, story->reckoning->page_known ? "kB" : "kB (assumed: the log does not show the size)");
    story_words(story, SHEET_DIM,
                "for the whole machine; its Node and zone lines tell the same memory again in kB, part by part: do not "
                "add them. shmem and the swap cache stand in the anonymous lists; mapped, dirty and writeback are "
                "views of other counters.");
    story_lines(story, story->event->memory.counters.lines);
    sheet_end(&story->sheet);
}

static void story_machine_balance(struct story *story) {
    const struct ledger *ledger = &story->reckoning->ledger;
    struct story_row rows[STORY_PARTS];
    size_t count = story_rows(story_machine, STORY_COUNT(story_machine), &ledger->parts, rows);
    bool lost = (story->reckoning->missing & MISSING_MEMORY) != 0; /* some small pool alone is no balance */
    if (count == 0 || lost)
        return;
    if (ledger->anon_with_shmem)
        story_rename(rows, count, "anonymous memory",
                     (struct story_row){.name = "anonymous, shared memory", .made_of = "active_anon + inactive_anon"});
    story_rename_excess(rows, count, ledger->tolerance_kb);
    story_title(story,
                story->reckoning->scope == SCOPE_CGROUP ? "The whole machine at that moment" : "Where the memory went",
                ledger->lines);
    story_balance(story, rows, count, ledger->managed_kb, "total the kernel had");
    story_reserved(story, ledger);
    story_filtered(story, ledger);
    story_within(story, &ledger->within);
    story_absent(story, story_machine, STORY_COUNT(story_machine), &ledger->parts);
    story_legend(story);
}

/* "usage 32.0 GiB of a limit of 32.0 GiB (100.0 %), swap 0 KiB" */
static void story_limit(struct story *story, const struct cgroup_ledger *ledger) {
    sheet_line(&story->sheet, 2, 2);
    str path = place_limit(story->event);
    sheet_unit(&story->sheet, SHEET_PLAIN, path.len > 0 ? path : STR("It"));
    story_words(story, SHEET_PLAIN, "uses");
    story_size(story, ledger->usage_kb);
    if (ledger->limit_kb != ABSENT) {
        story_words(story, SHEET_PLAIN, "of its limit of");
        story_size(story, ledger->limit_kb);
    }
    if (ledger->swap_usage_kb != ABSENT) {
        story_words(story, SHEET_PLAIN, "and, beside it,");
        story_size(story, ledger->swap_usage_kb);
        story_words(story, SHEET_PLAIN, "of swap");
    }
    if (ledger->limit_kb == ABSENT) {
        sheet_glue(&story->sheet);
        story_words(story, SHEET_PLAIN,
                    story->event->cgroup.memory.limit_kb == ABSENT ? "; its limit is not in the log"
                                                                   : "; it has no limit of its own");
    }
    sheet_end(&story->sheet);
}

/* "containerd container ac135b393a4a pod b01bc6dd-... burstable", "unit mysqld.service" */
static void story_container(struct story *story) {
    const struct container *container = &story->reckoning->container;
    const struct {
        const char *what;
        str value;
    } facts[] = {{"", container->runtime},
                 {"container", str_first(container->id, STORY_ID)},
                 {"pod", container->pod_uid},
                 {"", container->qos},
                 {"unit", container->id.len > 0 ? STR("") : container->unit}};
    sheet_line(&story->sheet, 2, 4);
    for (size_t i = 0; i < STORY_COUNT(facts); i++) {
        if (facts[i].value.len == 0)
            continue;
        story_words(story, SHEET_DIM, facts[i].what);
        sheet_unit(&story->sheet, SHEET_DIM, facts[i].value);
    }
    sheet_end(&story->sheet);
}

static void story_group_balance(struct story *story) {
    const struct cgroup_ledger *ledger = &story->reckoning->cgroup;
    struct story_row rows[STORY_PARTS];
    size_t count = story_rows(story_group, STORY_COUNT(story_group), ledger, rows);
    if (ledger->shmem_kb == ABSENT)
        story_rename(rows, count, "page cache (files)",
                     (struct story_row){.name = "page cache, shared memory", .made_of = "file (cache)"});
    story_rename_excess(rows, count, amount_positive(ledger->usage_kb) / STORY_DRIFT_SHARE);
    if (story->reckoning->scope != SCOPE_CGROUP || (ledger->usage_kb == ABSENT && count == 0))
        return;
    story_title(story, "Where the cgroup's memory went", ledger->lines);
    if (ledger->usage_kb != ABSENT)
        story_limit(story, ledger);
    story_container(story);
    if (count > 0)
        story_balance(story, rows, count, ledger->usage_kb, "usage of the cgroup");
    story_absent(story, story_group, STORY_COUNT(story_group), ledger);
}

void story_memory(struct story *story) {
    story_group_balance(story);
    story_machine_balance(story);
    story_zones(story);
    story_caches(story);
}
