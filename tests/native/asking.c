/* Asks twice for each service of CODES, with a block of zeros, and reports the answers. RESULT is what the initialisation returns. */
#include "plugin.h"

#ifndef RESULT
#define RESULT 0
#endif

static int32_t on_initialize(void)
{
    static const int codes[] = {CODES};
    static const char zeros[1024];
    for (size_t i = 0; i < 2 * sizeof(codes) / sizeof(codes[0]); i++)
    {
        char name[32];
        snprintf(name, sizeof(name), "service-%d", codes[i / 2]);
        report(name, invoke(codes[i / 2], zeros));
    }
    return RESULT;
}
