using System.Globalization;
using Xunit;

namespace Belfry.Dicom.Tests.Dictionary;

public sealed class DicomDictionaryTests
{
    [Fact]
    [Trait("Section", "PS3.6 6")]
    public void Find_EveryRowOfTheTable_GivesThatRow()
    {
        foreach (var row in RepositoryTables.Read("data-elements.tsv"))
        {
            var tag = DicomTag.Parse(row["tag"].Replace('x', 'E'));
            var entry = DicomDictionary.Find(tag);
            var vr = row["vr"] == "-" ? "None" : row["vr"].Split(' ')[0];
            var expected = new DictionaryEntry(tag, row["keyword"], row["name"], Enum.Parse<VR>(vr), row["vm"], row["retired"] == "Y");
            Assert.Equal(expected, entry);
            Assert.Equal(expected.VR, DicomDictionary.GetVR(tag));
            if (expected.Keyword.Length == 0)
                continue;
            var lowest = DicomTag.Parse(row["tag"].Replace('x', '0'));
            Assert.Equal(expected with { Tag = lowest }, DicomDictionary.FindKeyword(expected.Keyword));
            Assert.Equal(expected.Keyword, DicomDictionary.GetKeyword(tag));
        }
    }

    [Theory]
    [InlineData("(6002,3000)", "OverlayData")]
    [InlineData("(60FE,0010)", "OverlayRows")]
    [InlineData("(501E,3000)", "CurveData")]
    [InlineData("(7F02,0010)", "VariablePixelData")]
    [InlineData("(7FE0,0010)", "PixelData")]
    [InlineData("(0020,3142)", "SourceImageIDs")]
    [InlineData("(0020,31FF)", "SourceImageIDs")]
    [InlineData("(0028,04F1)", "ColumnsForNthOrderCoefficients")]
    [InlineData("(1000,ABC3)", "HuffmanTableTriplet")]
    [InlineData("(1010,1234)", "ZonalMap")]
    [Trait("Section", "PS3.5 7.6")]
    public void Find_RepeatingGroup_GivesTheAskedTag(string text, string keyword)
    {
        var tag = DicomTag.Parse(text);
        Assert.Equal(keyword, DicomDictionary.Find(tag)?.Keyword);
        Assert.Equal(tag, DicomDictionary.Find(tag)?.Tag);
    }

    [Theory]
    [InlineData("(6001,3000)", VR.UN)]
    [InlineData("(5001,3000)", VR.UN)]
    [InlineData("(0011,1001)", VR.UN)]
    [InlineData("(0011,0010)", VR.LO)]
    [InlineData("(0011,00FF)", VR.LO)]
    [InlineData("(0011,000F)", VR.UN)]
    [InlineData("(0011,0100)", VR.UN)]
    [InlineData("(0011,0000)", VR.UL)]
    [InlineData("(0010,0000)", VR.UL)]
    [InlineData("(4321,0000)", VR.UL)]
    [InlineData("(0010,FFFE)", VR.UN)]
    [InlineData("(FFFE,E000)", VR.None)]
    [Trait("Section", "PS3.5 6.2.2")]
    public void GetVR_NotInTheTable_FollowsTheRules(string tag, VR expected) =>
        Assert.Equal(expected, DicomDictionary.GetVR(DicomTag.Parse(tag)));

    [Fact]
    public void GetVR_SeveralVRs_SaysWhichChoice()
    {
        Assert.Equal(VR.US, DicomDictionary.GetVR(Tags.SmallestImagePixelValue, out var choice));
        Assert.Equal(VRChoice.USOrSS, choice);
        Assert.Equal(VR.OB, DicomDictionary.GetVR(Tags.PixelData, out choice));
        Assert.Equal(VRChoice.OBOrOW, choice);
        DicomDictionary.GetVR(Tags.LUTData, out choice);
        Assert.Equal(VRChoice.USOrOW, choice);
        DicomDictionary.GetVR(Tags.GrayLookupTableData, out choice);
        Assert.Equal(VRChoice.USOrSSOrOW, choice);
        DicomDictionary.GetVR(Tags.Rows, out choice);
        Assert.Equal(VRChoice.None, choice);
    }

    [Fact]
    public void GetVR_AnyTag_AllocatesNothing()
    {
        // The first rounds fill what is filled once and let the runtime compile the loop anew; a later one has to be free of charge.
        const int MostRounds = 20;
        long cost = -1;
        for (var round = 0; round < MostRounds && cost != 0; round++)
            cost = Cost();
        Assert.Equal(0, cost);

        static long Cost()
        {
            var sum = 0;
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (uint tag = 0; tag < 0x00290000; tag++)
                sum += (int)DicomDictionary.GetVR(new DicomTag(tag));
            var after = GC.GetAllocatedBytesForCurrentThread();
            Assert.NotEqual(0, sum);
            return after - before;
        }
    }

    [Fact]
    public void FindKeyword_Unknown_GivesNull()
    {
        foreach (var keyword in new[] { "", "patientname", "PatientNam", "PatientNameX", "\u0130", "~" })
            Assert.Null(DicomDictionary.FindKeyword(keyword));
    }

    [Fact]
    [Trait("Section", "PS3.5 7.8.1")]
    public void FindPrivate_EveryRowOfTheTable_IsFoundInItsBlock()
    {
        var firstOfKey = new HashSet<(string, string, string)>();
        foreach (var row in RepositoryTables.Read("private-dictionary.tsv"))
        {
            var (creator, groups, pattern) = (row["private_creator"], row["group"], row["element"]);
            var group = ushort.Parse(groups.Length > 4 ? groups[..2] + "0f" : groups.Replace("xx", "0f"), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var digits = pattern.Replace("xx", "11");
            if (digits.StartsWith("00", StringComparison.Ordinal))
                digits = "11" + digits[2..];
            if (group % 2 == 0)
                continue; // the table has a few such rows; an even group holds no private elements
            var element = ushort.Parse(pattern.EndsWith("xx", StringComparison.Ordinal) ? pattern.Replace("xx", "77") : digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var entry = DicomDictionary.FindPrivate(new DicomTag(group, element), creator);
            Assert.True(entry is not null, $"{creator} {groups} {pattern}");
            if (firstOfKey.Add((creator, $"{group:X4}", digits)) && Enum.TryParse<VR>(row["vr"], out var vr) && pattern.StartsWith("xx", StringComparison.Ordinal))
                Assert.Equal((creator, groups, pattern, vr, row["vm"]), (creator, groups, pattern, entry.VR, entry.VM));
        }
    }

    [Theory]
    [InlineData("SIEMENS CSA HEADER", "(0029,1010)", VR.OB)]
    [InlineData("SIEMENS CSA HEADER", "(0029,FE10)", VR.OB)]
    [InlineData(" SIEMENS CSA HEADER ", "(0029,1010)", VR.OB)]
    [InlineData("SIEMENS CSA HEADER", "(0028,1010)", VR.UN)]
    [InlineData("SIEMENS CSA HEADER", "(0029,0010)", VR.UN)]
    [InlineData("siemens csa header", "(0029,1010)", VR.UN)]
    [InlineData("", "(0029,1010)", VR.UN)]
    [Trait("Section", "PS3.5 7.8.1")]
    public void GetPrivateVR_CreatorAndBlock_Decide(string creator, string tag, VR expected) =>
        Assert.Equal(expected, DicomDictionary.GetPrivateVR(DicomTag.Parse(tag), creator));
}
