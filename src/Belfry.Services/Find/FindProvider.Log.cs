using Belfry.Dicom;
using Belfry.Network;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

// Event IDs 3000–3049. The line of each operation that everybody sees is the network's.
public sealed partial class FindProvider
{
    [LoggerMessage(3000, LogLevel.Debug,
        "{Model} C-FIND from {CallingAETitle} to {CalledAETitle} on association {AssociationId}: {Answers} answers in {Milliseconds:F1} ms, {End}, {Status} ({Reason})")]
    private static partial void LogEnd(
        ILogger logger, string model, AETitle callingAETitle, AETitle calledAETitle, long associationId, int answers, double milliseconds,
        FindEnd end, DimseStatus status, OperationEndReason reason);
}
