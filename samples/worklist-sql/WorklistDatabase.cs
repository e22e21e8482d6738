using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace WorklistSql;

/// <summary>The database, by ADO.NET: a pool of connections, one for each query that runs.</summary>
internal sealed class WorklistDatabase : IAsyncDisposable
{
    private const string Columns = """
        accession_number, patient_id, patient_name, patient_birth_date, patient_sex, referring_physician_name, study_instance_uid, requested_procedure_id,
        requested_procedure_description, step_id, step_description, modality, station_ae_title, performing_physician_name, start_date, start_time
        """;

    private readonly DbDataSource _source;

    // Keeps a database in memory alive.
    private readonly DbConnection _first;

    private WorklistDatabase(DbDataSource source, DbConnection first)
    {
        _source = source;
        _first = first;
    }

    /// <exception cref="DbException">The database is not there, or has nothing named "worklist".</exception>
    public static WorklistDatabase Open(SqlWorklistSettings settings)
    {
        var source = SourceOf(settings);
        DbConnection? first = null;
        try
        {
            first = source.OpenConnection();
            if (settings.Scripts.Count > 0 && !HasWorklist(first))
                RunScripts(first, settings.Scripts);
            using var probe = first.CreateCommand();
            probe.CommandText = $"SELECT {Columns} FROM worklist WHERE 1 = 0";
            using var reader = probe.ExecuteReader();
            return new WorklistDatabase(source, first);
        }
        catch
        {
            first?.Dispose();
            source.Dispose();
            throw;
        }
    }

    /// <summary>The steps that a selection proposes, in the order of their times, as they are read.</summary>
    public async IAsyncEnumerable<DicomDataSet> SelectAsync(WorklistSelection selection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        selection.ApplyTo(command, $"SELECT {Columns} FROM worklist", "ORDER BY start_date, start_time, step_id");
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, cancellation);
        while (await reader.ReadAsync(cancellation))
            yield return WorklistRow.ToItem(reader);
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _source.DisposeAsync();
    }

    private static DbDataSource SourceOf(SqlWorklistSettings settings)
    {
        if (settings.IsPostgreSql)
            return new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableTransportSecurity().Build();
        SqliteLibrary.Choose();
        return SqliteFactory.Instance.CreateDataSource(settings.ConnectionString);
    }

    private static bool HasWorklist(DbConnection connection)
    {
        using var probe = connection.CreateCommand();
        probe.CommandText = "SELECT 1 FROM worklist WHERE 1 = 0";
        try
        {
            using var reader = probe.ExecuteReader();
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    private static void RunScripts(DbConnection connection, IReadOnlyList<string> scripts)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var script in scripts)
        {
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = File.ReadAllText(script);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
