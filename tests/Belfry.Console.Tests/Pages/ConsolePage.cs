using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Belfry.Console.Tests;

/// <summary>One page in a browser of its own.</summary>
public sealed class ConsolePage : IAsyncDisposable
{
    private static readonly string _axe = new BundledAxeScriptProvider().GetScript();

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private ConsolePage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // What the server refuses is shown by the page and told here too.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>What the browser complained of: errors of scripts, breaches of the security policy.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<ConsolePage> OpenAsync(IBrowserContext context, string url, string name)
    {
        var opened = new ConsolePage(context, await context.NewPageAsync());
        await opened.Page.GotoAsync(url);
        await opened.Page.Locator($".page.{name} h1").WaitForAsync();
        return opened;
    }

    /// <summary>Pictures in light and dark, and nothing that axe or the browser complains of; what does not depend on colours is looked for once.</summary>
    public async Task CheckAsync(string name)
    {
        await ScreenshotAsync($"{name}-light");
        Assert.Empty(await FindViolationsAsync());
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await ScreenshotAsync($"{name}-dark");
        Assert.Empty(await FindViolationsAsync("color-contrast"));
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        Assert.Empty(_complaints);
    }

    /// <summary>What axe finds wrong, in words.</summary>
    /// <param name="rules">The rules to look at; none for all that axe has.</param>
    public async Task<IReadOnlyList<string>> FindViolationsAsync(params string[] rules)
    {
        // The page has no frames, so axe runs in it once, not in a second page that gathers what it finds.
        if (!await Page.EvaluateAsync<bool>("'axe' in window"))
            await Page.EvaluateAsync(_axe);
        var found = await Page.EvaluateAsync<JsonElement>(
            "async rules => (await axe.run({ resultTypes: ['violations'], ...(rules.length > 0 && { runOnly: rules }) }))"
            + ".violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${rule.help} (${node.html})`))",
            rules);
        return [.. found.EnumerateArray().Select(static violation => violation.GetString()!)];
    }

    /// <summary>Leaves a picture to be looked at.</summary>
    public Task ScreenshotAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(ConsoleBench.Screenshots, name + ".png"), FullPage = false });

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
