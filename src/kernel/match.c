/* Finds the sentence that a text is: a gate, then a pattern, then named groups into fields.
 * SPDX-License-Identifier: MIT */
#include "kernel/match.h"

#include "kernel/key_values.h"
#include "model/fields.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    MATCH_LIMIT = 200 * 1000, /* steps of the interpreter; patterns here need a few a byte */
    MATCH_DEPTH = 1000,
    MATCH_PAIRS = 1024
};

/* A row with its pattern compiled: what each group binds. */
struct match_binding {
    pcre2_code *code;
    bool tried;
    str names[MATCH_GROUPS]; /* by group number; "" where a group has none. Views into the code */
    const struct field *fields[MATCH_GROUPS];
    const struct field_table *table;
};

struct matcher {
    pcre2_match_data *data;
    pcre2_match_context *context;
    bool failed;
    uint8_t starts[256]; /* 1 + the first SENTENCE_STARTS row that begins with this byte; 0 none */
    uint8_t *next;       /* 1 + the next row of the same file */
    /* Rows with another gate, up to 64, in the table's order. One pair of letters of each gate is filed here: a text
     * is read once to see which of them it may hold, not once for each. */
    uint8_t holds[64];
    size_t hold_count;
    uint64_t pairs[MATCH_PAIRS];
    struct match_binding *bindings;
};

static const struct field_table *match_table(enum sentence_record record) {
    switch (record) {
    case SENTENCE_NOTHING:
        return NULL;
    case SENTENCE_TRIGGER_RECORD:
        return &field_trigger;
    case SENTENCE_IDENTITY_RECORD:
        return &field_identity;
    case SENTENCE_CGROUP_RECORD:
        return &field_cgroup;
    case SENTENCE_MEMORY_USAGE:
    case SENTENCE_MEMSW_USAGE:
    case SENTENCE_SWAP_USAGE:
    case SENTENCE_KMEM_USAGE:
        return &field_usage;
    case SENTENCE_KILL_RECORD:
        return &field_kill;
    case SENTENCE_EVENT_RECORD:
        return &field_event;
    }
    return NULL;
}

static size_t match_pair(const char *at) {
    return ((unsigned char)at[0] * 31u + (unsigned char)at[1]) % MATCH_PAIRS;
}

/* How seldom a byte is in a log, roughly. */
static int match_rarity(char byte) {
    if (byte >= 'A' && byte <= 'Z')
        return 3;
    if (byte >= 'a' && byte <= 'z')
        return strchr("jkqvxzw", byte) ? 2 : strchr("bfghmpuy", byte) ? 1 : 0;
    return byte == ' ' ? 0 : 2;
}

/* The pair of letters that says most about GATE. */
static const char *match_rare_pair(str gate) {
    const char *best = gate.data;
    for (size_t i = 1; i + 1 < gate.len; i++)
        if (match_rarity(gate.data[i]) + match_rarity(gate.data[i + 1]) > match_rarity(best[0]) + match_rarity(best[1]))
            best = gate.data + i;
    return best;
}

/* Files the rows: those that start with their gate by its first byte, the others by a pair of its letters. */
static void matcher_file(struct matcher *matcher) {
    for (size_t i = sentence_count; i-- > 0;) {
        if (sentences[i].place != SENTENCE_STARTS)
            continue;
        uint8_t *list = &matcher->starts[(unsigned char)sentences[i].begins.data[0]];
        matcher->next[i] = *list;
        *list = (uint8_t)(i + 1);
    }
    for (size_t i = 0; i < sentence_count; i++) {
        if (sentences[i].place == SENTENCE_STARTS || matcher->hold_count == sizeof matcher->holds)
            continue;
        matcher->pairs[match_pair(match_rare_pair(sentences[i].begins))] |= (uint64_t)1 << matcher->hold_count;
        matcher->holds[matcher->hold_count++] = (uint8_t)i;
    }
}

