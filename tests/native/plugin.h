/* What every test plugin has: the four functions and a way to call services. A plugin defines on_initialize. */
#pragma once
#include "belfry_orthanc.h"
#include <stdio.h>
#include <string.h>

#ifndef PLUGIN_NAME
#define PLUGIN_NAME "test-plugin"
#endif

#ifdef __cplusplus
#define EXPORT extern "C" __attribute__((visibility("default")))
#else
#define EXPORT __attribute__((visibility("default")))
#endif

static OrthancPluginContext* host;

static int32_t on_initialize(void);

static OrthancPluginErrorCode invoke(int service, const void* parameters)
{
    return host->InvokeService(host, (_OrthancPluginService)service, parameters);
}

static void log_line(const char* line)
{
    invoke(_OrthancPluginService_LogWarning, line);
}

/* A line NAME=NUMBER in the server's log, where the tests look. */
static void report(const char* name, int64_t number)
{
    char line[128];
    snprintf(line, sizeof(line), "%s=%lld", name, (long long)number);
    log_line(line);
}

static void report_text(const char* name, const char* text)
{
    char line[4096];
    snprintf(line, sizeof(line), "%s=%s", name, text == NULL ? "(null)" : text);
    log_line(line);
}

EXPORT int32_t OrthancPluginInitialize(const OrthancPluginContext* context)
{
    host = (OrthancPluginContext*)context;
    return on_initialize();
}

#ifndef OWN_FINALIZE
EXPORT void OrthancPluginFinalize(void)
{
    log_line("finalize");
}
#endif

EXPORT const char* OrthancPluginGetName(void)
{
    return PLUGIN_NAME;
}

EXPORT const char* OrthancPluginGetVersion(void)
{
    return "1.2";
}
