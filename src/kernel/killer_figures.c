/* The figures of userspace killers: shares, sizes and times as these programs write them.
 * SPDX-License-Identifier: MIT
 *
 * systemd-oomd prints shares with two decimals, sizes as format_bytes does ("38.6G") and times as format_timespan does
 * ("1min 30s"); earlyoom and nohang print MiB, and shares with up to two decimals. */
#include "kernel/killer_figures.h"

#include "base/scan.h"
#include "model/amount.h"

enum { FIGURES_MOST = 1000 * 1000 * 1000 }; /* of a share's whole part, and of a time's number */

/* "62.33", "5.0", "12": SCALE, a power of ten, times that number; more digits are cut off. */
static int64_t killer_figures_decimal(str words, int64_t scale) {
    struct scan scan = scan_of(words);
    uint64_t whole;
    if (!scan_u64(&scan, &whole) || whole > FIGURES_MOST)
        return ABSENT;
    int64_t value = (int64_t)whole * scale;
    if (!scan_byte(&scan, '.'))
        return value;
    for (; scale >= 10 && scan_peek(&scan) >= '0' && scan_peek(&scan) <= '9'; scan.at++) {
        scale /= 10;
        value += (*scan.at - '0') * scale;
    }
    return value;
}

/* "38.6G", "7.1M", "512B": binary units. */
static int64_t killer_figures_size(str words) {
    static const char units[] = "KMGTPE";
    const int64_t tenths = killer_figures_decimal(words, 10);
    const char *unit = words.len ? strchr(units, words.data[words.len - 1]) : NULL;
    if (tenths == ABSENT)
        return ABSENT;
    if (!unit)
        return tenths / 10 / 1024;
    int64_t kb = tenths;
    for (; unit > units && kb != ABSENT; unit--)
        kb = amount_times(kb, 1024);
    return kb == ABSENT ? ABSENT : kb / 10;
}

/* "20s", "1min 30s", "31.2s" */
static int64_t killer_figures_seconds(str words) {
    static const struct {
        str name;
        int64_t seconds;
    } units[] = {{STR_INIT("min"), 60}, {STR_INIT("h"), 3600}, {STR_INIT("d"), 86400}, {STR_INIT("s"), 1}};
    struct scan scan = scan_of(words);
    int64_t sum = ABSENT;
    uint64_t number, fraction;
    while (scan_u64(&scan, &number) && number < FIGURES_MOST) {
        if (scan_byte(&scan, '.'))
            scan_u64(&scan, &fraction);
        size_t i = 0;
        while (i < sizeof units / sizeof *units && !scan_literal(&scan, units[i].name))
            i++;
        if (i == sizeof units / sizeof *units)
            break;
        sum = amount_sum(sum, (int64_t)number * units[i].seconds);
        scan_blanks(&scan);
    }
    return sum;
}

static int64_t killer_figures_mib(str words) {
    const int64_t mib = killer_figures_decimal(words, 1);
    return mib == ABSENT ? ABSENT : mib * 1024;
}

static int64_t killer_figures_bytes(str words) {
    struct scan scan = scan_of(words);
    int64_t bytes;
    return scan_i64(&scan, &bytes) && bytes >= 0 ? bytes / 1024 : ABSENT;
}

static int64_t killer_figures_share(str words) {
    return killer_figures_decimal(words, 100);
}

static int64_t killer_figures_count(str words) {
    return killer_figures_decimal(words, 1);
}

#define GROUP(name, read, member, line)                                                                                \
    {                                                                                                                  \
        STR_INIT(name), killer_figures_##read, offsetof(struct killer_figures, member),                                \
            offsetof(struct killer_figures, line)                                                                      \
    }

/* The named groups of the sentences, how each is written, and where it is kept. */
static const struct {
    str name;
    int64_t (*read)(str words);
    size_t offset;
    size_t line_offset; /* of the line that tells it */
} killer_figures_groups[] = {
    GROUP("pressure_percent", share, pressure, pressure_line),
    GROUP("full_percent", share, full, full_line),
    GROUP("limit_percent", share, pressure_limit, pressure_line),
    GROUP("duration", seconds, pressure_s, pressure_line),
    GROUP("thrashing_percent", share, thrashing, pressure_line),
    GROUP("mem_free_mib", mib, mem_free_kb, mem_line),
    GROUP("mem_total_mib", mib, mem_total_kb, mem_line),
    GROUP("mem_total_bytes", bytes, mem_total_kb, mem_line),
    GROUP("mem_used_bytes", bytes, mem_used_kb, mem_line),
    GROUP("mem_free_percent", share, mem_free, mem_line),
    GROUP("mem_limit_percent", share, mem_limit, limit_line),
    GROUP("swap_free_mib", mib, swap_free_kb, swap_line),
    GROUP("swap_total_mib", mib, swap_total_kb, swap_line),
    GROUP("swap_total_bytes", bytes, swap_total_kb, swap_line),
    GROUP("swap_used_bytes", bytes, swap_used_kb, swap_line),
    GROUP("swap_free_percent", share, swap_free, swap_line),
    GROUP("swap_limit_percent", share, swap_limit, limit_line),
    GROUP("used_percent", share, used_limit, limit_line),
    GROUP("considered", count, considered, considered_line),
};

