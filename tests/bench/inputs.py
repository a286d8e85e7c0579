"""Builds the logs that the measurements read: lifelike syslog and OOM reports of Linux 6.1, seeded, the same every time.

SPDX-License-Identifier: MIT
"""

import random
import time

SEED = 20240117
EPOCH = 1705449600  # 2024-01-17 00:00:00 UTC

# What daemons say all day. Words that look like an OOM report's stand in them on purpose, since a search that stumbles
# over them is slow on real logs and fast on random ones. {n} small number, {b} big number, {i} address, {h} hex, {w} word.
CHATTER = [
    "sshd[{b}]: Accepted publickey for deploy from {i} port {b} ssh2: RSA SHA256:{h}{h}{h}",
    "sshd[{b}]: pam_unix(sshd:session): session opened for user deploy(uid={n}) by (uid=0)",
    "sshd[{b}]: Received disconnect from {i} port {b}:11: disconnected by user",
    "sshd[{b}]: Invalid user {w} from {i} port {b}",
    "CRON[{b}]: (root) CMD (   cd / && run-parts --report /etc/cron.hourly)",
    "CRON[{b}]: pam_unix(cron:session): session closed for user root",
    "systemd[1]: Starting Daily apt download activities...",
    "systemd[1]: Finished Rotate log files.",
    "systemd[1]: logrotate.service: Deactivated successfully.",
    "systemd[1]: {w}.service: Consumed {n}.{n}s CPU time, {n}M memory peak.",
    "systemd[1]: {w}.service: Main process exited, code=killed, status=15/TERM",
    "systemd[1]: session-{n}.scope: Deactivated successfully.",
    "systemd-logind[{n}]: New session {n} of user deploy.",
    "systemd-logind[{n}]: Removed session {n}.",
    "systemd-resolved[{n}]: Using degraded feature set UDP instead of UDP+EDNS0 for DNS server {i}.",
    "dhclient[{n}]: DHCPREQUEST for {i} on ens3 to {i} port 67",
    "ntpd[{n}]: Soliciting pool server {i}",
    "postfix/smtpd[{b}]: connect from mail-{n}.example.net[{i}]",
    "postfix/smtpd[{b}]: NOQUEUE: reject: RCPT from unknown[{i}]: 554 5.7.1 Service unavailable; client [{i}] blocked",
    "postfix/qmgr[{n}]: {h}: from=<{w}@example.net>, size={b}, nrcpt=1 (queue active)",
    "postfix/cleanup[{b}]: {h}: message-id=<{h}.{h}@mail.example.net>",
    "dovecot: imap-login: Login: user=<{w}>, method=PLAIN, rip={i}, lip={i}, mpid={b}, TLS, session=<{h}{h}>",
    "named[{n}]: client @0x{h} {i}#{b} ({w}.example.org): query (cache) '{w}.example.org/A/IN' denied",
    "haproxy[{n}]: {i}:{b} [17/Jan/2024:10:{n}:{n}.{n}] www~ app/app{n} 0/0/{n}/{n}/{n} 200 {b} - - ---- {n}/{n}/{n}/{n}/0 0/0 \"GET /api/rooms/{n}/zoom?level={n} HTTP/1.1\"",
    "nginx: {i} - - \"GET /static/bloom-{h}.js HTTP/2.0\" 200 {b} \"https://www.example.org/rooms/{n}\" \"Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0\"",
    "nginx: {i} - - \"POST /api/v2/checkout HTTP/1.1\" 201 {n} \"-\" \"okhttp/4.12.0\"",
    "app[{b}]: INFO  [pool-{n}-thread-{n}] c.e.room.RoomService - room {n} opened by {w}, {n} guests waiting in the bathroom queue",
    "app[{b}]: WARN  [pool-{n}-thread-{n}] c.e.view.ZoomController - zoom level {n} out of range, using default",
    "app[{b}]: ERROR [http-{n}] c.e.api.Parser - index {b} out of bounds for length {n}",
    "app[{b}]: DEBUG memory pool 'broom' at {n} % of {b} kB, {n} chunks free, boom filter off",
    "app[{b}]: INFO  [gc] Pause Young (Normal) (G1 Evacuation Pause) {n}M->{n}M({b}M) {n}.{n}ms",
    "php-fpm[{b}]: PHP Fatal error:  Allowed memory size of {b} bytes exhausted (tried to allocate {b} bytes) in /srv/www/{w}.php on line {n}",
    "postgres[{b}]: [{n}-1] {w}@shop LOG:  duration: {n}.{n} ms  statement: SELECT * FROM rooms WHERE id = {b} AND out_of_order = false",
    "postgres[{b}]: [{n}-1] {w}@shop ERROR:  value \"{b}\" is out of range for type smallint",
    "mysqld[{n}]: {b} [Warning] Aborted connection {b} to db: 'shop' user: '{w}' host: '{i}' (Got timeout reading communication packets)",
    "dockerd[{n}]: time=\"2024-01-17T10:{n}:{n}.{b}Z\" level=info msg=\"ignoring event\" container={h}{h}{h}{h} module=libcontainerd namespace=moby topic=/tasks/delete",
    "containerd[{n}]: time=\"2024-01-17T10:{n}:{n}.{b}Z\" level=info msg=\"shim disconnected\" id={h}{h}{h}{h}",
    "kubelet[{n}]: I0117 10:{n}:{n}.{b} {b} kubelet.go:{n}] \"SyncLoop (PLEG): event for pod\" pod=\"default/{w}-{h}\" event={{Type:ContainerStarted Data:{h}{h}}}",
    "kubelet[{n}]: E0117 10:{n}:{n}.{b} {b} pod_workers.go:{n}] \"Error syncing pod, skipping\" err=\"failed to \\\"StartContainer\\\" for \\\"{w}\\\" with CrashLoopBackOff\"",
    "rsyslogd: action 'action-{n}-builtin:omfwd' resumed (module 'builtin:omfwd') [v8.2302.0 try https://www.rsyslog.com/e/2359 ]",
    "snmpd[{n}]: error on subcontainer 'ia_addr' insert (-1)",
    "smartd[{n}]: Device: /dev/sda [SAT], SMART Usage Attribute: 194 Temperature_Celsius changed from {n} to {n}",
    "monit[{n}]: '{w}' process is running with pid {b}, memory usage {n} % matches resource limit [memory usage > {n} %]",
    "supervisord[{n}]: exited: {w} (terminated by SIGTERM; not expected), spawned: '{w}' with pid {b}",
    "watchdog[{n}]: {w}: stopped responding, killed worker {b}; restarting from room {n}",
    "zabbix_agentd[{n}]: active check \"vm.memory.size[available]\" is not supported: Cannot obtain memory information",
    "collectd[{n}]: plugin_dispatch_values: Low water mark reached. Dropping {n} % of metrics.",
]
# One in a thousand: what comes closest to the kernel's words without being them.
NEAR_MISSES = [
    "redis-server[{n}]: {b}:C 17 Jan 2024 10:00:00.{n} * RDB: {n} MB of memory used by copy-on-write",
    "php-fpm[{b}]: PHP Fatal error:  Out of memory (allocated {b}) (tried to allocate {b} bytes) in /srv/www/{w}.php on line {n}",
    "postgres[{b}]: [{n}-1] {w}@shop ERROR:  out of memory",
    "app[{b}]: java.lang.OutOfMemoryError: Java heap space",
    "watchdog[{n}]: {w}: stopped responding, killed process {b}; restarting",
    "supervisord[{n}]: killing '{w}' ({b}) with SIGKILL",
    "kubelet[{n}]: I0117 10:00:00.{b} {b} kuberuntime_container.go:{n}] \"Killing container with a grace period\" pod=\"default/{w}\"",
]
KERNEL_CHATTER = [
    "[UFW BLOCK] IN=ens3 OUT= MAC=52:54:00:{n}:{n}:{n} SRC={i} DST={i} LEN={n} TOS=0x00 PREC=0x00 TTL={n} ID={b} PROTO=TCP SPT={b} DPT={b} WINDOW=1024 RES=0x00 SYN URGP=0",
    "device veth{h} entered promiscuous mode",
    "br-{h}: port {n}(veth{h}) entered blocking state",
    "eth0: renamed from veth{h}",
    "audit: type=1400 audit(1705449600.{n}:{b}): apparmor=\"DENIED\" operation=\"open\" profile=\"/usr/sbin/{w}\" name=\"/proc/{b}/oom_score\" pid={b} comm=\"{w}\" requested_mask=\"r\"",
    "TCP: request_sock_TCP: Possible SYN flooding on port {n}. Sending cookies.",
    "perf: interrupt took too long ({b} > {b}), lowering kernel.perf_event_max_sample_rate to {b}",
]
WORDS = "broom bloom groom mushroom zoom room bathroom classroom boom loom doom gloom web mail shop batch kill memory".split()
HOST = "web-01"


