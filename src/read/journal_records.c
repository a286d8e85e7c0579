/* Records of a journal as the text that journalctl -o export prints, by libsystemd.
 * SPDX-License-Identifier: MIT */
#include "read/journal_records.h"

#ifdef OOMWHY_JOURNAL

#include "read/library.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { JOURNAL_TEXT_MOST = 1 << 20 /* of one record: the rest of it is left out */ };

#define JOURNAL_FUNCTION(member)                                                                                       \
    { "sd_journal_" #member, offsetof(struct journal_functions, member) }

static const char journal_library[] = "libsystemd.so.0";

static const struct library_function journal_names[] = {
    JOURNAL_FUNCTION(open),
    JOURNAL_FUNCTION(open_files),
    JOURNAL_FUNCTION(open_files_fd),
    JOURNAL_FUNCTION(close),
    JOURNAL_FUNCTION(set_data_threshold),
    JOURNAL_FUNCTION(add_match),
    JOURNAL_FUNCTION(add_conjunction),
    JOURNAL_FUNCTION(add_disjunction),
    JOURNAL_FUNCTION(flush_matches),
    JOURNAL_FUNCTION(seek_head),
    JOURNAL_FUNCTION(seek_tail),
    JOURNAL_FUNCTION(seek_realtime_usec),
    JOURNAL_FUNCTION(next),
    JOURNAL_FUNCTION(previous),
    JOURNAL_FUNCTION(get_realtime_usec),
    JOURNAL_FUNCTION(get_monotonic_usec),
    JOURNAL_FUNCTION(get_data),
    {NULL, 0},
};

static const char journal_damaged[] = "is damaged or cut off; what could be read is reported";

bool journal_load(struct journal *journal, bool *ret_is_absent) {
    return library_load(journal_library, journal_names, &journal->systemd, ret_is_absent);
}

void journal_load_early(void) {
    library_prepare(journal_library);
}

/* --- records as text */

static void journal_add(struct journal *journal, const void *bytes, size_t len) {
    if (journal->failed || len == 0)
        return;
    if (journal->room - journal->len < len) {
        const size_t room = (journal->len + len) * 2;
        char *text = realloc(journal->text, room);
        journal->failed = !text;
        if (!text)
            return;
        journal->text = text;
        journal->room = room;
    }
    memcpy(journal->text + journal->len, bytes, len);
    journal->len += len;
}

static void journal_add_number(struct journal *journal, const char *name, uint64_t number) {
    char line[64];
    const int len = snprintf(line, sizeof line, "%s=%" PRIu64 "\n", name, number);
    journal_add(journal, line, (size_t)len);
}

/* A field with a line break in it is written as its name, eight bytes of length, and its bytes. */
static void journal_add_binary(struct journal *journal, str name, str value) {
    unsigned char size[8];
    for (size_t i = 0; i < sizeof size; i++)
        size[i] = (unsigned char)((uint64_t)value.len >> (8 * i));
    journal_add(journal, name.data, name.len);
    journal_add(journal, "\n", 1);
    journal_add(journal, size, sizeof size);
    journal_add(journal, value.data, value.len);
    journal_add(journal, "\n", 1);
}

/* FIELD is "NAME=value", as the journal stores it. */
static void journal_add_field(struct journal *journal, str field) {
    const size_t equals = str_find_byte(field, '=');
    if (equals == STR_NONE)
        return;
    field = str_first(field, JOURNAL_TEXT_MOST);
    if (str_find_byte(field, '\n') != STR_NONE) {
        journal_add_binary(journal, str_first(field, equals), str_from(field, equals + 1));
        return;
    }
    journal_add(journal, field.data, field.len);
    journal_add(journal, "\n", 1);
}

static void journal_add_boot(struct journal *journal, const sd_id128_t *boot) {
    char line[16 + SD_ID128_STRING_MAX];
    int len = snprintf(line, sizeof line, "_BOOT_ID=");
    for (size_t i = 0; i < sizeof boot->bytes; i++)
        len += snprintf(line + len, sizeof line - (size_t)len, "%02x", boot->bytes[i]);
    line[len++] = '\n';
    journal_add(journal, line, (size_t)len);
}

/* The record at the cursor: times first, since an export begins with them. */
void journal_add_record(struct journal *journal) {
    static const char *const fields[] = {"_TRANSPORT", "_HOSTNAME", "_MACHINE_ID",     "SYSLOG_IDENTIFIER",
                                         "_COMM",      "PRIORITY",  "SYSLOG_FACILITY", "_SOURCE_MONOTONIC_TIMESTAMP",
                                         "MESSAGE"};
    const struct journal_functions *systemd = &journal->systemd;
    uint64_t us;
    sd_id128_t boot;
    const void *data;
    size_t len;
    if (systemd->get_realtime_usec(journal->journal, &us) >= 0) {
        journal->last_us = us > journal->last_us ? us : journal->last_us;
        journal_add_number(journal, "__REALTIME_TIMESTAMP", us);
    }
    if (systemd->get_monotonic_usec(journal->journal, &us, &boot) >= 0) {
        journal_add_number(journal, "__MONOTONIC_TIMESTAMP", us);
        journal_add_boot(journal, &boot);
    }
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const int result = systemd->get_data(journal->journal, fields[i], &data, &len);
        journal->failed |= result == -ENOMEM;
        if (result >= 0)
            journal_add_field(journal, str_of(data, len));
    }
    journal_add(journal, "\n", 1);
}

