/* Finds a writer by its name.
 * SPDX-License-Identifier: MIT */
#include "report/report.h"

#define WRITER(name) extern const struct writer writer_##name;
#include "report/writers.def"
#undef WRITER

static const struct writer *const report_writers[] = {
#define WRITER(name) &writer_##name,
#include "report/writers.def"
#undef WRITER
};

const struct writer *report_writer(str name) {
    for (size_t i = 0; i < sizeof report_writers / sizeof report_writers[0]; i++)
        if (str_equal(name, str_from_cstr(report_writers[i]->name)))
            return report_writers[i];
    return NULL;
}
