/* How text is set: words wrapped at a width, cells in columns, bars, a few colours.
 * SPDX-License-Identifier: MIT */
#include "report/layout.h"

#include "report/escape.h"

enum {
    LAYOUT_USUAL = 80,
    LAYOUT_PROSE = 100,
    LAYOUT_MARK = 2,
    LAYOUT_SHORT = 256,
    LAYOUT_BYTES = 8 /* looked at for each column of a shortened word: some characters have no width */
};

/* Puts STYLE in force: a run of one style is one escape sequence, so that words in it can be searched for. */
static void layout_style(struct layout *layout, enum layout_style style) {
    static const str codes[] = {
        [LAYOUT_PLAIN] = STR_INIT(""),
        [LAYOUT_BOLD] = STR_INIT("\033[1m"),
        [LAYOUT_DIM] = STR_INIT("\033[2m"),
        [LAYOUT_KILLED] = STR_INIT("\033[1;31m"),
        [LAYOUT_SHIELDED] = STR_INIT("\033[35m"),
        [LAYOUT_SURE] = STR_INIT("\033[1;32m"),
        [LAYOUT_COMMAND] = STR_INIT("\033[32m"),
    };
    if (!layout->color || layout->style == style)
        return;
    if (layout->style != LAYOUT_PLAIN)
        out_str(layout->out, STR("\033[0m"));
    out_str(layout->out, codes[style]);
    layout->style = style;
}

/* Writes the blanks that are due. */
static void layout_reach(struct layout *layout) {
    if (layout->due == 0)
        return;
    out_repeat(layout->out, ' ', layout->due);
    layout->column += layout->due;
    layout->due = 0;
}

/* A text and what is known of it. */
struct layout_text {
    str text;
    size_t columns;
    bool is_plain; /* printable ASCII: nothing to escape */
};

static struct layout_text layout_measure(str text) {
    if (escape_is_plain(text))
        return (struct layout_text){text, text.len, true};
    return (struct layout_text){text, escape_columns(text), false};
}

/* Whether escape sequences are to be written before a text of STYLE. */
static inline bool layout_is_colored(const struct layout *layout, enum layout_style style) {
    return layout->style != style && layout->color;
}

/* Writes the blanks that are due, inside a run of STYLE or before it. */
static void layout_begin(struct layout *layout, enum layout_style style) {
    if (layout->style != style)
        layout_style(layout, LAYOUT_PLAIN);
    layout_reach(layout);
    layout_style(layout, style);
}

static void layout_put(struct layout *layout, enum layout_style style, struct layout_text text) {
    if (text.text.len == 0)
        return;
    layout_begin(layout, style);
    if (text.is_plain)
        out_str(layout->out, text.text);
    else
        escape_out(layout->out, text.text);
    layout->column += text.columns;
}

/* Writes COUNT blanks at AT, where there is room for sixteen at least, and returns the end. */
static inline char *layout_blanks(char *at, size_t count) {
    memcpy(at, "                ", 16);
    if (count > 16)
        memset(at, ' ', count);
    return at + count;
}

/* Writes DUE blanks and TEXT in one go if TEXT is what nearly every cell and line is: short, printable ASCII, of no
 * colour. Otherwise it does nothing and returns false. */
static bool layout_put_plain(struct layout *layout, enum layout_style style, size_t due, str text) {
    if (layout_is_colored(layout, style) || text.len == 0 || text.len > LAYOUT_SHORT || due > LAYOUT_SHORT)
        return false;
    char *at = layout_blanks(out_room(layout->out, 2 * LAYOUT_SHORT), due);
    if (!escape_copy_plain(at, text))
        return false;
    out_written(layout->out, at + text.len);
    layout->column += due + text.len;
    layout->due = 0;
    return true;
}

void layout_open(struct layout *layout, struct out *out, int width, bool color) {
    *layout = (struct layout){.out = out, .width = width > 0 ? (size_t)width : LAYOUT_USUAL, .color = color};
    layout->prose = layout->width < LAYOUT_PROSE ? layout->width : LAYOUT_PROSE;
}

/* "%", "KiB", "kB", perhaps with punctuation behind it. */
static bool layout_is_measure(str word) {
    enum { MARKS = 2 };
    static const str measures[] = {STR_INIT("%"),   STR_INIT("KiB"), STR_INIT("MiB"), STR_INIT("GiB"),
                                   STR_INIT("TiB"), STR_INIT("kB"),  STR_INIT("B")};
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        if (str_starts(word, measures[i]) && word.len <= measures[i].len + MARKS)
            return true;
    return false;
}

