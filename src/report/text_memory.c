/* Where the memory went: a balance that adds up, the zones against their watermarks, the largest kernel caches.
 * SPDX-License-Identifier: MIT */
#include "report/places.h"
#include "report/text_sections.h"

#include "model/amount.h"

#include <stddef.h>

/* A part of a ledger: its name for people, its member, and the log's counters that it is made of. */
struct text_part {
    const char *name;
    size_t offset;
    const char *made_of;
    bool optional; /* few kernels print it: it is not listed as missing */
};

/* A line of the balance. */
struct text_row {
    const char *name, *made_of;
    int64_t kb;
};

/* What the bars are measured by: the total, or, where the log does not show it, the sum of the rows. Shares of a sum
 * say nothing and are left out. */
struct text_scale {
    int64_t whole_kb;
    bool told;
};

enum {
    TEXT_PARTS = 24,
    TEXT_NAME = 25, /* columns of the balance */
    TEXT_SIZE = 9,
    TEXT_KB = 12,
    TEXT_SHARE = 8,
    TEXT_BAR_MOST = 40,
    TEXT_DRIFT_SHARE = 100, /* a hundredth of a cgroup's usage: its batched statistics may be off by so much */
    TEXT_ID = 12,           /* of a container's id, as its tools print it */
    TEXT_WIDE = 130         /* columns from which on the counters are named beside the bars */
};

#define PART(name, record, member, made_of)                                                                            \
    { name, offsetof(struct record, member), made_of, false }
#define RARE(name, record, member, made_of)                                                                            \
    { name, offsetof(struct record, member), made_of, true }

static const struct text_part text_machine[] = {
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
    RARE("compressed swap", ledger_parts, zspages_kb, "zspages: pages of zram or zswap"),
    RARE("hypervisor's balloon", ledger_parts, balloon_kb, "Balloon"),
    RARE("graphics drivers", ledger_parts, gpu_kb, "gpu_active + gpu_reclaim"),
    RARE("other kernel memory", ledger_parts, other_kb, "bounce, writeback_tmp, hwpoisoned ..."),
    RARE("free, per-CPU lists", ledger_parts, free_pcp_kb, "free_pcp"),
    PART("free", ledger_parts, free_kb, "free"),
    RARE("unaccounted", ledger_parts, unaccounted_kb, "the total less all of these: in no counter"),
};

static const struct text_part text_group[] = {
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

static const struct text_part text_views[] = {
    PART("swap cache", ledger_within, swap_cache_kb, "anonymous or unevictable memory"),
    PART("transparent huge pages", ledger_within, anon_thp_kb, "anonymous memory"),
    PART("mapped", ledger_within, mapped_kb, "page cache, shared or unevictable memory"),
    PART("dirty", ledger_within, dirty_kb, "page cache"),
    PART("under writeback", ledger_within, writeback_kb, "page cache"),
    PART("mlocked", ledger_within, mlocked_kb, "unevictable"),
    PART("CMA", ledger_within, free_cma_kb, "free"),
    PART("high-atomic reserve", ledger_within, highatomic_kb, "free, in part"),
};

#define TEXT_COUNT(array) (sizeof(array) / sizeof(array)[0])

static int64_t text_part_kb(const struct text_part *part, const void *ledger) {
    return *(const int64_t *)(const void *)((const char *)ledger + part->offset);
}

/* The parts that are in the log and not 0, largest first. */
static size_t text_rows(const struct text_part *parts, size_t count, const void *ledger,
                        struct text_row rows[TEXT_PARTS]) {
    size_t filled = 0;
    for (size_t i = 0; i < count && filled < TEXT_PARTS; i++) {
        struct text_row row = {parts[i].name, parts[i].made_of, text_part_kb(&parts[i], ledger)};
        if (row.kb == ABSENT || row.kb == 0)
            continue;
        size_t at = filled++;
        for (; at > 0 && rows[at - 1].kb < row.kb; at--)
            rows[at] = rows[at - 1];
        rows[at] = row;
    }
    return filled;
}

/* Where the log does not show shared memory, it is part of the row that FROM names. */
static void text_rename(struct text_row *rows, size_t count, const char *from, struct text_row to) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, from) != 0)
            continue;
        rows[i].name = to.name;
        rows[i].made_of = to.made_of;
    }
}

