/* Writes the completions of a shell from the table of options; run when the command is built.
 * SPDX-License-Identifier: MIT */
#include "option_rows.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool completions_is_optional(const struct options_row *row) {
    return row->value && *row->value == '[';
}

static options_list *completions_words(const struct options_row *row) {
    return row->offers ? row->offers : row->words;
}

static bool completions_is_file(const struct options_row *row) {
    return row->value && strcmp(row->value, "FILE") == 0;
}

/* The words that ROW's value is one of, between spaces; nothing where it is none of a list. */
static void completions_print_words(const struct options_row *row) {
    options_list *words = completions_words(row);
    for (size_t i = 0; words && words(i); i++)
        printf("%s%s", i > 0 ? " " : "", words(i));
}

/* The help of ROW in one line, with BEFORE in front of each byte that SPECIAL names; an apostrophe is left out of a
 * quotation by which all three shells know it. */
static void completions_print_help(const struct options_row *row, const char *special, const char *before) {
    for (const char *at = row->help; *at; at++)
        if (*at == '\'')
            fputs("'\\''", stdout);
        else
            printf("%s%c", strchr(special, *at) ? before : "", *at == '\n' ? ' ' : *at);
}

/* --- bash */

static void completions_bash_names(void) {
    for (const struct options_row *row = options_rows; row->help; row++) {
        if (row->name)
            printf(" --%s%s", row->name, row->value && !completions_is_optional(row) ? "=" : "");
        if (row->letter)
            printf(" -%c", row->letter);
    }
}

/* "    --format | -f) COMPREPLY=(...) ;;": what may stand behind ROW's name. */
static void completions_bash_value(const struct options_row *row) {
    printf("    --%s", row->name);
    if (row->alias)
        printf(" | --%s", row->alias);
    if (row->letter && (row->letter_needs || !completions_is_optional(row)))
        printf(" | -%c", row->letter);
    if (completions_words(row)) {
        printf(") COMPREPLY=($(compgen -W '");
        completions_print_words(row);
        puts("' -- \"$word\")) ;;");
    } else {
        puts(completions_is_file(row) ? ") ;;" : ") compopt +o default +o bashdefault ;;");
    }
}

/* bash hands "--format=js" over as three words. A value that may be left out stands behind "=" only. */
static void completions_bash(void) {
    puts("# bash completion for oomwhy(1), made from its table of options\n"
         "_oomwhy() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} name=${COMP_WORDS[COMP_CWORD - 1]} is_joined=\n"
         "  COMPREPLY=()\n"
         "  if [ \"$word\" = = ]; then\n"
         "    word= is_joined=1\n"
         "  elif [ \"$name\" = = ]; then\n"
         "    name=${COMP_WORDS[COMP_CWORD - 2]} is_joined=1\n"
         "  fi");
    fputs("  case $is_joined$name in\n   ", stdout);
    bool is_first = true;
    for (const struct options_row *row = options_rows; row->help; row++)
        if (row->name && completions_is_optional(row)) {
            printf("%s --%s", is_first ? "" : " |", row->name);
            if (row->alias)
                printf(" | --%s", row->alias);
            is_first = false;
        }
    puts(") name= ;;\n  esac\n  case $name in");
    for (const struct options_row *row = options_rows; row->help; row++)
        if (row->name && row->value)
            completions_bash_value(row);
    puts("    *)\n"
         "      case $word in\n"
         "        -*)");
    fputs("          COMPREPLY=($(compgen -W '", stdout);
    completions_bash_names();
    puts("' -- \"$word\"))\n"
         "          case ${COMPREPLY[0]-} in *=) compopt -o nospace ;; esac\n"
         "          ;;\n"
         "      esac\n"
         "      ;;\n"
         "  esac\n"
         "} &&\n"
         "  complete -o bashdefault -o default -F _oomwhy oomwhy");
}

/* --- zsh */

/* "[how to report]:FORMAT:(text json)" */
static void completions_zsh_rest(const struct options_row *row) {
    putchar('[');
    completions_print_help(row, "[]\\", "\\");
    putchar(']');
    if (row->value) {
        const bool is_optional = completions_is_optional(row);
        const char *value = row->value + is_optional;
        printf("%s:%.*s:", is_optional ? ":" : "", (int)strcspn(value, "]"), value);
        printf("%s", completions_is_file(row) ? "_files" : completions_words(row) ? "(" : " ");
        completions_print_words(row);
        printf("%s", completions_words(row) ? ")" : "");
    }
    puts("' \\");
}

static void completions_zsh(void) {
    puts("#compdef oomwhy\n"
         "# zsh completion for oomwhy(1), made from its table of options\n"
         "_arguments -s -S \\");
    for (const struct options_row *row = options_rows; row->help; row++) {
        const bool is_optional = completions_is_optional(row);
        if (!row->name)
            continue;
        printf("  '*--%s%s", row->name, !row->value ? "" : is_optional ? "=-" : "=");
        completions_zsh_rest(row);
        if (!row->letter)
            continue;
        printf("  '*-%c%s", row->letter, row->letter_needs || (row->value && !is_optional) ? "+" : "");
        completions_zsh_rest(row);
    }
    puts("  '*:FILE:_files'");
}

/* --- fish */

static void completions_fish(void) {
    puts("# fish completion for oomwhy(1), made from its table of options");
    for (const struct options_row *row = options_rows; row->help; row++) {
        if (!row->name)
            continue;
        printf("complete -c oomwhy -l %s", row->name);
        if (row->letter)
            printf(" -s %c", row->letter);
        if (row->value && !completions_is_optional(row))
            printf(" %s", completions_is_file(row) ? "-r -F" : "-x");
        else
            printf("%s", row->value ? " -f" : "");
        if (completions_words(row)) {
            fputs(" -a '", stdout);
            completions_print_words(row);
            putchar('\'');
        }
        fputs(" -d '", stdout);
        completions_print_help(row, "\\", "\\");
        puts("'");
    }
}

int main(int argc, char **argv) {
    const char *shell = argc == 2 ? argv[1] : "";
    if (strcmp(shell, "bash") == 0)
        completions_bash();
    else if (strcmp(shell, "zsh") == 0)
        completions_zsh();
    else if (strcmp(shell, "fish") == 0)
        completions_fish();
    else
        return 2;
    return fflush(stdout) == 0 ? 0 : 1;
}
