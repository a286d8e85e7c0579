#!/usr/bin/env python3
"""Hostile logs of one size and of four times that size: the work may grow fivefold at most.

SPDX-License-Identifier: MIT

usage: growth.py OOMWHY [--quick] [NAME-PART]

Work is counted in instructions by callgrind, where valgrind is there, so no clock decides. A much larger log of the
same kind then has to end by itself within a generous limit, within its memory, and with valid JSON. --quick is for each
change: it only counts, at a tenth of the size, and leaves out the logs of one long line.
"""

import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import inputs
import measure

TRIGGER = "cc1 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0\n"
KILL = "Out of memory: Killed process {} (cc1) total-vm:9kB, anon-rss:8kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:8kB oom_score_adj:0\n"
HEADER = "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"
ROW = "[{0:7d}]     0 {0:5d}      513       15    28672        0         -1000 {1}\n"
ZONE = "Node 0 Z{} free:832kB boost:0kB min:136kB low:168kB high:200kB present:15992kB managed:15360kB\n"
SYSLOG = "Jan 17 00:00:01 {} kernel: "
MEMINFO = "Mem-Info:\nactive_anon:14 inactive_anon:43856 isolated_anon:0\n"
STATS = "memory: usage 49152kB, limit 49152kB, failcnt 19\nMemory cgroup stats for /a:\nanon 50049024\n"


def many(count, line):
    return "".join(line.format(i) for i in range(count))


def tick(count, line, step=0.000001):
    return "".join(f"[{100 + i * step:12.6f}] {line.format(i)}" for i in range(count))


def same_report(count):
    return "\n".join(inputs.report(__import__("random").Random(1), 5) * count) + "\n"


