/* Call traces and registers of every architecture.
 * SPDX-License-Identifier: MIT */
#include "parse/trace.h"

#include "base/scan.h"

bool trace_begins(str text) {
    return str_starts(text, STR("Call Trace:")) || str_starts(text, STR("Call trace:")) ||
           str_starts(text, STR("Backtrace:"));
}

static bool trace_is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '$' || c == ':';
}

/* "[<ffffffff810f5f54>] ", "([<00000000001148fc>] ", "[c000000007a3f8d0] [c0000000003f1d48] ", "[<0>] " */
static void trace_skip_addresses(struct scan *scan) {
    for (;;) {
        struct scan probe = *scan;
        str inside;
        scan_byte(&probe, '(');
        if (!scan_byte(&probe, '[') || !scan_until(&probe, ']', &inside) || !scan_byte(&probe, ']') ||
            inside.len > 24)
            return;
        scan_blanks(&probe);
        *scan = probe;
    }
}

static str trace_word(struct scan *scan) {
    const char *from = scan->at;
    while (!scan_done(scan) && trace_is_word(*scan->at))
        scan->at++;
    return str_of(from, (size_t)(scan->at - from));
}

/* ":dm_mod:dm_any_congested" (2.6.18) */
static str trace_without_module(str word) {
    size_t colon = str_find_last_byte(word, ':');
    return colon == STR_NONE ? word : str_from(word, colon + 1);
}

bool trace_frame(str text, str *ret_function) {
    struct scan scan = scan_of(text);
    scan_blanks(&scan);
    trace_skip_addresses(&scan);
    bool unsure = scan_literal(&scan, STR("? "));
    scan_blanks(&scan);
    bool bracketed = scan_byte(&scan, '(');
    str function = trace_without_module(trace_word(&scan));
    if (function.len == 0)
        return false;
    if (bracketed)
        scan_byte(&scan, ')');
    if (!scan_literal(&scan, STR("+0x")) && !str_starts(scan_rest(&scan), STR(" from ")))
        return false;
    unsure |= str_has(scan_rest(&scan), STR("(unreliable)"));
    *ret_function = unsure ? STR("") : function;
    return true;
}

struct trace_sign {
    str sign;
    str arch;
};

/* The beginnings of register lines (show_regs of each architecture). */
static const struct trace_sign trace_signs[] = {
    {STR_INIT("RIP: "), STR_INIT("x86_64")},      {STR_INIT("RAX: "), STR_INIT("x86_64")},
    {STR_INIT("EIP: "), STR_INIT("i386")},        {STR_INIT("EAX: "), STR_INIT("i386")},
    {STR_INIT("pstate: "), STR_INIT("arm64")},    {STR_INIT("x29: "), STR_INIT("arm64")},
    {STR_INIT("User PSW :"), STR_INIT("s390x")},  {STR_INIT("Krnl PSW :"), STR_INIT("s390x")},
    {STR_INIT("User GPRS:"), STR_INIT("s390x")},  {STR_INIT("Krnl GPRS:"), STR_INIT("s390x")},
    {STR_INIT("epc : "), STR_INIT("riscv64")},    {STR_INIT("Exception stack("), STR_INIT("arm")},
    {STR_INIT("el0_svc"), STR_INIT("arm64")},     {STR_INIT("el0t_64_sync"), STR_INIT("arm64")},
    {STR_INIT("el0_sync"), STR_INIT("arm64")},    {STR_INIT("__ret_fast_syscall"), STR_INIT("arm")},
    {STR_INIT("ret_fast_syscall"), STR_INIT("arm")},
    {STR_INIT("entry_SYSCALL_64"), STR_INIT("x86_64")},
    {STR_INIT("entry_INT80_32"), STR_INIT("i386")},
    {STR_INIT("entry_SYSENTER_32"), STR_INIT("i386")},
};

/* "[<ffffffff810f5f54>]" is x86-64's kernel text, "[<c0103f4a>]" that of a 32-bit machine: i386 unless a register
 * says arm, so nothing is claimed. "[c0000000003f1d48]" is ppc64's. */
static str trace_arch_of_address(str text) {
    if (str_starts(text, STR("[<ffffffff8")) || str_starts(text, STR("[<ffffffffa")))
        return STR("x86_64");
    return STR("");
}

str trace_arch(str text) {
    text = str_trim_start(text);
    for (size_t i = 0; i < sizeof trace_signs / sizeof trace_signs[0]; i++)
        if (str_starts(text, trace_signs[i].sign))
            return trace_signs[i].arch;
    return trace_arch_of_address(text);
}

/* What distributions end their releases with. */
static const struct trace_sign trace_releases[] = {
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

str trace_arch_of_release(str release) {
    for (size_t i = 0; i < sizeof trace_releases / sizeof trace_releases[0]; i++)
        if (str_has(release, trace_releases[i].sign))
            return trace_releases[i].arch;
    return STR("");
}
