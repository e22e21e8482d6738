using Microsoft.Playwright;

namespace Belfry.Console.Tests;

/// <summary>Every page, with traffic behind it, in light and dark: no violation of axe, no complaint of the browser, and pictures of each.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class AppearanceTests(ConsoleBench bench)
{
    [Theory]
    [InlineData("live")]
    [InlineData("worklist")]
    [InlineData("studies")]
    [InlineData("jobs")]
    [InlineData("plugins")]
    [InlineData("modalities")]
    [InlineData("health")]
    public async Task Page_InLightAndDark_HasNoViolation(string page)
    {
        await using var opened = await bench.OpenAsync(page);
        await opened.CheckAsync(page);
    }

    [Fact]
    public async Task Detail_OfAnOperationAndItsAssociation_HasNoViolation()
    {
        await using var opened = await bench.OpenAsync("live");
        await opened.Page.Locator("tr", new PageLocatorOptions { HasText = "Modality Worklist" }).Last.Locator(".open").ClickAsync();
        await opened.Page.Locator(".detail table.elements").First.WaitForAsync();
        await opened.CheckAsync("live-operation");
        await opened.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show the association" }).ClickAsync();
        await opened.Page.GetByText("Presentation contexts").WaitForAsync();
        await opened.CheckAsync("live-association");
    }

    [Fact]
    public async Task Explanation_OfAnItem_HasNoViolation()
    {
        await using var opened = await bench.OpenAsync("worklist");
        await opened.Page.GetByLabel("Modality", new PageGetByLabelOptions { Exact = true }).FillAsync("CT");
        await opened.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Ask" }).ClickAsync();
        await opened.Page.GetByText("2 of 5 items match").WaitForAsync();
        await opened.Page.Locator("table.worklist button.link").Last.ClickAsync();
        await opened.CheckAsync("worklist-explained");
    }

    [Fact]
    public async Task Resources_FromStudyToTags_HaveNoViolation()
    {
        await using var opened = await bench.OpenAsync("studies");
        await opened.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "2026-01-01" }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Study:" }).WaitForAsync();
        await opened.CheckAsync("study");
        await opened.Page.Locator("table a").First.ClickAsync();
        await opened.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Series:" }).WaitForAsync();
        await opened.Page.Locator("table a").First.ClickAsync();
        await opened.Page.Locator("table.elements").WaitForAsync();
        await opened.CheckAsync("instance");
    }

    [Fact]
    public async Task Live_OnANarrowScreen_FitsItsWidth()
    {
        await using var opened = await bench.OpenAsync("live", width: 420);
        await opened.ScreenshotAsync("live-narrow");
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task Violations_OfAPageThatHasSome_AreFound()
    {
        await using var opened = await bench.OpenAsync("jobs");
        await opened.Page.EvaluateAsync("""
            () => {
              const page = document.querySelector('.page');
              page.append(document.createElement('button'));
              const pale = page.appendChild(document.createElement('p'));
              pale.textContent = 'pale';
              pale.style.cssText = 'color: #eee; background: #fff';
            }
            """);
        var found = await opened.FindViolationsAsync();
        Assert.Contains(found, static violation => violation.StartsWith("button-name: ", StringComparison.Ordinal));
        Assert.Contains(found, static violation => violation.StartsWith("color-contrast: ", StringComparison.Ordinal));
        Assert.All(await opened.FindViolationsAsync("color-contrast"), static violation => Assert.StartsWith("color-contrast: ", violation));
    }
}
