using Belfry.Dicom;
using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc.Tests;

/// <summary>Identifiers from the tags and texts of the host.</summary>
public sealed class FindKeysTests
{
    private static readonly DicomTag s_private = new(0x0009, 0x0010);

    [Fact]
    public void Build_TextThatTheDeclaredSetHolds_KeepsTheDeclaration()
    {
        var keys = FindKeys.Build([(Tags.SpecificCharacterSet, "ISO_IR 100"), (Tags.PatientName, "Cäsar*")]);
        Assert.Equal(("ISO_IR 100", "Cäsar*"), (keys.GetString(Tags.SpecificCharacterSet), keys.GetString(Tags.PatientName)));
        Assert.Equal("Cäsar*", Again(keys).GetString(Tags.PatientName));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ISO_IR 100")]
    [InlineData("NO SUCH SET")]
    public void Build_TextThatItDoesNotHold_DeclaresUtf8(string? declared)
    {
        var keys = FindKeys.Build([(Tags.SpecificCharacterSet, declared), (Tags.PatientName, "山田^太郎")]);
        Assert.Equal("ISO_IR 192", keys.GetString(Tags.SpecificCharacterSet));
        Assert.Equal("山田^太郎", Again(keys).GetString(Tags.PatientName));
    }

    [Fact]
    public void Build_AsciiWithoutDeclaration_DeclaresNothing() =>
        Assert.False(FindKeys.Build([(Tags.PatientName, "A^B")]).Contains(Tags.SpecificCharacterSet));

    [Fact]
    public void Build_NumbersSequencesAndPrivateTags_HaveTheirVRs()
    {
        var keys = Again(FindKeys.Build(
        [
            (Tags.ReferencedStudySequence, ""), (s_private, "ACME"), (Tags.Rows, "512"), (Tags.Columns, null), (Tags.PixelData, null), (Tags.PatientID, ""),
        ]));
        Assert.Equal(6, keys.Count);
        Assert.Equal(512, keys.GetInteger(Tags.Rows));
        Assert.Null(keys.GetInteger(Tags.Columns));
        Assert.Equal("ACME", keys.GetString(s_private));
        Assert.Empty(keys.GetSequence(Tags.ReferencedStudySequence));
    }

    [Fact]
    public void Build_TextThatDoesNotFitItsVR_StillSetsACondition()
    {
        var keys = Again(FindKeys.Build([(Tags.Rows, "5*")]));
        Assert.True(keys.TryGetElement(Tags.Rows, out var element));
        Assert.Equal("5*"u8, element.RawValue.Span);
    }

    [Theory]
    [InlineData((int)OrthancResourceType.Patient, QueryRetrieveModel.PatientRoot, "PATIENT")]
    [InlineData((int)OrthancResourceType.Instance, QueryRetrieveModel.StudyRoot, "IMAGE")]
    [InlineData((int)OrthancResourceType.None, QueryRetrieveModel.StudyRoot, null)]
    public void MoveIdentifier_Build_HoldsWhatTheHostTells(int type, QueryRetrieveModel model, string? level)
    {
        var identifier = MoveIdentifier.Build((OrthancResourceType)type, "P1", null, "1.2\\1.3", null, "");
        Assert.Equal((model, level), (identifier.Model, identifier.Keys.GetString(Tags.QueryRetrieveLevel)));
        Assert.Equal(["1.2", "1.3"], identifier.Keys.GetStrings(Tags.StudyInstanceUID));
        Assert.False(identifier.Keys.Contains(Tags.SOPInstanceUID));
        Assert.False(identifier.Keys.Contains(Tags.AccessionNumber));
    }

    private static DicomDataSet Again(DicomDataSet keys) =>
        DicomDataSet.Parse(keys.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian);
}
