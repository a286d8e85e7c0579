/* Call traces and registers of every architecture: which functions, and which machine.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_CALL_TRACE_H
#define KERNEL_CALL_TRACE_H

#include "base/scan.h"
#include "base/str.h"
#include "kernel/extent.h"

/* One line of a call trace. Absent names are empty. */
struct call_frame {
    str function, module;      /* without offset, size, build id */
    bool is_sure;              /* no "? " before it, no "(unreliable)" behind */
    str caller, caller_module; /* arm names the caller on the same line */
};

/* A stack frame, for instance
 *   " [<ffffffff810f5f54>] oom_kill_process+0xd4/0x2f0"      up to 4.10
 *   " oom_kill_process+0x101/0x2e0"                          since
 *   " kvm_faultin_pfn+0x9a/0x2e0 [kvm]"                      of a module
 *   "[c000000007a3f8d0] [c0000000003f1d48] dump_header+0x5c" ppc64
 *   " unwind_backtrace from show_stack+0x10/0x14"            arm
 * False if TEXT is no frame. A frame without a function is a caller's, on a line that was wrapped. */
bool call_trace_frame(str text, struct call_frame *ret_frame);

/* The next frame of several on one line: "<ffffffff8104ed46>{out_of_memory+58} <ffffffff8104ff30>{..." (x86-64 up to
 * 2.6.17). */
bool call_trace_braced(struct scan *scan, struct call_frame *ret_frame);

/* What stands around the frames: registers, code bytes, stack words, "<TASK>". */
bool call_trace_is_noise(str text);

/* "x86_64", "i386", "arm", "arm64", "ppc64le" and so on where a register name or an address tells; else empty. */
str call_trace_arch(str text);

/* The same from a release: "5.10.0-32-cloud-amd64", "3.10.0-957.el7.x86_64". */
str call_trace_arch_of_release(str release);

/* How much of a frame TEXT is. */
struct extent call_trace_extent(str text);

#endif
