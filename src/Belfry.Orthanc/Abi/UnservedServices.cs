namespace Belfry.Orthanc.Abi;

/// <summary>The services of the interface that are not in <see cref="ServiceDispatch"/>, by what they belong to.</summary>
internal static class UnservedServices
{
    private static readonly UnservedArea _http = new("HTTP authentication", "no user of HTTP is let in or refused by it");
    private static readonly UnservedArea _webDav = new("WebDAV collections", "its folders are not served over HTTP");
    private static readonly UnservedArea _storage = new("a storage area", "instances are kept in this server's own storage");
    private static readonly UnservedArea _database = new("a database back end", "the index is kept in this server's own database");
    private static readonly UnservedArea _decoder = new("an image decoder", "it decodes no image");
    private static readonly UnservedArea _transcoder = new("a transcoder", "it transcodes no instance");
    private static readonly UnservedArea _metricsCallback = new("metrics", "its figures are not among the metrics");
    private static readonly UnservedArea _auditHandler = new("an audit log", "nothing is written to it");
    private static readonly UnservedArea _archive = new("access to the archive");
    private static readonly UnservedArea _tokens = new("tokens of the REST API");
    private static readonly UnservedArea _dictionary = new("dictionary entries of plugins");
    private static readonly UnservedArea _metrics = new("figures of plugins");
    private static readonly UnservedArea _audit = new("audit log lines");
    private static readonly UnservedArea _identifier = new("the identifier of the database's server");
    private static readonly UnservedArea _instances = new("decoding");
    private static readonly UnservedArea _images = new("images");

    private static readonly UnservedArea _childRest = new("REST callbacks from a process of its own", "its addresses are not served over HTTP");
    private static readonly UnservedArea _childFilter = new("HTTP filters from a process of its own", "no HTTP request is held back or let in by it");
    private static readonly UnservedArea _childEvents = new("change events from a process of its own", "it is not told of the start, the end and what happens between");
    private static readonly UnservedArea _childFilters = new("filters and events of instances from a process of its own", "instances are stored without asking or telling it");
    private static readonly UnservedArea _childArchive = new("access to the archive from a process of its own");
    private static readonly UnservedArea _childPeers = new("peers from a process of its own");
    private static readonly UnservedArea _childStores = new("key-value stores and queues from a process of its own");
    private static readonly UnservedArea _childJobs = new("jobs from a process of its own", "its jobs do not run");
    private static readonly UnservedArea _childCalls = new("calls of the REST API from a process of its own");

    /// <summary>What a service that is served to plugins in the server's process alone belongs to; null for any other.</summary>
    public static UnservedArea? AreaInChild(OrthancService service) => service switch
    {
        OrthancService.RegisterRestCallback or OrthancService.RegisterRestCallbackNoLock or OrthancService.RegisterChunkedRestCallback => _childRest,
        OrthancService.RegisterIncomingHttpRequestFilter or OrthancService.RegisterIncomingHttpRequestFilter2 => _childFilter,
        >= OrthancService.RestApiGet and <= OrthancService.RestApiPut => _childCalls,
        >= OrthancService.RestApiGetAfterPlugins and <= OrthancService.RestApiPutAfterPlugins => _childCalls,
        OrthancService.RestApiGet2 or OrthancService.CallRestApi => _childCalls,
        >= OrthancService.GetPeers and <= OrthancService.GetPeerUserProperty when Enum.IsDefined(service) => _childPeers,
        >= OrthancService.StoreKeyValue and <= OrthancService.GetQueueSize => _childStores,
        >= OrthancService.CreateJob and <= OrthancService.CreateJob2 => _childJobs,
        OrthancService.ReserveQueueValue or OrthancService.AcknowledgeQueueValue => _childStores,
        OrthancService.RegisterOnChangeCallback => _childEvents,
        OrthancService.RegisterOnStoredInstanceCallback or OrthancService.RegisterIncomingDicomInstanceFilter => _childFilters,
        OrthancService.RegisterIncomingCStoreInstanceFilter or OrthancService.RegisterReceivedInstanceCallback => _childFilters,
        OrthancService.DicomInstanceToJson or OrthancService.LoadDicomInstance or OrthancService.GetDicomForInstance => _childArchive,
        >= OrthancService.LookupPatient and <= OrthancService.LookupStudyWithAccessionNumber => _childArchive,
        _ => null,
    };

    /// <summary>What a service belongs to; null when it is served, and when the interface has no such service.</summary>
    public static UnservedArea? AreaOf(OrthancService service) => service switch
    {
        OrthancService.RegisterDictionaryTag or OrthancService.RegisterPrivateDictionaryTag => _dictionary,
        OrthancService.SetMetricsValue or OrthancService.SetMetricsIntegerValue => _metrics,
        OrthancService.GenerateRestApiAuthorizationToken => _tokens,
        OrthancService.GetDatabaseServerIdentifier => _identifier,
        OrthancService.EmitAuditLog => _audit,
        OrthancService.AdoptDicomInstance or OrthancService.GetAttachmentCustomData => _archive,
        OrthancService.SetAttachmentCustomData or OrthancService.SetStableStatus => _archive,
        >= OrthancService.RegisterRestCallback and <= OrthancService.RegisterAuditLogHandler => RegistrationOf(service),
        OrthancService.ReconstructMainDicomTags => _archive,
        OrthancService.GetInstanceDecodedFrame => _instances,
        >= OrthancService.StorageAreaCreate and <= OrthancService.StorageAreaRemove => _storage,
        >= OrthancService.RegisterDatabaseBackend and <= OrthancService.RegisterDatabaseBackendV4 => _database,
        >= OrthancService.GetImagePixelFormat and <= OrthancService.DecodeDicomImage => _images,
        _ => null,
    };

    private static UnservedArea? RegistrationOf(OrthancService service) => service switch
    {
        OrthancService.RegisterWebDavCollection => _webDav,
        OrthancService.RegisterHttpAuthentication => _http,
        OrthancService.RegisterStorageArea or OrthancService.RegisterStorageArea2 or OrthancService.RegisterStorageArea3 => _storage,
        OrthancService.RegisterDecodeImageCallback => _decoder,
        OrthancService.RegisterTranscoderCallback => _transcoder,
        OrthancService.RegisterRefreshMetricsCallback => _metricsCallback,
        OrthancService.RegisterAuditLogHandler => _auditHandler,
        _ => null,
    };
}
