/* The fields of a structured record: what each of them means, for all programs that write such records.
 * SPDX-License-Identifier: MIT */
#include "log/record.h"

#include "base/ascii.h"
#include "log/prefix.h"
#include "log/time.h"

typedef void take_field(struct record *record, str value);

static void record_take_host(struct record *record, str value) {
    record->message.host = message_copy_name(record->host, sizeof record->host, value);
}

static void record_take_program(struct record *record, str value) {
    record->message.program = message_copy_name(record->program, sizeof record->program, value);
}

static void record_take_command(struct record *record, str value) {
    if (record->message.program.len == 0)
        record_take_program(record, value);
}

static void record_take_caller(struct record *record, str value) {
    record->message.caller = message_copy_name(record->caller, sizeof record->caller, value);
}

static void record_take_transport(struct record *record, str value) {
    record->writer = RECORD_WRITER_JOURNAL;
    record->transport = str_equal(value, STR("kernel")) ? RECORD_TRANSPORT_KERNEL : RECORD_TRANSPORT_OTHER;
}

static void record_take_journal(struct record *record, str value) {
    (void)value;
    record->writer = RECORD_WRITER_JOURNAL;
}

/* "53e3a7ea11b24d88a2a2f4a4e1d2c0b9"; another length is none. */
static struct journal_id record_journal_id(str value) {
    enum { HALF = 16 };
    struct journal_id id = {0, 0};
    struct scan high = scan_of(str_first(value, HALF)), low = scan_of(str_from(value, HALF));
    uint64_t first, second;
    if (value.len == 2 * HALF && scan_hex(&high, &first) && scan_done(&high) && scan_hex(&low, &second) &&
        scan_done(&low))
        id = (struct journal_id){first, second};
    return id;
}

static void record_take_boot_id(struct record *record, str value) {
    record_take_journal(record, value);
    record->message.boot_id = record_journal_id(value);
}

static void record_take_machine_id(struct record *record, str value) {
    record->message.machine_id = record_journal_id(value);
}

/* One that says more stays. */
static void record_set_writer(struct record *record, enum record_writer writer) {
    if (record->writer < writer)
        record->writer = writer;
}

static void record_take_docker(struct record *record, str value) {
    if (str_equal(value, STR("stdout")) || str_equal(value, STR("stderr")))
        record_set_writer(record, RECORD_WRITER_DOCKER);
}

static bool record_whole_number(str value, uint64_t most, uint64_t *ret_number) {
    struct scan scan = scan_of(value);
    return scan_u64(&scan, ret_number) && scan_done(&scan) && *ret_number <= most;
}

/* The journal's PRIORITY is a level, dmesg's pri facility and level, or the level's name (dmesg -J -x). */
static void record_take_level(struct record *record, str value) {
    uint64_t number;
    if (record_whole_number(value, 7, &number))
        record->message.level = (int)number;
    else
        record->message.level = syslog_level(value);
}

static void record_take_priority(struct record *record, str value) {
    uint64_t number;
    record_set_writer(record, RECORD_WRITER_DMESG);
    if (record_whole_number(value, 1023, &number))
        syslog_set_priority(&record->message, number);
    else
        record->message.level = syslog_level(value);
}

static void record_take_facility(struct record *record, str value) {
    uint64_t number;
    record->message.facility = record_whole_number(value, 127, &number) ? (int)number : syslog_facility(value);
}

static void record_take_us(int64_t *us, str value) {
    uint64_t number;
    if (record_whole_number(value, MESSAGE_UPTIME_MOST_US, &number))
        *us = (int64_t)number;
}

static void record_take_monotonic(struct record *record, str value) {
    record->writer = RECORD_WRITER_JOURNAL;
    record_take_us(&record->monotonic_us, value);
}

static void record_take_source(struct record *record, str value) {
    record->writer = RECORD_WRITER_JOURNAL;
    record_take_us(&record->source_us, value);
}

static void record_take_realtime(struct record *record, str value) {
    record->writer = RECORD_WRITER_JOURNAL;
    record_take_us(&record->realtime_us, value);
}

