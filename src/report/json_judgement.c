/* JSON of the judgement: patterns, the answers, warnings, each with its lines.
 * SPDX-License-Identifier: MIT */
#include "report/json_sections.h"
#include "report/places.h"
#include "report/wording.h"

#include "model/amount.h"
#include "model/stall.h"

#include "model/verdict.h"

void json_lines(struct json *json, struct span lines) {
    struct json_out *out = &json->out;
    json_out_key(out, STR("lines"));
    if (lines.first <= 0) {
        json_out_null(out);
        return;
    }
    struct place first = place_of(json->event, lines.first), last = place_of(json->event, lines.last);
    char *at = json_out_room(out, 2 * FORMAT_NUMBER + 3);
    *at++ = '[';
    at = json_put_number(at, first.line);
    *at++ = ',';
    at = json_put_number(at, last.line);
    *at++ = ']';
    json_out_written(out, at, true);
    if (json->event->source_count > 1 && !str_equal(first.file, json->event->sources[0].file))
        json_out_member_text(out, STR("file"), first.file);
}

static void json_claim(struct json *json, str code, str statement, struct span lines) {
    json_out_open(&json->out, '{');
    json_out_member_text(&json->out, STR("code"), code);
    json_out_member_text(&json->out, STR("statement"), statement);
    json_lines(json, lines);
    json_out_close(&json->out, '}');
}

static void json_evidence(struct json *json, str key, const struct evidence_list *list) {
    json_out_key(&json->out, key);
    json_out_open(&json->out, '[');
    for (size_t i = 0; i < list->count; i++)
        json_claim(json, list->items[i].code, list->items[i].statement, list->items[i].lines);
    json_out_close(&json->out, ']');
}

