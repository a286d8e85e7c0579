"""Makes variants of a whole kernel log: cut, doubled, mixed with others, wrapped, quoted, split.

SPDX-License-Identifier: MIT

A log is a list of records, a record the time of a message and its lines. A variant is a Variant: the files that the
program reads, and what must come out of them:
  SAME     every event with every fact
  BOTH     the events of two logs, or of one, each with every fact, in any order
  PART     no event that was not there, no fact that was not there; what is lost is named in `missing` or `warnings`
  WORN     the same, and no event is lost
  TORN     as PART, but where a line is torn, a warning may stand for a figure that lost digits
  CALM     no crash, no event too many
"""

import random
import re
import zlib
from collections import namedtuple

SAME, BOTH, PART, WORN, TORN, CALM = "same", "both", "part", "worn", "torn", "calm"
Record = namedtuple("Record", "seconds lines")
Variant = namedtuple("Variant", "name expect files")

PREFIX = re.compile(r"\[ *(\d+\.\d{6})\] ?")
OPENER = re.compile(r"invoked oom-killer:|ut of memory(?: \(|:| and)|oom-kill:con|Killed process \d|page allocation failure")
STRANGERS = [
    "systemd[1]: session-7.scope: Deactivated successfully.", "CRON[{n}]: (root) CMD (run-parts /etc/cron.hourly)",
    "sshd[{n}]: Accepted publickey for deploy from 10.0.0.{n} port {n}", "app[{n}]: zoom level {n} out of range in room {n}",
    "postfix/smtpd[{n}]: connect from unknown[10.0.0.{n}]", "java[{n}]: java.lang.OutOfMemoryError: Java heap space",
    "named[{n}]: Free swap = none of your business", "backup[{n}]: [ {n} ] 0 {n} 513 15 28672 0 0 copied",
]
KERNEL_STRANGERS = [
    "usb 1-1: new high-speed USB device number {n} using xhci_hcd", "br0: port {n}(veth{n}) entered blocking state",
    "device veth{n} entered promiscuous mode", "TCP: request_sock_TCP: Possible SYN flooding on port {n}.",
    "EXT4-fs (sda1): mounted filesystem with ordered data mode.", "perf: interrupt took too long ({n} > 2500)",
]


# Their lines contradict each other, are several in one, twice, left out or of two reports, victims are named only by
# late lines, or names hold entities: what a cut or another transport leaves may well say something else. So it is with
# lines that are wrapped already.
AT_ODDS = {"kill-line-contradicts-summary", "reaper-line-after-a-reboot", "reaper-line-of-another-name", "joined-by-bars",
           "names-that-are-markup", "totals-after-an-open-announcement", "stall-report-between-task-rows",
           "oom-header-inside-stall-report", "table-elided-with-dots", "victims-of-later-reaper-lines",
           "lxc-limit-children-cut", "block-pasted-twice"}


def scenario(name):
    """What a log shows, without the kernel before it: "6.1-amd64--memcg-hog"."""
    return re.sub(r"^.*?--", "", name)


def sample(logs, most):
    """At most MOST of LOGS, which begin with their names: by a hash, so that a new log changes the sample by one."""
    fit = [log for log in logs if log[0].removesuffix(".log") not in AT_ODDS and "wrapped" not in log[0]]
    return sorted(fit, key=lambda log: zlib.crc32(scenario(log[0].removesuffix(".log")).encode()))[:most]


def records_of(text):
    """The records of a log in dmesg's own format, or None if it is in another, lacks stamps, or stands newest first."""
    records = []
    for line in text.splitlines():
        found = PREFIX.match(line)
        if found:
            records.append(Record(float(found.group(1)), [line[found.end():]]))
        elif not records or OPENER.search(line):
            return None
        else:
            width = len(f"[{records[-1].seconds:12.6f}] ")
            records[-1].lines.append(line[width:] if line[:width].isspace() else line)
    falls = sum(later.seconds < earlier.seconds for earlier, later in zip(records, records[1:]))
    return records if 2 * falls <= len(records) else None


def trimmed(records, before=25):
    """The records from a little before the first that can open an event."""
    first = next((i for i, record in enumerate(records) if OPENER.search(record.lines[0])), len(records) - before)
    return records[max(0, first - before):]


def dmesg(records):
    lines = []
    for record in records:
        head = f"[{record.seconds:12.6f}] "
        lines.append(head + record.lines[0])
        lines.extend(" " * len(head) + line for line in record.lines[1:])
    return lines


