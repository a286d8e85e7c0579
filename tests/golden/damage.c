/* Damages logs and holds the reports on them against the report on the whole log: what is left may tell less, but
 * nothing else. No damage makes another pattern sure, and no answer becomes another one. Whole or damaged, no sentence
 * is empty or names more than there is, and each finding and answer has evidence.
 * SPDX-License-Identifier: MIT
 *
 * usage: damage [--all | --only=DAMAGE] LOG...
 *
 * A log's scenario is its name up to its second "--", without its kernel: "lab--x.log" and "x.log" show one. Without
 * --all two logs of each scenario are damaged, in a sample of ways that is the same in each run. */
#include "collect.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAMAGE_LINES_MOST = 20000,
    DAMAGE_EVENTS_MOST = 64,
    DAMAGE_LOG_MOST = 256 * 1024,
    DAMAGE_SAMPLE_LOGS = 2,   /* of a scenario */
    DAMAGE_SAMPLE_LINES = 10, /* of a log that are lost, and as many tokens that are damaged in each way */
    DAMAGE_TENTHS = 10,
    DAMAGE_RANDOM_SEEDS = 3,
    DAMAGE_PATTERNS = 16, /* of an event */
    DAMAGE_KILLS = 32,
    DAMAGE_PLACES = 4,
    DAMAGE_FIGURES = 256, /* of a log, that it tells twice */
    DAMAGE_SHOWN = 100000 /* failures that are printed */
};

/* Who was killed, by the line that says so. */
struct damage_kill {
    long long pid;
    char name[64]; /* "": the log does not show it */
};

/* Where an event stands. */
struct damage_place {
    long long first_line, last_line;
};

/* An event, as far as damage may not change it. */
struct damage_event {
    long long first_line, last_line;
    struct damage_place also[DAMAGE_PLACES]; /* the same report once more */
    size_t also_count;
    const char *flaw;               /* NULL: none */
    bool is_contradicted;           /* figures of it cannot be: it names nobody for that */
    bool has_constraint;            /* the line that says whose memory was short, since 5.0 */
    char pattern[32];               /* of the first diagnosis */
    char sure[DAMAGE_PATTERNS][32]; /* of those with high confidence */
    struct damage_kill kills[DAMAGE_KILLS];
    size_t sure_count, kill_count;
    char answers[4][96]; /* "": null, or that the log does not show it */
};

struct damage_events {
    struct damage_event items[DAMAGE_EVENTS_MOST];
    size_t count;
};

struct damage_log {
    const char *name;
    char *lines[DAMAGE_LINES_MOST]; /* each with its newline */
    size_t lens[DAMAGE_LINES_MOST];
    size_t count, bytes;
    struct damage_events whole;
};

/* The damaged log under construction. */
struct damage_text {
    char bytes[DAMAGE_LOG_MOST];
    size_t len;
    long long numbers[DAMAGE_LINES_MOST + 1]; /* of its lines in the whole log, by their own */
    size_t count;
};

struct damage_count {
    long long tried, wrong;
};

/* A figure that another line contradicts when a digit of it is changed: "active_anon:3517" beside nodes with as much.
 */
struct damage_figure {
    long long first_line, last_line; /* between which it stands */
    char text[64];
};

struct damage_figures {
    struct damage_figure items[DAMAGE_FIGURES];
    size_t count;
};

static struct damage_log damage_whole;
static struct damage_text damage_text;
static struct damage_count damage_count;
static const char *damage_only;

static const char *const damage_questions[] = {"scope", "consumer", "swap", "thrashing"};

