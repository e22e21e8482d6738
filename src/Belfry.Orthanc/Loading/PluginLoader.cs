using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Isolation;
using Belfry.Orthanc.Lanes;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Loading;

/// <summary>Brings plugins to life and to their end, one after another.</summary>
internal static partial class PluginLoader
{
    // For those that run already, when the start fails or is ended.
    private static readonly TimeSpan _longestEnd = TimeSpan.FromSeconds(10);

    /// <summary>Loads and initialises all plugins. On failure those that run are finalised before the exception leaves.</summary>
    public static async Task<IReadOnlyList<NativePlugin>> LoadAsync(PluginHost host, CancellationToken cancellation)
    {
        var plugins = new List<NativePlugin>();
        try
        {
            IReadOnlyList<PluginCandidate> candidates = [.. PluginCandidate.Find(host.Options.Paths)];
            var isolation = IsolatedLoader.For(host, candidates);
            foreach (var candidate in candidates)
            {
                cancellation.ThrowIfCancellationRequested();
                if (isolation is not null && await TakesAsync(host, isolation, candidate, plugins, cancellation))
                    continue;
                if (await LoadOneAsync(host, candidate, plugins, cancellation) is { } plugin)
                    plugins.Add(plugin);
            }

            isolation?.CheckNames();
        }
        catch
        {
            using var limit = new CancellationTokenSource(_longestEnd);
            await Task.WhenAll(host.Isolated.Select(plugin => plugin.StopAsync(limit.Token)));
            await FinalizeAsync(host, plugins, limit.Token);
            throw;
        }

        if (plugins.Count != 0 && host.GuardProblem is { } problem)
            LogNoGuard(host.Log, problem);
        return plugins;
    }

    /// <summary>Finalises in the order of loading; a plugin that fails or does not return does not keep the others from it.</summary>
    public static async Task FinalizeAsync(PluginHost host, IReadOnlyList<NativePlugin> plugins, CancellationToken cancellation)
    {
        foreach (var plugin in plugins.Where(p => p.IsInitialized))
        {
            try
            {
                await plugin.EndCallbacksAsync(cancellation);
                await plugin.Lane.RunAsync(plugin.FinalizePlugin, cancellation);
                await plugin.Lane.EndAsync(cancellation);
                LogFinalized(host.Log, plugin.Name);
            }
            catch (PluginThrewException thrown)
            {
                LogFinalizeThrew(host.Log, thrown, plugin.Name);
                await plugin.Lane.EndAsync(CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                LogFinalizeGaveUp(host.Log, plugin.Name);
            }
        }
    }

    /// <summary>The library of another plugin with the name; null when there is none.</summary>
    public static string? TwinOf(PluginHost host, string name, IReadOnlyList<NativePlugin> loaded) =>
        loaded.FirstOrDefault(p => p.Name == name)?.Path ?? host.Isolated.Find(p => p.Facts.Name == name)?.Path;

    /// <summary>Says that a library of a folder is no plugin.</summary>
    public static void LogNoPlugin(PluginHost host, string path, string problem) => LogSkipped(host.Log, path, problem);

    private static async Task<bool> TakesAsync(
        PluginHost host, IsolatedLoader isolation, PluginCandidate candidate, IReadOnlyList<NativePlugin> loaded, CancellationToken cancellation)
    {
        try
        {
            return await isolation.TakesAsync(candidate, loaded).WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // Its process ends with this one.
            LogInitializationLeft(host.Log, candidate.Path);
            throw;
        }
    }

    private static async Task<NativePlugin?> LoadOneAsync(
        PluginHost host, PluginCandidate candidate, IReadOnlyList<NativePlugin> loaded, CancellationToken cancellation)
    {
        var lane = new NativeLane(Path.GetFileNameWithoutExtension(candidate.Path));
        NativePlugin? plugin = null;
        string? problem = null;
        try
        {
            await lane.RunAsync(
                () =>
                {
                    if (PluginLibrary.TryLoad(candidate.Path, out var library, out problem))
                        plugin = new NativePlugin(host, lane, library, candidate.Path);
                },
                cancellation);
            if (plugin is null)
            {
                if (candidate.IsNamed)
                    throw new OrthancPluginException(candidate.Path, $"Plugins: '{candidate.Path}' is not usable. {problem}");
                LogSkipped(host.Log, candidate.Path, problem ?? "");
                await lane.EndAsync(CancellationToken.None);
                return null;
            }

            if (TwinOf(host, plugin.Name, loaded) is { } twin)
                throw new OrthancPluginException(candidate.Path, $"Two plugins have the name '{plugin.Name}': '{twin}' and '{candidate.Path}'.");

            await lane.RunAsync(plugin.Initialize, cancellation);
            LogLoaded(host.Log, plugin.Name, plugin.Version, plugin.Path);
            return plugin;
        }
        catch (OperationCanceledException)
        {
            // Native code cannot be stopped. Its thread goes on until the process ends, and nobody calls the plugin again.
            LogInitializationLeft(host.Log, plugin?.Name ?? candidate.Path);
            throw;
        }
        catch (Exception failure) when (failure is OrthancPluginException or PluginThrewException)
        {
            await lane.EndAsync(CancellationToken.None);
            if (failure is OrthancPluginException)
                throw;
            throw new OrthancPluginException(candidate.Path, $"Plugins: '{candidate.Path}' is not usable. {failure.Message}", failure);
        }
    }

    [LoggerMessage(5009, LogLevel.Warning, "The server stops while the plugin '{Plugin}' initialises; it ends without waiting for it")]
    private static partial void LogInitializationLeft(ILogger logger, string plugin);

    [LoggerMessage(5000, LogLevel.Information, "Plugin {Name} {Version} started from {Path}")]
    private static partial void LogLoaded(ILogger logger, string name, string version, string path);

    [LoggerMessage(5001, LogLevel.Information, "{Path} is skipped: {Problem}")]
    private static partial void LogSkipped(ILogger logger, string path, string problem);

    [LoggerMessage(5002, LogLevel.Warning,
        "Native plugins run without the guard library: a C++ exception that leaves a callback ends the server, not only its request. "
        + "A C++ compiler present at build time makes the library. {Problem}")]
    private static partial void LogNoGuard(ILogger logger, string problem);

    [LoggerMessage(5003, LogLevel.Information, "Plugin {Name} finalised")]
    private static partial void LogFinalized(ILogger logger, string name);

    [LoggerMessage(5004, LogLevel.Error, "Plugin {Name} failed to finalise")]
    private static partial void LogFinalizeThrew(ILogger logger, Exception failure, string name);

    [LoggerMessage(5005, LogLevel.Error, "Plugin {Name} did not return in time; it is left behind")]
    private static partial void LogFinalizeGaveUp(ILogger logger, string name);
}
