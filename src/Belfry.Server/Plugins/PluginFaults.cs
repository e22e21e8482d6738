using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Belfry.Server.Plugins;

/// <summary>
/// Remembers the last fault of each plugin in the server's process, by looking at what is logged: errors in a plugin's own category, and
/// exceptions of others that came out of its assembly. Whoever calls plugins logs what they throw, so nothing else has to tell of it. Thread-safe.
/// </summary>
/// <param name="inner">Where lines go.</param>
/// <param name="clock">Time.</param>
internal sealed class PluginFaults(ILoggerFactory inner, TimeProvider clock) : ILoggerFactory
{
    private const string Category = "Belfry.Plugins.";

    // What is shown is a line, not a page.
    private const int LongestText = 500;

    // Exceptions of exceptions: deep enough for those that people make.
    private const int DeepestCause = 10;

    private readonly ConcurrentDictionary<string, PluginFault> _last = new();
    private volatile IReadOnlyList<ManagedPlugin> _managed = [];

    /// <summary>The plugins whose exceptions are to be known by their assemblies.</summary>
    public void Watch(IReadOnlyList<ManagedPlugin> managed) => _managed = managed;

    /// <summary>The last fault of a plugin; null when there was none.</summary>
    public PluginFault? LastOf(string plugin) => _last.GetValueOrDefault(plugin);

    public ILogger CreateLogger(string categoryName) => new FaultLogger(
        this, inner.CreateLogger(categoryName), categoryName.StartsWith(Category, StringComparison.Ordinal) ? categoryName[Category.Length..] : null);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // The inner one belongs to whoever made it.
    }

    private void Note(string? plugin, string text, Exception? fault)
    {
        if (plugin is null && ManagedCode.CanBeLoaded)
            plugin = OwnerOf(fault);
        if (plugin is not { } name)
            return;
        var whole = fault is null ? text : $"{text} [{fault.GetType().Name}: {fault.Message}]";
        _last[name] = new PluginFault(whole.Length > LongestText ? string.Concat(whole.AsSpan(0, LongestText), "…") : whole, clock.GetUtcNow());
    }

    // The innermost cause is nearest to what went wrong; its first frame of a plugin is the culprit's.
    [RequiresUnreferencedCode("Frames of a plugin are told by its types.")]
    private string? OwnerOf(Exception? fault)
    {
        var managed = _managed;
        if (managed.Count == 0)
            return null;
        string? owner = null;
        for (var depth = 0; fault is not null && depth < DeepestCause; depth++, fault = fault.InnerException)
        {
            var frames = new StackTrace(fault, fNeedFileInfo: false).GetFrames().Select(static frame => frame.GetMethod()?.DeclaringType).OfType<Type>();
            owner = frames.Select(type => OwnerOf(type, managed)).FirstOrDefault(static name => name is not null) ?? owner;
        }

        return owner;
    }

    private static string? OwnerOf(Type type, IReadOnlyList<ManagedPlugin> managed)
    {
        // Several plugins may share an assembly: the class that is marked, or one within it, is surest.
        var outermost = type;
        while (outermost.DeclaringType is { } outer)
            outermost = outer;
        return (managed.FirstOrDefault(plugin => plugin.Instance.GetType() == outermost) ?? managed.FirstOrDefault(plugin => IsOf(outermost.Assembly, plugin)))?.Name;
    }

    private static bool IsOf(Assembly assembly, ManagedPlugin plugin) => plugin.Instance.GetType().Assembly == assembly;

    private sealed class FaultLogger(PluginFaults faults, ILogger inner, string? plugin) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        // Errors are heard whether they are written or not.
        public bool IsEnabled(LogLevel logLevel) => IsHeard(logLevel) || inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
            if (IsHeard(logLevel) && (plugin is not null || exception is not null))
                faults.Note(plugin, formatter(state, exception), exception);
        }

        private static bool IsHeard(LogLevel level) => level is LogLevel.Error or LogLevel.Critical;
    }
}
