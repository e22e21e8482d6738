using System.Text;
using CsCheck;
using Xunit;

namespace Belfry.Dicom.Tests.Json;

public sealed class DicomJsonTests
{
    private static DicomDataSet Parse(string json) => DicomJson.Parse(Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData("""{"00100010":{"vr":"PN","Value":[{"Alphabetic":"Yamada^Tarou","Ideographic":"山田^太郎","Phonetic":"やまだ^たろう"}]}}""")]
    [InlineData("""{"00100010":{"vr":"PN","Value":[{"Ideographic":"山田^太郎"}]}}""")]
    [InlineData("""{"00100010":{"vr":"PN"}}""")]
    [InlineData("""{"00080060":{"vr":"CS","Value":["CT"]}}""")]
    [InlineData("""{"00080008":{"vr":"CS","Value":["ORIGINAL",null,"AXIAL"]}}""")]
    [InlineData("""{"00080008":{"vr":"CS","Value":[null,"PRIMARY"]}}""")]
    [InlineData("""{"00180050":{"vr":"DS","Value":[1.50]}}""")]
    [InlineData("""{"00280030":{"vr":"DS","Value":[0.5,"+.5",-0,"007",1e-3]}}""")]
    [InlineData("""{"00200013":{"vr":"IS","Value":[-12]}}""")]
    [InlineData("""{"00200013":{"vr":"IS","Value":["007"]}}""")]
    [InlineData("""{"00280010":{"vr":"US","Value":[0,65535]}}""")]
    [InlineData("""{"00189219":{"vr":"SS","Value":[-32768,32767]}}""")]
    [InlineData("""{"00080001":{"vr":"UL","Value":[4294967295]}}""")]
    [InlineData("""{"00186020":{"vr":"SL","Value":[-2147483648]}}""")]
    [InlineData("""{"00720082":{"vr":"SV","Value":[-9007199254740991,"-9007199254740992","9223372036854775807"]}}""")]
    [InlineData("""{"00080017":{"vr":"UV","Value":[9007199254740991,"9007199254740992","18446744073709551615"]}}""")]
    [InlineData("""{"00089459":{"vr":"FL","Value":[0.1,"NaN","Infinity","-Infinity",-0]}}""")]
    [InlineData("""{"00720074":{"vr":"FD","Value":[0.1,1E+300,"NaN"]}}""")]
    [InlineData("""{"00280009":{"vr":"AT","Value":["00181063","FFFEE000"]}}""")]
    [InlineData("""{"00420011":{"vr":"OB","InlineBinary":"AQIDBA=="}}""")]
    [InlineData("""{"7FE00010":{"vr":"OW"}}""")]
    [InlineData("""{"00400100":{"vr":"SQ"}}""")]
    [InlineData("""{"00400100":{"vr":"SQ","Value":[{},{"00080060":{"vr":"CS","Value":["MR"]},"00400008":{"vr":"SQ","Value":[{}]}}]}}""")]
    [InlineData("""{"00090010":{"vr":"LO","Value":["ACME 1"]},"00091001":{"vr":"LO","Value":["x"]},"00091002":{"vr":"UN","InlineBinary":"AAE="}}""")]
    [InlineData("""{"00104000":{"vr":"LT","Value":["a\\b\r\nc"]}}""")]
    [InlineData("{}")]
    [Trait("Section", "PS3.18 F.2")]
    public void Parse_TheModel_IsWrittenAgainAsItWas(string json) => Assert.Equal(json, DicomJson.ToJson(Parse(json)));

