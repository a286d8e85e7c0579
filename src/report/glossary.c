/* The glossary: its terms, and how a spelling finds its term.
 * SPDX-License-Identifier: MIT */
#include "report/glossary.h"

#include "base/ascii.h"

static const struct glossary_term glossary_terms[] = {
#define TERM(kind, name, also, what) {GLOSSARY_##kind, STR_INIT(name), STR_INIT(also), STR_INIT(what)},
#include "report/glossary.def"
#undef TERM
};

enum {
    GLOSSARY_COUNT = sizeof glossary_terms / sizeof *glossary_terms,
    GLOSSARY_LETTERS = 48, /* of a spelling, without what stands between them */
    GLOSSARY_CLOSE = 3     /* letters for each of which no more than one may differ */
};

/* The letters and digits of a spelling, small. */
struct glossary_letters {
    char text[GLOSSARY_LETTERS];
    size_t len;
};

static bool glossary_is_letter(char byte) {
    return ascii_is_lower(byte) || ascii_is_digit(byte);
}

static struct glossary_letters glossary_letters_of(str spelling) {
    struct glossary_letters letters = {.len = 0};
    for (size_t i = 0; i < spelling.len && letters.len < GLOSSARY_LETTERS; i++) {
        const char small = ascii_lower(spelling.data[i]);
        if (glossary_is_letter(small))
            letters.text[letters.len++] = small;
    }
    return letters;
}

static str glossary_letters_str(const struct glossary_letters *letters) {
    return str_of(letters->text, letters->len);
}

/* Takes the next spelling from LIST. False at its end. */
static bool glossary_next(str *list, str *ret_spelling) {
    if (list->len == 0)
        return false;
    const size_t end = str_find(*list, STR(", "));
    *ret_spelling = str_first(*list, end);
    *list = end == STR_NONE ? str_from(*list, list->len) : str_from(*list, end + 2);
    return true;
}

/* Without a copy of the letters: a page asks for each of its words. */
static bool glossary_is_same(str spelling, const struct glossary_letters *wanted) {
    size_t len = 0;
    for (size_t i = 0; i < spelling.len; i++) {
        const char small = ascii_lower(spelling.data[i]);
        if (!glossary_is_letter(small))
            continue;
        if (len == wanted->len || wanted->text[len++] != small)
            return false;
    }
    return len > 0 && len == wanted->len;
}

static bool glossary_has(const struct glossary_term *term, const struct glossary_letters *wanted) {
    str list = term->also, spelling;
    while (glossary_next(&list, &spelling))
        if (glossary_is_same(spelling, wanted))
            return true;
    return false;
}

static void glossary_add(struct glossary_found *found, const struct glossary_term *term) {
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i] == term)
            return;
    if (found->count < GLOSSARY_FOUND)
        found->items[found->count++] = term;
}

static void glossary_collect(const struct glossary_letters *wanted, struct glossary_found *found) {
    for (size_t i = 0; i < GLOSSARY_COUNT; i++)
        if (glossary_is_same(glossary_terms[i].name, wanted))
            glossary_add(found, &glossary_terms[i]);
    for (size_t i = 0; i < GLOSSARY_COUNT; i++)
        if (glossary_has(&glossary_terms[i], wanted))
            glossary_add(found, &glossary_terms[i]);
}

/* "active_anon_kb" without its unit, "total_rss" without what says that children are counted. */
static struct glossary_letters glossary_bare(struct glossary_letters letters) {
    const str units[] = {STR_INIT("kb"), STR_INIT("pages"), STR_INIT("bytes")};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_ends(glossary_letters_str(&letters), units[i]))
            letters.len -= units[i].len;
    if (str_starts(glossary_letters_str(&letters), STR("total"))) {
        letters.len -= 5;
        memmove(letters.text, letters.text + 5, letters.len);
    }
    return letters;
}