/* A row below 0 is no memory: counters are batched and read one after the other. */
static void text_rename_excess(struct text_row *rows, size_t count, int64_t tolerance_kb) {
    for (size_t i = 0; i < count; i++)
        if (rows[i].kb < 0)
            rows[i].name = rows[i].kb >= -tolerance_kb ? "rounding" : "counted in excess";
}

static void text_row(struct text *text, const struct text_row *row, struct text_scale scale, bool is_largest) {
    struct layout *layout = &text->layout;
    int64_t whole = scale.whole_kb;
    struct wording size = wording_size(row->kb), kb = wording_number(row->kb), share = wording_percent(row->kb, whole);
    enum layout_style style = is_largest ? LAYOUT_BOLD : LAYOUT_PLAIN;
    layout_line(layout, 2, 2);
    layout_left(layout, style, str_from_cstr(row->name), TEXT_NAME);
    layout_figure(layout, style, &size, TEXT_SIZE);
    layout_figure(layout, LAYOUT_PLAIN, &kb, TEXT_KB);
    if (scale.told)
        layout_figure(layout, LAYOUT_PLAIN, &share, TEXT_SHARE);
    size_t from = layout->column + 2;
    size_t left = from < layout->width ? layout->width - from : 0;
    size_t room = left < TEXT_BAR_MOST ? left : TEXT_BAR_MOST;
    layout->due = 2;
    layout_bar(layout, is_largest ? LAYOUT_KILLED : LAYOUT_PLAIN, row->kb, whole, room);
    if (layout->width >= TEXT_WIDE && row->made_of) {
        layout->due = from + room + 2 - layout->column;
        layout_left(layout, LAYOUT_DIM, str_from_cstr(row->made_of), 0);
    }
    layout_end(layout);
}

static void text_balance_head(struct text *text, bool shares) {
    struct layout *layout = &text->layout;
    layout_line(layout, 2 + TEXT_NAME, 2);
    layout_right(layout, LAYOUT_DIM, STR("size"), TEXT_SIZE);
    layout_right(layout, LAYOUT_DIM, STR("kB"), TEXT_KB);
    if (shares)
        layout_right(layout, LAYOUT_DIM, STR("share"), TEXT_SHARE);
    layout_end(layout);
}

/* Rows that add up to WHOLE, or, where the log does not show it, to their own sum. */
static void text_balance(struct text *text, struct text_row *rows, size_t count, int64_t whole,
                         const char *whole_name) {
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum = amount_plus(sum, rows[i].kb);
    bool told = amount_known(whole) && amount_known(sum);
    struct text_row rest = {"not shown by this log", NULL, told ? amount_minus(whole, sum) : 0};
    struct text_row total = {told ? whole_name : "sum of the above", NULL, told ? whole : sum};
    struct text_scale scale = {total.kb, told};
    text_balance_head(text, told);
    for (size_t i = 0; i < count; i++)
        text_row(text, &rows[i], scale, i == 0 && strncmp(rows[i].name, "free", 4) != 0);
    if (rest.kb != 0)
        text_row(text, &rest, scale, false);
    layout_line(&text->layout, 2, 2);
    layout_left(&text->layout, LAYOUT_DIM, STR("------------------------------------------------------"), 0);
    text_row(text, &total, scale, false);
}

/* "Not in this log: kernel stacks, huge pages." */
static void text_absent(struct text *text, const struct text_part *parts, size_t count, const void *ledger) {
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        if (text_part_kb(&parts[i], ledger) != ABSENT || parts[i].optional)
            continue;
        if (shown++ == 0) {
            layout_line(&text->layout, 2, 2);
            text_words(text, LAYOUT_DIM, "Not in this log:");
        } else { /* names may contain a comma */
            layout_glue(&text->layout);
            text_words(text, LAYOUT_DIM, ";");
        }
        text_words(text, LAYOUT_DIM, parts[i].name);
    }
    layout_end(&text->layout);
}

