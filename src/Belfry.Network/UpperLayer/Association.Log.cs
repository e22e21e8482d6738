using System.Net;
using Belfry.Dicom;
using Microsoft.Extensions.Logging;

namespace Belfry.Network;

public sealed partial class Association
{
    /// <summary>Log lines; event ids 2000 to 2099. No values of data sets, no identities but AE titles and addresses.</summary>
    private static partial class Log
    {
        [LoggerMessage(2000, LogLevel.Debug, "Association {AssociationId} from {Calling} to {Called} ({Peer}) established with {Contexts} presentation contexts")]
        public static partial void Established(ILogger logger, long associationId, string calling, string called, EndPoint? peer, int contexts);

        public static void Ended(ILogger logger, Association association, AssociationEndReason reason, long operations, TimeSpan elapsed, string? detail)
        {
            if (!logger.IsEnabled(LogLevel.Information))
                return;
            Ended(logger, association.Id, association.CallingAETitle.Value, association.CalledAETitle.Value, association.RemoteEndPoint, reason, operations, elapsed.TotalMilliseconds, InBrackets(detail));
        }

        [LoggerMessage(2002, LogLevel.Information, "Association {AssociationId} from {Calling} to {Called} ({Peer}) was not established: {Reason} ({Detail})")]
        public static partial void NotEstablished(
            ILogger logger, long associationId, string calling, string called, EndPoint? peer, AssociationEndReason reason, string? detail);

        /// <summary>A connection that was only opened and closed is a port check, and not worth a line.</summary>
        public static void NothingAsked(ILogger logger, long associationId, EndPoint? peer, AssociationEndReason reason, string? detail)
        {
            var level = reason is AssociationEndReason.ConnectionClosed or AssociationEndReason.Stopped ? LogLevel.Debug : LogLevel.Information;
            NothingAsked(logger, level, associationId, peer, reason, InBrackets(detail));
        }

        /// <summary>The one line of an operation: what, who, how many, how long, how it ended.</summary>
        public static void OperationEnded(ILogger logger, DimseOperation operation, TimeSpan elapsed)
        {
            if (!logger.IsEnabled(LogLevel.Information))
                return;
            var request = operation.Request;
            var association = operation.Association;
            OperationEnded(
                logger,
                NameOf(request.CommandField),
                request.MessageId,
                UidDictionary.Find(request.SopClassUid)?.Name ?? request.SopClassUid.Value,
                association.CallingAETitle.Value,
                association.CalledAETitle.Value,
                association.Id,
                operation.PendingResponseCount,
                elapsed.TotalMilliseconds,
                operation.EndReason,
                operation.IsFinalGiven ? operation.FinalStatus.ToString() : "none",
                InBrackets(operation.FinalComment));
        }

        [LoggerMessage(2005, LogLevel.Error, "Association {AssociationId}: the service of {Command} {MessageId} failed")]
        public static partial void ServiceFailed(ILogger logger, Exception exception, long associationId, ushort messageId, CommandField command);

        [LoggerMessage(2006, LogLevel.Error, "Association {AssociationId}: the policy failed; the association is refused")]
        public static partial void PolicyFailed(ILogger logger, Exception exception, long associationId);

        [LoggerMessage(2007, LogLevel.Error, "Association {AssociationId}: an error of this program ends it")]
        public static partial void LoopFailed(ILogger logger, Exception exception, long associationId);

        [LoggerMessage(EventId = 2003, Message = "Connection {AssociationId} from {Peer} asked for no association: {Reason}{Detail}")]
        private static partial void NothingAsked(
            ILogger logger, LogLevel level, long associationId, EndPoint? peer, AssociationEndReason reason, string detail);

        private static string InBrackets(string? detail) => detail is null ? "" : $" ({detail})";

        [LoggerMessage(2001, LogLevel.Information, "Association {AssociationId} from {Calling} to {Called} ({Peer}) ended: {Reason} after {Operations} operations in {Milliseconds:F1} ms{Detail}")]
        private static partial void Ended(
            ILogger logger, long associationId, string calling, string called, EndPoint? peer, AssociationEndReason reason, long operations, double milliseconds, string detail);

        [LoggerMessage(2004, LogLevel.Information, "{Command} {MessageId} of {SopClass} from {Calling} to {Called} on association {AssociationId}: {Pending} pending responses in {Milliseconds:F2} ms, {Reason}, status {Status}{Comment}")]
        private static partial void OperationEnded(
            ILogger logger,
            string command,
            ushort messageId,
            string sopClass,
            string calling,
            string called,
            long associationId,
            int pending,
            double milliseconds,
            OperationEndReason reason,
            string status,
            string comment);

        private static string NameOf(CommandField command) => command switch
        {
            CommandField.CEchoRequest => "C-ECHO",
            CommandField.CFindRequest => "C-FIND",
            CommandField.CStoreRequest => "C-STORE",
            CommandField.CMoveRequest => "C-MOVE",
            CommandField.CGetRequest => "C-GET",
            _ => command.ToString(),
        };
    }
}
