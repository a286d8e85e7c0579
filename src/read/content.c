/* What the bytes of an input are, told by their beginning.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* SEEK_DATA */
#include "read/content.h"

#include "read/held.h"
#include "read/journal.h"
#include "read/machine.h"
#include "read/text.h"
#include "read/unpack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    CONTENT_DEPTH_MOST = 2,                /* an archive inside an archive; a third one is refused */
    CONTENT_NAME_MOST = 4096,              /* of a member, as PATH_MAX */
    CONTENT_PACKINGS_MOST = 2,             /* a packed file inside a packed archive */
    CONTENT_BARREN_MOST = 64 * 1024 * 1024 /* bytes without text after which a device or a pipe is not read on */
};

/* The names above a file that is read: its archives and itself. */
struct content_place {
    char member[CONTENT_NAME_MOST]; /* "" where it is no member */
    char host[256];                 /* "" where it is not known */
};

static void content_complain(struct content *content, const char *sentence) {
    content->is_trouble = true;
    if (!content->sentence)
        content->sentence = sentence;
}

/* --- what it begins with */

/* Takes the first bytes off REST and puts them back: at least as many as tell what it is. Short pieces are gathered in
 * ROOM. False: there are none. */
static bool content_look(struct stream_rest *rest, char room[MAGIC_BYTES], str *ret_head) {
    str piece;
    size_t len = 0;
    if (!stream_rest_next(rest, &piece))
        return false;
    *ret_head = piece;
    while (ret_head->len < MAGIC_BYTES && magic_wants_more(*ret_head)) {
        const str taken = str_first(piece, MAGIC_BYTES - len);
        memcpy(room + len, taken.data, taken.len);
        len += taken.len;
        *ret_head = str_of(room, len);
        rest->behind = str_from(piece, taken.len);
        if (rest->behind.len > 0 || !magic_wants_more(*ret_head) || !stream_rest_next(rest, &piece))
            break;
    }
    rest->head = *ret_head;
    return true;
}

/* --- text */

static bool content_take_text(void *context, const char *bytes, size_t len) {
    struct content *content = context;
    content->is_stopped = !content->sink.bytes(content->sink.context, bytes, len);
    return !content->is_stopped;
}

static bool content_is_barren(const struct text *text, const struct stream *stream) {
    return stream->is_endless && text->barren >= CONTENT_BARREN_MOST;
}

/* True where the rest need not be read: it is no log, and nobody has named it, or it has no end. */
static bool content_is_hopeless(const struct content *content, const struct text *text, const struct stream *stream) {
    if (content->options.folder || content->depth > 0)
        return text_is_judged(text) && text_complaint(text);
    return content_is_barren(text, stream);
}

/* After a block of a regular file that ends in NUL bytes: what was never written is not read. */
static void content_skip_hole(int fd, str bytes) {
    const bool may_begin = fd >= 0 && bytes.len > 0 && bytes.data[bytes.len - 1] == '\0';
    const off_t at = may_begin ? lseek(fd, 0, SEEK_CUR) : -1;
    if (at >= 0 && lseek(fd, at, SEEK_DATA) < 0 && errno == ENXIO)
        lseek(fd, 0, SEEK_END);
}

static void content_read_text(struct content *content, struct stream_rest rest, const struct magic *magic) {
    struct text text;
    str bytes;
    bool going = true;
    text_open(&text, magic, rest.stream->is_endless, content_take_text, content);
    while (going && stream_rest_next(&rest, &bytes)) {
        going = text_feed(&text, bytes) && !content_is_hopeless(content, &text, rest.stream);
        content_skip_hole(rest.stream->fd, bytes);
    }
    text_end(&text);
    const bool is_quiet = content->options.folder || content->depth > 0;
    if (rest.stream->sentence)
        content_complain(content, rest.stream->sentence);
    else if (!is_quiet && text_complaint(&text))
        content_complain(content, text_complaint(&text));
    else if (content_is_barren(&text, rest.stream))
        content_complain(content, "has given 64 MiB without a line of text: the rest is not read");
    else if (!is_quiet)
        content->sentence = rest.stream->remark ? rest.stream->remark : text.seen == 0 ? "is empty" : content->sentence;
}