# name, n, the log of size n. The large run is of 16 n.
CASES = [
    ("one line without an end", 400000, lambda n: "x" * n),
    ("one line of blanks", 400000, lambda n: " " * n + "\n"),
    ("one line of triggers", 4000, lambda n: "invoked oom-killer: " * n + "\n"),
    ("one line of kills", 4000, lambda n: TRIGGER + KILL[:-1].replace("{}", "7") * n + "\n"),
    ("one line of stamps", 20000, lambda n: "[    1.000000] " * n + TRIGGER),
    ("one line of priorities", 40000, lambda n: "<4>" * n + TRIGGER),
    ("one line of syslog heads", 8000, lambda n: SYSLOG.format("a") * n + TRIGGER),
    ("one line of tags", 20000, lambda n: "kernel: " * n + TRIGGER),
    ("one line of quotes", 100000, lambda n: "> " * n + TRIGGER),
    ("one line of colours", 50000, lambda n: "\x1b[32m" * n + TRIGGER),
    ("one line of #012", 50000, lambda n: "Jan 17 00:00:01 a kernel: " + TRIGGER[:-1] + "#012" * n + "\n"),
    ("one line of \\x0a", 50000, lambda n: "4,1,1000,-;" + TRIGGER[:-1] + "\\x0a" * n + "\n"),
    ("brackets in a killed name", 50000, lambda n: TRIGGER + KILL.format(7).replace("cc1", "(" * n)),
    ("closing brackets in a killed name", 50000, lambda n: TRIGGER + KILL.format(7).replace("cc1", ")" * n)),
    ("a trigger's name without end", 100000, lambda n: "y" * n + TRIGGER),
    ("a trigger's name of triggers", 5000, lambda n: TRIGGER[:-1] * n + "\n"),
    ("brackets in a task's name", 50000, lambda n: TRIGGER + HEADER + ROW.format(1, "[" * n)),
    ("one path without end", 100000, lambda n: TRIGGER + "Memory cgroup stats for /" + "a/" * n + ":\n"),
    ("one buddy list without end", 20000, lambda n: TRIGGER + "Mem-Info:\nNode 0 DMA: " + "1*4kB (UM) " * n + "= 4kB\n"),
    ("one lowmem_reserve without end", 50000, lambda n: TRIGGER + ZONE.format(0) + "lowmem_reserve[]:" + " 7" * n + "\n"),
    ("one zone line without end", 20000, lambda n: TRIGGER + "Node 0 DMA" + "".join(f" k{i}:4kB" for i in range(n)) + "\n"),
    ("one header without end", 20000, lambda n: TRIGGER + "[  pid  ]" + "".join(f" c{i}" for i in range(n)) + " name\n" + "[ 1]" + " 1" * n + " a\n"),
    ("nothing but triggers", 2000, lambda n: many(n, TRIGGER)),
    ("nothing but kills", 2000, lambda n: many(n, KILL)),
    ("one kill over and over", 2000, lambda n: KILL.format(7) * n),
    ("one trigger, many kills", 2000, lambda n: TRIGGER + many(n, KILL)),
    ("a group's kills", 2000, lambda n: TRIGGER + "Tasks in /a are going to be killed due to memory.oom.group set\n" + many(n, "Memory cgroup " + KILL[0].lower() + KILL[1:])),
    ("nothing but oom-kill:", 2000, lambda n: many(n, "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=a,pid={},uid=0\n")),
    ("nothing but reapers", 4000, lambda n: TRIGGER + many(n, KILL)[:1000] + many(n, "oom_reaper: reaped process {} (a), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB\n")),
    ("a reaper for each of many kills", 1000, lambda n: TRIGGER + many(n, KILL) + many(n, "oom_reaper: reaped process {} (cc1), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB\n")),
    ("zones", 1000, lambda n: TRIGGER + MEMINFO + many(n, ZONE) + KILL.format(7)),
    ("zones with lists and reserves", 500, lambda n: TRIGGER + MEMINFO + many(n, ZONE + "lowmem_reserve[]: 0 1 2\n") + many(n, "Node 0 Z{}: 1*4kB (U) 0*8kB = 4kB\n") + KILL.format(7)),
    ("one zone over and over", 1000, lambda n: TRIGGER + MEMINFO + ZONE.format(1) * n + KILL.format(7)),
    ("nodes", 1000, lambda n: TRIGGER + MEMINFO + many(n, "Node {} active_anon:56kB inactive_anon:175424kB active_file:28kB mapped:72kB all_unreclaimable? yes\n") + KILL.format(7)),
    ("per-cpu lists", 2000, lambda n: TRIGGER + "Mem-Info:\nNode 0 DMA per-cpu:\n" + many(n, "CPU {:4d}: hi:    0, btch:   1 usd:   3\n") + KILL.format(7)),
    ("tasks", 2000, lambda n: TRIGGER + HEADER + "".join(ROW.format(i, "a") for i in range(n)) + KILL.format(7)),
    ("tasks of as many names", 2000, lambda n: TRIGGER + HEADER + "".join(ROW.format(i, f"t{i}") for i in range(n)) + KILL.format(7)),
    ("one task over and over", 2000, lambda n: TRIGGER + HEADER + ROW.format(1, "a") * n + KILL.format(1)),
    ("headers", 2000, lambda n: TRIGGER + HEADER * n),
    ("call trace", 5000, lambda n: TRIGGER + "Call Trace:\n" + many(n, " f{}+0x44/0x5c\n") + KILL.format(7)),
    ("slabs", 2000, lambda n: TRIGGER + "Mem-Info:\nUnreclaimable slab info:\nName                      Used          Total\n" + many(n, "s{}                 7KB          8KB\n") + KILL.format(7)),
    ("allocations", 2000, lambda n: TRIGGER + "Mem-Info:\nMemory allocations:\n" + many(n, "     {} MiB      109 mm/slub.c:{} func:alloc_slab_page\n".replace("{}", "{0}")) + KILL.format(7)),
    ("hugepages", 2000, lambda n: TRIGGER + "Mem-Info:\n" + many(n, "Node {} hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB\n") + KILL.format(7)),
    ("counters nobody knows", 5000, lambda n: TRIGGER + MEMINFO + many(n, " counter{}:7\n") + KILL.format(7)),
    ("continuation lines", 5000, lambda n: TRIGGER + MEMINFO + " active_file:7 inactive_file:3\n" * n + KILL.format(7)),
    ("cgroup statistics", 5000, lambda n: TRIGGER + STATS + many(n, "stat{} 7\n") + KILL.format(7)),
    ("cgroups of one line", 2000, lambda n: TRIGGER + many(n, "Memory cgroup stats for /a/{}: cache:0KB rss:7KB rss_huge:0KB mapped_file:0KB swap:0KB\n") + KILL.format(7)),
    ("strangers in one event", 5000, lambda n: TRIGGER + many(n, "usb 1-1: new device number {}\n") + KILL.format(7)),
    ("allocation failures in one event", 3000, lambda n: TRIGGER + many(n, "cc1: page allocation failure: order:{}, mode:0x20\n") + KILL.format(7)),
    ("hosts", 1000, lambda n: many(n, SYSLOG.replace("{}", "h{}") + TRIGGER)),
    ("hosts in turn", 200, lambda n: many(n, SYSLOG.replace("{}", "h{0}") + TRIGGER) * 3 + many(n, SYSLOG.replace("{}", "h{0}") + KILL.replace("{}", "{0}"))),
    ("callers", 1000, lambda n: "".join(f"[{1 + i * 0.000001:12.6f}][{'T' + str(i):>6}] {TRIGGER}" for i in range(n))),
    ("reboots", 1000, lambda n: "".join(f"[{9000 - i % 2 * 8999:5d}.000000] {TRIGGER}" for i in range(n))),
    ("one report over and over", 60, same_report),
    ("kills with the clock", 2000, lambda n: tick(n, KILL, 1.0)),
    ("kills in one year of dates", 2000, lambda n: "".join(f"{inputs.stamp(i * 9000)} a kernel: {KILL.format(i)}" for i in range(n))),
    ("systemd's words", 2000, lambda n: many(n, "Jan 17 00:00:01 a systemd[1]: u{}.service: A process of this unit has been killed by the OOM killer.\n")),
    # each is compared with the events that wait, which are bounded
    ("systemd's words of one unit", 80000, lambda n: TRIGGER + many(n, "Jan 17 00:00:01 a systemd[1]: u.service: Failed with result 'oom-kill'.\n")),
    ("dumps in parts", 2000, lambda n: many(n, "Panic#1 Part{}\n<4>[    1.000000] x\n") + TRIGGER),
    ("names with line breaks", 2000, lambda n: many(n, "[    1.000000] Killed process {} (a\n[    1.000000] b\n")),
    ("earlyoom's words", 2000, lambda n: many(n, "Jan 17 00:00:01 a earlyoom[7]: sending SIGTERM to process {} uid 0 \"x\": badness 900, VmRSS 9 MiB\n")),
    ("JSON lists in lists", 20000, lambda n: '{"MESSAGE":' + "[" * n + "\n" + TRIGGER),
    ("JSON objects in objects", 20000, lambda n: '{"a":' * n + "1" + "}" * n + "\n" + TRIGGER),
    ("JSON lines", 2000, lambda n: many(n, '{{"__REALTIME_TIMESTAMP":"1705449600000000","_HOSTNAME":"a","_TRANSPORT":"kernel","MESSAGE":"Out of memory: Killed process {} (cc1) total-vm:9kB, anon-rss:8kB, file-rss:0kB, shmem-rss:0kB"}}\n')),
    ("JSON with many keys", 5000, lambda n: "{" + "".join(f'"k{i}":1,' for i in range(n)) + '"MESSAGE":"' + TRIGGER[:-1] + '"}\n'),
    ("JSON of escapes", 50000, lambda n: '{"MESSAGE":"' + "\\u0041" * n + '"}\n'),
    ("docker's parts of a line", 3000, lambda n: '{"log":"part","stream":"stdout","time":"2024-01-17T00:00:00Z"}\n' * n),
    ("CRI's parts of a line", 3000, lambda n: "2024-01-17T00:00:00.000000000Z stdout P part\n" * n),
    ("export fields without an entry", 5000, lambda n: "__REALTIME_TIMESTAMP=1705449600000000\n" + many(n, "FIELD{}=x\n") + "MESSAGE=" + TRIGGER + "\n"),
    ("kmsg dictionaries", 5000, lambda n: "4,1,1000,-;" + TRIGGER + many(n, " KEY{}=x\n")),
    ("kmsg continuations", 5000, lambda n: "4,1,1000,c;Node 0 DMA: " + "\n4,2,1000,+;1*4kB (U) " * n + "\n"),
    ("fragments of netconsole", 3000, lambda n: many(n, "4,7,1000,-,ncfrag={}/99999999;part\n")),
    ("wrapped mail", 3000, lambda n: "> " + TRIGGER + "> Node 0 DMA free:832kB\n> min:136kB\n" * n),
    ("repeated messages", 5000, lambda n: KILL.format(7) + "Jan 17 00:00:01 a last message repeated 4294967295 times\n" * n),
    ("empty lines", 100000, lambda n: TRIGGER + "\n" * n + KILL.format(7)),
    ("NUL bytes", 200000, lambda n: TRIGGER + "\0" * n + "\n" + KILL.format(7)),
    ("carriage returns", 200000, lambda n: TRIGGER + "\r" * n + "\n" + KILL.format(7)),
]
GROWTH_MOST = 5
LARGE = 16
LARGE_SECONDS = 60
LARGE_PEAK_KB = 65536


