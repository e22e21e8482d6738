using System.Net;
using Microsoft.Extensions.Logging;

namespace Belfry.Network;

public sealed partial class Association
{
    /// <summary>Log lines; event ids 2000 to 2099. No values of data sets, no identities but AE titles and addresses.</summary>
    private static partial class Log
    {
        // These two are written for each association and each operation, so they write themselves: see their lines.
        private static readonly EventId _ended = new(2001, nameof(Ended));
        private static readonly EventId _operationEnded = new(2004, nameof(OperationEnded));

        [LoggerMessage(2000, LogLevel.Debug, "Association {AssociationId} from {Calling} to {Called} ({Peer}{Tls}) established with {Contexts} presentation contexts")]
        public static partial void Established(ILogger logger, long associationId, string calling, string called, EndPoint? peer, string tls, int contexts);

        public static void Ended(ILogger logger, Association association, AssociationEndReason reason, long operations, TimeSpan elapsed, string? detail)
        {
            if (!logger.IsEnabled(LogLevel.Information))
                return;
            logger.Log(
                LogLevel.Information, _ended, new AssociationLine(association, reason, operations, elapsed, detail), null, static (line, _) => line.ToString());
        }

        [LoggerMessage(2002, LogLevel.Information, "Association {AssociationId} from {Calling} to {Called} ({Peer}{Tls}) was not established: {Reason} ({Detail})")]
        public static partial void NotEstablished(
            ILogger logger, long associationId, string calling, string called, EndPoint? peer, string tls, AssociationEndReason reason, string? detail);

        /// <summary>A connection that was only opened and closed is a port check, and not worth a line.</summary>
        public static void NothingAsked(
            ILogger logger, long associationId, EndPoint? peer, string tls, AssociationEndReason reason, string? detail)
        {
            var level = reason switch
            {
                AssociationEndReason.ConnectionClosed or AssociationEndReason.Stopped => LogLevel.Debug,
                AssociationEndReason.TlsFailed => LogLevel.Warning,
                _ => LogLevel.Information,
            };
            NothingAsked(logger, level, associationId, peer, tls, reason, Utf8Line.InBrackets(detail));
        }

        /// <summary>The one line of an operation: what, who, how many, how long, how it ended.</summary>
        public static void OperationEnded(ILogger logger, DimseOperation operation, TimeSpan elapsed)
        {
            if (!logger.IsEnabled(LogLevel.Information))
                return;
            logger.Log(LogLevel.Information, _operationEnded, new OperationLine(operation, elapsed), null, static (line, _) => line.ToString());
        }

        [LoggerMessage(2005, LogLevel.Error, "Association {AssociationId}: the service of {Command} {MessageId} failed")]
        public static partial void ServiceFailed(ILogger logger, Exception exception, long associationId, ushort messageId, CommandField command);

        [LoggerMessage(2006, LogLevel.Error, "Association {AssociationId}: the policy failed; the association is refused")]
        public static partial void PolicyFailed(ILogger logger, Exception exception, long associationId);

        [LoggerMessage(2007, LogLevel.Error, "Association {AssociationId}: an error of this program ends it")]
        public static partial void LoopFailed(ILogger logger, Exception exception, long associationId);

        [LoggerMessage(2008, LogLevel.Warning, "Association {AssociationId}: operation {MessageId} was cancelled, and its handler goes on; it was answered without it")]
        public static partial void HandlerGoesOn(ILogger logger, long associationId, ushort messageId);

        [LoggerMessage(EventId = 2003, Message = "Connection {AssociationId} from {Peer}{Tls} asked for no association: {Reason}{Detail}")]
        private static partial void NothingAsked(
            ILogger logger, LogLevel level, long associationId, EndPoint? peer, string tls, AssociationEndReason reason, string detail);
    }
}
