/* A log that is read on as it grows.
 * SPDX-License-Identifier: MIT */
#ifndef READ_FOLLOW_H
#define READ_FOLLOW_H

#include "read/source.h"

/* As source_read, but a regular file is read on as it grows until `go_on` of the sink says no. Where it is renamed and
 * another takes its name (logrotate's create), it is read to its end, and then those that came after it; where it is
 * truncated (copytruncate), anew from its start. One that is not there yet is waited for. */
enum source_end follow_read(const char *path, const struct content_options *options, const struct source_sink *sink,
                            const char **ret_sentence);

#endif
