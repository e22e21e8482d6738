namespace Belfry.Network;

/// <summary>
/// The threads that stay with busy associations, and the watch over them: an operation that takes longer than some milliseconds has its thread
/// for itself, and the association goes on elsewhere. Where all are taken, associations are served by the thread that polls and by the pool.
/// </summary>
internal sealed class ServingThreads
{
    /// <summary>A thread without an association ends after this time.</summary>
    public static readonly TimeSpan Spare = TimeSpan.FromSeconds(10);

    // What the watch sees in the same operation for the second time is slow.
    private static readonly TimeSpan _beat = TimeSpan.FromMilliseconds(2);

    // The watch goes on for so many beats after the last association: it would be called for each that comes alone.
    private const int QuietBeats = 500;

    private readonly object _lock = new();
    private readonly int _most;
    private readonly List<ServingThread> _all = [];
    private readonly List<ServingThread> _free = [];
    private bool _isWatched;
    private int _time;

    /// <param name="most">Most threads; 0 for none.</param>
    public ServingThreads(int most) => _most = most;

    /// <summary>Beats of the watch so far.</summary>
    public int Time => Volatile.Read(ref _time);

    /// <summary>Has one of the threads serve the loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="goOn">Where it begins, or goes on.</param>
    /// <returns>False when all are taken.</returns>
    public bool TryBegin(AssociationLoop loop, Action goOn)
    {
        ServingThread thread;
        lock (_lock)
        {
            if (_free.Count > 0)
            {
                thread = _free[^1];
                _free.RemoveAt(_free.Count - 1);
            }
            else if (_all.Count < _most)
            {
                thread = new ServingThread(this);
                _all.Add(thread);
            }
            else
            {
                return false;
            }

            if (!_isWatched)
            {
                _isWatched = true;
                new Thread(Watch) { IsBackground = true, Name = "Belfry association watch" }.UnsafeStart();
            }
        }

        thread.Begin(loop, goOn);
        return true;
    }

    /// <summary>The thread has nothing to do.</summary>
    public void GiveBack(ServingThread thread)
    {
        lock (_lock)
            _free.Add(thread);
    }

    /// <summary>The thread wants to end.</summary>
    /// <returns>False when it has just been called.</returns>
    public bool TryLetGo(ServingThread thread)
    {
        lock (_lock)
            return _free.Remove(thread) && _all.Remove(thread);
    }

    private void Watch()
    {
        List<ServingThread> watched = [];
        for (var quiet = 0; ; quiet++)
        {
            lock (_lock)
            {
                Monitor.Wait(_lock, _beat);
                if (_free.Count < _all.Count)
                    quiet = 0;
                _isWatched = quiet < QuietBeats;
                if (!_isWatched)
                    return;
                watched.Clear();
                watched.AddRange(_all);
            }

            var before = Interlocked.Increment(ref _time) - 1;
            foreach (var thread in watched)
                thread.LeaveAloneIfSlow(before);
        }
    }
}