void matcher_free(struct matcher *matcher) {
    if (!matcher)
        return;
    for (size_t i = 0; matcher->bindings && i < sentence_count; i++)
        pcre2_code_free(matcher->bindings[i].code);
    free(matcher->bindings);
    free(matcher->next);
    pcre2_match_context_free(matcher->context);
    pcre2_match_data_free(matcher->data);
    free(matcher);
}

struct matcher *matcher_new(void) {
    struct matcher *matcher = calloc(1, sizeof *matcher);
    if (!matcher)
        return NULL;
    matcher->bindings = calloc(sentence_count, sizeof *matcher->bindings);
    matcher->next = calloc(sentence_count, sizeof *matcher->next);
    matcher->data = pcre2_match_data_create(MATCH_GROUPS, NULL);
    matcher->context = pcre2_match_context_create(NULL);
    if (!matcher->bindings || !matcher->next || !matcher->data || !matcher->context) {
        matcher_free(matcher);
        return NULL;
    }
    pcre2_set_match_limit(matcher->context, MATCH_LIMIT);
    pcre2_set_depth_limit(matcher->context, MATCH_DEPTH);
    matcher_file(matcher);
    return matcher;
}

bool matcher_failed(const struct matcher *matcher) {
    return matcher->failed;
}

static void match_name_groups(struct match_binding *binding) {
    uint32_t count = 0, size = 0;
    PCRE2_SPTR entry = NULL;
    pcre2_pattern_info(binding->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(binding->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(binding->code, PCRE2_INFO_NAMETABLE, &entry);
    for (uint32_t i = 0; i < count; i++, entry += size) {
        unsigned number = (unsigned)entry[0] << 8 | entry[1];
        if (number >= MATCH_GROUPS)
            continue;
        binding->names[number] = str_from_cstr((const char *)entry + 2);
        if (binding->table)
            binding->fields[number] = field_keyed(binding->table, binding->names[number]);
    }
}

static void match_compile(struct matcher *matcher, const struct sentence *row, struct match_binding *binding) {
    int error;
    size_t offset;
    binding->tried = true;
    binding->table = match_table(row->record);
    binding->code =
        pcre2_compile((PCRE2_SPTR)row->pattern, PCRE2_ZERO_TERMINATED,
                      PCRE2_ANCHORED | PCRE2_DOTALL | PCRE2_DUPNAMES | PCRE2_NEVER_UTF, &error, &offset, NULL);
    if (binding->code)
        match_name_groups(binding);
    else
        matcher->failed = true;
}

/* The first COUNT groups of the pattern took part. */
static void match_take_groups(const struct matcher *matcher, int count, str text, struct match *match) {
    const size_t *ends = pcre2_get_ovector_pointer(matcher->data);
    for (int i = 0; i < count; i++)
        if (ends[2 * i] != PCRE2_UNSET && ends[2 * i] <= ends[2 * i + 1])
            match->groups[i] = str_of(text.data + ends[2 * i], ends[2 * i + 1] - ends[2 * i]);
}

/* How many groups of the row's pattern took part in TEXT, the whole match among them; negative if it is not that. */
static int match_pattern(struct matcher *matcher, const struct sentence *row, struct match_binding *binding, str text) {
    if (!binding->tried)
        match_compile(matcher, row, binding);
    if (!binding->code)
        return -1;
    int found = pcre2_match(binding->code, (PCRE2_SPTR)text.data, text.len, 0, 0, matcher->data, matcher->context);
    return found ? found : MATCH_GROUPS;
}

/* Where the row's gate opens in TEXT, or STR_NONE. */
static size_t match_gate(const struct sentence *row, str text) {
    switch (row->place) {
    case SENTENCE_STARTS:
        return str_starts(text, row->begins) ? 0 : STR_NONE;
    case SENTENCE_HOLDS:
        return str_find(text, row->begins);
    case SENTENCE_LAST:
        return str_find_last(text, row->begins);
    }
    return STR_NONE;
}

static bool match_row(struct matcher *matcher, size_t index, str text, struct match *ret_match) {
    const struct sentence *row = &sentences[index];
    size_t gate = match_gate(row, text);
    if (gate == STR_NONE)
        return false;
    const str before = str_first(text, row->place == SENTENCE_LAST ? gate : 0);
    text = str_from(text, before.len);
    const int count = row->pattern ? match_pattern(matcher, row, &matcher->bindings[index], text) : 0;
    if (count < 0)
        return false;
    *ret_match = (struct match){.row = row, .before = before, .binding = &matcher->bindings[index]};
    match_take_groups(matcher, count, text, ret_match);
    return true;
}

static bool match_may_say(const struct sentence *row, enum sentence_speaker speaker) {
    return row->speaker == SENTENCE_ANYBODY || speaker == SENTENCE_ANYBODY || row->speaker == speaker;
}

static bool match_started(struct matcher *matcher, str text, enum sentence_speaker speaker, struct match *ret_match) {
    for (uint8_t at = matcher->starts[(unsigned char)text.data[0]]; at; at = matcher->next[at - 1])
        if (match_may_say(&sentences[at - 1], speaker) && match_row(matcher, (size_t)at - 1, text, ret_match))
            return true;
    return false;
}

/* Which of the gates filed by pairs TEXT may hold. */
static uint64_t match_held_gates(const struct matcher *matcher, str text) {
    uint64_t gates = 0;
    for (size_t i = 0; i + 1 < text.len; i++)
        gates |= matcher->pairs[match_pair(text.data + i)];
    return gates;
}

static bool match_held(struct matcher *matcher, str text, enum sentence_speaker speaker, struct match *ret_match) {
    for (uint64_t gates = match_held_gates(matcher, text); gates; gates &= gates - 1) {
        size_t index = matcher->holds[__builtin_ctzll(gates)];
        if (match_may_say(&sentences[index], speaker) && match_row(matcher, index, text, ret_match))
            return true;
    }
    return false;
}

bool matcher_find(struct matcher *matcher, str text, enum sentence_speaker speaker, struct match *ret_match) {
    return text.len > 0 &&
           (match_started(matcher, text, speaker, ret_match) || match_held(matcher, text, speaker, ret_match));
}

str match_words(const struct match *match, str name) {
    for (size_t i = 1; i < MATCH_GROUPS; i++)
        if (match->groups[i].data && match->groups[i].len && str_equal(match->binding->names[i], name))
            return match->groups[i];
    return STR("");
}

static int64_t match_value(str words, enum field_unit unit) {
    struct scan scan = scan_of(words);
    uint64_t mask;
    int64_t value;
    if (unit == FIELD_MASK)
        return scan_hex(&scan, &mask) && mask <= INT64_MAX ? (int64_t)mask : ABSENT;
    return scan_i64(&scan, &value) ? value : ABSENT;
}

int64_t match_number(const struct match *match, str name) {
    return match_value(match_words(match, name), FIELD_COUNT);
}

static void match_set(const struct field *field, struct event *event, void *record, str words, int64_t line) {
    if (field->store == FIELD_VIEW || field->store == FIELD_TEXT) {
        field_set_view(field, record, arena_copy(event->arena, words), line);
        return;
    }
    int64_t value = match_value(words, field->unit);
    if (value == ABSENT)
        builder_warn(event, (struct span){line, line}, "%.*s has more digits than any counter: left out.",
                     STR_ARG(field->key));
    else
        field_set_number(field, record, value, line);
}

void match_bind(const struct match *match, struct event *event, void *record, int64_t line) {
    const struct match_binding *binding = match->binding;
    for (size_t i = 1; i < MATCH_GROUPS; i++) {
        str words = match->groups[i];
        if (!words.len)
            continue;
        if (binding->fields[i])
            match_set(binding->fields[i], event, record, words, line);
        else if (binding->table && str_equal(binding->names[i], STR("figures")))
            key_values_read(event, binding->table, record, NULL, words, line);
    }
}
