/* The idle scan: between events nothing is cut into lines. SPDX-License-Identifier: MIT
 *
 * What opens an event is said in a dozen ways ("oom-kill", "Out of memory", "Killed process", "Mem-Info", "low memory!",
 * "due to memory pressure" ...), and a search for each would read the text a dozen times. But every one of them holds
 * "k.l" or "m.m", in small or capital first letters (kill, Kill, mem, Mem), and few other words of a log do. So the
 * text is read once, sixteen bytes or more at a time: two loads (a byte, and the byte two places on), four compares,
 * and the newlines are counted from the bytes that are in the register anyway. The loops over STRIDE bytes have a
 * constant length and no branch, which is what compilers turn into vector code at -O2.
 *
 * Where a stride holds a candidate, the literals themselves decide. */
#include "parse/spot.h"

enum { STRIDE = 64 };

/* A literal, and where its "k.l" or "m.m" begins. */
struct spot_literal {
    str text;
    size_t anchor;
};

/* Everything that can open an event, or tell a kill whose opening is lost. */
static const struct spot_literal spot_literals[] = {
    {STR_INIT("oom-killer"), 4},        {STR_INIT("oom-kill:"), 4},          {STR_INIT("Killed process "), 0},
    {STR_INIT("Kill process "), 0},     {STR_INIT("kill process "), 0},      {STR_INIT("killed process "), 0},
    {STR_INIT("of memory"), 3},         {STR_INIT("Of Memory"), 3},          {STR_INIT("of Memory"), 3},
    {STR_INIT("Mem-Info:"), 0},         {STR_INIT("Mem-info:"), 0},          {STR_INIT("Memory cgroup "), 0},
    {STR_INIT("(memory values"), 1},    {STR_INIT("low memory!"), 4},        {STR_INIT("Low memory!"), 4},
    {STR_INIT("due to memory "), 7},    {STR_INIT("Killing process"), 0},    {STR_INIT("Kill '"), 0},
    {STR_INIT("oomd kill: "), 5},       {STR_INIT("on memory"), 3},          {STR_INIT("available memory"), 10},
    {STR_INIT("memory: usage "), 0},    {STR_INIT("OOM kill"), 4},           {STR_INIT("Killing '"), 0},
};

static unsigned char spot_stride(const char *at) {
    unsigned char any = 0;
    for (size_t i = 0; i < STRIDE; i++) {
        unsigned char first = (unsigned char)at[i] | 0x20;
        unsigned char third = (unsigned char)at[i + 2];
        any |= (unsigned char)((first == 'k') & (third == 'l')) | (unsigned char)((first == 'm') & (third == 'm'));
    }
    return any;
}

static int64_t spot_stride_newlines(const char *at) {
    unsigned char count = 0;
    for (size_t i = 0; i < STRIDE; i++)
        count = (unsigned char)(count + (at[i] == '\n'));
    return count;
}

int64_t spot_newlines(str text) {
    int64_t count = 0;
    size_t at = 0;
    for (; at + STRIDE <= text.len; at += STRIDE)
        count += spot_stride_newlines(text.data + at);
    for (; at < text.len; at++)
        count += text.data[at] == '\n';
    return count;
}

/* Whether one of the literals has its anchor at AT; *RET_AT is where the literal begins. */
static bool spot_is_literal(str text, size_t at, size_t *ret_at) {
    for (size_t i = 0; i < sizeof spot_literals / sizeof spot_literals[0]; i++) {
        const struct spot_literal *literal = &spot_literals[i];
        if (at < literal->anchor || !str_starts(str_from(text, at - literal->anchor), literal->text))
            continue;
        *ret_at = at - literal->anchor;
        return true;
    }
    return false;
}

static bool spot_is_anchor(const char *at) {
    char first = (char)(at[0] | 0x20);
    return (first == 'k' && at[2] == 'l') || (first == 'm' && at[2] == 'm');
}

/* The first literal with its anchor in [FROM, TO), or STR_NONE. */
static size_t spot_look(str text, size_t from, size_t to) {
    size_t found;
    for (size_t at = from; at < to && at + 2 < text.len; at++)
        if (spot_is_anchor(text.data + at) && spot_is_literal(text, at, &found))
            return found;
    return STR_NONE;
}

size_t spot_find(str text, int64_t *ret_newlines) {
    int64_t newlines = 0;
    size_t at = 0;
    for (; at + STRIDE + 2 <= text.len; at += STRIDE) {
        size_t found = spot_stride(text.data + at) ? spot_look(text, at, at + STRIDE) : STR_NONE;
        if (found != STR_NONE) {
            *ret_newlines = spot_newlines(str_first(text, found));
            return found;
        }
        newlines += spot_stride_newlines(text.data + at);
    }
    size_t found = spot_look(text, at, text.len);
    if (found == STR_NONE)
        *ret_newlines = newlines + spot_newlines(str_from(text, at));
    else
        *ret_newlines = spot_newlines(str_first(text, found));
    return found;
}