/* "1741079727", "1741079727280", "1741079727280174000": seconds, or a thousandth of them or smaller, since 1970. */
static bool record_scan_epoch(str value, struct oomwhy_time *ret_stamp) {
    enum { SECONDS_DIGITS = 10 };
    struct scan scan = scan_of(value);
    uint64_t number;
    if (value.len < SECONDS_DIGITS || value.len > SECONDS_DIGITS + 9 || (value.len - SECONDS_DIGITS) % 3 != 0 ||
        !scan_u64(&scan, &number) || !scan_done(&scan))
        return false;
    for (size_t digits = value.len; digits < SECONDS_DIGITS + 6; digits += 3)
        number *= 1000;
    if (value.len == SECONDS_DIGITS + 9)
        number /= 1000;
    *ret_stamp = time_of_epoch_us((int64_t)number);
    return true;
}

/* dmesg's seconds since boot, seconds since 1970, or a date. */
static void record_take_time(struct record *record, str value) {
    enum { SECONDS_OF_1973 = 100000000 };
    struct scan scan = scan_of(value);
    struct oomwhy_time stamp;
    int64_t us;
    if (time_scan_iso(&scan, &stamp) || time_scan_syslog(&scan, &stamp) || record_scan_epoch(value, &stamp)) {
        record->message.time = stamp;
    } else if (time_scan_uptime(&scan, &us) && scan_done(&scan)) {
        if (us / 1000000 < SECONDS_OF_1973)
            record->message.uptime_us = us;
        else
            record->message.time = time_of_epoch_us(us);
    }
}

/* Names are compared as they are; of several texts in one record the one of the highest rank is the message. */
static const struct {
    str name;
    take_field *take;
    int text_rank;
} fields[] = {
    {STR_INIT("MESSAGE"), NULL, 9}, /* the journal */
    {STR_INIT("_HOSTNAME"), record_take_host, 0},
    {STR_INIT("_TRANSPORT"), record_take_transport, 0},
    {STR_INIT("SYSLOG_IDENTIFIER"), record_take_program, 0},
    {STR_INIT("_COMM"), record_take_command, 0},
    {STR_INIT("PRIORITY"), record_take_level, 0},
    {STR_INIT("SYSLOG_FACILITY"), record_take_facility, 0},
    {STR_INIT("__REALTIME_TIMESTAMP"), record_take_realtime, 0},
    {STR_INIT("__MONOTONIC_TIMESTAMP"), record_take_monotonic, 0},
    {STR_INIT("_SOURCE_MONOTONIC_TIMESTAMP"), record_take_source, 0},
    {STR_INIT("__CURSOR"), record_take_journal, 0},
    {STR_INIT("_BOOT_ID"), record_take_boot_id, 0},
    {STR_INIT("_MACHINE_ID"), record_take_machine_id, 0},
    {STR_INIT("msg"), NULL, 6}, /* dmesg -J */
    {STR_INIT("pri"), record_take_priority, 0},
    {STR_INIT("fac"), record_take_facility, 0},
    {STR_INIT("caller"), record_take_caller, 0},
    {STR_INIT("time"), record_take_time, 0},
    {STR_INIT("log"), NULL, 8}, /* Docker, Fluent Bit */
    {STR_INIT("stream"), record_take_docker, 0},
    {STR_INIT("full_message"), NULL, 5}, /* GELF */
    {STR_INIT("short_message"), NULL, 4},
    {STR_INIT("host"), record_take_host, 0},
    {STR_INIT("message"), NULL, 7}, /* Logstash, Fluentd, rsyslog's templates */
    {STR_INIT("_raw"), NULL, 7},    /* Splunk */
    {STR_INIT("textPayload"), NULL, 7},
    {STR_INIT("@message"), NULL, 7},      /* CloudWatch */
    {STR_INIT("SyslogMessage"), NULL, 7}, /* Azure */
    {STR_INIT("Message"), NULL, 7},
    {STR_INIT("event"), NULL, 2}, /* Splunk's collector */
    {STR_INIT("line"), NULL, 3},
    {STR_INIT("text"), NULL, 1},        /* chats */
    {STR_INIT("body"), NULL, 1},        /* issue trackers, OpenTelemetry */
    {STR_INIT("content"), NULL, 1},     /* Datadog, chats */
    {STR_INIT("description"), NULL, 1}, /* issue trackers */
    {STR_INIT("Output"), NULL, 2},      /* aws ec2 get-console-output */
    {STR_INIT("output"), NULL, 2},      /* of a command */
    {STR_INIT("stdout"), NULL, 2},
    {STR_INIT("logs"), NULL, 1},
    {STR_INIT("hostname"), record_take_host, 0},
    {STR_INIT("HOST"), record_take_host, 0},
    {STR_INIT("host.name"), record_take_host, 0},
    {STR_INIT("node_name"), record_take_host, 0},
    {STR_INIT("Computer"), record_take_host, 0},
    {STR_INIT("HostName"), record_take_host, 0},
    {STR_INIT("ident"), record_take_program, 0},
    {STR_INIT("programname"), record_take_program, 0},
    {STR_INIT("program"), record_take_program, 0},
    {STR_INIT("PROGRAM"), record_take_program, 0},
    {STR_INIT("appname"), record_take_program, 0},
    {STR_INIT("syslogfacility-text"), record_take_facility, 0},
    {STR_INIT("timestamp"), record_take_time, 0},
    {STR_INIT("@timestamp"), record_take_time, 0},
    {STR_INIT("timereported"), record_take_time, 0},
    {STR_INIT("_time"), record_take_time, 0},     /* Splunk */
    {STR_INIT("EventTime"), record_take_time, 0}, /* Azure */
};