def judge_growth(oomwhy, make, size, path, idle):
    """Returns the growth for four times SIZE, and what is wrong with it or None."""
    counts = []
    for factor in (1, 4):
        with open(path, "w") as out:
            out.write(make(size * factor))
        counts.append(measure.instructions([oomwhy, "--format=json", path])[0] - idle)
    os.unlink(path)
    # Below this the difference is the start of a pattern or of an allocator, not the input.
    ratio = counts[1] / max(counts[0], 200000)
    return ratio, None if ratio <= GROWTH_MOST else f"{counts[0]} then {counts[1]} instructions, {ratio:.1f} times"


def judge_large(oomwhy, make, size, path, form):
    with open(path, "w") as out:
        out.write(make(size * LARGE))
    used = measure.run(["timeout", str(LARGE_SECONDS), oomwhy, f"--format={form}", path], keep_output=True)[0]
    if used.status not in (0, 1, 2):
        return used, f"{form}: ended with {used.status}"
    if used.peak_kb > LARGE_PEAK_KB:
        return used, f"{form}: took {used.peak_kb} kB of memory"
    if form == "json":
        try:
            for line in used.output.split(b"\n")[:-1]:
                json.loads(line)
        except ValueError as error:
            return used, f"not JSON: {error}"
    return used, None


