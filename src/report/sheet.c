/* A sheet of text: words wrapped at a width, cells in columns, bars, a few colours.
 * SPDX-License-Identifier: MIT */
#include "report/sheet.h"

#include "base/bytes.h"
#include "report/escape.h"

enum { SHEET_USUAL = 80, SHEET_PROSE = 100, SHEET_MARK = 2, SHEET_SHORT = 256 };

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
    if (sheet->due == 0)
        return;
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
    if (escape_is_plain(text))
        return (struct sheet_text){text, text.len, true};
    return (struct sheet_text){text, escape_columns(text), false};
}

static inline bool sheet_is_colored(const struct sheet *sheet, enum sheet_style style) {
    return sheet->color && style != SHEET_PLAIN;
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
    if (sheet_is_colored(sheet, style))
        out_str(sheet->out, STR("\033[0m"));
    sheet->column += text.columns;
}

/* COUNT blanks at AT, seldom more than sixteen, which are written in any case. Where they end. */
static inline char *sheet_blanks(char *at, size_t count) {
    memcpy(at, "                ", 16);
    if (count > 16)
        memset(at, ' ', count);
    return at + count;
}

/* What nearly every cell and line is: short, printable ASCII and of no colour. DUE blanks and TEXT are written in one
 * go; false, with nothing done, where TEXT is anything else. */
