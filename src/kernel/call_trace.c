/* Call traces and registers of every architecture.
 * SPDX-License-Identifier: MIT */
#include "kernel/call_trace.h"

#include "base/ascii.h"

#include <limits.h>

static bool call_trace_is_word(char c) {
    static const bool is_word[UCHAR_MAX + 1] = {['_'] = true,         ['.'] = true,         ['$'] = true,
                                                ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true};
    return is_word[(unsigned char)c];
}

static void call_trace_skip_hex(struct scan *scan) {
    while (!scan_done(scan) && ascii_hex(ascii_lower(*scan->at)) >= 0)
        scan->at++;
}

enum { TRACE_ADDRESS = 24, TRACE_SYMBOL = 96 }; /* bytes */

/* "<ffffffff810f5f54>"; klogd put "out_of_memory+389/448" or "nfs:__alloc_pages+0x34c/0x380" in its place */
static bool call_trace_is_address(str inside) {
    return inside.len <= TRACE_ADDRESS || (inside.len <= TRACE_SYMBOL && str_has(inside, STR("+")) &&
                                           str_has(inside, STR("/")) && !str_has(inside, STR(" ")));
}

/* "[<ffffffff810f5f54>] ", "([<00000000001148fc>] ", "[c000000007a3f8d0] [c0000000003f1d48] ", "[<0>] " */
static void call_trace_skip_addresses(struct scan *scan) {
    for (;;) {
        struct scan probe = *scan;
        str inside;
        scan_byte(&probe, '(');
        if (!scan_byte(&probe, '[') || !scan_until(&probe, ']', &inside) || !scan_byte(&probe, ']') ||
            !call_trace_is_address(inside))
            return;
        scan_blanks(&probe);
        *scan = probe;
    }
}

/* The last of the words that colons join, and the module before it: ":dm_mod:dm_any_congested" (2.6.18).
 * ".out_of_memory" is the code behind ppc64's descriptor. */
static str call_trace_symbol(struct scan *scan, str *ret_module) {
    const char *from = scan->at, *at = from;
    for (;; from = ++at) {
        while (at < scan->end && call_trace_is_word(*at))
            at++;
        if (at == scan->end || *at != ':')
            break;
        *ret_module = str_of(from, (size_t)(at - from));
    }
    scan->at = at;
    if (from < at && *from == '.')
        from++;
    return str_of(from, (size_t)(at - from));
}

static bool call_trace_is_module(char c) {
    return call_trace_is_word(c) || c == '-';
}

/* " [kvm]", " [ext4 3f1d48c0...]" with a build id: behind function, offset and size. */
static str call_trace_module(struct scan *scan) {
    struct scan at = *scan;
    scan_blanks(&at);
    if (!scan_byte(&at, '['))
        return STR("");
    const char *from = at.at;
    while (!scan_done(&at) && call_trace_is_module(*at.at))
        at.at++;
    str name = str_of(from, (size_t)(at.at - from));
    bool is_whole = scan_peek(&at) == ']' || scan_peek(&at) == ' ';
    if (!name.len || !is_whole)
        return STR("");
    *scan = at;
    scan_byte(scan, ']');
    return name;
}

/* "+0x101/0x2e0" */
static bool call_trace_offset(struct scan *scan) {
    if (!scan_literal(scan, STR("+0x")))
        return false;
    call_trace_skip_hex(scan);
    if (scan_literal(scan, STR("/0x")))
        call_trace_skip_hex(scan);
    return true;
}

/* "[<c010b8c4>] (show_stack+0x10/0x14)", "show_stack+0x10/0x14 [mod]": behind "from". */
static void call_trace_caller(str text, struct call_frame *frame) {
    struct scan scan = scan_of(text);
    str module = STR("");
    scan_blanks(&scan);
    call_trace_skip_addresses(&scan);
    scan_byte(&scan, '(');
    str function = call_trace_symbol(&scan, &module);
    if (!function.len || !call_trace_offset(&scan))
        return;
    str behind = call_trace_module(&scan);
    frame->caller = function;
    frame->caller_module = behind.len ? behind : module;
}

/* "(dump_stack+0x0/0x14) from [<c006baf0>] ..." up to 3.5, "(dump_stack) from ..." since; "(show_stack+0x10/0x14)" is
 * the caller, on a line that was wrapped. */