def chatter(rng, count, kinds, head):
    """COUNT different messages of KINDS behind HEAD, each with its newline."""
    lines = []
    for _ in range(count):
        values = {
            "n": rng.randrange(1, 999), "b": rng.randrange(1000, 4000000), "h": f"{rng.getrandbits(48):012x}",
            "w": rng.choice(WORDS),
            "i": "10.{}.{}.{}".format(rng.randrange(256), rng.randrange(256), rng.randrange(256)),
        }
        lines.append(head + rng.choice(kinds).format(**values) + "\n")
    return lines


def stamp(second):
    """RFC 3164's time of SECOND after the start."""
    return time.strftime("%b %e %H:%M:%S", time.gmtime(EPOCH + second))


TRACE = """dump_stack_lvl+0x44/0x5c dump_header+0x4c/0x22b oom_kill_process.cold+0xb/0x10 out_of_memory+0x1fd/0x4c0
__alloc_pages_slowpath.constprop.0+0x67f/0xe70 __alloc_pages+0x305/0x330 folio_alloc+0x17/0x50
__filemap_get_folio+0x155/0x340 filemap_fault+0x139/0x910 __do_fault+0x31/0x80 do_fault+0x1b9/0x410
__handle_mm_fault+0x660/0xfa0 handle_mm_fault+0xdb/0x2d0 do_user_addr_fault+0x191/0x550 exc_page_fault+0x70/0x170
asm_exc_page_fault+0x22/0x30""".split()
DAEMONS = """sshd systemd-journal systemd-udevd dbus-daemon cron rsyslogd agetty systemd-logind java node mysqld
redis-server nginx nginx nginx nginx php-fpm php-fpm php-fpm php-fpm postgres postgres postgres containerd""".split()