static bool sheet_put_plain(struct sheet *sheet, enum sheet_style style, size_t due, str text) {
    if (sheet_is_colored(sheet, style) || text.len == 0 || text.len > SHEET_SHORT || due > SHEET_SHORT)
        return false;
    char *at = sheet_blanks(out_room(sheet->out, 2 * SHEET_SHORT), due);
    if (!escape_copy_plain(at, text))
        return false;
    out_written(sheet->out, at + text.len);
    sheet->column += due + text.len;
    sheet->due = 0;
    return true;
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

/* A new line, unless a word of so many COLUMNS fits on this one. */
static void sheet_make_room(struct sheet *sheet, size_t columns) {
    bool mark = sheet->due == 0 && columns <= SHEET_MARK; /* stays with its word, in the columns kept for it */
    if (sheet->column > sheet->indent && !mark && sheet->column + sheet->due + columns + SHEET_MARK > sheet->prose)
        sheet_line(sheet, sheet->indent, sheet->indent);
}

/* The columns that are left for words on the line in progress. */
static size_t sheet_columns_left(const struct sheet *sheet) {
    const size_t taken = sheet->column + sheet->due + SHEET_MARK;
    return taken < sheet->prose ? sheet->prose - taken : 0;
}

void sheet_unit(struct sheet *sheet, enum sheet_style style, str text) {
    if (text.len == 0)
        return;
    if (text.len > sheet_columns_left(sheet))
        sheet_make_room(sheet, sheet_measure(text).columns);
    if (!sheet_put_plain(sheet, style, sheet->due, text))
        sheet_put(sheet, style, sheet_measure(text));
    sheet->due = 1;
}

/* Most words begin with no measure: told by one byte. */
static bool sheet_may_be_measure(char first) {
    return first == '%' || first == 'k' || (first >= 'B' && first <= 'T');
}

/* How much of TEXT, which begins with a word, fits into ROOM columns: whole words, at least the first. */
static size_t sheet_fits(str text, size_t room) {
    if (text.len <= room)
        return text.len;
    const size_t end = str_find_last_byte(str_first(text, room + 1), ' ');
    if (end != STR_NONE && !sheet_may_be_measure(text.data[end + 1]))
        return end;
    const size_t before = end == STR_NONE ? STR_NONE : str_find_last_byte(str_first(text, end), ' ');
    const size_t begin = before == STR_NONE ? 0 : before + 1, len = sheet_word_len(str_from(text, begin));
    if (end != STR_NONE && len == end - begin)
        return end;
    if (begin > 0) /* a number that keeps its measure */
        return before;
    return len == STR_NONE ? text.len : len;
}

/* TEXT, which is printable ASCII: what is asked of a cell need not be asked of it. */
static void sheet_put_known(struct sheet *sheet, str text) {
    if (text.len > SHEET_SHORT || sheet->due > SHEET_SHORT) {
        sheet_put(sheet, SHEET_PLAIN, (struct sheet_text){text, text.len, true});
        return;
    }
    char *at = sheet_blanks(out_room(sheet->out, 2 * SHEET_SHORT), sheet->due);
    (void)escape_copy_plain(at, text);
    out_written(sheet->out, at + text.len);
    sheet->column += sheet->due + text.len;
}

/* The same as word by word, for words of printable ASCII with one blank between them: a line at a time. Of a word that
 * did not fit into the line before nobody asks again whether it does. */
static void sheet_run(struct sheet *sheet, str text) {
    if (text.len > sheet_columns_left(sheet)) {
        const size_t first = sheet_word_len(text);
        sheet_make_room(sheet, first == STR_NONE ? text.len : first);
    }
    while (text.len > 0) {
        const size_t len = sheet_fits(text, sheet_columns_left(sheet));
        sheet_put_known(sheet, str_first(text, len));
        sheet->due = 1;
        text = str_from(text, len + 1);
        if (text.len > 0 && sheet->column > sheet->indent)
            sheet_line(sheet, sheet->indent, sheet->indent);
    }
}

/* Of the seventeen bytes at AT: the first sixteen that are no printable ASCII, or a blank with another behind it. */
static inline bytes16 sheet_stops(const char *at) {
    const bytes16 bytes = bytes16_at(at);
    return (bytes16)((bytes16)(bytes - 0x20) >= 0x7f - 0x20) | (bytes16)((bytes == ' ') & (bytes16_at(at + 1) == ' '));
}

/* Whether each word of TEXT is printable ASCII and has one blank behind it, or is the last. */
static bool sheet_is_run(str text) {
    enum { STEP = sizeof(bytes16) };
    if (text.len == 0 || text.data[0] == ' ' || text.data[text.len - 1] == ' ')
        return false;
    if (text.len <= STEP) {
        for (size_t at = 1; at < text.len; at++)
            if (text.data[at] == ' ' && text.data[at - 1] == ' ')
                return false;
        return escape_is_plain(text);
    }
    const size_t last =
        text.len - STEP - 1; /* where the last step begins: it goes back over a part of the one before */
    bytes16 stops = sheet_stops(text.data + last);
    for (size_t at = 0; at < last; at += STEP)
        stops |= sheet_stops(text.data + at);
    return !bytes16_any(stops) && escape_plain(str_from(text, text.len - 1)) == 1;
}

void sheet_phrase(struct sheet *sheet, enum sheet_style style, str text) {
    if (sheet_is_colored(sheet, style)) {
        sheet_words(sheet, style, text);
        return;
    }
    sheet_run(sheet, text);
}

void sheet_words(struct sheet *sheet, enum sheet_style style, str text) {
    if (!sheet_is_colored(sheet, style) && sheet_is_run(text)) {
        sheet_run(sheet, text);
        return;
    }
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
    size_t columns = text.len;
    if (!sheet_put_plain(sheet, style, sheet->due, text)) {
        struct sheet_text cell = sheet_measure(text);
        sheet_put(sheet, style, cell);
        columns = cell.columns;
    }
    size_t left = columns < width ? width - columns : width > 0;
    sheet->due = text.len > 0 ? left : sheet->due + left;
}

void sheet_right(struct sheet *sheet, enum sheet_style style, str text, size_t width) {
    if (sheet_put_plain(sheet, style, sheet->due + (text.len < width ? width - text.len : 0), text))
        return;
    struct sheet_text cell = sheet_measure(text);
    sheet->due += cell.columns < width ? width - cell.columns : 0;
    sheet_put(sheet, style, cell);
}

/* A figure is short and plain, and is copied with the room behind it: no branch asks for its length. */
void sheet_figure(struct sheet *sheet, enum sheet_style style, const struct wording *figure, size_t width) {
    const size_t due = sheet->due + (figure->len < width ? width - figure->len : 0);
    if (sheet_is_colored(sheet, style) || due > SHEET_SHORT) {
        sheet_right(sheet, style, wording_str(figure), width);
        return;
    }
    char *at = sheet_blanks(out_room(sheet->out, 2 * SHEET_SHORT), due);
    memcpy(at, figure->text, sizeof figure->text);
    out_written(sheet->out, at + figure->len);
    sheet->column += due + figure->len;
    sheet->due = 0;
}

void sheet_bar(struct sheet *sheet, enum sheet_style style, int64_t part, int64_t whole, size_t room) {
    double share = part <= 0 || whole <= 0 ? 0 : part < whole ? (double)part / (double)whole : 1;
    size_t filled = (size_t)(share * (double)room + 0.5);
    if (filled == 0)
        return;
    sheet_reach(sheet);
    sheet_style(sheet, style);
    out_repeat(sheet->out, '#', filled);
    if (sheet_is_colored(sheet, style))
        out_str(sheet->out, STR("\033[0m"));
    sheet->column += filled;
}