/* The length of the first word; of a number, with its measure. STR_NONE if no blank follows. */
static size_t layout_word_len(str text) {
    size_t len = str_find_byte(text, ' ');
    char first = text.data[text.data[0] == '(' && text.len > 1];
    if (len == STR_NONE || len == 0 || first < '0' || first > '9')
        return len;
    str rest = str_from(text, len + 1);
    size_t next = str_find_byte(rest, ' ');
    if (!layout_is_measure(str_first(rest, next)))
        return len;
    return next == STR_NONE ? STR_NONE : len + 1 + next;
}

void layout_end(struct layout *layout) {
    layout_style(layout, LAYOUT_PLAIN);
    if (layout->column > 0) {
        out_byte(layout->out, '\n');
        layout->lines++;
    }
    layout->column = 0;
    layout->due = 0;
}

void layout_line(struct layout *layout, size_t indent, size_t hanging) {
    layout_end(layout);
    layout->due = indent;
    layout->indent = hanging;
}

void layout_space(struct layout *layout) {
    layout_end(layout);
    out_byte(layout->out, '\n');
    layout->lines++;
}

void layout_rule(struct layout *layout, char character) {
    layout_begin(layout, layout->style);
    size_t count = layout->column < layout->width ? layout->width - layout->column : 0;
    out_repeat(layout->out, character, count);
    layout->column += count;
    layout_end(layout);
}

/* Begins a new line unless a word of so many COLUMNS fits on this one. */
static void layout_make_room(struct layout *layout, size_t columns) {
    bool mark =
        layout->due == 0 && columns <= LAYOUT_MARK; /* punctuation stays with its word, in the columns kept for it */
    if (layout->column > layout->indent && !mark &&
        layout->column + layout->due + columns + LAYOUT_MARK > layout->prose)
        layout_line(layout, layout->indent, layout->indent);
}

/* The columns that are left for words on the line in progress. */
static size_t layout_columns_left(const struct layout *layout) {
    const size_t taken = layout->column + layout->due + LAYOUT_MARK;
    return taken < layout->prose ? layout->prose - taken : 0;
}

void layout_keep(struct layout *layout, size_t columns) {
    if (columns > layout_columns_left(layout))
        layout_make_room(layout, columns);
}

/* How many bytes at the start of TEXT, which is not empty, are one character, or what must be escaped together. */
static size_t layout_character(str text) {
    static const unsigned char lead[] = {0xc0, 0xe0, 0xf0};
    size_t len = 1;
    for (size_t i = 0; i < sizeof lead; i++)
        len += (unsigned char)text.data[0] >= lead[i];
    return len < text.len ? len : text.len;
}

/* The start of TEXT that is COLUMNS wide at most. */
static str layout_start(str text, size_t columns) {
    size_t len = 0;
    text = str_first(text, LAYOUT_BYTES * columns);
    while (len < text.len) {
        const size_t next = len + layout_character(str_from(text, len));
        if (escape_columns(str_first(text, next)) > columns)
            break;
        len = next;
    }
    return str_first(text, len);
}

/* The end of TEXT that is COLUMNS wide at most. */
static str layout_rest(str text, size_t columns) {
    size_t from = text.len > LAYOUT_BYTES * columns ? text.len - LAYOUT_BYTES * columns : 0;
    while (from < text.len && from > 0 && ((unsigned char)text.data[from] & 0xc0) == 0x80) /* inside a character */
        from++;
    while (from < text.len && escape_columns(str_from(text, from)) > columns)
        from += layout_character(str_from(text, from));
    return str_from(text, from);
}

/* "/kubepods.slice/kub...8a6d.scope" */
static void layout_shortened(struct layout *layout, enum layout_style style, str text) {
    const size_t half = (layout->word_most - 3) / 2;
    const str start = layout_start(text, layout->word_most - 3 - half), end = layout_rest(text, half);
    const size_t columns = escape_columns(start) + 3 + escape_columns(end);
    layout_keep(layout, columns);
    layout_put(layout, style, layout_measure(start));
    layout_put(layout, style, layout_measure(STR("...")));
    layout_put(layout, style, layout_measure(end));
    layout->due = 1;
}

