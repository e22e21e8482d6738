using Xunit;

namespace Belfry.Dicom.Tests.DataSets;

/// <summary>Data sets in another encoding than was declared are read in their own; those that only look so are not.</summary>
public sealed class MistakenEncodingTests
{
    private static readonly TransferSyntax[] _syntaxes =
        [TransferSyntax.ImplicitVRLittleEndian, TransferSyntax.ExplicitVRLittleEndian, TransferSyntax.ExplicitVRBigEndian];

    /// <summary>In the other order of bytes these groups are groups of everyday: 0020, 0004, 0010 and so on.</summary>
    public static TheoryData<uint, string, string> HighGroups => new()
    {
        { 0x2000_0010, "IS", "" },
        { 0x2000_0010, "IS", "1 " },
        { 0x2000_1000, "IS", "" },
        { 0x0100_0420, "SS", "" },
        { 0x1000_0805, "US", "" },
        { 0x0800_0500, "UN", "" },
        { 0x2000_0000, "UL", "1234" },
        { 0x0100_2E00, "UN", "" },
        { 0xFF00_0E00, "UN", "xx" },
        { 0x2000_00FF, "UN", new string('x', 2000) },
        { 0x2000_0010, "LO", new string('x', 2000) },
    };

    [Theory]
    [MemberData(nameof(HighGroups))]
    public async Task Parse_FirstGroupThatLooksSwapped_IsReadAsDeclared(uint tag, string vr, string value)
    {
        var dataSet = new DicomDataSet();
        Assert.True(VR.TryFromLetters(vr, out var parsed));
        dataSet.Set(new DicomTag(tag), parsed, System.Text.Encoding.ASCII.GetBytes(value));
        dataSet.Set(new DicomTag(0xFFF9_0005), VR.LO, "behind it");
        foreach (var syntax in _syntaxes.Where(syntax => syntax.IsExplicitVR))
        {
            var bytes = dataSet.ToBytes(syntax);
            Assert.Equal(dataSet.Select(element => element.Tag), DicomDataSet.Parse(bytes, syntax).Select(element => element.Tag));
            using var stream = new MemoryStream(bytes);
            Assert.Equal(dataSet.Select(element => element.Tag), (await DicomDataSet.ReadAsync(stream, syntax, cancellation: TestContext.Current.CancellationToken)).Select(element => element.Tag));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parse_OtherEncodingThanDeclared_IsReadInItsOwn(bool beginsEmpty)
    {
        var dataSet = new DicomDataSet { { Tags.StudyDate, beginsEmpty ? "" : "20240229" }, { Tags.AccessionNumber, beginsEmpty ? "" : "A1" }, { Tags.PatientName, "Doe^Jane" }, { Tags.PatientID, "1234" } };
        foreach (var real in _syntaxes)
        {
            var bytes = dataSet.ToBytes(real);
            foreach (var declared in _syntaxes)
            {
                var read = DicomDataSet.Parse(bytes, declared);
                Assert.Equal("Doe^Jane", read.GetString(Tags.PatientName));
                using var stream = new MemoryStream(bytes);
                var streamed = await DicomDataSet.ReadAsync(stream, declared, cancellation: TestContext.Current.CancellationToken);
                Assert.Equal(read.Select(element => element.Tag), streamed.Select(element => element.Tag));
            }
        }
    }
}
