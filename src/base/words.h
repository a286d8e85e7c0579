/* Numbers as people read them: "1.2 GiB", "37 %", "1 process".
 * SPDX-License-Identifier: MIT
 *
 * Each macro makes a text that lives to the end of the enclosing block. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/str.h"

#include <stdint.h>

enum { WORDS_ROOM = 64, WORDS_SIZE = 32, WORDS_NAMED = 64 };

/* KB as B, KiB, MiB, GiB or TiB with at most one decimal; "an unknown amount" for a negative one. */
const char *words_size(char room[WORDS_ROOM], int64_t kb);

/* The same for a KB that is not negative, at AT and without a NUL; where it ends, WORDS_SIZE bytes later at most. */
char *words_put_size(char *at, int64_t kb);

/* NAME, "(no name)" for an empty one, or in quotation marks, written to ROOM, where it holds a blank. */
str words_named(char room[WORDS_NAMED], str name);

/* How exactly a share is written. */
enum words_share {
    WORDS_ROUNDED, /* "98 %"; one decimal below 10 %, and where it is nearly, but not quite, all of it */
    WORDS_TENTHS   /* "98.1 %" */
};

/* PART, which is not negative, of WHOLE, which is more than 0, at AT and without a NUL; where it ends, WORDS_SIZE bytes
 * later at most. */
char *words_put_percent(char *at, int64_t part, int64_t whole, enum words_share precision);

/* The same rounded, as a text; "an unknown share" where a part is missing. */
const char *words_percent(char room[WORDS_ROOM], int64_t part, int64_t whole);

/* "1 process", "3 processes". */
const char *words_count(char room[WORDS_ROOM], int64_t count, const char *one, const char *many);

/* "12 s", "3 min", "2.5 h", "4 days". */
const char *words_duration(char room[WORDS_ROOM], int64_t seconds);

/* The arguments of systemd, cgroup files and docker: "165K", "512M", "30G". */
const char *words_argument(char room[WORDS_ROOM], int64_t kb);

/* NAME, which begins with a small letter, as it begins a sentence: "Slab". */
const char *words_title(char room[WORDS_ROOM], const char *name);

#define SIZE(kb) words_size((char[WORDS_ROOM]){0}, (kb))
#define PERCENT(part, whole) words_percent((char[WORDS_ROOM]){0}, (part), (whole))
#define COUNT(count, one, many) words_count((char[WORDS_ROOM]){0}, (count), (one), (many))
#define DURATION(seconds) words_duration((char[WORDS_ROOM]){0}, (seconds))
/* "%.*s" argument pair of a process's name: it may be empty, and is put in quotation marks where it could be read as
 * words of ours. */
#define NAMED(name) (int)words_named((char[WORDS_NAMED]){0}, name).len, words_named((char[WORDS_NAMED]){0}, name).data
#define TITLE(name) words_title((char[WORDS_ROOM]){0}, (name))
#define ARGUMENT(kb) words_argument((char[WORDS_ROOM]){0}, (kb))

#endif
