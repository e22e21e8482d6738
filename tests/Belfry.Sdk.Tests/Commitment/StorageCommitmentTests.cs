using Belfry.Dicom;
using Xunit;

namespace Belfry.Sdk.Tests;

public sealed class StorageCommitmentTests
{
    private static readonly ReferencedInstance[] s_references =
        [.. new[] { "1.2.1", "1.2.2", "1.2.3" }.Select(i => new ReferencedInstance(new DicomUid("1.2.840.1"), new DicomUid(i)))];

    [Fact]
    public async Task PerInstance_References_AreAskedForOneAfterTheOther()
    {
        var looked = new List<ReferencedInstance>();
        await using var commitment = StorageCommitment.PerInstance((reference, _) =>
        {
            looked.Add(reference);
            return ValueTask.FromResult(
                looked.Count == 2 ? CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance) : CommitmentOutcome.Committed);
        });
        var answers = new List<CommitmentAnswer>();
        await foreach (var answer in commitment.AnswerAsync(s_references, TestContext.Current.CancellationToken))
        {
            answers.Add(answer);

            // Lazily: nothing is asked for before the answer in front of it was taken.
            Assert.Equal(answers.Count, looked.Count);
        }

        Assert.Equal(s_references, looked);
        Assert.Equal(s_references, answers.Select(a => a.Instance));
        Assert.Equal([null, CommitmentFailureReason.NoSuchObjectInstance, null], answers.Select(a => a.Outcome.FailureReason));
    }

    [Fact]
    public async Task PerInstance_Cancellation_ReachesTheFunction()
    {
        using var cancel = new CancellationTokenSource();
        await using var commitment = StorageCommitment.PerInstance((_, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return ValueTask.FromResult(CommitmentOutcome.Committed);
        });
        await using var answers = commitment.AnswerAsync(s_references, cancel.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await answers.MoveNextAsync());
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await answers.MoveNextAsync());
    }

    [Fact]
    public async Task PerInstance_FunctionFails_IsThrownAfterTheAnswersBefore()
    {
        await using var commitment = StorageCommitment.PerInstance((reference, _) => reference == s_references[1]
            ? throw new InvalidDataException("broken")
            : ValueTask.FromResult(CommitmentOutcome.Committed));
        await using var answers = commitment.AnswerAsync(s_references, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await answers.MoveNextAsync());
        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidDataException>(async () => await answers.MoveNextAsync())).Message);
    }

    [Fact]
    public async Task PerInstance_NoReferences_AsksForNothing()
    {
        await using var commitment = StorageCommitment.PerInstance((_, _) => throw new InvalidOperationException("Nobody is asked for."));
        await foreach (var answer in commitment.AnswerAsync([], TestContext.Current.CancellationToken))
            Assert.Fail($"Nobody asked for {answer.Instance}.");
    }

    [Fact]
    public void PerInstance_WithoutFunction_IsRefused() =>
        Assert.Throws<ArgumentNullException>(() => StorageCommitment.PerInstance(null!));
}