static bool layout_is_long(const struct layout *layout, str text) {
    return layout->word_most > 0 && text.len > layout->word_most && escape_columns(text) > layout->word_most;
}

void layout_unit(struct layout *layout, enum layout_style style, str text) {
    if (text.len == 0)
        return;
    if (layout_is_long(layout, text)) {
        layout_shortened(layout, style, text);
        return;
    }
    if (text.len > layout_columns_left(layout))
        layout_make_room(layout, layout_measure(text).columns);
    if (!layout_put_plain(layout, style, layout->due, text))
        layout_put(layout, style, layout_measure(text));
    layout->due = 1;
}

/* Whether a word that begins with FIRST may be a measure: for most words this one byte says no. */
static bool layout_may_be_measure(char first) {
    return first == '%' || first == 'k' || (first >= 'B' && first <= 'T');
}

/* How much of TEXT, which begins with a word, fits into ROOM columns: whole words, at least the first. */
static size_t layout_fits(str text, size_t room) {
    if (text.len <= room)
        return text.len;
    const size_t end = str_find_last_byte(str_first(text, room + 1), ' ');
    if (end != STR_NONE && !layout_may_be_measure(text.data[end + 1]))
        return end;
    const size_t before = end == STR_NONE ? STR_NONE : str_find_last_byte(str_first(text, end), ' ');
    const size_t begin = before == STR_NONE ? 0 : before + 1, len = layout_word_len(str_from(text, begin));
    if (end != STR_NONE && len == end - begin)
        return end;
    if (begin > 0) /* a number that keeps its measure */
        return before;
    return len == STR_NONE ? text.len : len;
}

/* Writes TEXT, which is printable ASCII and needs no check. */
static void layout_put_known(struct layout *layout, str text) {
    if (text.len > LAYOUT_SHORT || layout->due > LAYOUT_SHORT) {
        layout_put(layout, LAYOUT_PLAIN, (struct layout_text){text, text.len, true});
        return;
    }
    char *at = layout_blanks(out_room(layout->out, 2 * LAYOUT_SHORT), layout->due);
    (void)escape_copy_plain(at, text);
    out_written(layout->out, at + text.len);
    layout->column += layout->due + text.len;
}

/* Writes words of printable ASCII with one blank between them a line at a time, as layout_words would one by one. */
static void layout_run(struct layout *layout, str text) {
    if (text.len > layout_columns_left(layout)) {
        const size_t first = layout_word_len(text);
        layout_make_room(layout, first == STR_NONE ? text.len : first);
    }
    while (text.len > 0) {
        const size_t len = layout_fits(text, layout_columns_left(layout));
        layout_put_known(layout, str_first(text, len));
        layout->due = 1;
        text = str_from(text, len + 1);
        if (text.len > 0 && layout->column > layout->indent)
            layout_line(layout, layout->indent, layout->indent);
    }
}

/* Whether each word of TEXT is printable ASCII and has one blank behind it, or is the last. */
static bool layout_is_run(str text) {
    if (text.len == 0 || text.data[0] == ' ' || text.data[text.len - 1] == ' ')
        return false;
    return escape_is_plain(text) && str_find(text, STR("  ")) == STR_NONE;
}

void layout_phrase(struct layout *layout, enum layout_style style, str text) {
    if (layout->color && (style != LAYOUT_PLAIN || layout->style != LAYOUT_PLAIN)) {
        layout_words(layout, style, text);
        return;
    }
    layout_run(layout, text);
}

void layout_words(struct layout *layout, enum layout_style style, str text) {
    if (style == LAYOUT_PLAIN && layout->style == LAYOUT_PLAIN && layout->word_most == 0 && layout_is_run(text)) {
        layout_run(layout, text);
        return;
    }
    while (text.len > 0) {
        size_t len = layout_word_len(text);
        str word = str_first(text, len);
        if (word.len > 0)
            layout_unit(layout, style, word);
        text = len == STR_NONE ? str_from(text, text.len) : str_from(text, len + 1);
    }
}

/* Where the words so far have led. */
struct layout_walk {
    size_t lines, column, due;
};

/* One word more, as layout_unit would set it. */
static void layout_step(const struct layout *layout, struct layout_walk *walk, str word) {
    size_t columns = layout_measure(word).columns;
    if (layout->word_most > 0 && columns > layout->word_most)
        columns = layout->word_most;
    if (walk->column > layout->indent && walk->column + walk->due + columns + LAYOUT_MARK > layout->prose) {
        walk->lines++;
        walk->column = 0;
        walk->due = layout->indent;
    }
    walk->column += walk->due + columns;
    walk->due = 1;
}

