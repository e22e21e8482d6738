// Calls a plugin's function inside try/catch, so that a C++ exception which leaves it becomes a return value instead of the end of
// the process. Each function returns 0, with the plugin's answer in *result, or 1 when something was thrown, with its text in message.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>

#if defined(_WIN32)
#define BELFRY_EXPORT extern "C" __declspec(dllexport)
#else
#define BELFRY_EXPORT extern "C" __attribute__((visibility("default")))
#endif

namespace
{
    void copy(char* message, size_t size, const char* text) noexcept
    {
        if (size == 0)
            return;
        std::strncpy(message, text, size - 1);
        message[size - 1] = 0;
    }

    template <typename Call>
    int32_t guarded(Call call, char* message, size_t size) noexcept
    {
        try
        {
            call();
            return 0;
        }
        catch (const std::exception& thrown)
        {
            copy(message, size, thrown.what());
        }
        catch (...)
        {
            copy(message, size, "something that is no std::exception");
        }

        return 1;
    }
}

BELFRY_EXPORT int32_t belfry_guard_initialize(
    int32_t (*initialize)(const void*), const void* context, int32_t* result, char* message, size_t size)
{
    return guarded([&] { *result = initialize(context); }, message, size);
}

BELFRY_EXPORT int32_t belfry_guard_finalize(void (*finalize)(), char* message, size_t size)
{
    return guarded([&] { finalize(); }, message, size);
}

BELFRY_EXPORT int32_t belfry_guard_text(const char* (*text)(), const char** result, char* message, size_t size)
{
    return guarded([&] { *result = text(); }, message, size);
}

// Find and worklist callbacks have the same form.
BELFRY_EXPORT int32_t belfry_guard_find(
    int32_t (*callback)(void*, const void*, const char*, const char*), void* answers, const void* query, const char* issuer,
    const char* called, int32_t* result, char* message, size_t size)
{
    return guarded([&] { *result = callback(answers, query, issuer, called); }, message, size);
}

BELFRY_EXPORT int32_t belfry_guard_find2(
    int32_t (*callback)(void*, const void*, const void*), void* answers, const void* query, const void* connection, int32_t* result,
    char* message, size_t size)
{
    return guarded([&] { *result = callback(answers, query, connection); }, message, size);
}

// The five identifiers are patient, accession number, study, series and instance.
BELFRY_EXPORT int32_t belfry_guard_move(
    void* (*callback)(
        int32_t, const char*, const char*, const char*, const char*, const char*, const char*, const char*, const char*, uint16_t),
    int32_t level, const char* const* identifiers, const char* originator, const char* source, const char* target, uint16_t message_id,
    void** result, char* message, size_t size)
{
    return guarded(
        [&]
        {
            *result = callback(
                level, identifiers[0], identifiers[1], identifiers[2], identifiers[3], identifiers[4], originator, source, target,
                message_id);
        },
        message, size);
}

BELFRY_EXPORT int32_t belfry_guard_move2(
    void* (*callback)(
        int32_t, const char*, const char*, const char*, const char*, const char*, const void*, const char*, uint16_t),
    int32_t level, const char* const* identifiers, const void* connection, const char* target, uint16_t message_id, void** result,
    char* message, size_t size)
{
    return guarded(
        [&]
        {
            *result = callback(
                level, identifiers[0], identifiers[1], identifiers[2], identifiers[3], identifiers[4], connection, target, message_id);
        },
        message, size);
}

BELFRY_EXPORT int32_t belfry_guard_move_size(uint32_t (*function)(void*), void* driver, uint32_t* result, char* message, size_t size)
{
    return guarded([&] { *result = function(driver); }, message, size);
}

BELFRY_EXPORT int32_t belfry_guard_move_apply(int32_t (*function)(void*), void* driver, int32_t* result, char* message, size_t size)
{
    return guarded([&] { *result = function(driver); }, message, size);
}

BELFRY_EXPORT int32_t belfry_guard_move_free(void (*function)(void*), void* driver, char* message, size_t size)
{
    return guarded([&] { function(driver); }, message, size);
}

BELFRY_EXPORT int32_t belfry_guard_commitment(
    int32_t (*factory)(
        void**, const char*, const char*, const char* const*, const char* const*, uint32_t, const char*, const char*),
    void** handler, const char* job, const char* transaction, const char* const* classes, const char* const* instances, uint32_t count,
    const char* remote, const char* called, int32_t* result, char* message, size_t size)
{
    return guarded(
        [&] { *result = factory(handler, job, transaction, classes, instances, count, remote, called); }, message, size);
}

BELFRY_EXPORT int32_t belfry_guard_commitment2(
    int32_t (*factory)(void**, const char*, const char*, const char* const*, const char* const*, uint32_t, const void*), void** handler,
    const char* job, const char* transaction, const char* const* classes, const char* const* instances, uint32_t count,
    const void* connection, int32_t* result, char* message, size_t size)
{
    return guarded([&] { *result = factory(handler, job, transaction, classes, instances, count, connection); }, message, size);
}

BELFRY_EXPORT int32_t belfry_guard_commitment_lookup(
    int32_t (*lookup)(int32_t*, void*, const char*, const char*), int32_t* reason, void* handler, const char* sop_class,
    const char* sop_instance, int32_t* result, char* message, size_t size)
{
    return guarded([&] { *result = lookup(reason, handler, sop_class, sop_instance); }, message, size);
}

BELFRY_EXPORT int32_t belfry_guard_commitment_destructor(void (*destructor)(void*), void* handler, char* message, size_t size)
{
    return guarded([&] { destructor(handler); }, message, size);
}

// Any callback whose arguments and result are integers or addresses: each takes one register or one slot of eight bytes, in both calling
// conventions that are served (x86-64 System V, AArch64), whatever its width.
BELFRY_EXPORT int32_t belfry_guard_call(
    void* function, const uintptr_t* a, uint32_t count, uintptr_t* result, char* message, size_t size)
{
    using W = uintptr_t;
    return guarded(
        [&]
        {
            if (count <= 6)
                *result = reinterpret_cast<W (*)(W, W, W, W, W, W)>(function)(a[0], a[1], a[2], a[3], a[4], a[5]);
            else
                *result = reinterpret_cast<W (*)(W, W, W, W, W, W, W, W, W, W)>(function)(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9]);
        },
        message, size);
}

// The progress of a job is the only result that is none of both.
BELFRY_EXPORT int32_t belfry_guard_call_float(float (*function)(void*), void* job, float* result, char* message, size_t size)
{
    return guarded([&] { *result = function(job); }, message, size);
}
