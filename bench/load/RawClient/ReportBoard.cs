using System.Collections.Concurrent;
using Belfry.LoadBench.Items;

namespace Belfry.LoadBench.RawClient;

/// <summary>Where the reports of storage commitment are noted, on whatever association they come, for those who wait. Thread-safe.</summary>
internal sealed class ReportBoard
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<long, Expectation> _expected = [];

    /// <summary>Notes from now on when a transaction is reported.</summary>
    public Expectation Expect(long transaction)
    {
        var expectation = new Expectation(this, transaction);
        _expected[transaction] = expectation;
        return expectation;
    }

    /// <summary>Takes the event information of a report.</summary>
    public void Take(ReadOnlySpan<byte> eventInformation)
    {
        if (_expected.TryGetValue(NumberedBytes.TransactionIn(eventInformation), out Expectation? expectation))
            expectation.Note();
    }

    /// <summary>A report that is waited for.</summary>
    internal sealed class Expectation(ReportBoard board, long transaction) : IDisposable
    {
        private readonly ManualResetEventSlim _come = new(initialState: false, spinCount: 0);

        public bool HasCome => _come.IsSet;

        public void Note() => _come.Set();

        /// <exception cref="InvalidDataException">It does not come.</exception>
        public void Wait()
        {
            if (!_come.Wait(s_patience))
                throw new InvalidDataException($"No report of storage commitment within {s_patience.TotalSeconds:F0} s.");
        }

        public void Dispose()
        {
            board._expected.TryRemove(transaction, out _);
            _come.Dispose();
        }
    }
}
