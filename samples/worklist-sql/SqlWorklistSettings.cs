using System.Text.Json;
using Belfry.Sdk;

namespace WorklistSql;

/// <summary>The section <c>WorklistSql</c> of the server's configuration.</summary>
/// <param name="IsPostgreSql"><c>Database</c>: PostgreSQL or Sqlite.</param>
/// <param name="ConnectionString"><c>ConnectionString</c>, as Npgsql or Microsoft.Data.Sqlite has it.</param>
/// <param name="Limit"><c>Limit</c>: most answers to one query; 1,000 by default.</param>
/// <param name="Scripts"><c>Scripts</c>: SQL files that are run when a database is new: when there is nothing named "worklist" in it.</param>
internal sealed record SqlWorklistSettings(bool IsPostgreSql, string ConnectionString, int Limit, IReadOnlyList<string> Scripts)
{
    public static SqlWorklistSettings Read(IPluginHost host)
    {
        if (!host.Configuration.TryGetProperty("WorklistSql", out var own))
            throw new InvalidDataException("The configuration has no section \"WorklistSql\".");
        var database = TextOf(own, "Database") ?? "Sqlite";
        var limit = own.TryGetProperty("Limit", out var value) ? value.GetInt32() : 1000;
        if (limit < 1)
            throw new InvalidDataException("\"WorklistSql.Limit\" is at least 1.");
        return new SqlWorklistSettings(
            database switch
            {
                "PostgreSQL" => true,
                "Sqlite" => false,
                _ => throw new InvalidDataException($"\"WorklistSql.Database\" is PostgreSQL or Sqlite, not {database}."),
            },
            TextOf(own, "ConnectionString") ?? throw new InvalidDataException("\"WorklistSql.ConnectionString\" is missing."),
            limit,
            own.TryGetProperty("Scripts", out var scripts)
                ? [.. scripts.EnumerateArray().Select(script => Path.Combine(host.ConfigurationFolder, script.GetString() ?? ""))]
                : []);
    }

    private static string? TextOf(JsonElement section, string name) => section.TryGetProperty(name, out var value) ? value.GetString() : null;
}