def quick(oomwhy, wanted, folder, idle):
    """Only counts. Returns the number of failures."""
    failed = 0
    wanted = [(name, size // 10, make) for name, size, make in wanted if make(8).count("\n") >= 8]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        grown = [pool.submit(judge_growth, oomwhy, make, size, os.path.join(folder, str(i)), idle)
                 for i, (_, size, make) in enumerate(wanted)]
        for (name, _, _), counted in zip(wanted, grown):
            ratio, wrong = counted.result()
            failed += wrong is not None
            print(f"{'not ok' if wrong else 'ok'} - {name}: {ratio:.1f} times{': ' + wrong if wrong else ''}", flush=True)
    return failed


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--quick"]
    if not arguments:
        sys.exit(__doc__.split("\n\n")[2])
    oomwhy = arguments[0]
    wanted = [case for case in CASES if len(arguments) < 2 or arguments[1] in case[0]]
    counting = shutil.which("valgrind") and not os.environ.get("OOMWHY_NO_CALLGRIND")
    measure.adopt_orphans()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="oomwhy-growth.") as folder:
        path = os.path.join(folder, "log")
        open(path, "w").close()
        idle = measure.instructions([oomwhy, "--format=json", path])[0] if counting else 0
        if len(arguments) < len(sys.argv) - 1:
            if not counting:
                print("valgrind is not installed: instructions are not counted")
                sys.exit(77)
            sys.exit(1 if quick(oomwhy, wanted, folder, idle) else 0)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            grown = [pool.submit(judge_growth, oomwhy, make, size, f"{path}.{i}", idle) if counting else None
                     for i, (_, size, make) in enumerate(wanted)]
            for (name, size, make), counted in zip(wanted, grown):
                ratio, wrong = counted.result() if counting else (0, None)
                shown = []
                for form in ("json", "text"):
                    used, bad = judge_large(oomwhy, make, size, path, form)
                    wrong = wrong or bad
                    shown.append(f"{form} {used.seconds:.2f} s {used.peak_kb} kB")
                failed += wrong is not None
                print(f"{'not ok' if wrong else 'ok'} - {name}: {ratio:.1f} times; {os.path.getsize(path)} bytes, "
                      f"{', '.join(shown)}{': ' + wrong if wrong else ''}", flush=True)
    print(f"{len(wanted) - failed} of {len(wanted)} grow in proportion" + ("" if counting else " (without counts)"))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
