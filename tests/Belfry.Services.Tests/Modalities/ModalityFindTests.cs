using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests.Modalities;

/// <summary>C-ECHO and C-FIND of plugins.</summary>
public sealed class ModalityFindTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Echo_PeerThatAnswers_Returns()
    {
        await using var archive = new ArchiveHost();
        var modalities = archive.AsModality("PACS");
        await PluginModalities.Of(modalities)["PACS"].EchoAsync(Token);
        Assert.Equal("BELFRY", Assert.Single(modalities.Requests).CallingAETitle.Value);
        await archive.Log.WaitForAsync(2001, 1, Token);
    }

    [Fact]
    public async Task Find_Studies_GivesAnswersAndReleases()
    {
        FindQuery? asked = null;
        await using var archive = new ArchiveHost(new ScriptedFind((request, cancellation) =>
        {
            asked = request.Query;
            return ScriptedWorklist.AsyncOf([Study("1.2.3"), Study("1.2.4")], cancellation);
        }));
        var query = PluginModalities.Studies((Tags.PatientID, "P1"), (Tags.StudyInstanceUID, ""));
        var answers = await PluginModalities.Of(archive.AsModality("PACS"))["PACS"].FindAsync(query, cancellation: Token).ToListAsync(Token);
        Assert.Equal(["1.2.3", "1.2.4"], answers.Select(static answer => answer.GetString(Tags.StudyInstanceUID)));
        Assert.Equal((QueryRetrieveLevel.Study, "P1"), (asked?.Level, asked?.PatientId));
        Assert.False(query.Identifier.Contains(Tags.QueryRetrieveLevel));
    }

    [Fact]
    public async Task Find_PeerThatHasMore_TellsSoAfterTheLast()
    {
        await using var archive = new ArchiveHost(new ScriptedFind((request, cancellation) =>
        {
            request.MarkIncomplete();
            return ScriptedWorklist.AsyncOf([Study("1.2.3")], cancellation);
        }));
        var told = 0;
        var answers = PluginModalities.Of(archive.AsModality("PACS"))["PACS"].FindAsync(PluginModalities.Studies(), () => told++, Token);
        Assert.Single(await answers.ToListAsync(Token));
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Find_PeerThatFails_TellsItsStatusAndComment()
    {
        await using var archive = new ArchiveHost(new ScriptedFind((_, _) => throw new DimseStatusException(new DimseStatus(0xA700), "Not today")));
        var fault = await FindFaultAsync(archive.AsModality("PACS"));
        Assert.Equal((ModalityFault.Failed, "A700H", "PACS: Not today"), (fault.Fault, fault.Status?.ToString(), fault.Comment));
        Assert.Equal("C-FIND at PACS (PACS at memory:104): the peer answered with A700H: Not today", fault.Message);
    }

    [Fact]
    public async Task Find_PeerThatServesNoQueries_IsNotSupported()
    {
        await using var archive = new ArchiveHost();
        var fault = await FindFaultAsync(archive.AsModality("PACS"));
        Assert.Equal((ModalityFault.NotSupported, "PACS: does not serve this"), (fault.Fault, fault.Comment));
    }

    [Fact]
    public async Task Find_PeerThatRefuses_IsRefused()
    {
        await using var modalities = new InMemoryModalities();
        modalities.Add("PACS", static _ => ValueTask.CompletedTask).Policy.Decide =
            static (_, _) => ValueTask.FromResult(AssociationDecision.Reject(AssociationRejection.CallingAETitleNotRecognized));
        Assert.Equal(ModalityFault.Refused, (await FindFaultAsync(modalities)).Fault);
    }

    [Fact]
    public async Task Find_NobodyListens_IsUnreachable()
    {
        await using var modalities = new InMemoryModalities();
        modalities.Add("PACS", static () => throw new AssociationException(AssociationEndReason.ConnectionFailed, "No connection."));
        Assert.Equal(ModalityFault.Unreachable, (await FindFaultAsync(modalities)).Fault);
    }

    [Fact]
    public async Task Find_PeerThatAborts_IsBrokenOffAfterTheAnswersSoFar()
    {
        await using var modalities = new InMemoryModalities();
        modalities.Add("PACS", static async operation =>
        {
            await operation.RespondAsync(operation.Request.CreateResponse(DimseStatus.Pending), Study("1.2.3"));
            await operation.FlushAsync();
            operation.Association.Abort();
        });
        await using var answers = PluginModalities.Of(modalities)["PACS"].FindAsync(PluginModalities.Studies(), cancellation: Token).GetAsyncEnumerator(Token);
        Assert.True(await answers.MoveNextAsync());
        var fault = await Assert.ThrowsAsync<ModalityException>(async () => await answers.MoveNextAsync());
        Assert.Equal(ModalityFault.BrokenOff, fault.Fault);
    }

    [Fact]
    public async Task Find_PeerThatSaysNothing_IsSilent()
    {
        await using var modalities = new InMemoryModalities
        {
            Limits = AssociationLimits.Default with { ReleaseTimeout = TimeSpan.FromMilliseconds(50) },
        };
        modalities.Add("PACS", static async operation => await operation.Association.Completion);
        var options = StoreScuOptions.Default with { ResponseTimeout = TimeSpan.FromMilliseconds(50) };
        var fault = await FindFaultAsync(modalities, options);
        Assert.Equal((ModalityFault.Silent, "PACS: does not answer"), (fault.Fault, fault.Comment));
    }

    [Fact]
    [Trait("Section", "PS3.7 9.3.2.3")]
    public async Task Find_LeftAfterTheFirstAnswer_CancelsAndReleases()
    {
        var handler = new Endless();
        await using var archive = new ArchiveHost(handler);
        await foreach (var _ in PluginModalities.Of(archive.AsModality("PACS"))["PACS"].FindAsync(PluginModalities.Studies(), cancellation: Token))
            break;
        await handler.Left.WaitAsync(Token);
        await archive.Log.WaitForAsync(2001, 1, Token);
        Assert.Contains(archive.Log.All, static line => line.Id == 2001 && line.Text.Contains("ReleasedByPeer"));
    }

    [Fact]
    [Trait("Section", "PS3.7 9.3.2.3")]
    public async Task Find_TokenThatFires_CancelsAndThrows()
    {
        var handler = new Endless();
        await using var archive = new ArchiveHost(handler);
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in PluginModalities.Of(archive.AsModality("PACS"))["PACS"].FindAsync(PluginModalities.Studies(), cancellation: source.Token))
                await source.CancelAsync();
        });
        await handler.Left.WaitAsync(Token);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.5.1.1")]
    public async Task Find_RelationalQuery_IsProposed()
    {
        FindQuery? asked = null;
        await using var archive = new ArchiveHost(
            new ScriptedFind((request, cancellation) =>
            {
                asked = request.Query;
                return ScriptedWorklist.AsyncOf([], cancellation);
            }),
            findOptions: FindOptions.Default with { Granted = QueryRetrieveOptions.Relational });
        var image = PluginModalities.Query(QueryRetrieveLevel.Image, (Tags.SOPInstanceUID, "1.2.3.4.1"));
        var query = new FindQuery(image.Identifier, image.Model, image.Level) { IsRelational = true };
        Assert.Empty(await PluginModalities.Of(archive.AsModality("PACS"))["PACS"].FindAsync(query, cancellation: Token).ToListAsync(Token));
        Assert.True(asked?.IsRelational);
    }

    [Fact]
    public async Task List_Study_AsksLevelByLevelOnOneAssociation()
    {
        List<string?> levels = [];
        await using var archive = new ArchiveHost(new ScriptedFind((request, cancellation) =>
        {
            levels.Add(request.Query.Identifier.GetString(Tags.QueryRetrieveLevel));
            return ScriptedWorklist.AsyncOf(request.Query.Level switch
            {
                QueryRetrieveLevel.Study => [Study("1.2.3")],
                QueryRetrieveLevel.Series => [new DicomDataSet { { Tags.SeriesInstanceUID, "1.2.3.1" } }, new DicomDataSet { { Tags.SeriesInstanceUID, "1.2.3.2" } }],
                _ => [new DicomDataSet { { Tags.SOPInstanceUID, request.Query.SeriesInstanceUids[0].Value + ".1" }, { Tags.SOPClassUID, Uids.CTImageStorage } }],
            }, cancellation);
        }));
        var modalities = archive.AsModality("PACS");
        var instances = await PluginModalities.Of(modalities)["PACS"].ListAsync(PluginModalities.Study(), Token).ToListAsync(Token);
        Assert.Equal(["1.2.3.1.1", "1.2.3.2.1"], instances.Select(static one => one.GetString(Tags.SOPInstanceUID)));
        Assert.All(instances, static one => Assert.Equal(Uids.CTImageStorage, one.GetUid(Tags.SOPClassUID)));
        Assert.Equal(["STUDY", "SERIES", "IMAGE", "IMAGE"], levels);
        Assert.Single(modalities.Requests);
    }

    [Fact]
    public async Task FindWorklist_Items_AreGiven()
    {
        await using var archive = new ArchiveHost(worklist: ScriptedWorklist.Of(new DicomDataSet { { Tags.PatientID, "P1" } }));
        var query = new WorklistQuery(new DicomDataSet { { Tags.PatientID, "" } });
        var items = await PluginModalities.Of(archive.AsModality("RIS"))["RIS"].FindWorklistAsync(query, cancellation: Token).ToListAsync(Token);
        Assert.Equal("P1", Assert.Single(items).GetString(Tags.PatientID));
    }

    private static DicomDataSet Study(string uid) => new() { { Tags.StudyInstanceUID, uid } };

    private static async Task<ModalityException> FindFaultAsync(InMemoryModalities modalities, StoreScuOptions? options = null) =>
        await Assert.ThrowsAsync<ModalityException>(async () =>
            await PluginModalities.Of(modalities, options)["PACS"].FindAsync(PluginModalities.Studies(), cancellation: Token).ToListAsync(Token));

    /// <summary>Answers until it is left.</summary>
    private sealed class Endless : IFindHandler
    {
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Left => _left.Task;

        public async IAsyncEnumerable<DicomDataSet> FindAsync(FindRequest request, [EnumeratorCancellation] CancellationToken cancellation)
        {
            try
            {
                for (var i = 1; ; i++)
                {
                    await Task.Yield();
                    cancellation.ThrowIfCancellationRequested();
                    yield return Study($"1.2.{i}");
                }
            }
            finally
            {
                _left.SetResult();
            }
        }
    }
}
