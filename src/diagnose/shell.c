/* Names and sizes of a log as words of a shell command: nothing in them can be read as anything else.
 * SPDX-License-Identifier: MIT */
#include "diagnose/shell.h"

#include "base/ascii.h"
#include "base/words.h"
#include "diagnose/evidence.h"
#include "model/release.h"
#include "model/victim.h"

static bool shell_is_plain(char byte) {
    return ascii_is_alnum(byte) || (byte != '\0' && strchr("._@:+/-\\", byte) != NULL);
}

/* Scopes are left out: who starts a session, a tab or a virtual machine sets its limits, and it ends with them. */
static bool shell_is_unit(str name) {
    static const str endings[] = {STR_INIT(".service"), STR_INIT(".slice"), STR_INIT(".socket"), STR_INIT(".mount")};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (str_ends(name, endings[i]))
            return true;
    return false;
}

/* "run-u640.service", of systemd-run: it ends with its command, and what was set for it with it. */
static bool shell_is_transient(str unit) {
    return str_starts(unit, STR("run-"));
}

/* "Out of Memory: Killed process 1260 (mailer)." up to 2.6.15, "Active:91264 inactive:90907" up to 2.6.27: the wording
 * tells what no release line does. */
bool shell_words_are_very_old(const struct facts *facts) {
    const struct event *event = facts->event;
    return facts->reckoning->ledger.parts.lru_kb != ABSENT ||
           (event->kill_count && str_starts(event->kills[0].message, STR("Out of Memory")));
}

/* Or "kill process 31337 (db) score 1 or a child", and "oomkilladj=0" or "oom_adj=0" alone, up to 2.6.35. */
static bool shell_words_are_old(const struct facts *facts) {
    const struct event *event = facts->event;
    return shell_words_are_very_old(facts) || str_starts(event->intent.text, STR("Out of memory: kill process")) ||
           (event->trigger.oom_adj != ABSENT && event->trigger.oom_score_adj == ABSENT);
}

bool shell_has_systemd(const struct facts *facts) {
    return !release_is_before(facts->reckoning->release, RELEASE(3, 10, 0)) && !shell_words_are_old(facts) &&
           !facts->userland.is_android && !facts->userland.has_another_init;
}

bool shell_is_gone(const struct facts *facts, const struct holder *holder) {
    enum { KILLS = 64 }; /* looked at; a group kill may name thousands */
    const struct event *event = facts->event;
    for (size_t i = 0; holder->count == 1 && i < event->kill_count && i < KILLS; i++)
        if (victim_is_of(&event->kills[i], holder->pid))
            return true;
    return false;
}

str shell_word(const struct facts *facts, str text) {
    bool quoted = false;
    if (text.len == 0 || text.data[0] == '-')
        return STR("");
    for (size_t i = 0; i < text.len; i++) {
        if (!shell_is_plain(text.data[i]))
            return STR("");
        quoted |= text.data[i] == '\\';
    }
    return quoted ? arena_format(facts->arena, "'%.*s'", STR_ARG(text)) : text;
}

str shell_process(const struct facts *facts, str name) {
    return str_find_byte(name, '\\') == STR_NONE ? shell_word(facts, name) : STR("");
}

bool shell_is_managed(const struct container *box) {
    return box->id.len > 0 || box->pod_uid.len > 0;
}

str shell_unit(const struct facts *facts) {
    const struct container *box = &facts->reckoning->container;
    str path = facts->room.cgroup_path;
    size_t slash = str_find_last_byte(path, '/');
    str unit = facts->room.is_cgroup ? (slash == STR_NONE ? path : str_from(path, slash + 1)) : box->unit;
    bool lasts = shell_is_unit(unit) && !shell_is_transient(unit) && !shell_is_managed(box);
    return lasts ? shell_word(facts, unit) : STR("");
}

str shell_set_property(const struct facts *facts, str unit, str property) {
    str path = facts->room.is_cgroup ? facts->room.cgroup_path : facts->event->summary.task_memcg;
    size_t at = str_find(path, STR("/user@"));
    bool own = at != STR_NONE && str_find_byte(str_from(path, at + 1), '/') != STR_NONE;
    return arena_format(facts->arena, "systemctl %sset-property %.*s %.*s", own ? "--user " : "", STR_ARG(unit),
                        STR_ARG(property));
}

str shell_group_file(const struct facts *facts, const char *v2, const char *v1) {
    str path = facts->room.cgroup_path;
    int version = facts->reckoning->cgroup.version;
    const char *name = version == 2 ? v2 : version == 1 ? v1 : NULL; /* either may be NULL: it has no such file */
    size_t slash = str_find_last_byte(path, '/');
    bool lasts = slash != STR_NONE && !shell_is_transient(str_from(path, slash + 1));
    bool usable = lasts && path.len > 1 && path.data[0] == '/' && !str_has(path, STR("/..")) &&
                  !str_has(path, STR("//")) && !str_ends(path, STR(".scope"));
    str word = usable && name ? shell_word(facts, path) : STR("");
    if (word.len == 0)
        return word;
    return arena_format(facts->arena, "/sys/fs/cgroup%s%.*s/%s", version == 1 ? "/memory" : "", STR_ARG(word), name);
}

str shell_memory_max(const struct facts *facts, int64_t kb) {
    bool old = release_is_before(facts->reckoning->release, RELEASE(4, 5, 0)); /* before cgroup v2 */
    return arena_format(facts->arena, "%s=%s", old ? "MemoryLimit" : "MemoryMax", ARGUMENT(kb));
}

str shell_container_id(const struct facts *facts) {
    return shell_word(facts, str_first(facts->reckoning->container.id, 12));
}

int64_t shell_floor_kb(int64_t kb) {
    enum { GRAIN_KB = 1024, COARSE_GRAINS = 10 * 1024 };
    int64_t grains = kb / GRAIN_KB;
    if (grains >= COARSE_GRAINS)
        grains = grains / 1024 * 1024;
    return grains > 0 ? grains * GRAIN_KB : kb;
}
