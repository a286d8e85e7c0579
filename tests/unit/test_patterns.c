/* Every pattern answers every question: none may leave an answer empty, stay without advice, or be undocumented.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/questions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* A pattern or a question, with its word in the list. */
struct listed {
    const char *word;
    const struct pattern *pattern;
    const struct question *question;
};

static const struct listed listed_patterns[] = {
#define PATTERN(name) {#name, &pattern_##name, NULL},
#include "diagnose/patterns.def"
#undef PATTERN
};
static const struct listed listed_questions[] = {
#define QUESTION(name) {#name, NULL, &question_##name},
#include "diagnose/questions.def"
#undef QUESTION
};
enum {
    LISTED_PATTERNS = sizeof listed_patterns / sizeof *listed_patterns,
    LISTED_QUESTIONS = sizeof listed_questions / sizeof *listed_questions
};

/* A log that shows nothing, of a machine or of a cgroup. */
struct silent {
    struct arena arena;
    struct event event;
    struct reckoning reckoning;
    struct facts facts;
};

static void silent_set(struct silent *silent, enum scope scope) {
    silent->event.arena = &silent->arena;
    silent->event.lines = (struct span){1, 1};
    silent->reckoning.scope = scope;
    silent->reckoning.victim_row = SIZE_MAX;
    facts_set(&silent->facts, &silent->event, &silent->reckoning);
}

static int silent_set_up(void **state) {
    *state = calloc(1, sizeof(struct silent));
    return *state ? 0 : -1;
}

static int silent_tear_down(void **state) {
    struct silent *silent = *state;
    arena_reset(&silent->arena);
    free(silent);
    return 0;
}

/* The manual page of reports, as text. */
static str manual_read(char *room, size_t size) {
    FILE *file = fopen(TESTDATA "/../man/oomwhy-report.5", "r");
    assert_non_null(file);
    size_t len = fread(room, 1, size, file);
    assert_int_equal(fclose(file), 0);
    assert_true(len > 0 && len < size);
    return str_of(room, len);
}

static void assert_sentence(str text, const char *pattern) {
    if (text.len < 2 || text.data[text.len - 1] != '.')
        fail_msg("%s: \"%.*s\" is no sentence", pattern, STR_ARG(text));
}

/* slab_leak is called "slab-leak" */
static void a_pattern_is_called_as_its_file(void **state) {
    (void)state;
    for (size_t i = 0; i < LISTED_PATTERNS; i++) {
        const char *word = listed_patterns[i].word, *name = listed_patterns[i].pattern->name;
        assert_non_null(name);
        assert_int_equal(strlen(name), strlen(word));
        for (size_t j = 0; word[j]; j++)
            assert_int_equal(name[j], word[j] == '_' ? '-' : word[j]);
    }
}

static void a_pattern_says_when_it_holds(void **state) {
    (void)state;
    for (size_t i = 0; i < LISTED_PATTERNS; i++) {
        assert_non_null(listed_patterns[i].pattern->judge);
        /* what is free is no cause: a pattern that names no part says so */
        assert_int_not_equal(listed_patterns[i].pattern->part, PART_FREE);
    }
}

static void a_pattern_says_what_consumed_most(void **state) {
    struct silent *silent = *state;
    for (size_t i = 0; i < LISTED_PATTERNS; i++) {
        const struct pattern *pattern = listed_patterns[i].pattern;
        struct finding finding = {.pattern = str_from_cstr(pattern->name)};
        struct answer answer = {.answer = STR("")};
        silent_set(silent, SCOPE_SYSTEM);
        assert_non_null(pattern->consumer);
        pattern->consumer(&silent->facts, &finding, &answer);
        assert_sentence(answer.statement, pattern->name);
    }
}

/* On the question's own line there are 38 columns for it. */
static void assert_short(str words, const char *name) {
    if (words.len == 0 || words.len > 38 || words.data[words.len - 1] == '.')
        fail_msg("%s: not a short answer: \"%.*s\"", name, STR_ARG(words));
}