static bool call_trace_bracketed(struct scan *scan, struct call_frame *frame) {
    bool has_offset = call_trace_offset(scan);
    str module = call_trace_module(scan);
    if (module.len)
        frame->module = module;
    if (!scan_byte(scan, ')'))
        return has_offset;
    if (scan_literal(scan, STR(" from "))) {
        call_trace_caller(scan_rest(scan), frame);
        return true;
    }
    if (!has_offset)
        return true;
    frame->caller = frame->function;
    frame->caller_module = module;
    frame->function = frame->module = STR("");
    return true;
}

static bool call_trace_plain(struct scan *scan, struct call_frame *frame) {
    bool has_offset = call_trace_offset(scan);
    str module = call_trace_module(scan);
    if (module.len)
        frame->module = module;
    if (scan_literal(scan, STR(" from ")))
        call_trace_caller(scan_rest(scan), frame);
    else if (!has_offset)
        return false;
    frame->is_sure = frame->is_sure && !str_has(scan_rest(scan), STR("(unreliable)"));
    return true;
}

bool call_trace_frame(str text, struct call_frame *ret_frame) {
    struct scan scan = scan_of(text);
    struct call_frame frame = {0};
    scan_blanks(&scan);
    call_trace_skip_addresses(&scan);
    frame.is_sure = !scan_literal(&scan, STR("? "));
    scan_blanks(&scan);
    bool bracketed = scan_byte(&scan, '(');
    frame.function = call_trace_symbol(&scan, &frame.module);
    if (frame.function.len == 0 || !(bracketed ? call_trace_bracketed(&scan, &frame) : call_trace_plain(&scan, &frame)))
        return false;
    *ret_frame = frame;
    return true;
}

bool call_trace_braced(struct scan *scan, struct call_frame *ret_frame) {
    struct scan at = *scan;
    str inside, module = STR("");
    uint64_t value;
    scan_blanks(&at);
    if (!scan_byte(&at, '<') || !scan_hex(&at, &value) || !scan_byte(&at, '>') || !scan_byte(&at, '{') ||
        !scan_until(&at, '}', &inside) || !scan_byte(&at, '}'))
        return false;
    struct scan word = scan_of(inside);
    const str function = call_trace_symbol(&word, &module);
    if (function.len == 0 || !scan_byte(&word, '+'))
        return false;
    *ret_frame = (struct call_frame){.function = function, .module = module, .is_sure = true};
    *scan = at;
    return true;
}

/* How the other lines of a stack dump begin, those of x86-64 first; '#' stands for digits. */
static const str trace_noises[] = {
    STR_INIT("RIP: "),
    STR_INIT("Code: "),
    STR_INIT("RSP: "),
    STR_INIT("RAX: "),
    STR_INIT("RDX: "),
    STR_INIT("RBP: "),
    STR_INIT("R#: "),
    STR_INIT("<TASK>"),
    STR_INIT("</TASK>"),
    STR_INIT("RBX: "),
    STR_INIT("RCX: "),
    STR_INIT("RSI: "),
    STR_INIT("RDI: "),
    STR_INIT("<IRQ>"),
    STR_INIT("</IRQ>"),
    STR_INIT("<EOI>"),
    STR_INIT("<NMI>"),
    STR_INIT("</NMI>"),
    STR_INIT("ORIG_RAX: "),
    STR_INIT("EIP: "),
    STR_INIT("EAX: "),
    STR_INIT("ESI: "),
    STR_INIT("DS: "),
    STR_INIT("FS: "),
    STR_INIT("CS: "),
    STR_INIT("CR#: "),
    STR_INIT("DR#: "),
    STR_INIT("pstate: "),
    STR_INIT("pc : "),
    STR_INIT("lr : "),
    STR_INIT("sp : "),
    STR_INIT("x#: "),
    STR_INIT("x# : "),
    STR_INIT("r#:"),
    STR_INIT("NIP"),
    STR_INIT("LR ["),
    STR_INIT("REGS: "),
    STR_INIT("MSR: "),
    STR_INIT("CFAR: "),
    STR_INIT("GPR#: "),
    STR_INIT("IRQMASK: "),
    STR_INIT("DAR: "),
    STR_INIT("CR: "),
    STR_INIT("XER: "),
    STR_INIT("--- interrupt: "),
    STR_INIT("---- interrupt: "),
    STR_INIT("User PSW :"),
    STR_INIT("User GPRS:"),
    STR_INIT("User Code:"),
    STR_INIT("Krnl PSW :"),
    STR_INIT("Krnl GPRS:"),
    STR_INIT("Krnl Code:"),
    STR_INIT("Last Breaking-Event"),
    STR_INIT("INFO: lockdep"),
    STR_INIT("epc : "),
    STR_INIT("gp : "),
    STR_INIT("t# : "),
    STR_INIT("s# : "),
    STR_INIT("a# : "),
    STR_INIT("status: "),
    STR_INIT("Exception stack("),
    STR_INIT("Stack : "),
    STR_INIT("Function entered at "),
    STR_INIT("Tainted: ["),
    STR_INIT("Stack:"),
};