static void json_findings(struct json *json) {
    struct json_out *out = &json->out;
    json_out_key(out, STR("diagnosis"));
    json_out_open(out, '[');
    for (size_t i = 0; i < json->diagnosis->finding_count; i++) {
        const struct finding *finding = &json->diagnosis->findings[i];
        json_out_open(out, '{');
        json_out_member_text(out, STR("pattern"), finding->pattern);
        json_out_member_text(out, STR("confidence"), verdict_confidence_of(finding));
        json_out_member_text(out, STR("statement"), finding->statement);
        json_evidence(json, STR("evidence"), &finding->evidence);
        json_evidence(json, STR("against"), &finding->against);
        json_out_member_text(out, STR("consumer"), finding->consumer);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void json_answer(struct json *json, const struct answer *answer) {
    json_out_key(&json->out, answer->key);
    json_out_open(&json->out, '{');
    json_out_member_text(&json->out, STR("answer"), answer->answer);
    json_out_member_text(&json->out, STR("statement"), answer->statement);
    json_evidence(json, STR("evidence"), &answer->evidence);
    json_out_close(&json->out, '}');
}

/* An answer that advises is its advice alone in JSON. */
static void json_advice(struct json *json, str key) {
    struct json_out *out = &json->out;
    json_out_key(out, key);
    json_out_open(out, '[');
    for (size_t i = 0; i < json->diagnosis->advice_count; i++) {
        const struct advice *advice = &json->diagnosis->advice[i];
        json_out_open(out, '{');
        json_out_member_text(out, STR("code"), advice->code);
        json_out_member_text(out, STR("advice"), advice->advice);
        json_out_member_text(out, STR("command"), advice->command);
        json_out_member_text(out, STR("side_effect"), advice->side_effect);
        json_out_member_text(out, STR("because"), advice->because);
        json_lines(json, advice->lines);
        json_out_member(out, STR("either"), advice->either > 0 ? advice->either : ABSENT);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void json_answers(struct json *json) {
    const struct diagnosis *diagnosis = json->diagnosis;
    json_out_key(&json->out, STR("answers"));
    json_out_open(&json->out, '{');
    for (size_t i = 0; i < diagnosis->answer_count; i++) {
        const struct answer *answer = &diagnosis->answers[i];
        if (answer->advises)
            json_advice(json, answer->key);
        else
            json_answer(json, answer);
    }
    json_out_close(&json->out, '}');
}

static void json_history(struct json *json) {
    struct json_out *out = &json->out;
    json_out_key(out, STR("history"));
    json_out_open(out, '[');
    for (size_t i = 0; i < json->diagnosis->history_count; i++) {
        json_out_open(out, '{');
        json_out_member_text(out, STR("code"), json->diagnosis->history[i].code);
        json_out_member_text(out, STR("statement"), json->diagnosis->history[i].statement);
        json_out_member(out, STR("event"), json->diagnosis->history[i].event);
        json_lines(json, json->diagnosis->history[i].lines);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

/* What stood near the event and is no part of the kernel's report. */
static void json_notes(struct json *json) {
    json_out_key(&json->out, STR("notes"));
    json_out_open(&json->out, '[');
    for (size_t i = 0; i < json->event->note_count; i++) {
        const struct note *note = &json->event->notes[i];
        json_out_open(&json->out, '{');
        json_out_member_text(&json->out, STR("kind"), wording_note(note->kind));
        json_out_member_text(&json->out, STR("text"), note->text);
        json_lines(json, (struct span){note->line, note->line});
        json_out_close(&json->out, '}');
    }
    json_out_close(&json->out, ']');
}

/* What the kernel said when it booted. */
static void json_boot(struct json *json) {
    struct json_out *out = &json->out;
    const struct boot *boot = &json->event->boot_memory;
    json_out_key(out, STR("boot"));
    if (!boot->line && !boot->zram_line) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '{');
    json_out_member(out, STR("memory_available_kb"), boot->line ? boot->memory_available_kb : ABSENT);
    json_out_member(out, STR("memory_total_kb"), boot->line ? boot->memory_total_kb : ABSENT);
    json_out_member(out, STR("zram_kb"), boot->zram_line ? boot->zram_kb : ABSENT);
    json_out_close(out, '}');
}

static void json_stalls(struct json *json) {
    struct json_out *out = &json->out;
    struct stall stall;
    json_out_key(out, STR("stalls"));
    json_out_open(out, '[');
    for (size_t i = 0; i < json->event->note_count; i++) {
        if (!stall_of(&json->event->notes[i], &stall))
            continue;
        json_out_open(out, '{');
        json_out_member_text(out, STR("name"), stall.name);
        json_out_member(out, STR("seconds"), stall.seconds);
        json_out_member(out, STR("order"), stall.order);
        json_lines(json, (struct span){stall.line, stall.line});
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void json_warnings(struct json *json) {
    json_out_key(&json->out, STR("warnings"));
    json_out_open(&json->out, '[');
    for (size_t i = 0; i < json->event->warning_count; i++)
        json_claim(json, json->event->warnings[i].code, json->event->warnings[i].statement,
                   json->event->warnings[i].lines);
    json_out_close(&json->out, ']');
}

/* The keys, as dotted paths, whose values were inferred. */
static void json_inferred(struct json *json) {
    const struct reckoning *reckoning = json->reckoning;
    const struct {
        bool inferred;
        str key;
    } keys[] = {
        {json_counts_pages(json) && (reckoning->page_inferred || !reckoning->page_known), STR_INIT("page_kb")},
        {json->event->year_inferred || json->event->time_inferred, STR_INIT("time")},
        {reckoning->gfp_assumed && reckoning->gfp_flag_count > 0, STR_INIT("trigger.gfp_flags")},
        {reckoning->victim_pid_inferred, STR_INIT("kills.pid")},
        {reckoning->pgtables_inferred, STR_INIT("kills.pgtables_kb")},
        {reckoning->memory_inferred, STR_INIT("memory.parts")},
        {reckoning->memory_inferred, STR_INIT("memory.within")},
        {reckoning->cgroup.swap_inferred && amount_known(reckoning->cgroup.swap_usage_kb),
         STR_INIT("cgroup.swap_usage_kb")},
        {reckoning->cgroup.swap_inferred && amount_known(reckoning->cgroup.swap_limit_kb),
         STR_INIT("cgroup.swap_limit_kb")},
        {reckoning->cgroup.shmem_inferred && amount_known(reckoning->cgroup.shmem_kb),
         STR_INIT("cgroup.parts.shmem_kb")},
    };
    json_out_key(&json->out, STR("inferred"));
    json_out_open(&json->out, '[');
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].inferred)
            json_out_string(&json->out, keys[i].key);
    json_out_close(&json->out, ']');
}

void json_judgement(struct json *json) {
    const struct diagnosis *diagnosis = json->diagnosis;
    json_out_member_text(&json->out, STR("headline"), diagnosis->headline);
    json_out_member_text(&json->out, STR("verdict"), diagnosis->verdict);
    json_findings(json);
    json_answers(json);
    json_evidence(json, STR("shortage"), &diagnosis->shortage);
    json_evidence(json, STR("choice"), &diagnosis->choice);
    json_history(json);
    json_notes(json);
    json_boot(json);
    json_stalls(json);
    json_warnings(json);
    json_inferred(json);
}