def buddy_terms(kb):
    """A buddy list that holds KB, largest blocks first, orders 0 to 10."""
    terms = []
    for order in range(10, -1, -1):
        size = 4 << order
        count, kb = divmod(kb, size)
        terms.append(f"{count}*{size}kB" + (" (UM)" if count else ""))
    return " ".join(reversed(terms))


def report(rng, tasks=50):
    """The messages of one system-wide OOM report whose figures add up, with TASKS rows before the victim's."""
    rows, rss = [], 0
    pid = rng.randrange(400, 3000)
    for i in range(tasks):
        pid += rng.randrange(1, 9)
        pages = rng.randrange(1, 900)
        rss += pages
        rows.append(f"[{pid:7d}] {rng.choice((0, 0, 33, 101, 1000)):5d} {pid:5d} {pages * 3 + 1200:8d} {pages:8d} "
                    f"{pages // 8 * 4096 + 40960:8d} {0:8d} {0:13d} {DAEMONS[i % len(DAEMONS)]}")
    trigger_pid, victim = pid, pid + rng.randrange(1, 99)
    hog = rng.randrange(150000, 200000)
    rows.append(f"[{victim:7d}]  1000 {victim:5d} {hog + 230000:8d} {hog:8d} {1843200:8d} {0:8d} {0:13d} leaky-app")
    anon, free_dma, free_dma32 = rss + hog, 209 + rng.randrange(9), 1100 + rng.randrange(200)
    slab = rng.randrange(9000, 12000)
    managed_dma32 = anon + slab + free_dma + free_dma32 + 14000 - 3840
    lines = [
        f"{DAEMONS[(tasks - 1) % len(DAEMONS)]} invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0",
        f"CPU: {rng.randrange(8)} PID: {trigger_pid} Comm: {DAEMONS[(tasks - 1) % len(DAEMONS)]} Not tainted 6.1.0-17-amd64 #1  Debian 6.1.69-1",
        "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014",
        "Call Trace:", " <TASK>", *(" " + frame for frame in TRACE),
        f"RIP: 0033:0x{rng.getrandbits(40):x}", f"Code: Unable to access opcode bytes at 0x{rng.getrandbits(40):x}.",
        f"RSP: 002b:{rng.getrandbits(47):016x} EFLAGS: 00010202",
        f"RAX: {rng.getrandbits(63):016x} RBX: {rng.getrandbits(63):016x} RCX: {rng.getrandbits(63):016x}",
        f"RDX: {rng.getrandbits(63):016x} RSI: {rng.getrandbits(63):016x} RDI: {rng.getrandbits(63):016x}",
        f"R13: {rng.getrandbits(63):016x} R14: {rng.getrandbits(63):016x} R15: {rng.getrandbits(63):016x}",
        " </TASK>", "Mem-Info:",
        f"active_anon:100 inactive_anon:{anon - 164} isolated_anon:0",
        " active_file:40 inactive_file:60 isolated_file:0", " unevictable:64 dirty:0 writeback:0",
        f" slab_reclaimable:5000 slab_unreclaimable:{slab}", " mapped:18 shmem:96 pagetables:2300",
        " sec_pagetables:0 bounce:0", " kernel_misc_reclaimable:0",
        f" free:{free_dma + free_dma32} free_pcp:35 free_cma:0",
        f"Node 0 active_anon:400kB inactive_anon:{anon * 4 - 656}kB active_file:160kB inactive_file:240kB "
        "unevictable:256kB isolated(anon):0kB isolated(file):0kB mapped:72kB dirty:0kB writeback:0kB shmem:384kB "
        "shmem_thp: 0kB shmem_pmdmapped: 0kB anon_thp: 0kB writeback_tmp:0kB kernel_stack:2424kB pagetables:9200kB "
        "sec_pagetables:0kB all_unreclaimable? yes",
        f"Node 0 DMA free:{free_dma * 4}kB boost:0kB min:236kB low:368kB high:500kB reserved_highatomic:0KB "
        "active_anon:0kB inactive_anon:14360kB active_file:0kB inactive_file:0kB unevictable:0kB writepending:0kB "
        "present:15992kB managed:15360kB mlocked:0kB bounce:0kB free_pcp:0kB local_pcp:0kB free_cma:0kB",
        "lowmem_reserve[]: 0 957 957 957 957",
        f"Node 0 DMA32 free:{free_dma32 * 4}kB boost:0kB min:3628kB low:4032kB high:5436kB reserved_highatomic:0KB "
        f"active_anon:400kB inactive_anon:{anon * 4 - 656 - 14360}kB active_file:160kB inactive_file:240kB "
        f"unevictable:256kB writepending:0kB present:{(managed_dma32 + 13013) * 4}kB managed:{managed_dma32 * 4}kB mlocked:256kB bounce:0kB "
        "free_pcp:140kB local_pcp:136kB free_cma:0kB",
        "lowmem_reserve[]: 0 0 0 0 0",
        f"Node 0 DMA: {buddy_terms(free_dma * 4)} = {free_dma * 4}kB",
        f"Node 0 DMA32: {buddy_terms(free_dma32 * 4)} = {free_dma32 * 4}kB",
        "Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB",
        "196 total pagecache pages", "0 pages in swap cache", "Free swap  = 0kB", "Total swap = 0kB",
        f"{managed_dma32 + 13013 + 3998} pages RAM", "0 pages HighMem/MovableOnly", "13171 pages reserved", "0 pages hwpoisoned",
        "Tasks state (memory values in pages):",
        "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name", *rows,
        "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,"
        f"task_memcg=/system.slice/leaky.service,task=leaky-app,pid={victim},uid=1000",
        f"Out of memory: Killed process {victim} (leaky-app) total-vm:{(hog + 230000) * 4}kB, anon-rss:{hog * 4}kB, "
        "file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:1800kB oom_score_adj:0",
        f"oom_reaper: reaped process {victim} (leaky-app), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB",
    ]
    return lines


