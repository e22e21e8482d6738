namespace Belfry.Orthanc;

/// <summary>A native plugin could not be loaded or refused to start; the server does not start. The message is for the operator.</summary>
public sealed class OrthancPluginException : Exception
{
    /// <param name="path">The library.</param>
    /// <param name="message">What went wrong, naming the plugin.</param>
    /// <param name="innerException">The cause.</param>
    public OrthancPluginException(string path, string message, Exception? innerException = null)
        : base(message, innerException) => Path = path;

    /// <summary>The library that failed.</summary>
    public string Path { get; }
}
