"""Runs a command or a pipe of commands and says what each took of the processor and of memory.

SPDX-License-Identifier: MIT

A child of this interpreter would count the interpreter's own pages as its peak, since the kernel carries the peak
over exec. So a shell in between starts the command and goes; the command falls to us as to a subreaper, and wait4
tells what it alone used.
"""

import ctypes
import os
import re
import shutil
import subprocess
import tempfile
from collections import namedtuple

PR_SET_CHILD_SUBREAPER = 36

Usage = namedtuple("Usage", "seconds peak_kb status output")


GATE = 9  # a descriptor with one digit: all that a plain sh can redirect


def adopt_orphans():
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")
    shut_gate()


def shut_gate():
    """Keeps the number of the gate's descriptor taken."""
    null = os.open(os.devnull, os.O_RDONLY)
    if null != GATE:
        os.dup2(null, GATE)
        os.close(null)


def start(command, stdin, stdout):
    """Starts COMMAND on two descriptors and returns its process id.

    It waits at a gate until the shell in between has gone, which would else take its status away."""
    script = (f'exec 3<&0 4>&1; {{ read go <&{GATE}; exec "$@" <&3 >&4 3<&- 4>&- {GATE}<&-; }} 2>/dev/null &'
              ' echo $! >&2')
    reader, writer = os.pipe()
    os.dup2(reader, GATE)
    os.close(reader)
    shell = subprocess.run(["sh", "-c", script, "sh", *command], stdin=stdin, stdout=stdout, stderr=subprocess.PIPE,
                           pass_fds=(GATE,), check=True)
    shut_gate()
    os.write(writer, b"\n")
    os.close(writer)
    return int(shell.stderr)


def reap(pid):
    _, status, usage = os.wait4(pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status)


def run(*commands, stdin=os.devnull, keep_output=False, sink=False):
    """Runs COMMANDS as one pipe from the file STDIN. Returns the Usage of each, in order.

    The last one writes to /dev/null if SINK, else to a file (grep stops at its first match on /dev/null)."""
    with tempfile.TemporaryFile() as out, open(os.devnull, "wb") as null:
        pids, source = [], os.open(stdin, os.O_RDONLY)
        for i, command in enumerate(commands):
            last = i == len(commands) - 1
            reader, writer = (None, None) if last else os.pipe()
            pids.append(start(command, source, (null if sink else out).fileno() if last else writer))
            os.close(source)
            if not last:
                os.close(writer)
                source = reader
        used = [reap(pid) for pid in pids]
        out.seek(0)
        text = out.read() if keep_output else b""
    return [Usage(*use, text if i == len(used) - 1 else b"") for i, use in enumerate(used)]


def median(values):
    values = sorted(values)
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def instructions(command, stdin=os.devnull, profile=False):
    """Counts the instructions of COMMAND with callgrind. Returns (count, the lines of the profile)."""
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "callgrind.out")
        with open(stdin, "rb") as source:
            told = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={trace}", *command],
                                  stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        count = re.search(rb"Collected : (\d+)", told.stderr)
        if not count:
            raise RuntimeError(f"callgrind: {told.stderr.decode(errors='replace')[-500:]}")
        lines = []
        if profile and shutil.which("callgrind_annotate"):
            shown = subprocess.run(["callgrind_annotate", trace], capture_output=True, text=True, check=False).stdout
            lines = [row for row in shown.splitlines() if re.match(r"\s*[\d,]+ \(\s*\d", row)][1:13]
    return int(count.group(1)), lines
