/* The list of writers.
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

const struct writer *report_writer_at(size_t index) {
    return index < sizeof report_writers / sizeof report_writers[0] ? report_writers[index] : NULL;
}

const struct writer *report_writer(str name) {
    const struct writer *writer;
    for (size_t i = 0; (writer = report_writer_at(i)); i++)
        if (str_equal(name, str_from_cstr(writer->name)))
            break;
    return writer;
}
