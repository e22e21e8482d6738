namespace Belfry.Orthanc.Isolation;

/// <summary>A plugin's process sent what its program never sends: its memory is damaged, and it must end.</summary>
internal sealed class ChildProtocolException(string message, Exception? innerException = null) : Exception(message, innerException);
