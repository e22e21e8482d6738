using System.Runtime.CompilerServices;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.TestPlugins;

/// <summary>A worklist handler that does what the section <c>Steered</c> of its server's configuration says.</summary>
[BelfryPlugin("steered")]
public sealed class SteeredWorklist : IWorklistHandler, IDisposable
{
    private readonly string _behaviour;
    private readonly string _folder;

    public SteeredWorklist(IPluginHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _folder = host.ConfigurationFolder;
        _behaviour = host.Configuration.TryGetProperty("Steered", out var section) && section.TryGetProperty("Behaviour", out var word) && word.ValueKind == JsonValueKind.String
            ? word.GetString() ?? ""
            : "";
        if (_behaviour == "FailToStart")
            throw new InvalidOperationException("no licence for this machine");
    }

    public async IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (_behaviour == "Blocks")
            Block(Path.Combine(_folder, "blocked"));
        yield return Item("First");
        switch (_behaviour)
        {
            case "UntilFile":
                await UntilFileAsync(Path.Combine(_folder, "go"), cancellation);
                yield return Item("Second");
                break;
            case "UntilCancelled":
                await Task.Delay(Timeout.Infinite, cancellation);
                break;
            case "ForEver":
                // What a plugin must not do: its token means nothing to it.
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                break;
        }
    }

    public void Dispose()
    {
        if (_behaviour == "NeverEnds")
            Block(Path.Combine(_folder, "ending"));
    }

    // Nor must a plugin keep the thread.
    private static void Block(string path)
    {
        File.WriteAllText(path, "");
        using var never = new ManualResetEventSlim();
        never.Wait(CancellationToken.None);
    }

    private static DicomDataSet Item(string name) => new() { { Tags.PatientName, $"{name}^Steered" }, { Tags.PatientID, "STEERED-1" } };

    private static async Task UntilFileAsync(string path, CancellationToken cancellation)
    {
        var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path) ?? ".");
        watcher.Created += (_, happening) =>
        {
            if (happening.FullPath == path)
                created.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(path))
            await created.Task.WaitAsync(cancellation);
    }
}
