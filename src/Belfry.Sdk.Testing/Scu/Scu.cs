using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Sdk.Testing;

/// <summary>
/// A peer that asks: one association, for verification, worklists, queries, moves and storage commitment, with a server that runs or with an
/// <see cref="InMemoryServer"/>. Several operations may be asked at once, within what was negotiated. Disposal releases the association.
/// </summary>
/// <remarks>
/// Tokens end a query or a move by C-CANCEL and give what the server then answers; they do not throw. All methods throw
/// <see cref="AssociationException"/> when the association ends before the final response, and <see cref="ArgumentException"/> when the server
/// accepted no presentation context for the operation: nobody serves it.
/// </remarks>
public sealed partial class Scu : IAsyncDisposable
{
    private readonly Association _association;
    private readonly ScuOptions _options;
    private readonly CommitmentReports _reports;
    private readonly Connect _connect;

    private Scu(Association association, ScuOptions options, CommitmentReports reports, Connect connect)
    {
        _association = association;
        _options = options;
        _reports = reports;
        _connect = connect;
    }

    internal delegate ValueTask<Association> Connect(AssociationRequest request, CancellationToken cancellation);

    /// <summary>Associates with a server by TCP.</summary>
    /// <param name="host">Host name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="options">AE titles and transfer syntaxes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="AssociationRejectedException">The server refused.</exception>
    /// <exception cref="AssociationException">No connection, no answer, or an abort.</exception>
    public static Task<Scu> ConnectAsync(string host, int port, ScuOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        var requestor = new AssociationRequestor(Limits);
        return ConnectAsync((request, token) => requestor.RequestAsync(host, port, request, token), options ?? new ScuOptions(), cancellation);
    }

    // A test may keep an association for longer than a modality would.
    internal static AssociationLimits Limits { get; } = AssociationLimits.Default with { IdleTimeout = Timeout.InfiniteTimeSpan };

    internal static async Task<Scu> ConnectAsync(Connect connect, ScuOptions options, CancellationToken cancellation)
    {
        if (options.CalledAETitle.IsEmpty)
            options = options with { CalledAETitle = AETitle.Parse("BELFRY") };
        var reports = new CommitmentReports();
        var models = Enum.GetValues<QueryRetrieveModel>();
        var finds = models.Select(QueryRetrieveSopClasses.Find).ToArray();
        DicomUid[] sopClasses =
        [
            VerificationScu.SopClass, FindScu.WorklistSopClass, .. finds, .. models.Select(QueryRetrieveSopClasses.Move), StorageCommitmentScu.SopClass,
        ];
        var request = AssociationRequest.Create(options.CallingAETitle, options.CalledAETitle, sopClasses, options.TransferSyntaxes) with
        {
            Routes = reports,
            ExtendedNegotiations = options.QueryRetrieve == QueryRetrieveOptions.None
                ? []
                : [.. finds.Select(sopClass => new SopClassExtendedNegotiation(sopClass, BytesOf(options.QueryRetrieve)))],
        };
        return new Scu(await connect(request, cancellation).ConfigureAwait(false), options, reports, connect);
    }

    /// <summary>C-ECHO.</summary>
    public async Task<DimseStatus> EchoAsync(CancellationToken cancellation = default) =>
        await VerificationScu.EchoAsync(_association, cancellation).ConfigureAwait(false);

    /// <summary>C-STORE of a data set in memory, by an association of its own.</summary>
    /// <param name="instance">A data set with SOP class and instance.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<OperationResult> StoreAsync(DicomDataSet instance, CancellationToken cancellation = default) =>
        StoreAsync(InstanceSource.FromDataSet(instance), cancellation);

    /// <summary>C-STORE of an instance, by an association of its own; where there was no response, the status and comment say why (A702H, 0122H).</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<OperationResult> StoreAsync(InstanceSource instance, CancellationToken cancellation = default)
    {
        var server = new RemoteModality { Name = "server", AETitle = _options.CalledAETitle, Host = "server", Port = 104 };
        var scu = new StoreScu(server, _options.CallingAETitle, new Connector(_connect), StoreScuOptions.Default, NullLogger.Instance);
        await using (scu.ConfigureAwait(false))
        {
            var result = await scu.StoreAsync(instance, null, null, cancellation).ConfigureAwait(false);
            await scu.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            return new OperationResult(result.Status, result.Comment, []);
        }
    }

    /// <summary>Asks for storage commitment and waits for the report, which has to come by this association.</summary>
    /// <param name="references">The instances.</param>
    /// <param name="timeout">How long to wait for the report after the response; null for 30 s.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DimseStatusException">The server refused the request.</exception>
    /// <exception cref="TimeoutException">The report did not come in time.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<CommitmentResult> CommitAsync(
        IReadOnlyList<ReferencedInstance> references, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        var action = new CommitmentAction(new RandomUidGenerator().Next(), references);
        var wait = new CommitmentWait(timeout ?? TimeSpan.FromSeconds(30), OnOtherAssociations: false);
        try
        {
            var report = await StorageCommitmentScu.CommitAsync(_association, action, _reports, wait, cancellation).ConfigureAwait(false);
            var failed = new Dictionary<ReferencedInstance, CommitmentFailureReason>();
            foreach (var (instance, reason) in report.Failed)
                failed[instance] = reason;
            return new CommitmentResult(report.TransactionUid, report.Committed, failed, report.RetrieveAETitle);
        }
        catch (CommitmentRefusedException refused)
        {
            throw new DimseStatusException(refused.Status, refused.Response.ErrorComment, refused.Response.OffendingElements, refused);
        }
    }

    /// <summary>Breaks the association off (A-ABORT), as a peer does that is switched off.</summary>
    public void Abort() => _association.Abort();

    /// <summary>Releases the association, if it stands.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_association.EndReason == AssociationEndReason.None)
            await _association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
        await _association.DisposeAsync().ConfigureAwait(false);
    }

    private static byte[] BytesOf(QueryRetrieveOptions options) => [.. Enumerable.Range(0, 7).Select(i => ((int)options & (1 << i)) != 0 ? (byte)1 : (byte)0)];

    private sealed class Connector(Connect connect) : IModalityConnector
    {
        public ValueTask<Association> ConnectAsync(RemoteModality modality, AssociationRequest request, CancellationToken cancellation) =>
            connect(request, cancellation);
    }
}
