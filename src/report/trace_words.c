/* What a function of a call trace tells, in words.
 * SPDX-License-Identifier: MIT */
#include "report/trace_words.h"

#include "report/wording.h"

/* What kind of function it is: its words begin so, and what it makes or does may follow. */
enum trace_role {
    TRACE_PASSES,
    TRACE_PAGES,
    TRACE_CHARGE,
    TRACE_PART,
    TRACE_SHOWS,
    TRACE_FAULT,
    TRACE_LOST,
    TRACE_KSWAPD,
    TRACE_SYSRQ,
    TRACE_MAKES
};

struct trace_function {
    str name; /* "*" at the end: all that begin so */
    enum trace_role role;
    enum request request;
    enum maker_kind kind;
};

static const struct trace_function trace_functions[] = {
#define PASSES(name) {STR_INIT(name), TRACE_PASSES, REQUEST_UNKNOWN, MAKER_UNNAMED},
#define PAGES(name) {STR_INIT(name), TRACE_PAGES, REQUEST_UNKNOWN, MAKER_UNNAMED},
#define CHARGE(name) {STR_INIT(name), TRACE_CHARGE, REQUEST_UNKNOWN, MAKER_UNNAMED},
#define PART(name, request) {STR_INIT(name), TRACE_PART, REQUEST_##request, MAKER_UNNAMED},
#define SHOWS(name, request) {STR_INIT(name), TRACE_SHOWS, REQUEST_##request, MAKER_UNNAMED},
#define FAULT(name) {STR_INIT(name), TRACE_FAULT, REQUEST_UNKNOWN, MAKER_UNNAMED},
#define LOST(name) {STR_INIT(name), TRACE_LOST, REQUEST_UNKNOWN, MAKER_UNNAMED},
#define KSWAPD(name) {STR_INIT(name), TRACE_KSWAPD, REQUEST_UNKNOWN, MAKER_UNNAMED},
#define SYSRQ(name) {STR_INIT(name), TRACE_SYSRQ, REQUEST_UNKNOWN, MAKER_UNNAMED},
#define MAKES(name, kind) {STR_INIT(name), TRACE_MAKES, REQUEST_UNKNOWN, MAKER_##kind},
#define HINTS(name, kind) {STR_INIT(name), TRACE_MAKES, REQUEST_UNKNOWN, MAKER_##kind},
#define BEYOND(name, kind) {STR_INIT(name), TRACE_MAKES, REQUEST_UNKNOWN, MAKER_##kind},
#include "model/functions.def"
};

static const str trace_begins[] = {
    [TRACE_PASSES] = STR_INIT("A function of the call trace that is only on the way: it says nothing of who asked."),
    [TRACE_PAGES] = STR_INIT("A function of the page allocator: whoever stands behind it in the call trace asked for "
                             "pages."),
    [TRACE_CHARGE] = STR_INIT("A function of the call trace that charges memory to a cgroup: the memory was there, the "
                              "cgroup's limit did not allow it."),
    [TRACE_PART] = STR_INIT("A function of the call trace that asks in the name of others: a request of a task "),
    [TRACE_SHOWS] = STR_INIT("A function of the call trace. It shows a request of a task "),
    [TRACE_FAULT] = STR_INIT("The page-fault handler: a process touched memory that was not there yet."),
    [TRACE_LOST] =
        STR_INIT("The page-fault handler ordered the kill when the fault had failed: what it needed the page "
                 "for is lost."),
    [TRACE_KSWAPD] = STR_INIT("A function of kswapd, which asks for a kill only to protect the working set."),
    [TRACE_SYSRQ] = STR_INIT("A function of SysRq f: somebody asked for the kill."),
    [TRACE_MAKES] = STR_INIT("A function of the call trace that shows what was in the making: "),
};

/* How many bytes of NAME stand for FUNCTION, and 1 more where it is the whole; 0 where it is another. */
static size_t trace_fits(str name, str function) {
    if (name.data[name.len - 1] != '*')
        return str_equal(name, function) ? name.len + 1 : 0;
    return str_starts(function, str_first(name, name.len - 1)) ? name.len : 0;
}

/* "alloc_pages_noprof+0x17/0x1a0", "kmalloc.isra.0" */
static str trace_plain(str function) {
    function = str_trim(function);
    function = str_first(function, str_find_byte(function, '+'));
    function = str_first(function, str_find_byte(function, '.'));
    return str_ends(function, STR("_noprof")) ? str_first(function, function.len - 7) : function;
}

bool trace_words(str function, str *ret_begin, str *ret_end) {
    const struct trace_function *found = NULL;
    size_t best = 0;
    function = trace_plain(function);
    for (size_t i = 0; i < sizeof trace_functions / sizeof *trace_functions; i++) {
        const size_t fits = trace_fits(trace_functions[i].name, function);
        if (fits > best)
            found = &trace_functions[i];
        best = fits > best ? fits : best;
    }
    if (!found)
        return false;
    const bool has_request = found->role == TRACE_PART || found->role == TRACE_SHOWS;
    *ret_begin = trace_begins[found->role];
    *ret_end = found->role == TRACE_MAKES ? wording_maker(found->kind)
               : has_request              ? wording_doing(found->request)
                                          : STR("");
    return true;
}