void glossary_find(str spelling, struct glossary_found *ret_found) {
    struct glossary_letters letters = glossary_letters_of(spelling);
    ret_found->count = 0;
    if (letters.len == 0)
        return;
    glossary_collect(&letters, ret_found);
    if (ret_found->count > 0)
        return;
    letters = glossary_bare(letters);
    if (letters.len > 0)
        glossary_collect(&letters, ret_found);
}

static size_t glossary_least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* How many letters have to be put in, left out or changed to make B of A. */
static size_t glossary_distance(str a, str b) {
    size_t row[GLOSSARY_LETTERS + 1];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            const size_t changed = corner + (a.data[i - 1] != b.data[j - 1]);
            corner = row[j];
            row[j] = glossary_least(changed, glossary_least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b.len];
}

/* How far SPELLING is from what is WANTED; 0 is the same but for its end. */
static size_t glossary_far(str spelling, const struct glossary_letters *wanted) {
    const struct glossary_letters letters = glossary_letters_of(spelling);
    const str have = glossary_letters_str(&letters), want = glossary_letters_str(wanted);
    if (want.len >= GLOSSARY_CLOSE && str_starts(have, want))
        return 0;
    return glossary_distance(have, want);
}

static size_t glossary_term_far(const struct glossary_term *term, const struct glossary_letters *wanted) {
    size_t least = glossary_far(term->name, wanted);
    str list = term->also, spelling;
    while (glossary_next(&list, &spelling))
        least = glossary_least(least, glossary_far(spelling, wanted));
    return least;
}

void glossary_find_near(str spelling, struct glossary_found *ret_found) {
    const struct glossary_letters wanted = glossary_letters_of(spelling);
    size_t least = wanted.len / GLOSSARY_CLOSE + 1;
    ret_found->count = 0;
    for (size_t i = 0; i < GLOSSARY_COUNT && wanted.len > 1; i++) {
        const size_t far = glossary_term_far(&glossary_terms[i], &wanted);
        if (far < least)
            ret_found->count = 0;
        least = glossary_least(least, far);
        if (far == least && far <= wanted.len / GLOSSARY_CLOSE)
            glossary_add(ret_found, &glossary_terms[i]);
    }
}

const struct glossary_term *glossary_printed(str name) {
    for (size_t i = 0; i < GLOSSARY_COUNT; i++)
        if (str_equal(glossary_terms[i].name, name))
            return &glossary_terms[i];
    for (size_t i = 0; i < GLOSSARY_COUNT; i++) {
        str list = glossary_terms[i].also, spelling;
        while (glossary_next(&list, &spelling))
            if (str_equal(spelling, name))
                return &glossary_terms[i];
    }
    return NULL;
}

const struct glossary_term *glossary_at(size_t index) {
    return index < GLOSSARY_COUNT ? &glossary_terms[index] : NULL;
}

size_t glossary_index(const struct glossary_term *term) {
    return (size_t)(term - glossary_terms);
}

str glossary_kind_words(enum glossary_kind kind) {
    static const str words[] = {
        [GLOSSARY_LINE] = STR_INIT("lines of a report"),
        [GLOSSARY_COUNTER] = STR_INIT("counters of the machine, in pages"),
        [GLOSSARY_NODE] = STR_INIT("lines of nodes"),
        [GLOSSARY_TOTAL] = STR_INIT("totals"),
        [GLOSSARY_ZONE] = STR_INIT("zones, watermarks, free lists"),
        [GLOSSARY_TASK] = STR_INIT("task table and kill line"),
        [GLOSSARY_REQUEST] = STR_INIT("the request and its call trace"),
        [GLOSSARY_FLAG] = STR_INIT("flags of the request"),
        [GLOSSARY_CGROUP] = STR_INIT("memory cgroups"),
        [GLOSSARY_SITUATION] = STR_INIT("what a report concludes"),
        [GLOSSARY_IDEA] = STR_INIT("how memory works"),
    };
    return words[kind];
}
