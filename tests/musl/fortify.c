/* What Debian's libraries expect of glibc beside the C standard: they were compiled with its checks of buffers, of
 * which musl knows nothing. Only for the test that builds under musl. SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int __fprintf_chk(FILE *to, int flag, const char *format, ...);
int __snprintf_chk(char *to, size_t room, int flag, size_t size, const char *format, ...);
int __vsnprintf_chk(char *to, size_t room, int flag, size_t size, const char *format, va_list list);
int __vfprintf_chk(FILE *to, int flag, const char *format, va_list list);
int __printf_chk(int flag, const char *format, ...);
void *__memcpy_chk(void *to, const void *from, size_t len, size_t size);
char *__strncpy_chk(char *to, const char *from, size_t len, size_t size);

int __vfprintf_chk(FILE *to, int flag, const char *format, va_list list) {
    (void)flag;
    return vfprintf(to, format, list);
}

int __fprintf_chk(FILE *to, int flag, const char *format, ...) {
    va_list list;
    va_start(list, format);
    const int len = __vfprintf_chk(to, flag, format, list);
    va_end(list);
    return len;
}

int __printf_chk(int flag, const char *format, ...) {
    va_list list;
    va_start(list, format);
    const int len = __vfprintf_chk(stdout, flag, format, list);
    va_end(list);
    return len;
}

int __vsnprintf_chk(char *to, size_t room, int flag, size_t size, const char *format, va_list list) {
    (void)flag, (void)size;
    return vsnprintf(to, room, format, list);
}

int __snprintf_chk(char *to, size_t room, int flag, size_t size, const char *format, ...) {
    va_list list;
    va_start(list, format);
    const int len = __vsnprintf_chk(to, room, flag, size, format, list);
    va_end(list);
    return len;
}

void *__memcpy_chk(void *to, const void *from, size_t len, size_t size) {
    (void)size;
    return memcpy(to, from, len);
}

char *__strncpy_chk(char *to, const char *from, size_t len, size_t size) {
    (void)size;
    return strncpy(to, from, len);
}