/* "Counted above already: swap cache 118 MiB (in anonymous memory)." */
static void text_within(struct text *text, const struct ledger_within *within) {
    size_t shown = 0;
    for (size_t i = 0; i < TEXT_COUNT(text_views); i++) {
        int64_t kb = text_part_kb(&text_views[i], within);
        if (kb == ABSENT || kb <= 0)
            continue;
        if (shown++ == 0) {
            layout_line(&text->layout, 2, 2);
            text_words(text, LAYOUT_PLAIN, "Already counted in these:");
        } else {
            layout_glue(&text->layout);
            text_words(text, LAYOUT_PLAIN, ",");
        }
        struct wording size = wording_size(kb);
        layout_unit(&text->layout, LAYOUT_PLAIN, wording_str(&size));
        text_words(text, LAYOUT_PLAIN, text_views[i].name);
        text_words(text, LAYOUT_DIM, "(in");
        text_words(text, LAYOUT_DIM, text_views[i].made_of);
        layout_glue(&text->layout);
        text_words(text, LAYOUT_DIM, ")");
    }
    layout_end(&text->layout);
}

/* The memory that is not part of the total. */
static void text_reserved(struct text *text, const struct ledger *ledger) {
    if (ledger->reserved_kb == ABSENT || ledger->total_kb == ABSENT)
        return;
    layout_line(&text->layout, 2, 2);
    text_words(text, LAYOUT_PLAIN, "Beside these,");
    text_size(text, ledger->reserved_kb);
    text_words(text, LAYOUT_PLAIN, "of the");
    text_size(text, ledger->total_kb);
    int64_t balloon_kb = ledger->within.balloon_kb;
    text_words(text, LAYOUT_PLAIN,
               balloon_kb == ABSENT ? "of RAM are not the kernel's to give (its own image, page descriptors, firmware, "
                                      "a crash kernel, a balloon)."
                                    : "of RAM are not the kernel's to give (its own image, page descriptors, firmware, "
                                      "a crash kernel).");
    if (balloon_kb > 0 && ledger->parts.balloon_kb == ABSENT) {
        text_words(text, LAYOUT_PLAIN, "The hypervisor's balloon holds");
        text_size(text, balloon_kb);
        text_words(text, LAYOUT_PLAIN, "of it.");
    }
    layout_end(&text->layout);
}

/* The lists of the LRU, slab and free pages are of the whole machine; stacks stand in the lines of zones or nodes. */
static void text_filtered(struct text *text, const struct ledger *ledger) {
    if (!ledger->filtered || ledger->parts.kernel_stack_kb == ABSENT)
        return;
    layout_line(&text->layout, 2, 2);
    text_words(text, LAYOUT_PLAIN,
               "Some of the machine's zones are not in this report: kernel stacks are counted only where it shows "
               "them, the rest of them is unaccounted.");
    layout_end(&text->layout);
}

/* How the log's counters relate to each other. */
static void text_legend(struct text *text) {
    if (text->event->memory.counters.lines.first == 0 || text->has_legend)
        return;
    text->has_legend = true;
    struct wording page = wording_number(text->reckoning->page_kb);
    layout_line(&text->layout, 2, 2);
    text_words(text, LAYOUT_DIM, "The log's counters (active_anon:, free: ...) are pages of");
    layout_unit(&text->layout, LAYOUT_DIM, wording_str(&page));
    text_words(text, LAYOUT_DIM, text->reckoning->page_known ? "kB" : "kB (assumed: the log does not show the size)");
    text_words(text, LAYOUT_DIM,
               "for the whole machine; its Node and zone lines tell the same memory again in kB, part by part: do not "
               "add them. shmem and the swap cache stand in the anonymous lists; mapped, dirty and writeback are "
               "views of other counters.");
    text_lines(text, text->event->memory.counters.lines);
    layout_end(&text->layout);
}

