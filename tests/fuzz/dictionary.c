/* Prints the words of the table of sentences as a dictionary for libFuzzer's -dict: how each begins and ends, what the
 * idle scan looks for, and the plain words within its pattern.
 * SPDX-License-Identifier: MIT */
#include "kernel/sentences.h"

#include <stdio.h>

enum { DICTIONARY_WORD = 4, DICTIONARY_MOST = 64 };

static void print_word(str word) {
    if (word.len == 0 || word.len > DICTIONARY_MOST)
        return;
    putchar('"');
    for (size_t i = 0; i < word.len; i++) {
        const unsigned char byte = (unsigned char)word.data[i];
        if (byte < 0x20 || byte > 0x7e || byte == '"' || byte == '\\')
            printf("\\x%02x", byte);
        else
            putchar(byte);
    }
    printf("\"\n");
}

static bool is_plain(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == ' ' || byte == '_' || byte == '-' ||
           byte == ',' || byte == ':' || byte == '=';
}

/* What stands in PATTERN without a sign of its grammar; a letter that is optional or escaped is not cared about. */
static void print_pattern(const char *pattern) {
    for (const char *from = pattern, *to; from && *from; from = *to ? to + 1 : to) {
        for (to = from; is_plain(*to);)
            to++;
        if (to - from >= DICTIONARY_WORD)
            print_word(str_of(from, (size_t)(to - from)));
    }
}

int main(void) {
    for (size_t i = 0; i < sentence_count; i++) {
        const struct sentence *sentence = &sentences[i];
        printf("# %s\n", sentence->name);
        print_word(sentence->begins);
        print_word(sentence->name_behind);
        for (size_t j = 0; j < SENTENCE_ENDS && sentence->ends[j]; j++)
            print_word(str_from_cstr(sentence->ends[j]));
        for (size_t j = 0; j < SENTENCE_OPENS && sentence->opens[j]; j++)
            print_word(sentence_literal(sentence->opens[j]));
        print_pattern(sentence->pattern);
    }
    return 0;
}
