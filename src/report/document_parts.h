/* Parts of the sections that the text report, which has its own tables and first screen, tells in the same words.
 * SPDX-License-Identifier: MIT
 *
 * What is named "tell" is a sentence within a block that the caller opens. */
#ifndef REPORT_DOCUMENT_PARTS_H
#define REPORT_DOCUMENT_PARTS_H

#include "report/document.h"
#include "report/largest.h"

enum { DOCUMENT_CONTAINER_FACTS = 5 };

/* A fact with the words before it, which end in a blank or are none. */
struct document_named {
    const char *what;
    str value;
};

/* Why the event's time may be off; empty where it is the log's own. */
str document_time_doubt(const struct event *event);

/* The log's own words, where it says why. */
void document_quotes(struct document *document);

/* What speaks against the verdict; another finding, with what it rests on first. */
void document_against(struct document *document);
void document_tell_rival(struct document *document, const struct finding *finding);

/* "/a/b uses 32.0 GiB of its limit of 32.0 GiB". The usage is known. */
void document_tell_limit(struct document *document);

/* What is known of the container, in the order in which it is told; returns how many facts. */
size_t document_container_facts(const struct container *container,
                                struct document_named ret_facts[DOCUMENT_CONTAINER_FACTS]);

str document_machine_title(const struct document *document);

/* The sentences below the machine's balance. */
void document_machine_notes(struct document *document, const struct balance *balance);

/* "Not in this log: kernel stacks; huge pages" */
void document_absent(struct document *document, const struct balance *balance);

/* How the log's counters relate to each other; they are in the log. */
void document_counters(struct document *document);

/* Whether zones have figures (other lines name zones, too), and their lines with the watermarks, {0, 0} for none. */
bool document_zones_told(const struct memory *memory);
struct span document_zone_lines(const struct memory *memory);

/* The largest unreclaimable caches and allocation sites; false where the log has none. */
bool document_slabs_largest(const struct memory *memory, struct largest *ret_largest);
bool document_sites_largest(const struct memory *memory, struct largest *ret_largest);

/* The function that allocates, or where it stands; the lines of all sites. */
str document_site_name(const struct allocation *site);
struct span document_site_lines(const struct memory *memory);

/* Why now: who asked for what, and what was short. */
void document_why_now(struct document *document);

/* Who was killed, what it held, what became of it. */
void document_tell_kill(struct document *document, const struct kill *kill);

/* Advice INDEX without its commands. */
void document_tell_advice(struct document *document, size_t index);

/* What earlier events add; what was wrong with the log. */
void document_history(struct document *document);
void document_about_log(struct document *document);

#endif
