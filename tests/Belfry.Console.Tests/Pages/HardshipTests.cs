using Microsoft.Playwright;

namespace Belfry.Console.Tests;

/// <summary>Servers that are away or slow, users that may not, values that nobody should have written, and small screens.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class HardshipTests(ConsoleBench bench)
{
    private static readonly LocatorAssertionsToBeVisibleOptions _patience = new() { Timeout = 20_000 };

    [Theory]
    [InlineData("jobs")]
    [InlineData("plugins")]
    [InlineData("modalities")]
    [InlineData("health")]
    public async Task Page_WhileTheServerWasAway_IsAsBefore(string name)
    {
        await using var opened = await bench.OpenAsync(name);
        var page = opened.Page;
        var told = page.Locator(".page .notice.bad");
        await Assertions.Expect(told).ToHaveCountAsync(0);
        await page.RouteAsync("**/*", static route => route.AbortAsync());
        await Assertions.Expect(told.First).ToContainTextAsync("No answer from the server");

        await page.UnrouteAsync("**/*");
        await Assertions.Expect(told).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(name == "health" ? ".tile" : ".page table, .page p.quiet").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Page_ChosenWhileTheServerIsAway_IsShownWhenItIsBack()
    {
        await using var opened = await bench.OpenAsync("health");
        var page = opened.Page;
        await page.RouteAsync("**/*", static route => route.AbortAsync());
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Studies" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No answer from the server");
        await Assertions.Expect(page.Locator("#head .pill.bad")).ToBeVisibleAsync(_patience);

        await page.UnrouteAsync("**/*");
        await Assertions.Expect(page.Locator(".page.studies table")).ToBeVisibleAsync(_patience);
    }

    [Fact]
    public async Task Studies_WhileTheAnswerIsNotThere_SayThatTheyAsk()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/tools/find", async route =>
        {
            await gate.Task;
            await route.ContinueAsync();
        });
        await page.GetByLabel("Search", new PageGetByLabelOptions { Exact = true }).FillAsync("roe");
        await Assertions.Expect(page.GetByText("Asking …")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".busy")).ToHaveAttributeAsync("aria-busy", "true");

        gate.SetResult();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".busy")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Jobs_ForbiddenToTheUser_AreAskedForOnce()
    {
        await using var opened = await bench.OpenAsync("health");
        var page = opened.Page;
        var asked = 0;
        await page.RouteAsync("**/jobs?expand", route =>
        {
            asked++;
            return route.FulfillAsync(new RouteFulfillOptions { Status = 403, ContentType = "application/json", Body = """{ "HttpStatus" : 403, "Message" : "Forbidden" }""" });
        });
        await page.Clock.InstallAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Jobs" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("your user may not do this");
        await page.Clock.RunForAsync(60_000);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Studies_LongAndTurnedNames_LeaveRoomForTheRest()
    {
        await using var opened = await bench.OpenAsync("health");
        var page = opened.Page;
        var name = "\u202EeoD\u202C" + new string('x', 3000);
        await page.RouteAsync("**/studies?*", route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "application/json",
            Body = $$"""
                [{ "ID" : "1", "ParentPatient" : "2", "Series" : ["3"], "PatientMainDicomTags" : { "PatientName" : "{{name}}", "PatientID" : "{{name}}" },
                   "MainDicomTags" : { "StudyDate" : "20260101", "StudyDescription" : "{{name}}", "AccessionNumber" : "ACC-1" } }]
                """,
        }));
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Studies" }).ClickAsync();
        var cells = page.Locator(".page.studies tbody td");
        await Assertions.Expect(cells).ToHaveCountAsync(7);
        foreach (var cell in await cells.AllAsync())
            Assert.InRange((await cell.BoundingBoxAsync())!.Width, 1, 500);
        Assert.DoesNotContain('\u202E', await cells.First.InnerTextAsync());
        await opened.ScreenshotAsync("studies-long-names");
    }

    [Fact]
    public async Task Studies_ByTheKeyboard_StopWhereSomethingIsSeen()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        await page.Locator(".page table a").First.WaitForAsync();
        await page.GetByLabel("Search", new PageGetByLabelOptions { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "choose files" })).ToBeFocusedAsync();
        for (var stop = 0; stop < 4; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>("document.activeElement.getBoundingClientRect().width > 5"));
        }
    }

    [Fact]
    public async Task Worklist_OnANarrowScreen_SaysWhyAtOnce()
    {
        await using var opened = await bench.OpenAsync("worklist", width: 420);
        var page = opened.Page;
        await page.GetByLabel("Modality", new PageGetByLabelOptions { Exact = true }).FillAsync("XA");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Ask" }).ClickAsync();
        await page.GetByText("0 of 5 items match").WaitForAsync();
        var why = (await page.GetByText("Modality: asked XA, has MR").First.BoundingBoxAsync())!;
        Assert.InRange(why.X + why.Width, 100, 420);
        await page.Locator("table.worklist button.link").First.ClickAsync();
        await Assertions.Expect(page.Locator("tr.more").First).ToContainTextAsync("single value");
        why = (await page.GetByText("Modality: asked XA, has MR").First.BoundingBoxAsync())!;
        Assert.InRange(why.X + why.Width, 100, 420);
        await opened.ScreenshotAsync("worklist-narrow");
    }
}
