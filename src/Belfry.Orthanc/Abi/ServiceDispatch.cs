using Belfry.Orthanc.Archive;
using Belfry.Orthanc.Dicom;
using Belfry.Orthanc.Host;
using Belfry.Orthanc.Http;
using Belfry.Orthanc.Jobs;
using Belfry.Orthanc.Loading;
using Belfry.Orthanc.Rest;
using Belfry.Orthanc.Stores;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Abi;

/// <summary>The list of what is served: one line per service, in the order of the codes.</summary>
internal static unsafe class ServiceDispatch
{
    /// <summary>Runs one service for a plugin, on whatever thread the plugin called it.</summary>
    /// <exception cref="ServiceException">The service fails with that code. The thunk turns every exception into a code.</exception>
    public static OrthancErrorCode Invoke(NativePlugin plugin, OrthancService service, void* parameters)
    {
        if (parameters == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        if (plugin.Host.Options.InOwnProcess && UnservedServices.AreaInChild(service) is not null)
            return plugin.Refuse(service);
        switch (service)
        {
            case OrthancService.LogInfo:
                return LogServices.Write(plugin, LogLevel.Information, (byte*)parameters);
            case OrthancService.LogWarning:
                return LogServices.Write(plugin, LogLevel.Warning, (byte*)parameters);
            case OrthancService.LogError:
                return LogServices.Write(plugin, LogLevel.Error, (byte*)parameters);
            case OrthancService.GetOrthancPath:
                return HostServices.GetOrthancPath(plugin, (OrthancRetrieveDynamicString*)parameters);
            case OrthancService.GetOrthancDirectory:
                return HostServices.GetOrthancDirectory(plugin, (OrthancRetrieveDynamicString*)parameters);
            case OrthancService.GetConfigurationPath:
                return HostServices.GetConfigurationPath(plugin, (OrthancRetrieveDynamicString*)parameters);
            case OrthancService.SetPluginProperty:
                return HostServices.SetPluginProperty(plugin, (OrthancSetPluginProperty*)parameters);
            case OrthancService.GetGlobalProperty:
                return HostServices.GetGlobalProperty(plugin.Host, (OrthancGlobalProperty*)parameters);
            case OrthancService.SetGlobalProperty:
                return HostServices.SetGlobalProperty(plugin.Host, (OrthancGlobalProperty*)parameters);
            case OrthancService.GetCommandLineArgumentsCount:
                return HostServices.GetCommandLineArgumentsCount(plugin, (OrthancReturnSingleValue*)parameters);
            case OrthancService.GetCommandLineArgument:
                return HostServices.GetCommandLineArgument(plugin, (OrthancGlobalProperty*)parameters);
            case OrthancService.GetExpectedDatabaseVersion:
                return HostServices.GetExpectedDatabaseVersion((OrthancReturnSingleValue*)parameters);
            case OrthancService.GetConfiguration:
                return HostServices.GetConfiguration(plugin, (OrthancRetrieveDynamicString*)parameters);
            case OrthancService.BufferCompression:
                return CompressionServices.Compress((OrthancBufferCompression*)parameters);
            case OrthancService.ReadFile:
                return FileServices.ReadFile(plugin.Host, (OrthancReadFile*)parameters);
            case OrthancService.WriteFile:
                return FileServices.WriteFile((OrthancWriteFile*)parameters);
            case OrthancService.GetErrorDescription:
                return HostServices.GetErrorDescription((OrthancGetErrorDescription*)parameters);
            case OrthancService.RegisterErrorCode:
                return HostServices.RegisterErrorCode((OrthancRegisterErrorCode*)parameters);
            case OrthancService.DicomBufferToJson:
                return JsonServices.DicomBufferToJson(plugin.Host, (OrthancDicomToJson*)parameters);
            case OrthancService.CreateDicom:
                return JsonServices.CreateDicom(plugin.Host, (OrthancCreateDicom*)parameters);
            case OrthancService.ComputeMd5:
                return HashServices.Md5((OrthancComputeHash*)parameters);
            case OrthancService.ComputeSha1:
                return HashServices.Sha1((OrthancComputeHash*)parameters);
            case OrthancService.LookupDictionary:
                return DictionaryServices.LookupDictionary((OrthancLookupDictionary*)parameters);
            case OrthancService.GenerateUuid:
                return HostServices.GenerateUuid((OrthancRetrieveDynamicString*)parameters);
            case OrthancService.AutodetectMimeType:
                return MimeTypes.Detect((OrthancRetrieveStaticString*)parameters);
            case OrthancService.GetTagName:
                return DictionaryServices.GetTagName((OrthancGetTagName*)parameters);
            case OrthancService.CreateMemoryBuffer:
                return MemoryServices.Create((OrthancCreateMemoryBuffer*)parameters);
            case OrthancService.CreateMemoryBuffer64:
                return MemoryServices.Create64((OrthancCreateMemoryBuffer64*)parameters);
            case OrthancService.CreateDicom2:
                return JsonServices.CreateDicom2(plugin.Host, (OrthancCreateDicom2*)parameters);
            case OrthancService.SetCurrentThreadName:
                return HostServices.SetCurrentThreadName((byte*)parameters);
            case OrthancService.LogMessage:
                return LogServices.WriteMessage(plugin, (OrthancLogMessage*)parameters);
            case OrthancService.RegisterWorklistCallback:
                return plugin.Host.Worklist.Register(FindRegistration.Of(plugin, ((OrthancWorklistCallback*)parameters)->Callback, 1));
            case OrthancService.RegisterFindCallback:
                return plugin.Host.Find.Register(FindRegistration.Of(plugin, ((OrthancFindCallback*)parameters)->Callback, 1));
            case OrthancService.RegisterMoveCallback:
                return plugin.Host.Move.Register(new MoveRegistration(plugin, *(OrthancMoveCallback*)parameters, 1));
            case OrthancService.RegisterStorageCommitmentScpCallback:
                var first = (OrthancRegisterStorageCommitmentScpCallback*)parameters;
                return plugin.Host.Commitments.Register(new CommitmentRegistration(plugin, first->Factory, first->Lookup, first->Destructor, 1));
            case OrthancService.RegisterFindCallback2:
                return plugin.Host.Find.Register(FindRegistration.Of(plugin, ((OrthancFindCallback2*)parameters)->Callback, 2));
            case OrthancService.RegisterMoveCallback2:
                return plugin.Host.Move.Register(new MoveRegistration(plugin, *(OrthancMoveCallback*)parameters, 2));
            case OrthancService.RegisterWorklistCallback2:
                return plugin.Host.Worklist.Register(FindRegistration.Of(plugin, ((OrthancWorklistCallback2*)parameters)->Callback, 2));
            case OrthancService.RegisterStorageCommitmentScpCallback2:
                var second = (OrthancRegisterStorageCommitmentScpCallback2*)parameters;
                return plugin.Host.Commitments.Register(new CommitmentRegistration(plugin, second->Factory, second->Lookup, second->Destructor, 2));
            case OrthancService.WorklistAddAnswer:
                return WorklistServices.AddAnswer(plugin.Host, (OrthancWorklistAnswersOperation*)parameters);
            case OrthancService.WorklistMarkIncomplete:
                return WorklistServices.MarkIncomplete(plugin.Host, (OrthancWorklistAnswersOperation*)parameters);
            case OrthancService.WorklistIsMatch:
                return WorklistServices.IsMatch(plugin.Host, (OrthancWorklistQueryOperation*)parameters);
            case OrthancService.WorklistGetDicomQuery:
                return WorklistServices.GetDicomQuery(plugin.Host, (OrthancWorklistQueryOperation*)parameters);
            case OrthancService.FindAddAnswer:
                return FindServices.AddAnswer(plugin.Host, (OrthancFindOperation*)parameters);
            case OrthancService.FindMarkIncomplete:
                return FindServices.MarkIncomplete(plugin.Host, (OrthancFindOperation*)parameters);
            case OrthancService.GetFindQuerySize:
                return FindServices.GetQuerySize(plugin.Host, (OrthancFindOperation*)parameters);
            case OrthancService.GetFindQueryTag:
                return FindServices.GetQueryTag(plugin.Host, (OrthancFindOperation*)parameters);
            case OrthancService.GetFindQueryTagName:
                return FindServices.GetQueryTagName(plugin.Host, (OrthancFindOperation*)parameters);
            case OrthancService.GetFindQueryValue:
                return FindServices.GetQueryValue(plugin.Host, (OrthancFindOperation*)parameters);
            case OrthancService.CreateFindMatcher:
                return MatcherServices.Create(plugin.Host, (OrthancCreateFindMatcher*)parameters);
            case OrthancService.FreeFindMatcher:
                return MatcherServices.Free(plugin.Host, (OrthancFreeFindMatcher*)parameters);
            case OrthancService.FindMatcherIsMatch:
                return MatcherServices.IsMatch(plugin.Host, (OrthancFindMatcherIsMatch*)parameters);
            case OrthancService.GetConnectionRemoteAet:
                return ConnectionServices.GetRemoteAet(plugin.Host, (OrthancAccessDicomConnection*)parameters);
            case OrthancService.GetConnectionRemoteIp:
                return ConnectionServices.GetRemoteIp(plugin.Host, (OrthancAccessDicomConnection*)parameters);
            case OrthancService.GetConnectionCalledAet:
                return ConnectionServices.GetCalledAet(plugin.Host, (OrthancAccessDicomConnection*)parameters);
            case OrthancService.RegisterRestCallback:
                return plugin.Host.RestCallbacks.Register(plugin, (OrthancRestCallback*)parameters, isLocked: true);
            case OrthancService.RegisterRestCallbackNoLock:
                return plugin.Host.RestCallbacks.Register(plugin, (OrthancRestCallback*)parameters, isLocked: false);
            case OrthancService.RegisterChunkedRestCallback:
                return plugin.Host.RestCallbacks.RegisterChunked(plugin, (OrthancChunkedRestCallback*)parameters);
            case OrthancService.RegisterIncomingHttpRequestFilter:
                return plugin.Host.HttpFilters.Register(plugin, ((OrthancIncomingHttpRequestFilter*)parameters)->Callback, 1);
            case OrthancService.RegisterIncomingHttpRequestFilter2:
                return plugin.Host.HttpFilters.Register(plugin, ((OrthancIncomingHttpRequestFilter2*)parameters)->Callback, 2);
            case OrthancService.AnswerBuffer:
                return OutputServices.AnswerBuffer(plugin.Host, (OrthancAnswerBuffer*)parameters);
            case OrthancService.CompressAndAnswerPngImage:
                return OutputServices.AnswerPng(plugin.Host, (OrthancCompressAndAnswerPngImage*)parameters);
            case OrthancService.Redirect:
                return OutputServices.Redirect(plugin.Host, (OrthancOutputPlusArgument*)parameters);
            case OrthancService.SendHttpStatusCode:
                return OutputServices.SendStatusCode(plugin.Host, (OrthancSendHttpStatusCode*)parameters);
            case OrthancService.SendUnauthorized:
                return OutputServices.SendUnauthorized(plugin.Host, (OrthancOutputPlusArgument*)parameters);
            case OrthancService.SendMethodNotAllowed:
                return OutputServices.SendMethodNotAllowed(plugin.Host, (OrthancOutputPlusArgument*)parameters);
            case OrthancService.SetCookie:
                return OutputServices.SetCookie(plugin.Host, (OrthancSetHttpHeader*)parameters);
            case OrthancService.SetHttpHeader:
                return OutputServices.SetHeader(plugin.Host, (OrthancSetHttpHeader*)parameters);
            case OrthancService.StartMultipartAnswer:
                return OutputServices.StartMultipart(plugin.Host, (OrthancStartMultipartAnswer*)parameters);
            case OrthancService.SendMultipartItem:
                return OutputServices.SendPart(plugin.Host, (OrthancAnswerBuffer*)parameters);
            case OrthancService.SendHttpStatus:
                return OutputServices.SendStatus(plugin.Host, (OrthancSendHttpStatus*)parameters);
            case OrthancService.CompressAndAnswerImage:
                return OutputServices.AnswerImage(plugin.Host, (OrthancCompressAndAnswerImage*)parameters);
            case OrthancService.SendMultipartItem2:
                return OutputServices.SendPartWithHeaders(plugin.Host, (OrthancSendMultipartItem2*)parameters);
            case OrthancService.SetHttpErrorDetails:
                return OutputServices.SetErrorDetails(plugin, (OrthancSetHttpErrorDetails*)parameters);
            case OrthancService.StartStreamAnswer:
                return OutputServices.StartStream(plugin.Host, (OrthancStartStreamAnswer*)parameters);
            case OrthancService.SendStreamChunk:
                return OutputServices.SendChunk(plugin.Host, (OrthancAnswerBuffer*)parameters);
            case OrthancService.RestApiGet:
                return RestApiServices.Get(plugin.Host, (OrthancRestApiGet*)parameters, afterPlugins: false);
            case OrthancService.RestApiPost:
                return RestApiServices.Send(plugin.Host, RestVerb.Post, (OrthancRestApiPostPut*)parameters, afterPlugins: false);
            case OrthancService.RestApiDelete:
                return RestApiServices.Delete(plugin.Host, (byte*)parameters, afterPlugins: false);
            case OrthancService.RestApiPut:
                return RestApiServices.Send(plugin.Host, RestVerb.Put, (OrthancRestApiPostPut*)parameters, afterPlugins: false);
            case OrthancService.RestApiGetAfterPlugins:
                return RestApiServices.Get(plugin.Host, (OrthancRestApiGet*)parameters, afterPlugins: true);
            case OrthancService.RestApiPostAfterPlugins:
                return RestApiServices.Send(plugin.Host, RestVerb.Post, (OrthancRestApiPostPut*)parameters, afterPlugins: true);
            case OrthancService.RestApiDeleteAfterPlugins:
                return RestApiServices.Delete(plugin.Host, (byte*)parameters, afterPlugins: true);
            case OrthancService.RestApiPutAfterPlugins:
                return RestApiServices.Send(plugin.Host, RestVerb.Put, (OrthancRestApiPostPut*)parameters, afterPlugins: true);
            case OrthancService.RestApiGet2:
                return RestApiServices.GetWithHeaders(plugin.Host, (OrthancRestApiGet2*)parameters);
            case OrthancService.CallRestApi:
                return RestApiServices.CallAny(plugin.Host, (OrthancCallRestApi*)parameters);
            case OrthancService.DicomInstanceToJson:
                return ArchiveServices.InstanceToJson(plugin.Host, (OrthancDicomToJson*)parameters);
            case OrthancService.EncodeDicomWebJson:
                return DicomWebServices.EncodeJson(plugin.Host, (OrthancEncodeDicomWeb*)parameters);
            case OrthancService.EncodeDicomWebJson2:
                return DicomWebServices.EncodeJson2(plugin.Host, (OrthancEncodeDicomWeb2*)parameters);
            case OrthancService.EncodeDicomWebXml:
                return DicomWebServices.EncodeXml(plugin.Host, (OrthancEncodeDicomWeb*)parameters);
            case OrthancService.EncodeDicomWebXml2:
                return DicomWebServices.EncodeXml2(plugin.Host, (OrthancEncodeDicomWeb2*)parameters);
            case OrthancService.RegisterOnStoredInstanceCallback:
                return plugin.InstanceCallbacks.Register(service, ((OrthancOnStoredInstanceCallback*)parameters)->Callback);
            case OrthancService.RegisterOnChangeCallback:
                return plugin.InstanceCallbacks.Register(service, ((OrthancOnChangeCallback*)parameters)->Callback);
            case OrthancService.RegisterIncomingDicomInstanceFilter:
                return plugin.InstanceCallbacks.Register(service, ((OrthancIncomingDicomInstanceFilter*)parameters)->Callback);
            case OrthancService.RegisterIncomingCStoreInstanceFilter:
                return plugin.InstanceCallbacks.Register(service, ((OrthancIncomingCStoreInstanceFilter*)parameters)->Callback);
            case OrthancService.RegisterReceivedInstanceCallback:
                return ReceivedInstanceRegistration.Register(plugin, ((OrthancReceivedInstanceCallback*)parameters)->Callback);
            case OrthancService.GetDicomForInstance:
                return ArchiveServices.GetFile(plugin.Host, (OrthancGetDicomForInstance*)parameters);
            case OrthancService.LookupPatient:
                return ArchiveServices.LookUp(plugin.Host, (OrthancRetrieveDynamicString*)parameters, "Patient");
            case OrthancService.LookupStudy:
                return ArchiveServices.LookUp(plugin.Host, (OrthancRetrieveDynamicString*)parameters, "Study");
            case OrthancService.LookupSeries:
                return ArchiveServices.LookUp(plugin.Host, (OrthancRetrieveDynamicString*)parameters, "Series");
            case OrthancService.LookupInstance:
                return ArchiveServices.LookUp(plugin.Host, (OrthancRetrieveDynamicString*)parameters, "Instance");
            case OrthancService.LookupStudyWithAccessionNumber:
                return ArchiveServices.LookUp(plugin.Host, (OrthancRetrieveDynamicString*)parameters, "Study");
            case OrthancService.GetInstanceRemoteAet:
                return InstanceServices.GetRemoteAet(plugin.Host, (OrthancAccessDicomInstance*)parameters);
            case OrthancService.GetInstanceSize:
                return InstanceServices.GetSize(plugin.Host, (OrthancAccessDicomInstance*)parameters);
            case OrthancService.GetInstanceData:
                return InstanceServices.GetData(plugin.Host, (OrthancAccessDicomInstance*)parameters);
            case OrthancService.GetInstanceJson:
                return InstanceServices.GetJson(plugin.Host, (OrthancAccessDicomInstance*)parameters, OrthancDicomToJsonFormat.Full);
            case OrthancService.GetInstanceSimplifiedJson:
                return InstanceServices.GetJson(plugin.Host, (OrthancAccessDicomInstance*)parameters, OrthancDicomToJsonFormat.Human);
            case OrthancService.HasInstanceMetadata:
                return InstanceServices.HasMetadata(plugin.Host, (OrthancAccessDicomInstance*)parameters);
            case OrthancService.GetInstanceMetadata:
                return InstanceServices.GetMetadata(plugin.Host, (OrthancAccessDicomInstance*)parameters);
            case OrthancService.GetInstanceOrigin:
                return InstanceServices.GetOrigin(plugin.Host, (OrthancAccessDicomInstance*)parameters);
            case OrthancService.GetInstanceTransferSyntaxUid:
                return InstanceServices.GetTransferSyntax(plugin.Host, (OrthancAccessDicomInstance*)parameters);
            case OrthancService.HasInstancePixelData:
                return InstanceServices.HasPixelData(plugin.Host, (OrthancAccessDicomInstance*)parameters);
            case OrthancService.CreateDicomInstance:
                return InstanceServices.Create(plugin.Host, (OrthancCreateDicomInstance*)parameters);
            case OrthancService.FreeDicomInstance:
                return InstanceServices.Free(plugin.Host, (OrthancFreeDicomInstance*)parameters);
            case OrthancService.GetInstanceFramesCount:
                return InstanceServices.CountFrames(plugin.Host, (OrthancAccessDicomInstance2*)parameters);
            case OrthancService.GetInstanceRawFrame:
                return InstanceServices.GetRawFrame(plugin.Host, (OrthancAccessDicomInstance2*)parameters);
            case OrthancService.TranscodeDicomInstance:
                return InstanceServices.Transcode(plugin.Host, (OrthancCreateDicomInstance*)parameters);
            case OrthancService.SerializeDicomInstance:
                return InstanceServices.Serialize(plugin.Host, (OrthancAccessDicomInstance2*)parameters);
            case OrthancService.GetInstanceAdvancedJson:
                return InstanceServices.GetAdvancedJson(plugin.Host, (OrthancAccessDicomInstance2*)parameters);
            case OrthancService.GetInstanceDicomWebJson:
                return InstanceServices.GetDicomWebJson(plugin.Host, (OrthancAccessDicomInstance2*)parameters);
            case OrthancService.GetInstanceDicomWebXml:
                return InstanceServices.GetDicomWebXml(plugin.Host, (OrthancAccessDicomInstance2*)parameters);
            case OrthancService.LoadDicomInstance:
                return InstanceServices.Load(plugin.Host, (OrthancLoadDicomInstance*)parameters);
            case OrthancService.CallHttpClient:
                return HttpServices.Call(plugin.Host, (OrthancCallHttpClient*)parameters);
            case OrthancService.CallHttpClient2:
                return HttpServices.Call2(plugin.Host, (OrthancCallHttpClient2*)parameters);
            case OrthancService.ChunkedHttpClient:
                return ChunkedHttpService.Call(plugin.Host, (OrthancChunkedHttpClient*)parameters);
            case OrthancService.GetPeers:
                return PeerServices.GetPeers(plugin.Host, (OrthancGetPeers*)parameters);
            case OrthancService.FreePeers:
                return PeerServices.Free(plugin.Host, (OrthancFreePeers*)parameters);
            case OrthancService.GetPeersCount:
                return PeerServices.Count(plugin.Host, (OrthancGetPeersCount*)parameters);
            case OrthancService.GetPeerName:
                return PeerServices.GetName(plugin.Host, (OrthancGetPeerProperty*)parameters);
            case OrthancService.GetPeerUrl:
                return PeerServices.GetUrl(plugin.Host, (OrthancGetPeerProperty*)parameters);
            case OrthancService.CallPeerApi:
                return HttpServices.CallPeer(plugin.Host, (OrthancCallPeerApi*)parameters);
            case OrthancService.GetPeerUserProperty:
                return PeerServices.GetProperty(plugin.Host, (OrthancGetPeerProperty*)parameters);
            case OrthancService.StoreKeyValue:
                return StoreServices.Put(plugin.Host, (OrthancStoreKeyValue*)parameters);
            case OrthancService.DeleteKeyValue:
                return StoreServices.Delete(plugin.Host, (OrthancDeleteKeyValue*)parameters);
            case OrthancService.GetKeyValue:
                return StoreServices.Get(plugin.Host, (OrthancGetKeyValue*)parameters);
            case OrthancService.CreateKeysValuesIterator:
                return StoreServices.CreateIterator(plugin.Host, (OrthancCreateKeysValuesIterator*)parameters);
            case OrthancService.FreeKeysValuesIterator:
                return StoreServices.FreeIterator(plugin.Host, (OrthancFreeKeysValuesIterator*)parameters);
            case OrthancService.KeysValuesIteratorNext:
                return StoreServices.Next(plugin.Host, (OrthancKeysValuesIteratorNext*)parameters);
            case OrthancService.KeysValuesIteratorGetKey:
                return StoreServices.GetKey(plugin.Host, (OrthancKeysValuesIteratorGetKey*)parameters);
            case OrthancService.KeysValuesIteratorGetValue:
                return StoreServices.GetValue(plugin.Host, (OrthancKeysValuesIteratorGetValue*)parameters);
            case OrthancService.EnqueueValue:
                return StoreServices.Enqueue(plugin.Host, (OrthancEnqueueValue*)parameters);
            case OrthancService.DequeueValue:
                return StoreServices.Dequeue(plugin.Host, (OrthancDequeueValue*)parameters);
            case OrthancService.GetQueueSize:
                return StoreServices.Count(plugin.Host, (OrthancGetQueueSize*)parameters);
            case OrthancService.ReserveQueueValue:
                return StoreServices.Reserve(plugin.Host, (OrthancReserveQueueValue*)parameters);
            case OrthancService.AcknowledgeQueueValue:
                return StoreServices.Acknowledge(plugin.Host, (OrthancAcknowledgeQueueValue*)parameters);
            case OrthancService.CreateJob:
                return JobServices.Create(plugin, (OrthancCreateJob*)parameters);
            case OrthancService.FreeJob:
                return JobServices.Free(plugin.Host, (OrthancFreeJob*)parameters);
            case OrthancService.SubmitJob:
                return JobServices.Submit(plugin.Host, (OrthancSubmitJob*)parameters);
            case OrthancService.RegisterJobsUnserializer:
                return plugin.Host.Jobs.Register(plugin, ((OrthancJobsUnserializer*)parameters)->Unserializer);
            case OrthancService.CreateJob2:
                return JobServices.Create2(plugin, (OrthancCreateJob2*)parameters);
            default:
                return plugin.Refuse(service);
        }
    }
}
