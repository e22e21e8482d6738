using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Isolation;

/// <summary>What all plugins in processes of their own share in the server.</summary>
internal sealed class IsolationHost(ChildProgram program, OrthancPluginOptions options, ILoggerFactory loggers, ILogger log)
{
    // A plugin may read much before it can begin; no callback has this time.
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(60);

    /// <summary>The program of the processes.</summary>
    public ChildProgram Program { get; } = program;

    /// <summary>The log of the host of plugins.</summary>
    public ILogger Log { get; } = log;

    /// <summary>What the server gives to plugins.</summary>
    public OrthancPluginOptions Options { get; } = options;

    public ILogger LoggerFor(string plugin) => loggers.CreateLogger("Belfry.Plugins." + plugin);

    /// <summary>What a process for a library must know.</summary>
    public StartMessage StartOf(string library, TakenSlots taken) => new()
    {
        Library = library,
        Program = Environment.ProcessPath ?? "",
        LogLevel = (int)LeastLevel(),
        Taken = taken,
        Options = Options with
        {
            GuardLibrary = Options.GuardLibrary ?? Path.Combine(AppContext.BaseDirectory, "libbelfry_guard.so"),
        },
    };

    /// <summary>Starts a process, and the plugin in it.</summary>
    /// <param name="start">What it must know.</param>
    /// <param name="maximumMemory">Bytes of memory.</param>
    /// <param name="plugin">The plugin's log, where its name is known.</param>
    public async Task<ChildStart> StartAsync(StartMessage start, long? maximumMemory, ILogger? plugin)
    {
        ChildProcess child;
        ILogger? own = plugin;
        try
        {
            child = ChildProcess.Start(Program, maximumMemory, body => Relay(LogMessage.Read(body), own));
        }
        catch (IOException fault)
        {
            return ChildStart.Failed($"its process cannot be started: {fault.Message}", isPlugin: true);
        }

        var message = new MessageWriter();
        start.WriteTo(message);
        if (!child.TrySend(MessageKind.Start, message.Written, "start", s_startTime, out var call))
            return ChildStart.Failed((await child.Ended).Text, isPlugin: true);
        try
        {
            var answer = (await call.Whole)[0];
            if (answer.Kind == MessageKind.Ready)
            {
                var facts = PluginFacts.Read(answer.Body);
                own ??= LoggerFor(facts.Name);
                return new ChildStart(child, facts, null, true);
            }

            var (isPlugin, problem) = ReadRefusal(answer);
            child.End(ChildEndCause.Stopped, "it is not needed");
            await child.Ended;
            return ChildStart.Failed(problem, isPlugin);
        }
        catch (ChildEndedException end)
        {
            return ChildStart.Failed($"its process ended while it started: {end.End.Text}", isPlugin: true);
        }
        catch (ChildProtocolException garbage)
        {
            child.End(ChildEndCause.Garbage, garbage.Message);
            await child.Ended;
            return ChildStart.Failed($"its process ended while it started: {garbage.Message}", isPlugin: true);
        }
    }

    private static (bool IsPlugin, string Problem) ReadRefusal(ChildMessage answer)
    {
        if (answer.Kind != MessageKind.Refused)
            throw new ChildProtocolException("It answered its start by what is no answer.");
        var message = new MessageReader(answer.Body);
        var isPlugin = message.ReadBoolean();
        var problem = message.ReadText();
        message.End();
        return (isPlugin, problem);
    }

    private LogLevel LeastLevel()
    {
        var logger = LoggerFor("");
        for (var level = LogLevel.Trace; level < LogLevel.None; level++)
        {
            if (logger.IsEnabled(level))
                return level;
        }

        return LogLevel.None;
    }

    private void Relay(LogMessage line, ILogger? plugin)
    {
        var text = line.Exception is null ? line.Text : $"{line.Text}{Environment.NewLine}{line.Exception}";
        var logger = line.IsPlugin && plugin is not null ? plugin : Log;
        logger.Log(line.Level, new EventId(line.EventId), text, null, static (state, _) => state);
    }
}
