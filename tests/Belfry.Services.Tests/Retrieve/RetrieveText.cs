using Belfry.Network;

namespace Belfry.Services.Tests.Retrieve;

/// <summary>A response of a retrieve in short: status, and remaining, completed, failed, warning.</summary>
internal static class RetrieveText
{
    public static string Of(DimseReply reply) => reply.Response switch
    {
        CMoveResponse move => Text(move.Status, move.RemainingSuboperations, move.CompletedSuboperations, move.FailedSuboperations, move.WarningSuboperations),
        CGetResponse get => Text(get.Status, get.RemainingSuboperations, get.CompletedSuboperations, get.FailedSuboperations, get.WarningSuboperations),
        var other => other.ToString(),
    };

    private static string Text(Dicom.DimseStatus status, params ushort?[] counters) =>
        $"{status} {string.Join("/", counters.Select(counter => counter?.ToString() ?? "-"))}";
}
