using System.Net;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Server.Tests;
using Belfry.TestKit;

namespace Belfry.Attacks.Tests;

/// <summary>A whole server with an archive and worklists, for those who mean it harm, and the questions that are asked afterwards.</summary>
internal sealed class AttackedServer : IAsyncDisposable
{
    private const string Configuration = """
        {
          "DicomAet": "BELFRY", "StorageDirectory": "archive", "Worklists": { "Enable": true, "Database": "worklists" },
          "DicomAlwaysAllowFind": true, "DicomAlwaysAllowFindWorklist": true, "DicomAlwaysAllowMove": true, "DicomAlwaysAllowGet": true,
          "DicomModalities": { "peer": ["PEER", "127.0.0.1", 1] },
          "Belfry": { "MaximumAssociationsPerAddress": 40, "CommitmentMaxReferences": 1000 }
        }
        """;

    private readonly TemporaryFolder _folder;
    private readonly TestServer _server;

    private AttackedServer(TemporaryFolder folder, TestServer server)
    {
        _folder = folder;
        _server = server;
    }

    public string Folder => _folder.Path;

    public int Port => _server.DicomPort;

    public int HttpPort => _server.HttpPort;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="configuration">Another configuration than the one that allows much.</param>
    public static async Task<AttackedServer> StartAsync(string configuration = Configuration)
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "worklists"));
        return new AttackedServer(folder, await TestServer.StartAsync(configuration, folder.Path, Token));
    }

    /// <summary>A connection on which anything may be sent.</summary>
    public Task<ScriptedPeer> ConnectAsync() => ScriptedPeer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port));

    /// <summary>An association for these SOP classes, contexts 1, 3, 5 and so on, in Implicit VR Little Endian unless said.</summary>
    public async Task<ScriptedPeer> AssociateAsync(DicomUid transferSyntax, params IReadOnlyList<DicomUid> sopClasses)
    {
        var peer = await ConnectAsync();
        peer.Request = peer.Request with
        {
            PresentationContexts = [.. sopClasses.Select((uid, index) => new ProposedPresentationContext((byte)(2 * index + 1), uid, [transferSyntax]))],
        };
        await peer.AssociateAsync();
        return peer;
    }

    /// <summary>An association of somebody who keeps to the rules.</summary>
    public async Task<Association> AssociateProperlyAsync(params IReadOnlyList<DicomUid> sopClasses)
    {
        var request = AssociationRequest.Create(AETitle.Parse("PEER"), AETitle.Parse("BELFRY"), sopClasses);
        return await new AssociationRequestor().RequestAsync("127.0.0.1", Port, request, Token);
    }

    /// <summary>A C-ECHO of somebody else is answered.</summary>
    public async Task AssertServesAsync()
    {
        await using var association = await AssociateProperlyAsync(Uids.Verification);
        var replies = await association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).ToListAsync(Token);
        Assert.Equal(DimseStatus.Success, Assert.Single(replies).Status);
    }

    /// <summary>Sends an instance by its bytes.</summary>
    public async Task<ReceivedCommand> StoreAsync(byte[] dataSet, DicomUid transferSyntax, string sopInstance = "1.2.3.4")
    {
        await using var peer = await AssociateAsync(transferSyntax, Uids.CTImageStorage);
        await peer.SendAsync(Wire.Message(1, new CStoreRequest(Uids.CTImageStorage, new DicomUid(sopInstance)), 1, new RawDataSet(dataSet)));
        return await peer.ExpectResponseAsync();
    }

    /// <summary>A CT image that is as it should be.</summary>
    public static DicomDataSet Image(string sopInstance, string patientId = "P1") => new()
    {
        { Tags.SOPClassUID, Uids.CTImageStorage },
        { Tags.SOPInstanceUID, sopInstance },
        { Tags.PatientID, patientId },
        { Tags.StudyInstanceUID, "1.2.1" },
        { Tags.SeriesInstanceUID, "1.2.1.1" },
    };

    /// <summary>How many instances there are, asked by somebody who keeps to the rules.</summary>
    public async Task<int> CountAsync(DicomDataSet? more = null)
    {
        await using var association = await AssociateProperlyAsync(Uids.StudyRootQueryRetrieveInformationModelFind);
        var query = more ?? new DicomDataSet();
        query.Set(Tags.QueryRetrieveLevel, "STUDY");
        query.Set(Tags.NumberOfStudyRelatedInstances, "");
        var count = 0;
        var request = new CFindRequest(Uids.StudyRootQueryRetrieveInformationModelFind);
        await foreach (var reply in association.InvokeAsync(request, query, Token))
            count += (int)(reply.DataSet?.GetInteger(Tags.NumberOfStudyRelatedInstances) ?? 0);
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
