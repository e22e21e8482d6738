using System.Globalization;
using Xunit;

namespace Belfry.Archive.Tests;

public sealed class SqliteDatabaseTests
{
    [Fact]
    public async Task Prepare_MoreThanAreKept_LeavesTheStatementThatIsRead()
    {
        await using var folder = IndexFolder.Open();
        using var database = SqliteDatabase.Open(folder.Path, isReadOnly: true);
        var outer = database.Prepare("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3");
        List<long> read = [];

        while (outer.Step())
        {
            read.Add(outer.GetInt64(0));
            for (var other = 0; other < 150; other++)
                database.Prepare(string.Create(CultureInfo.InvariantCulture, $"SELECT {read.Count * 1000 + other}")).Run();
        }

        outer.Reset();
        Assert.Equal([1, 2, 3], read);
        Assert.NotSame(outer, database.Prepare("SELECT 4"));
    }
}
