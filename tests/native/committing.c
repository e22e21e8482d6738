/*
 * Has storage commitment callbacks that do what the macros say. The lookup does what the instance asks for: 1.1.R gives the reason R, 1.2.C
 * returns the code C, 1.3.N waits for BLOCK_LOOKUP_ON, 1.4.N throws, 1.5.N gives a reason and an error. Also compiled as C++, where THROW_IN
 * says who throws.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE
#endif
#include "find.h"
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* How many factories are registered, and which of them takes transactions; 0 for none. */
#ifndef FACTORIES
#define FACTORIES 1
#endif
#ifndef TAKER
#define TAKER 1
#endif
#ifndef RESULT
#define RESULT 0
#endif
#ifndef FIRST_VERSION
#define FIRST_VERSION 1
#endif
#ifndef HANDLERS
#define HANDLERS 64
#endif
#ifndef THROW
#define THROW(where)
#endif

/* What a handler remembers. The host gets its number, which is no address. */
typedef struct
{
    char transaction[65];
    int lookups;
    pthread_t thread;
    int other_threads;
} handler_state;

static handler_state handlers[HANDLERS + 1];
static int made;

static void* handler_of(int number)
{
    return (void*)(intptr_t)(number * 3 + 1);
}

static handler_state* state_of(void* handler)
{
    const intptr_t number = (intptr_t)handler;
    if (number < 4 || number % 3 != 1 || number / 3 > made)
        abort();
    return &handlers[number / 3];
}

static void check_thread(handler_state* state)
{
    if (!pthread_equal(state->thread, pthread_self()))
        state->other_threads++;
}

static void wait_for(const char* path, const char* name)
{
    report(name, 1);
    while (access(path, F_OK) != 0)
        usleep(1000);
}

static void report_array(const char* name, const char* const* texts, uint32_t count)
{
    char line[4000] = "";
    uint32_t i;
    if (texts == NULL || count > 8)
    {
        report_text(name, texts == NULL ? NULL : texts[count - 1]);
        return;
    }

    for (i = 0; i < count; i++)
    {
        strcat(line, i == 0 ? "" : ",");
        strcat(line, texts[i]);
    }

    report_text(name, line);
}

/* The services that plugins use most. */
static void use_services(const char* name)
{
#ifdef FILE_PATH
    char label[64];
    char* text = NULL;
    OrthancPluginMemoryBuffer file = {NULL, 0};
    _OrthancPluginRetrieveDynamicString configuration = {&text, NULL};
    _OrthancPluginDicomToJson parameters;
    snprintf(label, sizeof(label), "%s-configuration", name);
    report(label, invoke(_OrthancPluginService_GetConfiguration, &configuration));
    host->Free(text);
    snprintf(label, sizeof(label), "%s-file", name);
    report(label, read_file(FILE_PATH, &file));
    memset(&parameters, 0, sizeof(parameters));
    text = NULL;
    parameters.result = &text;
    parameters.buffer = file.data;
    parameters.size = file.size;
    parameters.format = OrthancPluginDicomToJsonFormat_Short;
    snprintf(label, sizeof(label), "%s-json", name);
    report(label, invoke(_OrthancPluginService_DicomBufferToJson, &parameters));
    host->Free(text);
    host->Free(file.data);
#endif
}

static OrthancPluginErrorCode begin(
    int factory, void** handler, const char* job, const char* transaction, const char* const* classes, const char* const* instances,
    uint32_t count)
{
    char asked[64];
    snprintf(asked, sizeof(asked), "%s/%d", PLUGIN_NAME, factory);
    report_text("asked", asked);
    report("preset", *handler == NULL);
    report_text("job", job);
    report_text("transaction", transaction);
    report("count", count);
    report_array("classes", classes, count);
    report_array("instances", instances, count);
    use_services("factory");
    THROW("factory");
    if (TAKER != factory)
        return OrthancPluginErrorCode_Success;
    if (RESULT == 0 || RESULT == 6)
    {
        handler_state* state;
        if (made == HANDLERS)
            abort();
        state = &handlers[++made];
        memset(state, 0, sizeof(*state));
        snprintf(state->transaction, sizeof(state->transaction), "%s", transaction);
        state->thread = pthread_self();
        *handler = handler_of(made);
    }

#ifdef BLOCK_FACTORY_ON
    wait_for(BLOCK_FACTORY_ON, "factory-blocked");
#endif
    return (OrthancPluginErrorCode)(RESULT);
}

static OrthancPluginErrorCode on_lookup(
    OrthancPluginStorageCommitmentFailureReason* target, void* handler, const char* sop_class, const char* sop_instance)
{
    handler_state* state = state_of(handler);
    int kind = 0, value = 0;
    check_thread(state);
    state->lookups++;
    if (*target != OrthancPluginStorageCommitmentFailureReason_Success)
        report("target", *target);
#ifdef REPORT_LOOKUPS
    char line[256];
    snprintf(line, sizeof(line), "%s %s %s", state->transaction, sop_class, sop_instance);
    report_text("looked", line);
#endif
    if (state->lookups == 1)
        use_services("lookup");
    sscanf(sop_instance, "1.%d.%d", &kind, &value);
    if (kind == 1)
        *target = (OrthancPluginStorageCommitmentFailureReason)value;
    if (kind == 2)
        return (OrthancPluginErrorCode)value;
#ifdef BLOCK_LOOKUP_ON
    if (kind == 3)
        wait_for(BLOCK_LOOKUP_ON, "lookup-blocked");
#endif
    if (kind == 4)
    {
        THROW("lookup");
    }

    if (kind == 5)
    {
        *target = OrthancPluginStorageCommitmentFailureReason_NoSuchObjectInstance;
        return OrthancPluginErrorCode_Plugin;
    }

    return OrthancPluginErrorCode_Success;
}

