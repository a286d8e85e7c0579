#!/usr/bin/env python3
"""Holds what does not depend on the clock: peak memory, and instruction counts on fixed inputs where valgrind is there.

SPDX-License-Identifier: MIT

usage: bounds.py OOMWHY [--optimised]

The bounds on instructions hold for an optimised build; the proportions hold for any. A bound is about a third above
what was last measured: raise one only with the reason in the commit.
"""

import collections
import json
import os
import re
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import inputs
import measure

MEBI = 1 << 20
PEAKS = [  # name, writer of the input, kB
    ("64 MiB of idle syslog", lambda path: inputs.write_syslog(path, 64 * MEBI, 0), 8192),
    ("64 MiB of syslog with ten reports", lambda path: inputs.write_syslog(path, 64 * MEBI), 8192),
    ("16 MiB of nothing but reports", lambda path: inputs.write_reports(path, 16 * MEBI), 8192),
    ("one line of 16 MiB", lambda path: inputs.write_long_lines(path, 16 * MEBI, 16 * MEBI), 10240),
    ("a table of 100,000 tasks", lambda path: inputs.write_report(path, 100000), 32768),
    ("a table of 300,000 names", lambda path: write_names(path, 300000), 65536),
    ("a table of 500,000 names of 60 bytes", lambda path: write_names(path, 500000, 60), 65536),
    ("a table of 30,000 names of 2000 bytes", lambda path: write_names(path, 30000, 2000), 65536),
    ("a JSON record of 300,000 empty objects", lambda path: write_objects(path, 300000), 40960),
    ("1000 hosts interleaved", lambda path: inputs.write_hosts(path, 1000), 65536),
]
COUNTS = [  # name, writer of the input, most instructions for --format=json
    ("an empty input", lambda path: open(path, "w").close(), 1_900_000),
    ("4 MiB of idle syslog", lambda path: inputs.write_syslog(path, 4 * MEBI, 0), 43_000_000),
    ("32 MiB of idle syslog", lambda path: inputs.write_syslog(path, 32 * MEBI, 0), 82_000_000),
    ("one report", inputs.write_report, 3_700_000),
    ("50 reports", lambda path: inputs.write_reports(path, 600000), 51_000_000),
    ("a table of 1000 tasks", lambda path: inputs.write_report(path, 1000), 11_000_000),
    ("30 hosts interleaved", lambda path: inputs.write_hosts(path, 30), 53_000_000),
]
PROPORTIONS = [  # name, the writer of an input of size n, n, most growth for ten times n
    ("idle syslog", lambda path, n: inputs.write_syslog(path, n, 0), MEBI, 11),
    ("reports", inputs.write_reports, 120000, 11),
    ("tasks", inputs.write_report, 1000, 11),
    ("hosts", inputs.write_hosts, 10, 11),
]


MANY_TASKS = 1000000
TRIGGER = "a invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0\n"
HEADER = "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"


def write_names(path, count, length=0):
    """A table of COUNT tasks with a name of at least LENGTH bytes each, the largest last."""
    with open(path, "w") as out:
        out.write(TRIGGER + HEADER)
        for i in range(1, count + 1):
            out.write(f"[{i:7d}]     0 {i:7d} {i:8d} {i:8d}    28672        0             0 {f'name{i}'.ljust(length, 'x')}\n")


def write_objects(path, count):
    """A kill in a JSON record that holds COUNT objects more."""
    with open(path, "w") as out:
        out.write('{"MESSAGE":"Out of memory: Killed process 5 (a) total-vm:100kB, anon-rss:40kB, file-rss:0kB","a":[' +
                  "{}," * count + "0]}\n")


def told(wrong, sentence):
    print(f"{'not ok' if wrong else 'ok'} - {sentence}", flush=True)
    return bool(wrong)


def peaks(oomwhy, path):
    """Holds the peaks; text, with all tasks, and JSON alike. Returns the number of failures."""
    failures = 0
    for name, write, most in PEAKS:
        write(path)
        for form in ("--format=json", "--format=text", "--all-tasks"):
            used = measure.run([oomwhy, form, path], sink=True)[0]
            wrong = used.peak_kb > most or used.status not in (0, 1)
            failures += told(wrong, f"{name}, {form}: {used.peak_kb} kB of {most}, status {used.status}")
    return failures


def sums(oomwhy, path):
    """A table that is too long to be kept whole: its sums and groups are those of all rows, the largest are there."""
    inputs.write_report(path, MANY_TASKS)
    rows = []
    with open(path) as log:
        for line in log:
            row = re.search(r"\] \[ *\d+\] +\d+ +\d+ +\d+ +(\d+) +\d+ +\d+ +\d+ (\S+)$", line)
            if row:
                rows.append((int(row.group(1)) * 4, row.group(2)))
    used = measure.run([oomwhy, "--format=json", path], keep_output=True)[0]
    tasks = json.loads(used.output)["tasks"]
    groups = collections.Counter(), collections.Counter()
    for rss_kb, name in rows:
        groups[0][name] += 1
        groups[1][name] += rss_kb
    largest = sorted((rss_kb for rss_kb, _ in rows), reverse=True)[:1000]
    held = {
        "its rows are counted": tasks["count"] == len(rows) == MANY_TASKS + 1,
        "its sum is that of all rows": tasks["rss_kb"] == sum(rss_kb for rss_kb, _ in rows),
        "its groups hold all rows": ({group["name"]: group["count"] for group in tasks["groups"]} == groups[0] and
                                     {group["name"]: group["rss_kb"] for group in tasks["groups"]} == groups[1]),
        "its largest rows are there": sorted((task["rss_kb"] for task in tasks["list"]), reverse=True)[:1000] == largest,
        "it takes less than 64 MiB": used.peak_kb < 65536,
    }
    return sum(told(not is_so, f"a table of {MANY_TASKS} tasks: {what} ({used.peak_kb} kB)")
               for what, is_so in held.items())


def counts(oomwhy, path, optimised):
    failures = 0
    for name, write, most in COUNTS:
        write(path)
        count, _ = measure.instructions([oomwhy, "--format=json", path])
        wrong = optimised and most is not None and count > most
        failures += told(wrong, f"{name}: {count} instructions of {most}")
    return failures


def proportions(oomwhy, path):
    failures = 0
    open(path, "w").close()
    idle, _ = measure.instructions([oomwhy, "--format=json", path])
    for name, write, size, most in PROPORTIONS:
        write(path, size)
        small = measure.instructions([oomwhy, "--format=json", path])[0] - idle
        write(path, size * 10)
        large = measure.instructions([oomwhy, "--format=json", path])[0] - idle
        failures += told(large > small * most, f"ten times the {name}: {large / small:.2f} times the instructions")
    return failures


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.split("\n\n")[2])
    oomwhy = sys.argv[1]
    measure.adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="oomwhy-bounds.") as folder:
        path = os.path.join(folder, "log")
        failures = peaks(oomwhy, path) + sums(oomwhy, path)
        if shutil.which("valgrind"):
            failures += counts(oomwhy, path, "--optimised" in sys.argv) + proportions(oomwhy, path)
        else:
            print("valgrind is not installed: instructions are not counted")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