static bool journal_hand_on(struct journal *journal) {
    if (journal->failed)
        return false;
    journal->is_stopped =
        journal->len > 0 && !journal->sink->bytes(journal->sink->context, journal->text, journal->len);
    journal->len = 0;
    return !journal->is_stopped;
}

/* --- which records */

bool journal_match_speakers(struct journal *journal, const char *const *identifiers, bool with_kernel) {
    const struct journal_functions *systemd = &journal->systemd;
    char match[96];
    bool is_well =
        systemd->add_match(journal->journal, "_PID=1", 0) >= 0 && systemd->add_disjunction(journal->journal) >= 0;
    if (with_kernel && is_well)
        is_well = systemd->add_match(journal->journal, "_TRANSPORT=kernel", 0) >= 0 &&
                  systemd->add_disjunction(journal->journal) >= 0;
    for (; identifiers && *identifiers && is_well; identifiers++) {
        const int len = snprintf(match, sizeof match, "SYSLOG_IDENTIFIER=%s", *identifiers);
        is_well = len < (int)sizeof match && systemd->add_match(journal->journal, match, 0) >= 0;
    }
    return is_well;
}

static bool journal_match_boot(struct journal *journal, const sd_id128_t *boot) {
    char match[16 + SD_ID128_STRING_MAX] = "_BOOT_ID=";
    size_t len = strlen(match);
    for (size_t i = 0; i < sizeof boot->bytes; i++)
        len += (size_t)snprintf(match + len, sizeof match - len, "%02x", boot->bytes[i]);
    return journal->systemd.add_match(journal->journal, match, 0) >= 0;
}

/* Goes to the last record before the first one of BOOT. */
static bool journal_leave_boot(struct journal *journal, const sd_id128_t *boot) {
    const struct journal_functions *systemd = &journal->systemd;
    uint64_t us;
    const bool is_found = journal_match_boot(journal, boot) && systemd->seek_head(journal->journal) >= 0 &&
                          systemd->next(journal->journal) > 0 && systemd->get_realtime_usec(journal->journal, &us) >= 0;
    systemd->flush_matches(journal->journal);
    return is_found && us > 0 && systemd->seek_realtime_usec(journal->journal, us - 1) >= 0 &&
           systemd->previous(journal->journal) > 0;
}

/* The boot BACK boots before the last one of the journal. */
static bool journal_find_boot(struct journal *journal, int64_t back, sd_id128_t *ret_boot) {
    const struct journal_functions *systemd = &journal->systemd;
    uint64_t us;
    if (systemd->seek_tail(journal->journal) < 0 || systemd->previous(journal->journal) <= 0 ||
        systemd->get_monotonic_usec(journal->journal, &us, ret_boot) < 0)
        return false;
    for (; back > 0; back--)
        if (!journal_leave_boot(journal, ret_boot) || systemd->get_monotonic_usec(journal->journal, &us, ret_boot) < 0)
            return false;
    return true;
}

