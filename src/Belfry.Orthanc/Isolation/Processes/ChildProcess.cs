using System.Globalization;
using System.Net.Sockets;
using Belfry.Orthanc.Isolation.Memory;

namespace Belfry.Orthanc.Isolation.Processes;

/// <summary>
/// A plugin's process from its start to its end. A thread of its own starts it, reads what it says, ends it when it must end, and waits for its end;
/// whatever happens, all calls that are in it get their answer or their failure.
/// </summary>
internal sealed partial class ChildProcess
{
    // How often time and memory are looked at; and how often when nothing runs.
    private static readonly TimeSpan s_busyLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_idleLook = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly ChildProgram _program;
    private readonly long? _maximumMemory;
    private readonly Action<ReadOnlyMemory<byte>> _onLog;
    private readonly TaskCompletionSource<ChildEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<uint, ChildCall> _calls = [];
    private readonly Queue<(FrameHeader Header, byte[] Piece)> _backlog = new();
    private readonly SharedRegion _region;
    private readonly RingWriter _writer;
    private readonly RingReader _reader;
    private readonly RingSide _side;
    private readonly Socket _socket;
    private uint _lastCall;
    private bool _isOver;
    private volatile bool _isClosed;
    private volatile bool _hasBacklog;
    private volatile ChildEnd? _wanted;
    private ChildCall? _culprit;

    private ChildProcess(ChildProgram program, long? maximumMemory, Action<ReadOnlyMemory<byte>> onLog)
    {
        _program = program;
        _maximumMemory = maximumMemory;
        _onLog = onLog;
        _region = SharedRegion.Create(out var memory);
        int child;
        try
        {
            (var server, child) = LinuxChild.CreateSockets();
            _socket = new Socket(new SafeSocketHandle(server, ownsHandle: true));
        }
        catch
        {
            LinuxChild.Close(memory);
            _region.Dispose();
            throw;
        }

        _writer = _region.RequestWriter();
        _reader = _region.ResponseReader();
        _side = _region.ServerSide();
        new Thread(() => Run(child, memory)) { IsBackground = true, Name = "plugin process" }.Start();
    }

    /// <summary>Number of the process; 0 before it has one.</summary>
    public int Id { get; private set; }

    /// <summary>Whether it has answered a call: then its end is not that of one that cannot even begin.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Why it ended, when it has.</summary>
    public Task<ChildEnd> Ended => _ended.Task;

    /// <summary>What ran when it ended, for the log.</summary>
    public IReadOnlyList<string> RunningAtEnd { get; private set; } = [];

    /// <summary>Starts one.</summary>
    /// <exception cref="IOException">There is no memory or no socket for it. A program that cannot be started ends at once instead.</exception>
    public static ChildProcess Start(ChildProgram program, long? maximumMemory, Action<ReadOnlyMemory<byte>> onLog) => new(program, maximumMemory, onLog);

    /// <summary>Ends it.</summary>
    public void End(ChildEndCause cause, string text, ChildCall? culprit = null)
    {
        lock (_lock)
        {
            if (_isOver || _wanted is not null)
                return;
            _culprit = culprit;
            _wanted = new ChildEnd(cause, text);
            _side.NotifyOwn();
        }
    }

    private void Run(int socket, int memory)
    {
        try
        {
            Id = LinuxChild.Start(_program.Path, [Environment.ProcessId.ToString(CultureInfo.InvariantCulture)], socket, memory);
        }
        catch (Exception fault)
        {
            // Whatever it is, it must not end the server.
            LinuxChild.Close(socket);
            LinuxChild.Close(memory);
            Finish(new ChildEnd(ChildEndCause.NotStarted, $"it cannot be started: {fault.Message}"));
            return;
        }

        LinuxChild.Close(socket);
        LinuxChild.Close(memory);
        Finish(Attend(Id));
    }

    private ChildEnd Attend(int process)
    {
        _ = WatchAsync();
        ChildEnd? garbage = null;
        try
        {
            Serve(process);
        }
        catch (Exception fault)
        {
            // Likewise: what cannot be read ends the process that wrote it.
            garbage = new ChildEnd(ChildEndCause.Garbage, fault.Message);
        }

        LinuxChild.End(process);
        var (exitCode, signal) = LinuxChild.Wait(process);
        try
        {
            // Its last words lie in the memory that it left.
            if (garbage is null)
                ReadMessages();
        }
        catch (Exception fault)
        {
            garbage = new ChildEnd(ChildEndCause.Garbage, fault.Message);
        }

        return _wanted ?? garbage ?? ChildEnd.Of(exitCode, signal);
    }

    private void Serve(int process)
    {
        var looked = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var look = _calls.Count > 0 ? s_busyLook : s_idleLook;
            _side.Wait(HasWork, look);
            ReadMessages();
            SendBacklog();
            if (_isClosed || _wanted is not null)
                return;
            if (TimeProvider.System.GetElapsedTime(looked) < s_busyLook)
                continue;
            looked = TimeProvider.System.GetTimestamp();
            LookAtProcess(process);
        }
    }

    private bool HasWork() => _reader.HasData || _isClosed || _wanted is not null || (_hasBacklog && CanSend());

    private void LookAtProcess(int process)
    {
        // A copy of itself that it has left behind (fork) keeps the socket open.
        if (LinuxChild.HasEnded(process))
        {
            _isClosed = true;
            return;
        }

        ChildCall? late;
        lock (_lock)
            late = _calls.Values.FirstOrDefault(static call => call.IsLate);
        if (late is not null)
        {
            End(ChildEndCause.TimedOut, $"'{late.Name}' took longer than it may", late);
            return;
        }

        if (_maximumMemory is { } most && LinuxChild.MemoryOf(process) is { } memory && memory > most)
            End(ChildEndCause.TooMuchMemory, string.Create(CultureInfo.InvariantCulture, $"it had {memory >> 20} MB of memory, more than the {most >> 20} MB that it may have"));
    }

    /// <summary>The other end of the socket closes when the process ends, however it ends.</summary>
    private async Task WatchAsync()
    {
        var nothing = new byte[1];
        try
        {
            while (await _socket.ReceiveAsync(nothing, SocketFlags.None) > 0)
            {
                // The program says nothing here; a plugin that does says nothing to us.
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            _isClosed = true;
        }

        _isClosed = true;
        lock (_lock)
        {
            if (!_isOver)
                _side.NotifyOwn();
        }
    }

    private void Finish(ChildEnd end)
    {
        ChildCall[] open;
        ChildCall? culprit;
        lock (_lock)
        {
            _isOver = true;
            open = [.. _calls.Values];
            _calls.Clear();
            _backlog.Clear();
            culprit = _culprit;
            _region.Dispose();
        }

        RunningAtEnd = [.. open.Select(static call => call.Name)];

        foreach (var call in open)
            call.Fail(new ChildEndedException(end, culprit is null ? open.Length > 1 : call != culprit) { HadOthersBefore = culprit is null && HasAnswered });
        _ended.SetResult(end);
        _socket.Dispose();
    }
}
