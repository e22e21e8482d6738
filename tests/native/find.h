/* The services of find and move callbacks, as calls. */
#pragma once
#include "worklist.h"

static OrthancPluginErrorCode register_find_v1(OrthancPluginFindCallback callback)
{
    _OrthancPluginFindCallback parameters = {callback};
    return invoke(_OrthancPluginService_RegisterFindCallback, &parameters);
}

static OrthancPluginErrorCode register_find_v2(OrthancPluginFindCallback2 callback)
{
    _OrthancPluginFindCallback2 parameters = {callback};
    return invoke(_OrthancPluginService_RegisterFindCallback2, &parameters);
}

static OrthancPluginErrorCode register_move_v1(
    OrthancPluginMoveCallback callback, OrthancPluginGetMoveSize size, OrthancPluginApplyMove apply, OrthancPluginFreeMove release)
{
    _OrthancPluginMoveCallback parameters = {callback, size, apply, release};
    return invoke(_OrthancPluginService_RegisterMoveCallback, &parameters);
}

static OrthancPluginErrorCode register_move_v2(
    OrthancPluginMoveCallback2 callback, OrthancPluginGetMoveSize size, OrthancPluginApplyMove apply, OrthancPluginFreeMove release)
{
    _OrthancPluginMoveCallback2 parameters = {callback, size, apply, release};
    return invoke(_OrthancPluginService_RegisterMoveCallback2, &parameters);
}

static OrthancPluginErrorCode find_operation(int service, _OrthancPluginFindOperation parameters)
{
    return invoke(service, &parameters);
}

static OrthancPluginErrorCode add_find_answer(OrthancPluginFindAnswers* answers, const void* dicom, uint32_t size)
{
    _OrthancPluginFindOperation parameters = {answers, NULL, dicom, size, 0, NULL, NULL, NULL, NULL};
    return find_operation(_OrthancPluginService_FindAddAnswer, parameters);
}

static OrthancPluginErrorCode mark_find_incomplete(OrthancPluginFindAnswers* answers)
{
    _OrthancPluginFindOperation parameters = {answers, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL};
    return find_operation(_OrthancPluginService_FindMarkIncomplete, parameters);
}

static OrthancPluginErrorCode query_size(const OrthancPluginFindQuery* query, uint32_t* size)
{
    _OrthancPluginFindOperation parameters = {NULL, query, NULL, 0, 0, size, NULL, NULL, NULL};
    return find_operation(_OrthancPluginService_GetFindQuerySize, parameters);
}

static OrthancPluginErrorCode query_tag(const OrthancPluginFindQuery* query, uint32_t index, uint16_t* group, uint16_t* element)
{
    _OrthancPluginFindOperation parameters = {NULL, query, NULL, 0, index, NULL, group, element, NULL};
    return find_operation(_OrthancPluginService_GetFindQueryTag, parameters);
}

static OrthancPluginErrorCode query_text(int service, const OrthancPluginFindQuery* query, uint32_t index, char** text)
{
    _OrthancPluginFindOperation parameters = {NULL, query, NULL, 0, index, NULL, NULL, NULL, text};
    return find_operation(service, parameters);
}

static OrthancPluginErrorCode query_name(const OrthancPluginFindQuery* query, uint32_t index, char** text)
{
    return query_text(_OrthancPluginService_GetFindQueryTagName, query, index, text);
}

static OrthancPluginErrorCode query_value(const OrthancPluginFindQuery* query, uint32_t index, char** text)
{
    return query_text(_OrthancPluginService_GetFindQueryValue, query, index, text);
}
