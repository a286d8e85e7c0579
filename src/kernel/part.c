/* Which part of a memory report a line is (dump_header, mm/oom_kill.c; warn_alloc, mm/page_alloc.c; show_mem,
 * mm/show_mem.c).
 * SPDX-License-Identifier: MIT */
#include "kernel/part.h"

#include "kernel/call_trace.h"
#include "kernel/key_values.h"
#include "kernel/mem_info.h"
#include "kernel/sentences.h"
#include "kernel/tables.h"
#include "model/limits.h"

#include <stdlib.h>

static struct part part_made(enum part_rank rank, uint32_t at) {
    return (struct part){.rank = rank, .at = at, .figure = ABSENT};
}

enum { PART_FIELDS = 32, PART_UNKNOWN_FIELD = PART_FIELDS - 1 };

/* Which of the TABLE's fields FIELD is, which may be NULL: a number below PART_FIELDS. */
static uint32_t part_field_index(const struct field_table *table, const struct field *field) {
    return field ? (uint32_t)(field - table->fields) % PART_FIELDS : PART_UNKNOWN_FIELD;
}

/* --- the order of a report */

enum {
    PART_HARDWARE_PLACE = 3,
    PART_COUNTERS_PLACE = 10,
    PART_RAM_PLACE = 18,
    PART_HEADER_PLACE = 21,
    PART_ROW_PLACE = 22
};

/* What is no sentence, by its beginning, in the order in which dump_header, show_mem, dump_tasks and oom_kill_process
 * print it (mm/oom_kill.c, mm/show_mem.c, 2.6.9-7.x) between the sentences that have an `order`: some kernels leave
 * parts out, none prints two the other way round. */
static const struct part_line {
    str begins;
    int place;
} part_lines[] = {
    {STR_INIT("active_anon:"), PART_COUNTERS_PLACE},
    {STR_INIT("Active:"), PART_COUNTERS_PLACE}, /* 2.6.9-2.6.27, with zones without "Node 0" */
    {STR_INIT("active_file:"), 11},
    {STR_INIT("unevictable:"), 12},
    {STR_INIT("slab_reclaimable:"), 13},
    {STR_INIT("mapped:"), 14},
    {STR_INIT("free:"), 15},
    {STR_INIT("Node "), 16},
    {STR_INIT("DMA free:"), 16},
    {STR_INIT("Normal free:"), 16},
    {STR_INIT("HighMem free:"), 16},
    {STR_INIT("DMA: "), 16}, /* their buddy lists */
    {STR_INIT("Normal: "), 16},
    {STR_INIT("HighMem: "), 16},
    {STR_INIT("Free swap"), 17},
    {STR_INIT("Total swap"), PART_RAM_PLACE - 1},
    {STR_INIT(OOM_SUMMARY_HEAD), PART_PLACE_LATE},
};

static void part_places_add(struct part_places *places, const char *begins, int place) {
    if (places->count == PART_BEGINNINGS)
        return;
    const str words = str_from_cstr(begins);
    uint8_t *first = &places->first[(unsigned char)*begins];
    places->items[places->count++] = (struct part_beginning){
        .words = str_first(words, str_find_byte(words, '#')), .sign = begins, .place = place, .next = *first};
    *first = (uint8_t)places->count;
}

void part_places_make(struct part_places *places) {
    *places = (struct part_places){.count = 0};
    for (size_t i = 0; i < sizeof part_lines / sizeof *part_lines; i++)
        part_places_add(places, part_lines[i].begins.data, part_lines[i].place);
    for (const struct sentence *row = sentences; row < sentences + sentence_count; row++) {
        if (row->order > 0 && !row->signs[0].begins)
            part_places_add(places, row->begins.data, row->order);
        for (size_t i = 0; row->order > 0 && i < SENTENCE_SIGNS && row->signs[i].begins; i++)
            part_places_add(places, row->signs[i].begins, row->order);
    }
}

