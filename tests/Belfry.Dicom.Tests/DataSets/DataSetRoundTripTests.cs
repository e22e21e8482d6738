using CsCheck;
using Xunit;

namespace Belfry.Dicom.Tests.DataSets;

public sealed class DataSetRoundTripTests
{
    private static readonly TransferSyntax[] s_syntaxes =
    [
        TransferSyntax.ImplicitVRLittleEndian,
        TransferSyntax.ExplicitVRLittleEndian,
        TransferSyntax.ExplicitVRBigEndian,
        TransferSyntax.DeflatedExplicitVRLittleEndian,
    ];

    [Theory]
    [InlineData(SequenceLengths.Defined)]
    [InlineData(SequenceLengths.Undefined)]
    [Trait("Section", "PS3.5 7.5")]
    public void Write_AnyDataSet_ReadsAsTheSame(SequenceLengths lengths) => DataSetGen.Nested(3).Sample(
        dataSet =>
        {
            var options = new DicomWriteOptions { SequenceLengths = lengths };
            foreach (var syntax in s_syntaxes)
            {
                var bytes = dataSet.ToBytes(syntax, options);
                var again = DicomDataSet.Parse(bytes, syntax);
                SameMeaning.Assert(dataSet, again, vrsSurvive: syntax.IsExplicitVR);
                Assert.Equal(again.ToBytes(syntax), bytes);
                if (!syntax.IsDeflated)
                    Assert.Equal(bytes.Length, DataSetWriter.Measure(dataSet, syntax, options));
                // Across syntaxes, without going back to what was built.
                foreach (var other in s_syntaxes)
                    SameMeaning.Assert(again, DicomDataSet.Parse(again.ToBytes(other), other), vrsSurvive: false);
            }
        },
        iter: 150);

    [Fact]
    public async Task ReadAsync_StreamInSmallPieces_IsTheSameAsParse() => await DataSetGen.Nested(3).SampleAsync(
        async dataSet =>
        {
            var bytes = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian);
            using var stream = new TrickleStream(bytes);
            var read = await DicomDataSet.ReadAsync(stream, TransferSyntax.ExplicitVRLittleEndian, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(bytes, read.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
        },
        iter: 50);

    [Fact]
    public async Task WriteAsync_AnyDataSet_WritesWhatWriteToWrites() => await DataSetGen.Nested(2).SampleAsync(
        async dataSet =>
        {
            foreach (var syntax in s_syntaxes)
            {
                using var stream = new MemoryStream();
                await dataSet.WriteAsync(stream, syntax, cancellation: TestContext.Current.CancellationToken);
                SameMeaning.Assert(dataSet, DicomDataSet.Parse(stream.ToArray(), syntax), vrsSurvive: syntax.IsExplicitVR);
            }
        },
        iter: 30);

    [Fact]
    public void Parse_AnyBytes_EndInADataSetOrAFormatException() => Gen.Byte.Array[0, 300].Sample(
        bytes =>
        {
            foreach (var syntax in s_syntaxes)
            {
                try
                {
                    DicomDataSet.Parse(bytes, syntax).ToBytes(TransferSyntax.ExplicitVRLittleEndian);
                }
                catch (DicomFormatException)
                {
                    continue;
                }
            }
        },
        iter: 2000);
}