/* --- archives */

/* What an archive's files need to know. */
struct content_archive {
    struct content *content;
    const struct content_place *place; /* of the archive itself */
};

static void content_read_rest(struct content *content, struct stream_rest rest, const struct content_place *place);

static void content_set_host(struct content_place *place, str host) {
    if (host.len > 0 && host.len < sizeof place->host)
        snprintf(place->host, sizeof place->host, "%.*s", (int)host.len, host.data);
}

static bool content_begin(struct content *content, const struct content_place *place, bool has_records) {
    const struct content_input input = {place->member[0] ? place->member : NULL, place->host[0] ? place->host : NULL,
                                        has_records};
    content->is_stopped = !content->sink.input(content->sink.context, &input);
    return !content->is_stopped;
}

/* What was wrong with a member is said at once, under its own name. */
static void content_warn_of_member(struct content *content) {
    if (content->sentence && content->sink.warn)
        content->sink.warn(content->sink.context, content->sentence);
    content->sentence = NULL;
}

/* Whether a part of the path NAME is "..". */
static bool content_leads_out(str name) {
    while (name.len > 0) {
        const str part = str_first(name, str_find_byte(name, '/'));
        if (str_equal(part, STR("..")))
            return true;
        name = str_from(name, part.len + 1);
    }
    return false;
}

static void content_warn_of_name(const struct content *content, str name) {
    if (content->sink.warn && content_leads_out(name))
        content->sink.warn(content->sink.context,
                           "has a name that leads out of the archive; it is read, and nothing is "
                           "written there");
}

static bool content_visit(void *context, const char *name, struct stream *member) {
    const struct content_archive *archive = context;
    struct content *content = archive->content;
    const char *const above = archive->place->member;
    struct content_place *place = malloc(sizeof *place);
    content->failed = !place;
    if (!place)
        return false;
    *place = *archive->place;
    if (snprintf(place->member, sizeof place->member, "%s%s%s", above, *above ? ":" : "", name) < 0)
        *place->member = '\0'; /* a longer name is cut */
    if (!*place->host)
        content_set_host(place, machine_of_report(str_from_cstr(name)));
    content_set_host(place, machine_of_folders(str_from_cstr(name)));
    if (content_begin(content, place, false)) {
        content_warn_of_name(content, str_from_cstr(name));
        content_read_rest(content, (struct stream_rest){.stream = member}, place);
        content_warn_of_member(content);
    }
    free(place);
    return !content->is_stopped && !content->failed;
}

/* Looks for the file that holds the machine's name; stops there. */
static bool content_seek_host(void *context, const char *name, struct stream *member) {
    struct content *content = context;
    str text, host = str_of(NULL, 0);
    if (machine_is_name_file(str_from_cstr(name)) && member->next(member, &text))
        host = machine_of_name_file(text);
    if (host.len > 0 && host.len < sizeof content->host)
        snprintf(content->host, sizeof content->host, "%.*s", (int)host.len, host.data);
    return !*content->host;
}

/* The name may come after the logs: a file is read twice. */
static void content_search_host(struct content *content, struct stream_rest rest) {
    const char *sentence;
    bool has_devices;
    content->must_search = false;
    content->has_searched = true;
    archive_read_all(rest, content_seek_host, content, &has_devices, &sentence);
}

static bool content_walk(struct content *content, struct stream_rest rest, const struct content_place *place) {
    struct content_archive archive = {content, place};
    struct held *held = held_new(content_visit, &archive);
    const char *sentence = NULL;
    bool has_devices = false;
    const bool going = held && archive_read_all(rest, held_take, held, &has_devices, &sentence) && held_release(held);
    const bool is_said = held && sentence == held_last_sentence(held); /* of its last member */
    held_free(held);
    if (sentence && !is_said)
        content_complain(content, sentence);
    else if (has_devices && !content->sentence)
        content->sentence = "holds devices or pipes, which are not read";
    content->failed |= !going && !content->is_stopped;
    return going;
}

