using System.Globalization;

namespace Belfry.IndexBench;

/// <summary>What is measured.</summary>
internal sealed record BenchOptions
{
    public const string Usage =
        "usage: Belfry.IndexBench [--instances N] [--step N] [--callers N] [--per-study N] [--unsynced BYTES] [--not-durable] [--folder PATH] [--queries N]";

    /// <summary>Instances to be added.</summary>
    public int Instances { get; init; } = 200_000;

    /// <summary>A figure after so many.</summary>
    public int Step { get; init; } = 20_000;

    /// <summary>Callers that add at once, each study by study.</summary>
    public int Callers { get; init; } = 8;

    /// <summary>Instances of a study, in two series.</summary>
    public int PerStudy { get; init; } = 10;

    /// <summary>Bytes kept with each row as not durable; 0 for none.</summary>
    public int Unsynced { get; init; }

    public bool IsDurable { get; init; } = true;

    public int Queries { get; init; } = 2000;

    public string? Folder { get; init; }

    /// <exception cref="FormatException">An option that is not known, or no number.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--not-durable")
            {
                options = options with { IsDurable = false };
                continue;
            }

            var value = i + 1 < args.Count ? args[i + 1] : throw new FormatException($"{args[i]} needs a value.");
            options = args[i] switch
            {
                "--instances" => options with { Instances = Number(value) },
                "--step" => options with { Step = Number(value) },
                "--callers" => options with { Callers = Number(value) },
                "--per-study" => options with { PerStudy = Number(value) },
                "--unsynced" => options with { Unsynced = Number(value) },
                "--queries" => options with { Queries = Number(value) },
                "--folder" => options with { Folder = value },
                var other => throw new FormatException($"{other} is no option."),
            };
            i++;
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
