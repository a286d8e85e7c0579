/* A finding in one sentence, with how sure it is.
 * SPDX-License-Identifier: MIT */
#include "model/verdict.h"

#include "base/arena.h"

str verdict_confidence(enum confidence confidence) {
    static const str words[] = {
        [CONFIDENCE_LOW] = STR_INIT("low"),
        [CONFIDENCE_MEDIUM] = STR_INIT("medium"),
        [CONFIDENCE_HIGH] = STR_INIT("high"),
    };
    return words[confidence];
}

str verdict_confidence_of(const struct finding *finding) {
    return finding->is_undecided ? STR("") : verdict_confidence(finding->confidence);
}

str verdict_of(struct arena *arena, const struct finding *finding) {
    if (finding->is_undecided)
        return arena_format(arena, "%.*s: %.*s", STR_ARG(finding->pattern), STR_ARG(finding->statement));
    return arena_format(arena, "%.*s (%.*s confidence): %.*s", STR_ARG(finding->pattern),
                        STR_ARG(verdict_confidence(finding->confidence)), STR_ARG(finding->statement));
}