/* Keeps WORDS of the group INDEX. */
static void killer_figures_set(struct killer_figures *figures, size_t index, str words, int64_t line) {
    const int64_t value = killer_figures_groups[index].read(words);
    if (value == ABSENT)
        return;
    *(int64_t *)(void *)((char *)figures + killer_figures_groups[index].offset) = value;
    *(int64_t *)(void *)((char *)figures + killer_figures_groups[index].line_offset) = line;
    builder_cover(&figures->lines, line);
}

/* "Path: /system.slice/a.service" begins one, the lines below it tell its figures. */
static void killer_figures_read_candidate(const struct match *match, struct event *event, int64_t line) {
    struct killer_figures *figures = &event->figures;
    const str path = match_words(match, STR("path"));
    if (path.len) {
        struct candidate *candidate =
            BUILDER_PUSH(event, figures->candidates, figures->candidate_count, LIMIT_CANDIDATES, line);
        if (!candidate)
            return;
        *candidate = (struct candidate){line, arena_copy(event->arena, path), ABSENT, ABSENT, ABSENT};
        figures->candidate_count++;
        builder_cover(&figures->lines, line);
        return;
    }
    if (figures->candidate_count == 0)
        return;
    struct candidate *last = &figures->candidates[figures->candidate_count - 1];
    const str memory = match_words(match, STR("memory_size")), swap = match_words(match, STR("swap_size"));
    const str pressure = match_words(match, STR("candidate_percent"));
    if (memory.len)
        last->memory_kb = killer_figures_size(memory);
    if (swap.len)
        last->swap_kb = killer_figures_size(swap);
    if (pressure.len)
        last->pressure = killer_figures_share(pressure);
    builder_cover(&figures->lines, line);
}

void killer_figures_read(const struct match *match, struct event *event, int64_t line) {
    struct killer_figures *figures = &event->figures;
    for (size_t i = 0; i < sizeof killer_figures_groups / sizeof *killer_figures_groups; i++) {
        const str words = match_words(match, killer_figures_groups[i].name);
        if (words.len)
            killer_figures_set(figures, i, words, line);
    }
    const str group = match_words(match, STR("group")), rules = match_words(match, STR("rules"));
    if (group.len)
        figures->group = arena_copy(event->arena, group);
    if (rules.len)
        figures->rules = (struct cited_text){arena_copy(event->arena, rules), line};
    killer_figures_read_candidate(match, event, line);
}

/* Signal 9, by its name or its number: no process can ignore it. */
static bool killer_figures_is_kill(str signal) {
    return str_equal(signal, STR("SIGKILL")) || str_equal(signal, STR("9"));
}

void killer_figures_read_victim(const struct match *match, struct event *event, struct kill *kill) {
    const str name = match_words(match, STR("victim")), signal = match_words(match, STR("signal"));
    const int64_t pid = match_number(match, STR("victim_pid"));
    const str mib = match_words(match, STR("rss_mib")), seen_mib = match_words(match, STR("victim_mib"));
    const str swap_mib = match_words(match, STR("victim_swap_mib")), bytes = match_words(match, STR("victim_bytes"));
    if (name.len && !kill->name.len)
        kill->name = arena_copy(event->arena, name);
    if (pid != ABSENT && kill->pid == ABSENT)
        kill->pid = pid;
    if (mib.len || seen_mib.len)
        kill->rss_kb = killer_figures_mib(mib.len ? mib : seen_mib);
    if (bytes.len)
        kill->rss_kb = killer_figures_bytes(bytes);
    if (swap_mib.len)
        kill->swap_kb = killer_figures_mib(swap_mib);
    if (signal.len)
        kill->is_told_to_end = !killer_figures_is_kill(signal);
}

/* A share of WHOLE in hundredths of a percent. */
static int64_t killer_figures_share_of(int64_t part, int64_t whole) {
    enum { ALL = 10000 };
    return amount_known(part) && amount_known(whole) && whole > 0 && part >= 0 && part <= whole
               ? amount_sum(amount_product(part, ALL), whole / 2) / whole
               : ABSENT;
}

void killer_figures_complete(struct killer_figures *figures) {
    if (figures->mem_free_kb == ABSENT && amount_known(figures->mem_used_kb) &&
        figures->mem_total_kb >= figures->mem_used_kb)
        figures->mem_free_kb = figures->mem_total_kb - figures->mem_used_kb;
    if (figures->swap_free_kb == ABSENT && amount_known(figures->swap_used_kb) &&
        figures->swap_total_kb >= figures->swap_used_kb)
        figures->swap_free_kb = figures->swap_total_kb - figures->swap_used_kb;
    if (figures->mem_free == ABSENT)
        figures->mem_free = killer_figures_share_of(figures->mem_free_kb, figures->mem_total_kb);
    if (figures->swap_free == ABSENT)
        figures->swap_free = killer_figures_share_of(figures->swap_free_kb, figures->swap_total_kb);
}