static void text_machine_balance(struct text *text) {
    const struct ledger *ledger = &text->reckoning->ledger;
    struct text_row rows[TEXT_PARTS];
    size_t count = text_rows(text_machine, TEXT_COUNT(text_machine), &ledger->parts, rows);
    bool lost = (text->reckoning->missing & MISSING_MEMORY) != 0; /* a single small pool is no balance */
    if (count == 0 || lost)
        return;
    if (ledger->anon_with_shmem)
        text_rename(rows, count, "anonymous memory",
                    (struct text_row){.name = "anonymous, shared memory", .made_of = "active_anon + inactive_anon"});
    text_rename_excess(rows, count, ledger->tolerance_kb);
    text_title(text,
               text->reckoning->scope == SCOPE_CGROUP ? "The whole machine at that moment" : "Where the memory went",
               ledger->lines);
    text_balance(text, rows, count, ledger->managed_kb, "total the kernel had");
    text_reserved(text, ledger);
    text_filtered(text, ledger);
    text_within(text, &ledger->within);
    text_absent(text, text_machine, TEXT_COUNT(text_machine), &ledger->parts);
    text_legend(text);
}

/* "usage 32.0 GiB of a limit of 32.0 GiB (100.0 %), swap 0 KiB" */
static void text_limit(struct text *text, const struct cgroup_ledger *ledger) {
    layout_line(&text->layout, 2, 2);
    str path = place_limit(text->event);
    layout_unit(&text->layout, LAYOUT_PLAIN, path.len > 0 ? path : STR("It"));
    text_words(text, LAYOUT_PLAIN, "uses");
    text_size(text, ledger->usage_kb);
    if (ledger->limit_kb != ABSENT) {
        text_words(text, LAYOUT_PLAIN, "of its limit of");
        text_size(text, ledger->limit_kb);
    }
    if (ledger->swap_usage_kb != ABSENT) {
        text_words(text, LAYOUT_PLAIN, "and, beside it,");
        text_size(text, ledger->swap_usage_kb);
        text_words(text, LAYOUT_PLAIN, "of swap");
    }
    if (ledger->limit_kb == ABSENT) {
        layout_glue(&text->layout);
        text_words(text, LAYOUT_PLAIN,
                   text->event->cgroup.memory.limit_kb == ABSENT ? "; its limit is not in the log"
                                                                 : "; it has no limit of its own");
    }
    layout_end(&text->layout);
}

/* "containerd container ac135b393a4a pod b01bc6dd-... burstable", "unit mysqld.service" */
static void text_container(struct text *text) {
    const struct container *container = &text->reckoning->container;
    const struct {
        const char *what;
        str value;
    } facts[] = {{"", container->runtime},
                 {"container", str_first(container->id, TEXT_ID)},
                 {"pod", container->pod_uid},
                 {"", container->qos},
                 {"unit", container->id.len > 0 ? STR("") : container->unit}};
    layout_line(&text->layout, 2, 4);
    for (size_t i = 0; i < TEXT_COUNT(facts); i++) {
        if (facts[i].value.len == 0)
            continue;
        text_words(text, LAYOUT_DIM, facts[i].what);
        layout_unit(&text->layout, LAYOUT_DIM, facts[i].value);
    }
    layout_end(&text->layout);
}

static void text_group_balance(struct text *text) {
    const struct cgroup_ledger *ledger = &text->reckoning->cgroup;
    struct text_row rows[TEXT_PARTS];
    size_t count = text_rows(text_group, TEXT_COUNT(text_group), ledger, rows);
    if (ledger->shmem_kb == ABSENT)
        text_rename(rows, count, "page cache (files)",
                    (struct text_row){.name = "page cache, shared memory", .made_of = "file (cache)"});
    text_rename_excess(rows, count, amount_positive(ledger->usage_kb) / TEXT_DRIFT_SHARE);
    if (text->reckoning->scope != SCOPE_CGROUP || (ledger->usage_kb == ABSENT && count == 0))
        return;
    text_title(text, "Where the cgroup's memory went", ledger->lines);
    if (ledger->usage_kb != ABSENT)
        text_limit(text, ledger);
    text_container(text);
    if (count > 0)
        text_balance(text, rows, count, ledger->usage_kb, "usage of the cgroup");
    text_absent(text, text_group, TEXT_COUNT(text_group), ledger);
}

void text_memory(struct text *text) {
    text_group_balance(text);
    text_machine_balance(text);
    text_zones(text);
    text_caches(text);
}
