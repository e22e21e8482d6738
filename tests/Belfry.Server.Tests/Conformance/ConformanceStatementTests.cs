using System.Text.RegularExpressions;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Server.Configuration;
using Belfry.Server.Conformance;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Conformance;

/// <summary>The statement against the page that quotes it, and against a server that runs.</summary>
public sealed partial class ConformanceStatementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Page_Quotes_WhatTheCommandWritesWithoutAConfiguration()
    {
        var page = File.ReadAllText(Path.Combine(TestData.Path(), "..", "..", "docs", "conformance.md")).ReplaceLineEndings("\n");
        Assert.EndsWith(Statement("{}"), page);
    }

    [Fact]
    public async Task SopClassesOfTheStatement_ProposedToThatServer_AreAccepted()
    {
        const string Json = """
            {"Worklists": {"Enable": true, "Database": "worklists"}, "DicomAlwaysAllowFindWorklist": true, "StorageDirectory": "archive",
             "Belfry": {"PatientStudyOnly": true}}
            """;
        Directory.CreateDirectory(Path.Combine(_folder.Path, "worklists"));
        var served = Statement(Json).Split('\n').Where(static line => line.Contains("| yes | yes |", StringComparison.Ordinal)).Select(UidOf).OfType<DicomUid>().Distinct().ToList();
        Assert.Contains(Uids.ModalityWorklistInformationModelFind, served);
        Assert.Contains(Uids.PatientStudyOnlyQueryRetrieveInformationModelGet, served);

        await using var server = await TestServer.StartAsync(Json, _folder.Path, Token);
        var accepted = await AcceptedAsync(server, [.. served.Where(static uid => TransferSyntax.Find(uid) is null)]);

        Assert.Equal(served.Where(static uid => TransferSyntax.Find(uid) is null).Order(), accepted.Order());
    }

    [Fact]
    public async Task StorageOfTheStatement_ProposedToThatServer_IsWhatIsAccepted()
    {
        const string Json = """{"RejectedSopClasses": ["1.2.840.10008.5.1.4.1.1.4*"], "StorageDirectory": "archive"}""";
        var statement = Statement(Json);
        var listed = statement[statement.IndexOf("## Storage SOP classes", StringComparison.Ordinal)..].Split('\n').Select(UidOf).OfType<DicomUid>().ToHashSet();
        await using var server = await TestServer.StartAsync(Json, _folder.Path, Token);

        var accepted = new List<DicomUid>();
        foreach (var proposed in StorageSopClass.All().Select(static sopClass => sopClass.Uid).Chunk(100))
            accepted.AddRange(await AcceptedAsync(server, proposed));

        Assert.DoesNotContain(Uids.MRImageStorage, listed);
        Assert.Equal(listed.Order(), accepted.Order());
    }

    [Theory]
    [InlineData("""{"DicomAet": "OURS", "DicomCheckCalledAet": true}""", "| AE title | OURS |", "| Called AE title checked | yes |")]
    [InlineData("""{"DicomModalities": {"a|b": ["CT", "ct.local", 104]}}""", "## Known modalities", "| a\\|b | CT | ct.local:104 | no | Echo, Store, Find,")]
    [InlineData("""{"Belfry": {"ArchiveEnabled": false}}""", "| Storage SOP classes | see below | yes | with a plugin that answers | anyone |", "## Storage")]
    [InlineData("""{"AcceptedTransferSyntaxes": ["1.2.840.10008.1.2"]}""", "| Explicit VR Little Endian | 1.2.840.10008.1.2.1 | no | yes |", "| yes | yes |")]
    [InlineData("""{"DicomServerEnabled": false}""", "| Listens on | nothing |", "| Listens with TLS on | nothing |")]
    public void Configuration_ThatSaysOtherwise_IsInTheStatement(string json, string first, string second)
    {
        var statement = Statement(json);
        Assert.Contains(first, statement, StringComparison.Ordinal);
        Assert.Contains(second, statement, StringComparison.Ordinal);
    }

    private string Statement(string json)
    {
        using var output = new StringWriter { NewLine = "\n" };
        ConformanceStatement.Write(ServerConfigurationReader.Read(ConfigurationDocument.Parse(json, "test.json", _folder.Path)), output);
        return output.ToString().ReplaceLineEndings("\n");
    }

    private static async Task<IReadOnlyList<DicomUid>> AcceptedAsync(TestServer server, IReadOnlyList<DicomUid> proposed)
    {
        var request = AssociationRequest.Create(AETitle.Parse("ME"), AETitle.Parse("ORTHANC"), proposed);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", server.DicomPort, request, Token);
        return [.. association.PresentationContexts.Select(static context => context.AbstractSyntax)];
    }

    private static DicomUid? UidOf(string line) => Uid().Match(line) is { Success: true } match ? new DicomUid(match.Groups[1].Value) : null;

    [GeneratedRegex(@"\| ([0-9]+(?:\.[0-9]+){5,}) \|")]
    private static partial Regex Uid();
}
