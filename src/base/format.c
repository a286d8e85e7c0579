/* Sentences with figures in them.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* strchrnul */
#include "base/format.h"

#include "base/ascii.h"

#include <stdio.h>

/* Where the next byte goes, and how many found no room. */
struct format_page {
    char *at, *end;
    size_t lost;
};

static char *format_u64(char *at, uint64_t value) {
    if (value < FORMAT_SMALL)
        return format_small(at, (uint32_t)value);
    at = format_u64(at, value / FORMAT_SMALL);
    format_put_digits(at, format_eight((uint32_t)(value % FORMAT_SMALL)));
    return at + 8;
}

char *format_i64(char *at, int64_t value) {
    if ((uint64_t)value < FORMAT_SMALL)
        return format_small(at, (uint32_t)value);
    *at = '-';
    at += value < 0;
    return format_u64(at, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

static inline void format_add(struct format_page *page, const char *bytes, size_t len) {
    const size_t room = (size_t)(page->end - page->at);
    if (len > room) {
        page->lost += len - room;
        len = room;
    }
    page->at = str_put_name(page->at, str_of(bytes, len));
}

/* A number with zeros before it up to WIDTH bytes. */
static void format_add_padded(struct format_page *page, str number, size_t width) {
    if (number.data[0] == '-' && width > number.len) {
        format_add(page, "-", 1);
        number = str_from(number, 1);
        width--;
    }
    for (; width > number.len; width--)
        format_add(page, "0", 1);
    format_add(page, number.data, number.len);
}

static void format_add_signed(struct format_page *page, int64_t value, size_t width) {
    char digits[FORMAT_NUMBER];
    format_add_padded(page, str_of(digits, (size_t)(format_i64(digits, value) - digits)), width);
}

static void format_add_unsigned(struct format_page *page, uint64_t value, size_t width) {
    char digits[FORMAT_NUMBER];
    format_add_padded(page, str_of(digits, (size_t)(format_u64(digits, value) - digits)), width);
}

static void format_add_hex(struct format_page *page, uint64_t value, size_t width) {
    char digits[16];
    size_t at = sizeof digits;
    do
        digits[--at] = "0123456789abcdef"[value & 15];
    while ((value >>= 4) > 0);
    format_add_padded(page, str_of(digits + at, sizeof digits - at), width);
}

/* A list of arguments that can be handed on by reference. */
struct format_arguments {
    va_list list;
};

/* The bytes of "%.*s". */
static void format_add_view(struct format_page *page, struct format_arguments *from) {
    int len = va_arg(from->list, int);
    const char *bytes = va_arg(from->list, const char *);
    format_add(page, bytes, len > 0 ? strnlen(bytes, (size_t)len) : 0);
}

/* "%s" */
static void format_add_text(struct format_page *page, struct format_arguments *from) {
    const char *text = va_arg(from->list, const char *);
    format_add(page, text, strlen(text));
}

/* "%lld" */
static void format_add_long(struct format_page *page, struct format_arguments *from) {
    const long long value = va_arg(from->list, long long);
    if (page->end - page->at >= FORMAT_NUMBER)
        page->at = format_i64(page->at, value);
    else
        format_add_signed(page, value, 0);
}

/* Writes the conversion at CONVERSION, after its '%', with the next argument. Where it ends; NULL if it is none of
 * ours. */
static const char *format_convert(struct format_page *page, const char *conversion, struct format_arguments *from) {
    size_t width = 0;
    if (*conversion == '0')
        for (conversion++; ascii_is_digit(*conversion); conversion++)
            width = width * 10 + (size_t)(*conversion - '0');
    if (*conversion == 'd')
        return format_add_signed(page, va_arg(from->list, int), width), conversion + 1;
    if (strncmp(conversion, "lld", 3) == 0)
        return format_add_signed(page, va_arg(from->list, long long), width), conversion + 3;
    if (strncmp(conversion, "llu", 3) == 0)
        return format_add_unsigned(page, va_arg(from->list, unsigned long long), width), conversion + 3;
    if (strncmp(conversion, "llx", 3) == 0)
        return format_add_hex(page, va_arg(from->list, unsigned long long), width), conversion + 3;
    if (strncmp(conversion, "zu", 2) == 0)
        return format_add_unsigned(page, va_arg(from->list, size_t), width), conversion + 2;
    if (*conversion == 'c' || *conversion == '%') {
        const char byte = *conversion == 'c' ? (char)va_arg(from->list, int) : '%';
        return format_add(page, &byte, 1), conversion + 1;
    }
    return NULL;
}

/* The same, with the three that nearly all are asked for first. */
static inline const char *format_convert_usual(struct format_page *page, const char *conversion,
                                               struct format_arguments *from) {
    if (*conversion == 's')
        return format_add_text(page, from), conversion + 1;
    if (strncmp(conversion, ".*s", 3) == 0)
        return format_add_view(page, from), conversion + 3;
    if (strncmp(conversion, "lld", 3) == 0)
        return format_add_long(page, from), conversion + 3;
    return format_convert(page, conversion, from);
}

static bool format_all(struct format_page *page, const char *format, struct format_arguments *from) {
    for (;;) {
        const char *sign = strchrnul(format, '%');
        format_add(page, format, (size_t)(sign - format));
        if (*sign == '\0')
            return true;
        format = format_convert_usual(page, sign + 1, from);
        if (!format)
            return false;
    }
}

size_t format_list(char *room, size_t size, const char *format, va_list arguments) {
    char nowhere[1];
    if (size == 0) {
        room = nowhere;
        size = sizeof nowhere;
    }
    struct format_page page = {room, room + size - 1, 0}; /* a NUL comes after it */
    struct format_arguments from;
    va_copy(from.list, arguments);
    bool done = format_all(&page, format, &from);
    va_end(from.list);
    if (!done) {
        int len = vsnprintf(room, size, format, arguments);
        return len > 0 ? (size_t)len : 0;
    }
    *page.at = '\0';
    return (size_t)(page.at - room) + page.lost;
}

size_t format_text(char *room, size_t size, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    size_t len = format_list(room, size, format, arguments);
    va_end(arguments);
    return len;
}
