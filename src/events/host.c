/* Where a message comes from: the input that is read, its machine, and what is known of each host.
 * SPDX-License-Identifier: MIT */
#include "events/host.h"

#include "model/clock.h"

#include <stdio.h>
#include <stdlib.h>

/* --- inputs --- */

static str input_unpacked(str file) {
    static const str endings[] = {STR_INIT(".gz"), STR_INIT(".xz"), STR_INIT(".bz2"), STR_INIT(".zst"),
                                  STR_INIT(".lz4")};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (file.len > endings[i].len && str_ends(file, endings[i]))
            return str_first(file, file.len - endings[i].len);
    return file;
}

/* Without what numbers and dates are made of at its start. */
static str input_skip_numbers(str name) {
    while (name.len > 0 && memchr("0123456789.-_:T", *name.data, 15))
        name = str_from(name, 1);
    return name;
}

/* Without what names no other folder: "./a//b" is "a/b". */
static str input_skip_dots(str folder) {
    for (;;) {
        if (str_starts(folder, STR("/")))
            folder = str_from(folder, 1);
        else if (str_starts(folder, STR("./")))
            folder = str_from(folder, 2);
        else
            return folder;
    }
}

typedef str input_skip(str text);

/* Whether A and B are the same but for what SKIP leaves out. */
static bool input_names_are_alike(str a, str b, input_skip *skip) {
    a = skip(a);
    b = skip(b);
    while (a.len > 0 && b.len > 0 && *a.data == *b.data) {
        a = skip(str_from(a, 1));
        b = skip(str_from(b, 1));
    }
    return a.len == 0 && b.len == 0;
}

/* The length of the name of the folder of FILE, slash included. */
static size_t input_folder(str file) {
    const size_t slash = str_find_last_byte(file, '/');
    return slash == STR_NONE ? 0 : slash + 1;
}

bool input_is_of_same_log(str a, str b) {
    const str one = input_unpacked(a), other = input_unpacked(b);
    const size_t folder = input_folder(one), other_folder = input_folder(other);
    return input_names_are_alike(str_first(one, folder), str_first(other, other_folder), input_skip_dots) &&
           input_names_are_alike(str_from(one, folder), str_from(other, other_folder), input_skip_numbers);
}

bool input_begin(struct input *input, str name, int64_t line_base) {
    char *copy = malloc(name.len + 1);
    if (!copy)
        return false;
    if (name.len)
        memcpy(copy, name.data, name.len);
    input_free(input);
    input->name = str_of(copy, name.len);
    input->line_base = line_base;
    input->doubt = NULL;
    return true;
}

void input_free(struct input *input) {
    free((char *)input->name.data);
}

/* --- machines --- */

/* An input whose machine is unknown ends the range of inputs of a known one. */
void machines_note(struct machines *machines, int64_t line_base, const char *host, int64_t clock_start_us) {
    const size_t count = machines->count;
    if (!host && !clock_start_us && (count == 0 || !*machines->items[count - 1].host))
        return;
    if (count == LIMIT_MACHINES)
        memmove(machines->items, machines->items + 1, --machines->count * sizeof *machines->items);
    struct machine *machine = &machines->items[machines->count++];
    machine->line_base = line_base;
    machine->clock_start_us = clock_start_us;
    snprintf(machine->host, sizeof machine->host, "%s", host ? host : "");
}

/* What is known of the machine that EVENT's input is of, or NULL. */
static const struct machine *machines_find(const struct machines *machines, const struct event *event) {
    for (size_t i = machines->count; i > 0 && event->source_count > 0; i--)
        if (machines->items[i - 1].line_base <= event->sources[0].line_base)
            return &machines->items[i - 1];
    return NULL;
}

void machines_name(const struct machines *machines, struct event *event) {
    const struct machine *machine = machines_find(machines, event);
    if (!machine)
        return;
    if (event->host.len == 0)
        event->host = arena_copy(event->arena, str_from_cstr(machine->host));
    if (!clock_is_known(&event->time) && event->uptime_us != ABSENT && machine->clock_start_us > 0) {
        event->time = time_of_epoch_us(machine->clock_start_us + event->uptime_us);
        event->time.digits = 0; /* the kernel's clock stands still in suspend */
        event->time_inferred = true;
    }
}

