/* Digests such as Logwatch's: each text of the day once, with the number of its occurrences, in alphabetical order.
 * SPDX-License-Identifier: MIT */
#include "log/digest.h"

#include "base/ascii.h"
#include "base/scan.h"

void digest_begin(struct digest *digest, const struct grammar *grammar, struct arena *arena) {
    digest->grammar = grammar;
    digest->text = (struct buffer){.arena = arena};
    digest->count = 0;
}

/* " 1 Time(s): Killed process 4711 (shop-db) ..": takes what precedes the text off. */
static bool digest_cut_count_before(str *text) {
    struct scan scan = scan_of(str_trim_start(*text));
    uint64_t count;
    if (!scan_u64(&scan, &count) || !scan_literal(&scan, STR(" Time(s): ")))
        return false;
    *text = scan_rest(&scan);
    return true;
}

/* "    Killed process 4711 (shop-db) ...:  1 Time(s)": a line of warnings, which may be cut short. */
static bool digest_cut_count_behind(str *text) {
    const str line = str_trim(*text);
    const size_t dots = str_ends(line, STR(" Time(s)")) ? str_find_last(line, STR(" ...:")) : STR_NONE;
    uint64_t count;
    if (dots == STR_NONE)
        return false;
    struct scan scan = scan_of(str_from(line, dots + sizeof " ...:" - 1));
    scan_blanks(&scan);
    if (!scan_u64(&scan, &count) || !scan_literal(&scan, STR(" Time(s)")) || !scan_done(&scan))
        return false;
    *text = str_trim_end(str_first(line, dots));
    return true;
}

static str digest_text(const struct digest *digest, const struct digest_line *line) {
    return str_of(digest->text.data + line->at, line->len);
}

/* The same, or it stands before a text. */
static bool digest_may_count(str line) {
    return digest_may_count_behind(line) || (line.len > 0 && (str_is_blank(*line.data) || ascii_is_digit(*line.data)));
}

bool digest_take(struct digest *digest, str line, int64_t number) {
    str text = line;
    if (!digest_may_count(line))
        return false;
    const bool is_cut = digest_cut_count_behind(&text);
    if (!is_cut && !digest_cut_count_before(&text))
        return false;
    const int place = digest->grammar->find_place(digest->grammar->opener, text);
    const size_t at = digest->text.len;
    if (place == 0 || digest->count == DIGEST_LINES || at + text.len > DIGEST_BYTES || !buffer_add(&digest->text, text))
        return true;
    digest->lines[digest->count++] =
        (struct digest_line){at, text.len, number, digest->grammar->victim_of_line(text), place, is_cut};
    return true;
}

/* Whether another line holds this text, or more of it. */
static bool digest_is_repeated(const struct digest *digest, size_t at) {
    const struct digest_line *line = &digest->lines[at];
    const str text = digest_text(digest, line);
    for (size_t i = 0; i < digest->count; i++) {
        const str other = digest_text(digest, &digest->lines[i]);
        if (i == at || !str_starts(other, text))
            continue;
        if (other.len > text.len ? line->is_cut : i < at)
            return true;
    }
    return false;
}

/* Whether A precedes B: by victim, then in the kernel's order. */
static bool digest_is_before(const struct digest_line *a, const struct digest_line *b) {
    if (a->victim != b->victim)
        return a->victim < b->victim;
    return a->place != b->place ? a->place < b->place : a->number < b->number;
}

static void digest_sort(struct digest *digest) {
    for (size_t i = 1; i < digest->count; i++) {
        const struct digest_line line = digest->lines[i];
        size_t at = i;
        for (; at > 0 && digest_is_before(&line, &digest->lines[at - 1]); at--)
            digest->lines[at] = digest->lines[at - 1];
        digest->lines[at] = line;
    }
}

/* Hands on the lines that name a victim, or the others. */
static bool digest_emit(const struct digest *digest, bool with_victim, digest_sink *sink, void *context) {
    for (size_t i = 0; i < digest->count; i++) {
        const struct digest_line *line = &digest->lines[i];
        if ((line->victim >= 0) == with_victim && !digest_is_repeated(digest, i) &&
            !sink(context, digest_text(digest, line), line->number))
            return false;
    }
    return true;
}

/* Whether all lines are of one kill. */
static bool digest_is_of_one(const struct digest *digest) {
    int64_t victim = -1;
    for (size_t i = 0; i < digest->count; i++) {
        const int64_t named = digest->lines[i].victim;
        if (named >= 0 && victim >= 0 && named != victim)
            return false;
        victim = named >= 0 ? named : victim;
    }
    return victim >= 0;
}

bool digest_end(struct digest *digest, digest_sink *sink, void *context) {
    if (digest->count == 0)
        return true;
    digest_sort(digest);
    const bool is_of_one = digest_is_of_one(digest); /* then what names nobody opens its report */
    const bool is_going =
        digest_emit(digest, !is_of_one, sink, context) && digest_emit(digest, is_of_one, sink, context);
    digest->count = 0;
    buffer_clear(&digest->text);
    return is_going;
}
