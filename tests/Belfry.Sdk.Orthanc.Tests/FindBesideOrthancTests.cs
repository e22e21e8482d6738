using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk.Orthanc.Tests.Hosts;
using Belfry.Server.Tests;

namespace Belfry.Sdk.Orthanc.Tests;

/// <summary><c>/tools/find</c> of Belfry and of Orthanc, asked the same of the same instances.</summary>
public sealed class FindBesideOrthancTests
{
    private static readonly string[] _texts =
    [
        "PatientName=müller^él", "PatientName=MULLER^EL", "PatientName=MÜ*", "PatientID=pat-é", "PatientID=PAT-E", "PatientID=pat*", "PatientID=x\\NN",
        "AccessionNumber=acc-1", "AccessionNumber=ACC-1\\zz", "AccessionNumber=ac?-*", "StudyDescription=größe kopf", "StudyDescription=GRÖSSE KOPF",
        "StudyDescription=GROSSE KOPF", "StudyDescription=*KOPF", "StudyID=sid", "InstitutionName=SPITAL*", "RequestedProcedureDescription=RPD", "PatientSex=m",
        "ModalitiesInStudy=ct", "PatientComments=KO*", "SpecificCharacterSet=iso_ir 192",
    ];

    private static readonly string[] _asterisks =
    [
        "PatientName=*", "PatientName=**", "PatientName=?*", "PatientID=*", "StudyDescription=*", "AccessionNumber=*", "StudyID=*", "PatientComments=*", "InstitutionName=*",
        "ReferringPhysicianName=*", "StudyID=?*", "StudyDate=*", "StudyInstanceUID=*", "StudyTime=*", "SeriesNumber=*", "Rows=*", "PatientWeight=*", "PatientAge=*",
        "ReferencedStudySequence=*", "StudyDate=", "PatientName=",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_KeysInAnyCaseAndAsterisks_GiveTheSame()
    {
        using var folder = new TemporaryFolder();
        await using var orthanc = await RealOrthanc.StartAsync("\"Name\" : \"beside\"", folder.Path);
        await using var belfry = await TestServer.StartAsync("""{ "StorageDirectory" : "storage" }""", folder.Path, Token);
        using var client = new HttpClient();
        var ports = new[] { orthanc.HttpPort, belfry.HttpPort };
        foreach (var instance in Instances())
        {
            foreach (var port in ports)
            {
                using var file = new ByteArrayContent(new DicomFile(instance, TransferSyntax.ExplicitVRLittleEndian).ToBytes());
                using var answer = await client.PostAsync($"http://127.0.0.1:{port}/instances", file, Token);
                Assert.True(answer.IsSuccessStatusCode);
            }
        }

        List<string> differences = [];
        foreach (var key in _texts.Concat(_asterisks))
        {
            foreach (var isCaseSensitive in (bool?[])[null, false, true])
            {
                var expected = await FindAsync(client, orthanc.HttpPort, key, isCaseSensitive);
                var found = await FindAsync(client, belfry.HttpPort, key, isCaseSensitive);
                if (found != expected)
                    differences.Add($"{key} ({isCaseSensitive}): {expected}; here {found}");
            }
        }

        Assert.Empty(differences);
    }

    private static async Task<string> FindAsync(HttpClient client, int port, string key, bool? isCaseSensitive)
    {
        var parts = key.Split('=');
        var body = new Dictionary<string, object> { ["Level"] = "Study", ["Expand"] = true, ["Query"] = new Dictionary<string, string> { [parts[0]] = parts[1] } };
        if (isCaseSensitive is { } value)
            body["CaseSensitive"] = value;
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8);
        using var answer = await client.PostAsync($"http://127.0.0.1:{port}/tools/find", content, Token);
        if (!answer.IsSuccessStatusCode)
            return $"{(int)answer.StatusCode}";
        var studies = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        return string.Join(' ', studies.EnumerateArray().Select(static study => study.GetProperty("MainDicomTags").GetProperty("StudyInstanceUID").GetString()).Order());
    }

    private static IEnumerable<DicomDataSet> Instances()
    {
        yield return Instance(
            1,
            (Tags.PatientID, "Pat-é"), (Tags.PatientName, "Müller^Él"), (Tags.StudyDescription, "Größe Kopf"), (Tags.AccessionNumber, "Acc-1"), (Tags.StudyID, "Sid"),
            (Tags.Modality, "CT"), (Tags.InstitutionName, "Spital Zürich"), (Tags.PatientSex, "M"), (Tags.RequestedProcedureDescription, "Rpd"), (Tags.PatientComments, "Komm"));
        yield return Instance(2, (Tags.PatientID, "nn"), (Tags.StudyDescription, ""), (Tags.Modality, "MR"));
        yield return Instance(3, (Tags.PatientID, ""), (Tags.PatientName, ""), (Tags.AccessionNumber, ""), (Tags.PatientComments, ""), (Tags.StudyID, ""));
        yield return Instance(4, (Tags.PatientID, "PAT-É"), (Tags.StudyDescription, "GRÖSSE KOPF"), (Tags.AccessionNumber, "ACC-1"));
    }

    private static DicomDataSet Instance(int study, params (DicomTag Tag, string Value)[] attributes)
    {
        var instance = new DicomDataSet
        {
            { Tags.SpecificCharacterSet, "ISO_IR 192" },
            { Tags.SOPClassUID, Uids.SecondaryCaptureImageStorage },
            { Tags.SOPInstanceUID, $"1.2.{study}.1.1" },
            { Tags.StudyInstanceUID, $"1.2.{study}" },
            { Tags.SeriesInstanceUID, $"1.2.{study}.1" },
        };
        foreach (var (tag, value) in attributes)
        {
            if (value.Length == 0)
                instance.SetEmpty(tag);
            else
                instance.Set(tag, value);
        }

        return instance;
    }
}