    [Theory]
    [InlineData("""{"00280010":{"Value":[7],"vr":"US"}}""", """{"00280010":{"vr":"US","Value":[7]}}""")]
    [InlineData("""{"00100010":{"vr":"PN","Value":[null]}}""", """{"00100010":{"vr":"PN"}}""")]
    [InlineData("""{"00080060":{"vr":"CS","Value":[]}}""", """{"00080060":{"vr":"CS"}}""")]
    [InlineData("""{"00200013":{"vr":"IS","Value":[1e3]}}""", """{"00200013":{"vr":"IS","Value":[1000]}}""")]
    [InlineData("""{"00180050":{"vr":"DS","Value":[0.12345678901234567]}}""", """{"00180050":{"vr":"DS","Value":[0.12345678901235]}}""")]
    [InlineData("""{"00089459":{"vr":"FL","Value":["inf","-inf","nan"]}}""", """{"00089459":{"vr":"FL","Value":["Infinity","-Infinity","NaN"]}}""")]
    [InlineData("""{"0020000d":{"vr":"UI","Value":["1.2.3"]},"00080060":{"vr":"CS"}}""", """{"00080060":{"vr":"CS"},"0020000D":{"vr":"UI","Value":["1.2.3"]}}""")]
    [InlineData("""{"00080005":{"vr":"CS","Value":["ISO_IR 100"]},"00080080":{"vr":"LO","Value":["é"]}}""",
        """{"00080005":{"vr":"CS","Value":["ISO_IR 192"]},"00080080":{"vr":"LO","Value":["é"]}}""")]
    [InlineData("""{"00080000":{"vr":"UL","Value":[8]},"FFFCFFFC":{"vr":"OB","InlineBinary":"AAA="}}""", "{}")]
    [Trait("Section", "PS3.18 F.2")]
    public void Parse_OtherSpellings_AreUnderstood(string json, string expected) => Assert.Equal(expected, DicomJson.ToJson(Parse(json)));

