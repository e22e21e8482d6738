using Belfry.DictionaryGenerator;
using Xunit;

namespace Belfry.Dicom.Tests.Dictionary;

public sealed class GeneratedFilesTests
{
    [Fact]
    public void GeneratedFiles_OfThisRepository_AreWhatTheTablesGive() =>
        Assert.Empty(GeneratedFiles.FindStale(RepositoryTables.Root));

    [Fact]
    public void AttributeCodes_EveryVR_HasTheNumberOfTheEnumeration()
    {
        var codes = new AttributeCodes();
        foreach (var vr in Enum.GetValues<VR>())
            Assert.Equal(vr, new AttributeCode(codes.Pack(vr == VR.None ? "-" : vr.ToString(), "1", flag: false)).VR);
    }
}
