/* Why the kernel had to kill, why this task, and who died.
 * SPDX-License-Identifier: MIT */
#include "report/story.h"

/* "(pid 12)", or nothing. */
static void story_number(struct story *story, const char *before, int64_t value, const char *after) {
    if (value == ABSENT)
        return;
    struct wording number = wording_number(value);
    story_words(story, SHEET_PLAIN, before);
    sheet_unit(&story->sheet, SHEET_PLAIN, wording_str(&number));
    sheet_glue(&story->sheet);
    story_words(story, SHEET_PLAIN, after);
}

/* "7.3 GiB anonymous, 1.8 MiB file" */
static void story_amount(struct story *story, int64_t kb, const char *what, bool *ret_any) {
    if (kb == ABSENT)
        return;
    sheet_glue(&story->sheet);
    story_words(story, SHEET_PLAIN, *ret_any ? "," : ":");
    story_size(story, kb);
    story_words(story, SHEET_PLAIN, what);
    *ret_any = true;
}

static void story_victim(struct story *story, const struct kill *kill) {
    struct sheet *sheet = &story->sheet;
    sheet_line(sheet, 2, 4);
    story_words(story, SHEET_RED, "killed");
    if (story->event->killer == KILLER_SYSTEMD)
        story_words(story, SHEET_PLAIN, "a process of");
    sheet_unit(sheet, SHEET_PLAIN, kill->name);
    story_number(story, "(pid", kill->pid, ")");
    bool any = false;
    story_amount(story, kill->anon_rss_kb, "anonymous", &any);
    story_amount(story, kill->file_rss_kb, "file", &any);
    story_amount(story, kill->shmem_rss_kb, "shared", &any);
    story_amount(story, kill->swap_kb, "swap", &any);
    story_amount(story, kill->pgtables_kb, "page tables", &any);
    if (kill->reaped == REAPED_FAILED)
        story_words(story, SHEET_YELLOW, "(its memory could not be reaped)");
    story_lines(story, (struct span){kill->line, kill->line});
    sheet_end(sheet);
}

static void story_victims(struct story *story) {
    const struct event *event = story->event;
    for (size_t i = 0; i < event->kill_count && i < STORY_ROWS; i++)
        story_victim(story, &event->kills[i]);
    if (event->kill_count > STORY_ROWS)
        story_more(story, event->kill_count - STORY_ROWS, "kills");
}

static void story_flags(struct story *story) {
    const struct reckoning *reckoning = story->reckoning;
    if (reckoning->gfp_flag_count == 0)
        story_words(story, SHEET_PLAIN, "flags not shown");
    for (size_t i = 0; i < reckoning->gfp_flag_count; i++) {
        if (i > 0) {
            sheet_glue(&story->sheet);
            story_words(story, SHEET_PLAIN, "|");
            sheet_glue(&story->sheet);
        }
        sheet_unit(&story->sheet, SHEET_PLAIN, reckoning->gfp_flags[i]);
    }
    sheet_glue(&story->sheet);
    story_words(story, SHEET_PLAIN, ".");
    if (reckoning->gfp_assumed && reckoning->gfp_era.len > 0) {
        story_words(story, SHEET_DIM, "(flags as of");
        sheet_words(&story->sheet, SHEET_DIM, reckoning->gfp_era);
        sheet_glue(&story->sheet);
        story_words(story, SHEET_DIM, ": assumed)");
    }
}

