/* Has a function made for processors with AVX2, too: which of the two is called shows where the program starts.
 * SPDX-License-Identifier: MIT */
#ifndef BASE_CLONES_H
#define BASE_CLONES_H

#if !defined(CLONES) && defined(__x86_64__) && defined(__GLIBC__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define CLONES __attribute__((target_clones("avx2", "default")))
#endif
#endif
#ifndef CLONES /* a test builds it so, too */
#define CLONES
#endif

#endif
