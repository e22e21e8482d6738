using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Fuzz;

/// <summary>
/// Requests and reports of storage commitment: read, written, and read again. The first byte chooses which of the two, and the transfer syntax.
/// </summary>
internal static class CommitmentTarget
{
    private static readonly TransferSyntax[] s_transferSyntaxes =
        [TransferSyntax.ImplicitVRLittleEndian, TransferSyntax.ExplicitVRLittleEndian, TransferSyntax.ExplicitVRBigEndian];

    private static readonly CommitmentLimits s_limits = new() { MaxReferences = 1000, MaxDataSetLength = 1024 * 1024 };

    public static void Run(byte[] bytes)
    {
        if (bytes.Length == 0)
            return;
        var transferSyntax = s_transferSyntaxes[(bytes[0] >> 1) % s_transferSyntaxes.Length];
        try
        {
            if ((bytes[0] & 1) == 0)
                RunAction(bytes.AsMemory(1), transferSyntax);
            else
                RunReport(bytes.AsMemory(1), transferSyntax);
        }
        catch (DimseStatusException refusal)
        {
            FuzzFinding.Unless(refusal.Status.Class == DimseStatusClass.Failure && refusal.Comment is { Length: > 0 and <= DimseStatusException.MaxCommentLength }, "A refusal says nothing.");
        }
    }

    private static void RunAction(ReadOnlyMemory<byte> bytes, TransferSyntax transferSyntax)
    {
        var action = CommitmentAction.Read(bytes, transferSyntax, s_limits);
        var again = CommitmentAction.Read(action.ToDataSet().ToBytes(transferSyntax), transferSyntax, s_limits);
        FuzzFinding.Unless(action.TransactionUid == again.TransactionUid && action.References.SequenceEqual(again.References), "Written and read, the request is another.");
    }

    private static void RunReport(ReadOnlyMemory<byte> bytes, TransferSyntax transferSyntax)
    {
        var report = CommitmentReport.Read(bytes, transferSyntax, s_limits);
        var again = CommitmentReport.Read(report.ToDataSet().ToBytes(transferSyntax), transferSyntax, s_limits);
        FuzzFinding.Unless(
            report.TransactionUid == again.TransactionUid && report.Committed.SequenceEqual(again.Committed) && report.Failed.SequenceEqual(again.Failed)
                && report.RetrieveAETitle == again.RetrieveAETitle,
            "Written and read, the report is another.");
    }
}
