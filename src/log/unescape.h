/* Turns what logs write for bytes back into the bytes: \x0a of /dev/kmsg, #012 of rsyslog, \" of logfmt, =20
 * and &lt; of mail.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_UNESCAPE_H
#define LOG_UNESCAPE_H

#include "base/buffer.h"

/* How a text writes control bytes. */
enum escapes {
    ESCAPES_NONE,   /* nothing: the bytes themselves */
    ESCAPES_OCTAL,  /* #012, syslog daemons */
    ESCAPES_HEX,    /* \x0a, /dev/kmsg */
    ESCAPES_QUOTED, /* \n and \", within quotes */
    ESCAPES_UNKNOWN /* no line had a prefix: what the texts show */
};

/* What the texts of one input have shown; zeroed at its start but for the arena and the function. */
struct unescape {
    struct buffer room;              /* for one text */
    bool (*begins_record)(str text); /* whether TEXT begins as a record of the kernel's that has several lines */
    bool has_hex;                    /* a syslog daemon wrote the escapes of /dev/kmsg */
    bool has_octal;                  /* lines without any prefix came from a syslog daemon */
};

/* Takes the log's escapes out of *TEXT, which then may hold newlines and be in the room. False when memory is short. */
bool unescape_text(struct unescape *unescape, enum escapes escapes, str *text);

/* Each of these writes at most FROM.len bytes at TO and returns how many; TO may be FROM.data.
 *
 * "\x0a": two hex digits, for any byte (kernel/printk/printk.c, msg_add_ext_text, since 3.5). */
size_t unescape_hex(str from, char *to);

/* "#012": three octal digits, for control bytes only: "#33-Ubuntu" and "#135 SMP" are build numbers. */
size_t unescape_octal(str from, char *to);

/* "\n", "\t", "\r", and a backslash before any other byte. */
size_t unescape_quoted(str from, char *to);

/* "=3D": two upper-case hex digits (quoted-printable). A soft break, "=" at the end, is the caller's. */
size_t unescape_quoted_printable(str from, char *to);

/* "&lt;" "&gt;" "&amp;" "&quot;" "&apos;" "&nbsp;" and "&#39;", "&#x27;" within ASCII. */
size_t unescape_html(str from, char *to);

#endif
