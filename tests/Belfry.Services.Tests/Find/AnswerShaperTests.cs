using System.Buffers;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

public sealed class AnswerShaperTests
{
    [Fact]
    [Trait("Section", "PS3.4 C.2.2.2.6")]
    public void Shape_ConstrainedSequence_HasOnlyTheItemsThatMatch()
    {
        var query = new DicomDataSet { { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, "CT" } } } };
        var answer = Shape(query, new DicomDataSet
        {
            { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, "MR" } }, new DicomDataSet { { Tags.Modality, "CT" } } },
        });
        Assert.Equal("CT", Assert.Single(answer.GetSequence(Tags.ScheduledProcedureStepSequence)).GetString(Tags.Modality));
    }

    [Fact]
    public void Shape_SourceMatchedByRulesOfItsOwn_KeepsAllItems()
    {
        var query = new DicomDataSet { { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, "CT" } } } };
        var answer = Shape(query, new DicomDataSet { { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, "ct" } } } });
        Assert.Single(answer.GetSequence(Tags.ScheduledProcedureStepSequence));
    }

    [Fact]
    [Trait("Section", "PS3.5 7.8.1")]
    public void Shape_PrivateKey_IsFoundByCreatorAndGivenInTheBlockOfTheQuery()
    {
        var query = new DicomDataSet();
        query.Set(new DicomTag(0x00410010), VR.LO, "A HOSPITAL");
        query.Set(new DicomTag(0x00411001), VR.LO, ReadOnlyMemory<byte>.Empty);
        var item = new DicomDataSet();
        item.Set(new DicomTag(0x00410010), VR.LO, "SOMEBODY ELSE");
        item.Set(new DicomTag(0x00410011), VR.LO, "A HOSPITAL");
        item.Set(new DicomTag(0x00411101), VR.LO, "WARD 7");

        var answer = Shape(query, item);

        Assert.Equal("A HOSPITAL", answer.GetString(new DicomTag(0x00410010)));
        Assert.Equal("WARD 7", answer.GetString(new DicomTag(0x00411001)));
        Assert.Equal(2, answer.Count);
    }

    [Fact]
    public void Shape_BinaryNumber_KeepsItsValueInBigEndian()
    {
        var query = new DicomDataSet();
        query.SetEmpty(Tags.PregnancyStatus);
        var answer = Shape(query, new DicomDataSet { { Tags.PregnancyStatus, 4 } }, TransferSyntax.ExplicitVRBigEndian);
        Assert.Equal(4, answer.GetInteger(Tags.PregnancyStatus));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ISO_IR 100")]
    [InlineData("ISO_IR 192")]
    [Trait("Section", "PS3.4 C.2.2.2")]
    public void Shape_TextThatItsOwnCharacterSetHasNot_IsInOneThatHasIt(string? requested)
    {
        var query = new DicomDataSet();
        if (requested is not null)
            query.Set(Tags.SpecificCharacterSet, requested);
        query.SetEmpty(Tags.PatientName);
        query.SetEmpty(Tags.RequestedProcedureDescription);
        query.Set(Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.ScheduledProcedureStepDescription, "" } });

        var answer = Shape(query, new DicomDataSet
        {
            { Tags.SpecificCharacterSet, "ISO_IR 100" },
            { Tags.PatientName, "Łukasz^Jörg" },
            { Tags.RequestedProcedureDescription, "Schädel?" },
            { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.ScheduledProcedureStepDescription, "頭部" } } },
        });

        Assert.Equal("ISO_IR 192", answer.GetString(Tags.SpecificCharacterSet));
        Assert.Equal("Łukasz^Jörg", answer.GetString(Tags.PatientName));
        Assert.Equal("Schädel?", answer.GetString(Tags.RequestedProcedureDescription));
        Assert.Equal("頭部", answer.GetSequence(Tags.ScheduledProcedureStepSequence)[0].GetString(Tags.ScheduledProcedureStepDescription));
    }

    [Fact]
    public void Shape_OrdinaryAnswers_AllocatesNothing()
    {
        var query = WorklistQueryCase.All[0].ToIdentifier();
        var shaper = New(query, TransferSyntax.ExplicitVRLittleEndian);
        var item = WorklistSamples.Read("W03");
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        shaper.Shape(item).WriteTo(output, TransferSyntax.ExplicitVRLittleEndian);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            shaper.Shape(item).WriteTo(output, TransferSyntax.ExplicitVRLittleEndian);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
    }

    private static AnswerShaper New(DicomDataSet query, TransferSyntax transferSyntax) =>
        new(query, AnswerKey.Compile(query, DataSetMatcher.Compile(query), WorklistAttributes.Contains), SpecificCharacterSet.Default, transferSyntax);

    private static DicomDataSet Shape(DicomDataSet query, DicomDataSet item, TransferSyntax? transferSyntax = null)
    {
        transferSyntax ??= TransferSyntax.ExplicitVRLittleEndian;
        var output = new ArrayBufferWriter<byte>();
        New(query, transferSyntax).Shape(item).WriteTo(output, transferSyntax);
        return DicomDataSet.Parse(output.WrittenMemory, transferSyntax);
    }
}
