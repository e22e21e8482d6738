namespace Belfry.Network;

/// <summary>No TLS connection came about; the message says why, for people.</summary>
internal sealed class TlsFailedException(string message, Exception? innerException = null) : IOException(message, innerException);
