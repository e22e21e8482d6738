using System.Threading.Channels;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.TestKit;

/// <summary>Takes N-EVENT-REPORTs of storage commitment, and answers what the test says.</summary>
public sealed class ReportSink : IDimseRoutes, IDimseService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly Channel<(CommitmentReport Report, Association Association)> _reports = Channel.CreateUnbounded<(CommitmentReport, Association)>();

    /// <summary>The status of the next answers.</summary>
    public Func<CommitmentReport, DimseStatus> Answer { get; set; } = static _ => DimseStatus.Success;

    /// <summary>A policy that grants each role that is proposed.</summary>
    public static TestPolicy TakesRoles() =>
        new() { Adjust = static (proposal, decision) => decision with { RoleSelections = proposal.Request.UserInformation.RoleSelections } };

    /// <summary>Listens for associations that bring reports.</summary>
    public void Listen(InMemoryModalities modalities, string title)
    {
        ArgumentNullException.ThrowIfNull(modalities);
        modalities.Add(title, HandleAsync).Policy.Adjust = TakesRoles().Adjust;
    }

    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => request is NEventReportRequest ? this : null;

    public async ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var report = await CommitmentReport.ReadAsync(operation, CommitmentLimits.Default).ConfigureAwait(false);
        await operation.RespondAsync(operation.Request.CreateResponse(Answer(report))).ConfigureAwait(false);
        await _reports.Writer.WriteAsync((report, operation.Association)).ConfigureAwait(false);
    }

    /// <summary>The next report, and the association that it came by.</summary>
    public async Task<(CommitmentReport Report, Association Association)> NextAsync(CancellationToken cancellation) =>
        await _reports.Reader.ReadAsync(cancellation).AsTask().WaitAsync(_patience, cancellation).ConfigureAwait(false);

    /// <summary>Reports that nobody has taken yet.</summary>
    public int Waiting => _reports.Reader.Count;
}
