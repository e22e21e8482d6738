using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Shows what an SQLite index has.</summary>
internal sealed class SqliteBrowser(ReaderPool readers, EntityReader entities, FileRow files, ArchiveIndexOptions options) : IArchiveBrowser
{
    private static readonly QueryRetrieveLevel[] _levels = Enum.GetValues<QueryRetrieveLevel>();

    // What is looked up at each level, with a column that has an index.
    private static readonly (QueryRetrieveLevel Level, string Column)[] _lookups =
    [
        (QueryRetrieveLevel.Patient, "p.patient_id COLLATE NOCASE"), (QueryRetrieveLevel.Study, "s.uid"), (QueryRetrieveLevel.Study, "s.accession_number COLLATE NOCASE"),
        (QueryRetrieveLevel.Series, "e.uid"), (QueryRetrieveLevel.Image, "i.uid"),
    ];

    // Of one text that is looked up, at each level.
    private const int MostFound = 1000;

    private readonly IReadOnlyList<ResourceSelect> _all = ResourceSelect.OfAll(files);
    private readonly HashSet<DicomTag>[] _main =
        [.. _levels.Select(level => IndexedAttributes.MainOf(level).Concat(options.ExtraAttributes.GetValueOrDefault(level, [])).ToHashSet())];

    public bool IsMain(QueryRetrieveLevel level, DicomTag tag) => _main[(int)level].Contains(tag);

    public async ValueTask<ArchivedResource?> FindAsync(
        ArchiveId id, QueryRetrieveLevel? level, CancellationToken cancellation, IReadOnlyCollection<DicomTag>? computed = null)
    {
        using var lease = await readers.RentAsync(cancellation);
        using var together = lease.Database.ReadTogether();
        foreach (var one in _levels)
        {
            if ((level is null || level == one) && ReadNamed(lease.Database, SelectOf(one, computed), id) is { } resource)
                return resource;
        }

        return null;
    }

    public async ValueTask<IReadOnlyList<ArchiveId>> ListIdsAsync(QueryRetrieveLevel level, long skip, long? take, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        using var together = lease.Database.ReadTogether();
        var statement = lease.Database.Prepare($"SELECT public_id FROM {LevelTables.NameOf(level)} WHERE id > ? ORDER BY id LIMIT ?")
            .Bind(1, PageStart.RowBefore(lease.Database, level, skip)).Bind(2, take ?? -1);
        List<ArchiveId> ids = [];
        try
        {
            while (statement.Step())
                ids.Add(ArchiveId.FromBytes(statement.GetBytes(0)));
        }
        finally
        {
            statement.Reset();
        }

        return ids;
    }

    public IAsyncEnumerable<ArchivedResource> ListAsync(
        QueryRetrieveLevel level, long skip, long? take, CancellationToken cancellation, IReadOnlyCollection<DicomTag>? computed = null) =>
        entities.ReadPageAsync(SelectOf(level, computed), skip, take, cancellation);

    public async IAsyncEnumerable<ArchivedResource> ListBelowAsync(
        ArchivedResource resource,
        QueryRetrieveLevel level,
        [EnumeratorCancellation] CancellationToken cancellation,
        IReadOnlyCollection<DicomTag>? computed = null)
    {
        if (level <= resource.Level)
            yield break;
        await foreach (var below in entities.ReadPageAsync(SelectOf(level, PartOf(resource), computed), 0, null, cancellation))
            yield return below;
    }

    public async ValueTask<ArchivedResource?> FindAboveAsync(ArchivedResource resource, QueryRetrieveLevel level, CancellationToken cancellation)
    {
        if (level >= resource.Level)
            return level == resource.Level ? resource : null;
        using var lease = await readers.RentAsync(cancellation);
        var statement = lease.Database.Prepare(
            $"SELECT {LevelTables.AliasOf(level)}.public_id FROM {LevelTables.Of(resource.Level)} WHERE {LevelTables.RowOf(resource.Level)} = ?")
            .Bind(1, resource.Row);
        ArchiveId id;
        try
        {
            if (!statement.Step())
                return null;
            id = ArchiveId.FromBytes(statement.GetBytes(0));
        }
        finally
        {
            statement.Reset();
        }

        return ReadNamed(lease.Database, _all[(int)level], id);
    }