static void a_pattern_says_whether_it_could_have_been_prevented(void **state) {
    struct silent *silent = *state;
    for (size_t i = 0; i < LISTED_PATTERNS; i++) {
        const struct pattern *pattern = listed_patterns[i].pattern;
        assert_non_null(pattern->prevention);
        silent_set(silent, SCOPE_SYSTEM);
        assert_sentence(pattern->prevention(&silent->facts), pattern->name);
        assert_short(pattern->prevented(&silent->facts), pattern->name);
        silent_set(silent, SCOPE_CGROUP);
        assert_sentence(pattern->prevention(&silent->facts), pattern->name);
        assert_short(pattern->prevented(&silent->facts), pattern->name);
    }
}

/* A list that is not in the order in which advice is given would mislead its reader. */
static void a_pattern_has_advice_in_the_order_of_ranks(void **state) {
    (void)state;
    for (size_t i = 0; i < LISTED_PATTERNS; i++) {
        const struct advice_rule *rules = listed_patterns[i].pattern->advice;
        size_t count = 0;
        for (; count < PATTERN_ADVICE && rules[count].give; count++) {
            assert_true(rules[count].rank < ADVICE_RANKS);
            assert_true(count == 0 || rules[count - 1].rank <= rules[count].rank);
        }
        if (count == 0 || count == PATTERN_ADVICE)
            fail_msg("%s: %zu advices", listed_patterns[i].pattern->name, count);
    }
}

static void the_manual_lists_every_pattern(void **state) {
    static char room[1 << 18];
    str manual = manual_read(room, sizeof room);
    (void)state;
    str list = str_from(manual, str_find(manual, STR(".Sh PATTERNS\n")));
    for (size_t i = 0; i < LISTED_PATTERNS; i++) {
        char item[64];
        snprintf(item, sizeof item, "\n.It %s\n", listed_patterns[i].pattern->name);
        if (!str_has(list, str_from_cstr(item)))
            fail_msg("the manual does not list %s", listed_patterns[i].pattern->name);
    }
}

/* A rule names its code before it looks whether the log calls for it. */
static void the_manual_lists_the_codes_of_advice(void **state) {
    static char room[1 << 18];
    struct silent *silent = *state;
    str manual = manual_read(room, sizeof room);
    silent_set(silent, SCOPE_SYSTEM);
    for (size_t i = 0; i < LISTED_PATTERNS; i++) {
        const struct advice_rule *rules = listed_patterns[i].pattern->advice;
        for (size_t j = 0; j < PATTERN_ADVICE && rules[j].give; j++) {
            struct advice advice = {0};
            char item[64];
            (void)rules[j].give(&silent->facts, &advice);
            assert_true(advice.code.len > 0);
            snprintf(item, sizeof item, ".Qq %.*s ", STR_ARG(advice.code));
            if (!str_has(manual, str_from_cstr(item)))
                fail_msg("the manual does not list the advice %.*s", STR_ARG(advice.code));
        }
    }
}

/* What the manual says of "answers", up to the codes of advice. */
static str manual_answers(str manual) {
    str answers = str_from(manual, str_find(manual, STR("\n.It Va answers\n")));
    return str_first(answers, str_find(answers, STR("\nThe codes are")));
}

static void a_question_has_a_key_words_and_an_answer(void **state) {
    static char room[1 << 18];
    str answers = manual_answers(manual_read(room, sizeof room));
    assert_true(answers.len > 0);
    (void)state;
    for (size_t i = 0; i < LISTED_QUESTIONS; i++) {
        const struct question *question = listed_questions[i].question;
        assert_true(str_equal(question->key, str_from_cstr(listed_questions[i].word)));
        assert_true(str_ends(question->words, STR("?")));
        assert_non_null(question->answer);
        assert_true(str_has(answers, question->key));
    }
}

#define SILENT_TEST(test) cmocka_unit_test_setup_teardown(test, silent_set_up, silent_tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_is_called_as_its_file),
        cmocka_unit_test(a_pattern_says_when_it_holds),
        SILENT_TEST(a_pattern_says_what_consumed_most),
        SILENT_TEST(a_pattern_says_whether_it_could_have_been_prevented),
        cmocka_unit_test(a_pattern_has_advice_in_the_order_of_ranks),
        cmocka_unit_test(the_manual_lists_every_pattern),
        SILENT_TEST(the_manual_lists_the_codes_of_advice),
        cmocka_unit_test(a_question_has_a_key_words_and_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
