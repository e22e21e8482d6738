/* The worklist services, as calls. */
#pragma once
#include "plugin.h"

static OrthancPluginErrorCode register_v1(OrthancPluginWorklistCallback callback)
{
    _OrthancPluginWorklistCallback parameters = {callback};
    return invoke(_OrthancPluginService_RegisterWorklistCallback, &parameters);
}

static OrthancPluginErrorCode register_v2(OrthancPluginWorklistCallback2 callback)
{
    _OrthancPluginWorklistCallback2 parameters = {callback};
    return invoke(_OrthancPluginService_RegisterWorklistCallback2, &parameters);
}

static OrthancPluginErrorCode add_answer(
    OrthancPluginWorklistAnswers* answers, const OrthancPluginWorklistQuery* query, const void* dicom, uint32_t size)
{
    _OrthancPluginWorklistAnswersOperation parameters = {answers, query, dicom, size};
    return invoke(_OrthancPluginService_WorklistAddAnswer, &parameters);
}

static OrthancPluginErrorCode mark_incomplete(OrthancPluginWorklistAnswers* answers)
{
    _OrthancPluginWorklistAnswersOperation parameters = {answers, NULL, NULL, 0};
    return invoke(_OrthancPluginService_WorklistMarkIncomplete, &parameters);
}

static OrthancPluginErrorCode is_match(const OrthancPluginWorklistQuery* query, const void* dicom, uint32_t size, int32_t* match)
{
    _OrthancPluginWorklistQueryOperation parameters = {query, dicom, size, match, NULL};
    return invoke(_OrthancPluginService_WorklistIsMatch, &parameters);
}

static OrthancPluginErrorCode get_query(const OrthancPluginWorklistQuery* query, OrthancPluginMemoryBuffer* target)
{
    _OrthancPluginWorklistQueryOperation parameters = {query, NULL, 0, NULL, target};
    return invoke(_OrthancPluginService_WorklistGetDicomQuery, &parameters);
}

static OrthancPluginErrorCode read_file(const char* path, OrthancPluginMemoryBuffer* target)
{
    _OrthancPluginReadFile parameters = {target, path};
    return invoke(_OrthancPluginService_ReadFile, &parameters);
}

static OrthancPluginErrorCode connection_text(int service, const OrthancPluginDicomConnection* connection, const char** text)
{
    _OrthancPluginAccessDicomConnection parameters = {connection, text};
    return invoke(service, &parameters);
}
