/* Messages near an event that are not part of it.
 * SPDX-License-Identifier: MIT */
#include "events/notes.h"

#include "events/other_report.h"

/* Whether notes of this KIND are about the event before them; the others are about the one that follows. */
static bool notes_looks_back(enum note_kind kind) {
    return kind == NOTE_EXITING || kind == NOTE_PINNED || kind == NOTE_LOST_LINES;
}

/* The newest event of the host, if a note of this kind can be about it. */
static struct event *notes_event(const struct entry *entry, enum note_kind kind) {
    const struct open_event *open = entry->host ? entry->host->events : NULL;
    return open && (open->state != OPEN_OVER || notes_looks_back(kind)) ? open->event : NULL;
}

void notes_note(struct entry *entry, const struct match *match) {
    const enum note_kind kind = (enum note_kind)match->row->kind;
    const int64_t value = match_number(match, STR("value"));
    struct event *event = notes_event(entry, kind);
    if (event)
        builder_note(event, kind, entry->line, value, entry->text);
    else if (entry_need_host(entry))
        host_remark(entry->host, kind, entry->message, value);
    if (kind == NOTE_EXITING && entry_has_report(entry) && entry->open->event == event) {
        entry_claim(entry); /* no kill will follow */
        open_event_conclude(entry->open);
    }
}

void notes_other_report(struct entry *entry, const struct match *match) {
    const enum sentence_role role = match->row->role;
    const enum other_kind kind = role == SENTENCE_ASIDE_FIGURES ? OTHER_FIGURES
                                 : role == SENTENCE_ASIDE_TRACE ? OTHER_TRACE
                                                                : OTHER_WHOLE;
    if (role == SENTENCE_ASIDE)
        notes_note(entry, match);
    other_report_begin(entry, kind, match->row->place == SENTENCE_LAST ? match->before : STR(""));
}

void notes_reboot(struct entry *entry, const struct match *match) {
    const int64_t clock_start_us = host_clock_start(entry->message->uptime_us);
    (void)match;
    if (clock_start_us > 0 && !entry_need_host(entry))
        return;
    if (entry->host) {
        open_events_end_host(entry->all, entry->host);
        host_reboot(entry->host);
        entry->host->clock_start_us = clock_start_us;
    }
    entry->open = NULL;
}

void notes_boot_memory(struct entry *entry, const struct match *match) {
    if (!entry_need_host(entry))
        return;
    struct boot *boot = &entry->host->boot_memory;
    boot->line = entry->line;
    boot->memory_available_kb = match_number(match, STR("value"));
    boot->memory_total_kb = match_number(match, STR("total"));
}

void notes_zram(struct entry *entry, const struct match *match) {
    const int64_t kb = match_number(match, STR("value"));
    if (!entry_need_host(entry) || kb <= 0 || kb > INT64_MAX / 2 - entry->host->boot_memory.zram_kb)
        return;
    entry->host->boot_memory.zram_line = entry->line;
    entry->host->boot_memory.zram_kb += kb; /* one device for each CPU, on some machines */
}

void notes_clock(struct entry *entry, const struct match *match) {
    if (entry_need_host(entry))
        time_note_boot(&entry->host->clue, entry->message, match_number(match, STR("value")));
}

void notes_sysrq(struct entry *entry, const struct match *match) {
    (void)match;
    if (entry_need_host(entry))
        entry->host->sysrq_line = entry->line;
}
