/* A stack that is large enough, whatever ulimit -s says.
 * SPDX-License-Identifier: MIT */
#ifndef CLI_STACK_H
#define CLI_STACK_H

typedef int stack_call(void *context);

/* What CALL returns. It has STACK_ROOM bytes of stack at least; FAILED is returned where there is no memory for them.
 */
int stack_run(stack_call *call, void *context, int failed);

#endif
