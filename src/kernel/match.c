/* Finds the sentence that a text is: a literal, then a pattern, then named groups into fields.
 * SPDX-License-Identifier: MIT */
#include "kernel/match.h"

#include "kernel/key_values.h"
#include "model/fields.h"
#include "model/limits.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    MATCH_LIMIT = 200 * 1000, /* steps of the interpreter; patterns here need a few a byte */
    MATCH_DEPTH = 1000,
    MATCH_PAIRS = 1024,
    MATCH_SIGNS = 64
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
    uint16_t starts[256];   /* 1 + the first row whose texts begin with this byte; 0 none */
    uint16_t *next;         /* 1 + the next row of the same first byte */
    bool names_follow[256]; /* a row whose texts begin with this byte has a name behind words of its own */
    /* The other rows, in the table's order. Each has a bit, which rows MATCH_SIGNS apart share, filed under two pairs
     * of letters of its literal: so a text is read once to see which rows it may be, not once for each row. By one pair
     * alone a line of any daemon may be ten of them. */
    uint16_t *holds;
    size_t hold_count;
    struct {
        uint64_t first, second;
    } pairs[MATCH_PAIRS];
    struct {
        uint16_t first, end;
    } killers[256];  /* the rows of userspace killers of which a sign begins with this byte are among these */
    uint16_t *names; /* the rows that hold a process name */
    size_t name_count;
    struct match_binding *bindings;
};

