/* Holds the reports on one log against the files beside it, then feeds the log in small pieces: they must not change.
 * SPDX-License-Identifier: MIT
 *
 * JSON is compared, and stands in the files, with sorted members, one a line: test_json holds their order.
 *
 * usage: golden CASES NAME           every writer's report is what NAME.EXTENSION says
 *        golden --steps N CASES NAME...   the same in steps of up to N bytes; prints the first name that is not right
 *        golden --print CASES NAME WRITER   prints what that file must hold
 *        golden --list               prints "WRITER EXTENSION all|sampled" for each writer
 *        golden --files CASES        each writer's report stands beside at least one log
 *
 * The reports of a writer that is sampled stand beside a few logs only. */
#include "collect.h"

#include "report/report.h"

#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    GOLDEN_STEP_MOST = 31,
    GOLDEN_STEP_FEW = 3, /* of the writers but JSON's, which shows all that was read */
    GOLDEN_PATH = 4096
};

static int golden_line_len(const char *line) {
    size_t len = strcspn(line, "\n");
    return len < 400 ? (int)len : 400;
}

/* Prints the first line that differs. */
static void golden_show(const char *file, size_t step, const char *want, const char *got) {
    int line = 1;
    const char *want_line = want, *got_line = got;
    for (; *want && *want == *got; want++, got++)
        if (*want == '\n')
            line++, want_line = want + 1, got_line = got + 1;
    fprintf(stderr, "%s, fed %zu bytes at a time: line %d differs\n  expected: %.*s\n  reported: %.*s\n", file, step,
            line, golden_line_len(want_line), want_line, golden_line_len(got_line), got_line);
}

static struct collected golden_log(const char *cases, const char *name) {
    char path[GOLDEN_PATH];
    snprintf(path, sizeof path, "%s/%s.log", cases, name);
    return collect_file(path);
}

/* Appends the JSON object of one LINE as `jq -S` prints it: sorted members, one a line. Ends the program if it is none.
 * Fifteen digits show a number with a fraction as the program wrote it, but for zeros at its end. */
static void golden_print_object(FILE *to, const char *name, const char *line, size_t len) {
    json_error_t error;
    json_t *object = json_loadb(line, len, JSON_REJECT_DUPLICATES, &error);
    if (!object || json_dumpf(object, to, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_REAL_PRECISION(15)) != 0) {
        fprintf(stderr, "%s: %s\n", name, error.text);
        exit(1);
    }
    json_decref(object);
    fputc('\n', to);
}

/* REPORT, one JSON object a line, for people: a line a fact. */
static struct collected golden_pretty(const char *name, struct collected report) {
    struct collected pretty = {0};
    FILE *to = open_memstream(&pretty.bytes, &pretty.len);
    if (!to)
        exit(1);
    for (const char *line = report.bytes; *line; line += strcspn(line, "\n"), line += *line == '\n')
        golden_print_object(to, name, line, strcspn(line, "\n"));
    fclose(to);
    collect_free(&report);
    return pretty;
}

/* The writer's report on the log of NAME, fed STEP bytes at a time, as its golden file has it. */
static struct collected golden_report(const struct writer *writer, const char *name, const struct collected *log,
                                      size_t step) {
    char input[GOLDEN_PATH];
    snprintf(input, sizeof input, "%s.log", name);
    struct collected report = collect_report(writer->name, input, log->bytes, log->len, step, NULL);
    return strcmp(writer->extension, "json") == 0 ? golden_pretty(name, report) : report;
}

/* WANT is the content of FILE. */
static bool golden_is_same(const struct writer *writer, const char *name, const struct collected *log,
                           const struct collected *want, size_t step) {
    char file[GOLDEN_PATH];
    snprintf(file, sizeof file, "%s.%s", name, writer->extension);
    struct collected got = golden_report(writer, name, log, step);
    bool is_same = got.len == want->len && memcmp(got.bytes, want->bytes, got.len) == 0;
    if (!is_same)
        golden_show(file, step, want->bytes, got.bytes);
    collect_free(&got);
    return is_same;
}

