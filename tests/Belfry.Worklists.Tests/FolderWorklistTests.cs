using System.Diagnostics;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Worklists.Tests;

public sealed class FolderWorklistTests
{
    [Fact]
    public async Task Find_FileWrittenJustNow_IsFound()
    {
        using var fixture = new WorklistFolderFixture();
        for (var i = 1; i <= 12; i++)
        {
            fixture.Write($"W{i:00}");
            Assert.Equal(i, (await fixture.FindAsync(new DicomDataSet())).Count);
        }
    }

    [Fact]
    public async Task Find_FileDeletedJustNow_IsGone()
    {
        using var fixture = new WorklistFolderFixture();
        fixture.Write("W01");
        fixture.Write("W02");
        Assert.Equal(["W01", "W02"], await fixture.FindAsync(new DicomDataSet()));
        File.Delete(fixture.PathOf("W01.wl"));
        Assert.Equal(["W02"], await fixture.FindAsync(new DicomDataSet()));
    }

    [Fact]
    public async Task Find_FileReplacedByRenaming_IsTheNewOne()
    {
        using var fixture = new WorklistFolderFixture();
        fixture.Write("W01");
        Assert.Equal(["W01"], await fixture.FindAsync(new DicomDataSet()));
        File.WriteAllBytes(fixture.PathOf("new.tmp"), WorklistSamples.Files["W02"]);
        File.Move(fixture.PathOf("new.tmp"), fixture.PathOf("W01.wl"), overwrite: true);
        Assert.Equal(["W02"], await fixture.FindAsync(new DicomDataSet()));
    }

    // Old enough times, and no event of the operating system waited for: only the comparison of all files can find this.
    [Fact]
    public async Task Find_FileRewrittenInPlace_IsFoundByTheRescan()
    {
        using var fixture = new WorklistFolderFixture();
        fixture.Write("W01");
        File.SetLastWriteTimeUtc(fixture.PathOf("W01.wl"), new DateTime(2026, 1, 1));
        Assert.Equal(["W01"], await fixture.FindAsync(new DicomDataSet()));
        fixture.Write("W02");
        File.Move(fixture.PathOf("W02.wl"), fixture.PathOf("W02.tmp"));
        File.WriteAllBytes(fixture.PathOf("W01.wl"), File.ReadAllBytes(fixture.PathOf("W02.tmp")));
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["W02"], await fixture.FindAsync(new DicomDataSet()));
    }

    [Fact]
    public async Task Find_HalfWrittenFile_IsLeftOutOnceInTheLogAndReadWhenComplete()
    {
        using var fixture = new WorklistFolderFixture();
        fixture.Write("W01");
        File.WriteAllBytes(fixture.PathOf("W02.wl"), WorklistSamples.Files["W02"][..700]);
        Assert.Equal(["W01"], await fixture.FindAsync(new DicomDataSet()));
        Assert.Equal(["W01"], await fixture.FindAsync(new DicomDataSet()));
        Assert.Single(fixture.Logger.Collector.GetSnapshot(), static line => line.Id.Id == 3901);
        fixture.Write("W02");
        Assert.Equal(["W01", "W02"], await fixture.FindAsync(new DicomDataSet()));
    }

    [Fact]
    public async Task Find_PipeAndLinks_AreReadOnlyWhenTheyLeadToAFileOfAnItem()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Folders have no pipes there.");
        using var elsewhere = new WorklistFolderFixture();
        elsewhere.Write("W02");
        File.WriteAllBytes(elsewhere.PathOf("long"), new byte[5000]);
        using var folder = new WorklistFolderFixture(static options => options with { MaxFileLength = 4096 });
        using (var make = Process.Start("mkfifo", [folder.PathOf("pipe.wl")]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(folder.PathOf("long.wl"), elsewhere.PathOf("long"));
        File.CreateSymbolicLink(folder.PathOf("device.wl"), "/dev/null");
        File.CreateSymbolicLink(folder.PathOf("nowhere.wl"), elsewhere.PathOf("nowhere"));
        File.CreateSymbolicLink(folder.PathOf("itself.wl"), folder.PathOf("itself.wl"));
        File.CreateSymbolicLink(folder.PathOf("item.wl"), elsewhere.PathOf("W02.wl"));
        folder.Write("W01");

        Assert.Equal(["W01", "W02"], (await folder.FindAsync([])).Order());

        Assert.Equal(
            ["device.wl", "itself.wl", "long.wl", "nowhere.wl", "pipe.wl"],
            folder.Logger.Collector.GetSnapshot().Where(static line => line.Id.Id == 3901)
                .Select(static line => line.GetStructuredStateValue("Name")).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Find_OtherFilesAndFolders_AreNotLookedAt()
    {
        using var fixture = new WorklistFolderFixture();
        Directory.CreateDirectory(fixture.PathOf("sub.wl"));
        File.WriteAllText(fixture.PathOf("lockfile"), "");
        File.WriteAllBytes(fixture.PathOf("W03.dcm"), WorklistSamples.Files["W03"]);
        Assert.Equal(["W03"], await fixture.FindAsync(new DicomDataSet()));
        Assert.DoesNotContain(fixture.Logger.Collector.GetSnapshot(), static line => line.Id.Id == 3901);
    }

    [Fact]
    public async Task Find_FolderMissing_FailsWithAStatusUntilItIsThere()
    {
        using var fixture = new WorklistFolderFixture();
        Directory.Delete(fixture.Folder);
        var fault = await Assert.ThrowsAsync<DimseStatusException>(() => fixture.FindAsync(new DicomDataSet()));
        Assert.Equal(0xC000, fault.Status.Code);
        Directory.CreateDirectory(fixture.Folder);
        fixture.Write("W05");
        Assert.Equal(["W05"], await fixture.FindAsync(new DicomDataSet()));
    }

    [Fact]
    public async Task Find_MoreThanTheLimit_IsIncomplete()
    {
        using var fixture = new WorklistFolderFixture(static options => options with { LimitAnswers = 2 });
        WorklistSamples.WriteTo(fixture.Folder);
        var many = new WorklistRequest(new WorklistQuery([]), new DicomConnection(AETitle.Parse("A"), AETitle.Parse("B"), null, 1));
        Assert.Equal(["W01", "W02"], await fixture.FindAsync(many));
        Assert.True(many.IsIncomplete);
        var two = new WorklistRequest(new WorklistQuery(new DicomDataSet { { Tags.PatientID, "P1001" } }), many.Connection);
        Assert.Equal(["W01", "W11"], await fixture.FindAsync(two));
        Assert.False(two.IsIncomplete);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    public async Task Find_FilterByCaller_GivesTheCallersStepsOnly(string? asked)
    {
        using var fixture = new WorklistFolderFixture(static options => options with { FilterIssuerAet = true });
        WorklistSamples.WriteTo(fixture.Folder);
        var query = new DicomDataSet();
        if (asked is not null)
            query.Set(Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.ScheduledStationAETitle, asked } });
        Assert.Equal(["W03", "W04"], await fixture.FindAsync(query, "US01"));
    }

    [Fact]
    public async Task Find_FilterByCallerAndStationNamed_KeepsTheStation()
    {
        using var fixture = new WorklistFolderFixture(static options => options with { FilterIssuerAet = true });
        WorklistSamples.WriteTo(fixture.Folder);
        var query = new DicomDataSet { { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.ScheduledStationAETitle, "MR_A" } } } };
        Assert.Equal(["W02"], await fixture.FindAsync(query, "US01"));
    }
}
