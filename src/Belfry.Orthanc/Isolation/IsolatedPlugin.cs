using Belfry.Orthanc.Dicom;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Isolation;

/// <summary>
/// A plugin in a process of its own, and all that is asked of it. No more is in the process at once than runs there at once: what waits, waits here, and
/// does not notice when the process ends and the next one begins. Thread-safe.
/// </summary>
internal sealed partial class IsolatedPlugin
{
    private readonly CallTurns _turns = new();
    private readonly ChildSupervisor _supervisor;
    private readonly ILogger _logger;
    private int _lastSession;

    public IsolatedPlugin(IsolationHost host, StartMessage start, IsolationSettings settings, PluginFacts facts, ChildProcess child)
    {
        _logger = host.LoggerFor(facts.Name);
        _supervisor = new ChildSupervisor(host, start, settings, facts, child);
        Facts = facts;
        Settings = settings;
        Path = start.Library;
        AnswersAreComplete = start.Options.FindAnswers == NativeFindAnswers.AsGiven;
        Moves = new SemaphoreSlim(start.Options.ConcurrentMoves);
        Lookups = new SemaphoreSlim(start.Options.ConcurrentCommitments);
    }

    /// <summary>What the plugin said of itself when it was started first.</summary>
    public PluginFacts Facts { get; }

    /// <summary>What it may use.</summary>
    public IsolationSettings Settings { get; }

    /// <summary>The library.</summary>
    public string Path { get; }

    /// <summary>What becomes of answers of its find callback.</summary>
    public bool AnswersAreComplete { get; }

    /// <summary>How it is.</summary>
    public IsolatedPluginStatus Status => _supervisor.Status;

    /// <summary>As many worklist callbacks run at once: one, as in the server's own process.</summary>
    public SemaphoreSlim Worklists { get; } = new(1);

    /// <summary>As many find callbacks: one.</summary>
    public SemaphoreSlim Finds { get; } = new(1);

    /// <summary>As many C-MOVE requests.</summary>
    public SemaphoreSlim Moves { get; }

    /// <summary>As many storage commitment factories: one.</summary>
    public SemaphoreSlim Factories { get; } = new(1);

    /// <summary>As many storage commitment lookups.</summary>
    public SemaphoreSlim Lookups { get; }

    /// <summary>A number for something that begins in the process.</summary>
    public int NextSession() => Interlocked.Increment(ref _lastSession);

    /// <summary>Finalises the plugin and ends its process.</summary>
    public Task StopAsync(CancellationToken cancellation) => _supervisor.StopAsync(cancellation);

    /// <summary>Has the process do something, and waits until it is done.</summary>
    /// <param name="request">What.</param>
    /// <param name="read">Reads the answer; what it finds to be impossible ends the process.</param>
    /// <param name="cancellation">Ends the waiting; what runs goes on.</param>
    /// <exception cref="DimseStatusException">The callback failed, or there is no process and there will be none soon.</exception>
    /// <exception cref="ChildEndedException">The process ended.</exception>
    public async Task<(ChildProcess Child, T Answer)> AskAsync<T>(
        ChildRequest request, Func<IReadOnlyList<ChildMessage>, T> read, CancellationToken cancellation)
    {
        for (var attempt = request; ; attempt = request with { IsAlone = true, IsRepeatable = false })
        {
            var reply = await SendAsync(attempt, cancellation);
            try
            {
                // A thread that stays with an association waits itself: to go on on the pool costs as much as the callback (decision 0225).
                if (!Thread.CurrentThread.IsThreadPoolThread)
                    reply.Call.WaitHere(cancellation);
                return (reply.Child, read(await reply.Call.Whole.WaitAsync(cancellation)));
            }
            catch (ChildEndedException end) when (attempt.IsRepeatable && (end.MayBeInnocent || end.HadOthersBefore))
            {
                LogAskedAgain(_logger, Facts.Name, request.Name);
            }
            catch (ChildProtocolException garbage)
            {
                Condemn(reply, garbage);
                throw new ChildEndedException(new ChildEnd(ChildEndCause.Garbage, garbage.Message), mayBeInnocent: false);
            }
        }
    }

    /// <summary>Has the process do something; what it says can be read as it comes.</summary>
    /// <exception cref="ChildEndedException">The process that it is for is over.</exception>
    /// <exception cref="DimseStatusException">There is no process, and there will be none soon.</exception>
    public async Task<ChildReply> SendAsync(ChildRequest request, CancellationToken cancellation)
    {
        if (request.Place is not null)
            await request.Place.WaitAsync(cancellation);
        var hasTurn = false;
        try
        {
            await _turns.EnterAsync(request.IsAlone, cancellation);
            hasTurn = true;
            var reply = await SendNowAsync(request, cancellation);
            _ = ReleaseAsync(reply.Call, request.Place);
            return reply;
        }
        catch
        {
            if (hasTurn)
                _turns.Leave();
            request.Place?.Release();
            throw;
        }
    }

    /// <summary>Ends a process that answered what cannot be.</summary>
    public static void Condemn(ChildReply reply, ChildProtocolException garbage) =>
        reply.Child.End(ChildEndCause.Garbage, garbage.Message, reply.Call);

    /// <summary>What ends an operation whose plugin failed.</summary>
    public static DimseStatusException Failure(string comment, Exception? cause = null) =>
        new(NativeStatus.UnableToProcess, comment, innerException: cause);

    private async Task<ChildReply> SendNowAsync(ChildRequest request, CancellationToken cancellation)
    {
        var message = new MessageWriter();
        request.Write(message);
        ChildProcess? previous = null;
        while (true)
        {
            var child = request.On ?? await _supervisor.GetAsync(previous, request.IsPatient, cancellation);
            if (child.TrySend(request.Kind, message.Written, request.Name, Settings.CallbackTime, out var call))
                return new ChildReply(child, call);
            if (request.On is not null)
                throw new ChildEndedException(await child.Ended.WaitAsync(cancellation), mayBeInnocent: true);
            previous = child;
        }
    }

    private async Task ReleaseAsync(ChildCall call, SemaphoreSlim? place)
    {
        await ((Task)call.Whole).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _turns.Leave();
        place?.Release();
    }

    [LoggerMessage(5066, LogLevel.Information, "Plugin {Plugin}: a {Call} was not the only one in the process that ended; it is asked once more, alone")]
    private static partial void LogAskedAgain(ILogger logger, string plugin, string call);
}
