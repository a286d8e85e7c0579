/* A sheet of text: words wrapped at a width, cells in columns, bars, a few colours.
 * SPDX-License-Identifier: MIT */
#include "report/sheet.h"

#include "report/escape.h"

enum { SHEET_USUAL = 80, SHEET_PROSE = 100, SHEET_MARK = 2 };

static void sheet_style(struct sheet *sheet, enum sheet_style style) {
    static const str codes[] = {
        [SHEET_PLAIN] = STR_INIT(""),          [SHEET_BOLD] = STR_INIT("\033[1m"),
        [SHEET_DIM] = STR_INIT("\033[2m"),     [SHEET_RED] = STR_INIT("\033[1;31m"),
        [SHEET_YELLOW] = STR_INIT("\033[33m"), [SHEET_GREEN] = STR_INIT("\033[32m"),
    };
    if (sheet->color)
        out_str(sheet->out, codes[style]);
}

/* Pays the blanks that are due. */
static void sheet_reach(struct sheet *sheet) {
    out_repeat(sheet->out, ' ', sheet->due);
    sheet->column += sheet->due;
    sheet->due = 0;
}

static void sheet_put(struct sheet *sheet, enum sheet_style style, str text, size_t columns) {
    if (text.len == 0)
        return;
    sheet_reach(sheet);
    sheet_style(sheet, style);
    escape_out(sheet->out, text);
    if (sheet->color && style != SHEET_PLAIN)
        out_str(sheet->out, STR("\033[0m"));
    sheet->column += columns;
}

void sheet_open(struct sheet *sheet, struct out *out, int width, bool color) {
    *sheet = (struct sheet){.out = out, .width = width > 0 ? (size_t)width : SHEET_USUAL, .color = color};
    sheet->prose = sheet->width < SHEET_PROSE ? sheet->width : SHEET_PROSE;
}

/* "%", "KiB", "kB", with a mark behind it or not. */
static bool sheet_is_measure(str word) {
    enum { MARKS = 2 };
    static const str measures[] = {STR_INIT("%"),   STR_INIT("KiB"), STR_INIT("MiB"), STR_INIT("GiB"),
                                   STR_INIT("TiB"), STR_INIT("kB"),  STR_INIT("B")};
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        if (str_starts(word, measures[i]) && word.len <= measures[i].len + MARKS)
            return true;
    return false;
}

/* Up to the space behind the first word, or, of a number, behind its measure; STR_NONE: to the end. */
static size_t sheet_word_len(str text) {
    size_t len = str_find_byte(text, ' ');
    char first = text.data[text.data[0] == '(' && text.len > 1];
    if (len == STR_NONE || len == 0 || first < '0' || first > '9')
        return len;
    str rest = str_from(text, len + 1);
    size_t next = str_find_byte(rest, ' ');
    if (!sheet_is_measure(str_first(rest, next)))
        return len;
    return next == STR_NONE ? STR_NONE : len + 1 + next;
}

void sheet_end(struct sheet *sheet) {
    if (sheet->column > 0)
        out_byte(sheet->out, '\n');
    sheet->column = 0;
    sheet->due = 0;
}

void sheet_line(struct sheet *sheet, size_t indent, size_t hanging) {
    sheet_end(sheet);
    sheet->due = indent;
    sheet->indent = hanging;
}

void sheet_space(struct sheet *sheet) {
    sheet_end(sheet);
    out_byte(sheet->out, '\n');
}

void sheet_rule(struct sheet *sheet, char character) {
    sheet_reach(sheet);
    size_t count = sheet->column < sheet->width ? sheet->width - sheet->column : 0;
    out_repeat(sheet->out, character, count);
    sheet->column += count;
    sheet_end(sheet);
}

void sheet_unit(struct sheet *sheet, enum sheet_style style, str text) {
    size_t columns = escape_columns(text);
    if (text.len == 0)
        return;
    bool mark = sheet->due == 0 && columns <= SHEET_MARK; /* stays with its word, in the columns kept for it */
    if (sheet->column > sheet->indent && !mark && sheet->column + sheet->due + columns + SHEET_MARK > sheet->prose)
        sheet_line(sheet, sheet->indent, sheet->indent);
    sheet_put(sheet, style, text, columns);
    sheet->due = 1;
}

void sheet_words(struct sheet *sheet, enum sheet_style style, str text) {
    while (text.len > 0) {
        size_t len = sheet_word_len(text);
        str word = str_first(text, len);
        if (word.len > 0)
            sheet_unit(sheet, style, word);
        text = len == STR_NONE ? str_from(text, text.len) : str_from(text, len + 1);
    }
}

void sheet_glue(struct sheet *sheet) {
    sheet->due = 0;
}

void sheet_left(struct sheet *sheet, enum sheet_style style, str text, size_t width) {
    size_t columns = escape_columns(text);
    sheet_put(sheet, style, text, columns);
    size_t left = columns < width ? width - columns : width > 0;
    sheet->due = text.len > 0 ? left : sheet->due + left;
}

void sheet_right(struct sheet *sheet, enum sheet_style style, str text, size_t width) {
    size_t columns = escape_columns(text);
    sheet->due += columns < width ? width - columns : 0;
    sheet_put(sheet, style, text, columns);
}

void sheet_bar(struct sheet *sheet, enum sheet_style style, int64_t part, int64_t whole, size_t room) {
    double share = part <= 0 || whole <= 0 ? 0 : part < whole ? (double)part / (double)whole : 1;
    size_t filled = (size_t)(share * (double)room + 0.5);
    if (filled == 0)
        return;
    sheet_reach(sheet);
    sheet_style(sheet, style);
    out_repeat(sheet->out, '#', filled);
    if (sheet->color && style != SHEET_PLAIN)
        out_str(sheet->out, STR("\033[0m"));
    sheet->column += filled;
}
