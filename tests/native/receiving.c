/* Changes instances that come. What it does is told by the Patient ID, of six characters. */
#define _GNU_SOURCE
#include "plugin.h"

static OrthancPluginReceivedInstanceAction give(OrthancPluginMemoryBuffer64* target, const void* data, uint64_t size)
{
    _OrthancPluginCreateMemoryBuffer64 create = {target, size};
    report("create", invoke(_OrthancPluginService_CreateMemoryBuffer64, &create));
    if (size > 0)
        memcpy(target->data, data, size);
    return OrthancPluginReceivedInstanceAction_Modify;
}

static char* find(const void* data, uint64_t size, const char* patient)
{
    return memmem(data, size, patient, strlen(patient));
}

static OrthancPluginReceivedInstanceAction on_received(
    OrthancPluginMemoryBuffer64* modified, const void* received, uint64_t size, OrthancPluginInstanceOrigin origin)
{
    report("origin", origin);
    report("size", (int64_t)size);
    report("is-file", size > 132 && memcmp((const char*)received + 128, "DICM", 4) == 0);
    if (find(received, size, "DROPME"))
        return OrthancPluginReceivedInstanceAction_Discard;
    if (find(received, size, "ODDACT"))
        return (OrthancPluginReceivedInstanceAction)99;
    if (find(received, size, "NOFILE"))
        return give(modified, "no file", 7);
    if (find(received, size, "EMPTY1"))
        return give(modified, NULL, 0);
    if (find(received, size, "NULLED"))
    {
        modified->data = NULL;
        modified->size = size;
        return OrthancPluginReceivedInstanceAction_Modify;
    }
    if (find(received, size, "TOOBIG"))
    {
        give(modified, received, size);
        modified->size = 1ull << 40;
        return OrthancPluginReceivedInstanceAction_Modify;
    }
    if (find(received, size, "UNUSED"))
    {
        give(modified, "no file", 7);
        return OrthancPluginReceivedInstanceAction_KeepAsIs;
    }
    if (find(received, size, "CHANGE"))
    {
        give(modified, received, size);
        for (char* place; (place = find(modified->data, size, "CHANGE")) != NULL;)
            memcpy(place, "ALTERD", 6);
        return OrthancPluginReceivedInstanceAction_Modify;
    }
    return OrthancPluginReceivedInstanceAction_KeepAsIs;
}

static int32_t on_initialize(void)
{
    _OrthancPluginReceivedInstanceCallback nobody = {NULL};
    report("register-null", invoke(_OrthancPluginService_RegisterReceivedInstanceCallback, &nobody));
    _OrthancPluginReceivedInstanceCallback callback = {on_received};
    report("register", invoke(_OrthancPluginService_RegisterReceivedInstanceCallback, &callback));
    report("register-again", invoke(_OrthancPluginService_RegisterReceivedInstanceCallback, &callback));
    return 0;
}