static void content_read_archive(struct content *content, struct stream_rest rest, const struct content_place *place) {
    if (content->depth == CONTENT_DEPTH_MOST) {
        content_complain(content, "is an archive within an archive within an archive: unpack it and name it");
        return;
    }
    if (content->must_search) {
        content_search_host(content, rest);
        return;
    }
    content->depth++;
    content_walk(content, rest, place);
    content->depth--;
}

/* --- journals */

static void content_read_journal(struct content *content, struct stream_rest rest, const struct content_place *place) {
    const char *sentence = NULL;
    if (!content_begin(content, place, true))
        return;
    if (!journal_read(rest, &content->options, &content->sink, &sentence))
        content->failed = true; /* or the sink stopped, and knows why */
    if (sentence)
        content_complain(content, sentence);
}

/* --- all of them */

static void content_read_packed(struct content *content, struct stream_rest rest, const struct decoder *decoder,
                                const struct content_place *place) {
    struct unpack unpack;
    if (content->packings == CONTENT_PACKINGS_MOST) {
        content_complain(content, "is compressed more than twice over: unpack it and name it");
        return;
    }
    content->packings++;
    if (unpack_open(&unpack, decoder, rest))
        content_read_rest(content, (struct stream_rest){.stream = &unpack.stream}, place);
    else
        content->failed = true;
    unpack_close(&unpack);
    content->packings--;
}

/* Says what is read before anything is done with it. False: the sink wants no more. */
static bool content_tell_kind(struct content *content, const struct magic *magic) {
    enum content_kind kind = CONTENT_TEXT;
    if (content->depth > 0 || !content->sink.kind)
        return true;
    if (magic && magic->decoder)
        kind = CONTENT_PACKED;
    else if (magic && magic->kind == MAGIC_ARCHIVE)
        kind = CONTENT_ARCHIVE;
    else if (magic && magic->kind == MAGIC_JOURNAL)
        kind = CONTENT_JOURNAL;
    if (kind == CONTENT_ARCHIVE)
        archive_prepare();
    if (kind == CONTENT_JOURNAL)
        journal_prepare();
    content->is_stopped = !content->sink.kind(content->sink.context, kind);
    return !content->is_stopped;
}

/* Reads what begins with HEAD, "" where there is nothing at all. */
static void content_read_known(struct content *content, struct stream_rest rest, str head,
                               const struct content_place *place) {
    const struct magic *magic = head.len > 0 ? magic_of(head) : NULL;
    content->has_bytes |= head.len > 0;
    if (head.len > 0 && !content_tell_kind(content, magic))
        return;
    if (magic && magic->decoder)
        content_read_packed(content, rest, magic->decoder, place);
    else if (magic && magic->kind == MAGIC_ARCHIVE)
        content_read_archive(content, rest, place);
    else if (magic && magic->kind == MAGIC_JOURNAL)
        content_read_journal(content, rest, place);
    else
        content_read_text(content, rest, magic);
    content->failed |= rest.stream->failed;
}

static void content_read_rest(struct content *content, struct stream_rest rest, const struct content_place *place) {
    char room[MAGIC_BYTES];
    str head = str_of(NULL, 0);
    content_look(&rest, room, &head);
    content_read_known(content, rest, head, place);
}

void content_read(struct content *content, struct stream *stream) {
    struct content_place place = {0};
    content->must_search = stream->fd >= 0;
    content_read_rest(content, (struct stream_rest){.stream = stream}, &place);
    if (!content->has_searched || content->failed)
        return;
    snprintf(place.host, sizeof place.host, "%s", content->host);
    content->sentence = stream->sentence = NULL;
    content->is_trouble = false;
    if (lseek(stream->fd, 0, SEEK_SET) == 0)
        content_read_rest(content, (struct stream_rest){.stream = stream}, &place);
}

bool content_read_unpacked(struct content *content, struct stream *stream) {
    const struct content_place place = {0};
    struct stream_rest rest = {.stream = stream};
    char room[MAGIC_BYTES];
    str head = str_of(NULL, 0);
    content_look(&rest, room, &head);
    const struct magic *magic = head.len > 0 ? magic_of(head) : NULL;
    if (magic && magic->kind == MAGIC_ARCHIVE)
        return false;
    content->packings = 1;
    content_read_known(content, rest, head, &place);
    return true;
}
