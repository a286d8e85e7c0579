/* The report of an event in progress: how far it has come, which lines can be the next, and which figures are its own
 * where another report was printed at the same time.
 * SPDX-License-Identifier: MIT */
#ifndef EVENTS_OWN_REPORT_H
#define EVENTS_OWN_REPORT_H

#include "events/host.h"
#include "kernel/mem_info.h"
#include "model/builder.h"

/* Lines of one event that were put off, each after its length.
 *
 * Which part of a report a line is has to be known once another report is printed at the same time, which few logs
 * have. Measured in instructions of the whole program: 7 % fewer on nothing but reports. */
struct unread {
    struct own_report *of; /* NULL: there are none */
    size_t len;
    char bytes[8192];
};

struct own_report {
    struct host *host;
    struct event *event; /* whose report it is */
    struct zones zones;
    struct progress progress; /* which of its lines can be the next; own_report_progress asks for it */
    struct unread *unread;    /* of all events */
    bool is_unsure; /* another report's trace was printed at the same time: the event's figures may be the other's */
    int64_t spare_line; /* of the head of that report, whose figures are kept below; 0: none */
    struct memory spare;
    struct zones spare_zones;
    struct progress spare_progress;
    bool is_mixed; /* it was warned of figures that may be another report's */
};

/* TEXT is the next line of it, while no other report is known: which part it is need not be known until one comes. */
void own_report_put_off(struct own_report *report, str text);

/* How far it has come. */
struct progress *own_report_progress(struct own_report *report);

/* Whether PART can be the next line of it; BY_NAME: the process that both name must be the same. */
bool own_report_expects(const struct own_report *report, const struct part *part, bool by_name);

/* Whether a cgroup's usage or statistics were printed: since 4.19 they replace the machine's figures
 * (dump_header, mm/oom_kill.c). */
bool own_report_is_of_cgroup(const struct own_report *report);

/* Warns once that figures of another report's LINES may be among the event's. */
void own_report_warn_of_mixture(struct own_report *report, struct span lines);

/* The event's figures and those of the report that was printed at the same time change places. */
void own_report_turn_to_spare(struct own_report *report);

/* All figures are printed. Where another report's trace was printed with the event's own, decides which of both are the
 * event's. */
void own_report_settle(struct own_report *report);

/* The event is a cgroup's, whose report has no figures of the machine after it: those that it seems to have are the
 * other report's. False if it has none. */
bool own_report_forget_figures(struct own_report *report);

#endif
