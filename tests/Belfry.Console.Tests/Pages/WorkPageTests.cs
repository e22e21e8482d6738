using Belfry.Dicom;
using Belfry.TestKit;
using Belfry.Web;
using Microsoft.Playwright;

namespace Belfry.Console.Tests;

/// <summary>The pages on which something is done.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class WorkPageTests(ConsoleBench bench)
{
    [Fact]
    public async Task Worklist_NameInLatin1_IsMatchedAsAModalityWouldBe()
    {
        await using var opened = await bench.OpenAsync("worklist");
        var page = opened.Page;
        await page.GetByLabel("Character set").SelectOptionAsync("ISO_IR 100");
        await page.GetByLabel("Patient’s name").FillAsync("Demo^Pât*");
        await page.GetByLabel("Patient’s name").PressAsync("Enter");
        await page.GetByText("1 of 5 items match").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Demo, Pâtient Quatre" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator("tr.more").First).ToContainTextAsync("wildcard");
        await Assertions.Expect(page.Locator("table.worklist")).ToContainTextAsync("has Demo^Patient One");
    }

    [Fact]
    public async Task Worklist_WrongKey_SaysWhatIsWrong()
    {
        await using var opened = await bench.OpenAsync("worklist");
        await opened.Page.GetByLabel("Start date").FillAsync("yesterday");
        await opened.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Ask" }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Alert).WaitForAsync();
    }

    [Fact]
    public async Task Studies_TypedText_NarrowsAndLeadsToTags()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        await page.GetByLabel("Search", new PageGetByLabelOptions { Exact = true }).PressSequentiallyAsync("roe");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Roe, Jane" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Patient:" }).WaitForAsync();
        await page.Locator("table a").First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Study:" }).WaitForAsync();
        await page.Locator("table a").First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Series:" }).WaitForAsync();
        await page.Locator("table a").First.ClickAsync();
        await Assertions.Expect(page.Locator("table.elements")).ToContainTextAsync("Roe^Jane");
        await Assertions.Expect(page.Locator("nav.crumbs a")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task Studies_UploadedThenDeleted_AreThereAndGone()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        await page.Locator("#files").SetInputFilesAsync([bench.WriteInstance("Upload", 9, 1, 1), bench.WriteInstance("Upload", 9, 1, 2)]);
        await Assertions.Expect(page.Locator(".uploads .good-text")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "2026-01-09" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Delete" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("cannot be undone");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await page.GetByLabel("Search", new PageGetByLabelOptions { Exact = true }).FillAsync("upload");
        await page.GetByText("Nothing found.").WaitForAsync();
    }

    [Fact]
    public async Task Studies_NoDicom_SaysSoBesideTheFile()
    {
        await using var opened = await bench.OpenAsync("studies");
        await opened.Page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "letter.txt", MimeType = "text/plain", Buffer = "Dear colleague"u8.ToArray() });
        await Assertions.Expect(opened.Page.Locator(".uploads .bad-text")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Studies_SentToAModality_ArriveThere()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "2026-01-02" }).ClickAsync();
        await page.GetByLabel("Send to").SelectOptionAsync("ct-one");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send" }).ClickAsync();
        await page.GetByText("Sent to ct-one").WaitForAsync();
        Assert.Equal(6, bench.ReceivedByCtOne.Count(static instance => instance.DataSet.GetString(Tags.StudyInstanceUID) == "1.2.826.0.9.2"));
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Jobs" }).ClickAsync();
        await Assertions.Expect(page.Locator("table").First).ToContainTextAsync("DicomModalityStore");
        await Assertions.Expect(page.Locator("table").First).ToContainTextAsync("Done");
        await opened.ScreenshotAsync("jobs-with-one");
    }

    [Fact]
    public async Task Jobs_MoveToNobody_IsPausedResumedAndCancelled()
    {
        await bench.CallAsync("movescu", "WORKSTATION", "-S", "-aem", "WORKSTATION", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.826.0.9.3");
        await using var opened = await bench.OpenAsync("jobs");
        var row = opened.Page.Locator("tr", new PageLocatorOptions { HasText = "Will retry" }).First;
        await row.WaitForAsync();
        await opened.ScreenshotAsync("jobs-retrying");
        row = opened.Page.Locator("table").First.Locator("tbody tr").First;
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Pause" }).PressAsync("Enter");
        await Assertions.Expect(row).ToContainTextAsync("Paused");

        // Who works by the keyboard stays with the job.
        await Assertions.Expect(row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Resume" })).ToBeFocusedAsync();
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Resume" }).ClickAsync();
        await Assertions.Expect(row).Not.ToContainTextAsync("Paused");
        await row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("Failed");
    }

    [Fact]
    public async Task Jobs_StorageCommitment_ShowsItsOutcome()
    {
        await using var opened = await bench.OpenAsync("jobs");
        var row = opened.Page.Locator("tr", new PageLocatorOptions { HasText = "2.25.2026" });
        await Assertions.Expect(row).ToContainTextAsync("2 committed, 1 failed");
        await Assertions.Expect(row).ToContainTextAsync("reported");
    }

    [Fact]
    public async Task Jobs_StorageCommitmentWhoseJobIsForgotten_ShowsItsOutcomeStill()
    {
        await bench.CommitAsync("2.25.77");
        await using var opened = await bench.OpenAsync("jobs");
        var transactions = opened.Page.Locator("table[aria-label^='Commitment transactions']");
        await Assertions.Expect(transactions.Locator("tbody tr").First).ToContainTextAsync("2.25.77");
        var jobs = opened.Page.Locator("table[aria-label^='Jobs']").Locator("tr", new LocatorLocatorOptions { HasText = "StorageCommitmentScp" });
        for (var left = await jobs.CountAsync(); left > 0; left--)
        {
            await jobs.First.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Forget" }).ClickAsync();
            await Assertions.Expect(jobs).ToHaveCountAsync(left - 1);
        }

        var row = transactions.Locator("tr", new LocatorLocatorOptions { HasText = "2.25.77" });
        await Assertions.Expect(row).ToContainTextAsync("2 committed, 1 failed");
        await Assertions.Expect(row).ToContainTextAsync("reported");
        await row.GetByText("Which failed").ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("1.2.826.0.9.1.1.99 no such object instance (0112H)");
        await opened.ScreenshotAsync("jobs-commitments");

        // It is found among many by what a modality's own log has of it.
        var search = opened.Page.GetByLabel("Transaction UID, AE title");
        await search.FillAsync("2.25.77");
        await Assertions.Expect(transactions.Locator("tbody tr")).ToHaveCountAsync(1);
        await search.FillAsync("2.25.78");
        await Assertions.Expect(opened.Page.GetByText("No transaction that is kept has this.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Jobs_SendingToNobody_FailsAndIsTriedAgain()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "2026-01-03" }).ClickAsync();
        await page.GetByLabel("Send to").SelectOptionAsync("workstation");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send" }).ClickAsync();
        await page.Locator(".notice.bad").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Jobs" }).ClickAsync();
        var row = page.Locator("tr", new PageLocatorOptions { HasText = "WORKSTATION" }).First;
        await Assertions.Expect(row.Locator(".bad-text")).Not.ToBeEmptyAsync();
        await opened.ScreenshotAsync("jobs-failing");
        await row.GetByRole(AriaRole.Button).First.ClickAsync();
        Assert.Empty(await opened.FindViolationsAsync());
    }

    [Fact]
    public async Task Modalities_Permissions_AreThoseInForce()
    {
        await using var opened = await bench.OpenAsync("modalities");
        var cells = opened.Page.Locator("tr", new PageLocatorOptions { HasText = "WORKSTATION" }).Locator("td");

        // Anyone may store, whatever the entry says.
        await Assertions.Expect(cells.Nth(4)).ToHaveTextAsync("echo, store, find, worklist, move, commitment");
        await Assertions.Expect(cells.Nth(5)).ToHaveTextAsync("get");
    }

    [Fact]
    public async Task Modalities_Echo_TellsWhetherTheyAnswer()
    {
        await using var opened = await bench.OpenAsync("modalities");
        var page = opened.Page;
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Echo ct-one" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator("tr", new PageLocatorOptions { HasText = "ct-one" })).ToContainTextAsync("answered in");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Echo workstation" }).PressAsync("Enter");
        await page.Locator("tr", new PageLocatorOptions { HasText = "workstation" }).Locator(".pill.bad").WaitForAsync();
        await opened.ScreenshotAsync("modalities-echoed");
        Assert.Empty(await opened.FindViolationsAsync());
    }

    [Fact]
    public async Task Worklist_PluginWithMoreItemsThanAreLookedAt_SaysHowToNarrowItDown()
    {
        await using var recorded = new RecorderBench();
        DicomDataSet[] items = [.. Enumerable.Range(1, 2500).Select(static number => new DicomDataSet
        {
            { Tags.PatientName, "Doe^Jane" },
            { Tags.PatientID, $"P{number}" },
            { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.ScheduledProcedureStepStartDate, number <= 3 ? "20260131" : "20260201" } } },
        })];
        await using var host = await ConsoleHost.StartAsync(recorded.Recorder, new WorklistSource("a plugin", null, ScriptedWorklist.Of(items)));
        await using var opened = await bench.OpenAtAsync(host.Url, "worklist");
        var ask = opened.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Ask" });
        await ask.ClickAsync();
        await Assertions.Expect(opened.Page.GetByText("more items than these 2000")).ToContainTextAsync("ask for a start date, a patient ID or an accession number");
        await opened.CheckAsync("worklist-cut");

        await opened.Page.GetByLabel("Start date").FillAsync("20260131");
        await opened.Page.GetByLabel("Patient’s name").FillAsync("Roe*");
        await ask.ClickAsync();
        await Assertions.Expect(opened.Page.GetByText("It was asked once more")).ToContainTextAsync("Scheduled Procedure Step Start Date");
        await Assertions.Expect(opened.Page.GetByText("0 of 3 items match")).ToBeVisibleAsync();
        await Assertions.Expect(opened.Page.GetByText("more items than these")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Plugins_InTheServerAndInProcesses_AreToldApart()
    {
        await using var recorded = new RecorderBench();
        await using var host = await ConsoleHost.StartAsync(recorded.Recorder);
        host.Plugins =
        [
            new ConsolePlugin("worklists", "1.0.0", "Worklist items from a folder", "built in", ["worklist"]),
            new ConsolePlugin("teaching", "2.1.0", "Keeps interesting cases", "managed", ["C-STORE", "REST", "events of the archive"])
            {
                Path = "/opt/plugins/Teaching.dll", LastError = "POST /teaching failed [IOException: No space left on device]", LastErrorAt = new DateTimeOffset(2026, 1, 31, 7, 30, 0, TimeSpan.Zero),
            },
            new ConsolePlugin("dicom-web", "1.20", "DICOMweb", "native", ["change", .. Enumerable.Range(1, 9).Select(static number => $"REST /dicom-web/studies/{number}")]) { Path = "/opt/plugins/libDicomWeb.so", Unserved = ["an image decoder"] },
            new ConsolePlugin("legacy", "0.9", "", "native", ["worklist (v1)"])
            {
                Path = "/opt/plugins/libLegacy.so", IsIsolated = true, ProcessId = 4711, Restarts = 2, LastError = "it was ended by signal 11 (SIGSEGV)", LastErrorAt = new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero),
            },
            new ConsolePlugin("broken", "0.1", "", "native", ["find (v1)"]) { Path = "/opt/plugins/libBroken.so", IsIsolated = true, Restarts = 9, LastError = "it failed to initialise", LastErrorAt = new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero) },
        ];
        await using var opened = await bench.OpenAtAsync(host.Url, "plugins");
        var rows = opened.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Plugins" }).Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(5);
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("in the server");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("No space left on device");
        await Assertions.Expect(rows.Nth(2)).ToContainTextAsync("Wants and does not get: an image decoder");
        await Assertions.Expect(rows.Nth(2).GetByText("/dicom-web/studies/9")).ToBeHiddenAsync();
        await rows.Nth(2).GetByText("REST: 9 paths").ClickAsync();
        await Assertions.Expect(rows.Nth(2).GetByText("/dicom-web/studies/9")).ToBeVisibleAsync();
        await Assertions.Expect(rows.Nth(3)).ToContainTextAsync("own process 4711");
        await Assertions.Expect(rows.Nth(3)).ToContainTextAsync("SIGSEGV");
        await Assertions.Expect(rows.Nth(4)).ToContainTextAsync("own process, not running");
        await opened.CheckAsync("plugins-of-all-kinds");

        // What a plugin throws is not for everybody.
        host.User = HttpRoles.Principal("engineer", null);
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("a fault; the log has it");
        await Assertions.Expect(rows.Nth(3)).ToContainTextAsync("SIGSEGV");
    }

    [Fact]
    public async Task Plugins_AfterTraffic_HaveTimesOfTheirCallbacks()
    {
        await using var opened = await bench.OpenAsync("plugins");
        var row = opened.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Time per callback" }).Locator("tr", new LocatorLocatorOptions { HasText = "worklists" });
        await Assertions.Expect(row).ToContainTextAsync("C-FIND");
    }

    [Fact]
    public async Task Health_DiskWithoutRoom_IsSeenAtOnce()
    {
        await using var opened = await bench.OpenAsync("health");
        var page = opened.Page;
        await Assertions.Expect(page.Locator(".tile", new PageLocatorOptions { HasText = "Free on the disk" })).ToBeVisibleAsync();
        await page.RouteAsync("**/console/api/health", static async route =>
        {
            var health = await (await route.FetchAsync()).TextAsync();
            await route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = System.Text.RegularExpressions.Regex.Replace(health, "\"free\": ?[0-9]+", "\"free\" : 0") });
        });
        await Assertions.Expect(page.Locator(".tile.bad", new PageLocatorOptions { HasText = "Free on the disk" })).ToContainTextAsync("0 B");
    }

    [Fact]
    public async Task Health_AfterTraffic_DrawsWhatWasMeasured()
    {
        await using var opened = await bench.OpenAsync("health");
        var picture = opened.Page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "C-STORE:" });
        await picture.WaitForAsync();
        Assert.NotEqual(0, await picture.Locator("rect").CountAsync());
        await Assertions.Expect(opened.Page.Locator(".page")).ToContainTextAsync("instances:");
    }
}