static const struct field_table *match_table(enum sentence_record record) {
    switch (record) {
    case SENTENCE_NOTHING:
        break;
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

/* The pair of letters that says most about LITERAL, but for the one at EXCEPT. */
static const char *match_rare_pair(str literal, const char *except) {
    const char *best = literal.data + (literal.data == except && literal.len > 2);
    for (const char *at = best + 1; at + 1 < literal.data + literal.len; at++)
        if (at != except && match_rarity(at[0]) + match_rarity(at[1]) > match_rarity(best[0]) + match_rarity(best[1]))
            best = at;
    return best;
}

/* Whether the row's literal stands at the start of its texts. */
static bool match_is_at_start(const struct sentence *row) {
    return row->place == SENTENCE_STARTS || row->place == SENTENCE_RESUMES;
}

/* Files the signs of userspace killers by their first byte. */
static void matcher_file_killers(struct matcher *matcher) {
    for (size_t i = 0; i < sentence_count; i++)
        for (size_t k = 0; k < SENTENCE_SIGNS && sentences[i].signs[k].begins; k++) {
            const unsigned char byte = (unsigned char)*sentences[i].signs[k].begins;
            if (sentences[i].speaker == SENTENCE_KERNEL)
                continue;
            if (matcher->killers[byte].end == 0)
                matcher->killers[byte].first = (uint16_t)i;
            matcher->killers[byte].end = (uint16_t)(i + 1);
        }
}

/* Files the rows: those that start with their literal by its first byte, the others by a pair of its letters. */
static void matcher_file(struct matcher *matcher) {
    for (size_t i = sentence_count; i-- > 0;) {
        if (!match_is_at_start(&sentences[i]))
            continue;
        uint16_t *list = &matcher->starts[(unsigned char)sentences[i].begins.data[0]];
        matcher->next[i] = *list;
        *list = (uint16_t)(i + 1);
        if (sentences[i].name_behind.len > 1)
            matcher->names_follow[(unsigned char)sentences[i].begins.data[0]] = true;
    }
    for (size_t i = 0; i < sentence_count; i++) {
        if (sentences[i].name_behind.len)
            matcher->names[matcher->name_count++] = (uint16_t)i;
        if (match_is_at_start(&sentences[i]))
            continue;
        const uint64_t sign = (uint64_t)1 << matcher->hold_count % MATCH_SIGNS;
        const char *const first = match_rare_pair(sentences[i].begins, NULL);
        matcher->pairs[match_pair(first)].first |= sign;
        matcher->pairs[match_pair(match_rare_pair(sentences[i].begins, first))].second |= sign;
        matcher->holds[matcher->hold_count++] = (uint16_t)i;
    }
}

void matcher_free(struct matcher *matcher) {
    if (!matcher)
        return;
    for (size_t i = 0; matcher->bindings && i < sentence_count; i++)
        pcre2_code_free(matcher->bindings[i].code);
    free(matcher->bindings);
    free(matcher->next);
    free(matcher->holds);
    free(matcher->names);
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
    matcher->holds = calloc(sentence_count, sizeof *matcher->holds);
    matcher->names = calloc(sentence_count, sizeof *matcher->names);
    matcher->data = pcre2_match_data_create(MATCH_GROUPS, NULL);
    matcher->context = pcre2_match_context_create(NULL);
    if (!matcher->bindings || !matcher->next || !matcher->holds || !matcher->names || !matcher->data ||
        !matcher->context) {
        matcher_free(matcher);
        return NULL;
    }
    pcre2_set_match_limit(matcher->context, MATCH_LIMIT);
    pcre2_set_depth_limit(matcher->context, MATCH_DEPTH);
    matcher_file(matcher);
    matcher_file_killers(matcher);
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

/* What PCRE2 returns for the row's pattern and TEXT: how many groups took part, counting the whole match; negative
 * without a match. */
static int match_pattern(struct matcher *matcher, const struct sentence *row, str text, uint32_t options) {
    struct match_binding *binding = &matcher->bindings[row - sentences];
    if (!binding->tried)
        match_compile(matcher, row, binding);
    if (!binding->code)
        return PCRE2_ERROR_NOMATCH;
    int found =
        pcre2_match(binding->code, (PCRE2_SPTR)text.data, text.len, 0, options, matcher->data, matcher->context);
    matcher->failed |= found == PCRE2_ERROR_NOMEMORY;
    return found ? found : MATCH_GROUPS;
}

/* Where the row's literal stands in TEXT, or STR_NONE. */
static size_t match_begins(const struct sentence *row, str text) {
    switch (row->place) {
    case SENTENCE_STARTS:
    case SENTENCE_RESUMES:
        return str_starts(text, row->begins) ? 0 : STR_NONE;
    case SENTENCE_HOLDS:
        return str_find(text, row->begins);
    case SENTENCE_LAST:
        break;
    }
    return str_find_last(text, row->begins);
}

/* What is asked of a row and a text; RET_MATCH takes what is found. */
typedef bool match_test(struct matcher *matcher, const struct sentence *row, str text, struct match *ret_match);

static bool match_is_whole(struct matcher *matcher, const struct sentence *row, str text, struct match *ret_match) {
    const size_t begins = match_begins(row, text);
    if (begins == STR_NONE)
        return false;
    const str before = str_first(text, row->place == SENTENCE_LAST ? begins : 0);
    text = str_from(text, before.len);
    const int count = row->pattern ? match_pattern(matcher, row, text, 0) : 0;
    if (count < 0)
        return false;
    *ret_match = (struct match){.row = row, .before = before, .binding = &matcher->bindings[row - sentences]};
    match_take_groups(matcher, count, text, ret_match);
    return true;
}

/* Whether TEXT, which contains the whole literal, may be the beginning of the row's sentence. */
static bool match_is_partial(struct matcher *matcher, const struct sentence *row, str text, struct match *ret_match) {
    const size_t begins = match_begins(row, text);
    if (begins == STR_NONE || !row->pattern)
        return false;
    *ret_match = (struct match){.row = row};
    text = str_from(text, row->place == SENTENCE_LAST ? begins : 0);
    return match_pattern(matcher, row, text, PCRE2_PARTIAL_HARD) == PCRE2_ERROR_PARTIAL;
}

static bool match_may_say(const struct sentence *row, enum sentence_speaker speaker) {
    return row->speaker == SENTENCE_ANYBODY || speaker == SENTENCE_ANYBODY || row->speaker == speaker;
}

static bool match_started(struct matcher *matcher, str text, enum sentence_speaker speaker, match_test *test,
                          struct match *ret_match) {
    for (uint16_t at = matcher->starts[(unsigned char)text.data[0]]; at; at = matcher->next[at - 1])
        if (match_may_say(&sentences[at - 1], speaker) && test(matcher, &sentences[at - 1], text, ret_match))
            return true;
    return false;
}

/* The signs of the rows whose literal TEXT may hold. */
static uint64_t match_signs(const struct matcher *matcher, str text) {
    uint64_t first = 0, second = 0;
    for (size_t i = 0; i + 1 < text.len; i++) {
        const size_t pair = match_pair(text.data + i);
        first |= matcher->pairs[pair].first;
        second |= matcher->pairs[pair].second;
    }
    return first & second;
}

static bool match_held(struct matcher *matcher, str text, enum sentence_speaker speaker, match_test *test,
                       struct match *ret_match) {
    const uint64_t all = match_signs(matcher, text);
    for (size_t from = 0; all && from < matcher->hold_count; from += MATCH_SIGNS)
        for (uint64_t signs = all; signs; signs &= signs - 1) {
            const size_t at = from + (size_t)__builtin_ctzll(signs);
            if (at >= matcher->hold_count)
                break;
            const struct sentence *row = &sentences[matcher->holds[at]];
            if (match_may_say(row, speaker) && test(matcher, row, text, ret_match))
                return true;
        }
    return false;
}

/* The first row that SPEAKER may say and that passes TEST for TEXT. */
static bool match_any(struct matcher *matcher, str text, enum sentence_speaker speaker, match_test *test,
                      struct match *ret_match) {
    return text.len > 0 && (match_started(matcher, text, speaker, test, ret_match) ||
                            match_held(matcher, text, speaker, test, ret_match));
}

/* Whether TEXT is the row's sentence behind a name. */
static bool match_is_behind_name(struct matcher *matcher, const struct sentence *row, str text,
                                 struct match *ret_match) {
    const size_t begins = row->place == SENTENCE_LAST ? match_begins(row, text) : STR_NONE;
    return begins != STR_NONE && begins <= LIMIT_COMM && match_is_whole(matcher, row, text, ret_match);
}

/* "Mem-Info: invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL)": a process may be called as a sentence begins. */
bool matcher_find(struct matcher *matcher, str text, enum sentence_speaker speaker, struct match *ret_match) {
    if (!text.len || !match_started(matcher, text, speaker, match_is_whole, ret_match))
        return text.len && match_held(matcher, text, speaker, match_is_whole, ret_match);
    struct match behind_name;
    if (match_held(matcher, text, speaker, match_is_behind_name, &behind_name))
        *ret_match = behind_name;
    return true;
}

/* The key:value list that the sentence ends in, or NULL. */
static const str *match_list(const struct match *match) {
    for (size_t i = 1; i < MATCH_GROUPS; i++)
        if (match->groups[i].data && (str_equal(match->binding->names[i], STR("figures")) ||
                                      str_equal(match->binding->names[i], STR("statistics"))))
            return &match->groups[i];
    return NULL;
}

/* Whether TEXT ends as the row's sentence does: in one of its last words, or in its last key and value. */
static bool match_is_ended(const struct match *match, str text) {
    const size_t blank = str_find_last_byte(text, ' ');
    const str word = str_from(text, blank == STR_NONE ? 0 : blank + 1);
    for (const char *const *end = match->row->ends; *end; end++)
        if (str_ends(text, str_from_cstr(*end)))
            return true;
    return key_values_extent(match->binding->table, word, match->row->ends).end == EXTENT_WHOLE;
}

/* How many groups say something, the list left out. */
static size_t match_facts(const struct match *match, const str *list) {
    size_t facts = 0;
    for (size_t i = 1; i < MATCH_GROUPS; i++)
        facts += match->groups[i].len > 0 && &match->groups[i] != list;
    return facts;
}

static struct extent match_extent(const struct match *match, str text) {
    const str *list = match_list(match);
    const size_t facts = match_facts(match, list);
    text = str_trim_end(text);
    if (list) {
        const struct extent extent = key_values_extent(match->binding->table, *list, match->row->ends);
        return (struct extent){extent.end == EXTENT_NONE ? EXTENT_CUT : extent.end, facts + extent.facts};
    }
    if (!match->row->pattern)
        return (struct extent){str_equal(text, str_trim_end(match->row->begins)) ? EXTENT_WHOLE : EXTENT_OPEN, 0};
    const bool is_ended = match_is_ended(match, text);
    return (struct extent){is_ended ? EXTENT_WHOLE : EXTENT_OPEN, facts + is_ended};
}

struct extent matcher_extent(struct matcher *matcher, str text) {
    struct match match;
    if (matcher_find(matcher, text, SENTENCE_KERNEL, &match))
        return match_extent(&match, text);
    const bool is_cut = match_any(matcher, text, SENTENCE_KERNEL, match_is_partial, &match);
    return (struct extent){is_cut ? EXTENT_CUT : EXTENT_NONE, 0};
}

/* Whether the row's pattern matches its texts from their first byte on, although the literal comes later in them. */
static bool match_is_anchored(const struct sentence *row) {
    return row->place == SENTENCE_HOLDS && *row->opens;
}

/* Whether TEXT, from its first byte on, is the row's sentence or may be the beginning of it. */
static bool match_is_line(struct matcher *matcher, const struct sentence *row, str text, struct match *ret_match) {
    if (row->place == SENTENCE_STARTS)
        return str_starts(text, row->begins);
    return match_is_anchored(row) &&
           (match_is_whole(matcher, row, text, ret_match) || match_is_partial(matcher, row, text, ret_match));
}

bool matcher_begins_line(struct matcher *matcher, str text, enum sentence_speaker speaker) {
    struct match ignored;
    return match_any(matcher, text, speaker, match_is_line, &ignored);
}

/* "low memory! at or be": one of the row's signs, or its beginning where TEXT ends within it. */
static bool match_begins_sign(const struct sentence *row, str text) {
    enum { LEAST = 8 }; /* bytes: fewer are anybody's words */
    for (size_t i = 0; i < SENTENCE_SIGNS && row->signs[i].begins; i++) {
        const str begins = str_from_cstr(row->signs[i].begins);
        if (str_starts(text, begins) || (text.len >= LEAST && str_starts(begins, text)))
            return true;
    }
    return false;
}

bool matcher_begins_killer(const struct matcher *matcher, str text) {
    text = str_trim_start(text);
    if (text.len == 0)
        return false;
    const unsigned char byte = (unsigned char)*text.data;
    for (size_t i = matcher->killers[byte].first; i < matcher->killers[byte].end; i++)
        if (sentences[i].speaker != SENTENCE_KERNEL && match_begins_sign(&sentences[i], text))
            return true;
    return false;
}

bool matcher_completes_title(struct matcher *matcher, str text, size_t at) {
    struct match whole, held;
    return matcher_find(matcher, text, SENTENCE_KERNEL, &whole) && whole.row->place == SENTENCE_STARTS &&
           match_extent(&whole, text).facts == 0 && !matcher_find(matcher, str_first(text, at), SENTENCE_KERNEL, &held);
}

bool matcher_tears_mark(str text, size_t at) {
    for (size_t i = 0; i < sentence_count; i++) {
        const str begins = sentences[i].begins;
        const size_t near = at > begins.len ? at - begins.len : 0;
        const size_t mark = str_find(str_from(text, near), begins);
        if (mark != STR_NONE && near + mark < at + (*begins.data == ' ') && near + mark + begins.len > at + 1)
            return true;
    }
    return false;
}

/* Whether a word before the list grows over the break at AT to the end of the text: "gfp_mask=0x140cca(GFP_HIGH" +
 * "USER_MOVABLE|__GFP_COMP" without the rest. */
static bool match_grows(const struct match *match, str text, size_t at) {
    const str *list = match_list(match), behind = str_from(text, at);
    if (!list || list->len || str_find_byte(behind, ' ') != STR_NONE)
        return false;
    for (size_t i = 1; i < MATCH_GROUPS; i++) {
        const str group = match->groups[i];
        if (group.len && group.data < behind.data && group.data + group.len == text.data + text.len)
            return true;
    }
    return false;
}

/* Whether one of the row's literals begins in the first AT bytes of TEXT. */
static bool match_begins_before(const struct sentence *row, str text, size_t at) {
    const bool ends_in_name = row->place == SENTENCE_LAST && at > 0 && at <= LIMIT_COMM; /* "java" + "invoked ..." */
    bool is_before = match_begins(row, text) < at + ends_in_name;
    for (size_t i = 0; !is_before && i < SENTENCE_OPENS && row->opens[i]; i++)
        is_before = str_find(text, sentence_literal(row->opens[i])) < at;
    return is_before;
}

size_t matcher_gain(struct matcher *matcher, str text, size_t at, enum sentence_speaker speaker) {
    struct match whole, first;
    if (!matcher_find(matcher, text, speaker, &whole) || !match_begins_before(whole.row, text, at))
        return 0;
    const str held = str_first(text, at);
    size_t facts = 0;
    if (matcher_find(matcher, held, speaker, &first))
        facts = match_extent(&first, held).facts;
    const size_t all = match_extent(&whole, text).facts;
    return all > facts ? all - facts : match_grows(&whole, text, at);
}

/* The bytes behind the row's mark of a name, if TEXT ends within the name; else STR_NONE. */
static size_t match_name_len(const struct sentence *row, str text) {
    const size_t mark = str_find_last(text, row->name_behind);
    if (mark == STR_NONE || match_begins(row, str_first(text, mark)) == STR_NONE)
        return STR_NONE;
    return text.len - mark - row->name_behind.len;
}

/* "Killed process 12 (new": a parenthesis is not closed. */
static __attribute__((noinline)) size_t match_name_in_parentheses(const struct matcher *matcher, str text) {
    size_t len = STR_NONE;
    for (size_t i = 0; len == STR_NONE && i < matcher->name_count; i++)
        len = match_name_len(&sentences[matcher->names[i]], text);
    return len;
}

/* "CPU: 0 PID: 110 Comm: new" */
static __attribute__((noinline)) size_t match_name_at_end(const struct matcher *matcher, str text) {
    size_t len = STR_NONE;
    for (uint16_t at = matcher->starts[(unsigned char)*text.data]; at && len == STR_NONE; at = matcher->next[at - 1])
        if (sentences[at - 1].name_behind.len > 1)
            len = match_name_len(&sentences[at - 1], text);
    return len;
}

size_t matcher_open_name(const struct matcher *matcher, str text) {
    const str end = str_from(text, text.len > LIMIT_COMM ? text.len - LIMIT_COMM : 0);
    if (!text.len || (!matcher->names_follow[(unsigned char)*text.data] && str_find_byte(end, '(') == STR_NONE))
        return STR_NONE; /* as nearly every line */
    const size_t open = memchr(text.data, '(', text.len) ? str_find_last_byte(text, '(') : STR_NONE;
    if (open != STR_NONE && str_find_byte(str_from(text, open), ')') == STR_NONE)
        return match_name_in_parentheses(matcher, text);
    return match_name_at_end(matcher, text);
}

bool matcher_breaks_name(struct matcher *matcher, str text, size_t at) {
    struct match match;
    if (!matcher_find(matcher, text, SENTENCE_KERNEL, &match))
        return false;
    if (match.row->place == SENTENCE_LAST)
        return match.row->role == SENTENCE_TRIGGER && match.before.len > at && match.before.len <= LIMIT_COMM;
    for (size_t i = 1; match.row->name_behind.len && i < MATCH_GROUPS; i++) {
        const str group = match.groups[i];
        const size_t from = group.len ? (size_t)(group.data - text.data) : STR_NONE;
        if (from <= at && at < from + group.len && str_ends(str_first(text, from), match.row->name_behind))
            return group.len <= LIMIT_COMM;
    }
    return false;
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