/* The place of the line or sentence that TEXT begins with; 0: it begins with none. */
static int part_places_find(const struct part_places *places, str text) {
    for (size_t at = text.len > 0 ? places->first[(unsigned char)*text.data] : 0; at > 0;) {
        const struct part_beginning *item = &places->items[at - 1];
        if (str_starts(text, item->words) &&
            (!item->sign[item->words.len] || sentence_sign_len(text, item->sign) != STR_NONE))
            return item->place;
        at = item->next;
    }
    return 0;
}

/* --- the trace */

static const struct {
    str name;
    enum part_owner owner;
    enum part_frame frame;
} part_functions[] = {
    {STR_INIT("dump_header"), PART_KILLERS, PART_FRAME_INNER},
    {STR_INIT("oom_kill_process"), PART_KILLERS, PART_FRAME_INNER},
    {STR_INIT("out_of_memory"), PART_KILLERS, PART_FRAME_INNER},
    {STR_INIT("__out_of_memory"), PART_KILLERS, PART_FRAME_INNER},
    {STR_INIT("mem_cgroup_out_of_memory"), PART_KILLERS, PART_FRAME_INNER},
    {STR_INIT("mem_cgroup_oom_synchronize"), PART_KILLERS, PART_FRAME_INNER},
    {STR_INIT("pagefault_out_of_memory"), PART_KILLERS, PART_FRAME_INNER},
    {STR_INIT("warn_alloc"), PART_OTHERS, PART_FRAME_INNER},
    {STR_INIT("warn_alloc_failed"), PART_OTHERS, PART_FRAME_INNER},
    {STR_INIT("rcu_check_callbacks"), PART_OTHERS, PART_FRAME_INNER},
    {STR_INIT("rcu_dump_cpu_stacks"), PART_OTHERS, PART_FRAME_INNER},
    {STR_INIT("watchdog_timer_fn"), PART_OTHERS, PART_FRAME_INNER},
    {STR_INIT("entry_SYSCALL_64_after_hwframe"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("system_call_fastpath"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("asm_exc_page_fault"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("page_fault"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("async_page_fault"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("ret_from_fork"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("ret_from_fork_asm"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("entry_INT80_32"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("entry_SYSENTER_32"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("syscall_call"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("system_call"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("ret_fast_syscall"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("el0t_64_sync"), PART_ANYBODYS, PART_FRAME_LAST},
    {STR_INIT("el0_svc"), PART_ANYBODYS, PART_FRAME_LAST},
};

bool part_may_be_killers(str text) {
    static const str words[] = {STR_INIT("of_memory"), STR_INIT("oom_kill_process"), STR_INIT("dump_header"),
                                STR_INIT("oom_synchronize")};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_has(text, words[i]))
            return true;
    return false;
}

/* "oom_kill_process.cold", "out_of_memory.part.0": the compiler split it. */
static str part_function_name(str symbol) {
    const size_t dot = str_find_byte(symbol, '.');
    return dot == STR_NONE ? symbol : str_first(symbol, dot);
}

/* Sets what the function SYMBOL tells of its frame. */
static void part_name_frame(struct part *part, str symbol) {
    const str name = part_function_name(symbol);
    for (size_t i = 0; i < sizeof part_functions / sizeof *part_functions; i++)
        if (str_equal(part_functions[i].name, name)) {
            part->owner = part_functions[i].owner;
            part->at = part_functions[i].frame;
            return;
        }
}

enum part_owner part_owner_of(str function) {
    struct part frame = {.owner = PART_ANYBODYS};
    part_name_frame(&frame, function);
    return frame.owner;
}

/* "<TASK>", "</IRQ>" */
static bool part_mark(struct part *part, str text) {
    static const str marks[] = {STR_INIT("TASK>"), STR_INIT("IRQ>"), STR_INIT("NMI>")};
    if (*text.data != '<')
        return false;
    const bool closes = str_starts(text, STR("</"));
    const str word = str_trim_end(str_from(text, 1u + closes));
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_equal(word, marks[i])) {
            *part = part_made(PART_FRAME, closes ? PART_FRAME_CLOSES : PART_FRAME_OPENS);
            return true;
        }
    return false;
}

/* "RAX: 0000000000000000 RBX: ..." is no frame, and long. */
static bool part_is_shaped(str whole, str text) {
    return *whole.data == ' ' || *text.data == '[' || (*text.data != 'R' && str_has(text, STR("+0x")));
}

static bool part_frame(struct part *part, str whole, str text) {
    struct call_frame frame;
    if (part_mark(part, text))
        return true;
    *part = part_made(PART_FRAME, 0);
    if (part_is_shaped(whole, text) && call_trace_frame(text, &frame)) {
        part_name_frame(part, frame.function);
        if (!frame.is_sure)
            part->at = PART_FRAME_INNER;
        return true;
    }
    part->is_noise = true;
    if (str_starts(text, STR("R13: "))) /* x86-64 */
        part->at = PART_FRAME_ENDS;
    return call_trace_is_noise(text);
}

/* --- the head */

/* What the sentence is in every report; PART_NONE where more than its beginning tells it. */
static enum part_rank part_rank_of(const struct sentence *row) {
    switch (row->role) {
    case SENTENCE_CALL_TRACE:
        return PART_TRACE;
    case SENTENCE_MEM_INFO:
        return PART_MEM_INFO;
    case SENTENCE_ALLOCATIONS:
        return PART_ALLOCATIONS;
    default:
        return row->order == PART_HARDWARE_PLACE   ? PART_HARDWARE
               : row->order == PART_COUNTERS_PLACE ? PART_COUNTERS
                                                   : PART_NONE;
    }
}

static bool part_word(struct part *part, str text) {
    if (!memchr("HWCBMF", *text.data, 6)) /* the others have no rank */
        return false;
    for (const struct sentence *row = sentences; row < sentences + sentence_count; row++) {
        if (*row->begins.data != *text.data || part_rank_of(row) == PART_NONE || !str_starts(text, row->begins))
            continue;
        *part = part_made(part_rank_of(row), part_rank_of(row) == PART_COUNTERS ? PART_UNKNOWN_FIELD : 0);
        return true;
    }
    return false;
}

/* The row that names the process, if TEXT begins as it does; else NULL. */
static const struct sentence *part_identity_row(str text) {
    for (const struct sentence *row = sentences; row < sentences + sentence_count; row++)
        if (row->role == SENTENCE_IDENTITY && row->name_behind.len > 0 && str_starts(text, row->begins))
            return row;
    return NULL;
}

bool part_is_identity(str text) {
    return part_identity_row(text) != NULL;
}

/* "CPU: 1 PID: 77 Comm: java Not tainted 5.10.0", "Pid: 13433, comm: mysqld Not tainted 2.6.32" */
static bool part_identity(struct part *part, str text) {
    static const str ends[] = {STR_INIT(" Not tainted"), STR_INIT(" Tainted:"), STR_INIT(" Kdump:")};
    const struct sentence *row = part_begins_identity(text) ? part_identity_row(text) : NULL;
    const size_t at = row ? str_find(text, row->name_behind) : STR_NONE;
    if (at == STR_NONE)
        return false;
    *part = part_made(PART_IDENTITY, 0);
    part->name = str_from(text, at + row->name_behind.len);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        part->name = str_first(part->name, str_find(part->name, ends[i]));
    part->name = str_trim(part->name);
    return true;
}

/* "mysqld cpuset=/ mems_allowed=0" */
static bool part_cpuset(struct part *part, str text) {
    const struct sentence *row = sentence_of(SENTENCE_CPUSET);
    const size_t at = str_find(text, row->name_before);
    if (at == STR_NONE || !str_has(text, row->begins))
        return false;
    *part = part_made(PART_CPUSET, 0);
    part->name = str_first(text, at);
    return true;
}

/* --- the figures */

/* Which of the TABLE's fields is printed as NAME. */
static uint32_t part_field(const struct field_table *table, str name) {
    size_t hint = 0;
    return part_field_index(table, field_printed(table, name, &hint));
}

/* The number behind KEY, ABSENT where TEXT has none. */
static int64_t part_value(str text, str key) {
    const size_t at = str_find(text, key);
    struct scan scan = scan_of(at == STR_NONE ? STR("") : str_from(text, at + key.len));
    int64_t value;
    scan_blanks(&scan);
    return scan_i64(&scan, &value) && value < INT64_MAX / 1024 ? value : ABSENT;
}

static bool part_counters(struct part *part, str text) {
    const struct field *first = mem_info_first_counter(text);
    const struct extent extent = first ? (struct extent){EXTENT_WHOLE, 1} : mem_info_counters_extent(text);
    if (extent.end == EXTENT_NONE || extent.facts == 0)
        return false;
    *part = part_made(PART_COUNTERS, part_field_index(&field_counters, first));
    if (str_starts(text, STR("active_anon:")))
        part->figure = part_value(text, STR("active_anon:"));
    return true;
}

static bool part_totals(struct part *part, str text) {
    if (mem_info_totals_extent(text).end != EXTENT_WHOLE)
        return false;
    str name;
    if (*text.data >= '0' && *text.data <= '9')
        name = str_trim(str_from(text, str_find_byte(text, ' ')));
    else if (str_starts(text, STR("Swap cache")))
        name = STR("add");
    else
        name = str_first(text, STR("Free swap").len + (*text.data == 'T'));
    *part = part_made(PART_TOTALS, part_field(&field_totals, name));
    return true;
}

enum { PART_ZONES = 16 }; /* twice the zones of a node */

static uint32_t part_zone(const struct zones_place *place) {
    static const str names[] = {STR_INIT("DMA"),     STR_INIT("DMA32"),   STR_INIT("Normal"),
                                STR_INIT("HighMem"), STR_INIT("Movable"), STR_INIT("Device")};
    enum { NODES = 1 << 20 };
    const uint32_t node = place->node < 0 ? 0 : (uint32_t)(place->node % NODES);
    uint32_t zone = 0;
    while (zone < sizeof names / sizeof *names && !str_equal(names[zone], place->zone))
        zone++;
    return node * PART_ZONES + 2 * zone;
}

enum { PART_SIZES = 64 }; /* of huge pages */

/* "Node 0 hugepages_total=0 ... hugepages_size=2048kB": pools of one node stand in any order. */
static uint32_t part_pool(const struct zones_place *place, str text) {
    const str key = STR("hugepages_size=");
    const size_t at = str_find(text, key);
    struct scan scan = scan_of(at == STR_NONE ? STR("") : str_from(text, at + key.len));
    uint64_t size_kb = 0;
    scan_u64(&scan, &size_kb);
    const uint32_t log2_size = size_kb ? 63 - (uint32_t)__builtin_clzll(size_kb) : 0;
    return part_zone(place) * (PART_SIZES / PART_ZONES) + log2_size;
}

static bool part_zones(struct part *part, str text) {
    static const enum part_rank ranks[] = {
        [ZONES_OF_NODE] = PART_NODE,     [ZONES_OF_ZONE] = PART_ZONE,   [ZONES_OF_RESERVE] = PART_ZONE,
        [ZONES_OF_BUDDY] = PART_BUDDY,   [ZONES_OF_TERMS] = PART_BUDDY, [ZONES_OF_POOL] = PART_POOL,
        [ZONES_OF_PERCPU] = PART_PERCPU, [ZONES_OF_CPU] = PART_PERCPU};
    struct zones_place place;
    if (!zones_look(text, &place))
        return false;
    const bool follows = place.kind == ZONES_OF_RESERVE || place.kind == ZONES_OF_TERMS || place.kind == ZONES_OF_CPU;
    *part = part_made(ranks[place.kind], follows ? PART_FOLLOWS : part_zone(&place));
    if (place.kind == ZONES_OF_POOL)
        part->at = part_pool(&place, text);
    else if (place.kind == ZONES_OF_NODE)
        part->figure = part_value(text, STR(" active_anon:"));
    else if (place.kind == ZONES_OF_ZONE)
        part->figure = part_value(text, STR(" free:"));
    else if (place.kind == ZONES_OF_BUDDY)
        part->figure = part_value(text, STR("= "));
    return true;
}

static bool part_allocation(struct part *part, str text) {
    if (tables_allocation_extent(text).end != EXTENT_WHOLE)
        return false;
    *part = part_made(PART_ALLOCATIONS, PART_FOLLOWS);
    return true;
}

/* "[   1234]     0  1234": a row of the task table is no part, and most lines are such rows. */
static bool part_is_row(str text) {
    struct scan scan = scan_of(text);
    uint64_t number;
    if (!scan_byte(&scan, '['))
        return false;
    scan_blanks(&scan);
    return scan_u64(&scan, &number) && scan_byte(&scan, ']') && scan_blanks(&scan) > 0 && scan_u64(&scan, &number);
}

static bool part_is_of_symbol(char byte) {
    return (byte >= 'a' && byte <= 'z') || byte == '_' || byte == '.' || (byte >= '0' && byte <= '9') ||
           (byte >= 'A' && byte <= 'Z');
}

/* "dump_stack+0x66/0x81" */
static bool part_is_symbol(str text) {
    size_t at = 0;
    while (at < text.len && part_is_of_symbol(text.data[at]))
        at++;
    return at > 0 && str_starts(str_from(text, at), STR("+0x"));
}

/* What a line most likely is, by how it begins. */
static bool part_likely(struct part *part, str text, str line) {
    if (*line.data == 'N' || *line.data == 'l')
        return part_zones(part, line);
    if (memchr("0123456789FTS", *line.data, 13))
        return part_totals(part, line);
    if (*line.data == '?' || *line.data == '<')
        return part_frame(part, text, line);
    return part_is_symbol(line) && part_frame(part, text, line);
}

struct part part_of(str text) {
    struct part part = {0};
    const str line = str_trim_start(text);
    if (!line.len || part_is_row(line) || part_likely(&part, text, line))
        return part;
    if (part_word(&part, line) || part_identity(&part, line) || part_counters(&part, line) || part_zones(&part, line) ||
        part_totals(&part, line) || part_frame(&part, text, line) || part_cpuset(&part, line) ||
        part_allocation(&part, line))
        return part;
    return (struct part){0};
}

/* "Mem-Info: invoked oom-killer: gfp_mask=0xcc0": a process may be called as a line of a report begins. */
static bool part_is_trigger_of_name(str text) {
    const str begins = sentence_of(SENTENCE_TRIGGER)->begins;
    return str_has(str_first(text, LIMIT_COMM + begins.len), begins);
}

int part_place(const struct part_places *places, str text) {
    struct task_table ignored;
    text = str_trim_start(text);
    const int place = part_places_find(places, text);
    if (place > 0)
        return part_is_trigger_of_name(text) ? PART_PLACE_FIRST : place;
    if (str_starts(text, STR("[")))
        return task_table_header(&ignored, text) ? PART_HEADER_PLACE
               : task_table_looks_like_row(text) ? PART_ROW_PLACE
                                                 : 0;
    if (str_ends(text, STR(" pages RAM")))
        return PART_RAM_PLACE;
    const bool may_be = str_find_byte(text, 'v') != STR_NONE; /* few lines have one */
    return may_be && str_has(text, sentence_of(SENTENCE_TRIGGER)->begins) ? PART_PLACE_FIRST : 0;
}

int64_t part_named_pid(str text) {
    static const str marks[] = {STR_INIT(",pid="), STR_INIT(" process ")}; /* "Killed", "reaped", "SIGTERM to" */
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const size_t at = str_find(text, marks[i]);
        uint64_t pid;
        struct scan scan = scan_of(str_from(text, at == STR_NONE ? text.len : at + marks[i].len));
        if (scan_u64(&scan, &pid) && pid <= INT32_MAX)
            return (int64_t)pid;
    }
    return -1;
}

/* --- how far a report has come */

static bool progress_is_in_trace(const struct progress *progress) {
    return progress->rank == PART_FRAME && progress->is_marked;
}

static bool progress_accepts_frame(const struct progress *progress, const struct part *part) {
    if (progress->is_traceless || progress->rank > PART_FRAME)
        return false;
    if (part->at == PART_FRAME_CLOSES)
        return progress_is_in_trace(progress);
    return progress->rank < PART_FRAME || progress->at != PART_FRAME_CLOSES || part->at == PART_FRAME_OPENS;
}

/* Of the head: a line of each kind, but for what describes the machine. */
static bool progress_accepts_head(const struct progress *progress, const struct part *part) {
    return !progress->is_traceless &&
           (progress->rank < part->rank || (part->rank == PART_HARDWARE && progress->rank == PART_HARDWARE));
}

static bool progress_accepts_follower(const struct progress *progress, const struct part *part) {
    return progress->rank == part->rank && (part->rank != PART_ZONE || progress->at % 2 == 0);
}

/* "Swap cache stats", "Free swap", "Total swap" and all that is printed before them. */
static bool progress_is_of_swap(const struct part *part) {
    return part->rank == PART_TOTALS && part->at <= part_field(&field_totals, STR("Total swap"));
}

bool progress_accepts(const struct progress *progress, const struct part *part) {
    if (progress_is_of_swap(part) && progress_is_complete(progress))
        return false;
    if (part->rank < PART_FRAME)
        return progress_accepts_head(progress, part);
    if (part->rank == PART_FRAME)
        return progress_accepts_frame(progress, part);
    if (progress_is_in_trace(progress))
        return false;
    if (part->at == PART_FOLLOWS)
        return progress_accepts_follower(progress, part);
    if (part->rank == PART_COUNTERS && progress->rank == PART_COUNTERS)
        return !(progress->counters >> part->at & 1);
    if (part->rank == PART_TOTALS && progress->rank == PART_TOTALS)
        return !(progress->totals >> part->at & 1);
    if (part->rank == PART_POOL && progress->rank == PART_POOL)
        return progress->at / PART_SIZES <= part->at / PART_SIZES && progress->at != part->at;
    return progress->rank < part->rank || (progress->rank == part->rank && progress->at < part->at);
}

/* Counters and totals are printed in lines of several kinds: only the first one is known. */
static bool progress_is_first_of_list(const struct part *part) {
    return part->at == 0 || part->at == part_field(&field_counters, STR("Active"));
}

static bool progress_has_counted(const struct progress *progress) {
    return progress->rank == PART_COUNTERS && (progress->counters >> part_field(&field_counters, STR("free")) & 1);
}

bool progress_is_next(const struct progress *progress, const struct part *part, bool has_nodes) {
    if (progress->rank == part->rank)
        return part->rank != PART_ZONE || part->at == PART_FOLLOWS || progress->at % 2 == 1;
    switch (part->rank) {
    case PART_TRACE:
        return progress->rank >= PART_IDENTITY;
    case PART_FRAME:
        return progress->rank == PART_TRACE;
    case PART_COUNTERS:
        return progress->rank >= PART_MEM_INFO && progress_is_first_of_list(part);
    case PART_TOTALS:
        return progress->rank >= PART_BUDDY && progress_is_first_of_list(part);
    case PART_NODE:
        return progress_has_counted(progress);
    case PART_ZONE:
        return (!has_nodes && progress_has_counted(progress)) ||
               (progress->rank == PART_NODE && progress->first_node / PART_ZONES == (part->at + 1) / PART_ZONES);
    case PART_BUDDY:
        return progress->rank == PART_ZONE && progress->at % 2 == 1 && progress->first_zone == part->at + 1;
    case PART_POOL:
        return progress->rank == PART_BUDDY;
    default:
        return true;
    }
}

static void progress_remember(struct progress *progress, const struct part *part) {
    if (part->rank == PART_COUNTERS)
        progress->active_anon_pages = part->figure + 1;
    if (part->rank != PART_ZONE || progress->zone_count == PROGRESS_ZONES)
        return;
    progress->zones[progress->zone_count].at = part->at;
    progress->zones[progress->zone_count++].free_kb = part->figure;
}

void progress_advance(struct progress *progress, const struct part *part) {
    if (part->rank == PART_COUNTERS)
        progress->counters |= (uint32_t)1 << part->at;
    if (part->rank == PART_TOTALS)
        progress->totals |= (uint32_t)1 << part->at;
    if (part->figure != ABSENT)
        progress_remember(progress, part);
    if (part->rank == PART_NODE && !progress->first_node)
        progress->first_node = part->at + 1;
    if (part->rank == PART_ZONE && !progress->first_zone && part->at != PART_FOLLOWS)
        progress->first_zone = part->at + 1;
    if (part->rank == PART_FRAME)
        progress->is_marked = part->at == PART_FRAME_OPENS || (progress->is_marked && part->at != PART_FRAME_CLOSES);
    if (part->at == PART_FOLLOWS)
        progress->at += progress->at % 2 == 0; /* a zone's reserve */
    else if (part->rank != PART_FRAME || progress->rank < PART_FRAME || part->at != PART_FRAME_INNER)
        progress->at = part->at;
    progress->rank = part->rank;
}

/* "Node 0 active_anon:800kB" of a machine with one node is "active_anon:200" in pages of 4, 16 or 64 kB. */
static int64_t progress_distance_of_node(const struct progress *progress, int64_t kb) {
    const int64_t pages = progress->active_anon_pages - 1;
    if (pages < 0)
        return ABSENT;
    return kb == pages * 4 || kb == pages * 16 || kb == pages * 64 ? 0 : INT64_MAX / 2;
}

/* The blocks of a zone add up to what is free of it. */
static int64_t progress_distance_of_blocks(const struct progress *progress, const struct part *part) {
    for (uint32_t i = 0; i < progress->zone_count; i++)
        if (progress->zones[i].at == part->at)
            return llabs(progress->zones[i].free_kb - part->figure);
    return ABSENT;
}

int64_t progress_distance(const struct progress *progress, const struct part *part) {
    if (part->figure == ABSENT)
        return ABSENT;
    if (part->rank == PART_NODE)
        return progress_distance_of_node(progress, part->figure);
    if (part->rank == PART_BUDDY)
        return progress_distance_of_blocks(progress, part);
    return ABSENT;
}

int progress_compare(const struct progress *a, const struct progress *b) {
    const uint32_t a_bits = a->rank == PART_TOTALS ? a->totals : a->counters;
    const uint32_t b_bits = b->rank == PART_TOTALS ? b->totals : b->counters;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->rank == PART_COUNTERS || a->rank == PART_TOTALS)
        return a_bits == b_bits ? 0 : __builtin_popcount(a_bits) < __builtin_popcount(b_bits) ? -1 : 1;
    return a->at == b->at ? 0 : a->at < b->at ? -1 : 1;
}

bool progress_is_complete(const struct progress *progress) {
    const uint32_t reserved = (uint32_t)1 << part_field(&field_totals, STR("pages reserved")) |
                              (uint32_t)1 << part_field(&field_totals, STR("reserved pages"));
    return progress->rank > PART_TOTALS || (progress->rank == PART_TOTALS && progress->totals & reserved);
}
