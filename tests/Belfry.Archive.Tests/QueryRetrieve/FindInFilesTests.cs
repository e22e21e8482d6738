using Belfry.Archive.Tests.Rebuild;
using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests.QueryRetrieve;

/// <summary>Queries for attributes that only files have, where one of the entities is odd.</summary>
public sealed class FindInFilesTests
{
    [Theory]
    [InlineData(QueryRetrieveLevel.Patient)]
    [InlineData(QueryRetrieveLevel.Study)]
    [InlineData(QueryRetrieveLevel.Series)]
    [InlineData(QueryRetrieveLevel.Image)]
    public async Task FindAsync_PatientIdsThatNoQueryCouldHold_EndNoQuery(QueryRetrieveLevel level)
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync();
        byte[][] ids = [[], "P1 "u8.ToArray(), "A\nB\u001B[31m"u8.ToArray(), "A\\B "u8.ToArray(), [0xC4, 0x20]];
        for (var i = 0; i < ids.Length; i++)
        {
            var instance = TestInstance.Make($"1.2.{i}.1.1", study: $"1.2.{i}", series: $"1.2.{i}.1");
            instance.Set(Tags.PatientID, VR.LO, ids[i]);
            instance.Set(Tags.KVP, 120 + i);
            await archive.StoreAsync(instance);
        }

        var found = await archive.FindAsync(level, new() { { Tags.PatientID, "" }, { Tags.KVP, "" } });

        Assert.Equal(["120", "121", "122", "123", "124"], found.Select(static entity => entity.GetString(Tags.KVP)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task FindAsync_AStudyOfTwoPatients_IsReadFromTheFileOfEach()
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync();
        foreach (var (patient, voltage) in ((string, int)[])[("P1", 120), ("", 140)])
        {
            var instance = TestInstance.Make($"1.2.3.4.{voltage}", patientId: patient);
            instance.Set(Tags.KVP, voltage);
            await archive.StoreAsync(instance);
        }

        var found = await archive.FindAsync(QueryRetrieveLevel.Study, new() { { Tags.PatientID, "" }, { Tags.KVP, "" } });

        Assert.Equal(["/140", "P1/120"], found.Select(static entity => $"{entity.GetString(Tags.PatientID)}/{entity.GetString(Tags.KVP)}").Order(StringComparer.Ordinal));
    }
}
