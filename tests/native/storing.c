/* Keeps values by keys and in queues, and runs jobs: addresses under /keeping say what is done. */
#include "rest.h"

static OrthancPluginErrorCode on_store(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    const char* key = request->groups[0];
    if (request->method == OrthancPluginHttpMethod_Put)
    {
        _OrthancPluginStoreKeyValue put = {"test", key, request->body, request->bodySize};
        report("put", invoke(_OrthancPluginService_StoreKeyValue, &put));
        return answer_text(output, "");
    }
    if (request->method == OrthancPluginHttpMethod_Delete)
    {
        _OrthancPluginDeleteKeyValue del = {"test", key};
        report("delete", invoke(_OrthancPluginService_DeleteKeyValue, &del));
        return answer_text(output, "");
    }
    uint8_t found = 7;
    OrthancPluginMemoryBuffer value = {NULL, 0};
    _OrthancPluginGetKeyValue get = {&found, &value, "test", key};
    OrthancPluginErrorCode code = invoke(_OrthancPluginService_GetKeyValue, &get);
    if (code != 0 || found == 0)
        return code != 0 ? code : OrthancPluginErrorCode_UnknownResource;
    answer_buffer(output, value.data, value.size, "text/plain");
    host->Free(value.data);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_list(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    OrthancPluginKeysValuesIterator* iterator = NULL;
    _OrthancPluginCreateKeysValuesIterator create = {&iterator, "test"};
    report("create", invoke(_OrthancPluginService_CreateKeysValuesIterator, &create));
    const char* key = NULL;
    _OrthancPluginKeysValuesIteratorGetKey get_key = {&key, iterator};
    report("too-early", invoke(_OrthancPluginService_KeysValuesIteratorGetKey, &get_key));
    uint8_t done = 0;
    _OrthancPluginKeysValuesIteratorNext next = {&done, iterator};
    Text text = {NULL, 0};
    add_bytes(&text, "", 0);
    while (invoke(_OrthancPluginService_KeysValuesIteratorNext, &next) == 0 && !done)
    {
        OrthancPluginMemoryBuffer value = {NULL, 0};
        _OrthancPluginKeysValuesIteratorGetValue get_value = {&value, iterator};
        invoke(_OrthancPluginService_KeysValuesIteratorGetKey, &get_key);
        invoke(_OrthancPluginService_KeysValuesIteratorGetValue, &get_value);
        add_bytes(&text, key, strlen(key));
        add_bytes(&text, "=", 1);
        add_bytes(&text, value.data, value.size);
        add_bytes(&text, " ", 1);
        host->Free(value.data);
    }
    _OrthancPluginFreeKeysValuesIterator release = {iterator};
    report("free", invoke(_OrthancPluginService_FreeKeysValuesIterator, &release));
    report("freed", invoke(_OrthancPluginService_KeysValuesIteratorNext, &next));
    answer_text(output, text.text);
    free(text.text);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_queue(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    const char* what = request->groups[0];
    uint8_t found = 0;
    OrthancPluginMemoryBuffer value = {NULL, 0};
    uint64_t number = 0;
    OrthancPluginErrorCode code;
    if (request->method == OrthancPluginHttpMethod_Post)
    {
        _OrthancPluginEnqueueValue put = {"queue", request->body, request->bodySize};
        code = invoke(_OrthancPluginService_EnqueueValue, &put);
        return code == 0 ? answer_text(output, "") : code;
    }
    if (strcmp(what, "size") == 0)
    {
        _OrthancPluginGetQueueSize size = {"queue", &number};
        code = invoke(_OrthancPluginService_GetQueueSize, &size);
        char text[32];
        snprintf(text, sizeof(text), "%d", (int)number);
        return code == 0 ? answer_text(output, text) : code;
    }
    if (strncmp(what, "acknowledge", 11) == 0)
    {
        _OrthancPluginAcknowledgeQueueValue acknowledge = {"queue", (uint64_t)atoi(argument_of(request, "id"))};
        code = invoke(_OrthancPluginService_AcknowledgeQueueValue, &acknowledge);
        return code == 0 ? answer_text(output, "") : code;
    }
    if (strcmp(what, "reserve") == 0)
    {
        _OrthancPluginReserveQueueValue reserve = {&found, &value, "queue", OrthancPluginQueueOrigin_Front, 3600, &number};
        code = invoke(_OrthancPluginService_ReserveQueueValue, &reserve);
        report("reserved", (int64_t)number);
    }
    else
    {
        _OrthancPluginDequeueValue take = {&found, &value, "queue", strcmp(what, "front") == 0 ? OrthancPluginQueueOrigin_Front : OrthancPluginQueueOrigin_Back};
        code = invoke(_OrthancPluginService_DequeueValue, &take);
    }
    if (code != 0)
        return code;
    if (!found)
        return OrthancPluginErrorCode_UnknownResource;
    answer_buffer(output, value.data, value.size, "text/plain");
    host->Free(value.data);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode on_property(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    char* text = NULL;
    _OrthancPluginGlobalProperty property = {&text, 5000, request->method == OrthancPluginHttpMethod_Get ? "none" : "kept"};
    if (request->method != OrthancPluginHttpMethod_Get)
    {
        OrthancPluginErrorCode code = invoke(_OrthancPluginService_SetGlobalProperty, &property);
        return code == 0 ? answer_text(output, "") : code;
    }
    OrthancPluginErrorCode code = invoke(_OrthancPluginService_GetGlobalProperty, &property);
    if (code != 0)
        return code;
    answer_text(output, text);
    host->Free(text);
    return code;
}

/* A job counts from 0 to its limit; one with the limit 13 fails at the end, one with 99999 goes on until it is stopped. */
typedef struct
{
    int at, limit;
    char text[64];
} Job;

static void job_finalize(void* job)
{
    report("finalized", ((Job*)job)->limit);
    free(job);
}

static float job_progress(void* job)
{
    return (float)((Job*)job)->at / (float)((Job*)job)->limit;
}

static const char* job_content(void* job)
{
    Job* self = (Job*)job;
    snprintf(self->text, sizeof(self->text), "{\"At\":%d}", self->at);
    return self->text;
}

static const char* job_serialized(void* job)
{
    Job* self = (Job*)job;
    snprintf(self->text, sizeof(self->text), "%d/%d", self->at, self->limit);
    return self->text;
}

static OrthancPluginJobStepStatus job_step(void* job)
{
    Job* self = (Job*)job;
    if (self->limit == 99999)
    {
        report("stepping", self->at);
        self->at = 1;
        return OrthancPluginJobStepStatus_Continue;
    }
    if (++self->at < self->limit)
        return OrthancPluginJobStepStatus_Continue;
    return self->limit == 13 ? OrthancPluginJobStepStatus_Failure : OrthancPluginJobStepStatus_Success;
}

static OrthancPluginErrorCode job_stop(void* job, OrthancPluginJobStopReason reason)
{
    report("stopped", reason);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode job_reset(void* job)
{
    ((Job*)job)->at = 0;
    return OrthancPluginErrorCode_Success;
}

/* The same, in blocks of memory that the server frees. */
static void fill(OrthancPluginMemoryBuffer* target, const char* text)
{
    _OrthancPluginCreateMemoryBuffer block = {target, (uint32_t)strlen(text)};
    if (invoke(_OrthancPluginService_CreateMemoryBuffer, &block) == 0)
        memcpy(target->data, text, strlen(text));
}

static OrthancPluginErrorCode job_content2(OrthancPluginMemoryBuffer* target, void* job)
{
    fill(target, job_content(job));
    return OrthancPluginErrorCode_Success;
}

static int32_t job_serialized2(OrthancPluginMemoryBuffer* target, void* job)
{
    fill(target, job_serialized(job));
    return 1;
}

static OrthancPluginJob* create2(int at, int limit)
{
    Job* job = (Job*)calloc(1, sizeof(Job));
    job->at = at;
    job->limit = limit;
    OrthancPluginJob* handle = NULL;
    _OrthancPluginCreateJob2 parameters = {
        &handle, job, job_finalize, "Counting", job_progress, job_content2, job_serialized2, job_step, job_stop, job_reset};
    report("create-job2", invoke(_OrthancPluginService_CreateJob2, &parameters));
    return handle;
}

static OrthancPluginJob* create(int at, int limit)
{
    Job* job = (Job*)calloc(1, sizeof(Job));
    job->at = at;
    job->limit = limit;
    OrthancPluginJob* handle = NULL;
    _OrthancPluginCreateJob parameters = {
        &handle, job, job_finalize, "Counting", job_progress, job_content, job_serialized, job_step, job_stop, job_reset};
    report("create-job", invoke(_OrthancPluginService_CreateJob, &parameters));
    return handle;
}

static OrthancPluginJob* on_stored_job(const char* type, const char* serialized)
{
    int at = 0, limit = 0;
    report_text("unserialize", type);
    if (strcmp(type, "Counting") != 0 || sscanf(serialized, "%d/%d", &at, &limit) != 2)
        return NULL;
    return create(at, limit == 99999 ? 100 : limit);
}

static OrthancPluginErrorCode on_job(OrthancPluginRestOutput* output, const char* uri, const OrthancPluginHttpRequest* request)
{
    int limit = atoi(request->groups[0]);
    OrthancPluginJob* job = argument_of(request, "blocks") != NULL ? create2(0, limit) : create(0, limit);
    if (argument_of(request, "free") != NULL)
    {
        _OrthancPluginFreeJob release = {job};
        report("free-job", invoke(_OrthancPluginService_FreeJob, &release));
        return answer_text(output, "freed");
    }
    char* id = NULL;
    _OrthancPluginSubmitJob submit = {&id, job, 3};
    OrthancPluginErrorCode code = invoke(_OrthancPluginService_SubmitJob, &submit);
    if (code != 0)
        return code;
    answer_text(output, id);
    host->Free(id);
    return OrthancPluginErrorCode_Success;
}

static int32_t on_initialize(void)
{
    register_rest("/keeping/store/(.*)", on_store, 0);
    register_rest("/keeping/list", on_list, 0);
    register_rest("/keeping/queue/(.*)", on_queue, 0);
    register_rest("/keeping/property", on_property, 0);
    register_rest("/keeping/job/(\\d+)", on_job, 0);
    _OrthancPluginJobsUnserializer reader = {on_stored_job};
    report("reader", invoke(_OrthancPluginService_RegisterJobsUnserializer, &reader));
    return 0;
}