/* --- hosts --- */

static void host_unlink(struct hosts *hosts, struct host *host) {
    *(host->older ? &host->older->newer : &hosts->oldest) = host->newer;
    *(host->newer ? &host->newer->older : &hosts->newest) = host->older;
}

static void host_link(struct hosts *hosts, struct host *host) {
    host->older = hosts->newest;
    host->newer = NULL;
    *(hosts->newest ? &hosts->newest->newer : &hosts->oldest) = host;
    hosts->newest = host;
}

struct host *host_look_up(struct hosts *hosts, str name) {
    const uint64_t hash = str_hash(name);
    for (struct host *at = hosts->buckets[hash % HOST_BUCKETS]; at; at = at->next)
        if (at->hash == hash && str_equal(at->name, name))
            return hosts->last_found = at;
    return NULL;
}

struct host *host_add(struct hosts *hosts, str name) {
    struct host *host = calloc(1, sizeof *host + name.len);
    if (!host)
        return NULL;
    char *copy = (char *)(host + 1);
    if (name.len)
        memcpy(copy, name.data, name.len);
    host->name = str_of(copy, name.len);
    host->hash = str_hash(name);
    host->last_uptime_us = ABSENT;
    host->next = hosts->buckets[host->hash % HOST_BUCKETS];
    hosts->buckets[host->hash % HOST_BUCKETS] = host;
    host_link(hosts, host);
    hosts->count++;
    return host;
}

void host_touch(struct hosts *hosts, struct host *host) {
    host_unlink(hosts, host);
    host_link(hosts, host);
}

void host_free(struct hosts *hosts, struct host *host) {
    struct host **at = &hosts->buckets[host->hash % HOST_BUCKETS];
    while (*at != host)
        at = &(*at)->next;
    *at = host->next;
    host_unlink(hosts, host);
    hosts->count--;
    if (hosts->last_found == host)
        hosts->last_found = NULL;
    free(host->remarks);
    free(host->others);
    free(host->recent);
    free(host);
}

/* Whether two transports may have written times A and B for one line: at most two seconds apart, if both are known. */
static bool host_is_same_time(const struct oomwhy_time *a, const struct oomwhy_time *b) {
    const int32_t a_s = (a->hour * 60 + a->minute) * 60 + a->second;
    const int32_t b_s = (b->hour * 60 + b->minute) * 60 + b->second;
    if (!a->month || !b->month || a->has_offset != b->has_offset)
        return true;
    return a->month == b->month && a->day == b->day && abs(a_s - b_s) <= 2;
}

/* Whether MESSAGE may have been printed when the last one of its host was. */
static bool host_is_same_moment(const struct host *host, const struct message *message) {
    const bool has_uptimes = message->uptime_us != ABSENT && host->last_uptime_us != ABSENT;
    return has_uptimes ? message->uptime_us == host->last_uptime_us
                       : host_is_same_time(&message->time, &host->last_time);
}

static __attribute__((noinline)) bool host_has_recent(const struct recent *recent, uint64_t hash, int64_t uptime_us) {
    for (size_t i = 0; i < recent->room && i < recent->count; i++)
        if (recent->items[i].hash == hash && recent->items[i].uptime_us == uptime_us)
            return true;
    return false;
}

/* Whether a message of HASH at UPTIME_US was there before; only where the clock went back is it looked for. */
static bool host_was_there(const struct recent *recent, uint64_t hash, int64_t uptime_us) {
    if (uptime_us > recent->newest_us || (uptime_us == recent->newest_us && !recent->is_again))
        return false;
    return host_has_recent(recent, hash, uptime_us);
}

/* False when memory is short. */
static __attribute__((noinline)) bool host_widen_recent(struct host *host) {
    enum { FIRST = 8 };
    const size_t room = host->recent ? 2 * host->recent->room : FIRST;
    struct recent *wider = realloc(host->recent, sizeof *wider + room * sizeof wider->items[0]);
    if (!wider)
        return false;
    if (!host->recent)
        *wider = (struct recent){0};
    wider->room = room;
    host->recent = wider;
    return true;
}

