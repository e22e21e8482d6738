using System.Net;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Reads resources of one level, with what is part of them; or bare, their identifiers and attributes alone.</summary>
internal sealed class ResourceSelect(QueryRetrieveLevel level, SqlQuery conditions, ComputedAttributes computed, FileRow files, bool isBare = false)
    : RowSelect<ArchivedResource>(level, conditions, ColumnsOf(level, computed, isBare))
{
    // Row, identifier, identifier above, protection, last update.
    private const int FirstTag = 5;

    // The latest instance by its row; ascending rows are ascending times.
    private static readonly string[] _received =
    [
        "(SELECT received FROM instances WHERE id = (SELECT max(z.id) FROM studies x JOIN series y ON y.study = x.id JOIN instances z ON z.series = y.id"
        + " WHERE x.patient = p.id))",
        "(SELECT received FROM instances WHERE id = (SELECT max(z.id) FROM series y JOIN instances z ON z.series = y.id WHERE y.study = s.id))",
        "(SELECT received FROM instances WHERE id = (SELECT max(z.id) FROM instances z WHERE z.series = e.id))",
        "i.received",
    ];

    // Made when they are first asked for.
    private string? _namedText;
    private string? _childrenText;

    /// <summary>Those of a level that read all there is and compute nothing: their texts are made once.</summary>
    public static IReadOnlyList<ResourceSelect> OfAll(FileRow files) =>
        [.. Enum.GetValues<QueryRetrieveLevel>().Select(level => new ResourceSelect(level, new SqlQuery(), ComputedAttributes.None, files))];

    /// <summary>The statement of the resource of an identifier, whatever the conditions; the identifier is bound.</summary>
    public SqliteStatement PrepareNamed(SqliteDatabase database, ArchiveId id) =>
        database.Prepare(_namedText ??= TextWhere($"{LevelTables.AliasOf(Level)}.public_id")).Bind(1, id.ToBytes());

    /// <inheritdoc/>
    public override ArchivedResource Read(SqliteDatabase database, SqliteStatement row)
    {
        var number = row.GetInt64(0);
        var resource = new ArchivedResource
        {
            Level = Level,
            Row = number,
            Id = ArchiveId.FromBytes(row.GetBytes(1)),
            Parent = row.IsNull(2) ? null : ArchiveId.FromBytes(row.GetBytes(2)),
            IsProtected = row.GetInt64(3) != 0,
            LastUpdate = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
            Kept = EntitySelect.ReadTags(row, FirstTag, (int)Level + 1, computed),
        };
        if (isBare)
            return resource;
        if (Level == QueryRetrieveLevel.Image)
            return ReadInstance(database, number, resource);
        resource = resource with { Children = ReadChildren(database, number) };
        return Level == QueryRetrieveLevel.Series ? resource with { InstanceNumbers = ReadNumbers(database, number) } : resource;
    }

    private static string ColumnsOf(QueryRetrieveLevel level, ComputedAttributes computed, bool isBare)
    {
        var alias = LevelTables.AliasOf(level);
        var parent = level == QueryRetrieveLevel.Patient ? "NULL" : $"{LevelTables.AliasOf(level - 1)}.public_id";
        var received = isBare ? "0" : $"coalesce({_received[(int)level]}, 0)";
        var updated = level == QueryRetrieveLevel.Image ? received : $"max({alias}.updated, {received})";
        return $"{alias}.id, {alias}.public_id, {parent}, p.is_protected, {updated}, {EntitySelect.TagColumns(level)}{computed.Sql}";
    }

    private List<ArchiveId> ReadChildren(SqliteDatabase database, long row)
    {
        var below = Level + 1;
        _childrenText ??= $"SELECT public_id FROM {LevelTables.NameOf(below)} WHERE {LevelTables.ParentOf(below)} = ? ORDER BY id";
        var statement = database.Prepare(_childrenText).Bind(1, row);
        List<ArchiveId> children = [];
        try
        {
            while (statement.Step())
                children.Add(ArchiveId.FromBytes(statement.GetBytes(0)));
        }
        finally
        {
            statement.Reset();
        }

        return children;
    }

    private static List<long?> ReadNumbers(SqliteDatabase database, long row)
    {
        var statement = database.Prepare("SELECT number FROM instances WHERE series = ?").Bind(1, row);
        List<long?> numbers = [];
        try
        {
            while (statement.Step())
                numbers.Add(statement.GetInt64(0) is var number && number == PreparedInstance.NoNumber ? null : number);
        }
        finally
        {
            statement.Reset();
        }

        return numbers;
    }

    private ArchivedResource ReadInstance(SqliteDatabase database, long row, ArchivedResource resource)
    {
        var statement = database.Prepare(
            $"SELECT {FileRow.Columns}, o.kind, o.calling_ae, o.called_ae, o.address, o.user FROM instances i JOIN origins o ON o.id = i.origin WHERE i.id = ?")
            .Bind(1, row);
        try
        {
            return statement.Step()
                ? resource with { File = files.Read(database, statement), Origin = ReadOrigin(statement, 9) }
                : resource;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static InstanceOrigin ReadOrigin(SqliteStatement row, int first) => new()
    {
        Kind = (InstanceOriginKind)row.GetInt32(first),
        CallingAETitle = AETitleOf(row.GetText(first + 1)),
        CalledAETitle = AETitleOf(row.GetText(first + 2)),
        RemoteAddress = IPAddress.TryParse(row.GetText(first + 3), out var address) ? address : null,
        User = row.GetText(first + 4) is { Length: > 0 } user ? user : null,
    };

    private static AETitle AETitleOf(string? text) => AETitle.TryParse(text, out var title) ? title : default;
}