static bool call_trace_is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Whether TEXT begins with WITH, whose first byte it has. */
static bool call_trace_starts(str text, str with) {
    size_t at = 1;
    for (size_t i = 1; i < with.len; i++) {
        const size_t from = at;
        if (with.data[i] != '#' && (at == text.len || text.data[at++] != with.data[i]))
            return false;
        while (with.data[i] == '#' && at < text.len && call_trace_is_digit(text.data[at]))
            at++;
        if (at == from)
            return false;
    }
    return true;
}

/* "ffff880069715a90 ffffffff817199c4", "dfa0:                   00000000", "00000248 c101d4d4": words of hex only. */
static bool call_trace_is_hex(str text) {
    struct scan scan = scan_of(text);
    size_t words = 0;
    for (; !scan_done(&scan); scan_blanks(&scan), words++) {
        uint64_t value;
        const char *from = scan.at;
        if (!scan_hex(&scan, &value) || scan.at - from < 4)
            return false;
        scan_byte(&scan, ':');
        if (!scan_done(&scan) && *scan.at != ' ')
            return false;
    }
    return words > 1;
}

bool call_trace_is_noise(str text) {
    text = str_trim(text);
    if (text.len == 0)
        return false;
    if (call_trace_is_hex(text))
        return true;
    for (size_t i = 0; i < sizeof trace_noises / sizeof *trace_noises; i++)
        if (*trace_noises[i].data == *text.data && call_trace_starts(text, trace_noises[i]))
            return true;
    return false;
}

/* The beginnings of register lines (show_regs of each architecture), and the architecture. */
static const str call_trace_signs[][2] = {
    {STR_INIT("RIP: "), STR_INIT("x86_64")},
    {STR_INIT("RAX: "), STR_INIT("x86_64")},
    {STR_INIT("EIP: "), STR_INIT("i386")},
    {STR_INIT("EAX: "), STR_INIT("i386")},
    {STR_INIT("pstate: "), STR_INIT("arm64")},
    {STR_INIT("x29: "), STR_INIT("arm64")},
    {STR_INIT("User PSW :"), STR_INIT("s390x")},
    {STR_INIT("Krnl PSW :"), STR_INIT("s390x")},
    {STR_INIT("User GPRS:"), STR_INIT("s390x")},
    {STR_INIT("Krnl GPRS:"), STR_INIT("s390x")},
    {STR_INIT("epc : "), STR_INIT("riscv64")},
    {STR_INIT("Exception stack("), STR_INIT("arm")},
    {STR_INIT("el0_svc"), STR_INIT("arm64")},
    {STR_INIT("el0t_64_sync"), STR_INIT("arm64")},
    {STR_INIT("el0_sync"), STR_INIT("arm64")},
    {STR_INIT("__ret_fast_syscall"), STR_INIT("arm")},
    {STR_INIT("ret_fast_syscall"), STR_INIT("arm")},
    {STR_INIT("do_syscall_64"), STR_INIT("x86_64")},
    {STR_INIT("__x64_sys_"), STR_INIT("x86_64")},
    {STR_INIT("asm_exc_page_fault"), STR_INIT("x86_64")},
    {STR_INIT("secondary_startup_64"), STR_INIT("x86_64")},
    {STR_INIT("__arm64_sys_"), STR_INIT("arm64")},
    {STR_INIT("__primary_switched"), STR_INIT("arm64")},
    {STR_INIT("entry_SYSCALL_64"), STR_INIT("x86_64")},
    {STR_INIT("entry_INT80_32"), STR_INIT("i386")},
    {STR_INIT("entry_SYSENTER_32"), STR_INIT("i386")},
};

/* "Stack : 0000000000000047 0000000000000000": mips prints it before the trace; its kernel text lies where x86-64's
 * does (show_stacktrace, arch/mips/kernel/traps.c). */
static str call_trace_arch_of_stack(str text) {
    struct scan scan = scan_of(text);
    uint64_t word;
    if (!scan_literal(&scan, STR("Stack :")))
        return STR("");
    scan_blanks(&scan);
    const char *from = scan.at;
    return !scan_hex(&scan, &word) ? STR("") : scan.at - from == 16 ? STR("mips64") : STR("mips");
}

