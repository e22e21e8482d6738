using System.Net;
using Microsoft.Extensions.Logging;

namespace Belfry.Network;

public sealed partial class DicomListener
{
    /// <summary>Log lines; event ids 2100 to 2199.</summary>
    private static partial class Log
    {
        [LoggerMessage(2100, LogLevel.Information, "DICOM listens on {EndPoint}")]
        public static partial void Listening(ILogger logger, EndPoint? endPoint);

        [LoggerMessage(2101, LogLevel.Warning, "A connection could not be accepted; trying again")]
        public static partial void AcceptFailed(ILogger logger, Exception exception);

        [LoggerMessage(2102, LogLevel.Critical, "DICOM no longer listens on {EndPoint}")]
        public static partial void ListenerFailed(ILogger logger, Exception exception, EndPoint? endPoint);

        [LoggerMessage(2103, LogLevel.Information, "DICOM over TLS listens on {EndPoint}")]
        public static partial void ListeningForTls(ILogger logger, EndPoint? endPoint);
    }
}
