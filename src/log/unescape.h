/* Turns what carriers write in place of bytes back into the bytes: \x0a of /dev/kmsg, #012 of rsyslog, =20 and &lt; of
 * mail. SPDX-License-Identifier: MIT
 *
 * Each function writes at most FROM.len bytes at TO and returns how many; TO may be FROM.data. */
#ifndef LOG_UNESCAPE_H
#define LOG_UNESCAPE_H

#include "base/str.h"

/* "\x0a": two hex digits, for any byte (kernel/printk/printk.c, msg_add_ext_text, since 3.5). */
size_t unescape_hex(str from, char *to);

/* "#012": three octal digits, for control bytes only: "#33-Ubuntu" and "#135 SMP" are build numbers. */
size_t unescape_octal(str from, char *to);

/* "=3D": two upper-case hex digits (quoted-printable). A soft break, "=" at the end, is the caller's. */
size_t unescape_quoted_printable(str from, char *to);

/* "&lt;" "&gt;" "&amp;" "&quot;" "&apos;" "&nbsp;" and "&#39;", "&#x27;" within ASCII. */
size_t unescape_html(str from, char *to);

/* True if a line break between two fields stands in TEXT as the four bytes BREAK, "#012" or "\x0a": behind a digit,
 * before a blank or a lower-case letter, as the kernel's counter record has it; a name rarely has. */
bool unescape_shows_break(str text, str line_break);

#endif