size_t layout_lines_of(const struct layout *layout, const str *texts, size_t count) {
    struct layout_walk walk = {1, layout->column, layout->due};
    for (size_t i = 0; i < count; i++)
        for (str text = texts[i]; text.len > 0;) {
            const size_t len = layout_word_len(text);
            if (len > 0)
                layout_step(layout, &walk, str_first(text, len));
            text = len == STR_NONE ? str_from(text, text.len) : str_from(text, len + 1);
        }
    return walk.lines;
}

void layout_words_most(struct layout *layout, enum layout_style style, str text, size_t lines) {
    struct layout_walk walk = {1, layout->column, layout->due};
    size_t fits = 0;
    for (size_t at = 0; at < text.len && walk.lines <= lines;) {
        const size_t len = layout_word_len(str_from(text, at));
        const str word = str_first(str_from(text, at), len);
        if (word.len > 0)
            layout_step(layout, &walk, word);
        at += word.len;
        struct layout_walk more = walk;
        if (at < text.len)
            layout_step(layout, &more, STR("..."));
        if (more.lines <= lines)
            fits = at;
        at++;
    }
    layout_words(layout, style, str_first(text, fits));
    if (fits < text.len)
        layout_words(layout, style, STR("..."));
}

void layout_glue(struct layout *layout) {
    layout->due = 0;
}

void layout_left(struct layout *layout, enum layout_style style, str text, size_t width) {
    size_t columns = text.len;
    if (!layout_put_plain(layout, style, layout->due, text)) {
        struct layout_text cell = layout_measure(text);
        layout_put(layout, style, cell);
        columns = cell.columns;
    }
    size_t left = columns < width ? width - columns : width > 0;
    layout->due = text.len > 0 ? left : layout->due + left;
}

void layout_right(struct layout *layout, enum layout_style style, str text, size_t width) {
    if (layout_put_plain(layout, style, layout->due + (text.len < width ? width - text.len : 0), text))
        return;
    struct layout_text cell = layout_measure(text);
    layout->due += cell.columns < width ? width - cell.columns : 0;
    layout_put(layout, style, cell);
}

/* A figure is short and plain: all of its room is copied, so that no branch depends on its length. */
void layout_figure(struct layout *layout, enum layout_style style, const struct wording *figure, size_t width) {
    const size_t due = layout->due + (figure->len < width ? width - figure->len : 0);
    if (layout_is_colored(layout, style) || due > LAYOUT_SHORT) {
        layout_right(layout, style, wording_str(figure), width);
        return;
    }
    char *at = layout_blanks(out_room(layout->out, 2 * LAYOUT_SHORT), due);
    memcpy(at, figure->text, sizeof figure->text);
    out_written(layout->out, at + figure->len);
    layout->column += due + figure->len;
    layout->due = 0;
}

/* Eighths of a column. */
static void layout_bar_blocks(struct layout *layout, size_t eighths) {
    static const str blocks[] = {STR_INIT(""),
                                 STR_INIT("\xe2\x96\x8f"),
                                 STR_INIT("\xe2\x96\x8e"),
                                 STR_INIT("\xe2\x96\x8d"),
                                 STR_INIT("\xe2\x96\x8c"),
                                 STR_INIT("\xe2\x96\x8b"),
                                 STR_INIT("\xe2\x96\x8a"),
                                 STR_INIT("\xe2\x96\x89"),
                                 STR_INIT("\xe2\x96\x88")};
    for (; eighths >= 8; eighths -= 8) {
        out_str(layout->out, blocks[8]);
        layout->column++;
    }
    out_str(layout->out, blocks[eighths]);
    layout->column += eighths > 0;
}

void layout_bar(struct layout *layout, enum layout_style style, int64_t part, int64_t whole, size_t room) {
    double share = part <= 0 || whole <= 0 ? 0 : part < whole ? (double)part / (double)whole : 1;
    size_t steps = layout->unicode ? 8 : 1, filled = (size_t)(share * (double)(room * steps) + 0.5);
    if (filled == 0)
        return;
    layout_begin(layout, style);
    if (layout->unicode) {
        layout_bar_blocks(layout, filled);
        return;
    }
    out_repeat(layout->out, '#', filled);
    layout->column += filled;
}
