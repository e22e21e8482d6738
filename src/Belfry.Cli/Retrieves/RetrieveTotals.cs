using Belfry.Cli.Output;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Cli.Retrieves;

/// <summary>What became of one retrieve, or of several that are one for the user.</summary>
/// <param name="progress">Shows it.</param>
/// <param name="total">How many instances there are; null when only the peer knows.</param>
internal sealed class RetrieveTotals(Progress progress, long? total)
{
    private readonly List<string> _failures = [];
    private long _completedBefore;
    private long _failedBefore;
    private long _warningBefore;
    private DimseReply? _worst;

    public long Completed { get; private set; }

    public long Failed { get; private set; }

    public long Warning { get; private set; }

    /// <summary>False when a request was answered with success and no counters: the peer sends later, or does not say what it has sent.</summary>
    public bool IsCounted { get; private set; } = true;

    /// <summary>Instances that are there from before.</summary>
    public long Skipped { get; init; }

    /// <summary>SOP Instance UIDs of those that failed, as far as the peer said.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The final response; of several, the first that was not success.</summary>
    public DimseReply? Last => _worst;

    /// <summary>Shows what a response tells.</summary>
    public void Hear(DimseReply reply)
    {
        var (remaining, completed, failed, warning) = CountersOf(reply.Response);
        Completed = _completedBefore + completed;
        Failed = _failedBefore + failed;
        Warning = _warningBefore + warning;
        var done = Completed + Failed + Warning;
        progress.Show(Skipped + done, total ?? (remaining is { } rest ? done + rest : null), Failed);
    }

    /// <summary>A request is over.</summary>
    public void End(DimseReply last)
    {
        (_completedBefore, _failedBefore, _warningBefore) = (Completed, Failed, Warning);
        IsCounted &= last.Status.Class != DimseStatusClass.Success || last.Response is not (CMoveResponse { CompletedSuboperations: null } or CGetResponse { CompletedSuboperations: null });
        _failures.AddRange(last.DataSet?.GetStrings(Tags.FailedSOPInstanceUIDList) ?? []);
        if (_worst is null || _worst.Status == DimseStatus.Success)
            _worst = last;
    }

    private static (long? Remaining, long Completed, long Failed, long Warning) CountersOf(DimseResponse response) => response switch
    {
        CMoveResponse move => (move.RemainingSuboperations, Number(move.CompletedSuboperations), Number(move.FailedSuboperations), Number(move.WarningSuboperations)),
        CGetResponse get => (get.RemainingSuboperations, Number(get.CompletedSuboperations), Number(get.FailedSuboperations), Number(get.WarningSuboperations)),
        _ => (null, 0, 0, 0),
    };

    private static long Number(ushort? counter) => counter.GetValueOrDefault();
}