    [Theory]
    [InlineData("", "/")]
    [InlineData("[]", "/")]
    [InlineData("{}{}", "/")]
    [InlineData("{", "/")]
    [InlineData("""{"PatientName":{"vr":"PN"}}""", "/")]
    [InlineData("""{"0010001":{"vr":"PN"}}""", "/")]
    [InlineData("""{"00100010":"Doe"}""", "/00100010")]
    [InlineData("""{"00100010":{}}""", "/00100010")]
    [InlineData("""{"00100010":{"vr":"XX"}}""", "/00100010")]
    [InlineData("""{"00100010":{"vr":5}}""", "/00100010")]
    [InlineData("""{"00100010":{"vr":"PN","Value":"Doe"}}""", "/00100010")]
    [InlineData("""{"00100010":{"vr":"PN","Value":["Doe"]}}""", "/00100010/0")]
    [InlineData("""{"00100010":{"vr":"PN","Value":[{"Latin":"Doe"}]}}""", "/00100010/0")]
    [InlineData("""{"00100010":{"vr":"PN","Value":[{"Alphabetic":"a=b"}]}}""", "/00100010/0")]
    [InlineData("""{"00100010":{"vr":"PN","Value":[{"Alphabetic":"a\\b"}]}}""", "/00100010/0")]
    [InlineData("""{"00100010":{"vr":"PN"},"00100010":{"vr":"PN"}}""", "/00100010")]
    [InlineData("""{"00100010":{"vr":"PN","value":[]}}""", "/00100010")]
    [InlineData("""{"00080060":{"vr":"CS","Value":["CT",5]}}""", "/00080060/1")]
    [InlineData("""{"00080060":{"vr":"CS","Value":["A\\B"]}}""", "/00080060/0")]
    [InlineData("""{"00080080":{"vr":"LO","Value":["\uD800"]}}""", "/00080080/0")]
    [InlineData("""{"00080080":{"vr":"LO","Value":["\u0007"]}}""", "/00080080")]
    [InlineData("""{"00104000":{"vr":"LT","Value":["a","b"]}}""", "/00104000")]
    [InlineData("""{"00280010":{"vr":"US","Value":[65536]}}""", "/00280010")]
    [InlineData("""{"00280010":{"vr":"US","Value":[1.5]}}""", "/00280010/0")]
    [InlineData("""{"00280010":{"vr":"US","Value":["1"]}}""", "/00280010/0")]
    [InlineData("""{"00280010":{"vr":"US","Value":[null]}}""", "/00280010/0")]
    [InlineData("""{"00280010":{"vr":"US","InlineBinary":"AAAA"}}""", "/00280010")]
    [InlineData("""{"00720082":{"vr":"SV","Value":["99999999999999999999"]}}""", "/00720082")]
    [InlineData("""{"00200013":{"vr":"IS","Value":[1.5]}}""", "/00200013/0")]
    [InlineData("""{"FFFEE000":{"vr":"UL"}}""", "/")]
    [InlineData("""{"00180050":{"vr":"DS","Value":[1e400]}}""", "/00180050/0")]
    [InlineData("""{"00180050":{"vr":"DS","Value":["x"]}}""", "/00180050")]
    [InlineData("""{"00280009":{"vr":"AT","Value":["1234"]}}""", "/00280009/0")]
    [InlineData("""{"00420011":{"vr":"OB","InlineBinary":"*"}}""", "/00420011")]
    [InlineData("""{"00420011":{"vr":"OB","InlineBinary":"\uD800"}}""", "/00420011")]
    [InlineData("""{"00420011":{"vr":"OB","Value":[1]}}""", "/00420011")]
    [InlineData("""{"00420011":{"vr":"OB","BulkDataURI":"http://x/"}}""", "/00420011")]
    [InlineData("""{"00420011":{"vr":"OB","InlineBinary":"AA==","BulkDataURI":"x"}}""", "/00420011")]
    [InlineData("""{"00400100":{"vr":"SQ","InlineBinary":"AA=="}}""", "/00400100")]
    [InlineData("""{"00720074":{"vr":"FD","Value":[1,1e400]}}""", "/00720074/1")]
    [InlineData("""{"00720076":{"vr":"FL","Value":[-1e39]}}""", "/00720076/0")]
    [InlineData("""{"00720076":{"vr":"FL","Value":["1e39"]}}""", "/00720076/0")]
    [InlineData("""{"00400100":{"vr":"SQ","Value":[null]}}""", "/00400100/0")]
    [InlineData("""{"00400100":{"vr":"SQ","Value":[{},{"00080060":{"vr":"CS","Value":[1]}}]}}""", "/00400100/1/00080060/0")]
    [Trait("Section", "PS3.18 F.2")]
    public void Parse_NotTheModel_SaysWhere(string json, string path)
    {
        var exception = Assert.Throws<DicomFormatException>(() => Parse(json));
        Assert.Contains($"at '{path}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DecimalThatIsTooLong_StaysAsItIs()
    {
        var written = DicomJson.ToJson(Parse("""{"00101030":{"vr":"DS","Value":["144444444444444444444444444e2"]}}"""));
        Assert.Equal(written, DicomJson.ToJson(Parse(written)));
    }

    [Theory]
    [InlineData("70")]
    [InlineData("80")]
    [InlineData("12")]
    public void Parse_NumberForAVR_IsNoVR(string vr) =>
        Assert.Throws<DicomFormatException>(() => Parse($$$"""{"00101030":{"vr":"{{{vr}}}","Value":["1"]}}"""));

    [Fact]
    public void Parse_NestingBomb_EndsAtTheLimit()
    {
        static string Nest(int levels) => string.Concat(Enumerable.Repeat("""{"00400100":{"vr":"SQ","Value":[""", levels)) + "{}" + string.Concat(Enumerable.Repeat("]}}", levels));
        Assert.Equal(Nest(64), DicomJson.ToJson(Parse(Nest(64))));
        Assert.Throws<DicomFormatException>(() => Parse(Nest(65)));
        Assert.Throws<DicomFormatException>(() => Parse(Nest(100_000)));
        Assert.Throws<DicomFormatException>(() => Parse(new string('[', 100_000)));
    }

    [Fact]
    public void ParseAll_AnArray_GivesEachDataSet()
    {
        var dataSets = DicomJson.ParseAll("""[{"00080060":{"vr":"CS","Value":["CT"]}},{}]"""u8.ToArray());
        Assert.Equal(["CT", null], dataSets.Select(dataSet => dataSet.GetString(Tags.Modality)));
        Assert.Single(DicomJson.ParseAll("{}"u8.ToArray()));
        Assert.Throws<DicomFormatException>(() => DicomJson.ParseAll("[{},1]"u8.ToArray()));
    }

    [Fact]
    [Trait("Section", "PS3.18 F.2.6")]
    public void BulkData_AboveTheThreshold_GoesByReference()
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.PixelData, VR.OW, new byte[] { 1, 2, 3, 4 });
        dataSet.Set(Tags.EncapsulatedDocument, VR.OB, new byte[] { 1, 2 });
        var options = new DicomJsonOptions { BulkDataThreshold = 2, WriteBulkData = element => $"http://x/{element.Tag.Value:X8}", ReadBulkData = (_, _, _) => new byte[] { 1, 2, 3, 4 } };
        var json = DicomJson.ToUtf8(dataSet, options: options);
        Assert.Equal("""{"00420011":{"vr":"OB","InlineBinary":"AQI="},"7FE00010":{"vr":"OW","BulkDataURI":"http://x/7FE00010"}}""", Encoding.UTF8.GetString(json.Span));
        Assert.Equal(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian), DicomJson.Parse(json, options).ToBytes(TransferSyntax.ExplicitVRLittleEndian));
    }

    [Fact]
    [Trait("Section", "PS3.18 F.2.7")]
    public void Write_BigEndian_GivesTheSameAsLittleEndian()
    {
        var dataSet = Parse("""{"00080060":{"vr":"CS","Value":["CT"]},"00280009":{"vr":"AT","Value":["00181063"]},"00280010":{"vr":"US","Value":[258]},"00720074":{"vr":"FD","Value":[0.1]},"7FE00010":{"vr":"OW","InlineBinary":"AQIDBA=="}}""");
        var bytes = dataSet.ToBytes(TransferSyntax.ExplicitVRBigEndian);
        Assert.Equal(DicomJson.ToJson(dataSet), DicomJson.ToJson(DicomDataSet.Parse(bytes, TransferSyntax.ExplicitVRBigEndian)));
    }

    [Fact]
    [Trait("Section", "PS3.18 F.2")]
    public void ToJson_EverySample_IsReadBackToTheSame()
    {
        SamplePack.Require();
        var count = 0;
        foreach (var path in SamplePack.Files)
        {
            if (ReadPart10(File.ReadAllBytes(path)) is not { } dataSet)
                continue;
            var json = DicomJson.ToJson(dataSet);
            var again = DicomJson.ToJson(DicomJson.Parse(Encoding.UTF8.GetBytes(json)));
            Assert.True(json == again, $"{Path.GetFileName(path)} differs at {json.Zip(again).TakeWhile(pair => pair.First == pair.Second).Count()}.");
            count++;
        }

        Assert.True(count > 80, $"{count} samples are Part 10 files with a meta group.");
    }

    private static DicomDataSet? ReadPart10(byte[] file)
    {
        if (file.Length < 144 || !file.AsSpan(128, 4).SequenceEqual("DICM"u8) || BitConverter.ToUInt32(file, 132) != 0x00000002)
            return null;
        var end = 144 + BitConverter.ToInt32(file, 140);
        var meta = DicomDataSet.Parse(file.AsMemory(132..end), TransferSyntax.ExplicitVRLittleEndian);
        return meta.GetUid(Tags.TransferSyntaxUID) is { } uid && TransferSyntax.Find(uid) is { } syntax
            ? DicomDataSet.Parse(file.AsMemory(end..), syntax, new DicomReadOptions { KeepWhatWasRead = true })
            : null;
    }

    [Fact]
    public void Parse_AnyBytes_EndsInADataSetOrATypedError()
    {
        var words = new[] { "{", "}", "[", "]", ",", ":", "\"vr\"", "\"Value\"", "\"00100010\"", "\"00400100\"", "\"SQ\"", "\"PN\"", "\"US\"", "\"DS\"", "\"AT\"", "1", "-1e9", "null", "\"\\uD800\"", "\"x\"", "\"InlineBinary\"" };
        var pieces = Gen.Int[0, words.Length - 1].Select(index => words[index]);
        Gen.OneOf(pieces.Array[0, 40].Select(parts => string.Concat(parts)).Select(text => Encoding.UTF8.GetBytes(text)), Gen.Byte.Array[0, 40]).Sample(bytes =>
        {
            try
            {
                DicomJson.ToJson(DicomJson.Parse(bytes));
            }
            catch (DicomFormatException)
            {
                return;
            }
        });
    }
}
