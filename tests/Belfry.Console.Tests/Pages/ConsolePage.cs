using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Belfry.Console.Tests;

/// <summary>One page in a browser of its own.</summary>
public sealed class ConsolePage : IAsyncDisposable
{
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
        Assert.Empty(await FindViolationsAsync(new AxeRunOptions { ResultTypes = [ResultType.Violations] }));
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await ScreenshotAsync($"{name}-dark");
        Assert.Empty(await FindViolationsAsync(new AxeRunOptions { ResultTypes = [ResultType.Violations], RunOnly = RunOnlyOptions.Rules("color-contrast") }));
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        Assert.Empty(_complaints);
    }

    /// <summary>What axe finds wrong, in words.</summary>
    public async Task<IReadOnlyList<string>> FindViolationsAsync(AxeRunOptions? options = null)
    {
        var result = await Page.RunAxe(options ?? new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        return [.. result.Violations.SelectMany(static rule => rule.Nodes.Select(node => $"{rule.Id}: {rule.Help} ({node.Html})"))];
    }

    /// <summary>Leaves a picture to be looked at.</summary>
    public Task ScreenshotAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(ConsoleBench.Screenshots, name + ".png"), FullPage = false });

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
