using System.IO.Pipelines;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>An archive in a folder of one test, reached by its handler or by an association in memory.</summary>
internal sealed class ArchiveBench : IAsyncDisposable
{
    private DicomArchive? _archive;
    private InMemoryListener? _listener;

    public string Folder { get; } = Directory.CreateTempSubdirectory("belfry-test-").FullName;

    public string Area => Path.Combine(Folder, "storage");

    public MemoryIndex Index { get; } = new();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public ArchiveOptions Options { get; init; } = new();

    public IReadOnlyList<IInstanceFilter> Filters { get; init; } = [];

    public IReadOnlyList<IInstanceCoercer> Coercers { get; init; } = [];

    public IReadOnlyList<IArchiveObserver> Observers { get; init; } = [];

    /// <summary>Puts something around the storage area.</summary>
    public Func<IStorageArea, IStorageArea> Wrap { get; init; } = area => area;

    public StorageAcceptance Acceptance { get; init; } = StorageAcceptance.Default;

    public DicomArchive Archive => _archive ?? throw new InvalidOperationException("The archive is not open.");

    /// <summary>The names of all files of instances.</summary>
    public IReadOnlyList<string> Files => Directory.Exists(Area)
        ? [.. Directory.EnumerateFiles(Area, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path).Length == 32)]
        : [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task OpenAsync()
    {
        var parts = new ArchiveParts
        {
            Index = Index,
            Storage = Wrap(new FolderStorageArea(Area, Clock)),
            Options = Options,
            Filters = Filters,
            Coercers = Coercers,
            Observers = Observers,
            Logger = NullLogger.Instance,
            Clock = Clock,
        };
        _archive = await DicomArchive.OpenAsync(parts, Token);
    }

    /// <summary>Closes the archive, as a stop of the server does.</summary>
    public async Task CloseAsync()
    {
        if (_listener is not null)
            await _listener.DisposeAsync();
        _listener = null;
        if (_archive is not null)
            await _archive.DisposeAsync();
        _archive = null;
    }

    /// <summary>Stores by the handler, as an upload does.</summary>
    public async Task<DimseStatus> StoreAsync(DicomDataSet dataSet, TransferSyntax? transferSyntax = null)
    {
        transferSyntax ??= TransferSyntax.ExplicitVRLittleEndian;
        return await StoreAsync(PipeReader.Create(new MemoryStream(dataSet.ToBytes(transferSyntax))), dataSet, transferSyntax);
    }

    public async Task<DimseStatus> StoreAsync(PipeReader body, DicomDataSet about, TransferSyntax? transferSyntax = null)
    {
        var request = new StoreRequest(
            about.GetUid(Tags.SOPClassUID) ?? default,
            about.GetUid(Tags.SOPInstanceUID) ?? default,
            transferSyntax ?? TransferSyntax.ExplicitVRLittleEndian,
            body,
            new InstanceOrigin { Kind = InstanceOriginKind.RestApi });
        return await Archive.Store.StoreAsync(request, Token);
    }

    /// <summary>Associates for CT images.</summary>
    public Task<Association> AssociateAsync(params DicomUid[] transferSyntaxes)
    {
        var request = AssociationRequest.Create(AETitle.Parse("CT1"), AETitle.Parse("BELFRY"), [Uids.Verification, Uids.CTImageStorage], transferSyntaxes);
        return new AssociationRequestor().RequestAsync(Listen().ConnectTransport(), request).AsTask();
    }

    /// <summary>A peer that may do what no peer should.</summary>
    public ScriptedPeer Connect() => Listen().Connect();

    public static async Task<DimseReply> SendAsync(Association association, DicomUid sopInstance, IDataSetSource dataSet)
    {
        DimseReply? last = null;
        await foreach (var reply in association.InvokeAsync(new CStoreRequest(Uids.CTImageStorage, sopInstance), dataSet, Token))
            last = reply;
        return last ?? throw new InvalidOperationException("There was no response.");
    }

    /// <summary>The data set of a stored instance, as an open stream gives it.</summary>
    public async Task<byte[]> ReadAsync(DicomUid sopInstance)
    {
        var source = await Archive.Instances.FindAsync(sopInstance, Token);
        Assert.NotNull(source);
        await using var stream = await source.OpenAsync(Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private InMemoryListener Listen()
    {
        if (_listener is not null)
            return _listener;
        var family = ServiceFamily.Storage(new StoreProvider(Archive.Store), Acceptance);
        var policy = new ServicePolicy(new ServiceRoutes(ServiceHost.OpenToAll, [ServiceRoute.Verification], [family]));
        return _listener = new InMemoryListener(policy, policy);
    }
}