static const char *damage_string(const json_t *object, const char *key) {
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

/* "358 % of the limit"; of page cache more than all may be read back, one page after the other. */
static bool damage_names_too_much(const char *sentence) {
    for (const char *at = sentence; (at = strstr(at, " % of ")); at++) {
        const char *from = at;
        while (from > sentence && strchr("0123456789.", from[-1]))
            from--;
        if (from < at && strtod(from, NULL) > 100 && strncmp(at, " % of the page cache was read", 29) != 0)
            return true;
    }
    return false;
}

/* What is wrong with a sentence, whatever the log; NULL: nothing. */
static const char *damage_flaw_of_sentence(const json_t *object, const char *key) {
    const char *sentence = damage_string(object, key);
    if (strspn(sentence, " .") == strlen(sentence))
        return "an empty sentence";
    return damage_names_too_much(sentence) ? "a share above the whole" : NULL;
}

static const char *damage_flaw_of_finding(const json_t *finding) {
    const json_t *evidence = json_object_get(finding, "evidence");
    const char *flaw = damage_flaw_of_sentence(finding, "statement");
    for (size_t i = 0; !flaw && i < json_array_size(evidence); i++)
        flaw = damage_flaw_of_sentence(json_array_get(evidence, i), "statement");
    return flaw || json_array_size(evidence) ? flaw : "a finding without evidence";
}

static const char *damage_flaw_of_answer(const json_t *answer) {
    const char *word = damage_string(answer, "answer");
    bool is_told = *word && strcmp(word, "unknown") != 0;
    return is_told ? damage_flaw_of_finding(answer) : damage_flaw_of_sentence(answer, "statement");
}

static const char *damage_flaw_of(const json_t *event) {
    const json_t *diagnosis = json_object_get(event, "diagnosis"), *answers = json_object_get(event, "answers");
    const json_t *advice = json_object_get(answers, "prevention");
    const char *flaw = damage_flaw_of_sentence(event, "headline");
    for (size_t i = 0; !flaw && i < json_array_size(diagnosis); i++)
        flaw = damage_flaw_of_finding(json_array_get(diagnosis, i));
    for (size_t i = 0; !flaw && i < sizeof damage_questions / sizeof *damage_questions; i++)
        flaw = damage_flaw_of_answer(json_object_get(answers, damage_questions[i]));
    for (size_t i = 0; !flaw && i < json_array_size(advice); i++)
        flaw = damage_flaw_of_sentence(json_array_get(advice, i), "advice");
    return flaw;
}

static void damage_read_answers(const json_t *answers, struct damage_event *event) {
    for (size_t i = 0; i < sizeof damage_questions / sizeof *damage_questions; i++) {
        const char *answer = damage_string(json_object_get(answers, damage_questions[i]), "answer");
        snprintf(event->answers[i], sizeof event->answers[i], "%s", strcmp(answer, "unknown") == 0 ? "" : answer);
    }
}

static void damage_read_sure(const json_t *diagnosis, struct damage_event *event) {
    event->sure_count = 0;
    for (size_t i = 0; i < json_array_size(diagnosis) && i < DAMAGE_PATTERNS; i++) {
        const json_t *found = json_array_get(diagnosis, i);
        if (strcmp(damage_string(found, "confidence"), "high") == 0)
            snprintf(event->sure[event->sure_count++], sizeof *event->sure, "%s", damage_string(found, "pattern"));
    }
}

/* Up to 5.0 an announcement names whom the kernel chose, and only the kill line that a child of it died. */
static void damage_read_kills(const json_t *kills, struct damage_event *event) {
    event->kill_count = 0;
    for (size_t i = 0; i < json_array_size(kills) && event->kill_count < DAMAGE_KILLS; i++) {
        const json_t *kill = json_array_get(kills, i);
        if (strcmp(damage_string(kill, "named_by"), "kill") != 0 || !json_is_integer(json_object_get(kill, "pid")))
            continue;
        struct damage_kill *to = &event->kills[event->kill_count++];
        to->pid = json_integer_value(json_object_get(kill, "pid"));
        snprintf(to->name, sizeof to->name, "%s", damage_string(kill, "name"));
    }
}

static void damage_read_places(const json_t *also, struct damage_event *event) {
    event->also_count = 0;
    for (size_t i = 0; i < json_array_size(also) && i < DAMAGE_PLACES; i++) {
        const json_t *place = json_array_get(also, i);
        event->also[event->also_count].first_line = json_integer_value(json_object_get(place, "first_line"));
        event->also[event->also_count++].last_line = json_integer_value(json_object_get(place, "last_line"));
    }
}

static bool damage_read_contradiction(const json_t *warnings) {
    static const char *const codes[] = {"cgroup-parts-exceed-usage", "counters-exceed-total", "size-impossible"};
    for (size_t i = 0; i < json_array_size(warnings); i++)
        for (size_t j = 0; j < sizeof codes / sizeof *codes; j++)
            if (strcmp(damage_string(json_array_get(warnings, i), "code"), codes[j]) == 0)
                return true;
    return false;
}

static void damage_read_event(const json_t *object, struct damage_event *event) {
    const json_t *source = json_object_get(object, "source"), *diagnosis = json_object_get(object, "diagnosis");
    event->first_line = json_integer_value(json_object_get(source, "first_line"));
    event->last_line = json_integer_value(json_object_get(source, "last_line"));
    event->has_constraint = json_is_string(json_object_get(object, "constraint"));
    snprintf(event->pattern, sizeof event->pattern, "%s", damage_string(json_array_get(diagnosis, 0), "pattern"));
    damage_read_places(json_object_get(source, "also"), event);
    event->is_contradicted = damage_read_contradiction(json_object_get(object, "warnings"));
    damage_read_sure(diagnosis, event);
    damage_read_kills(json_object_get(object, "kills"), event);
    damage_read_answers(json_object_get(object, "answers"), event);
    event->flaw = damage_flaw_of(object);
}

static void damage_read(const char *name, const char *log, size_t len, struct damage_events *ret_events) {
    struct collected report = collect_report("json", name, log, len, len + 1, NULL);
    ret_events->count = 0;
    for (char *line = report.bytes, *end; (end = strchr(line, '\n')); line = end + 1) {
        json_t *object = json_loadb(line, (size_t)(end - line), 0, NULL);
        if (object && ret_events->count < DAMAGE_EVENTS_MOST)
            damage_read_event(object, &ret_events->items[ret_events->count++]);
        json_decref(object);
    }
    collect_free(&report);
}

static void damage_fail(const char *damage, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void damage_fail(const char *damage, const char *format, ...) {
    va_list arguments;
    if (damage_count.wrong++ >= DAMAGE_SHOWN && !damage_only)
        return;
    fprintf(stderr, "%s, %s: ", damage_whole.name, damage);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

/* "likely" is what remains of "yes" where a line is lost. */
static bool damage_is_weaker(const char *answer, const char *whole) {
    return *answer == '\0' || strcmp(answer, whole) == 0 ||
           (strcmp(answer, "likely") == 0 && strcmp(whole, "yes") == 0);
}

/* EVENT tells of WHOLE, or of another copy of it. */
static bool damage_overlaps(const struct damage_event *event, const struct damage_event *whole) {
    bool is_same = event->first_line <= whole->last_line && whole->first_line <= event->last_line;
    for (size_t i = 0; i < whole->also_count; i++)
        is_same =
            is_same || (event->first_line <= whole->also[i].last_line && whole->also[i].first_line <= event->last_line);
    return is_same;
}

/* A hole can make one event of two: each of its words must be true of one of them. */
static bool damage_agrees(const struct damage_event *event,
                          bool (*agrees)(const struct damage_event *, const struct damage_event *, size_t), size_t i) {
    for (size_t j = 0; j < damage_whole.whole.count; j++) {
        const struct damage_event *whole = &damage_whole.whole.items[j];
        if (damage_overlaps(event, whole) && agrees(event, whole, i))
            return true;
    }
    return false;
}

/* The I-th of those that EVENT is sure of. */
static bool damage_pattern_agrees(const struct damage_event *event, const struct damage_event *whole, size_t i) {
    for (size_t j = 0; j < whole->sure_count; j++)
        if (strcmp(event->sure[i], whole->sure[j]) == 0)
            return true;
    return strcmp(event->sure[i], whole->pattern) == 0;
}

/* What is left of a number that was cut is a number: where an event is the kill line, or that and "Kill process 5092
 * (probe) ... or sacrifice child" above it, no other contradicts it. */
static bool damage_is_cut_number(const struct damage_event *event, long long pid, long long whole) {
    for (; event->last_line - event->first_line <= 1 && whole > pid; whole /= 10)
        if (whole / 10 == pid)
            return true;
    return false;
}

static bool damage_kill_agrees(const struct damage_event *event, const struct damage_event *whole, size_t i) {
    const struct damage_kill *kill = &event->kills[i];
    for (size_t j = 0; j < whole->kill_count; j++)
        if ((kill->pid == whole->kills[j].pid || damage_is_cut_number(event, kill->pid, whole->kills[j].pid)) &&
            (!*kill->name || strcmp(kill->name, whole->kills[j].name) == 0))
            return true;
    return whole->kill_count == DAMAGE_KILLS;
}

/* "Out of memory:" and a trace are the kernel's word that no cgroup was at its limit; that the request was confined to
 * some nodes, the line with the constraint alone may tell. */
static bool damage_is_scope_of_trace(const struct damage_event *event, const struct damage_event *whole) {
    return !event->has_constraint && strcmp(event->answers[0], "system") == 0 &&
           (strcmp(whole->answers[0], "cpuset") == 0 || strcmp(whole->answers[0], "mempolicy") == 0);
}

/* A log whose figures contradict each other names nobody; where one of them is lost, nothing contradicts the other. */
static bool damage_is_no_longer_contradicted(const struct damage_event *event, const struct damage_event *whole,
                                             size_t i) {
    return i == 1 && whole->is_contradicted && !*whole->answers[1] && !event->is_contradicted;
}

static bool damage_answer_agrees(const struct damage_event *event, const struct damage_event *whole, size_t i) {
    return (i == 0 && damage_is_scope_of_trace(event, whole)) || damage_is_no_longer_contradicted(event, whole, i) ||
           damage_is_weaker(event->answers[i], whole->answers[i]);
}

/* Of the answers there is always an event to compare with, but where the damage made one. */
static const struct damage_event *damage_first_of(const struct damage_event *event) {
    for (size_t j = 0; j < damage_whole.whole.count; j++)
        if (damage_overlaps(event, &damage_whole.whole.items[j]))
            return &damage_whole.whole.items[j];
    return NULL;
}

static void damage_judge(const char *damage, const struct damage_event *event) {
    if (event->flaw)
        damage_fail(damage, "%s", event->flaw);
    const struct damage_event *whole = damage_first_of(event);
    if (!whole) { /* a line of another program that lost its prefix reads as the kernel's */
        if (event->sure_count)
            damage_fail(damage, "%s with high confidence, where there was no event", event->sure[0]);
        return;
    }
    for (size_t i = 0; i < event->sure_count; i++)
        if (!damage_agrees(event, damage_pattern_agrees, i))
            damage_fail(damage, "%s with high confidence, not %s", event->sure[i], whole->pattern);
    for (size_t i = 0; i < event->kill_count; i++)
        if (!damage_agrees(event, damage_kill_agrees, i))
            damage_fail(damage, "killed: %lld (%s), which nobody said", event->kills[i].pid, event->kills[i].name);
    for (size_t i = 0; i < sizeof damage_questions / sizeof *damage_questions; i++)
        if (!damage_agrees(event, damage_answer_agrees, i))
            damage_fail(damage, "%s: \"%s\", not \"%s\"", damage_questions[i], event->answers[i], whole->answers[i]);
}

static void damage_start(void) {
    damage_text.len = damage_text.count = 0;
}

static void damage_add(size_t line, const char *bytes, size_t len) {
    memcpy(damage_text.bytes + damage_text.len, bytes, len);
    damage_text.len += len;
    damage_text.numbers[++damage_text.count] = (long long)line + 1;
}

static void damage_add_lines(size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        damage_add(i, damage_whole.lines[i], damage_whole.lens[i]);
}

static void damage_try(const char *damage) {
    struct damage_events events;
    if (damage_only && strcmp(damage, damage_only) != 0)
        return;
    damage_count.tried++;
    damage_read(damage_whole.name, damage_text.bytes, damage_text.len, &events);
    for (size_t i = 0; i < events.count; i++) {
        struct damage_event *event = &events.items[i];
        event->first_line = damage_text.numbers[event->first_line];
        event->last_line = damage_text.numbers[event->last_line];
        if (damage_whole.whole.count)
            damage_judge(damage, event);
    }
    if (damage_only)
        fwrite(damage_text.bytes, 1, damage_text.len, stdout);
}

/* A generator of its own, so that each run and each machine damages alike (xorshift, Marsaglia 2003). */
static unsigned damage_random(unsigned *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void damage_lose(size_t from, size_t to, const char *what) {
    char damage[64];
    snprintf(damage, sizeof damage, "%s %zu-%zu", what, from + 1, to);
    damage_start();
    damage_add_lines(0, from);
    damage_add_lines(to, damage_whole.count);
    damage_try(damage);
}

static void damage_lose_tenths(void) {
    const size_t count = damage_whole.count;
    for (size_t i = 0; i < DAMAGE_TENTHS; i++) {
        size_t from = i * count / DAMAGE_TENTHS, to = (i + 1) * count / DAMAGE_TENTHS;
        damage_lose(from, to, "hole");
        if (from)
            damage_lose(0, from, "head");
        if (from)
            damage_lose(from, count, "tail");
    }
}

/* The log cut off within a line, at a tenth of its bytes. */
static void damage_cut_bytes(void) {
    char damage[64];
    for (size_t i = 1; i < DAMAGE_TENTHS; i++) {
        size_t at = i * damage_whole.bytes / DAMAGE_TENTHS, line = 0, before = 0;
        for (; before + damage_whole.lens[line] <= at; line++)
            before += damage_whole.lens[line];
        damage_start();
        damage_add_lines(0, line);
        damage_add(line, damage_whole.lines[line], at - before);
        snprintf(damage, sizeof damage, "tail from byte %zu", at);
        damage_try(damage);
        damage_start();
        damage_add(line, damage_whole.lines[line] + (at - before), damage_whole.lens[line] - (at - before));
        damage_add_lines(line + 1, damage_whole.count);
        snprintf(damage, sizeof damage, "head to byte %zu", at);
        damage_try(damage);
    }
}

static void damage_lose_some(unsigned seed, unsigned share) {
    char damage[64];
    unsigned state = seed * 2654435761u + share;
    damage_start();
    for (size_t i = 0; i < damage_whole.count; i++)
        if (damage_random(&state) % share != 0)
            damage_add_lines(i, i + 1);
    snprintf(damage, sizeof damage, "each line lost with 1/%u, seed %u", share, seed);
    damage_try(damage);
}

static const char *const damage_ways[] = {"cut", "deleted", "overwritten"};

/* The token of LEN bytes at AT in LINE is damaged in WAY, an index of damage_ways. */
static void damage_token(size_t line, size_t at, size_t len, size_t way) {
    char damage[64], made[4096];
    const char *from = damage_whole.lines[line];
    size_t line_len = damage_whole.lens[line], kept = way == 0 ? len / 2 : way == 1 ? 0 : len;
    if (line_len > sizeof made)
        return;
    memcpy(made, from, at + kept);
    if (way == 2)
        memset(made + at, '#', len);
    memcpy(made + at + kept, from + at + len, line_len - at - len);
    damage_start();
    damage_add_lines(0, line);
    damage_add(line, made, line_len - len + kept);
    damage_add_lines(line + 1, damage_whole.count);
    snprintf(damage, sizeof damage, "line %zu column %zu %s", line + 1, at + 1, damage_ways[way]);
    damage_try(damage);
}

/* Calls damage_token for each token of each line, or for those that STATE and SHARE draw. */
static void damage_tokens(unsigned *state, size_t share) {
    for (size_t line = 0; line < damage_whole.count; line++) {
        const char *text = damage_whole.lines[line];
        for (size_t at = strspn(text, " "), len; (len = strcspn(text + at, " \n"));
             at += len, at += strspn(text + at, " "))
            for (size_t way = 0; way < sizeof damage_ways / sizeof *damage_ways; way++)
                if (damage_random(state) % share == 0)
                    damage_token(line, at, len, way);
    }
}

static long long damage_number(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

/* What MEMBER adds up to in RECORDS; -1 where one of them lacks it. */
static long long damage_sum(const json_t *records, const char *member) {
    long long sum = json_array_size(records) ? 0 : -1;
    for (size_t i = 0; i < json_array_size(records); i++) {
        long long value = damage_number(json_array_get(records, i), member);
        sum = value < 0 || sum < 0 ? -1 : sum + value;
    }
    return sum;
}

static bool damage_are_alike(long long kb, long long other_kb) {
    return kb > 0 && kb >= other_kb - other_kb / 50 && kb <= other_kb + other_kb / 50;
}

static void damage_add_figure(const json_t *event, const char *before, long long value, const char *behind,
                              struct damage_figures *figures) {
    const json_t *source = json_object_get(event, "source");
    if (value < 1000 || figures->count == DAMAGE_FIGURES) /* less is lost among figures of other moments */
        return;
    struct damage_figure *figure = &figures->items[figures->count++];
    figure->first_line = damage_number(source, "first_line");
    figure->last_line = damage_number(source, "last_line");
    snprintf(figure->text, sizeof figure->text, "%s%lld%s", before, value, behind);
}

/* The counters of EVENT that its nodes or zones tell too, all of them being in the log. */
static void damage_find_figures(const json_t *event, struct damage_figures *figures) {
    static const char *const names[] = {"active_anon", "inactive_anon", "active_file", "inactive_file",
                                        "unevictable", "shmem",         "pagetables"};
    const json_t *counters = json_object_get(event, "counters"), *nodes = json_object_get(event, "nodes");
    const json_t *zones = json_object_get(event, "zones"), *totals = json_object_get(event, "totals");
    const long long page_kb = damage_number(event, "page_kb"), ram_kb = damage_number(totals, "ram_pages") * page_kb;
    char text[64];
    if (page_kb <= 0 || ram_kb <= 0 || damage_sum(zones, "present_kb") != ram_kb)
        return;
    if (damage_number(counters, "active_anon") >= 0) /* by the counters the zones are all, none is hidden */
        damage_add_figure(event, "", ram_kb / page_kb, " pages RAM", figures);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        long long value = damage_number(counters, names[i]);
        snprintf(text, sizeof text, "%s_kb", names[i]);
        bool is_twice = damage_are_alike(damage_sum(nodes, text), value * page_kb) ||
                        damage_are_alike(damage_sum(zones, text), value * page_kb);
        snprintf(text, sizeof text, "%s:", names[i]);
        if (is_twice)
            damage_add_figure(event, text, value, "", figures);
    }
}

/* The first digit of the figure TEXT at AT in LINE becomes another one. */
static void damage_digit(size_t line, size_t at, const char *text) {
    char damage[64], made[4096];
    const size_t len = damage_whole.lens[line], digit = at + strcspn(text, "0123456789");
    if (len > sizeof made)
        return;
    for (int way = 0; way < 2; way++) {
        memcpy(made, damage_whole.lines[line], len);
        made[digit] = way ? (made[digit] == '1' ? '3' : '1') : (made[digit] == '9' ? '4' : '9');
        damage_start();
        damage_add_lines(0, line);
        damage_add(line, made, len);
        damage_add_lines(line + 1, damage_whole.count);
        snprintf(damage, sizeof damage, "line %zu column %zu made %c", line + 1, digit + 1, made[digit]);
        damage_try(damage);
    }
}

static bool damage_is_word(const char *line, const char *at, size_t len) {
    const char before = at > line ? at[-1] : ' ';
    return (before == ' ' || before == ']') && strchr(" \r\n", at[len]) != NULL;
}

static void damage_figure_at(const struct damage_figure *figure) {
    const size_t len = strlen(figure->text);
    for (long long i = figure->first_line; i <= figure->last_line && i <= (long long)damage_whole.count; i++) {
        const char *line = damage_whole.lines[i - 1], *at = strstr(line, figure->text);
        if (!at || at >= line + damage_whole.lens[i - 1] || !damage_is_word(line, at, len))
            continue;
        damage_digit((size_t)i - 1, (size_t)(at - line), figure->text);
        return;
    }
}

/* Changes a digit of each figure that the log tells twice. */
static void damage_digits(const char *log, size_t len) {
    static struct damage_figures figures;
    struct collected report = collect_report("json", damage_whole.name, log, len, len + 1, NULL);
    figures.count = 0;
    for (char *line = report.bytes, *end; (end = strchr(line, '\n')); line = end + 1) {
        json_t *object = json_loadb(line, (size_t)(end - line), 0, NULL);
        if (object)
            damage_find_figures(object, &figures);
        json_decref(object);
    }
    collect_free(&report);
    for (size_t i = 0; i < figures.count; i++)
        damage_figure_at(&figures.items[i]);
}

static size_t damage_token_count(void) {
    size_t count = 0;
    for (size_t line = 0; line < damage_whole.count; line++)
        for (const char *at = damage_whole.lines[line]; (at = strpbrk(at, " \n")); at++)
            count++;
    return count;
}

static const unsigned damage_shares[] = {2, 4, 16, 64}; /* of a log: one line of so many is lost */

static void damage_all(bool sample) {
    unsigned state = 1;
    for (const char *at = damage_whole.name; *at; at++)
        state = state * 31 + (unsigned char)*at;
    state |= 1;
    size_t lines = sample ? damage_whole.count / DAMAGE_SAMPLE_LINES + 1 : 1;
    size_t tokens = sample ? damage_token_count() / DAMAGE_SAMPLE_LINES + 1 : 1;
    for (size_t i = 0; i < damage_whole.count; i++)
        if (damage_random(&state) % lines == 0)
            damage_lose(i, i + 1, "line");
    damage_lose_tenths();
    damage_cut_bytes();
    for (unsigned seed = 1; seed <= (sample ? 1 : DAMAGE_RANDOM_SEEDS); seed++)
        for (size_t i = 0; i < sizeof damage_shares / sizeof *damage_shares; i++)
            damage_lose_some(seed, damage_shares[i]);
    damage_tokens(&state, tokens);
}

/* Cuts LOG into lines. False: it is too long to be damaged in every way. */
static bool damage_load(const char *path, struct collected *log) {
    const char *slash = strrchr(path, '/');
    damage_whole.name = slash ? slash + 1 : path;
    damage_whole.count = 0;
    damage_whole.bytes = log->len;
    if (log->len + 1 > DAMAGE_LOG_MOST)
        return false;
    for (char *line = log->bytes; *line; damage_whole.count++) {
        size_t len = strcspn(line, "\n");
        len += line[len] == '\n';
        if (damage_whole.count == DAMAGE_LINES_MOST)
            return false;
        damage_whole.lines[damage_whole.count] = line;
        damage_whole.lens[damage_whole.count] = len;
        line += len;
    }
    damage_read(damage_whole.name, log->bytes, log->len, &damage_whole.whole);
    return true;
}

/* "fork-bomb" of "x/5.10-amd64--fork-bomb--kmsg.log" */
static void damage_scenario(const char *path, char *ret_name, size_t size) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *kernel = strstr(name, "--");
    name = kernel ? kernel + 2 : name;
    const char *end = strstr(name, "--");
    snprintf(ret_name, size, "%.*s", (int)(end ? (size_t)(end - name) : strlen(name)), name);
}

/* Whether two logs before it in the list show the scenario of logs[AT]. */
static bool damage_is_enough(char **logs, int at) {
    char ours[128], theirs[128];
    int alike = 0;
    damage_scenario(logs[at], ours, sizeof ours);
    for (int i = 0; i < at; i++) {
        damage_scenario(logs[i], theirs, sizeof theirs);
        alike += strcmp(ours, theirs) == 0;
    }
    return alike >= DAMAGE_SAMPLE_LOGS;
}

int main(int argc, char **argv) {
    bool all = argc > 1 && strncmp(argv[1], "--all", 5) == 0;
    damage_only = argc > 1 && strncmp(argv[1], "--only=", 7) == 0 ? argv[1] + 7 : NULL;
    int first = all || damage_only ? 2 : 1;
    for (int i = first; i < argc; i++) {
        if (!all && !damage_only && damage_is_enough(argv + first, i - first))
            continue;
        struct collected log = collect_file(argv[i]);
        if (damage_load(argv[i], &log)) {
            for (size_t j = 0; j < damage_whole.whole.count; j++)
                if (damage_whole.whole.items[j].flaw)
                    damage_fail("whole", "%s", damage_whole.whole.items[j].flaw);
            damage_all(!all && !damage_only);
            damage_digits(log.bytes, log.len);
        }
        collect_free(&log);
    }
    printf("%lld damaged logs, %lld wrong\n", damage_count.tried, damage_count.wrong);
    return damage_count.wrong ? 1 : 0;
}
