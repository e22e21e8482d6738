using Xunit;

namespace Belfry.Budgets;

/// <summary>Measures what an operation allocates, in bytes of the whole process, and holds it to its budget.</summary>
internal static class Allocation
{
    /// <summary>The collection of all tests here: bytes are counted for the whole process.</summary>
    public const string OneAtATime = "one at a time";

    // Enough for one-time costs, such as pools and compiled methods, to be over.
    private const int WarmUp = 3000;

    private const int Measured = 3000;

    // The runtime's own threads allocate now and then; the operation's own bytes come each time.
    private const int Attempts = 5;

    /// <summary>Fails when the operation allocates more than its budget.</summary>
    /// <param name="operation">The budget's name.</param>
    /// <param name="act">Does it once.</param>
    /// <param name="units">How many of what the budget counts one call does, for instance answers.</param>
    public static void AssertWithin(string operation, Action act, int units = 1)
    {
        var budget = Budget.Of(operation);
        var measured = BytesPerUnit(act, units);
        for (var i = 1; i < Attempts && measured > budget.Bytes; i++)
            measured = Math.Min(measured, BytesPerUnit(act, units));
        TestContext.Current.TestOutputHelper?.WriteLine($"{operation}: {measured:F1} of {budget.Bytes} bytes");
        Assert.True(measured <= budget.Bytes, $"{operation} allocates {measured:F1} bytes, its budget is {budget.Bytes}: {budget.Reason}");
    }

    private static double BytesPerUnit(Action act, int units)
    {
        for (var i = 0; i < WarmUp / units + 10; i++)
            act();
        var calls = Measured / units + 10;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < calls; i++)
            act();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)calls / units;
    }
}