/* What the process was doing, by the kind of request. */
static const char *story_doing(enum request request) {
    static const char *const doing[] = {
        [REQUEST_UNKNOWN] = "for a reason that the log does not show",
        [REQUEST_ANONYMOUS_FAULT] = "which touched new heap or stack",
        [REQUEST_SWAP_IN] = "which read a page back from swap",
        [REQUEST_COPY_ON_WRITE] = "which wrote to a page that it shared (copy on write)",
        [REQUEST_GUEST_FAULT] =
            "which runs a virtual machine whose guest touched memory that it had not been given yet",
        [REQUEST_FILE_FAULT] = "which read a mapped file or its own program back",
        [REQUEST_SHMEM] = "which touched shared memory or a tmpfs file",
        [REQUEST_USER] = "for a page of a process or of a file, by its flags (the log does not show for what)",
        [REQUEST_USER_ZEROED] = "for a new page of a process, by its flags",
        [REQUEST_FORK] = "which was starting a process or thread",
        [REQUEST_SLAB] = "for a kernel object",
        [REQUEST_NETWORK] = "for the network",
        [REQUEST_PAGE_TABLE] = "for a page table",
        [REQUEST_FILESYSTEM] = "which read or wrote a file",
        [REQUEST_PIPE] = "for a pipe",
        [REQUEST_DRIVER] = "for a driver",
        [REQUEST_KERNEL_OTHER] = "for the kernel's own use",
        [REQUEST_PAGE_FAULT] = "whose page fault had failed as out of memory",
        [REQUEST_LIMIT] = "which set the limit of a cgroup lower than what it used",
        [REQUEST_KSWAPD] = "which asks for a kill only to protect the working set (min_ttl_ms of lru_gen)",
        [REQUEST_SYSRQ] = "on somebody's order (SysRq f)",
    };
    return doing[request];
}

/* ", in packet_set_ring", ", in nv_alloc_pages [nvidia]" */
static void story_function(struct story *story, const struct maker *maker) {
    struct sheet *sheet = &story->sheet;
    sheet_glue(sheet);
    story_words(story, SHEET_PLAIN, ", in");
    sheet_unit(sheet, SHEET_PLAIN, maker->function);
    if (!maker->module.len)
        return;
    story_words(story, SHEET_PLAIN, "[");
    sheet_glue(sheet);
    sheet_unit(sheet, SHEET_PLAIN, maker->module);
    sheet_glue(sheet);
    story_words(story, SHEET_PLAIN, "]");
}

/* "which was allocating a packet ring, in packet_set_ring"; a page of a process is that first, whoever had it touched.
 */
static void story_purpose(struct story *story) {
    const struct maker *maker = &story->reckoning->maker;
    enum request request = story->reckoning->request;
    str what = wording_maker(maker->kind);
    bool is_page = request == REQUEST_SWAP_IN || request == REQUEST_FILE_FAULT || request == REQUEST_SHMEM ||
                   request == REQUEST_COPY_ON_WRITE || request == REQUEST_GUEST_FAULT;
    if (is_page || what.len == 0) {
        story_words(story, SHEET_PLAIN, story_doing(request));
        if (what.len && request != REQUEST_GUEST_FAULT) {
            sheet_glue(&story->sheet);
            story_words(story, SHEET_PLAIN, ", for");
            sheet_phrase(&story->sheet, SHEET_PLAIN, what);
        }
    } else {
        story_words(story, SHEET_PLAIN, "which was allocating");
        sheet_phrase(&story->sheet, SHEET_PLAIN, what);
    }
    if (maker->function.len)
        story_function(story, maker);
}

/* "Invoked by python3 (pid 8340), which touched new heap or stack: order 0, GFP_HIGHUSER_MOVABLE|__GFP_COMP." */
static void story_request(struct story *story) {
    const struct trigger *trigger = &story->event->trigger;
    struct sheet *sheet = &story->sheet;
    sheet_line(sheet, 2, 4);
    story_words(story, SHEET_PLAIN, "- Invoked by");
    sheet_unit(sheet, SHEET_PLAIN, trigger->name);
    story_number(story, "(pid", story->event->identity.pid, ")");
    sheet_glue(sheet);
    story_words(story, SHEET_PLAIN, ",");
    story_purpose(story);
    sheet_glue(sheet);
    story_words(story, SHEET_PLAIN, ":");
    story_number(story, "order", trigger->order, ",");
    story_flags(story);
    story_lines(story, trigger->lines);
    sheet_end(sheet);
}

void story_kill(struct story *story) {
    const struct diagnosis *diagnosis = story->diagnosis;
    bool invoked = story->event->trigger.lines.first > 0 && story->event->trigger.name.len > 0;
    if (story->event->killer == KILLER_KERNEL && (diagnosis->shortage.count > 0 || invoked)) {
        story_title(story, "Why now", (struct span){0, 0});
        if (invoked)
            story_request(story);
        story_claims(story, "-", 2, &diagnosis->shortage);
    }
    if (diagnosis->choice.count == 0 && story->event->kill_count == 0)
        return;
    story_title(story, "Why this victim", (struct span){0, 0});
    story_victims(story);
    story_claims(story, "-", 2, &diagnosis->choice);
}
