/* What the next log should show.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "model/release.h"

static bool advice_lacks(const struct facts *facts, unsigned part) {
    const enum killer killer = facts->event->killer;
    return (killer == KILLER_KERNEL || killer == KILLER_SYSTEMD || killer == KILLER_KUBELET) &&
           (facts->reckoning->missing & part) != 0;
}

/* The report is there and has no table. Where more is missing, it is the log that lost it. */
static bool advice_lacks_table(const struct facts *facts) {
    unsigned others = MISSING_TRIGGER | MISSING_MEMORY | MISSING_KILL;
    bool nobody = facts->room.booting || facts->event->no_killable.line > 0; /* the table is empty, not missing */
    return advice_lacks(facts, MISSING_TASKS) && !advice_lacks(facts, others) && !nobody;
}

/* "journalctl ... --since '2024-05-01 10:12' --until '2024-05-01 10:22'": the journal five minutes around the event. */
static str advice_journal(const struct facts *facts) {
    enum { AROUND_MINUTES = 5, DAY_MINUTES = 24 * 60 };
    const struct oomwhy_time *at = &facts->event->time;
    if (at->month <= 0 || at->year <= 0)
        return STR("journalctl _TRANSPORT=kernel | grep -E 'invoked oom-killer|Killed process'");
    int minute = at->hour * 60 + at->minute;
    int since = minute < AROUND_MINUTES ? 0 : minute - AROUND_MINUTES;
    int until = minute + AROUND_MINUTES < DAY_MINUTES ? minute + AROUND_MINUTES : DAY_MINUTES - 1;
    const char *zone = at->has_offset && at->offset_min == 0 ? " UTC" : "";
    str day = arena_format(facts->arena, "%04d-%02d-%02d", (int)at->year, (int)at->month, (int)at->day);
    return arena_format(facts->arena,
                        "journalctl _TRANSPORT=kernel --since '%.*s %02d:%02d%s' --until '%.*s %02d:%02d%s'",
                        STR_ARG(day), since / 60, since % 60, zone, STR_ARG(day), until / 60, until % 60, zone);
}

bool advice_dump_tasks(const struct facts *facts, struct advice *advice) {
    advice->code = STR("dump-tasks");
    if (!advice_lacks_table(facts) || release_is_before(facts->reckoning->release, RELEASE(2, 6, 25)) ||
        (!facts->reckoning->release.number && shell_words_are_very_old(facts)))
        return false; /* before 2.6.25 no report has one */
    bool old = release_is_before(facts->reckoning->release, RELEASE(2, 6, 36));
    const bool one_file = !shell_has_systemd(facts); /* of sysctl's settings */
    advice->advice = STR("Let the next report list the processes, also after a reboot.");
    advice->command =
        one_file
            ? STR("sysctl -w vm.oom_dump_tasks=1 && echo vm.oom_dump_tasks=1 >> /etc/sysctl.conf")
            : STR("sysctl -w vm.oom_dump_tasks=1 && echo vm.oom_dump_tasks=1 > /etc/sysctl.d/90-oom-dump-tasks.conf");
    advice->because =
        old ? STR("This report has no task table, so what each process held is not shown: up to 2.6.35 it is off by "
                  "default.")
            : STR("This report has no task table, so what each process held is not shown: it was cut out of this log, "
                  "or vm.oom_dump_tasks is 0.");
    advice->lines = facts->event->lines;
    return true;
}

/* The rows show far less than processes hold, and the log need not have all of them. */
static bool advice_lacks_rows(const struct facts *facts) {
    const enum cut cut = facts->reckoning->why_cut;
    return facts->event->killer == KILLER_KERNEL && facts->holders.unlisted && cut != CUT_NOT && cut != CUT_MEMORY &&
           cut != CUT_ALONE;
}

bool advice_whole_report(const struct facts *facts, struct advice *advice) {
    advice->code = STR("whole-report");
    unsigned parts = MISSING_TRIGGER | MISSING_MEMORY | MISSING_TASKS;
    const bool lacks = advice_lacks(facts, parts);
    if ((!lacks && !advice_lacks_rows(facts)) || advice_lacks_table(facts))
        return false;
    bool journal = shell_has_systemd(facts) && !facts->room.booting;
    advice->advice =
        facts->room.booting
            ? STR("Get the whole report: what the serial console or netconsole shows; nothing is on a disk so early.")
        : journal
            ? STR("Get the whole report: the journal or /var/log/kern.log of that time may have what is missing here.")
            : STR("Get the whole report: the kernel's log of that time may have what is missing here.");
    if (journal)
        advice->command = advice_journal(facts);
    advice->because = lacks ? STR("Without the missing parts the log does not show where the memory went.")
                            : STR("Rows of the task table may be missing from this log.");
    advice->lines = facts->event->lines;
    return true;
}

bool advice_keep_log(const struct facts *facts, struct advice *advice) {
    advice->code = STR("keep-log");
    if (!advice_lacks(facts, MISSING_TRIGGER | MISSING_MEMORY) || facts->room.booting) /* no disk is there yet */
        return false;
    advice->advice = STR(
        "Keep kernel messages on disk, and boot with log_buf_len=16M so that a long report fits the kernel's buffer.");
    if (shell_has_systemd(facts))
        advice->command = STR("mkdir -p /var/log/journal && systemctl restart systemd-journald && journalctl --flush");
    advice->because =
        STR("Parts of the report are not in this log: the buffer was overwritten, or the lines were filtered or cut.");
    advice->lines = facts->event->lines;
    return true;
}
