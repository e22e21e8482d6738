using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

public sealed class FindProviderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Section", "PS3.4 K.4.1.1.3")]
    public async Task Find_Answer_HasExactlyTheRequestedKeys()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of(WorklistSamples.Read("W03")));
        await using var association = await host.AssociateAsync();
        var query = new DicomDataSet
        {
            { Tags.PatientID, "P1003" },
            { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, "" }, { Tags.ScheduledStationName, "" } } },
        };
        query.SetEmpty(Tags.PatientName);
        query.SetEmpty(Tags.PatientAddress);

        var replies = await ServiceHost.FindAsync(association, query, Token);

        Assert.Equal([DimseStatus.Pending, DimseStatus.Success], replies.Select(static r => r.Status));
        var answer = Assert.IsType<DicomDataSet>(replies[0].DataSet);
        Assert.Equal([Tags.PatientName, Tags.PatientID, Tags.PatientAddress, Tags.ScheduledProcedureStepSequence], answer.Select(static e => e.Tag));
        Assert.Equal("SMITH^JOHN^A", answer.GetString(Tags.PatientName));
        Assert.True(answer.TryGetElement(Tags.PatientAddress, out var address) && address.IsEmpty);
        var step = Assert.Single(answer.GetSequence(Tags.ScheduledProcedureStepSequence));
        Assert.Equal([Tags.Modality, Tags.ScheduledStationName], step.Select(static e => e.Tag));
        Assert.Equal("US", step.GetString(Tags.Modality));
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2")]
    public async Task Find_AnyTransferSyntax_GivesTheSameAnswer(string transferSyntax)
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of(WorklistSamples.Read("W01")));
        await using var association = await host.AssociateAsync(transferSyntaxes: new DicomUid(transferSyntax));
        var query = new DicomDataSet();
        query.SetEmpty(Tags.PatientName);
        query.SetEmpty(Tags.ScheduledProcedureStepSequence);

        var answer = (await ServiceHost.FindAsync(association, query, Token))[0].DataSet!;

        Assert.Equal("Müller^Jörg^^Dr.", answer.GetString(Tags.PatientName));
        var step = Assert.Single(answer.GetSequence(Tags.ScheduledProcedureStepSequence));
        Assert.Equal("CTHEAD", Assert.Single(step.GetSequence(Tags.ScheduledProtocolCodeSequence)).GetString(Tags.CodeValue));
    }

    [Theory]
    [InlineData("", "W01", "ISO_IR 100", "Müller^Jörg^^Dr.")]
    [InlineData("ISO_IR 192", "W01", "ISO_IR 192", "Müller^Jörg^^Dr.")]
    [InlineData("ISO_IR 100", "W01", "ISO_IR 100", "Müller^Jörg^^Dr.")]
    [InlineData("ISO_IR 100", "W12", "ISO_IR 192", "Łukasiewicz^Zoë")]
    [InlineData("ISO_IR 100", "W11", "ISO_IR 100", "MÜLLER^JÖRG^^DR.")]
    [InlineData("ISO_IR 100", "W07", "\\ISO 2022 IR 87", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData("", "W03", null, "SMITH^JOHN^A")]
    [Trait("Section", "PS3.4 C.2.2.2")]
    public async Task Find_Answer_IsInACharacterSetThatHoldsIt(string requested, string item, string? expected, string name)
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of(WorklistSamples.Read(item)));
        await using var association = await host.AssociateAsync();
        var query = new DicomDataSet();
        if (requested.Length > 0)
            query.Set(Tags.SpecificCharacterSet, requested);
        query.SetEmpty(Tags.PatientName);

        var answer = (await ServiceHost.FindAsync(association, query, Token))[0].DataSet!;

        Assert.Equal(expected, answer.GetString(Tags.SpecificCharacterSet));
        Assert.Equal(name, answer.GetString(Tags.PatientName));
    }

    [Fact]
    [Trait("Section", "PS3.4 K.4.1.1.4")]
    public async Task Find_OptionalKeyThatNoAnswerHas_IsPendingWithUnsupportedKeys()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of(WorklistSamples.Read("W03")));
        await using var association = await host.AssociateAsync();
        var query = new DicomDataSet();
        query.SetEmpty(Tags.PatientName);
        query.SetEmpty(Tags.PixelSpacing);

        var replies = await ServiceHost.FindAsync(association, query, Token);

        Assert.Equal([DimseStatus.PendingWithUnsupportedKeys, DimseStatus.Success], replies.Select(static r => r.Status));
    }

    [Fact]
    [Trait("Section", "PS3.4 C.2.2.2.6")]
    public async Task Find_TwoItemsInASequence_IsRefusedWithTheAttribute()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of());
        await using var association = await host.AssociateAsync();
        var query = new DicomDataSet { { Tags.ScheduledProcedureStepSequence, new DicomDataSet(), new DicomDataSet() } };

        var reply = Assert.Single(await ServiceHost.FindAsync(association, query, Token));

        Assert.Equal(FindStatus.IdentifierDoesNotMatchSopClass, reply.Status);
        Assert.Equal([Tags.ScheduledProcedureStepSequence], reply.Response.OffendingElements);
        Assert.NotNull(reply.Response.ErrorComment);
        Assert.Equal(DimseStatus.Success, await VerificationScu.EchoAsync(association, Token));
    }

    [Fact]
    [Trait("Section", "PS3.4 C.2.2.2.4")]
    public async Task Find_WildcardInAUid_MatchesNothing()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of(WorklistSamples.Read("W03")));
        await using var association = await host.AssociateAsync();

        var replies = await ServiceHost.FindAsync(association, new DicomDataSet { { Tags.StudyInstanceUID, "1.2.826.*" } }, Token);

        Assert.Equal(DimseStatus.Success, Assert.Single(replies).Status);
    }

    [Fact]
    public async Task Find_TextInAnUnknownCharacterSet_IsRefused()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of());
        await using var association = await host.AssociateAsync();
        var query = new DicomDataSet();
        query.Set(Tags.SpecificCharacterSet, "ISO_IR 999");
        query.Set(Tags.PatientName, VR.PN, new byte[] { (byte)'M', 0xFC });

        var reply = Assert.Single(await ServiceHost.FindAsync(association, query, Token));

        Assert.Equal(FindStatus.IdentifierDoesNotMatchSopClass, reply.Status);
        Assert.Equal([Tags.SpecificCharacterSet], reply.Response.OffendingElements);
    }

    [Fact]
    public async Task Find_IdentifierThatIsNoDataSet_IsRefused()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of());
        await using var association = await host.AssociateAsync();

        var reply = Assert.Single(await ServiceHost.FindAsync(association, new RawDataSet(new byte[] { 8, 0, 5, 0, (byte)'C', (byte)'S', 0xFF, 0x7F }), Token));

        Assert.Equal(FindStatus.UnableToProcess, reply.Status);
        Assert.Equal(DimseStatus.Success, await VerificationScu.EchoAsync(association, Token));
    }

    [Fact]
    public async Task Find_IdentifierThatIsTooLong_IsOutOfResources()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Of(), new FindOptions { MaxIdentifierLength = 100 });
        await using var association = await host.AssociateAsync();

        var reply = Assert.Single(await ServiceHost.FindAsync(association, new DicomDataSet { { Tags.PatientComments, new string('x', 200) } }, Token));

        Assert.Equal(FindStatus.OutOfResources, reply.Status);
        Assert.Equal(DimseStatus.Success, await VerificationScu.EchoAsync(association, Token));
    }

    [Fact]
    public async Task Find_HandlerThrows_IsUnableToProcessAndTellsNothing()
    {
        await using var host = new ServiceHost(ScriptedWorklist.Failing(new InvalidOperationException("Doe^John")));
        await using var association = await host.AssociateAsync();

        var reply = Assert.Single(await ServiceHost.FindAsync(association, new DicomDataSet(), Token));

        Assert.Equal(FindStatus.UnableToProcess, reply.Status);
        Assert.DoesNotContain("Doe", reply.Response.ErrorComment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_HandlerChoosesAStatus_IsSent()
    {
        var chosen = new DimseStatusException(new DimseStatus(0xC123), "The HIS is down", [Tags.PatientID]);
        await using var host = new ServiceHost(ScriptedWorklist.Failing(chosen));
        await using var association = await host.AssociateAsync();

        var reply = Assert.Single(await ServiceHost.FindAsync(association, new DicomDataSet(), Token));

        Assert.Equal((chosen.Status, "The HIS is down"), (reply.Status, reply.Response.ErrorComment));
        Assert.Equal([Tags.PatientID], reply.Response.OffendingElements);
    }

    [Theory]
    [InlineData(0xFE00)]
    [InlineData(0xA700)]
    public async Task Find_MarkedIncomplete_EndsWithTheConfiguredStatus(int status)
    {
        var handler = new ScriptedWorklist(static (request, cancellation) =>
        {
            request.MarkIncomplete();
            return ScriptedWorklist.AsyncOf([WorklistSamples.Read("W03")], cancellation);
        });
        await using var host = new ServiceHost(handler, new FindOptions { IncompleteStatus = new DimseStatus((ushort)status) });
        await using var association = await host.AssociateAsync();
        var query = new DicomDataSet();
        query.SetEmpty(Tags.PatientID);

        var replies = await ServiceHost.FindAsync(association, query, Token);

        Assert.Equal([0xFF00, status], replies.Select(static r => (int)r.Status.Code));
        Assert.Null(replies[1].DataSet);
    }

    // The second answer is made only after the first has arrived: it cannot have waited for the end.
    [Fact]
    public async Task Find_Answers_AreSentWhileTheHandlerProduces()
    {
        var firstArrived = new TaskCompletionSource();
        await using var host = new ServiceHost(new ScriptedWorklist((_, _) => Produce()));
        await using var association = await host.AssociateAsync();
        var query = new DicomDataSet();
        query.SetEmpty(Tags.PatientID);
        List<string?> ids = [];

        await foreach (var match in FindScu.FindAsync(association, FindScu.WorklistSopClass, query, Token))
        {
            ids.Add(match.DataSet.GetString(Tags.PatientID));
            firstArrived.TrySetResult();
        }

        Assert.Equal(["P1003", "P1004"], ids);

        async IAsyncEnumerable<DicomDataSet> Produce()
        {
            yield return WorklistSamples.Read("W03");
            await firstArrived.Task;
            yield return WorklistSamples.Read("W04");
        }
    }

    // A handler of blocking code never gives the thread back between its answers.
    [Fact]
    public async Task Find_HandlerThatBlocksItsThread_HasItsAnswersSentAllTheSame()
    {
        using var arrived = new SemaphoreSlim(0);
        await using var host = new ServiceHost(new ScriptedWorklist((_, _) => Produce()));
        await using var association = await host.AssociateAsync();
        var query = new DicomDataSet();
        query.SetEmpty(Tags.PatientID);
        List<string?> ids = [];

        await foreach (var match in FindScu.FindAsync(association, FindScu.WorklistSopClass, query, Token))
        {
            ids.Add(match.DataSet.GetString(Tags.PatientID));
            arrived.Release();
        }

        Assert.Equal(["P1003", "P1004", "P1003"], ids);

#pragma warning disable CS1998 // That it never waits is what is tested.
        async IAsyncEnumerable<DicomDataSet> Produce()
#pragma warning restore CS1998
        {
            foreach (var name in (string[])["W03", "W04", "W03"])
            {
                yield return WorklistSamples.Read(name);
                if (!arrived.Wait(TimeSpan.FromSeconds(60), Token))
                    throw new TimeoutException("The answer did not arrive.");
            }
        }
    }

    [Fact]
    public async Task Find_TenThousandAnswers_TheFirstArrivesBeforeTheLastIsMade()
    {
        const int count = 10_000;
        var firstArrived = new TaskCompletionSource();
        var made = 0;
        await using var host = new ServiceHost(new ScriptedWorklist((_, _) => Produce()));
        await using var association = await host.AssociateAsync();
        var query = new DicomDataSet();
        query.SetEmpty(Tags.AccessionNumber);
        List<string?> numbers = [];

        await foreach (var match in FindScu.FindAsync(association, FindScu.WorklistSopClass, query, Token))
        {
            if (numbers.Count == 0)
                Assert.True(Volatile.Read(ref made) < count);
            numbers.Add(match.DataSet.GetString(Tags.AccessionNumber));
            firstArrived.TrySetResult();
        }

        Assert.Equal(Enumerable.Range(0, count).Select(static i => $"A{i}"), numbers);

        async IAsyncEnumerable<DicomDataSet> Produce()
        {
            for (var i = 0; i < count; i++)
            {
                // The last one is made when the first one is there.
                if (i == count - 1)
                    await firstArrived.Task.WaitAsync(Token);
                Volatile.Write(ref made, i + 1);
                yield return new DicomDataSet { { Tags.AccessionNumber, $"A{i}" } };
            }
        }
    }

    [Fact]
    [Trait("Section", "PS3.4 K.4.1.3")]
    public async Task Find_Cancelled_EndsWithCancelAndTheAssociationLives()
    {
        await using var host = new ServiceHost(new ScriptedWorklist(static (_, cancellation) => Endless(cancellation)));
        await using var association = await host.AssociateAsync();
        var query = new DicomDataSet();
        query.SetEmpty(Tags.PatientID);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        DimseReply? last = null;

        await foreach (var reply in association.InvokeAsync(new CFindRequest(FindScu.WorklistSopClass), query, cancel.Token))
        {
            last = reply;
            await cancel.CancelAsync();
        }

        Assert.Equal(DimseStatus.Cancel, last?.Status);
        Assert.Equal(DimseStatus.Success, await VerificationScu.EchoAsync(association, Token));

        static async IAsyncEnumerable<DicomDataSet> Endless([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            while (true)
            {
                yield return WorklistSamples.Read("W03");
                await Task.Yield();
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
