/* The promises about reports that fuzzers hold.
 * SPDX-License-Identifier: MIT */
#include "promise.h"

#include <oomwhy/oomwhy.h>

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

enum { TAGS_OPEN_MOST = 64, TAG_NAME = 16 };

uint32_t dice_throw(struct dice *dice) {
    dice->state ^= dice->state << 13;
    dice->state ^= dice->state >> 17;
    dice->state ^= dice->state << 5;
    return dice->state;
}

struct dice dice_of(const uint8_t *data, size_t size) {
    struct dice dice = {2463534242u};
    for (size_t i = size > 4 ? size - 4 : 0; i < size; i++)
        dice.state = dice.state * 31 + data[i];
    dice.state |= 1;
    dice_throw(&dice);
    return dice;
}

int output_write(void *context, const char *bytes, size_t len) {
    struct output *output = context;
    if (output->refuse_after > 0 && output->len + len > output->refuse_after)
        return OOMWHY_ERROR_CLOSED;
    if (output->len + len + 1 > output->room) {
        output->room = (output->len + len + 1) * 2;
        output->bytes = realloc(output->bytes, output->room);
        HOLD(output->bytes != NULL);
    }
    if (len > 0)
        memcpy(output->bytes + output->len, bytes, len);
    output->len += len;
    output->bytes[output->len] = '\0';
    return 0;
}

/* Length of the UTF-8 sequence at BYTES, its code point through ret_point; 0 if it is none. */
static size_t utf8_sequence(const uint8_t *bytes, size_t len, uint32_t *ret_point) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t need = bytes[0] < 0x80 ? 1 : bytes[0] >> 5 == 6 ? 2 : bytes[0] >> 4 == 14 ? 3 : bytes[0] >> 3 == 30 ? 4 : 0;
    if (need == 0 || need > len)
        return 0;
    uint32_t point = need == 1 ? bytes[0] : bytes[0] & (0xffu >> (need + 1));
    for (size_t i = 1; i < need; i++) {
        if (bytes[i] >> 6 != 2)
            return 0;
        point = point << 6 | (bytes[i] & 0x3fu);
    }
    if (point < least[need] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
        return 0;
    *ret_point = point;
    return need;
}

void hold_printable(const struct output *output) {
    const uint8_t *bytes = (const uint8_t *)output->bytes;
    for (size_t i = 0; i < output->len;) {
        uint32_t point = 0;
        size_t len = utf8_sequence(bytes + i, output->len - i, &point);
        HOLD(len > 0);
        HOLD(point == '\n' || (point >= 0x20 && point != 0x7f && !(point >= 0x80 && point < 0xa0)));
        i += len;
    }
}

void hold_json(const struct output *output, int64_t events) {
    int64_t lines = 0;
    for (const char *line = output->bytes, *end; line != NULL && *line != '\0'; line = end + 1, lines++) {
        end = strchr(line, '\n');
        HOLD(end != NULL);
        json_error_t error;
        json_t *event = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES, &error);
        if (event == NULL)
            fprintf(stderr, "%s at %d: %.*s\n", error.text, error.position, (int)(end - line), line);
        HOLD(json_is_object(event));
        HOLD(json_integer_value(json_object_get(event, "schema")) == 1);
        json_decref(event);
    }
    HOLD(events < 0 || lines == events);
}

/* --- HTML */

struct tags {
    char open[TAGS_OPEN_MOST][TAG_NAME];
    size_t count;
    int scripts;
};

static bool tag_is(const char *name, const char *other) {
    return strcmp(name, other) == 0;
}

/* Behind the tag that begins at AT, behind its '<'; quoted attributes may hold anything but their quote. */
static const char *tag_end(const char *at) {
    bool is_quoted = false;
    for (; *at != '\0' && (is_quoted || *at != '>'); at++)
        is_quoted ^= *at == '"';
    HOLD(*at == '>');
    return at + 1;
}

static void tags_close(struct tags *tags, const char *name) {
    HOLD(tags->count > 0 && tag_is(tags->open[tags->count - 1], name));
    tags->count--;
}

static void tags_open(struct tags *tags, const char *name, bool is_empty) {
    if (is_empty || tag_is(name, "meta") || *name == '!')
        return;
    HOLD(tags->count < TAGS_OPEN_MOST);
    strcpy(tags->open[tags->count++], name);
    tags->scripts += tag_is(name, "script");
}

/* Takes the tag at AT; what stands in scripts and styles is no markup. Returns what is behind it. */
static const char *tags_take(struct tags *tags, const char *at) {
    char name[TAG_NAME] = "";
    const bool is_end = *at == '/';
    const char *from = at + is_end, *end = tag_end(at);
    const size_t len = strcspn(from, " />\n");
    HOLD(len > 0 && len < sizeof name);
    memcpy(name, from, len);
    if (is_end)
        tags_close(tags, name);
    else
        tags_open(tags, name, end[-2] == '/');
    if (!is_end && (tag_is(name, "script") || tag_is(name, "style")))
        end = strstr(end, tag_is(name, "script") ? "</script>" : "</style>");
    HOLD(end != NULL);
    return end;
}

void hold_html(const struct output *output) {
    struct tags tags = {.count = 0};
    for (const char *at = output->bytes; at != NULL && (at = strchr(at, '<')) != NULL;)
        at = tags_take(&tags, at + 1);
    HOLD(tags.count == 0);
    HOLD(output->len == 0 || tags.scripts == 1);
}

/* --- Markdown */

static size_t cells_of(const char *line, const char *end) {
    size_t cells = 0;
    for (const char *at = line; at < end; at++)
        cells += *at == '|' && (at == line || at[-1] != '\\');
    return *line == '|' ? cells : 0;
}

/* The back-ticks that LINE consists of, blanks aside, or begins with. */
static size_t ticks_of(const char *line, const char *end, bool *ret_alone) {
    const char *from = line + strspn(line, " ");
    const size_t ticks = strspn(from, "`");
    *ret_alone = from + ticks + strspn(from + ticks, " ") >= end;
    return ticks;
}

void hold_markdown(const struct output *output) {
    size_t fence = 0, cells = 0;
    for (const char *line = output->bytes, *end; line != NULL && *line != '\0'; line = end + 1) {
        bool is_alone;
        end = strchr(line, '\n');
        HOLD(end != NULL);
        const size_t ticks = ticks_of(line, end, &is_alone), found = fence > 0 ? 0 : cells_of(line, end);
        if (fence > 0)
            fence = is_alone && ticks >= fence ? 0 : fence;
        else if (ticks >= 3)
            fence = ticks;
        HOLD(found == 0 || cells == 0 || found == cells);
        cells = found;
    }
    HOLD(fence == 0);
}
