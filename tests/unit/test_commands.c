/* Every command that is advised can be pasted: each program exists, and takes the options that it is given.
 * SPDX-License-Identifier: MIT */
#include "base/str.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* A program and, between blanks, all options that are used of it. From the manual pages of util-linux, procps,
 * coreutils, grep, iproute2, systemd, lsof, numactl, bpftool and the programs themselves. */
struct known {
    const char *program, *options;
};

static const struct known commands_known[] = {
    {"[", "-e"},
    {"adb", ""},
    {"auditctl", "-s"},
    {"awk", ""},
    {"bpftool", ""},
    {"cat", ""},
    {"ceph", ""},
    {"chmod", ""},
    {"coredumpctl", ""},
    {"dd", ""},
    {"crictl", ""},
    {"df", "-h -i -t"},
    {"dmesg", ""},
    {"docker", "--memory --memory-swap --pids-limit"},
    {"done", ""},
    {"du", "-xsh"},
    {"echo", ""},
    {"find", "-type -path -exec -lname -H"},
    {"findmnt", "-t"},
    {"grep", "-c -E -hE -h -H -i -iE -l -lx -n -o -qxF -r -rE -rs -rvx -rvxE -s -sE -w -x --include -- -1000"},
    {"head", "-n"},
    {"ip", "-6 -s -d"},
    {"ipcs", "-m -p -q -s"},
    {"ipset", "-t"},
    {"iptables-save", ""},
    {"journalctl", "-u --flush --since --until"},
    {"kubectl", "-A -o"},
    {"ls", "-l -d"},
    {"lsmod", ""},
    {"lsns", "-t"},
    {"lsof", "+L1"},
    {"lspci", "-k"},
    {"lsusb", "-t"},
    {"mkdir", "-p"},
    {"mkswap", ""},
    {"mysql", "-e"},
    {"nft", ""},
    {"numactl", "--hardware"},
    {"numastat", "-p"},
    {"nvidia-smi", ""},
    {"oomctl", ""},
    {"podman", "--memory --memory-swap --pids-limit"},
    {"printf", ""},
    {"ps", "-eo -ef -o -C -ww --sort"},
    {"psql", "-U -c"},
    {"rdma", ""},
    {"readlink", ""},
    {"redis-cli", ""},
    {"slabtop", "-o -s"},
    {"sort", "-k2 -k3 -n -r -t:"},
    {"ss", "-0 -a -e -m -n -p -s -t -u -w -x --vsock --xdp"},
    {"swapon", "-s"},
    {"sysctl", "-w"},
    {"systemctl", "--runtime --user"},
    {"systemd-analyze", "cat-config"},
    {"talosctl", "-o"},
    {"uniq", "-c"},
    {"valkey-cli", ""},
    {"wc", "-l"},
    {"zramctl", ""},
};

static const struct known *commands_find(str program) {
    for (size_t i = 0; i < sizeof commands_known / sizeof *commands_known; i++)
        if (str_equal(program, str_from_cstr(commands_known[i].program)))
            return &commands_known[i];
    return NULL;
}

static bool commands_takes(const struct known *known, str option) {
    size_t equals = str_find_byte(option, '=');
    str name = equals == STR_NONE ? option : str_first(option, equals), left = str_from_cstr(known->options);
    while (left.len) {
        size_t blank = str_find_byte(left, ' ');
        if (str_equal(blank == STR_NONE ? left : str_first(left, blank), name))
            return true;
        left = blank == STR_NONE ? STR("") : str_from(left, blank + 1);
    }
    return false;
}

/* The next word of *TEXT as a shell splits it, quotes and all; operators are words of their own. */
static str commands_word(str *text) {
    size_t start = 0;
    while (start < text->len && (text->data[start] == ' ' || text->data[start] == '\n'))
        start++;
    size_t end = start;
    char quote = 0;
    bool is_operator = end < text->len && strchr(";|&()", text->data[end]) != NULL;
    if (is_operator)
        end++;
    for (; !is_operator && end < text->len; end++) {
        char byte = text->data[end];
        if (quote ? byte == quote : byte == '\'' || byte == '"')
            quote = quote ? 0 : byte;
        else if (!quote && (strchr(" \n;|&()", byte) != NULL || (byte == '$' && end > start)))
            break;
    }
    str word = str_of(text->data + start, end - start);
    *text = str_from(*text, end);
    return word;
}

/* What stands between two commands: after it a new one begins. */
static bool commands_is_break(str word) {
    static const str breaks[] = {STR_INIT(";"), STR_INIT("|"), STR_INIT("&"), STR_INIT("("), STR_INIT("do")};
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
        if (str_equal(word, breaks[i]))
            return true;
    return false;
}

/* "-l", "--user", "+L1"; a lone "-" and a number are none. */
static bool commands_is_option(str word) {
    return word.len > 1 && (word.data[0] == '-' || word.data[0] == '+') &&
           !(word.data[1] >= '0' && word.data[1] <= '9');
}

static void commands_check(str command) {
    const struct known *program = NULL;
    bool begins = true, loop = false;
    for (str left = command, word = commands_word(&left); word.len; word = commands_word(&left)) {
        if (commands_is_break(word)) {
            begins = true;
            loop = false;
        } else if (str_equal(word, STR(")"))) { /* the rest is what the outer command is given */
            begins = false;
            program = NULL;
        } else if (begins && str_equal(word, STR("for"))) { /* "for p in /proc/[0-9]*" */
            loop = true;
            begins = false;
        } else if (begins && str_equal(word, STR("done"))) {
            begins = false;
            program = NULL;
        } else if (begins) {
            program = commands_find(word);
            if (!program)
                fail_msg("\"%.*s\": no known program \"%.*s\"", STR_ARG(command), STR_ARG(word));
            begins = false;
        } else if (program && str_equal(word, STR("exec"))) { /* "docker exec ID df -h" */
            commands_word(&left);
            begins = true;
        } else if (!loop && program && commands_is_option(word) && !commands_takes(program, word))
            fail_msg("\"%.*s\": %s has no \"%.*s\"", STR_ARG(command), program->program, STR_ARG(word));
    }
}

/* "\"command\": \"ps -eo pid\"," as JSON has it. */
static void commands_check_line(char *line) {
    char *at = strstr(line, "\"command\": \"");
    if (!at)
        return;
    char *to = at += strlen("\"command\": \""), *start = at;
    for (; *at && *at != '"'; at++) {
        if (*at == '\\')
            at++;
        *to++ = *at == 'n' && at[-1] == '\\' && at > start ? '\n' : *at;
    }
    commands_check(str_of(start, (size_t)(to - start)));
}

static int commands_check_file(const char *name) {
    static char line[1 << 16];
    char path[512];
    int count = 0;
    snprintf(path, sizeof path, TESTDATA "/cases/%s", name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        count += strstr(line, "\"command\": \"") != NULL;
        commands_check_line(line);
    }
    assert_int_equal(fclose(file), 0);
    return count;
}

static void commands_of_all_reports_exist(void **state) {
    (void)state;
    DIR *folder = opendir(TESTDATA "/cases");
    int count = 0;
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        if (str_ends(str_from_cstr(entry->d_name), STR(".json")))
            count += commands_check_file(entry->d_name);
    closedir(folder);
    assert_true(count > 100);
}

static void commands_of_all_makers_exist(void **state) {
    (void)state;
    static const char *const checks[] = {
#define KIND(name, request, kept, what, check) check,
#include "model/makers.def"
#undef KIND
    };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        commands_check(str_from_cstr(checks[i]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_of_all_reports_exist),
        cmocka_unit_test(commands_of_all_makers_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
