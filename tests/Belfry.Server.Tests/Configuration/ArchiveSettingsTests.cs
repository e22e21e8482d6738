using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Server.Configuration;

namespace Belfry.Server.Tests.Configuration;

public sealed class ArchiveSettingsTests
{
    private static readonly string _folder = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "somewhere"));

    [Fact]
    public void Read_Nothing_TakesTheDefaultsOfTheReferenceServer()
    {
        var settings = Read("{}");
        Assert.True(settings.Enabled);
        Assert.Equal(Path.Combine(_folder, "OrthancStorage"), settings.StorageFolder);
        Assert.Equal(settings.StorageFolder, settings.IndexFolder);
        Assert.Equal(0, settings.MaximumStorageLength);
        Assert.Equal(0, settings.MaximumPatientCount);
        Assert.Equal(MaximumStorageMode.Recycle, settings.MaximumStorageMode);
        Assert.Equal(new ArchiveOptions(), settings.Options);
        Assert.True(settings.Acceptance.AcceptsSopClass(Uids.CTImageStorage));
        Assert.False(settings.Acceptance.AcceptsSopClass(new DicomUid("1.2.3")));
        Assert.False(settings.Acceptance.AcceptsSopClass(Uids.Verification));
        Assert.True(settings.Acceptance.AcceptsTransferSyntax(Uids.JPEG2000));
        Assert.False(settings.Acceptance.AcceptsTransferSyntax(new DicomUid("1.2.840.113619.5.2")));
    }

    [Fact]
    public void Read_EachKey_TakesEffect()
    {
        var settings = Read("""
            { "StorageDirectory" : "files", "IndexDirectory" : "../index", "SyncStorageArea" : false, "StorageCompression" : true,
              "OverwriteInstances" : true, "MaximumStorageSize" : 5000, "MaximumPatientCount" : 7,
              "MaximumStorageMode" : "Reject", "StableAge" : 5, "UnknownSopClassAccepted" : true }
            """);
        Assert.Equal(Path.Combine(_folder, "files"), settings.StorageFolder);
        Assert.Equal(Path.GetFullPath(Path.Combine(_folder, "..", "index")), settings.IndexFolder);
        Assert.Equal(5000L * 1024 * 1024, settings.MaximumStorageLength);
        Assert.Equal(7, settings.MaximumPatientCount);
        Assert.Equal(MaximumStorageMode.Reject, settings.MaximumStorageMode);
        var expected = new ArchiveOptions
        {
            IsDurable = false,
            Compresses = true,
            Overwrite = OverwritePolicy.Always,
            StableAge = TimeSpan.FromSeconds(5),
        };
        Assert.Equal(expected, settings.Options);
        Assert.True(settings.Acceptance.AcceptsSopClass(new DicomUid("1.2.3")));
        Assert.False(settings.Acceptance.AcceptsSopClass(Uids.Verification));
    }

    [Fact]
    public void Read_OwnOverwriteInstances_WinsOverTheSwitch() =>
        Assert.Equal(OverwritePolicy.IfChanged, Read("""{ "OverwriteInstances" : true, "Belfry" : { "OverwriteInstances" : "IfChanged" } }""").Options.Overwrite);

    [Theory]
    [InlineData("""{ "Jpeg2000TransferSyntaxAccepted" : false }""", false)]
    [InlineData("""{ "JpegTransferSyntaxAccepted" : false }""", true)]
    [InlineData("""{ "AcceptedTransferSyntaxes" : [ "1.2.840.10008.1.2", "1.2.840.10008.1.2.4.9?" ], "Jpeg2000TransferSyntaxAccepted" : false }""", true)]
    [InlineData("""{ "AcceptedTransferSyntaxes" : [ "1.2.840.10008.1.2" ] }""", false)]
    [InlineData("""{ "AcceptedTransferSyntaxes" : [] }""", false)]
    public void Read_TransferSyntaxes_TheListOrElseTheSwitchesRule(string json, bool takesJpeg2000) =>
        Assert.Equal(takesJpeg2000, Read(json).Acceptance.AcceptsTransferSyntax(Uids.JPEG2000));

    [Theory]
    [InlineData("""{ "AcceptedSopClasses" : [ "1.2.840.10008.5.1.4.1.1.2*" ] }""", true, false)]
    [InlineData("""{ "RejectedSopClasses" : [ "1.2.840.10008.5.1.4.1.1.2" ] }""", false, true)]
    public void Read_SopClasses_FollowTheirPatterns(string json, bool takesCT, bool takesMR)
    {
        var acceptance = Read(json).Acceptance;
        Assert.Equal(takesCT, acceptance.AcceptsSopClass(Uids.CTImageStorage));
        Assert.Equal(takesMR, acceptance.AcceptsSopClass(Uids.MRImageStorage));
    }

    [Fact]
    public void Read_ExtraMainDicomTags_TakesKeywordsAndNumbers()
    {
        var extra = Read("""{ "ExtraMainDicomTags" : { "Patient" : [ "PatientMotherBirthName" ], "Instance" : [ "0018,0060", "0018-0050", "00180088" ] } }""").ExtraAttributes;
        Assert.Equal([Tags.PatientMotherBirthName], extra[QueryRetrieveLevel.Patient]);
        Assert.Equal([Tags.KVP, Tags.SliceThickness, Tags.SpacingBetweenSlices], extra[QueryRetrieveLevel.Image]);
        Assert.Equal(2, extra.Count);
    }

    [Theory]
    [InlineData("""{ "ExtraMainDicomTags" : { "Patient" : [ "NoSuchKeyword" ] } }""", "NoSuchKeyword")]
    [InlineData("""{ "ExtraMainDicomTags" : { "Series" : [ "RequestAttributesSequence" ] } }""", "sequence")]
    [InlineData("""{ "ExtraMainDicomTags" : { "Instance" : [ "PixelData" ] } }""", "PixelData")]
    [InlineData("""{ "ExtraMainDicomTags" : { "Image" : [ "KVP" ] } }""", "Image")]
    [InlineData("""{ "ExtraMainDicomTags" : { "Study" : "KVP" } }""", "Study")]
    [InlineData("""{ "StoreDicom" : false }""", "StoreDicom")]
    [InlineData("""{ "ReadOnly" : true }""", "ReadOnly")]
    public void Read_WhatIsNotServed_IsRefusedByName(string json, string name) =>
        Assert.Contains(name, Assert.Single(Assert.Throws<ConfigurationException>(() => Read(json)).Problems), StringComparison.Ordinal);

    private static ArchiveSettings Read(string json) => ServerConfigurationReader.Read(ConfigurationDocument.Parse(json, "test.json", _folder)).Archive;
}
