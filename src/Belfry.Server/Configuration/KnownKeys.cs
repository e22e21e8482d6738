namespace Belfry.Server.Configuration;

/// <summary>Keys of the reference server that have no effect here yet: they are named once at start, so that nobody relies on them.</summary>
internal static class KnownKeys
{
    public static IReadOnlySet<string> WithoutEffect { get; } = new HashSet<string>((
        "TemporaryDirectory MaximumStorageCacheSize "
        + "DatabaseServerIdentifier PatientLevelEnabled "
        + "DefaultPrivateCreator Dictionary LoadPrivateDictionary ExternalDictionaries LuaScripts LuaHeartBeatPeriod "
        + "Warnings DeidentifyLogs DeidentifyLogsDicomVersion "
        + "StoreMD5ForAttachments "
        + "DicomScuPreferredTransferSyntax DicomAssociationCloseDelay "
        + "LoaderThreads ZipLoaderThreads "
        + "HttpCompressionEnabled HttpThreadsCount KeepAlive TcpNoDelay "
        + "SslCiphersAccepted "
        + "WebDavEnabled WebDavDeleteAllowed "
        + "WebDavUploadAllowed HttpVerbose HttpsCACertificates "
        + "Pkcs11 MediaArchiveSize JobsEngineThreadsCount SynchronousZipStream ZipUseUtf8 "
        + "IngestTranscoding IngestTranscodingOfUncompressed IngestTranscodingOfCompressed BuiltinDecoderTranscoderOrder "
        + "DicomLossyTranscodingQuality MaximumConcurrentDcmtkTranscoders").Split(' '));

    /// <summary>The same within <c>Worklists</c>.</summary>
    public static IReadOnlySet<string> WorklistsWithoutEffect { get; } = new HashSet<string>((
        "SaveInOrthancDatabase SetStudyInstanceUidIfMissing DeleteWorklistsOnStableStudy HousekeepingInterval DeleteWorklistsDelay "
        + "LogMatchedWorklistIds").Split(' '));

    /// <summary>Keys beside the sections that well-known plugins read themselves.</summary>
    public static IReadOnlySet<string> OfPlugins { get; } = new HashSet<string>(["PythonScript", "PythonVerbose"]);
}
