/* Libraries that end the program.
 * SPDX-License-Identifier: MIT */
#include "fault.h"

#include "output.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum { FAULT_TROUBLE = 2 /* the exit status */ };

static const char fault_sentence[] = "oomwhy: failed in the library that reads archives or journals: out of memory, or "
                                     "the file was truncated while it was read\n";

#ifndef OOMWHY_WITHOUT_SANDBOX /* sanitizers want to see faults themselves */

static volatile sig_atomic_t fault_watched;

static void fault_end(void) {
    output_abandon();
    (void)!write(STDERR_FILENO, fault_sentence, sizeof fault_sentence - 1);
    _exit(FAULT_TROUBLE);
}

static void fault_take(int signal_number) {
    (void)signal_number;
    fault_end();
}

static void fault_at_exit(void) {
    if (fault_watched)
        fault_end();
}

void fault_watch(void) {
    static const int signals[] = {SIGABRT, SIGBUS, SIGSEGV};
    static bool is_registered;
    const struct sigaction take = {.sa_handler = fault_take};
    is_registered = is_registered || atexit(fault_at_exit) == 0;
    fault_watched = 1;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &take, NULL);
}

void fault_unwatch(void) {
    fault_watched = 0;
}

#else

void fault_watch(void) {
    (void)fault_sentence;
}

void fault_unwatch(void) {
}

#endif
