/* Where in a report its lines stand.
 * SPDX-License-Identifier: MIT
 *
 * dump_header, show_mem, dump_tasks, oom_kill_process (mm/oom_kill.c, mm/show_mem.c, 2.6.9-7.x) print them in this
 * order; some kernels leave parts out, none prints two the other way round. */
#include "kernel/place.h"

#include "base/scan.h"
#include "kernel/task_table.h"

struct place_line {
    str begins;
    int place;
};

enum { PLACE_HEADER = 21, PLACE_ROW = 22, PLACE_RAM = 18 };

static const struct place_line place_lines[] = {
    {STR_INIT("oom-killer: gfp_mask="), PLACE_FIRST},
    {STR_INIT("CPU: "), 2},
    {STR_INIT("Hardware name: "), 3},
    {STR_INIT("Call Trace:"), 4},
    {STR_INIT("Call trace:"), 4},
    {STR_INIT("Task in /"), 5},
    {STR_INIT("memory: usage "), 6},
    {STR_INIT("memory+swap: usage "), 7},
    {STR_INIT("swap: usage "), 7},
    {STR_INIT("kmem: usage "), 8},
    {STR_INIT("Memory cgroup stats for "), 9},
    {STR_INIT("Mem-Info:"), 9},
    {STR_INIT("active_anon:"), 10},
    {STR_INIT("Active:"), 10}, /* 2.6.9-2.6.27, with zones without "Node 0" */
    {STR_INIT("active_file:"), 11},
    {STR_INIT("unevictable:"), 12},
    {STR_INIT("slab_reclaimable:"), 13},
    {STR_INIT("mapped:"), 14},
    {STR_INIT("free:"), 15},
    {STR_INIT("Node "), 16},
    {STR_INIT("DMA free:"), 16},
    {STR_INIT("Normal free:"), 16},
    {STR_INIT("HighMem free:"), 16},
    {STR_INIT("Free swap"), 17},
    {STR_INIT("Total swap"), PLACE_RAM - 1},
    {STR_INIT("Unreclaimable slab info:"), 19},
    {STR_INIT("Tasks state "), 20},
    {STR_INIT("oom-kill:constraint="), PLACE_LATE},
    {STR_INIT("Out of memory: Kill process "), PLACE_LATE + 1},
    {STR_INIT("Memory cgroup out of memory: Kill process "), PLACE_LATE + 1},
    {STR_INIT("Out of memory: Killed process "), PLACE_LATE + 2},
    {STR_INIT("Out of Memory: Kill"), PLACE_LATE + 2},
    {STR_INIT("Memory cgroup out of memory: Killed process "), PLACE_LATE + 2},
    {STR_INIT("Out of memory ("), PLACE_LATE + 2}, /* "oom_kill_allocating_task): Killed process" */
    {STR_INIT("Killed process "), PLACE_LATE + 2},
    {STR_INIT("Out of memory and no killable processes"), PLACE_LATE + 2},
    {STR_INIT("Kernel panic - not syncing: Out of memory"), PLACE_LATE + 3},
    {STR_INIT("Kernel panic - not syncing: System is deadlocked on memory"), PLACE_LATE + 3},
    {STR_INIT("oom_reaper: reaped process "), PLACE_LATE + 3},
    /* Userspace killers, in the order in which they write (earlyoom's main.c and kill.c, systemd's oomd-manager.c). */
    {STR_INIT("mem avail:"), PLACE_FIRST},
    {STR_INIT("Considered "), PLACE_FIRST},
    {STR_INIT("Memory status that requires corrective actions"), PLACE_FIRST},
    {STR_INIT("low memory! at or below "), 2},
    {STR_INIT("Path: /"), 2},
    {STR_INIT("sending SIG"), PLACE_LATE},
    {STR_INIT("killing process "), PLACE_LATE},
    {STR_INIT("Killed /"), PLACE_LATE},
    {STR_INIT("Marked /"), PLACE_LATE},
    {STR_INIT("Sending SIG"), PLACE_LATE},
    {STR_INIT("kill failed: "), PLACE_LATE + 1},
    {STR_INIT("process exited after "), PLACE_LATE + 1},
    {STR_INIT("The victim "), PLACE_LATE + 1},
};

int place_of_line(str text) {
    struct task_table ignored;
    text = str_trim_start(text);
    for (size_t i = 0; i < sizeof place_lines / sizeof *place_lines; i++)
        if (str_starts(text, place_lines[i].begins))
            return place_lines[i].place;
    if (str_starts(text, STR("[")))
        return task_table_header(&ignored, text) ? PLACE_HEADER : task_table_looks_like_row(text) ? PLACE_ROW : 0;
    if (str_ends(text, STR(" pages RAM")))
        return PLACE_RAM;
    return str_has(text, STR(" invoked oom-killer: ")) ? PLACE_FIRST : 0;
}

int64_t place_named_pid(str text) {
    static const str marks[] = {STR_INIT(",pid="), STR_INIT("Killed process "), STR_INIT("Kill process "),
                                STR_INIT("reaped process "), STR_INIT("to process ")};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const size_t at = str_find(text, marks[i]);
        uint64_t pid;
        struct scan scan = scan_of(str_from(text, at == STR_NONE ? text.len : at + marks[i].len));
        if (scan_u64(&scan, &pid) && pid <= INT32_MAX)
            return (int64_t)pid;
    }
    return -1;
}
