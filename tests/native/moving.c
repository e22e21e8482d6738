/* Has a move callback that does what the macros say. Also compiled as C++, where THROW_IN says who throws. */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE
#endif
#include "find.h"
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef SIZE
#define SIZE 3
#endif
#ifndef FAIL_AT
#define FAIL_AT 0
#endif
#ifndef RESULT
#define RESULT 15
#endif
#ifndef THROW
#define THROW(where)
#endif

/* What a driver remembers. */
typedef struct
{
    int applied;
    pthread_t thread;
    int threads;
} driver_state;

static void check_thread(driver_state* driver)
{
    if (!pthread_equal(driver->thread, pthread_self()))
        driver->threads++;
}

static void wait_for(const char* path, const char* name)
{
    report(name, 1);
    while (access(path, F_OK) != 0)
        usleep(1000);
}

static void* begin(void)
{
    driver_state* driver;
    THROW("callback");
#ifdef NULL_DRIVER
    return NULL;
#endif
#ifdef BLOCK_CALLBACK_ON
    wait_for(BLOCK_CALLBACK_ON, "callback-blocked");
#endif
    driver = (driver_state*)calloc(1, sizeof(driver_state));
    driver->thread = pthread_self();
    return driver;
}

static uint32_t on_size(void* state)
{
    check_thread((driver_state*)state);
    report("get-size", 1);
    THROW("size");
    return SIZE;
}

static OrthancPluginErrorCode on_apply(void* state)
{
    driver_state* driver = (driver_state*)state;
    check_thread(driver);
    driver->applied++;
#ifdef BLOCK_APPLY_ON
    wait_for(BLOCK_APPLY_ON, "apply-blocked");
#endif
    if (driver->applied == FAIL_AT || FAIL_AT < 0)
    {
        THROW("apply");
        return (OrthancPluginErrorCode)(RESULT);
    }

    return OrthancPluginErrorCode_Success;
}

static void on_free(void* state)
{
    driver_state* driver = (driver_state*)state;
    int applied = driver->applied;
    check_thread(driver);
    report("other-threads", driver->threads);
    free(driver);
    report("free", applied);
    THROW("free");
}

static void report_identifiers(
    OrthancPluginResourceType level, const char* patient, const char* accession, const char* study, const char* series,
    const char* instance, const char* target, uint16_t id)
{
    report("level", level);
    report_text("patient", patient);
    report_text("accession", accession);
    report_text("study", study);
    report_text("series", series);
    report_text("instance", instance);
    report_text("target", target);
    report("id", id);
}

#ifdef VERSION2
static const OrthancPluginDicomConnection* kept;

static void* on_move(
    OrthancPluginResourceType level, const char* patient, const char* accession, const char* study, const char* series,
    const char* instance, const OrthancPluginDicomConnection* connection, const char* target, uint16_t id)
{
    const char* text = NULL;
    kept = connection;
    report_identifiers(level, patient, accession, study, series, instance, target, id);
    connection_text(_OrthancPluginService_GetConnectionRemoteAet, connection, &text);
    report_text("remote-aet", text);
    connection_text(_OrthancPluginService_GetConnectionRemoteIp, connection, &text);
    report_text("remote-ip", text);
    connection_text(_OrthancPluginService_GetConnectionCalledAet, connection, &text);
    report_text("called-aet", text);
    return begin();
}

EXPORT void use_dead_handles(void)
{
    const char* text = NULL;
    report("dead-connection", connection_text(_OrthancPluginService_GetConnectionRemoteAet, kept, &text));
}
#else
static void* on_move(
    OrthancPluginResourceType level, const char* patient, const char* accession, const char* study, const char* series,
    const char* instance, const char* originator, const char* source, const char* target, uint16_t id)
{
    report_identifiers(level, patient, accession, study, series, instance, target, id);
    report_text("originator", originator);
    report_text("source", source);
    return begin();
}
#endif

#ifndef CALLBACK
#define CALLBACK on_move
#endif
#ifndef GET_SIZE
#define GET_SIZE on_size
#endif
#ifndef APPLY
#define APPLY on_apply
#endif
#ifndef RELEASE
#define RELEASE on_free
#endif

static int32_t on_initialize(void)
{
    /* So that functions which a test replaces by NULL are used. */
    (void)on_move, (void)on_size, (void)on_apply, (void)on_free;
#ifdef VERSION2
    report("register", register_move_v2(CALLBACK, GET_SIZE, APPLY, RELEASE));
#else
    report("register", register_move_v1(CALLBACK, GET_SIZE, APPLY, RELEASE));
#endif
    return 0;
}
