/* What the fuzzer and the replay run on one log.
 * SPDX-License-Identifier: MIT */
#ifndef FUZZ_LOG_H
#define FUZZ_LOG_H

#include <stddef.h>
#include <stdint.h>

/* Aborts where a promise is broken. Always 0: libFuzzer's convention. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
