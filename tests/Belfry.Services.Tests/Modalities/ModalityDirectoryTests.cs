using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Belfry.Services.Tests.Modalities;

/// <summary>Which modalities plugins find.</summary>
public sealed class ModalityDirectoryTests
{
    private DicomPermissions _known = ServiceHost.OpenToAll with
    {
        Modalities =
        [
            new RemoteModality { Name = "ws", AETitle = AETitle.Parse("VIEWER"), Host = "192.0.2.1", Port = 104 },
            new RemoteModality { Name = "pacs", AETitle = AETitle.Parse("ARCHIVE"), Host = "192.0.2.2", Port = 11112, LocalAETitle = AETitle.Parse("OTHER") },
        ],
    };

    [Fact]
    public void Find_NameAndTitle_GiveTheEntry()
    {
        var modalities = Make();
        Assert.Equal(["pacs", "ws"], modalities.Names);
        var pacs = modalities["pacs"];
        Assert.Equal(("pacs", "ARCHIVE", "OTHER", "192.0.2.2", 11112), (pacs.Name, pacs.AETitle.Value, pacs.LocalAETitle.Value, pacs.Host, pacs.Port));
        Assert.Equal("ws", modalities.Find(AETitle.Parse("viewer"))?.Name);
        Assert.Equal("BELFRY", modalities["ws"].LocalAETitle.Value);
        Assert.Null(modalities.Find("PACS"));
        Assert.Null(modalities.Find(default(AETitle)));
    }

    [Fact]
    public void Find_AfterTheSnapshotWasReplaced_SeesTheNewOne()
    {
        var modalities = Make();
        var before = modalities["pacs"];
        _known = _known with { Modalities = [_known.Modalities[1] with { Host = "192.0.2.9" }] };
        Assert.Equal(["pacs"], modalities.Names);
        Assert.Equal("192.0.2.9", modalities["pacs"].Host);
        Assert.Equal("192.0.2.2", before.Host);
    }

    [Fact]
    public void Indexer_NoSuchName_NamesThoseThatThereAre()
    {
        var fault = Assert.Throws<ModalityException>(() => Make()["archive"]);
        Assert.Equal(ModalityFault.Unknown, fault.Fault);
        Assert.Equal("There is no modality \"archive\" in \"DicomModalities\"; there are: pacs, ws.", fault.Message);
        Assert.Equal("archive: no such modality", fault.Comment);
    }

    private IModalities Make() => new ModalityDirectory(() => _known, new InMemoryModalities(), StoreScuOptions.Default, TimeProvider.System, NullLogger.Instance);
}
