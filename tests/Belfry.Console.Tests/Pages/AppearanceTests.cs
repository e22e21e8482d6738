using Microsoft.Playwright;

namespace Belfry.Console.Tests;

/// <summary>Every page, with traffic behind it, in light and dark: no violation of axe, no complaint of the browser, and a picture of each.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class AppearanceTests(ConsoleBench bench)
{
    public static TheoryData<string, ColorScheme> Pages => new(
        from page in (string[])["live", "worklist", "studies", "jobs", "plugins", "modalities", "health"]
        from colors in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark]
        select (page, colors));

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_InLightAndDark_HasNoViolation(string page, ColorScheme colors)
    {
        await using var opened = await bench.OpenAsync(page, colors);
        await opened.ScreenshotAsync($"{page}-{colors.ToString().ToLowerInvariant()}");
        Assert.Empty(await opened.FindViolationsAsync());
        Assert.Empty(opened.Complaints);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Detail_OfAnOperationAndItsAssociation_HasNoViolation(ColorScheme colors)
    {
        await using var opened = await bench.OpenAsync("live", colors);
        await opened.Page.Locator("tr", new PageLocatorOptions { HasText = "Modality Worklist" }).Last.Locator(".open").ClickAsync();
        await opened.Page.Locator(".detail table.elements").First.WaitForAsync();
        await opened.ScreenshotAsync($"live-operation-{colors.ToString().ToLowerInvariant()}");
        Assert.Empty(await opened.FindViolationsAsync());
        await opened.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show the association" }).ClickAsync();
        await opened.Page.GetByText("Presentation contexts").WaitForAsync();
        await opened.ScreenshotAsync($"live-association-{colors.ToString().ToLowerInvariant()}");
        Assert.Empty(await opened.FindViolationsAsync());
        Assert.Empty(opened.Complaints);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Explanation_OfAnItem_HasNoViolation(ColorScheme colors)
    {
        await using var opened = await bench.OpenAsync("worklist", colors);
        await opened.Page.GetByLabel("Modality", new PageGetByLabelOptions { Exact = true }).FillAsync("CT");
        await opened.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Ask" }).ClickAsync();
        await opened.Page.GetByText("2 of 5 items match").WaitForAsync();
        await opened.Page.Locator("table.worklist button.link").Last.ClickAsync();
        await opened.ScreenshotAsync($"worklist-explained-{colors.ToString().ToLowerInvariant()}");
        Assert.Empty(await opened.FindViolationsAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Resources_FromStudyToTags_HaveNoViolation(ColorScheme colors)
    {
        await using var opened = await bench.OpenAsync("studies", colors);
        await opened.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "2026-01-01" }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Study:" }).WaitForAsync();
        await opened.ScreenshotAsync($"study-{colors.ToString().ToLowerInvariant()}");
        Assert.Empty(await opened.FindViolationsAsync());
        await opened.Page.Locator("table a").First.ClickAsync();
        await opened.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Series:" }).WaitForAsync();
        Assert.Empty(await opened.FindViolationsAsync());
        await opened.Page.Locator("table a").First.ClickAsync();
        await opened.Page.Locator("table.elements").WaitForAsync();
        await opened.ScreenshotAsync($"instance-{colors.ToString().ToLowerInvariant()}");
        Assert.Empty(await opened.FindViolationsAsync());
    }

    [Fact]
    public async Task Live_OnANarrowScreen_FitsItsWidth()
    {
        await using var opened = await bench.OpenAsync("live", width: 420);
        await opened.ScreenshotAsync("live-narrow");
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }
}