/* "[<ffffffff810f5f54>]" is x86-64's kernel text, "[<c0103f4a>]" that of a 32-bit machine: i386 unless a register
 * says arm, so nothing is claimed. "[c0000000003f1d48]" is ppc64's. */
static str call_trace_arch_of_address(str text) {
    if (str_starts(text, STR("[<ffffffff8")) || str_starts(text, STR("[<ffffffffa")))
        return STR("x86_64");
    return STR("");
}

str call_trace_arch(str text) {
    text = str_trim_start(text);
    for (size_t i = 0; i < sizeof call_trace_signs / sizeof call_trace_signs[0]; i++)
        if (str_starts(text, call_trace_signs[i][0]))
            return call_trace_signs[i][1];
    if (str_starts(text, STR("MSR: ")))
        return str_has(text, STR("LE>")) || str_has(text, STR("LE,")) ? STR("ppc64le") : STR("ppc64");
    str stack = call_trace_arch_of_stack(text);
    return stack.len ? stack : call_trace_arch_of_address(text);
}

/* What distributions end their releases with, and the architecture. */
static const str trace_releases[][2] = {
    {STR_INIT("x86_64"), STR_INIT("x86_64")},   {STR_INIT("amd64"), STR_INIT("x86_64")},
    {STR_INIT("aarch64"), STR_INIT("arm64")},   {STR_INIT("arm64"), STR_INIT("arm64")},
    {STR_INIT("armmp"), STR_INIT("arm")},       {STR_INIT("armhf"), STR_INIT("arm")},
    {STR_INIT("armv7"), STR_INIT("arm")},       {STR_INIT("armel"), STR_INIT("arm")},
    {STR_INIT("ppc64le"), STR_INIT("ppc64le")}, {STR_INIT("powerpc64le"), STR_INIT("ppc64le")},
    {STR_INIT("ppc64"), STR_INIT("ppc64")},     {STR_INIT("s390x"), STR_INIT("s390x")},
    {STR_INIT("riscv64"), STR_INIT("riscv64")}, {STR_INIT("i686"), STR_INIT("i386")},
    {STR_INIT("i586"), STR_INIT("i386")},       {STR_INIT("686-pae"), STR_INIT("i386")},
    {STR_INIT("-686"), STR_INIT("i386")},       {STR_INIT("i386"), STR_INIT("i386")},
    {STR_INIT("mips64"), STR_INIT("mips64")},   {STR_INIT("loongarch64"), STR_INIT("loongarch64")},
};

str call_trace_arch_of_release(str release) {
    for (size_t i = 0; i < sizeof trace_releases / sizeof trace_releases[0]; i++)
        if (str_has(release, trace_releases[i][0]))
            return trace_releases[i][1];
    return STR("");
}

/* "[<8010ff30>] (unwind_backtrace) from [<8010c174>] (show_stack+0x20/0x24)" of arm */
static struct extent call_trace_caller_extent(str text, str caller) {
    const bool is_whole = str_ends(str_trim_end(text), STR(")")) && str_has(caller, STR("+0x"));
    return (struct extent){is_whole ? EXTENT_WHOLE : EXTENT_CUT, is_whole};
}

/* "[<ffffffff810d05a1>] ?": the function's name is missing. */
static bool call_trace_is_unnamed(str text) {
    return str_starts(text, STR("[<")) && str_ends(text, STR(">] ?"));
}

/* "[c0000000055af710] [c000000000fd8424] dump_stack_lvl+0x88/0xc4 (unreliable)" of ppc64 */
struct extent call_trace_extent(str text) {
    const str doubt = STR("(unreliable)");
    const size_t from = str_find_last(text, STR(" from [<"));
    if (from != STR_NONE)
        return call_trace_caller_extent(text, str_from(text, from));
    text = str_trim(text);
    if (call_trace_is_unnamed(text))
        return (struct extent){EXTENT_CUT, 0};
    const bool is_unsure = str_ends(text, doubt);
    text = str_trim_end(str_first(text, text.len - (is_unsure ? doubt.len : 0)));
    const size_t offset = str_find_last(text, STR("+0x"));
    if (offset == STR_NONE || str_find_byte(str_from(text, offset), ' ') != STR_NONE)
        return (struct extent){EXTENT_NONE, 0};
    return (struct extent){is_unsure ? EXTENT_WHOLE : EXTENT_OPEN, (size_t)1 + is_unsure};
}