enum { FIELD_COUNT = sizeof fields / sizeof *fields };

static size_t record_field_of(str name) {
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (str_equal(fields[i].name, name))
            return i;
    return FIELD_COUNT;
}

void record_clear(struct record *record) {
    *record = (struct record){.message = message_nothing(), .monotonic_us = -1, .source_us = -1, .realtime_us = -1};
}

int record_text_rank(str name) {
    const size_t field = record_field_of(name);
    return field < FIELD_COUNT ? fields[field].text_rank : 0;
}

void record_take(struct record *record, str name, str value, int64_t line) {
    const size_t field = record_field_of(name);
    if (field == FIELD_COUNT)
        return;
    if (fields[field].take) {
        fields[field].take(record, value);
    } else if (fields[field].text_rank > record->text_rank) {
        record->text_rank = fields[field].text_rank;
        record->text = value;
        record->message.line = line;
    }
}

/* The journal tells by its transport who wrote; what came through /dev/kmsg from a program has its name or another
 * facility. Elsewhere "kernel" is what a syslog daemon's tag was. */
static enum message_origin record_origin_of(const struct record *record) {
    const struct message *message = &record->message;
    const bool says_kernel = str_equal(message->program, STR("kernel"));
    if (record->transport == RECORD_TRANSPORT_OTHER)
        return MESSAGE_ORIGIN_USER;
    if (record->transport == RECORD_TRANSPORT_KERNEL)
        return message->facility <= 0 && (says_kernel || message->program.len == 0) ? MESSAGE_ORIGIN_KERNEL
                                                                                    : MESSAGE_ORIGIN_USER;
    if (message->facility == 0)
        return MESSAGE_ORIGIN_KERNEL;
    if (message->facility > 0)
        return MESSAGE_ORIGIN_USER;
    return says_kernel ? MESSAGE_ORIGIN_KERNEL : MESSAGE_ORIGIN_UNKNOWN;
}

bool record_finish(struct record *record) {
    enum { DOCKER_PART = 16 * 1024 - 1 }; /* Docker splits longer lines */
    if (record->text_rank == 0)
        return false;
    record->message.origin = record_origin_of(record);
    if (record->source_us >= 0 && record->transport == RECORD_TRANSPORT_KERNEL)
        record->message.uptime_us = record->source_us;
    else if (record->monotonic_us >= 0)
        record->message.uptime_us = record->monotonic_us;
    if (record->realtime_us >= 0)
        record->message.time = time_of_epoch_us(record->realtime_us);
    const bool is_whole = str_ends(record->text, STR("\n"));
    record->is_part = record->writer == RECORD_WRITER_DOCKER && !is_whole && record->text.len >= DOCKER_PART;
    if (is_whole)
        record->text.len--;
    return true;
}

str record_field_name(str line) {
    enum { NAME_MOST = 64 }; /* as journald has it */
    size_t len = 0;
    while (len < line.len && len < NAME_MOST &&
           (ascii_is_upper(line.data[len]) || line.data[len] == '_' || (len > 0 && ascii_is_digit(line.data[len]))))
        len++;
    return str_first(line, len);
}
