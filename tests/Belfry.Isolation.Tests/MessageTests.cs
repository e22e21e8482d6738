using Belfry.Dicom;
using Belfry.Orthanc.Isolation;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;
using CsCheck;

namespace Belfry.Isolation.Tests;

/// <summary>Messages: what goes through is the same, and what is none is refused.</summary>
public sealed class MessageTests
{
    [Fact]
    public void WorklistRequest_ThroughAMessage_IsTheSame()
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.SpecificCharacterSet, "ISO_IR 100");
        identifier.Set(Tags.PatientName, "Müller^*");
        var policy = MatchingPolicy.Worklist with { DefaultCharacterSet = SpecificCharacterSet.Latin1, DefaultOffset = TimeSpan.FromHours(2), MaxKeys = 7, IgnoresCase = true };
        var message = new MessageWriter();
        message.Write(new WorklistRequest(new WorklistQuery(identifier, policy), PluginBench.Connection) { TransferSyntax = TransferSyntax.ImplicitVRLittleEndian });
        var reader = new MessageReader(message.Written.ToArray());
        var request = reader.ReadWorklistRequest();
        reader.End();
        Assert.Equal("Müller^*", request.Query.Identifier.GetString(Tags.PatientName));
        Assert.Equal(PluginBench.Connection, request.Connection);
        Assert.Same(TransferSyntax.ImplicitVRLittleEndian, request.TransferSyntax);
        Assert.Equal(policy.Periods, request.Query.Policy.Periods);
        Assert.Equal(policy, request.Query.Policy with { Periods = policy.Periods });
    }

    [Fact]
    public void Failure_ThroughAMessage_IsTheSame()
    {
        var message = new MessageWriter();
        message.WriteFailure(new DimseStatusException(new DimseStatus(0xA900), "no", [Tags.PatientID]));
        var reader = new MessageReader(message.Written.ToArray());
        var failure = Assert.IsType<DimseStatusException>(reader.ReadFailure());
        Assert.Equal((new DimseStatus(0xA900), "no"), (failure.Status, failure.Comment));
        Assert.Equal([Tags.PatientID], failure.OffendingElements);
    }

    [Fact]
    public void Failure_OfTheProgramItself_IsAsTheEndOfTheProcess()
    {
        var message = new MessageWriter();
        message.WriteFailure(new InvalidOperationException("the process is going"));
        var reader = new MessageReader(message.Written.ToArray());
        Assert.True(Assert.IsType<ChildEndedException>(reader.ReadFailure()).MayBeInnocent);
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0xFF00)]
    public void Failure_StatusOfASuccess_IsRefused(ushort status)
    {
        var message = new MessageWriter();
        message.Write(false);
        message.Write(status);
        message.WriteOptional(null);
        message.Write(0);
        Assert.Throws<ChildProtocolException>(() =>
        {
            var reader = new MessageReader(message.Written.ToArray());
            reader.ReadFailure();
        });
    }

    [Fact]
    public void Outcome_UnknownReason_FailsTheInstance()
    {
        var message = new MessageWriter();
        message.Write(3);
        message.Write((byte)1);
        message.Write((ushort)0x4711);
        var reader = new MessageReader(message.Written.ToArray());
        var (place, outcome) = reader.ReadOutcome();
        Assert.Equal((3, (CommitmentFailureReason?)CommitmentFailureReason.ProcessingFailure), (place, outcome.FailureReason));
    }

    [Fact]
    public void Count_OfMoreThanThereIs_IsRefused()
    {
        var message = new MessageWriter();
        message.Write(int.MaxValue);
        var bytes = message.Written.ToArray();
        Assert.Throws<ChildProtocolException>(() => new MessageReader(bytes).ReadTexts());
        Assert.Throws<ChildProtocolException>(() => new MessageReader(bytes).ReadBytes());
    }

    [Fact]
    public void Answers_AnyBytes_EndInAnswersOrAnError() => Gen.Byte.Array[0, 200].Sample(
        bytes =>
        {
            foreach (var kind in (MessageKind[])[MessageKind.Answers, MessageKind.End, MessageKind.Failed, MessageKind.Ready])
            {
                try
                {
                    QueryAnswers.Read([new ChildMessage(kind, bytes)]);
                }
                catch (Exception refused) when (refused is ChildProtocolException or DimseStatusException or ChildEndedException)
                {
                    Assert.NotEmpty(refused.Message);
                }
            }
        },
        iter: 2000);
}
