/* SIGINT and SIGTERM as the end of a stream.
 * SPDX-License-Identifier: MIT */
#include "stop.h"

#include <signal.h>
#include <stddef.h>

enum { STOP_SIGNALS = 2 };

static const int stop_signals[STOP_SIGNALS] = {SIGINT, SIGTERM};
static struct sigaction stop_before[STOP_SIGNALS]; /* what they did */
static volatile sig_atomic_t stop_asked, stop_watched;

static void stop_restore(void) {
    for (size_t i = 0; i < STOP_SIGNALS; i++)
        sigaction(stop_signals[i], &stop_before[i], NULL);
    stop_watched = 0;
}

static void stop_take(int signal_number) {
    (void)signal_number;
    stop_asked = 1;
    stop_restore();
}

void stop_watch(void) {
    struct sigaction take = {.sa_handler = stop_take}; /* no SA_RESTART: open and poll are to return */
    sigfillset(&take.sa_mask);
    if (stop_watched || stop_asked)
        return;
    for (size_t i = 0; i < STOP_SIGNALS; i++)
        sigaction(stop_signals[i], NULL, &stop_before[i]);
    stop_watched = 1;
    for (size_t i = 0; i < STOP_SIGNALS; i++)
        if (stop_before[i].sa_handler != SIG_IGN)
            sigaction(stop_signals[i], &take, NULL);
}

void stop_unwatch(void) {
    if (stop_watched)
        stop_restore();
}

bool stop_is_asked(void) {
    return stop_asked;
}
