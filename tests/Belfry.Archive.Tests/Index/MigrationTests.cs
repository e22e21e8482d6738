using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>An index of a former version is opened.</summary>
public sealed class MigrationTests
{
    [Fact]
    public async Task Open_AnIndexWhoseIdentifiersWereFoundAsTheyAre_FindsThemWhereCaseDoesNotCount()
    {
        await using var folder = IndexFolder.Open();
        var header = Instances.Header("Pat-1", 1, 1, 1);
        header.Set(Tags.AccessionNumber, "Acc-1");
        await folder.Index.AddAsync(header);
        await folder.CloseAsync();
        using (var database = SqliteDatabase.Open(folder.Path, isReadOnly: false))
        {
            database.Execute("""
                DROP INDEX patients_by_patient_id;
                CREATE INDEX patients_by_patient_id ON patients (patient_id);
                DROP INDEX studies_by_accession_number;
                CREATE INDEX studies_by_accession_number ON studies (accession_number) WHERE accession_number IS NOT NULL;
                DROP TABLE job_records;
                PRAGMA user_version = 11;
                """);
        }

        folder.Reopen();

        var policy = MatchingPolicy.Baseline with { IgnoresCase = true };
        Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Study, new() { { Tags.PatientID, "PAT-1" }, { Tags.AccessionNumber, "acc*" } }, policy));
        Assert.Empty(await folder.Index.FindAsync(QueryRetrieveLevel.Study, new() { { Tags.PatientID, "PAT-1" } }));
        using var reader = SqliteDatabase.Open(folder.Path, isReadOnly: true);
        Assert.Equal(2, reader.QueryNumber("SELECT count(*) FROM sqlite_master WHERE sql LIKE 'CREATE INDEX%COLLATE NOCASE%'"));
    }
}
