using Xunit;

namespace Belfry.Sdk.Tests;

public sealed class CommitmentOutcomeTests
{
    [Fact]
    public void Default_NobodySaidAnything_IsAFailure()
    {
        Assert.False(default(CommitmentOutcome).IsCommitted);
        Assert.Equal(CommitmentFailureReason.ProcessingFailure, default(CommitmentOutcome).FailureReason);
        Assert.False(default(CommitmentAnswer).Outcome.IsCommitted);
        Assert.NotEqual(CommitmentOutcome.Committed, default);
    }

    [Fact]
    public void Committed_HasNoReason()
    {
        Assert.True(CommitmentOutcome.Committed.IsCommitted);
        Assert.Null(CommitmentOutcome.Committed.FailureReason);
    }

    [Theory]
    [InlineData(CommitmentFailureReason.ProcessingFailure, 0x0110)]
    [InlineData(CommitmentFailureReason.NoSuchObjectInstance, 0x0112)]
    [InlineData(CommitmentFailureReason.ClassInstanceConflict, 0x0119)]
    [InlineData(CommitmentFailureReason.ReferencedSopClassNotSupported, 0x0122)]
    [InlineData(CommitmentFailureReason.DuplicateTransactionUid, 0x0131)]
    [InlineData(CommitmentFailureReason.ResourceLimitation, 0x0213)]
    [Trait("Section", "PS3.3 C.14.1.1")]
    public void Failed_Reason_IsTheValueOfTheStandard(CommitmentFailureReason reason, int code)
    {
        var outcome = CommitmentOutcome.Failed(reason);
        Assert.False(outcome.IsCommitted);
        Assert.Equal(reason, outcome.FailureReason);
        Assert.Equal(code, (int)reason);
    }

    [Fact]
    public void Failed_WithoutReason_IsAProcessingFailure() =>
        Assert.Equal(CommitmentFailureReason.ProcessingFailure, CommitmentOutcome.Failed(default).FailureReason);
}
