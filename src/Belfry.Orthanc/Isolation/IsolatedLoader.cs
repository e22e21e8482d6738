using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;
using Belfry.Orthanc.Loading;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Isolation;

/// <summary>Gives processes of their own to those plugins that shall have one, while the others are loaded beside.</summary>
internal sealed partial class IsolatedLoader
{
    private readonly PluginHost _host;
    private readonly IsolationHost _isolation;
    private readonly IsolationPlan _plan;

    private IsolatedLoader(PluginHost host, IsolationPlan plan)
    {
        _host = host;
        _plan = plan;
        var program = ChildProgram.Find(host.Options.Isolation.Program);
        if (!program.IsCompiled)
            LogSlow(host.Log, program.Path);
        _isolation = new IsolationHost(program, host.Options, host.Loggers, host.Log);
    }

    /// <summary>One for these libraries; null when the configuration names no plugin and gives none a process.</summary>
    /// <exception cref="OrthancPluginException">There can be no such processes here.</exception>
    public static IsolatedLoader? For(PluginHost host, IReadOnlyList<PluginCandidate> candidates)
    {
        var plan = new IsolationPlan(host.Options.Isolation, candidates);
        if (!plan.IsAnyIsolated)
            return null;
        return LinuxChild.IsSupported
            ? new IsolatedLoader(host, plan)
            : throw new OrthancPluginException(
                "", "\"Belfry.Isolation\": \"process\" is served on Linux with x64 or arm64 and glibc 2.34 or newer only; plugins do not run unprotected instead.");
    }

    /// <summary>Loads a library in a process of its own, or skips one that is no plugin; false when it is to be loaded here.</summary>
    /// <exception cref="OrthancPluginException">It failed to start, or another plugin has its name.</exception>
    public async Task<bool> TakesAsync(PluginCandidate candidate, IReadOnlyList<NativePlugin> loaded)
    {
        var name = _plan.NeedsName(candidate) ? await AskNameAsync(candidate) : null;
        var settings = _plan.SettingsFor(candidate, name);
        if (!settings.OwnProcess)
            return false;
        var start = _isolation.StartOf(candidate.Path, _host.TakenSlots);
        var (child, facts, problem, isPlugin) = await _isolation.StartAsync(start, settings.MaximumMemory, null);
        if (child is null || facts is null)
        {
            if (isPlugin || candidate.IsNamed)
                throw new OrthancPluginException(candidate.Path, isPlugin ? $"The plugin '{candidate.Path}' failed to start: {problem}" : $"Plugins: '{candidate.Path}' is not usable. {problem}");
            PluginLoader.LogNoPlugin(_host, candidate.Path, problem ?? "");
            return true;
        }

        var plugin = new IsolatedPlugin(_isolation, start, settings, facts, child);
        var twin = PluginLoader.TwinOf(_host, facts.Name, loaded);
        _host.Isolated.Add(plugin);
        if (twin is not null)
            throw new OrthancPluginException(candidate.Path, $"Two plugins have the name '{facts.Name}': '{twin}' and '{candidate.Path}'.");
        _host.Hold(facts.Slots);
        return true;
    }

    /// <inheritdoc cref="IsolationPlan.CheckNames"/>
    public void CheckNames() => _plan.CheckNames();

    private async Task<string?> AskNameAsync(PluginCandidate candidate)
    {
        var start = await _isolation.StartAsync(_isolation.StartOf(candidate.Path, TakenSlots.None) with { OnlyName = true }, null, null);
        if (start.Child is { } child)
        {
            child.End(ChildEndCause.Stopped, "only its name was asked for");
            await child.Ended;
        }

        return start.Facts?.Name;
    }

    [LoggerMessage(5067, LogLevel.Warning,
        "Plugins' processes run {Program} on the shared runtime: each takes some 100 ms to start, and as much again after a crash. './belfry publish' compiles it ahead of time")]
    private static partial void LogSlow(ILogger logger, string program);
}
