/* The top of the text report: which event, what happened, the verdict.
 * SPDX-License-Identifier: MIT */
#include "report/places.h"
#include "report/story.h"

#include "model/verdict.h"

/* One fact of the line below the rule. */
static void story_fact(struct story *story, const char *name, str value) {
    if (value.len == 0)
        return;
    if (name[0])
        story_words(story, SHEET_DIM, name);
    sheet_unit(&story->sheet, SHEET_PLAIN, value);
    story->sheet.due = 3;
}

static void story_rule(struct story *story) {
    struct wording number = wording_number(story->event->number);
    bool kernel = story->event->killer == KILLER_KERNEL;
    sheet_line(&story->sheet, 0, 0);
    story_words(story, SHEET_BOLD, "== OOM event");
    sheet_unit(&story->sheet, SHEET_BOLD, wording_str(&number));
    if (!kernel) {
        story_words(story, SHEET_BOLD, "by");
        sheet_words(&story->sheet, SHEET_BOLD, wording_killer(story->event->killer));
    }
    sheet_rule(&story->sheet, '=');
}

static str story_file(str file) {
    return str_equal(file, STR("-")) ? STR("standard input") : file;
}

/* "host db1   2026-01-06T07:32:35   up 227 d 10 h   Linux 6.1.0   kern.log [lines 10-93]" */
static void story_where(struct story *story) {
    const struct event *event = story->event;
    struct wording time = wording_time(&event->time), uptime = wording_duration(event->uptime_us);
    sheet_line(&story->sheet, 0, 0);
    story_fact(story, "host", event->host);
    story_fact(story, "", wording_str(&time));
    if (event->year_inferred)
        story_fact(story, "", STR("(year inferred)"));
    story_fact(story, "up", wording_str(&uptime));
    story_fact(story, "Linux", event->identity.release);
    story_fact(story, "", event->identity.arch);
    story_fact(story, "", story_file(place_of(event, event->lines.first).file));
    story->sheet.due = story->sheet.column > 0;
    story_lines(story, event->lines);
    sheet_end(&story->sheet);
}

/* The same event again, from another file. */
static void story_also(struct story *story) {
    for (size_t i = 0; i < story->event->also_count && i < STORY_ROWS; i++) {
        const struct event_place *also = &story->event->also[i];
        struct wording lines = wording_lines(also->first_line, also->last_line);
        sheet_line(&story->sheet, 0, 0);
        story_words(story, SHEET_DIM, "also in");
        sheet_unit(&story->sheet, SHEET_DIM, story_file(also->file));
        sheet_unit(&story->sheet, SHEET_DIM, wording_str(&lines));
        sheet_end(&story->sheet);
    }
}

/* STATEMENT is that of another finding. */
static bool story_is_rival(const struct diagnosis *diagnosis, str statement) {
    for (size_t i = 1; i < diagnosis->finding_count; i++)
        if (str_equal(diagnosis->findings[i].statement, statement))
            return true;
    return false;
}

static void story_rivals(struct story *story) {
    const struct diagnosis *diagnosis = story->diagnosis;
    if (diagnosis->finding_count < 2)
        return;
    sheet_line(&story->sheet, 2, 2);
    story_words(story, SHEET_PLAIN, "Other possibilities:");
    for (size_t i = 1; i < diagnosis->finding_count; i++) {
        const struct finding *finding = &diagnosis->findings[i];
        sheet_line(&story->sheet, 2, 4);
        story_words(story, SHEET_PLAIN, "*");
        sheet_words(&story->sheet, SHEET_BOLD, finding->pattern);
        story_words(story, SHEET_PLAIN, "(");
        sheet_glue(&story->sheet);
        sheet_words(&story->sheet, SHEET_PLAIN, verdict_confidence(finding->confidence));
        story_words(story, SHEET_PLAIN, "confidence):");
        sheet_words(&story->sheet, SHEET_PLAIN, finding->statement);
        if (finding->evidence.count > 0)
            story_lines(story, finding->evidence.items[0].lines);
    }
    sheet_end(&story->sheet);
}

/* What speaks against the leading finding; a rival that is told of as a possibility of its own is not told twice. */
static void story_against(struct story *story) {
    const struct diagnosis *diagnosis = story->diagnosis;
    const struct evidence_list *all = &diagnosis->findings[0].against;
    bool any = false;
    for (size_t i = 0; i < all->count; i++) {
        if (story_is_rival(diagnosis, all->items[i].statement))
            continue;
        if (!any) {
            sheet_line(&story->sheet, 2, 2);
            story_words(story, SHEET_PLAIN, "What speaks against it:");
        }
        any = true;
        story_claim(story, "-", 2, all->items[i].statement, all->items[i].lines);
    }
}

static void story_verdict(struct story *story) {
    const struct diagnosis *diagnosis = story->diagnosis;
    sheet_space(&story->sheet);
    sheet_line(&story->sheet, 0, 2);
    story_words(story, SHEET_YELLOW, "VERDICT");
    sheet_words(&story->sheet, SHEET_BOLD, diagnosis->verdict);
    sheet_end(&story->sheet);
    if (diagnosis->finding_count == 0)
        return;
    story_claims(story, "+", 2, &diagnosis->findings[0].evidence);
    story_against(story);
    story_rivals(story);
}

/* The log's own words where they are the whole story. */
static void story_quote(struct story *story, const struct cited_text *text) {
    if (text->text.len == 0)
        return;
    sheet_line(&story->sheet, 2, 2);
    story_words(story, SHEET_DIM, ">");
    sheet_words(&story->sheet, SHEET_PLAIN, text->text);
    story_lines(story, (struct span){text->line, text->line});
    sheet_end(&story->sheet);
}

void story_head(struct story *story) {
    story_rule(story);
    story_where(story);
    story_also(story);
    sheet_space(&story->sheet);
    sheet_line(&story->sheet, 0, 0);
    sheet_words(&story->sheet, SHEET_BOLD, story->diagnosis->headline);
    sheet_end(&story->sheet);
    story_quote(story, &story->event->reason);
    story_quote(story, &story->event->no_killable);
    story_quote(story, &story->event->panic);
    story_verdict(story);
}