static int journal_hex(char digit) {
    static const char digits[] = "0123456789abcdef";
    const char *at = digit ? strchr(digits, digit) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* "5b8d...", 32 digits. */
static bool journal_scan_boot(const char *text, sd_id128_t *ret_boot) {
    for (size_t i = 0; i < sizeof ret_boot->bytes; i++) {
        const int high = journal_hex(text[0]), low = high < 0 ? -1 : journal_hex(text[1]);
        if (low < 0)
            return false;
        ret_boot->bytes[i] = (uint8_t)(high * 16 + low);
        text += 2;
    }
    return *text == '\0';
}

/* "0", "-1" or an id. False: there is no such boot. */
static bool journal_choose_boot(struct journal *journal, const char *name, sd_id128_t *ret_boot) {
    char *end;
    if (journal_scan_boot(name, ret_boot))
        return true;
    const long back = strtol(name, &end, 10);
    return *end == '\0' && back <= 0 && journal_find_boot(journal, -(int64_t)back, ret_boot);
}

/* Tells how far back the kernel's messages go, of BOOT or, for NULL, of all. False: there are none that this user may
 * read, though there may be those of users' own programs. */
static bool journal_tell_reach(struct journal *journal, const sd_id128_t *boot) {
    const struct journal_functions *systemd = &journal->systemd;
    uint64_t us = 0;
    const bool is_found = systemd->add_match(journal->journal, "_TRANSPORT=kernel", 0) >= 0 &&
                          (!boot || journal_match_boot(journal, boot)) && systemd->seek_head(journal->journal) >= 0 &&
                          systemd->next(journal->journal) > 0 && systemd->get_realtime_usec(journal->journal, &us) >= 0;
    systemd->flush_matches(journal->journal);
    if (is_found && journal->sink->reach)
        journal->sink->reach(journal->sink->context, CONTENT_SINCE_1970, (int64_t)us);
    return is_found;
}

/* --- reading */

/* What is wanted of a journal. */
struct journal_wanted {
    const char *const *identifiers;
    const sd_id128_t *boot; /* NULL: all */
};

/* Whether the record that the cursor stands on has the field NAME with VALUE. */
static bool journal_has(const struct journal *journal, const char *name, const char *value) {
    const void *data;
    size_t len;
    const size_t name_len = strlen(name), value_len = strlen(value);
    return journal->systemd.get_data(journal->journal, name, &data, &len) >= 0 && len == name_len + 1 + value_len &&
           memcmp((const char *)data + name_len + 1, value, value_len) == 0;
}

static bool journal_is_of_boot(const struct journal *journal, const sd_id128_t *boot) {
    uint64_t us;
    sd_id128_t own;
    return !boot || (journal->systemd.get_monotonic_usec(journal->journal, &us, &own) >= 0 &&
                     memcmp(own.bytes, boot->bytes, sizeof own.bytes) == 0);
}

/* What the matches say, asked of the record itself. */
static bool journal_is_wanted(const struct journal *journal, const struct journal_wanted *wanted) {
    bool is_speaker = journal_has(journal, "_TRANSPORT", "kernel") || journal_has(journal, "_PID", "1");
    for (const char *const *identifier = wanted->identifiers; identifier && *identifier && !is_speaker; identifier++)
        is_speaker = journal_has(journal, "SYSLOG_IDENTIFIER", *identifier);
    return is_speaker && journal_is_of_boot(journal, wanted->boot);
}

/* Reads on from the cursor; with WANTED only those records, after AFTER_US. False: memory is short or the sink
 * stopped.
 */
static bool journal_read_on(struct journal *journal, const struct journal_wanted *wanted, uint64_t after_us,
                            int *ret_result) {
    int result;
    uint64_t us;
    while ((result = journal->systemd.next(journal->journal)) > 0) {
        if (wanted && ((journal->systemd.get_realtime_usec(journal->journal, &us) >= 0 && us <= after_us) ||
                       !journal_is_wanted(journal, wanted)))
            continue;
        journal_add_record(journal);
        if (journal->failed || (journal->len >= JOURNAL_TEXT && !journal_hand_on(journal)))
            return false;
    }
    *ret_result = result;
    return journal_hand_on(journal);
}

/* libsystemd drops a file in which it finds damage, and says no more than that there are no records. */
static bool journal_is_dropped(const struct journal *journal) {
    journal->systemd.flush_matches(journal->journal);
    return journal->systemd.seek_head(journal->journal) < 0 || journal->systemd.next(journal->journal) <= 0;
}

static bool journal_match(struct journal *journal, const struct journal_wanted *wanted) {
    bool is_well = journal_match_speakers(journal, wanted->identifiers, true);
    if (is_well && wanted->boot)
        is_well = journal->systemd.add_conjunction(journal->journal) >= 0 && journal_match_boot(journal, wanted->boot);
    journal->failed |= !is_well; /* matches fail for want of memory only */
    return is_well;
}

/* Of a file that may be damaged each record is asked: what matches need, tables and lists all over it, may be gone. */
static bool journal_read_wanted(struct journal *journal, const struct journal_wanted *wanted,
                                const char **ret_sentence) {
    const bool is_empty = journal_is_dropped(journal);
    if (!journal->is_doubtful && !journal_match(journal, wanted))
        return false;
    int result = journal->systemd.seek_head(journal->journal);
    if (result >= 0 && !journal_read_on(journal, journal->is_doubtful ? wanted : NULL, journal->last_us, &result))
        return false;
    journal->is_dropped = !journal->is_own && !is_empty && (result < 0 || journal_is_dropped(journal));
    if (result < 0 || journal->is_dropped)
        *ret_sentence = journal_damaged;
    return true;
}

bool journal_read_open(struct journal *journal, const struct content_options *options, const char **ret_sentence) {
    sd_id128_t boot;
    const struct journal_wanted wanted = {options->identifiers, options->boot ? &boot : NULL};
    journal->systemd.set_data_threshold(journal->journal, 0);
    if (options->boot && !journal_choose_boot(journal, options->boot, &boot)) {
        *ret_sentence = "holds no such boot: journalctl --list-boots names those that there are";
        return true;
    }
    if (journal->is_own && !journal_tell_reach(journal, wanted.boot))
        *ret_sentence = "holds no message of the kernel that this user may read";
    return journal_read_wanted(journal, &wanted, ret_sentence);
}

bool journal_close(struct journal *journal, bool going) {
    if (journal->journal)
        journal->systemd.close(journal->journal);
    free(journal->text);
    return going && !journal->failed;
}

#endif