/* Notes the message in RECENT, which has room. */
static void host_put_recent(struct recent *recent, uint64_t hash, int64_t uptime_us) {
    if (recent->count == 0 || uptime_us > recent->newest_us)
        recent->newest_us = uptime_us;
    const size_t at = recent->count++ & (recent->room - 1);
    recent->items[at].hash = hash;
    recent->items[at].uptime_us = uptime_us;
}

static void host_note_recent(struct host *host, uint64_t hash, int64_t uptime_us) {
    struct recent *recent = host->recent;
    if (recent) {
        recent->is_again = recent->count > 0 && uptime_us != ABSENT && host_was_there(recent, hash, uptime_us);
        if (recent->is_again)
            return;
    }
    if (uptime_us == ABSENT)
        return;
    const bool is_full = !recent || (recent->count == recent->room && recent->room < LIMIT_RECENT);
    if (!is_full || host_widen_recent(host))
        host_put_recent(host->recent, hash, uptime_us);
}

/* Whether MESSAGE, whose caller is CALLER, hashed, says again what the last one did, whose text was the same. */
static __attribute__((noinline)) bool host_is_repeated(const struct host *host, const struct message *message,
                                                       uint64_t caller) {
    const bool is_of_other = caller && host->last_caller && caller != host->last_caller;
    return !is_of_other && host_is_same_moment(host, message);
}

bool host_record(struct host *host, const struct message *message, str text) {
    const uint64_t caller = message->caller.len ? str_hash(message->caller) | 1 : 0;
    const uint64_t hash = str_hash(text);
    const bool is_repeated =
        text.len == host->last_len && hash == host->last_hash && host_is_repeated(host, message, caller);
    host->last_caller = caller;
    host->last_hash = hash;
    host->last_len = text.len;
    host->last_uptime_us = message->uptime_us;
    host->last_time = message->time;
    if (message->uptime_us != ABSENT && message->origin == MESSAGE_ORIGIN_KERNEL)
        host->has_clock = true;
    if (!is_repeated)
        host_note_recent(host, hash, message->uptime_us);
    return is_repeated;
}

void host_remark(struct host *host, enum note_kind kind, const struct message *message, int64_t value) {
    if (!host->remarks)
        host->remarks = malloc(LIMIT_REMARKS * sizeof *host->remarks);
    if (!host->remarks)
        return;
    if (host->remark_count == LIMIT_REMARKS)
        memmove(host->remarks, host->remarks + 1, --host->remark_count * sizeof *host->remarks);
    struct remark *remark = &host->remarks[host->remark_count++];
    const str text = str_first(message->text, LIMIT_REMARK_BYTES);
    *remark = (struct remark){.kind = kind, .line = message->line, .value = value, .len = text.len};
    if (text.len)
        memcpy(remark->text, text.data, text.len);
}

/* Without a finer clock sched_clock counts jiffies, which begin five minutes before they overflow 32 bits
 * (INITIAL_JIFFIES, include/linux/jiffies.h): (2^32 - 300 HZ) / HZ seconds, with HZ 1000, 250 and 100. */
int64_t host_clock_start(int64_t uptime_us) {
    static const int64_t starts_us[] = {4294667296000, 17179569184000, 42949372960000};
    enum { BOOT_US = 60 * 1000 * 1000 };
    for (size_t i = 0; i < sizeof starts_us / sizeof *starts_us; i++)
        if (uptime_us >= starts_us[i] && uptime_us - starts_us[i] < BOOT_US)
            return starts_us[i];
    return 0;
}

int64_t host_uptime(const struct host *host, int64_t uptime_us) {
    return uptime_us >= host->clock_start_us ? uptime_us - host->clock_start_us : uptime_us;
}

void host_reboot(struct host *host) {
    host->boots++;
    host->remark_count = 0;
    host->other_count = host->speaker = 0;
    host->sysrq_line = host->panic_line = 0;
    host->boot_memory = (struct boot){0};
    host->clue.boot_us = 0;
}