/* Fed whole, then in steps of up to STEP_MOST bytes. */
static bool golden_check(const struct writer *writer, const char *cases, const char *name, const struct collected *log,
                         size_t step_most) {
    char path[GOLDEN_PATH];
    snprintf(path, sizeof path, "%s/%s.%s", cases, name, writer->extension);
    if (writer->is_sampled && access(path, F_OK) != 0)
        return true;
    struct collected want = collect_file(path);
    bool is_same = golden_is_same(writer, name, log, &want, log->len + 1);
    for (size_t step = 1; step <= step_most && is_same; step++)
        is_same = golden_is_same(writer, name, log, &want, step);
    collect_free(&want);
    return is_same;
}

static size_t golden_steps(const struct writer *writer, size_t most) {
    return strcmp(writer->name, "json") == 0 || most < GOLDEN_STEP_FEW ? most : GOLDEN_STEP_FEW;
}

static bool golden_check_all(const char *cases, const char *name, size_t step_most) {
    const struct writer *writer;
    bool is_right = true;
    struct collected log = golden_log(cases, name);
    for (size_t i = 0; (writer = report_writer_at(i)); i++)
        is_right = golden_check(writer, cases, name, &log, golden_steps(writer, step_most)) && is_right;
    collect_free(&log);
    return is_right;
}

static bool golden_check_several(const char *step_most, const char *cases, char **names) {
    for (; *names; names++)
        if (!golden_check_all(cases, *names, (size_t)atoi(step_most))) {
            printf("%s\n", *names);
            return false;
        }
    return true;
}

static bool golden_print(const char *cases, const char *name, const char *writer_name) {
    const struct writer *writer = report_writer(str_from_cstr(writer_name));
    if (!writer)
        return false;
    struct collected log = golden_log(cases, name), report = golden_report(writer, name, &log, log.len + 1);
    bool is_printed = fwrite(report.bytes, 1, report.len, stdout) == report.len;
    collect_free(&report);
    collect_free(&log);
    return is_printed;
}

static bool golden_list(void) {
    const struct writer *writer;
    for (size_t i = 0; (writer = report_writer_at(i)); i++)
        printf("%s %s %s\n", writer->name, writer->extension, writer->is_sampled ? "sampled" : "all");
    return true;
}

static bool golden_has_file(const char *cases, const struct writer *writer) {
    char pattern[GOLDEN_PATH];
    glob_t files;
    snprintf(pattern, sizeof pattern, "%s/*.%s", cases, writer->extension);
    const bool is_found = glob(pattern, 0, NULL, &files) == 0;
    if (is_found)
        globfree(&files);
    else
        fprintf(stderr, "%s: no golden file of the writer %s\n", pattern, writer->name);
    return is_found;
}

static bool golden_check_files(const char *cases) {
    const struct writer *writer;
    bool is_right = true;
    for (size_t i = 0; (writer = report_writer_at(i)); i++)
        is_right = golden_has_file(cases, writer) && is_right;
    return is_right;
}

int main(int argc, char **argv) {
    bool is_right = false;
    if (argc == 2 && strcmp(argv[1], "--list") == 0)
        is_right = golden_list();
    else if (argc == 3 && strcmp(argv[1], "--files") == 0)
        is_right = golden_check_files(argv[2]);
    else if (argc == 5 && strcmp(argv[1], "--print") == 0)
        is_right = golden_print(argv[2], argv[3], argv[4]);
    else if (argc > 4 && strcmp(argv[1], "--steps") == 0)
        is_right = golden_check_several(argv[2], argv[3], argv + 4);
    else if (argc == 3)
        is_right = golden_check_all(argv[1], argv[2], GOLDEN_STEP_MOST);
    return is_right ? 0 : 1;
}
