using System.Net;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Processes;

/// <summary>A C-MOVE that was answered is a job: the server is killed in its middle, and all its instances arrive; it is steered over HTTP.</summary>
public sealed class MoveJobKillTests : IAsyncDisposable
{
    private const int Count = 4;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource _third = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StoredInstances _stored;
    private readonly DicomListener _station;
    private volatile bool _isOpen;

    public MoveJobKillTests()
    {
        _stored = new StoredInstances { Before = HoldThirdAsync };
        _station = new DicomListener(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, ReportSink.TakesRoles(), _stored);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Settings => $$"""
        "StorageDirectory" : "archive", "SynchronousCMove" : false, "DicomAlwaysAllowMove" : true,
        "DicomModalities" : { "station" : [ "STATION", "127.0.0.1", {{_station.LocalEndPoints[0].Port}} ] }
        """;

    [Fact]
    public async Task Kill_InTheMiddle_TheOthersArriveAfterTheRestart()
    {
        await _station.StartAsync(Token);
        var configuration = _folder.Write("belfry.json", $$"""{ {{Settings}}, "HttpServerEnabled" : false, "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ] } }""");
        await using (var server = await ServerProcess.StartAsync(configuration))
        {
            await StoreAsync(server.DicomPort);
            await MoveAsync(server.DicomPort);
            await _third.Task.WaitAsync(_patience, Token);
            await server.KillAsync();
        }

        _isOpen = true;
        await using (var server = await ServerProcess.StartAsync(configuration))
            await _all.Task.WaitAsync(_patience, Token);
    }

    [Fact]
    public async Task Cancel_OverHttp_EndsTheJobAndItIsShown()
    {
        await _station.StartAsync(Token);
        await using var server = await TestServer.StartAsync($$"""{ {{Settings}} }""", _folder.Path, Token);
        await StoreAsync(server.DicomPort);
        await MoveAsync(server.DicomPort);
        await _third.Task.WaitAsync(_patience, Token);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };
        using var jobs = JsonDocument.Parse(await client.GetStringAsync("/jobs", Token));
        var id = Assert.Single(jobs.RootElement.EnumerateArray()).GetString() ?? "";
        using var answer = await client.PostAsync($"/jobs/{id}/cancel", new StringContent(""), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotNull(await server.Running.Jobs.WaitForAsync(Guid.Parse(id), Token).AsTask().WaitAsync(_patience, Token));

        using var job = JsonDocument.Parse(await client.GetStringAsync($"/jobs/{id}", Token));
        Assert.Equal(("DicomModalityStore", "Failure", 37, 50), (TextOf(job, "Type"), TextOf(job, "State"), job.RootElement.GetProperty("ErrorCode").GetInt32(), job.RootElement.GetProperty("Progress").GetInt32()));
        var content = job.RootElement.GetProperty("Content");
        Assert.Equal(("C-MOVE", "STATION", "ORTHANC", "WORKSTATION"), (
            content.GetProperty("Description").GetString(), content.GetProperty("RemoteAet").GetString(),
            content.GetProperty("LocalAet").GetString(), content.GetProperty("MoveOriginatorAET").GetString()));
        Assert.Equal((Count, 0), (content.GetProperty("InstancesCount").GetInt32(), content.GetProperty("FailedInstancesCount").GetInt32()));
        Assert.Equal(
            Archive.ArchiveId.OfStudy("P1", new DicomUid("1.2.826.1")).ToString(), Assert.Single(content.GetProperty("ParentResources").EnumerateArray()).GetString());
    }

    public async ValueTask DisposeAsync()
    {
        await _station.DisposeAsync();
        _folder.Dispose();
    }

    private static string? TextOf(JsonDocument job, string name) => job.RootElement.GetProperty(name).GetString();

    private async ValueTask HoldThirdAsync(DimseOperation operation)
    {
        var uid = ((CStoreRequest)operation.Request).AffectedSopInstanceUid.Value;
        if (!_isOpen && uid == UidOf(3))
        {
            _third.TrySetResult();
            await Task.Delay(Timeout.Infinite, operation.Cancellation);
        }

        var arrived = _stored.All.Select(static one => one.Request.AffectedSopInstanceUid.Value).Append(uid).Distinct().Count();
        if (arrived == Count)
            _all.TrySetResult();
    }

    private static string UidOf(int number) => $"1.2.826.1.1.{number}";

    private static async Task MoveAsync(int port)
    {
        await using var association = await AssociateAsync(port, Uids.StudyRootQueryRetrieveInformationModelMove);
        var identifier = new DicomDataSet { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.StudyInstanceUID, "1.2.826.1" } };
        var replies = await RetrieveHost.MoveAsync(association, "STATION", identifier, cancellation: Token);
        Assert.Equal(DimseStatus.Success, Assert.Single(replies).Response.Status);
    }

    private static async Task StoreAsync(int port)
    {
        await using var association = await AssociateAsync(port, Uids.CTImageStorage);
        for (var number = 1; number <= Count; number++)
        {
            var dataSet = new DicomDataSet
            {
                { Tags.SOPClassUID, Uids.CTImageStorage },
                { Tags.SOPInstanceUID, UidOf(number) },
                { Tags.PatientID, "P1" },
                { Tags.StudyInstanceUID, "1.2.826.1" },
                { Tags.SeriesInstanceUID, "1.2.826.1.1" },
                { Tags.InstanceNumber, number },
            };
            using var bytes = new MemoryStream(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
            var request = new CStoreRequest(Uids.CTImageStorage, new DicomUid(UidOf(number)));
            var reply = await association.StoreAsync(association.PresentationContexts[0], request, bytes, _patience, Token);
            Assert.Equal(DimseStatus.Success, reply.Status);
        }

        await association.ReleaseAsync(Token);
    }

    private static async Task<Association> AssociateAsync(int port, DicomUid sopClass)
    {
        var request = AssociationRequest.Create(AETitle.Parse("WORKSTATION"), AETitle.Parse("ORTHANC"), [sopClass], Uids.ExplicitVRLittleEndian);
        return await new AssociationRequestor().RequestAsync("127.0.0.1", port, request, Token);
    }
}
