using Belfry.Dicom;
using Xunit;

namespace Belfry.Archive.Tests;

public sealed class ArchiveIdTests
{
    // SHA-1 of the texts, as any implementation gives it.
    [Fact]
    public void OfPatient_KnownText_IsSha1InFiveGroups() =>
        Assert.Equal("a9993e36-4706816a-ba3e2571-7850c26c-9cd0d89d", ArchiveId.OfPatient("abc").ToString());

    [Fact]
    public void OfInstance_FourIdentifiers_JoinsThemByBars() =>
        Assert.Equal(
            ArchiveId.OfPatient("P|1.2|1.2.3|1.2.3.4"),
            ArchiveId.OfInstance("P", new DicomUid("1.2"), new DicomUid("1.2.3"), new DicomUid("1.2.3.4")));

    [Fact]
    public void TryParse_OwnText_GivesTheSame()
    {
        var id = ArchiveId.OfStudy("P", new DicomUid("1.2"));
        Assert.True(ArchiveId.TryParse(id.ToString(), out var parsed));
        Assert.Equal(id, parsed);
        Assert.Equal(id, ArchiveId.FromBytes(id.ToBytes()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a9993e36-4706816a-ba3e2571-7850c26c-9cd0d89")]
    [InlineData("a9993e36-4706816a-ba3e2571-7850c26c-9cd0d89g")]
    [InlineData("a9993e36+4706816a-ba3e2571-7850c26c-9cd0d89d")]
    public void TryParse_OtherText_IsRefused(string? text) => Assert.False(ArchiveId.TryParse(text, out _));
}
