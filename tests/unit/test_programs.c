/* What programs are known by name, and by which settings.
 * SPDX-License-Identifier: MIT */
#include "diagnose/programs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_bound(const char *name, const char *size, const char *count) {
    const struct program *program = programs_find(str_from_cstr(name));
    if (!program)
        fail_msg("%s is unknown", name);
    if (size ? !program->size || !str_has(str_from_cstr(program->size), str_from_cstr(size)) : program->size != NULL)
        fail_msg("%s: size by \"%s\"", name, program->size ? program->size : "nothing");
    if (count ? !program->count || !str_has(str_from_cstr(program->count), str_from_cstr(count))
              : program->count != NULL)
        fail_msg("%s: count by \"%s\"", name, program->count ? program->count : "nothing");
}

static void programs_are_known_by_their_settings(void **state) {
    (void)state;
    assert_bound("mysqld", "innodb_buffer_pool_size", "max_connections");
    assert_bound("mariadbd", "innodb_buffer_pool_size", "max_connections");
    assert_bound("postmaster", "shared_buffers", "max_connections");
    assert_bound("java", "-Xmx", NULL);
    assert_bound("redis-server", "maxmemory", NULL);
    assert_bound("mongod", "cacheSizeGB", NULL);
    assert_bound("httpd", NULL, "MaxRequestWorkers");
    assert_bound("httpd.worker", NULL, "MaxRequestWorkers");
}

/* comm holds 15 bytes: "php-fpm7.4", "qemu-system-x86". */
static void names_with_a_version_or_an_end_that_is_cut_are_known(void **state) {
    (void)state;
    assert_bound("php-fpm", "memory_limit", "pm.max_children");
    assert_bound("php-fpm7.4", "memory_limit", "pm.max_children");
    assert_bound("qemu-system-x86", "guest", NULL);
    assert_bound("cc1plus", NULL, "jobs");
}

static void a_part_of_a_name_is_another_program(void **state) {
    (void)state;
    assert_null(programs_find(STR("")));
    assert_null(programs_find(STR("jav")));
    assert_null(programs_find(STR("javac")));
    assert_null(programs_find(STR("mysqld mariadbd")));
    assert_null(programs_find(STR("nodemon")));
    assert_null(programs_find(STR("*")));
}

static void memory_tests_take_memory_on_purpose(void **state) {
    (void)state;
    assert_true(programs_is_load(STR("stress")));
    assert_true(programs_is_load(STR("stress-ng-vm")));
    assert_true(programs_is_load(STR("oom01")));
    assert_false(programs_is_load(STR("oomwhy")));
    assert_false(programs_is_load(STR("java")));
    assert_false(programs_is_load(STR("zorbl")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programs_are_known_by_their_settings),
        cmocka_unit_test(names_with_a_version_or_an_end_that_is_cut_are_known),
        cmocka_unit_test(a_part_of_a_name_is_another_program),
        cmocka_unit_test(memory_tests_take_memory_on_purpose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
