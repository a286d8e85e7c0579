/* The JSON writer: always valid, the documented keys in their order, nothing invented.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "report/json_out.h"
#include "sample_event.h"

static const struct report_options options = {.width = 80};

/* The event as a reader of JSON sees it. */
static json_t *parsed(struct sample *sample) {
    const char *text = sample_write(sample, "json", &options);
    assert_non_null(text);
    size_t len = strlen(text);
    assert_int_equal(len, sample->written_len);
    assert_true(len > 0 && text[len - 1] == '\n');
    assert_null(memchr(text, '\n', len - 1));
    json_error_t error;
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail_msg("%s at %d: %.60s", error.text, error.position, text + (error.position > 30 ? error.position - 30 : 0));
    return root;
}

/* The value at a dotted path; numbers index lists. */
static json_t *at(json_t *value, const char *path) {
    char name[64];
    while (value && *path) {
        size_t len = strcspn(path, ".");
        memcpy(name, path, len);
        name[len] = '\0';
        value = json_is_array(value) ? json_array_get(value, strtoul(name, NULL, 10)) : json_object_get(value, name);
        path += len + (path[len] == '.');
    }
    return value;
}

#define assert_json_integer(root, path, expected) assert_int_equal(json_integer_value(at(root, path)), expected)
#define assert_json_string(root, path, expected)                                                                       \
    do {                                                                                                               \
        const char *json_string = json_string_value(at(root, path));                                                   \
        assert_non_null(json_string);                                                                                  \
        assert_string_equal(json_string, expected);                                                                    \
    } while (0)
#define assert_json_null(root, path) assert_true(json_is_null(at(root, path)))

static void documented_keys_stand_in_their_order(void **state) {
    static const char *const keys[] = {
        "schema",  "event", "killer",     "source", "host",      "time",    "uptime_s", "kernel",  "arch",  "page_kb",
        "missing", "scope", "constraint", "cgroup", "trigger",   "memory",  "counters", "nodes",   "zones", "slab",
        "swap",    "tasks", "kills",      "panic",  "diagnosis", "answers", "warnings", "inferred"};
    struct sample *sample = sample_new();
    json_t *root = parsed(sample);
    const char *last = sample->written;
    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char quoted[32];
        assert_non_null(json_object_get(root, keys[i]));
        snprintf(quoted, sizeof quoted, "\"%s\":", keys[i]);
        last = strstr(last, quoted);
        assert_non_null(last);
    }
    json_decref(root);
    sample_free(sample);
}

static void facts_have_their_places(void **state) {
    struct sample *sample = sample_new();
    json_t *root = parsed(sample);
    (void)state;
    assert_json_integer(root, "schema", 1);
    assert_json_string(root, "killer", "kernel");
    assert_json_string(root, "source.file", "kern.log");
    assert_json_integer(root, "source.last_line", 25);
    assert_json_string(root, "time", "01-06T07:32:35");
    const volatile double uptime_s = 621.423101; /* as in memory: registers of i386 are longer */
    assert_true(json_real_value(at(root, "uptime_s")) == uptime_s);
    assert_json_string(root, "trigger.gfp_mask", "0x140cca");
    assert_json_string(root, "trigger.gfp_flags.1", "__GFP_COMP");
    assert_json_string(root, "trigger.allocation", "anonymous-fault");
    assert_json_string(root, "trigger.call_trace.1", "handle_pte_fault");
    assert_json_integer(root, "trigger.pid", 8340);
    assert_json_integer(root, "counters.active_anon", 1932541);
    assert_json_integer(root, "memory.parts.anon_kb", 7776732);
    assert_json_integer(root, "memory.within.swap_cache_kb", 120504);
    assert_json_integer(root, "zones.0.lowmem_reserve.1", 1938);
    assert_json_integer(root, "zones.0.buddy.0.0", 0);
    assert_json_integer(root, "zones.0.buddy.0.1", 12);
    assert_json_string(root, "zones.0.buddy.0.2", "UME");
    assert_json_string(root, "zones.0.below", "min");
    assert_true(json_is_true(at(root, "zones.0.eligible")));
    assert_json_integer(root, "zones.0.mlocked_kb", 36);
    assert_json_integer(root, "tasks.count", 3);
    assert_json_integer(root, "tasks.list.0.rss_kb", 1920568 * 4);
    assert_json_integer(root, "tasks.list.0.pgtables_kb", 80);
    assert_json_integer(root, "tasks.list.0.badness", 1920588);
    assert_json_integer(root, "tasks.groups.0.rss_kb", 7682272);
    assert_true(json_is_true(at(root, "kills.0.reaped")));
    assert_json_string(root, "diagnosis.0.confidence", "high");
    assert_json_integer(root, "diagnosis.0.evidence.1.lines.1", 24);
    assert_json_string(root, "answers.consumer.answer", "python3");
    assert_json_string(root, "answers.prevention.0.advice", "Limit it.");
    assert_json_integer(root, "warnings.0.lines.0", 12);
    json_decref(root);
    sample_free(sample);
}

