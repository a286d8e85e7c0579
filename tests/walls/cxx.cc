// The public header as a C++ program uses it: every function is found by its C name.
// SPDX-License-Identifier: MIT
#include <oomwhy/oomwhy.h>

namespace {

int ignore(void *, const char *, size_t) {
    return OOMWHY_OK;
}

} // namespace

int main() {
    oomwhy_options options{};
    oomwhy *handle = nullptr;
    options.write = ignore;
    if (oomwhy_open(&options, &handle) != OOMWHY_OK)
        return 1;
    const bool went_well = oomwhy_begin(handle, "log") == OOMWHY_OK && oomwhy_feed(handle, "", 0) == OOMWHY_OK &&
                           oomwhy_idle(handle) == OOMWHY_OK && oomwhy_end(handle) == OOMWHY_OK &&
                           oomwhy_finish(handle) == OOMWHY_OK && oomwhy_event_count(handle) == 0 &&
                           oomwhy_found_count(handle) == 0;
    oomwhy_close(handle);
    return went_well ? 0 : 1;
}
