using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace WorklistSql;

/// <summary>
/// A worklist from a database: the keys of the query become conditions, each row that the database proposes becomes an item, and the server's own
/// matching decides. Rows are read while answers are sent.
/// </summary>
[BelfryPlugin("worklist-sql", Version = "1.0", Description = "A worklist from a table of SQLite or PostgreSQL")]
public sealed class SqlWorklist : IWorklistHandler, IAsyncDisposable
{
    private readonly IPluginHost _host;
    private readonly SqlWorklistSettings _settings;
    private readonly WorklistDatabase _database;

    /// <summary>Reads the settings and looks whether the database is there: what is wrong with either stops the start.</summary>
    public SqlWorklist(IPluginHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
        _settings = SqlWorklistSettings.Read(host);
        _database = WorklistDatabase.Open(_settings);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var selection = WorklistSelection.Of(request.Query);
        var count = 0;
        await foreach (var item in _database.SelectAsync(selection, cancellation))
        {
            if (!request.Query.Matches(item))
                continue;
            if (count == _settings.Limit)
            {
                request.MarkIncomplete();
                break;
            }

            count++;
            yield return item;
        }

        _host.Logger.LogInformation(
            "{CallingAETitle} got {Count} steps, selected by {Conditions} conditions", request.Connection.CallingAETitle, count, selection.Conditions.Count);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
