// Has callbacks of all families that do what the calling AE title says: FAULT.PLACE. Any other title is answered.
#include "find.h"
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <stdexcept>
#include <string>
#include <unistd.h>

#ifndef CHAOS_SIZE
#define CHAOS_SIZE 2
#endif

namespace
{
    volatile int sink;

    void spin()
    {
        for (;;)
            sink = sink + 1;
    }

    void leak()
    {
        for (;;)
        {
            const size_t size = 16 << 20;
            char* block = static_cast<char*>(std::malloc(size));
            if (block == nullptr)
                return;
            for (size_t i = 0; i < size; i += 4096)
                block[i] = 1;
            usleep(1000);
        }
    }

    // Writes over all that it shares with the server.
    void trash()
    {
        FILE* maps = std::fopen("/proc/self/maps", "r");
        char line[512];
        while (std::fgets(line, sizeof(line), maps) != nullptr)
        {
            unsigned long start = 0, end = 0;
            if (std::strstr(line, "memfd:belfry") == nullptr || std::sscanf(line, "%lx-%lx", &start, &end) != 2)
                continue;
            for (uint32_t* word = reinterpret_cast<uint32_t*>(start); word < reinterpret_cast<uint32_t*>(end); word++)
                *word = 0xA5A50000u + static_cast<uint32_t>(reinterpret_cast<uintptr_t>(word) & 0xFFFF);
        }

        std::fclose(maps);
    }

    // Leaves a copy of this process, out of its group, with everything that it has open but its outputs.
    void leave_copy()
    {
        if (fork() != 0)
            return;
        setsid();
        for (int file = 0; file < 3; file++)
            close(file);
        sleep(30);
        _exit(0);
    }

    void fail(const std::string& fault)
    {
        if (fault == "SEGV")
            *reinterpret_cast<volatile int*>(8) = 1;
        else if (fault == "ABORT")
            std::abort();
        else if (fault == "EXIT")
            std::exit(3);
        else if (fault == "QUIT")
            _exit(0);
        else if (fault == "THROW")
            throw std::runtime_error("thrown by chaos");
        else if (fault == "SPIN")
            spin();
        else if (fault == "SLEEP")
            sleep(3600);
        else if (fault == "LEAK")
            leak();
        else if (fault == "TRASH")
            trash();
        else if (fault == "FORK")
        {
            leave_copy();
            std::abort();
        }
        else if (fault == "CLOSE")
            for (int file = 0; file < 64; file++)
                close(file);
    }

    void reach(const std::string& title, const char* place)
    {
        const size_t dot = title.find('.');
        if (dot != std::string::npos && title.substr(dot + 1) == place)
            fail(title.substr(0, dot));
    }

    struct driver
    {
        std::string title;
        std::string marker;
    };

    void count_files()
    {
        DIR* folder = opendir("/proc/self/fd");
        std::string links;
        while (dirent* entry = readdir(folder))
        {
            char target[256];
            const ssize_t length = readlinkat(dirfd(folder), entry->d_name, target, sizeof(target));
            if (length > 0)
                links += std::string(entry->d_name) + ">" + std::string(target, length) + " ";
        }

        closedir(folder);
        report_text("files", links.c_str());
    }
}

static OrthancPluginErrorCode on_worklist(
    OrthancPluginWorklistAnswers* answers, const OrthancPluginWorklistQuery* query, const char* issuer, const char*)
{
    if (std::string(issuer) == "FILES")
        count_files();
    reach(issuer, "CALL");
    OrthancPluginMemoryBuffer file = {nullptr, 0};
    if (read_file(ITEM, &file) == OrthancPluginErrorCode_Success)
        add_answer(answers, query, file.data, file.size);
    host->Free(file.data);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_find(OrthancPluginFindAnswers* answers, const OrthancPluginFindQuery*, const char* issuer, const char*)
{
    reach(issuer, "CALL");
    OrthancPluginMemoryBuffer file = {nullptr, 0};
    if (read_file(ITEM, &file) == OrthancPluginErrorCode_Success)
        add_find_answer(answers, file.data, file.size);
    host->Free(file.data);
    return OrthancPluginErrorCode_Success;
}

static void* on_move(
    OrthancPluginResourceType, const char*, const char*, const char*, const char*, const char*, const char* originator, const char*, const char*,
    uint16_t)
{
    reach(originator, "CALL");
    return new driver{originator, ""};
}

static uint32_t on_size(void* state)
{
    reach(static_cast<driver*>(state)->title, "SIZE");
    return CHAOS_SIZE;
}

static OrthancPluginErrorCode on_apply(void* state)
{
    reach(static_cast<driver*>(state)->title, "APPLY");
    return OrthancPluginErrorCode_Success;
}

static void on_free(void* state)
{
    const std::string title = static_cast<driver*>(state)->title;
    delete static_cast<driver*>(state);
    reach(title, "FREE");
}

// Once does a fault in the whole test: so that a transaction which comes again goes on.
static bool is_first(const std::string& marker)
{
    if (access(marker.c_str(), F_OK) == 0)
        return false;
    FILE* file = std::fopen(marker.c_str(), "w");
    std::fclose(file);
    return true;
}

static OrthancPluginErrorCode on_begin(
    void** handler, const char*, const char* transaction, const char* const*, const char* const*, uint32_t, const char* remote, const char*)
{
    const std::string marker = std::string(ITEM) + "." + remote + transaction + ".done";
    if (std::string(remote).find(".CALL") == std::string::npos || is_first(marker))
        reach(remote, "CALL");
    *handler = new driver{remote, marker};
    return OrthancPluginErrorCode_Success;
}

// The instance 1.9 does the fault once for each transaction, 1.8 always.
static OrthancPluginErrorCode on_lookup(
    OrthancPluginStorageCommitmentFailureReason* target, void* handler, const char*, const char* instance)
{
    driver* state = static_cast<driver*>(handler);
    const std::string text(instance);
    if (text == "1.8" || (text == "1.9" && is_first(state->marker)))
        reach(state->title, "LOOK");
    if (text == "1.7")
        *target = OrthancPluginStorageCommitmentFailureReason_NoSuchObjectInstance;
    return OrthancPluginErrorCode_Success;
}

static void on_destroy(void* handler)
{
    const std::string title = static_cast<driver*>(handler)->title;
    delete static_cast<driver*>(handler);
    reach(title, "END");
}

static int32_t on_initialize()
{
#ifdef FAIL_INITIALIZE
    fail(FAIL_INITIALIZE);
#endif
#ifndef NO_WORKLIST
    register_v1(on_worklist);
#endif
    register_find_v1(on_find);
    register_move_v1(on_move, on_size, on_apply, on_free);
    _OrthancPluginRegisterStorageCommitmentScpCallback commitment = {on_begin, on_destroy, on_lookup};
    invoke(_OrthancPluginService_RegisterStorageCommitmentScpCallback, &commitment);
    return 0;
}
