using Xunit;

namespace Belfry.Dicom.Tests.Dictionary;

public sealed class UidTests
{
    [Fact]
    [Trait("Section", "PS3.6 A")]
    public void UidDictionary_EveryRowOfTheTable_IsFound()
    {
        var rows = RepositoryTables.Read("uids.tsv");
        foreach (var row in rows)
        {
            var expected = new UidEntry(new DicomUid(row["uid"]), row["keyword"], row["name"], row["type"], row["retired"] == "Y");
            Assert.Equal(expected, UidDictionary.Find(expected.Uid));
            if (expected.Keyword.Length > 0)
                Assert.Equal(expected, UidDictionary.FindKeyword(expected.Keyword));
        }

        Assert.Equal(rows.Count, UidDictionary.All().Count());
    }

    [Theory]
    [InlineData("1.2.840", true, true)]
    [InlineData("1.0.2", true, true)]
    [InlineData("1.2.050.07", false, true)]
    [InlineData("1..2", false, false)]
    [InlineData(".1", false, false)]
    [InlineData("1.", false, false)]
    [InlineData("1.2a", false, false)]
    [InlineData("", false, false)]
    [InlineData("1.2.3456789012345678901234567890123456789012345678901234567890123", false, false)]
    [Trait("Section", "PS3.5 9.1")]
    public void Uid_Text_IsValidTolerableOrNeither(string text, bool isValid, bool isTolerable)
    {
        var uid = new DicomUid(text);
        Assert.Equal((isValid, isTolerable), (uid.IsValid, uid.IsTolerable));
        Assert.Equal(isTolerable, DicomUid.TryParse(text, out _));
    }

    [Fact]
    public void UidDictionary_Unknown_GivesNull()
    {
        Assert.Null(UidDictionary.Find(default));
        Assert.Null(UidDictionary.Find(new DicomUid("1.2.840.10008.1.2.")));
        Assert.Null(UidDictionary.FindKeyword(""));
        Assert.Equal("Verification SOP Class", Uids.Verification.Name);
    }

    [Fact]
    [Trait("Section", "PS3.4 B.5")]
    public void StorageSopClass_EveryRowOfTheTable_IsFound()
    {
        foreach (var row in RepositoryTables.Read("storage-sop-classes.tsv"))
        {
            var uid = new DicomUid(row["uid"]);
            Assert.True(StorageSopClass.Contains(uid));
            Assert.Equal(new StorageSopClass(uid, row["service_class"], row["iod"], row["file_prefix_dcmtk"]), StorageSopClass.Find(uid));
        }

        Assert.False(StorageSopClass.Contains(Uids.Verification));
        Assert.Null(StorageSopClass.Find(default));
    }

    [Fact]
    [Trait("Section", "PS3.5 A")]
    public void TransferSyntax_EveryRowOfTheTable_IsFound()
    {
        var rows = RepositoryTables.Read("transfer-syntaxes.tsv");
        Assert.Equal(rows.Count, TransferSyntax.All.Count);
        foreach (var row in rows)
        {
            var syntax = TransferSyntax.Find(new DicomUid(row["uid"]));
            Assert.NotNull(syntax);
            Assert.Same(syntax, TransferSyntax.Find(new DicomUid(row["uid"])));
            Assert.Equal(
                (row["uid"], row["name"], row["family"], row["explicit_vr"] == "Y", row["encapsulated"] == "Y", row["deflated"] == "Y"),
                (syntax.Uid.Value, syntax.Name, syntax.Family, syntax.IsExplicitVR, syntax.IsEncapsulated, syntax.IsDeflated));
            Assert.Equal((row["endian"] != "big", row["retired"] == "Y", row["endian"] != "-"), (syntax.IsLittleEndian, syntax.IsRetired, syntax.HasElements));
        }
    }

    [Fact]
    public void TransferSyntax_CommonOnes_AreTheSameObjects()
    {
        Assert.Same(TransferSyntax.ImplicitVRLittleEndian, TransferSyntax.Find(Uids.ImplicitVRLittleEndian));
        Assert.Same(TransferSyntax.ExplicitVRLittleEndian, TransferSyntax.Find(Uids.ExplicitVRLittleEndian));
        Assert.Same(TransferSyntax.ExplicitVRBigEndian, TransferSyntax.Find(Uids.ExplicitVRBigEndian));
        Assert.Same(TransferSyntax.DeflatedExplicitVRLittleEndian, TransferSyntax.Find(Uids.DeflatedExplicitVRLittleEndian));
        Assert.Contains(TransferSyntax.ExplicitVRBigEndian, TransferSyntax.All);
        Assert.Null(TransferSyntax.Find(Uids.Verification));
        Assert.Null(TransferSyntax.Find(default));
        Assert.True(TransferSyntax.Find(new DicomUid("1.2.840.113619.5.2"))?.HasBigEndianPixelData);
        Assert.True(TransferSyntax.Find(Uids.JPEGBaseline8Bit)?.IsLossy);
        Assert.False(TransferSyntax.Find(Uids.JPEGLosslessSV1)?.IsLossy);
    }
}
