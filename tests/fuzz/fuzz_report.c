/* Makes one report of any bytes, by any writer: as many inputs a second as there can be. fuzz_log compares reports.
 * SPDX-License-Identifier: MIT */
#include "promise.h"

#include "report/report.h"

#include <oomwhy/oomwhy.h>

#include <stdbool.h>
#include <string.h>

enum { CHUNK_MOST = 4000 };

static const struct writer *choose_writer(uint32_t choice) {
    size_t count = 0;
    while (report_writer_at(count) != NULL)
        count++;
    return report_writer_at(choice % count);
}

static void take_warning(void *context, const char *file, const char *sentence) {
    (void)context;
    HOLD(*file != '\0' && *sentence != '\0' && strchr(sentence, '\n') == NULL);
}

static struct oomwhy_options choose_options(struct dice *dice, struct output *output) {
    const uint32_t choice = dice_throw(dice);
    return (struct oomwhy_options){
        .format = choose_writer(choice >> 16)->name,
        .write = output_write,
        .warn = take_warning,
        .context = output,
        .unicode = choice & 1,
        .all_tasks = choice & 2,
        .brief = (choice & 12) == 12,
        .full = (choice & 12) == 8,
        .lines = choice & 16,
        .width = (choice & 96) == 96 ? (int)(choice >> 24) : 0,
        .sort = (choice & 0x700) == 0 ? oomwhy_sort_column(0) : NULL,
        .last = (choice & 0x3800) == 0 ? 2 : 0,
    };
}

static enum oomwhy_status feed(struct oomwhy *handle, const uint8_t *data, size_t size, struct dice *dice) {
    const bool is_whole = dice_throw(dice) % 2 == 0;
    enum oomwhy_status status = oomwhy_begin(handle, "fuzz");
    for (size_t at = 0; status == OOMWHY_OK && at < size;) {
        size_t len = is_whole ? size : 1 + dice_throw(dice) % CHUNK_MOST;
        len = len < size - at ? len : size - at;
        /* A copy of its own, so that a view kept too long, or read too far, is found. */
        char *chunk = malloc(len);
        HOLD(chunk != NULL);
        memcpy(chunk, data + at, len);
        status = oomwhy_feed(handle, chunk, len);
        free(chunk);
        at += len;
        if (status == OOMWHY_OK && dice_throw(dice) % 16 == 0)
            status = oomwhy_idle(handle);
    }
    return status == OOMWHY_OK ? oomwhy_end(handle) : status;
}

static void hold_form(const struct oomwhy_options *options, const struct output *output, int64_t events) {
    hold_printable(output);
    if (strcmp(options->format, "json") == 0)
        hold_json(output, options->last > 0 ? -1 : events);
    else if (strcmp(options->format, "html") == 0)
        hold_html(output);
    else if (strcmp(options->format, "markdown") == 0)
        hold_markdown(output);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct dice dice = dice_of(data, size);
    struct output output = {.bytes = NULL};
    const struct oomwhy_options options = choose_options(&dice, &output);
    struct oomwhy *handle = NULL;
    HOLD(oomwhy_open(&options, &handle) == OOMWHY_OK);
    HOLD(feed(handle, data, size, &dice) == OOMWHY_OK);
    HOLD(oomwhy_finish(handle) == OOMWHY_OK);
    hold_form(&options, &output, oomwhy_event_count(handle));
    oomwhy_close(handle);
    free(output.bytes);
    return 0;
}
