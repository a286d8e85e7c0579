/* What the first bytes of an input say it is.
 * SPDX-License-Identifier: MIT */
#include "read/magic.h"

enum { MAGIC_SHORT = 16 }; /* rows that begin after it are asked for only where the bytes before fit them */

extern const struct magic magic_rows[];

const struct magic *magic_of(str head) {
    for (const struct magic *row = magic_rows; row->bytes.len > 0; row++)
        if (head.len >= row->at && str_starts(str_from(head, row->at), row->bytes))
            return row;
    return NULL;
}

/* A tar archive begins with a name of at most 100 bytes and NUL bytes after it. */
static bool magic_may_be_tar(str head) {
    enum { NAME_BYTES = 100 };
    return head.len > 0 && *head.data != '\0' && str_find_byte(str_first(head, NAME_BYTES), '\0') != STR_NONE;
}

bool magic_wants_more(str head) {
    for (const struct magic *row = magic_rows; row->bytes.len > 0; row++) {
        if (head.len >= row->at + row->bytes.len)
            continue;
        if (row->at > MAGIC_SHORT ? magic_may_be_tar(head) : str_starts(row->bytes, str_from(head, row->at)))
            return true;
    }
    return false;
}

#define UNPACK " is not a log: unpack it and name the log inside"

const struct magic magic_rows[] = {
    {.bytes = STR_INIT("\x1f\x8b\x08"), .decoder = &decode_gzip},
    {.bytes = STR_INIT("\xfd\x37zXZ\0"), .decoder = &decode_xz},
    {.at = 4,
     .bytes = STR_INIT("1AY&SY"),
     .decoder = &decode_bzip2}, /* after "BZh9", which may be the name of a host */
    {.bytes = STR_INIT("\x28\xb5\x2f\xfd"), .decoder = &decode_zstd},
    {.bytes = STR_INIT("\x50\x2a\x4d\x18"), .decoder = &decode_zstd}, /* a skippable frame, as pzstd begins */
    {.bytes = STR_INIT("\x04\x22\x4d\x18"), .decoder = &decode_lz4},
    {.bytes = STR_INIT("\xef\xbb\xbf"), .is_mark = true},
    {.bytes = STR_INIT("\xff\xfe"), .text = MAGIC_TEXT_UTF16_LE, .is_mark = true},
    {.bytes = STR_INIT("\xfe\xff"), .text = MAGIC_TEXT_UTF16_BE, .is_mark = true},
    {.bytes = STR_INIT("\x1f\x9d"), .sentence = "is packed by compress(1), which is not supported: use zcat"},
    {.bytes = STR_INIT("\x5d\0\0"), .sentence = "is in the old lzma format, which is not supported: use xzcat"},
    {.bytes = STR_INIT("\x02\x21\x4c\x18"), .sentence = "is in the old lz4 format, which is not supported: use lz4cat"},
    {.bytes = STR_INIT("LPKSHHRH"), .kind = MAGIC_JOURNAL},
    {.bytes = STR_INIT("PK\3\4"), .kind = MAGIC_ARCHIVE},
    {.bytes = STR_INIT("7z\xbc\xaf\x27\x1c"), .sentence = "is a 7-Zip archive, and" UNPACK},
    {.bytes = STR_INIT("Rar!\x1a\x07"), .sentence = "is a RAR archive, and" UNPACK},
    {.bytes = STR_INIT("!<arch>\n"), .sentence = "is an ar archive, and" UNPACK},
    {.at = 257, .bytes = STR_INIT("ustar"), .kind = MAGIC_ARCHIVE},
    {.bytes = STR_INIT("\x7f"
                       "ELF"),
     .sentence = "is an ELF file (a program or a core dump), not a log"},
    {.bytes = STR_INIT("KDUMP   "),
     .sentence = "is a crash dump, not a log: crash(8) and makedumpfile --dump-dmesg get "
                 "the log out of it"},
    {.bytes = STR_INIT("%PDF-"), .sentence = "is a PDF file, not a log"},
    {.bytes = STR_INIT(""), .sentence = NULL},
};
