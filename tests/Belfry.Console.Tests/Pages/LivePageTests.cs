using Microsoft.Playwright;

namespace Belfry.Console.Tests;

/// <summary>The live view, while DCMTK talks to the server.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class LivePageTests(ConsoleBench bench)
{
    [Fact]
    public async Task Live_WhileTheWorklistIsAsked_ShowsItWithAnswersByKeyboardAlone()
    {
        await using var opened = await bench.OpenAsync("live");
        var page = opened.Page;
        await page.GetByText("Live", new PageGetByTextOptions { Exact = true }).And(page.GetByRole(AriaRole.Status)).WaitForAsync();
        await bench.CallAsync("findscu", "US9", "-W", "-k", "PatientName=Demo*", "-k", "PatientID", "-k", "ScheduledProcedureStepSequence[0].Modality=US");
        var row = page.Locator("tr", new PageLocatorOptions { HasText = "US9" });
        await row.WaitForAsync();

        // To the filter, into the list, up and down, open, close.
        await page.GetByLabel("Filter").FocusAsync();
        await page.Keyboard.TypeAsync("us9 c-find");
        await Assertions.Expect(page.Locator("table.traffic tbody tr")).ToHaveCountAsync(1);
        await page.GetByLabel("Filter").FillAsync("");
        await row.Locator(".open").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(row.Locator(".open")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        var detail = page.Locator(".detail");
        await Assertions.Expect(detail.GetByRole(AriaRole.Heading, new LocatorGetByRoleOptions { Name = "C-FIND" })).ToBeFocusedAsync();
        await Assertions.Expect(detail).ToContainTextAsync("Demo*");
        await Assertions.Expect(detail).ToContainTextAsync("Answers (1)");
        await Assertions.Expect(detail).ToContainTextAsync("Demo^Patient Three");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(detail).ToBeHiddenAsync();
        await Assertions.Expect(row.Locator(".open")).ToBeFocusedAsync();
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task Live_Paused_CountsAndShowsLater()
    {
        await using var opened = await bench.OpenAsync("live");
        var page = opened.Page;
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Pause" }).ClickAsync();
        await bench.CallAsync("echoscu", "PAUSED1");
        await page.GetByText("new").First.WaitForAsync();
        await Assertions.Expect(page.Locator("table.traffic")).Not.ToContainTextAsync("PAUSED1");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Resume" }).ClickAsync();
        await Assertions.Expect(page.Locator("table.traffic")).ToContainTextAsync("PAUSED1");
    }

    [Fact]
    public async Task Live_RefusedAssociation_IsSeenAtOnceWithItsReason()
    {
        await using var opened = await bench.OpenAsync("live");
        var row = opened.Page.Locator("tr.mood-bad", new PageLocatorOptions { HasText = "OLDSCANNER" });
        await Assertions.Expect(row).ToContainTextAsync("called-AE-title-not-recognized");
        await opened.Page.GetByLabel("Show").SelectOptionAsync("associations");
        await Assertions.Expect(opened.Page.Locator("table.traffic")).ToContainTextAsync("released by peer");
    }

    [Fact]
    public async Task Live_AssociationOverTls_SaysSoWithThePeersCertificate()
    {
        await using var opened = await bench.OpenAsync("live");
        var page = opened.Page;
        await page.GetByLabel("Filter").FillAsync("cn=ct-tls");
        var row = page.Locator("table.traffic tbody tr");
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await Assertions.Expect(row.Locator(".tls")).ToHaveTextAsync("TLS");
        await row.Locator(".open").ClickAsync();
        var detail = page.Locator(".detail");
        await Assertions.Expect(detail).ToContainTextAsync("TLS 1.3 as CN=CT-TLS");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show the association" }).ClickAsync();
        await Assertions.Expect(detail).ToContainTextAsync("Certificate of the peer");
        await Assertions.Expect(detail).ToContainTextAsync("TLS_AES_");
        await opened.CheckAsync("live-tls");
        await page.GetByLabel("Filter").FillAsync("ct1 c-find");
        await page.Locator("table.traffic .open").First.ClickAsync();
        await Assertions.Expect(detail).ToContainTextAsync("not encrypted");
    }

    [Fact]
    public async Task Live_PeerWithoutTrust_IsSeenWithWhyNoTlsCameAbout()
    {
        await using var opened = await bench.OpenAsync("live");
        await Assert.ThrowsAnyAsync<Network.AssociationException>(() => bench.EchoByTlsAsync("STRANGER", isTrusted: false));
        var row = opened.Page.Locator("tr.mood-bad", new PageLocatorOptions { HasText = "CN=STRANGER" });
        await row.WaitForAsync();
        await Assertions.Expect(row).ToContainTextAsync("127.0.0.1:");
        await row.Locator(".open").ClickAsync();
        await Assertions.Expect(opened.Page.Locator(".detail")).ToContainTextAsync("No TLS came about.");
        await opened.CheckAsync("live-tls-failed");
    }

    [Fact]
    public async Task Live_ModalityThatIsNotThere_IsSeenWithTheReason()
    {
        await using var opened = await bench.OpenAsync("live");
        using var client = new HttpClient();
        using var answer = await client.PostAsync($"{bench.Url}modalities/self/echo", new StringContent("{}"), TestContext.Current.CancellationToken);
        Assert.False(answer.IsSuccessStatusCode);

        // Jobs of other tests send to WORKSTATION, which is not there either.
        var row = opened.Page.Locator("tr.mood-bad", new PageLocatorOptions { HasText = "Connection refused", HasNotText = "WORKSTATION" }).First;
        await Assertions.Expect(row).ToContainTextAsync("connection failed");

        // The list stands still, so that the row is where it is clicked, whatever goes on beside this.
        await opened.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Pause" }).ClickAsync();
        await row.Locator(".open").ClickAsync();
        var detail = opened.Page.Locator(".detail");
        await Assertions.Expect(detail).ToContainTextAsync("from this server");
        await Assertions.Expect(detail).ToContainTextAsync("Verification");
        await Assertions.Expect(detail).ToContainTextAsync("127.0.0.1:");
        await opened.CheckAsync("live-not-connected");
    }

    [Fact]
    public async Task Live_ForSomebodyWhoMayNotSeePatients_IsMasked()
    {
        await using var recorded = new RecorderBench();
        await using var host = await ConsoleHost.StartAsync(recorded.Recorder);
        host.User = Web.HttpRoles.Principal("engineer", null);
        await using var opened = await bench.OpenAtAsync(host.Url, "live");
        await recorded.FindAsync();
        await opened.Page.Locator("tr", new PageLocatorOptions { HasText = "C-FIND" }).Locator(".open").ClickAsync();
        await opened.Page.Locator(".detail .masked").First.WaitForAsync();
        await opened.ScreenshotAsync("live-masked");
        Assert.DoesNotContain("Jane", await opened.Page.ContentAsync());
        Assert.Empty(await opened.FindViolationsAsync());
        await opened.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Worklist" }).ClickAsync();
        await opened.Page.GetByText("which your user may not see").WaitForAsync();

        // What is refused is not asked for: each refusal would be an alarm in the audit trail.
        await opened.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Jobs" }).ClickAsync();
        await opened.Page.GetByText("whose data your user may not see").WaitForAsync();
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task Live_AfterTheConnectionWasLost_ShowsWhatHappenedMeanwhile()
    {
        await using var opened = await bench.OpenAsync("health");
        var page = opened.Page;

        // Streams that end at once, and say nothing before.
        await page.RouteAsync("**/traffic/events", static route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/event-stream", Body = "retry: 50\n\n" }));
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Live" }).ClickAsync();
        await page.Locator("table.traffic").WaitForAsync();
        await bench.CallAsync("echoscu", "BETWEEN");
        await Assertions.Expect(page.Locator("table.traffic")).ToContainTextAsync("BETWEEN");
    }

    [Fact]
    public async Task Live_Store_SaysThatTheInstanceIsNotKept()
    {
        await using var opened = await bench.OpenAsync("live");
        await opened.Page.GetByLabel("Filter").FillAsync("c-store");
        await opened.Page.Locator("table.traffic .open").First.ClickAsync();
        await Assertions.Expect(opened.Page.Locator(".detail")).ToContainTextAsync("The instance is not kept here.");
        await Assertions.Expect(opened.Page.Locator(".detail h3").First).ToHaveTextAsync("Data set");
    }

    [Fact]
    public async Task Live_QueryBeforeAnybodyWatched_TellsHowManyAnswersThereWere()
    {
        await using var opened = await bench.OpenAsync("live");
        await opened.Page.Locator("tr", new PageLocatorOptions { HasText = "Modality Worklist" }).And(opened.Page.Locator("tr", new PageLocatorOptions { HasText = "CT1" })).Last.Locator(".open").ClickAsync();
        await Assertions.Expect(opened.Page.Locator(".detail")).ToContainTextAsync("Answers (2)");
        await Assertions.Expect(opened.Page.Locator(".detail")).ToContainTextAsync("kept only while somebody watches");
    }

    [Fact]
    public async Task Live_RecordedQuery_IsExplainedAgainstTheWorklist()
    {
        await using var opened = await bench.OpenAsync("live");
        await opened.Page.Locator("tr", new PageLocatorOptions { HasText = "Modality Worklist" }).And(opened.Page.Locator("tr", new PageLocatorOptions { HasText = "CT1" })).Last.Locator(".open").ClickAsync();
        await opened.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Explain against the worklist" }).ClickAsync();
        await opened.Page.GetByText("2 of 5 items match").WaitForAsync();
        await Assertions.Expect(opened.Page.Locator("table.worklist")).ToContainTextAsync("Modality: asked CT, has MR");
    }
}
