using System.Buffers;
using Belfry.Dicom;
using Belfry.LoadBench.Items;
using Xunit;

namespace Belfry.Budgets;

[Collection(Allocation.OneAtATime)]
public sealed class DataSetBudgetTests
{
    private static readonly byte[] s_item = WorklistFolder.DataSetBytes(1);
    private static readonly DicomDataSet s_dataSet = DicomDataSet.Parse(s_item, TransferSyntax.ExplicitVRLittleEndian);

    [Fact]
    public void Parse_WorklistItem_StaysWithinBudgetPerElement() => Allocation.AssertWithin(
        "parse, per element",
        static () => DicomDataSet.Parse(s_item, TransferSyntax.ExplicitVRLittleEndian),
        CountElements(s_dataSet));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WriteTo_WorklistItem_StaysWithinBudgetPerElement(bool isImplicit)
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        var transferSyntax = isImplicit ? TransferSyntax.ImplicitVRLittleEndian : TransferSyntax.ExplicitVRLittleEndian;
        Allocation.AssertWithin(
            "encode, per element",
            () =>
            {
                output.ResetWrittenCount();
                s_dataSet.WriteTo(output, transferSyntax);
            },
            CountElements(s_dataSet));
    }

    [Fact]
    public void ToBytes_LargeFile_AllocatesTheFileAlone()
    {
        const int Length = 16 * 1024 * 1024;
        var file = new DicomFile(DicomDataSet.Parse(s_item, TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ImplicitVRLittleEndian);
        file.DataSet.Set(Tags.PixelData, VR.OW, new byte[Length]);
        Allocation.AssertWithin("file in memory, per byte", () => file.ToBytes(), Length);
    }

    private static int CountElements(DicomDataSet dataSet)
    {
        var count = 0;
        foreach (var element in dataSet)
            count += 1 + element.Items.Sum(CountElements);
        return count;
    }
}
