/* What the first bytes of an input say it is.
 * SPDX-License-Identifier: MIT */
#include "read/magic.h"

extern const struct magic magic_rows[];

const struct magic *magic_of(str head) {
    for (const struct magic *row = magic_rows; row->bytes.len > 0; row++)
        if (head.len >= row->at && str_starts(str_from(head, row->at), row->bytes))
            return row;
    return NULL;
}

/* True if more bytes could make HEAD fit one of the rows that lie within MAGIC_SHORT. */
static bool magic_wants_more(str head) {
    for (const struct magic *row = magic_rows; row->bytes.len > 0; row++) {
        size_t end = row->at + row->bytes.len;
        if (head.len < end && end <= MAGIC_SHORT && str_starts(row->bytes, str_from(head, row->at)))
            return true;
    }
    return false;
}

bool magic_gather(struct magic_head *head, str *bytes, str *ret_head) {
    if (head->len == 0 && !magic_wants_more(*bytes)) {
        head->is_known = true;
        *ret_head = *bytes;
        *bytes = str_from(*bytes, bytes->len);
        return true;
    }
    size_t taken = str_first(*bytes, MAGIC_SHORT - head->len).len;
    if (taken > 0)
        memcpy(head->bytes + head->len, bytes->data, taken);
    head->len += taken;
    *bytes = str_from(*bytes, taken);
    if (magic_wants_more(str_of(head->bytes, head->len)))
        return false;
    head->is_known = true;
    *ret_head = str_of(head->bytes, head->len);
    return true;
}

#define UNPACK " is not a log: unpack it and name the log inside"

const struct magic magic_rows[] = {
    {.bytes = STR_INIT("\x1f\x8b\x08"), .decoder = &decode_gzip},
    {.bytes = STR_INIT("\xfd\x37zXZ\0"), .decoder = &decode_xz},
    {.at = 4, .bytes = STR_INIT("1AY&SY"), .decoder = &decode_bzip2}, /* behind "BZh9", a name that a host may bear */
    {.bytes = STR_INIT("\x28\xb5\x2f\xfd"), .decoder = &decode_zstd},
    {.bytes = STR_INIT("\x50\x2a\x4d\x18"), .decoder = &decode_zstd}, /* a skippable frame, as pzstd begins */
    {.bytes = STR_INIT("\x04\x22\x4d\x18"), .decoder = &decode_lz4},
    {.bytes = STR_INIT("\xef\xbb\xbf"), .is_mark = true},
    {.bytes = STR_INIT("\xff\xfe"), .text = MAGIC_TEXT_UTF16_LE, .is_mark = true},
    {.bytes = STR_INIT("\xfe\xff"), .text = MAGIC_TEXT_UTF16_BE, .is_mark = true},
    {.bytes = STR_INIT("\x1f\x9d"), .sentence = "is packed by compress(1), which is not understood: use zcat"},
    {.bytes = STR_INIT("\x5d\0\0"), .sentence = "is in the old lzma format, which is not understood: use xzcat"},
    {.bytes = STR_INIT("\x02\x21\x4c\x18"),
     .sentence = "is in the old lz4 format, which is not understood: use lz4cat"},
    {.bytes = STR_INIT("LPKSHHRH"), .sentence = "is a journal file of systemd: use journalctl -k --file=FILE | oomwhy"},
    {.bytes = STR_INIT("PK\3\4"), .sentence = "is a zip archive, and" UNPACK},
    {.bytes = STR_INIT("7z\xbc\xaf\x27\x1c"), .sentence = "is a 7-Zip archive, and" UNPACK},
    {.bytes = STR_INIT("Rar!\x1a\x07"), .sentence = "is a RAR archive, and" UNPACK},
    {.bytes = STR_INIT("!<arch>\n"), .sentence = "is an ar archive, and" UNPACK},
    {.at = 257, .bytes = STR_INIT("ustar"), .sentence = "is a tar archive, and" UNPACK},
    {.bytes = STR_INIT("\x7f"
                       "ELF"),
     .sentence = "is an ELF file (a program or a core dump), not a log"},
    {.bytes = STR_INIT("KDUMP   "),
     .sentence = "is a crash dump, not a log: crash(8) and makedumpfile --dump-dmesg get "
                 "the log out of it"},
    {.bytes = STR_INIT("%PDF-"), .sentence = "is a PDF file, not a log"},
    {.bytes = STR_INIT(""), .sentence = NULL},
};