def converted(lines, second, host=HOST, micro=0, head=None):
    """Kernel messages as rsyslog writes them, or behind HEAD."""
    head = head or f"{stamp(second)} {host} kernel: "
    return "".join(f"{head}[{second + 1000:5d}.{(micro + 137 * i) % 1000000:06d}] {line}\n" for i, line in enumerate(lines))


def write_syslog(path, size, reports=10, seed=SEED):
    """SIZE bytes of one busy machine's syslog with REPORTS OOM reports spread over it."""
    write_log(path, size, reports, seed, stamp, f" {HOST} ", f" {HOST} kernel: ")


def write_unknown(path, size, reports=10, seed=SEED):
    """The same in a format that nobody has described."""
    write_log(path, size, reports, seed, lambda second: f"{HOST}|{stamp(second)}|n7|", " ", " ")


def write_log(path, size, reports, seed, stamp_of, daemon_head, kernel_head):
    rng = random.Random(seed)
    daemons = chatter(rng, 40000, CHATTER, daemon_head) + chatter(rng, 40, NEAR_MISSES, daemon_head)
    kernel = chatter(rng, 2000, KERNEL_CHATTER, "")
    due = [size * (2 * i + 1) // (2 * reports) for i in range(reports)]
    done = second = 0
    with open(path, "wb", buffering=1 << 20) as out:
        while done < size:
            when = stamp_of(second)
            text = when + when.join(rng.choices(daemons, k=rng.randrange(1, 120)))
            for i, words in enumerate(rng.choices(kernel, k=rng.randrange(0, 5))):
                text += f"{when}{kernel_head}[{second + 1000:5d}.{i * 1000:06d}] {words}"
            if due and done >= due[0]:
                due.pop(0)
                text += converted(report(rng), second, head=when + kernel_head)
            out.write(text.encode())
            done += len(text)
            second += 1


def write_reports(path, size, seed=SEED):
    """SIZE bytes of nothing but OOM reports, each with its own figures, one every half minute. Returns their number."""
    rng = random.Random(seed)
    done = count = 0
    with open(path, "w", buffering=1 << 20) as out:
        while done < size:
            done += out.write(converted(report(rng), count * 30))
            count += 1
    return count


def write_report(path, tasks=50, seed=SEED):
    """One report."""
    with open(path, "w") as out:
        out.write(converted(report(random.Random(seed), tasks), 100))


def write_hosts(path, hosts, seed=SEED):
    """As many reports as HOSTS, all at once: the first line of each host, then the second of each, and so on."""
    rng = random.Random(seed)
    reports = [converted(report(rng), 100, f"host-{i:05d}").splitlines(True) for i in range(hosts)]
    with open(path, "w", buffering=1 << 20) as out:
        for row in zip(*reports):
            out.writelines(row)


def write_long_lines(path, size, length, seed=SEED):
    """SIZE bytes of lines LENGTH long, which say nothing of memory, and one report behind them."""
    rng = random.Random(seed)
    tails = chatter(rng, 2000, CHATTER, f" {HOST} ")
    with open(path, "w", buffering=1 << 20) as out:
        for _ in range(max(1, size // length)):
            parts = [stamp(0)]
            have = 0
            while have < length:
                part = rng.choice(tails)[:-1]
                parts.append(part)
                have += len(part)
            out.write("".join(parts)[:length - 1] + "\n")
        out.write(converted(report(rng), 100))
