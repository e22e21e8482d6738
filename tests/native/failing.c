/* Refuses to start, with a code of RESULT. */
#include <unistd.h>

#include "plugin.h"

static int32_t on_initialize(void)
{
    log_line("initialize");
#ifdef BLOCK_ON
    while (access(BLOCK_ON, F_OK) != 0)
        usleep(1000);
#endif
    return RESULT;
}
