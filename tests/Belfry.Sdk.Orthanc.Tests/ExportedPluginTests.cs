using System.Text.RegularExpressions;
using Belfry.Conformance;
using Belfry.Dicom;
using Belfry.Sdk.Orthanc.Tests.Hosts;
using Belfry.Server.Tests;

[assembly: AssemblyFixture(typeof(AllHosts))]

namespace Belfry.Sdk.Orthanc.Tests;

/// <summary>The same plugin in three hosts gives the same answers, asked by DCMTK.</summary>
public sealed partial class ExportedPluginTests(AllHosts all)
{
    public static TheoryData<string, string> Queries =>
        [.. Sample.All.SelectMany(sample => sample.Queries.Select(query => new TheoryDataRow<string, string>(sample.Folder, query)))];

    public static TheoryData<string> Folders => [.. Sample.All.Where(static sample => sample.Queries.Length != 0).Select(static sample => sample.Folder)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Queries))]
    [Trait("Section", "PS3.4 K.4")]
    [Trait("Section", "PS3.4 C.4.1")]
    public async Task Find_ExportedAndManaged_GiveTheSameAnswersAndStatus(string sample, string query)
    {
        var hosts = await all.OfAsync(sample);
        var managed = await AskAsync(hosts.ManagedPort, query);
        Assert.Equal(managed, await AskAsync(hosts.Orthanc.DicomPort, query));
        Assert.Equal(managed, await AskAsync(hosts.NativePort, query));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Find_QueriesOfTheSample_HaveAnswers(string sample)
    {
        var hosts = await all.OfAsync(sample);
        var answers = 0;
        foreach (var query in Sample.All.Single(one => one.Folder == sample).Queries)
            answers += (await AskAsync(hosts.ManagedPort, query)).Count - 1;
        Assert.NotEqual(0, answers);
    }

    [Theory]
    [InlineData("-W -k PatientID=REFUSED -k PatientName")]
    [InlineData("-S -k QueryRetrieveLevel=STUDY -k PatientID=REFUSED")]
    public async Task Find_StatusOfTheHandlersChoice_IsTheHostsOwnFailureAndInItsLog(string query)
    {
        var hosts = await all.OfAsync("four-families");
        Assert.Equal(["status: Refused: OutOfResources"], await AskAsync(hosts.ManagedPort, query));
        Assert.Equal(["status: Failed: UnableToProcess"], await AskAsync(hosts.Orthanc.DicomPort, query));
        Assert.Matches("four-families.*ended by the handler with status A700H \\(Not today\\)", hosts.Orthanc.Log);
    }

    [Fact]
    public async Task Find_ExceptionOfTheHandler_IsInTheLogWithItsStack()
    {
        var hosts = await all.OfAsync("four-families");
        Assert.Equal(["status: Failed: UnableToProcess"], await AskAsync(hosts.Orthanc.DicomPort, "-W -k PatientID=BROKEN"));
        Assert.Matches("four-families.*A worklist query failed with 1 \\(Plugin\\): System.InvalidOperationException: A bug", hosts.Orthanc.Log);
        Assert.Matches(@"at FourFamilies\.Department", hosts.Orthanc.Log);
    }

    [Theory]
    [InlineData("MANY0", "0x0000")]
    [InlineData("ONE-FAILS", "0xb000")]
    [InlineData("STORED", "0xb000|0xa702")]
    [InlineData("BROKEN", "0xc000")]
    [Trait("Section", "PS3.4 C.4.2")]
    public async Task Move_ExportedAndManaged_SendTheSameInstances(string patient, string status)
    {
        var hosts = await all.OfAsync("four-families");
        var managed = await MoveAsync(hosts, hosts.ManagedPort, patient, status);
        Assert.Equal(managed, await MoveAsync(hosts, hosts.Orthanc.DicomPort, patient, status));
        Assert.Equal(managed, await MoveAsync(hosts, hosts.NativePort, patient, status));
        Assert.Equal(patient switch { "MANY0" => 3, "ONE-FAILS" => 2, _ => 0 }, managed.Count);
    }

    [Fact]
    public async Task Move_StoredInOrthanc_IsSentFromThere()
    {
        var hosts = await all.OfAsync("four-families");
        var moved = await MoveAsync(hosts, hosts.ManagedPort, "MANY0", "0x0000");
        using var work = new TemporaryFolder();
        foreach (var (file, i) in moved.Values.Select(static (file, i) => (file, i)))
        {
            var path = Path.Combine(work.Path, $"{i}.dcm");
            await File.WriteAllBytesAsync(path, new DicomFile(
                DicomDataSet.Parse(Convert.FromHexString(file), TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian).ToBytes(), Token);
        }

        var own = await RealOrthanc.StartAsync(
            $"\"DicomAlwaysAllowMove\" : true, \"DicomAlwaysAllowStore\" : true, \"Plugins\" : [ \"{await PublishedPlugin.LibraryAsync("four-families", "FourFamilies")}\" ], "
            + $"\"DicomModalities\" : {{ \"scp\" : [ \"STORESCP\", \"127.0.0.1\", {hosts.StorePort} ] }}", work.Path);
        await using (own)
        {
            var (code, output) = await ForeignTool.RunAsync("storescu", ["127.0.0.1", $"{own.DicomPort}", .. Directory.GetFiles(work.Path, "*.dcm")]);
            Assert.True(code == 0, output);
            Assert.Equal(moved, await MoveAsync(hosts, own.DicomPort, "STORED", "0x0000"));
            Assert.Equal(0, await own.StopAsync());
        }
    }

    [Theory]
    [InlineData(2, 4, 1)]
    [InlineData(2, 404)]
    [Trait("Section", "PS3.4 J.3")]
    public async Task Commit_ExportedAndManaged_ReportTheSame(params int[] numbers)
    {
        var hosts = await all.OfAsync("four-families");
        var managed = await CommitAsync(hosts, hosts.ManagedPort, numbers);
        Assert.Equal(managed, await CommitAsync(hosts, hosts.Orthanc.DicomPort, numbers));
        Assert.Equal(managed, await CommitAsync(hosts, hosts.NativePort, numbers));
        Assert.Contains(numbers.Contains(404) ? "failed: 0110H processing failure  1.2.3.404" : "failed: 0112H no such object instance  1.2.3.1", managed, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2")]
    public async Task Move_FromAnotherPacs_IsFetchedAndForwardedAlike()
    {
        var hosts = await all.OfAsync("move-fetch-and-forward");
        var managed = await MoveAsync(hosts, hosts.ManagedPort, "P1", "0x0000");
        Assert.Equal(managed, await MoveAsync(hosts, hosts.Orthanc.DicomPort, "P1", "0x0000"));
        Assert.Equal(managed, await MoveAsync(hosts, hosts.NativePort, "P1", "0x0000"));
        Assert.Equal(3, managed.Count);
    }

    [Fact]
    [Trait("Section", "PS3.4 J.3")]
    public async Task Commit_ByAnotherArchive_IsReportedAlike()
    {
        var hosts = await all.OfAsync("commitment-external-archive");
        int[] numbers = [2, 4, 1, 7];
        var managed = await CommitAsync(hosts, hosts.ManagedPort, numbers);
        Assert.Equal(managed, await CommitAsync(hosts, hosts.Orthanc.DicomPort, numbers));
        Assert.Equal(managed, await CommitAsync(hosts, hosts.NativePort, numbers));
        Assert.Contains("2 committed, 2 failed", managed, StringComparison.Ordinal);
        Assert.Contains("failed: 0112H no such object instance  1.2.3.1", managed, StringComparison.Ordinal);
        Assert.Contains("failed: 0119H class/instance conflict  1.2.3.7", managed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PluginWithADescription_IsShownByOrthancWithIt()
    {
        using var folder = new TemporaryFolder();
        var sample = Sample.All.Single(static one => one.Folder == "worklist-csv");
        var library = await PublishedPlugin.LibraryAsync(sample.Folder, sample.Assembly);
        await using var orthanc = await RealOrthanc.StartAsync($"{sample.Settings}, \"Plugins\" : [ \"{library}\" ]", folder.Path);
        using var client = new HttpClient();
        var shown = await client.GetStringAsync(
            new Uri($"http://127.0.0.1:{orthanc.HttpPort}/plugins/worklist-csv"), Token);
        Assert.Contains("A worklist from a CSV or JSON file", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_AfterQueries_EndsOrthancCleanly()
    {
        using var folder = new TemporaryFolder();
        var library = await PublishedPlugin.LibraryAsync("worklist-hello", "WorklistHello");
        await using var orthanc = await RealOrthanc.StartAsync($"\"DicomAlwaysAllowFindWorklist\" : true, \"Plugins\" : [ \"{library}\" ]", folder.Path);
        Assert.Equal("status: Success", (await AskAsync(orthanc.DicomPort, "-W -k PatientName"))[^1]);
        Assert.Equal(0, await orthanc.StopAsync());
        Assert.Contains("Registering plugin 'worklist-hello'", orthanc.Log, StringComparison.Ordinal);
    }

    /// <summary>The answers, one line each, in order, and the final status.</summary>
    private static async Task<List<string>> AskAsync(int port, string query)
    {
        using var work = new TemporaryFolder();
        var (_, output) = await ForeignTool.RunAsync("findscu", ["-v", "-X", "-od", work.Path, "-aec", "ORTHANC", .. query.Split(' '), "127.0.0.1", $"{port}"]);
        var answers = Directory.GetFiles(work.Path, "rsp*.dcm").Order().Select(path => Normal(DicomFile.Open(path).DataSet)).ToList();
        var status = FinalStatus().Match(output);
        Assert.True(status.Success, output);
        answers.Add($"status: {status.Groups[1].Value}");
        return answers;
    }

    // Orthanc says its text in its default encoding and declares it, Belfry in that of the request where it can.
    private static string Normal(DicomDataSet answer)
    {
        answer.Reencode(SpecificCharacterSet.Utf8);
        answer.Remove(Tags.SpecificCharacterSet);
        return Convert.ToHexString(answer.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
    }

    private static async Task<SortedDictionary<string, string>> MoveAsync(SampleHosts hosts, int port, string patient, string status)
    {
        using var work = new TemporaryFolder();
        await using var scp = ForeignServer.Start("storescp", "-od", work.Path, "-aet", "STORESCP", $"{hosts.StorePort}");
        await scp.WaitForPortAsync(hosts.StorePort, Token);
        var (_, output) = await ForeignTool.RunAsync(
            "movescu", "-d", "-S", "-aec", "ORTHANC", "-aem", "STORESCP", "-k", "QueryRetrieveLevel=STUDY", "-k", $"PatientID={patient}",
            "-k", "StudyInstanceUID=1.2.3", "127.0.0.1", $"{port}");
        Assert.Matches($"DIMSE Status +: ({status})", output.Split('\n').Last(static line => line.Contains("DIMSE Status", StringComparison.Ordinal)));
        return new SortedDictionary<string, string>(Directory.GetFiles(work.Path).ToDictionary(
            static path => Path.GetFileName(path), static path => Convert.ToHexString(DicomFile.Open(path).DataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian))));
    }

    private static async Task<string> CommitAsync(SampleHosts hosts, int port, int[] numbers)
    {
        using var work = new TemporaryFolder();
        foreach (var number in numbers)
        {
            var instance = new DicomDataSet { { Tags.SOPClassUID, Uids.CTImageStorage }, { Tags.SOPInstanceUID, $"1.2.3.{number}" } };
            await File.WriteAllBytesAsync(
                Path.Combine(work.Path, $"{number}.dcm"), new DicomFile(instance, TransferSyntax.ExplicitVRLittleEndian).ToBytes(), Token);
        }

        using var output = new StringWriter();
        using var errors = new StringWriter();
        await Cli.Tool.RunAsync(
            Cli.Tool.Create(), ["commit", $"ORTHANC@127.0.0.1:{port}", work.Path, "--aet", "CMT", "--listen", $"{hosts.CommitmentPort}"], output, errors, cancellation: Token);
        return output.ToString().Replace(work.Path, "", StringComparison.Ordinal) + errors;
    }

    [GeneratedRegex(@"Final Find Response \((.*)\)")]
    private static partial Regex FinalStatus();
}