    public IAsyncEnumerable<ArchivedResource> SearchAsync(FindQuery query, ArchivedResource? below, bool isBare, CancellationToken cancellation)
    {
        if (query.Level is not { } level)
            throw new DimseStatusException(new DimseStatus(0xA900), "Query/Retrieve Level is missing or unknown", [Tags.QueryRetrieveLevel]);
        var conditions = FindTranslator.Translate(query.Matcher, query.Policy, level);
        if (below is not null)
            conditions.Append(below.Level <= level ? PartOf(below) : new SqlQuery().Append(" AND 0"));
        return entities.ReadPageAsync(
            new ResourceSelect(level, conditions, ComputedAttributes.Of(query.Identifier, level), files, isBare), 0, null, cancellation);
    }

    public async ValueTask<IReadOnlyList<ArchivedResource>> LookUpAsync(string text, CancellationToken cancellation)
    {
        if (SearchText.Exact(text) is not { } exact || exact == SearchText.Odd)
            return [];
        using var lease = await readers.RentAsync(cancellation);
        List<ArchivedResource> found = [];
        foreach (var (level, column) in _lookups)
        {
            // As it is, in capitals and in small letters: NOCASE folds ASCII alone, and walking over all rows is not for a lookup.
            var condition = new SqlQuery().Append($" AND {column} IN (").Value(exact).Append(", ").Value(exact.ToUpperInvariant()).Append(", ")
                .Value(exact.ToLowerInvariant()).Append(")");
            ReadAll(lease.Database, SelectOf(level, condition, null), found);
        }

        return [.. found.DistinctBy(static resource => resource.Id)];
    }

    public async ValueTask<ResourceSize> MeasureAsync(ArchivedResource resource, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var statement = lease.Database.Prepare(
            $"SELECT count(DISTINCT s.id), count(DISTINCT e.id), count(*), total(i.length), total(i.stored_length)"
            + $" FROM {LevelTables.Of(QueryRetrieveLevel.Image)} WHERE {LevelTables.RowOf(resource.Level)} = ?").Bind(1, resource.Row);
        try
        {
            statement.Step();
            return new ResourceSize(
                statement.GetInt64(0), statement.GetInt64(1), statement.GetInt64(2), statement.GetInt64(3), statement.GetInt64(4));
        }
        finally
        {
            statement.Reset();
        }
    }

    private static SqlQuery PartOf(ArchivedResource resource) =>
        new SqlQuery().Append($" AND {LevelTables.RowOf(resource.Level)} = ").Value(resource.Row);

    private ResourceSelect SelectOf(QueryRetrieveLevel level, SqlQuery conditions, IReadOnlyCollection<DicomTag>? computed) =>
        new(level, conditions, computed is null ? ComputedAttributes.None : ComputedAttributes.Of(computed, level), files);

    private ResourceSelect SelectOf(QueryRetrieveLevel level, IReadOnlyCollection<DicomTag>? computed) =>
        computed is null ? _all[(int)level] : SelectOf(level, new SqlQuery(), computed);

    private static ArchivedResource? ReadNamed(SqliteDatabase database, ResourceSelect select, ArchiveId id)
    {
        var statement = select.PrepareNamed(database, id);
        try
        {
            return statement.Step() ? select.Read(database, statement) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static void ReadAll(SqliteDatabase database, ResourceSelect select, List<ArchivedResource> found)
    {
        var statement = select.Some(MostFound).Prepare(database);
        try
        {
            while (statement.Step())
                found.Add(select.Read(database, statement));
        }
        finally
        {
            statement.Reset();
        }
    }
}
