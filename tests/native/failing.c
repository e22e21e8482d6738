/* Refuses to start, with a code of RESULT. */
#include "plugin.h"

static int32_t on_initialize(void)
{
    log_line("initialize");
    return RESULT;
}
