using System.Globalization;

namespace Belfry.Archive;

/// <summary>Brings the tables to the present form: numbered steps, each in a transaction, the last one done is in <c>user_version</c>.</summary>
internal static class Migrations
{
    private const string Prefix = "Belfry.Archive.Index.Schema.";

    /// <summary>The steps of this build, in their order.</summary>
    public static IReadOnlyList<(int Number, string Sql)> Steps { get; } = [.. Read().OrderBy(static step => step.Number)];

    /// <exception cref="IOException">The file was made by a later version: it is as it should be, and nothing mends it but that version.</exception>
    public static void Run(SqliteDatabase database)
    {
        var version = database.QueryNumber("PRAGMA user_version");
        if (version > Steps[^1].Number)
            throw new IOException($"The index has version {version}; this program knows versions up to {Steps[^1].Number}. A later version of this program made it.");
        foreach (var (number, sql) in Steps.Where(step => step.Number > version))
        {
            database.Execute("BEGIN IMMEDIATE");
            try
            {
                database.Execute(sql);
                database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {number}"));
                database.Execute("COMMIT");
            }
            finally
            {
                if (database.IsInTransaction)
                    database.Execute("ROLLBACK");
            }
        }
    }

    private static IEnumerable<(int Number, string Sql)> Read()
    {
        var assembly = typeof(Migrations).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"No resource {name}.");
            using var reader = new StreamReader(stream);
            yield return (int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), reader.ReadToEnd());
        }
    }
}
