using System.Globalization;

namespace Belfry.Budgets;

/// <summary>One line of <c>eng/budgets.tsv</c>: the most bytes that an operation may allocate, and why so many.</summary>
internal sealed record Budget(string Operation, double Bytes, string Reason)
{
    private static readonly Lazy<IReadOnlyDictionary<string, Budget>> s_all = new(Read);

    public static IReadOnlyCollection<Budget> All => [.. s_all.Value.Values];

    /// <summary>The budget of an operation.</summary>
    /// <exception cref="KeyNotFoundException">The file has no such line.</exception>
    public static Budget Of(string operation) => s_all.Value[operation];

    private static Dictionary<string, Budget> Read() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "budgets.tsv"))
            .Skip(1)
            .Select(line => line.Split('\t'))
            .Select(fields => new Budget(fields[0], double.Parse(fields[1], CultureInfo.InvariantCulture), fields[2]))
            .ToDictionary(budget => budget.Operation);
}
