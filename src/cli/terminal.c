/* What the terminal is like: colours, columns.
 * SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { TERMINAL_NARROWEST = 40, TERMINAL_USUAL = 80, TERMINAL_WIDEST = 200 };

bool terminal_is_capable(int fd) {
    const char *term = getenv("TERM");
    return isatty(fd) && !(term && strcmp(term, "dumb") == 0);
}

bool terminal_has_color(int fd) {
    const char *no_color = getenv("NO_COLOR");
    return terminal_is_capable(fd) && !(no_color && *no_color);
}

bool terminal_has_unicode(void) {
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (!locale)
        return false;
    bool is_utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return is_utf8;
}

int terminal_width(int fd) {
    struct winsize size = {0};
    const char *columns = getenv("COLUMNS");
    long width = TERMINAL_USUAL;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        width = size.ws_col;
    else if (columns && strtol(columns, NULL, 10) > 0)
        width = strtol(columns, NULL, 10);
    if (width < TERMINAL_NARROWEST)
        return TERMINAL_NARROWEST;
    return width > TERMINAL_WIDEST ? TERMINAL_WIDEST : (int)width;
}