static void on_destroy(void* handler)
{
    char line[128];
    handler_state* state = state_of(handler);
    check_thread(state);
    report("other-threads", state->other_threads);
    snprintf(line, sizeof(line), "%s %d", state->transaction, state->lookups);
    report_text("destroyed", line);
    THROW("destructor");
}

static OrthancPluginErrorCode register_factory_v1(
    OrthancPluginStorageCommitmentFactory factory, OrthancPluginStorageCommitmentDestructor destructor,
    OrthancPluginStorageCommitmentLookup lookup)
{
    _OrthancPluginRegisterStorageCommitmentScpCallback parameters = {factory, destructor, lookup};
    return invoke(_OrthancPluginService_RegisterStorageCommitmentScpCallback, &parameters);
}

static OrthancPluginErrorCode register_factory_v2(
    OrthancPluginStorageCommitmentFactory2 factory, OrthancPluginStorageCommitmentDestructor destructor,
    OrthancPluginStorageCommitmentLookup lookup)
{
    _OrthancPluginRegisterStorageCommitmentScpCallback2 parameters = {factory, destructor, lookup};
    return invoke(_OrthancPluginService_RegisterStorageCommitmentScpCallback2, &parameters);
}

static OrthancPluginErrorCode factory_v1(
    int number, void** handler, const char* job, const char* transaction, const char* const* classes, const char* const* instances,
    uint32_t count, const char* remote, const char* called)
{
    report_text("remote-aet", remote);
    report_text("called-aet", called);
    return begin(number, handler, job, transaction, classes, instances, count);
}

static const OrthancPluginDicomConnection* kept;

static OrthancPluginErrorCode factory_v2(
    int number, void** handler, const char* job, const char* transaction, const char* const* classes, const char* const* instances,
    uint32_t count, const OrthancPluginDicomConnection* connection)
{
    const char* text = NULL;
    kept = connection;
    connection_text(_OrthancPluginService_GetConnectionRemoteAet, connection, &text);
    report_text("remote-aet", text);
    connection_text(_OrthancPluginService_GetConnectionRemoteIp, connection, &text);
    report_text("remote-ip", text);
    connection_text(_OrthancPluginService_GetConnectionCalledAet, connection, &text);
    report_text("called-aet", text);
    return begin(number, handler, job, transaction, classes, instances, count);
}

#define FACTORY(number)                                                                                                              \
    static OrthancPluginErrorCode on_begin_v1_##number(                                                                              \
        void** handler, const char* job, const char* transaction, const char* const* classes, const char* const* instances,          \
        uint32_t count, const char* remote, const char* called)                                                                      \
    {                                                                                                                                \
        return factory_v1(number, handler, job, transaction, classes, instances, count, remote, called);                             \
    }                                                                                                                                \
    static OrthancPluginErrorCode on_begin_v2_##number(                                                                              \
        void** handler, const char* job, const char* transaction, const char* const* classes, const char* const* instances,          \
        uint32_t count, const OrthancPluginDicomConnection* connection)                                                              \
    {                                                                                                                                \
        return factory_v2(number, handler, job, transaction, classes, instances, count, connection);                                 \
    }

FACTORY(1)
FACTORY(2)
FACTORY(3)

static OrthancPluginErrorCode on_find(
    OrthancPluginFindAnswers* answers, const OrthancPluginFindQuery* query, const char* issuer, const char* called)
{
    log_line("found");
    return OrthancPluginErrorCode_Success;
}

#ifndef LOOKUP
#define LOOKUP on_lookup
#endif
#ifndef DESTRUCTOR
#define DESTRUCTOR on_destroy
#endif
#ifndef FIRST_FACTORY
#if FIRST_VERSION == 1
#define FIRST_FACTORY on_begin_v1_1
#else
#define FIRST_FACTORY on_begin_v2_1
#endif
#endif

static OrthancPluginErrorCode register_first(void)
{
#if FIRST_VERSION == 1
    return register_factory_v1(FIRST_FACTORY, DESTRUCTOR, LOOKUP);
#else
    return register_factory_v2(FIRST_FACTORY, DESTRUCTOR, LOOKUP);
#endif
}

EXPORT int32_t register_late_factory(void)
{
    return register_first();
}

EXPORT void use_dead_connection(void)
{
    const char* text = NULL;
    report("dead-connection", connection_text(_OrthancPluginService_GetConnectionRemoteAet, kept, &text));
}

static int32_t on_initialize(void)
{
    /* So that all functions are used, whichever are registered. */
    (void)on_begin_v1_1, (void)on_begin_v2_1, (void)on_begin_v1_2, (void)on_begin_v2_2, (void)on_begin_v1_3, (void)on_begin_v2_3;
    (void)on_lookup, (void)on_destroy;
    if (FACTORIES > 0)
        report("register", register_first());
    if (FACTORIES > 1)
        report("register", register_factory_v2(on_begin_v2_2, on_destroy, on_lookup));
    if (FACTORIES > 2)
        report("register", register_factory_v1(on_begin_v1_3, on_destroy, on_lookup));
#ifdef FIND_TOO
    report("register-find", register_find_v1(on_find));
#else
    (void)on_find;
#endif
    return 0;
}