static void what_the_log_does_not_say_is_null(void **state) {
    struct sample *sample = sample_new();
    json_t *root = parsed(sample);
    (void)state;
    assert_json_null(root, "constraint");
    assert_json_null(root, "cgroup");
    assert_json_null(root, "trigger.uid");
    assert_json_null(root, "memory.parts.kernel_stack_kb");
    assert_json_null(root, "zones.0.boost_kb");
    assert_json_null(root, "tasks.list.0.anon_kb");
    assert_json_null(root, "tasks.list.2.badness");
    assert_true(json_is_false(at(root, "tasks.list.2.killable")));
    assert_json_null(root, "kills.0.shmem_rss_kb");
    assert_json_null(root, "swap.total_kb");
    assert_json_string(root, "swap.state", "unknown");
    assert_json_null(root, "panic");
    assert_json_null(root, "answers.thrashing.answer");
    assert_json_null(root, "diagnosis.0.against.0.lines");
    assert_null(at(root, "counters.inactive_anon"));
    json_decref(root);
    sample_free(sample);
}

static void caches_are_sorted_by_size(void **state) {
    struct sample *sample = sample_new();
    json_t *root = parsed(sample);
    (void)state;
    assert_json_string(root, "slab.0.name", "kmalloc-1k");
    assert_json_string(root, "slab.1.name", "filp");
    assert_json_string(root, "slab.2.name", "dentry");
    json_decref(root);
    sample_free(sample);
}

static void inferred_figures_say_so(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    json_t *root = parsed(sample);
    assert_int_equal(json_array_size(at(root, "inferred")), 0);
    json_decref(root);
    sample->reckoning.page_inferred = true;
    sample->event.year_inferred = true;
    root = parsed(sample);
    assert_json_string(root, "inferred.0", "page_kb");
    assert_json_string(root, "inferred.1", "time");
    json_decref(root);
    sample_free(sample);
}

static void lines_are_those_of_their_file(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    sample->event.source_count = 2;
    sample->event.lines = (struct span){90, 125};
    sample->evidence[0].lines = (struct span){99, 100};
    sample->evidence[1].lines = (struct span){101, 103};
    json_t *root = parsed(sample);
    assert_json_integer(root, "source.first_line", 90);
    assert_json_integer(root, "source.last_line", 25);
    assert_json_string(root, "source.last_file", "kern.log.1");
    assert_json_integer(root, "diagnosis.0.evidence.0.lines.1", 100);
    assert_null(at(root, "diagnosis.0.evidence.0.file"));
    assert_json_integer(root, "diagnosis.0.evidence.1.lines.0", 1);
    assert_json_string(root, "diagnosis.0.evidence.1.file", "kern.log.1");
    json_decref(root);
    sample_free(sample);
}

static void hostile_names_stay_valid_json(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    sample->tasks[0].name = STR("\"},{\\\033[2J");
    sample->tasks[1].name = STR("\xff\xc3\xbc\xe6\x97");
    sample->tasks[2].name = STR("a\0b");
    json_t *root = parsed(sample);
    assert_json_string(root, "tasks.list.0.name",
                       "\"},{\\\\\\x1b[2J"); /* the backslash twice, for one stands before x1b */
    assert_json_string(root, "tasks.list.1.name", "\\xff\xc3\xbc\\xe6\\x97");
    assert_json_string(root, "tasks.list.2.name", "a\\x00b");
    json_decref(root);
    sample_free(sample);
}

static void absurd_key_values_are_null(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    sample->tasks[0].rss = INT64_MAX / 2;
    sample->tasks[0].total_vm = INT64_MIN + 1;
    json_t *root = parsed(sample);
    assert_json_null(root, "tasks.list.0.rss_kb");
    assert_json_null(root, "tasks.list.0.total_vm_kb");
    json_decref(root);
    sample_free(sample);
}

static void an_empty_event_is_valid(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    struct event *event = &sample->event;
    event->memory.lines = event->memory.counters.lines = event->trigger.lines = (struct span){0, 0};
    event->memory.zone_count = event->memory.slab_count = event->trigger.call_trace.count = 0;
    event->tasks = (struct tasks){0};
    event->kill_count = event->source_count = 0;
    event->identity.line = 0;
    sample->reckoning.missing = 15;
    sample->reckoning.page_known = false;
    sample->diagnosis = (struct diagnosis){0};
    json_t *root = parsed(sample);
    assert_json_null(root, "trigger");
    assert_json_null(root, "memory");
    assert_json_null(root, "counters");
    assert_json_null(root, "tasks");
    assert_json_null(root, "page_kb");
    assert_json_string(root, "missing.3", "kill");
    assert_int_equal(json_array_size(at(root, "diagnosis")), 0);
    json_decref(root);
    sample_free(sample);
}

static void memory_running_short_costs_only_the_order(void **state) {
    struct sample *sample = sample_new();
    (void)state;
    *sample->event.arena = (struct arena){.chunks = sample->event.arena->chunks, .failed = true};
    json_t *root = parsed(sample);
    assert_int_equal(json_array_size(at(root, "slab")), 3);
    json_decref(root);
    sample_free(sample);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documented_keys_stand_in_their_order),
        cmocka_unit_test(facts_have_their_places),
        cmocka_unit_test(what_the_log_does_not_say_is_null),
        cmocka_unit_test(caches_are_sorted_by_size),
        cmocka_unit_test(inferred_figures_say_so),
        cmocka_unit_test(lines_are_those_of_their_file),
        cmocka_unit_test(hostile_names_stay_valid_json),
        cmocka_unit_test(absurd_key_values_are_null),
        cmocka_unit_test(an_empty_event_is_valid),
        cmocka_unit_test(memory_running_short_costs_only_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
