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

/* A text and what is known of it. */
struct sheet_text {
    str text;
    size_t columns;
    bool is_plain; /* printable ASCII: nothing to escape */
};

static struct sheet_text sheet_measure(str text) {
    if (escape_plain(text) == text.len)
        return (struct sheet_text){text, text.len, true};
    return (struct sheet_text){text, escape_columns(text), false};
}

static void sheet_put(struct sheet *sheet, enum sheet_style style, struct sheet_text text) {
    if (text.text.len == 0)
        return;
    sheet_reach(sheet);
    sheet_style(sheet, style);
    if (text.is_plain)
        out_str(sheet->out, text.text);
    else
        escape_out(sheet->out, text.text);
    if (sheet->color && style != SHEET_PLAIN)
        out_str(sheet->out, STR("\033[0m"));
    sheet->column += text.columns;
}

void sheet_open(struct sheet *sheet, struct out *out, int width, bool color) {
    *sheet = (struct sheet){.out = out, .width = width > 0 ? (size_t)width : SHEET_USUAL, .color = color};
    sheet->prose = sheet->width < SHEET_PROSE ? sheet->width : SHEET_PROSE;
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

static void sheet_word(struct sheet *sheet, enum sheet_style style, struct sheet_text word) {
    bool mark = sheet->due == 0 && word.columns <= SHEET_MARK; /* stays with its word, in the columns kept for it */
    if (sheet->column > sheet->indent && !mark && sheet->column + sheet->due + word.columns + SHEET_MARK > sheet->prose)
        sheet_line(sheet, sheet->indent, sheet->indent);
    sheet_put(sheet, style, word);
    sheet->due = 1;
}

void sheet_unit(struct sheet *sheet, enum sheet_style style, str text) {
    if (text.len > 0)
        sheet_word(sheet, style, sheet_measure(text));
}

void sheet_words(struct sheet *sheet, enum sheet_style style, str text) {
    const char *at = text.data, *const end = text.data + text.len, *const plain = at + escape_plain(text);
    while (at < end) {
        const char *from = at;
        while (at < end && *at != ' ')
            at++;
        str word = str_of(from, (size_t)(at - from));
        if (word.len > 0)
            sheet_word(sheet, style, at <= plain ? (struct sheet_text){word, word.len, true} : sheet_measure(word));
        at += at < end;
    }
}

void sheet_glue(struct sheet *sheet) {
    sheet->due = 0;
}

void sheet_left(struct sheet *sheet, enum sheet_style style, str text, size_t width) {
    struct sheet_text cell = sheet_measure(text);
    sheet_put(sheet, style, cell);
    size_t left = cell.columns < width ? width - cell.columns : width > 0;
    sheet->due = text.len > 0 ? left : sheet->due + left;
}

void sheet_right(struct sheet *sheet, enum sheet_style style, str text, size_t width) {
    struct sheet_text cell = sheet_measure(text);
    sheet->due += cell.columns < width ? width - cell.columns : 0;
    sheet_put(sheet, style, cell);
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