def flat(records):
    """(seconds, text) of each line, as consoles and syslogd see them."""
    return [(record.seconds, line) for record in records for line in record.lines]


def console(records):
    return [f"[{seconds:12.6f}] {line}" for seconds, line in flat(records)]


def clock(seconds):
    return "Jan 17 {:02d}:{:02d}:{:02d}".format(int(seconds) // 3600 % 24, int(seconds) // 60 % 60, int(seconds) % 60)


def syslog(records, host):
    return [f"{clock(seconds)} {host} kernel: [{seconds:12.6f}] {line}" for seconds, line in flat(records)]


def called(records, caller):
    return [f"[{seconds:12.6f}][{caller:>6}] {line}" for seconds, line in flat(records)]


def text_of(lines, end="\n"):
    return (end.join(lines) + end).encode("utf-8", "surrogateescape")


def shifted(records, start):
    """The same records, beginning at START seconds."""
    gap = start - records[0].seconds
    return [Record(record.seconds + gap, record.lines) for record in records]


def braided(first, second):
    """One of FIRST, one of SECOND, and so on."""
    lines = []
    for i in range(max(len(first), len(second))):
        lines.extend(first[i:i + 1] + second[i:i + 1])
    return lines


def with_strangers(lines, seed, make):
    """LINES with one of MAKE's between every two."""
    rng = random.Random(seed)
    mixed = []
    for line in lines:
        mixed.extend((line, make(rng)))
    return mixed


def wrapped(lines, width, quote=""):
    """LINES as a mailer breaks them at blanks."""
    out = []
    for line in lines:
        while len(line) > width and " " in line[1:width + 1].strip():
            at = line.rfind(" ", 1, width + 1)
            if not line[:at].strip():
                break
            out.append(quote + line[:at])
            line = line[at + 1:]
        out.append(quote + line)
    return out


def colored(records):
    """dmesg --color=always: green stamps, yellow words up to the colon."""
    lines = []
    for line in dmesg(records):
        found = PREFIX.match(line)
        lines.append(f"\x1b[32m{line[:found.end()]}\x1b[0m{line[found.end():]}" if found else line)
    return lines


def trigger_pid(records):
    found = next((re.search(r"\bPID: (\d+)", line) for _, line in flat(records) if " PID: " in line), None)
    return int(found.group(1)) if found else 1


def has_wide_names(records):
    """Whether collapsing blanks would change a name."""
    return any(re.search(r"\((?:\S* {2,}.*| .*|.* )\) |\] .* -?\d+ (?: +\S| *\S+ {2}\S)", line) for _, line in flat(records))


def whole_variants(records):
    """Variants with nothing lost."""
    lines, seed = dmesg(records), len(records)
    yield Variant("dmesg", SAME, [text_of(lines)])
    yield Variant("console", SAME, [text_of(console(records))])
    yield Variant("syslog", SAME, [text_of(syslog(records, "web-01"))])
    yield Variant("caller", SAME, [text_of(called(records, f"T{trigger_pid(records)}"))])
    yield Variant("CR LF", SAME, [text_of(lines, "\r\n")])
    yield Variant("LF CR", SAME, [text_of(lines, "\n\r")])
    yield Variant("no newline at the end", SAME, [text_of(lines)[:-1]])
    yield Variant("trailing blanks", CALM, [text_of([line + "   " for line in lines])])
    yield Variant("empty lines between", SAME, [text_of(console(records), "\n\n")])
    yield Variant("quoted", SAME, [text_of(["> " + line for line in lines])])
    yield Variant("quoted twice", SAME, [text_of(["> > " + line for line in lines])])
    yield Variant("quoted without blank", SAME, [text_of([">" + line for line in lines])])
    yield Variant("indented", SAME, [text_of(["    " + line for line in lines])])
    yield Variant("coloured", SAME, [text_of(colored(records))])
    yield Variant("tabs before it", SAME, [text_of(["\t" + line for line in lines])])
    yield Variant("entities", SAME, [text_of([line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines])])
    yield Variant("blanks collapsed", CALM if has_wide_names(records) else SAME,
                  [text_of([re.sub(r"  +", " ", line) for line in console(records)])])
    yield Variant("each line twice", SAME, [text_of([twin for line in console(records) for twin in (line, line)])])
    yield Variant("each syslog line twice", SAME, [text_of([twin for line in syslog(records, "a") for twin in (line, line)])])
    yield Variant("the log twice", SAME, [text_of(lines), text_of(lines)])
    yield Variant("its end, then the log", BOTH, [text_of(lines[len(lines) // 2:]), text_of(lines)])
    yield Variant("the log, then its end by syslog", SAME, [
        text_of(lines), text_of(syslog(records, "web-01")[len(lines) // 2:])])
    half = len(records) // 2
    yield Variant("clock back by half a second", SAME, [text_of(dmesg(records[:half] + [
        Record(max(0, record.seconds - 0.5), record.lines) for record in records[half:]]))])
    yield Variant("two transports", SAME, [text_of(lines), text_of(syslog(records, "web-01"))])
    yield Variant("daemons between", SAME, [text_of(with_strangers(
        syslog(records, "web-01"), seed,
        lambda rng: "Jan 17 00:00:09 web-01 " + rng.choice(STRANGERS).format(n=rng.randrange(1, 250))))])
    yield Variant("other kernel words between", SAME, [text_of([
        mixed for record in records for mixed in (
            *dmesg([record]),
            f"[{record.seconds:12.6f}] " + KERNEL_STRANGERS[seed % len(KERNEL_STRANGERS)].format(n=seed))])])
    yield Variant("other CPUs between", SAME, [text_of([
        mixed for line in called(records, f"T{trigger_pid(records)}")
        for mixed in (line, PREFIX.match(line).group(0).rstrip() + "[    C3] usb 1-1: reset high-speed USB device")])])
    for width in (72, 78):
        yield Variant(f"wrapped at {width}", WORN, [text_of(wrapped(lines, width))])
        yield Variant(f"quoted and wrapped at {width}", WORN, [text_of(wrapped(lines, width, "> "))])


def cut_variants(records, points):
    """The log cut at each of POINTS, shares of its length between 0 and 1: from the front, from the back, in two files.
    Where a line is all that is left nothing tells that its first word was cut."""
    lines = dmesg(records)
    for share in points:
        at = int(share * len(lines))
        yield Variant(f"without the first {at} lines", PART, [text_of(lines[at:])])
        yield Variant(f"only the first {at} lines", PART, [text_of(lines[:at])] if at else [b""])
        yield Variant(f"rotated after {at} lines", SAME, [text_of(lines[:at]) if at else b"", text_of(lines[at:])])
        size = len(text_of(lines))
        byte = int(share * size)
        yield Variant(f"only the first {byte} bytes", TORN, [text_of(lines)[:byte]])
        yield Variant(f"without the first {byte} bytes", TORN if len(lines) > 1 else CALM, [text_of(lines)[byte:]])


def lossy_variants(records, seed):
    """Lines lost or damaged here and there."""
    rng = random.Random(seed)
    lines = syslog(records, "web-01")
    for share in (2, 10, 50):
        yield Variant(f"each line lost with 1/{share}", CALM, [text_of([line for line in lines if rng.randrange(share)] or [""])])
    damaged = bytearray(text_of(dmesg(records)))  # a damaged host would be a host of its own
    for _ in range(len(damaged) // 400):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    yield Variant("bytes damaged", CALM, [bytes(damaged)])
    yield Variant("lines cut at 100", CALM, [text_of([line[:100] for line in lines])])
    # It takes 255 bytes of "<4>Jan 17 00:00:00 kernel: ...", and adds a host.
    datagram = 255 - len("<4>Jan 17 00:00:00 ")
    yield Variant("busybox syslogd's 256 bytes", TORN, [text_of([line[:line.index("kernel: ") + datagram] for line in lines])])


def may_interleave(records):
    """Whether the clock need not jump, nothing boots in between, no other report's lines would get the same caller, and no
    line is broken, whose rest would look whole."""
    return records[-1].seconds - records[0].seconds < 300 and not any(
        line.startswith("Linux version ") or ": page allocation " in line or (line is not record.lines[0] and not line.startswith(" "))
        for record in records for line in record.lines)


def pair_variants(one, other):
    """Two logs at once."""
    start = one[0].seconds
    other = shifted(other, start)
    yield Variant("two hosts line by line", BOTH, [text_of(braided(syslog(one, "web-01"), syslog(other, "db-02")))])
    first, second = trigger_pid(one), trigger_pid(other)
    if first != second and all(may_interleave(records) for records in (one, other)):
        yield Variant("two callers line by line", BOTH, [text_of(braided(called(one, f"T{first}"), called(other, f"T{second}")))])
