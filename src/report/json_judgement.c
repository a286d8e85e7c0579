/* JSON of the judgement: patterns, the answers, warnings, each with its lines.
 * SPDX-License-Identifier: MIT */
#include "report/json.h"
#include "report/places.h"
#include "report/wording.h"

#include "model/verdict.h"

void json_lines(struct json *json, struct span lines) {
    struct emit *emit = &json->emit;
    emit_key(emit, STR("lines"));
    if (lines.first <= 0) {
        emit_null(emit);
        return;
    }
    struct place first = place_of(json->event, lines.first), last = place_of(json->event, lines.last);
    char *at = emit_room(emit, 2 * FORMAT_NUMBER + 3);
    *at++ = '[';
    at = emit_put_number(at, first.line);
    *at++ = ',';
    at = emit_put_number(at, last.line);
    *at++ = ']';
    emit_written(emit, at, true);
    if (json->event->source_count > 1 && !str_equal(first.file, json->event->sources[0].file))
        emit_member_text(emit, STR("file"), first.file);
}

static void json_claim(struct json *json, str statement, struct span lines) {
    emit_open(&json->emit, '{');
    emit_member_text(&json->emit, STR("statement"), statement);
    json_lines(json, lines);
    emit_close(&json->emit, '}');
}

static void json_evidence(struct json *json, str key, const struct evidence_list *list) {
    emit_key(&json->emit, key);
    emit_open(&json->emit, '[');
    for (size_t i = 0; i < list->count; i++)
        json_claim(json, list->items[i].statement, list->items[i].lines);
    emit_close(&json->emit, ']');
}

static void json_findings(struct json *json) {
    struct emit *emit = &json->emit;
    emit_key(emit, STR("diagnosis"));
    emit_open(emit, '[');
    for (size_t i = 0; i < json->diagnosis->finding_count; i++) {
        const struct finding *finding = &json->diagnosis->findings[i];
        emit_open(emit, '{');
        emit_member_text(emit, STR("pattern"), finding->pattern);
        emit_member_text(emit, STR("confidence"), verdict_confidence(finding->confidence));
        emit_member_text(emit, STR("statement"), finding->statement);
        json_evidence(json, STR("evidence"), &finding->evidence);
        json_evidence(json, STR("against"), &finding->against);
        json_present_text(emit, STR("consumer"), finding->consumer);
        emit_close(emit, '}');
    }
    emit_close(emit, ']');
}

static void json_answer(struct json *json, const struct answer *answer) {
    emit_key(&json->emit, answer->key);
    emit_open(&json->emit, '{');
    emit_member_text(&json->emit, STR("answer"), answer->answer);
    emit_member_text(&json->emit, STR("statement"), answer->statement);
    json_evidence(json, STR("evidence"), &answer->evidence);
    emit_close(&json->emit, '}');
}

/* Of such an answer there is no more in JSON than its advice. */
static void json_advice(struct json *json, str key) {
    struct emit *emit = &json->emit;
    emit_key(emit, key);
    emit_open(emit, '[');
    for (size_t i = 0; i < json->diagnosis->advice_count; i++) {
        const struct advice *advice = &json->diagnosis->advice[i];
        emit_open(emit, '{');
        emit_member_text(emit, STR("advice"), advice->advice);
        emit_member_text(emit, STR("command"), advice->command);
        emit_member_text(emit, STR("because"), advice->because);
        json_lines(json, advice->lines);
        emit_close(emit, '}');
    }
    emit_close(emit, ']');
}

static void json_answers(struct json *json) {
    const struct diagnosis *diagnosis = json->diagnosis;
    emit_key(&json->emit, STR("answers"));
    emit_open(&json->emit, '{');
    for (size_t i = 0; i < diagnosis->answer_count; i++) {
        const struct answer *answer = &diagnosis->answers[i];
        if (answer->advises)
            json_advice(json, answer->key);
        else
            json_answer(json, answer);
    }
    emit_close(&json->emit, '}');
}

static void json_history(struct json *json) {
    struct emit *emit = &json->emit;
    emit_key(emit, STR("history"));
    emit_open(emit, '[');
    for (size_t i = 0; i < json->diagnosis->history_count; i++) {
        emit_open(emit, '{');
        emit_member_text(emit, STR("statement"), json->diagnosis->history[i].statement);
        emit_member(emit, STR("event"), json->diagnosis->history[i].event);
        emit_close(emit, '}');
    }
    emit_close(emit, ']');
}

/* What stood near the event and is no part of the kernel's report. */
static void json_notes(struct json *json) {
    emit_key(&json->emit, STR("notes"));
    emit_open(&json->emit, '[');
    for (size_t i = 0; i < json->event->note_count; i++) {
        const struct note *note = &json->event->notes[i];
        emit_open(&json->emit, '{');
        emit_member_text(&json->emit, STR("kind"), wording_note(note->kind));
        emit_member_text(&json->emit, STR("text"), note->text);
        json_lines(json, (struct span){note->line, note->line});
        emit_close(&json->emit, '}');
    }
    emit_close(&json->emit, ']');
}

static void json_warnings(struct json *json) {
    emit_key(&json->emit, STR("warnings"));
    emit_open(&json->emit, '[');
    for (size_t i = 0; i < json->event->warning_count; i++)
        json_claim(json, json->event->warnings[i].statement, json->event->warnings[i].lines);
    emit_close(&json->emit, ']');
}

/* The dotted names of the members above that the log does not print as such. */
static void json_inferred(struct json *json) {
    const struct reckoning *reckoning = json->reckoning;
    const struct {
        bool inferred;
        str key;
    } keys[] = {
        {json_counts_pages(json) && (reckoning->page_inferred || !reckoning->page_known), STR_INIT("page_kb")},
        {json->event->year_inferred, STR_INIT("time")},
        {reckoning->gfp_assumed && reckoning->gfp_flag_count > 0, STR_INIT("trigger.gfp_flags")},
        {reckoning->pgtables_inferred, STR_INIT("kills.pgtables_kb")},
    };
    emit_key(&json->emit, STR("inferred"));
    emit_open(&json->emit, '[');
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].inferred)
            emit_string(&json->emit, keys[i].key);
    emit_close(&json->emit, ']');
}

void json_judgement(struct json *json) {
    const struct diagnosis *diagnosis = json->diagnosis;
    emit_member_text(&json->emit, STR("headline"), diagnosis->headline);
    emit_member_text(&json->emit, STR("verdict"), diagnosis->verdict);
    json_findings(json);
    json_answers(json);
    json_evidence(json, STR("shortage"), &diagnosis->shortage);
    json_evidence(json, STR("choice"), &diagnosis->choice);
    json_history(json);
    json_notes(json);
    json_warnings(json);
    json_inferred(json);
}
