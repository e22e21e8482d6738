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
        // Plugins that probe for a service of a newer interface may give it none.
        if (parameters == null && Enum.IsDefined(service))
            throw new ServiceException(OrthancErrorCode.NullPointer);
        if (plugin.Host.Options.InOwnProcess && UnservedServices.AreaInChild(service) is not null)
            return plugin.Refuse(service);
        return service switch
        {
            OrthancService.LogInfo => LogServices.Write(plugin, LogLevel.Information, (byte*)parameters),
            OrthancService.LogWarning => LogServices.Write(plugin, LogLevel.Warning, (byte*)parameters),
            OrthancService.LogError => LogServices.Write(plugin, LogLevel.Error, (byte*)parameters),
            OrthancService.GetOrthancPath => HostServices.GetOrthancPath(plugin, (OrthancRetrieveDynamicString*)parameters),
            OrthancService.GetOrthancDirectory => HostServices.GetOrthancDirectory(plugin, (OrthancRetrieveDynamicString*)parameters),
            OrthancService.GetConfigurationPath => HostServices.GetConfigurationPath(plugin, (OrthancRetrieveDynamicString*)parameters),
            OrthancService.SetPluginProperty => HostServices.SetPluginProperty(plugin, (OrthancSetPluginProperty*)parameters),
            OrthancService.GetGlobalProperty => HostServices.GetGlobalProperty(plugin.Host, (OrthancGlobalProperty*)parameters),
            OrthancService.SetGlobalProperty => HostServices.SetGlobalProperty(plugin.Host, (OrthancGlobalProperty*)parameters),
            OrthancService.GetCommandLineArgumentsCount =>
                HostServices.GetCommandLineArgumentsCount(plugin, (OrthancReturnSingleValue*)parameters),
            OrthancService.GetCommandLineArgument => HostServices.GetCommandLineArgument(plugin, (OrthancGlobalProperty*)parameters),
            OrthancService.GetExpectedDatabaseVersion => HostServices.GetExpectedDatabaseVersion((OrthancReturnSingleValue*)parameters),
            OrthancService.GetConfiguration => HostServices.GetConfiguration(plugin, (OrthancRetrieveDynamicString*)parameters),
            OrthancService.BufferCompression => CompressionServices.Compress((OrthancBufferCompression*)parameters),
            OrthancService.ReadFile => FileServices.ReadFile(plugin.Host, (OrthancReadFile*)parameters),
            OrthancService.WriteFile => FileServices.WriteFile((OrthancWriteFile*)parameters),
            OrthancService.GetErrorDescription => HostServices.GetErrorDescription((OrthancGetErrorDescription*)parameters),
            OrthancService.RegisterErrorCode => HostServices.RegisterErrorCode((OrthancRegisterErrorCode*)parameters),
            OrthancService.DicomBufferToJson => JsonServices.DicomBufferToJson(plugin.Host, (OrthancDicomToJson*)parameters),
            OrthancService.CreateDicom => JsonServices.CreateDicom(plugin.Host, (OrthancCreateDicom*)parameters),
            OrthancService.ComputeMd5 => HashServices.Md5((OrthancComputeHash*)parameters),
            OrthancService.ComputeSha1 => HashServices.Sha1((OrthancComputeHash*)parameters),
            OrthancService.LookupDictionary => DictionaryServices.LookupDictionary((OrthancLookupDictionary*)parameters),
            OrthancService.GenerateUuid => HostServices.GenerateUuid((OrthancRetrieveDynamicString*)parameters),
            OrthancService.AutodetectMimeType => MimeTypes.Detect((OrthancRetrieveStaticString*)parameters),
            OrthancService.GetTagName => DictionaryServices.GetTagName((OrthancGetTagName*)parameters),
            OrthancService.CreateMemoryBuffer => MemoryServices.Create((OrthancCreateMemoryBuffer*)parameters),
            OrthancService.CreateMemoryBuffer64 => MemoryServices.Create64((OrthancCreateMemoryBuffer64*)parameters),
            OrthancService.CreateDicom2 => JsonServices.CreateDicom2(plugin.Host, (OrthancCreateDicom2*)parameters),
            OrthancService.SetCurrentThreadName => HostServices.SetCurrentThreadName((byte*)parameters),
            OrthancService.LogMessage => LogServices.WriteMessage(plugin, (OrthancLogMessage*)parameters),
            OrthancService.RegisterWorklistCallback =>
                plugin.Host.Worklist.Register(FindRegistration.Of(plugin, ((OrthancWorklistCallback*)parameters)->Callback, 1)),
            OrthancService.RegisterFindCallback =>
                plugin.Host.Find.Register(FindRegistration.Of(plugin, ((OrthancFindCallback*)parameters)->Callback, 1)),
            OrthancService.RegisterMoveCallback =>
                plugin.Host.Move.Register(new MoveRegistration(plugin, *(OrthancMoveCallback*)parameters, 1)),
            OrthancService.RegisterStorageCommitmentScpCallback =>
                plugin.Host.Commitments.Register(CommitmentRegistration.Of(plugin, *(OrthancRegisterStorageCommitmentScpCallback*)parameters)),
            OrthancService.RegisterFindCallback2 =>
                plugin.Host.Find.Register(FindRegistration.Of(plugin, ((OrthancFindCallback2*)parameters)->Callback, 2)),
            OrthancService.RegisterMoveCallback2 =>
                plugin.Host.Move.Register(new MoveRegistration(plugin, *(OrthancMoveCallback*)parameters, 2)),
            OrthancService.RegisterWorklistCallback2 =>
                plugin.Host.Worklist.Register(FindRegistration.Of(plugin, ((OrthancWorklistCallback2*)parameters)->Callback, 2)),
            OrthancService.RegisterStorageCommitmentScpCallback2 =>
                plugin.Host.Commitments.Register(CommitmentRegistration.Of(plugin, *(OrthancRegisterStorageCommitmentScpCallback2*)parameters)),
            OrthancService.WorklistAddAnswer => WorklistServices.AddAnswer(plugin.Host, (OrthancWorklistAnswersOperation*)parameters),
            OrthancService.WorklistMarkIncomplete =>
                WorklistServices.MarkIncomplete(plugin.Host, (OrthancWorklistAnswersOperation*)parameters),
            OrthancService.WorklistIsMatch => WorklistServices.IsMatch(plugin.Host, (OrthancWorklistQueryOperation*)parameters),
            OrthancService.WorklistGetDicomQuery => WorklistServices.GetDicomQuery(plugin.Host, (OrthancWorklistQueryOperation*)parameters),
            OrthancService.FindAddAnswer => FindServices.AddAnswer(plugin.Host, (OrthancFindOperation*)parameters),
            OrthancService.FindMarkIncomplete => FindServices.MarkIncomplete(plugin.Host, (OrthancFindOperation*)parameters),
            OrthancService.GetFindQuerySize => FindServices.GetQuerySize(plugin.Host, (OrthancFindOperation*)parameters),
            OrthancService.GetFindQueryTag => FindServices.GetQueryTag(plugin.Host, (OrthancFindOperation*)parameters),
            OrthancService.GetFindQueryTagName => FindServices.GetQueryTagName(plugin.Host, (OrthancFindOperation*)parameters),
            OrthancService.GetFindQueryValue => FindServices.GetQueryValue(plugin.Host, (OrthancFindOperation*)parameters),
            OrthancService.CreateFindMatcher => MatcherServices.Create(plugin.Host, (OrthancCreateFindMatcher*)parameters),
            OrthancService.FreeFindMatcher => MatcherServices.Free(plugin.Host, (OrthancFreeFindMatcher*)parameters),
            OrthancService.FindMatcherIsMatch => MatcherServices.IsMatch(plugin.Host, (OrthancFindMatcherIsMatch*)parameters),
            OrthancService.GetConnectionRemoteAet =>
                ConnectionServices.GetRemoteAet(plugin.Host, (OrthancAccessDicomConnection*)parameters),
            OrthancService.GetConnectionRemoteIp => ConnectionServices.GetRemoteIp(plugin.Host, (OrthancAccessDicomConnection*)parameters),
            OrthancService.GetConnectionCalledAet =>
                ConnectionServices.GetCalledAet(plugin.Host, (OrthancAccessDicomConnection*)parameters),
            OrthancService.RegisterRestCallback =>
                plugin.Host.RestCallbacks.Register(plugin, (OrthancRestCallback*)parameters, isLocked: true),
            OrthancService.RegisterRestCallbackNoLock =>
                plugin.Host.RestCallbacks.Register(plugin, (OrthancRestCallback*)parameters, isLocked: false),
            OrthancService.RegisterChunkedRestCallback =>
                plugin.Host.RestCallbacks.RegisterChunked(plugin, (OrthancChunkedRestCallback*)parameters),
            OrthancService.RegisterIncomingHttpRequestFilter =>
                plugin.Host.HttpFilters.Register(plugin, ((OrthancIncomingHttpRequestFilter*)parameters)->Callback, 1),
            OrthancService.RegisterIncomingHttpRequestFilter2 =>
                plugin.Host.HttpFilters.Register(plugin, ((OrthancIncomingHttpRequestFilter2*)parameters)->Callback, 2),
            OrthancService.AnswerBuffer => OutputServices.AnswerBuffer(plugin.Host, (OrthancAnswerBuffer*)parameters),
            OrthancService.CompressAndAnswerPngImage =>
                OutputServices.AnswerPng(plugin.Host, (OrthancCompressAndAnswerPngImage*)parameters),
            OrthancService.Redirect => OutputServices.Redirect(plugin.Host, (OrthancOutputPlusArgument*)parameters),
            OrthancService.SendHttpStatusCode => OutputServices.SendStatusCode(plugin.Host, (OrthancSendHttpStatusCode*)parameters),
            OrthancService.SendUnauthorized => OutputServices.SendUnauthorized(plugin.Host, (OrthancOutputPlusArgument*)parameters),
            OrthancService.SendMethodNotAllowed => OutputServices.SendMethodNotAllowed(plugin.Host, (OrthancOutputPlusArgument*)parameters),
            OrthancService.SetCookie => OutputServices.SetCookie(plugin.Host, (OrthancSetHttpHeader*)parameters),
            OrthancService.SetHttpHeader => OutputServices.SetHeader(plugin.Host, (OrthancSetHttpHeader*)parameters),
            OrthancService.StartMultipartAnswer => OutputServices.StartMultipart(plugin.Host, (OrthancStartMultipartAnswer*)parameters),
            OrthancService.SendMultipartItem => OutputServices.SendPart(plugin.Host, (OrthancAnswerBuffer*)parameters),
            OrthancService.SendHttpStatus => OutputServices.SendStatus(plugin.Host, (OrthancSendHttpStatus*)parameters),
            OrthancService.CompressAndAnswerImage => OutputServices.AnswerImage(plugin.Host, (OrthancCompressAndAnswerImage*)parameters),
            OrthancService.SendMultipartItem2 => OutputServices.SendPartWithHeaders(plugin.Host, (OrthancSendMultipartItem2*)parameters),
            OrthancService.SetHttpErrorDetails => OutputServices.SetErrorDetails(plugin, (OrthancSetHttpErrorDetails*)parameters),
            OrthancService.StartStreamAnswer => OutputServices.StartStream(plugin.Host, (OrthancStartStreamAnswer*)parameters),
            OrthancService.SendStreamChunk => OutputServices.SendChunk(plugin.Host, (OrthancAnswerBuffer*)parameters),
            OrthancService.RestApiGet => RestApiServices.Get(plugin.Host, (OrthancRestApiGet*)parameters, afterPlugins: false),
            OrthancService.RestApiPost =>
                RestApiServices.Send(plugin.Host, RestVerb.Post, (OrthancRestApiPostPut*)parameters, afterPlugins: false),
            OrthancService.RestApiDelete => RestApiServices.Delete(plugin.Host, (byte*)parameters, afterPlugins: false),
            OrthancService.RestApiPut =>
                RestApiServices.Send(plugin.Host, RestVerb.Put, (OrthancRestApiPostPut*)parameters, afterPlugins: false),
            OrthancService.RestApiGetAfterPlugins => RestApiServices.Get(plugin.Host, (OrthancRestApiGet*)parameters, afterPlugins: true),
            OrthancService.RestApiPostAfterPlugins =>
                RestApiServices.Send(plugin.Host, RestVerb.Post, (OrthancRestApiPostPut*)parameters, afterPlugins: true),
            OrthancService.RestApiDeleteAfterPlugins => RestApiServices.Delete(plugin.Host, (byte*)parameters, afterPlugins: true),
            OrthancService.RestApiPutAfterPlugins =>
                RestApiServices.Send(plugin.Host, RestVerb.Put, (OrthancRestApiPostPut*)parameters, afterPlugins: true),
            OrthancService.RestApiGet2 => RestApiServices.GetWithHeaders(plugin.Host, (OrthancRestApiGet2*)parameters),
            OrthancService.CallRestApi => RestApiServices.CallAny(plugin.Host, (OrthancCallRestApi*)parameters),
            OrthancService.DicomInstanceToJson => ArchiveServices.InstanceToJson(plugin.Host, (OrthancDicomToJson*)parameters),
            OrthancService.EncodeDicomWebJson => DicomWebServices.EncodeJson(plugin.Host, (OrthancEncodeDicomWeb*)parameters),
            OrthancService.EncodeDicomWebJson2 => DicomWebServices.EncodeJson2(plugin.Host, (OrthancEncodeDicomWeb2*)parameters),
            OrthancService.EncodeDicomWebXml => DicomWebServices.EncodeXml(plugin.Host, (OrthancEncodeDicomWeb*)parameters),
            OrthancService.EncodeDicomWebXml2 => DicomWebServices.EncodeXml2(plugin.Host, (OrthancEncodeDicomWeb2*)parameters),
            OrthancService.RegisterOnStoredInstanceCallback =>
                plugin.InstanceCallbacks.Register(service, ((OrthancOnStoredInstanceCallback*)parameters)->Callback),
            OrthancService.RegisterOnChangeCallback =>
                plugin.InstanceCallbacks.Register(service, ((OrthancOnChangeCallback*)parameters)->Callback),
            OrthancService.RegisterIncomingDicomInstanceFilter =>
                plugin.InstanceCallbacks.Register(service, ((OrthancIncomingDicomInstanceFilter*)parameters)->Callback),
            OrthancService.RegisterIncomingCStoreInstanceFilter =>
                plugin.InstanceCallbacks.Register(service, ((OrthancIncomingCStoreInstanceFilter*)parameters)->Callback),
            OrthancService.RegisterReceivedInstanceCallback =>
                ReceivedInstanceRegistration.Register(plugin, ((OrthancReceivedInstanceCallback*)parameters)->Callback),
            OrthancService.GetDicomForInstance => ArchiveServices.GetFile(plugin.Host, (OrthancGetDicomForInstance*)parameters),
            OrthancService.LookupPatient => ArchiveServices.LookUp(plugin.Host, (OrthancRetrieveDynamicString*)parameters, "Patient"),
            OrthancService.LookupStudy => ArchiveServices.LookUp(plugin.Host, (OrthancRetrieveDynamicString*)parameters, "Study"),
            OrthancService.LookupSeries => ArchiveServices.LookUp(plugin.Host, (OrthancRetrieveDynamicString*)parameters, "Series"),
            OrthancService.LookupInstance => ArchiveServices.LookUp(plugin.Host, (OrthancRetrieveDynamicString*)parameters, "Instance"),
            OrthancService.LookupStudyWithAccessionNumber =>
                ArchiveServices.LookUp(plugin.Host, (OrthancRetrieveDynamicString*)parameters, "Study"),
            OrthancService.GetInstanceRemoteAet => InstanceServices.GetRemoteAet(plugin.Host, (OrthancAccessDicomInstance*)parameters),
            OrthancService.GetInstanceSize => InstanceServices.GetSize(plugin.Host, (OrthancAccessDicomInstance*)parameters),
            OrthancService.GetInstanceData => InstanceServices.GetData(plugin.Host, (OrthancAccessDicomInstance*)parameters),
            OrthancService.GetInstanceJson =>
                InstanceServices.GetJson(plugin.Host, (OrthancAccessDicomInstance*)parameters, OrthancDicomToJsonFormat.Full),
            OrthancService.GetInstanceSimplifiedJson =>
                InstanceServices.GetJson(plugin.Host, (OrthancAccessDicomInstance*)parameters, OrthancDicomToJsonFormat.Human),
            OrthancService.HasInstanceMetadata => InstanceServices.HasMetadata(plugin.Host, (OrthancAccessDicomInstance*)parameters),
            OrthancService.GetInstanceMetadata => InstanceServices.GetMetadata(plugin.Host, (OrthancAccessDicomInstance*)parameters),
            OrthancService.GetInstanceOrigin => InstanceServices.GetOrigin(plugin.Host, (OrthancAccessDicomInstance*)parameters),
            OrthancService.GetInstanceTransferSyntaxUid =>
                InstanceServices.GetTransferSyntax(plugin.Host, (OrthancAccessDicomInstance*)parameters),
            OrthancService.HasInstancePixelData => InstanceServices.HasPixelData(plugin.Host, (OrthancAccessDicomInstance*)parameters),
            OrthancService.CreateDicomInstance => InstanceServices.Create(plugin.Host, (OrthancCreateDicomInstance*)parameters),
            OrthancService.FreeDicomInstance => InstanceServices.Free(plugin.Host, (OrthancFreeDicomInstance*)parameters),
            OrthancService.GetInstanceFramesCount => InstanceServices.CountFrames(plugin.Host, (OrthancAccessDicomInstance2*)parameters),
            OrthancService.GetInstanceRawFrame => InstanceServices.GetRawFrame(plugin.Host, (OrthancAccessDicomInstance2*)parameters),
            OrthancService.TranscodeDicomInstance => InstanceServices.Transcode(plugin.Host, (OrthancCreateDicomInstance*)parameters),
            OrthancService.SerializeDicomInstance => InstanceServices.Serialize(plugin.Host, (OrthancAccessDicomInstance2*)parameters),
            OrthancService.GetInstanceAdvancedJson =>
                InstanceServices.GetAdvancedJson(plugin.Host, (OrthancAccessDicomInstance2*)parameters),
            OrthancService.GetInstanceDicomWebJson =>
                InstanceServices.GetDicomWebJson(plugin.Host, (OrthancAccessDicomInstance2*)parameters),
            OrthancService.GetInstanceDicomWebXml => InstanceServices.GetDicomWebXml(plugin.Host, (OrthancAccessDicomInstance2*)parameters),
            OrthancService.LoadDicomInstance => InstanceServices.Load(plugin.Host, (OrthancLoadDicomInstance*)parameters),
            OrthancService.CallHttpClient => HttpServices.Call(plugin.Host, (OrthancCallHttpClient*)parameters),
            OrthancService.CallHttpClient2 => HttpServices.Call2(plugin.Host, (OrthancCallHttpClient2*)parameters),
            OrthancService.ChunkedHttpClient => ChunkedHttpService.Call(plugin.Host, (OrthancChunkedHttpClient*)parameters),
            OrthancService.GetPeers => PeerServices.GetPeers(plugin.Host, (OrthancGetPeers*)parameters),
            OrthancService.FreePeers => PeerServices.Free(plugin.Host, (OrthancFreePeers*)parameters),
            OrthancService.GetPeersCount => PeerServices.Count(plugin.Host, (OrthancGetPeersCount*)parameters),
            OrthancService.GetPeerName => PeerServices.GetName(plugin.Host, (OrthancGetPeerProperty*)parameters),
            OrthancService.GetPeerUrl => PeerServices.GetUrl(plugin.Host, (OrthancGetPeerProperty*)parameters),
            OrthancService.CallPeerApi => HttpServices.CallPeer(plugin.Host, (OrthancCallPeerApi*)parameters),
            OrthancService.GetPeerUserProperty => PeerServices.GetProperty(plugin.Host, (OrthancGetPeerProperty*)parameters),
            OrthancService.StoreKeyValue => StoreServices.Put(plugin.Host, (OrthancStoreKeyValue*)parameters),
            OrthancService.DeleteKeyValue => StoreServices.Delete(plugin.Host, (OrthancDeleteKeyValue*)parameters),
            OrthancService.GetKeyValue => StoreServices.Get(plugin.Host, (OrthancGetKeyValue*)parameters),
            OrthancService.CreateKeysValuesIterator =>
                StoreServices.CreateIterator(plugin.Host, (OrthancCreateKeysValuesIterator*)parameters),
            OrthancService.FreeKeysValuesIterator => StoreServices.FreeIterator(plugin.Host, (OrthancFreeKeysValuesIterator*)parameters),
            OrthancService.KeysValuesIteratorNext => StoreServices.Next(plugin.Host, (OrthancKeysValuesIteratorNext*)parameters),
            OrthancService.KeysValuesIteratorGetKey => StoreServices.GetKey(plugin.Host, (OrthancKeysValuesIteratorGetKey*)parameters),
            OrthancService.KeysValuesIteratorGetValue =>
                StoreServices.GetValue(plugin.Host, (OrthancKeysValuesIteratorGetValue*)parameters),
            OrthancService.EnqueueValue => StoreServices.Enqueue(plugin.Host, (OrthancEnqueueValue*)parameters),
            OrthancService.DequeueValue => StoreServices.Dequeue(plugin.Host, (OrthancDequeueValue*)parameters),
            OrthancService.GetQueueSize => StoreServices.Count(plugin.Host, (OrthancGetQueueSize*)parameters),
            OrthancService.ReserveQueueValue => StoreServices.Reserve(plugin.Host, (OrthancReserveQueueValue*)parameters),
            OrthancService.AcknowledgeQueueValue => StoreServices.Acknowledge(plugin.Host, (OrthancAcknowledgeQueueValue*)parameters),
            OrthancService.CreateJob => JobServices.Create(plugin, (OrthancCreateJob*)parameters),
            OrthancService.FreeJob => JobServices.Free(plugin.Host, (OrthancFreeJob*)parameters),
            OrthancService.SubmitJob => JobServices.Submit(plugin.Host, (OrthancSubmitJob*)parameters),
            OrthancService.RegisterJobsUnserializer =>
                plugin.Host.Jobs.Register(plugin, ((OrthancJobsUnserializer*)parameters)->Unserializer),
            OrthancService.CreateJob2 => JobServices.Create2(plugin, (OrthancCreateJob2*)parameters),
            _ => plugin.Refuse(service),
        };
    }
}
