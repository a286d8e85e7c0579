/* All that is reckoned and said of the events of a log.
 * SPDX-License-Identifier: MIT */
#ifndef UNIT_SAID_LOG_H
#define UNIT_SAID_LOG_H

#include "model/reckon.h"
#include "parsed.h"
#include "said.h"

/* All that is reckoned and said of LOG, which is read as of RELEASE, or as it stands where that is NULL; of its lines
 * BEFORE are not counted. The caller frees it. */
static char *say_log(str log, int64_t before, const char *release) {
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    const struct said said = {file, before};
    assert_non_null(file);
    read_text(log);
    for (size_t i = 0; i < event_count; i++) {
        struct reckoning reckoning;
        struct growth_list grown = {0};
        struct diagnosis diagnosis;
        struct judgement *judgement;
        if (release)
            events[i]->identity.release = str_from_cstr(release);
        assert_true(reckon(events[i], 0, &reckoning));
        assert_true(diagnose(events[i], &reckoning, &grown, &diagnosis, &judgement));
        assert_true(diagnose_explain(judgement, &diagnosis));
        say_reckoning(&said, events[i], &reckoning);
        say_diagnosis(&said, &diagnosis);
    }
    free_events();
    assert_int_equal(fclose(file), 0);
    return text;
}

#endif
