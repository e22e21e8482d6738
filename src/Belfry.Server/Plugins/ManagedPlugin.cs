using Belfry.Dicom;

namespace Belfry.Server.Plugins;

/// <summary>A plugin of managed code that has been made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Description">What it says of itself.</param>
/// <param name="Path">Its assembly.</param>
/// <param name="Instance">The plugin itself.</param>
internal sealed record ManagedPlugin(string Name, string Version, string Description, string Path, object Instance) : IAsyncDisposable
{
    /// <summary>The called AE title that its handlers answer for; null for all.</summary>
    public AETitle? CalledAETitle { get; init; }

    public async ValueTask DisposeAsync()
    {
        if (Instance is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else if (Instance is IDisposable disposable)
            disposable.Dispose();
    }
}
