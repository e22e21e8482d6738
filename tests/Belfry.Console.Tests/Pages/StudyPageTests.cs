using Microsoft.Playwright;

namespace Belfry.Console.Tests;

/// <summary>What takes a while on the page of studies, with its progress; images; deletion, by keyboard.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class StudyPageTests(ConsoleBench bench)
{
    // Gives the page a file as if it were dropped there.
    private const string Drop = """
        (box, files) => {
          const transfer = new DataTransfer();
          for (const { name, base64, size } of files) {
            const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
            transfer.items.add(new File([bytes, new Uint8Array(size)], name));
          }
          box.dispatchEvent(new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true }));
          const wasOver = box.classList.contains('over');
          box.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
          return wasOver && !box.classList.contains('over');
        }
        """;

    // How light a column of the image is, from 0 to 255.
    private const string LightOfColumn = """
        (image, column) => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          return context.getImageData(column, 0, 1, 1).data[0];
        }
        """;

    [Fact]
    public async Task Preview_OfAnUncompressedImage_IsDrawnWithAName()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "2026-01-02" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Study:" }).WaitForAsync();
        await page.Locator("table a").First.ClickAsync();
        var image = page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "Image of instance 2" });
        await image.WaitForAsync();
        var size = await image.EvaluateAsync<string>("async image => { await image.decode(); return `${image.naturalWidth} x ${image.naturalHeight}`; }");
        Assert.Equal("64 x 64", size);
        var (left, right) = (await image.EvaluateAsync<int>(LightOfColumn, 5), await image.EvaluateAsync<int>(LightOfColumn, 60));
        Assert.True(left < 64 && right > 128, $"{left} {right}");
        await opened.CheckAsync("series-preview");
    }

    [Fact]
    public async Task Preview_OfAnInstanceWithoutImage_SaysThatThereIsNone()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        await page.Locator("#files").SetInputFilesAsync(bench.WriteInstance("Imageless", 21, 1, 1, hasImage: false));
        await Assertions.Expect(page.Locator(".uploads .good-text")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "2026-01-21" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Study:" }).WaitForAsync();
        await page.Locator("table a").First.ClickAsync();
        await page.GetByText("There is no preview of this instance.").WaitForAsync();
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task Tags_PixelData_IsNotCalledEmpty()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "2026-01-01" }).ClickAsync();
        for (var level = 0; level < 2; level++)
        {
            await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = level == 0 ? "Study:" : "Series:" }).WaitForAsync();
            await page.Locator("table a").First.ClickAsync();
        }

        await Assertions.Expect(page.Locator("table.elements tr", new PageLocatorOptions { HasText = "7FE0,0010" })).ToContainTextAsync("bytes, not shown");
    }

    [Theory]
    [InlineData("Roe, Jane")]
    [InlineData("jane roe")]
    [InlineData("Roe^Jane")]
    [InlineData("Röé, Jäne")]
    public async Task Search_NameAsItIsShownOrSaid_FindsIt(string text)
    {
        await using var opened = await bench.OpenAsync("studies");
        await opened.Page.GetByLabel("Search", new PageGetByLabelOptions { Exact = true }).FillAsync(text);
        await opened.Page.GetByText("1 study").WaitForAsync();
        await Assertions.Expect(opened.Page.Locator("tbody")).ToContainTextAsync("Roe, Jane");
    }

    [Theory]
    [InlineData("doe ct 2026", "ACC-0001 ACC-0002")]
    [InlineData("Jane Doe 2026-01-02", "ACC-0002")]
    [InlineData("1.1.2026 doe", "ACC-0001")]
    [InlineData("doe knee", "ACC-0002")]
    [InlineData("chest doe 2026/1", "ACC-0001")]
    [InlineData("p-roe mr", "ACC-0003")]
    [InlineData("mr 20260103", "ACC-0003")]
    [InlineData("doe us", "")]
    [InlineData("doe 2025", "")]
    [InlineData("doe 2026-02-30", "")]
    public async Task Search_WordsOfSeveralAttributes_FindsWhatHasThemAll(string text, string accessions)
    {
        await using var opened = await bench.OpenAsync("studies");
        await opened.Page.GetByLabel("Search", new PageGetByLabelOptions { Exact = true }).FillAsync(text);
        var rows = opened.Page.Locator("tbody tr", new PageLocatorOptions { HasTextRegex = new System.Text.RegularExpressions.Regex("ACC-000[123]") });
        string[] expected = accessions.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (expected.Length == 0)
            await opened.Page.GetByText("Nothing found.").WaitForAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(expected.Length);
        foreach (var accession in expected)
            await Assertions.Expect(rows.Filter(new LocatorFilterOptions { HasText = accession })).ToHaveCountAsync(1);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task Studies_MoreThanAreListed_AreTheLastThatCame()
    {
        await using var opened = await bench.OpenAsync("health");
        var page = opened.Page;
        await page.RouteAsync("**/statistics", static route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = """{ "CountStudies" : 20102 }""" }));
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/studies?*", async route =>
        {
            asked.TrySetResult(new Uri(route.Request.Url).Query);
            await route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = "[]" });
        });
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Studies" }).ClickAsync();
        Assert.Equal("?since=20002&limit=100&expand", await asked.Task.WaitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Studies_NameInIdeographsAlone_IsShown()
    {
        await using var opened = await bench.OpenAsync("studies");
        await opened.Page.Locator("#files").SetInputFilesAsync(bench.WriteInstance("=\u5C71\u7530", 25, 1, 1));
        await Assertions.Expect(opened.Page.Locator("tbody")).ToContainTextAsync("\u5C71\u7530, Jane");
    }

    [Fact]
    public async Task Upload_FilesDropped_ShowTheirProgressAndAreThere()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;

        // As slow as a poor line, so that a browser is long enough between nothing and all.
        await using (await SlowAsync(page))
        {
            var file = Convert.ToBase64String(await File.ReadAllBytesAsync(bench.WriteInstance("Dropped", 22, 1, 1), TestContext.Current.CancellationToken));
            object[] files = [new { name = "image.dcm", base64 = file, size = 0 }, new { name = "large.bin", base64 = "", size = 1_000_000 }];
            Assert.True(await page.Locator(".drop").EvaluateAsync<bool>(Drop, files));
            var progress = page.GetByRole(AriaRole.Progressbar, new PageGetByRoleOptions { Name = "large.bin" });
            await progress.WaitForAsync();
            await page.WaitForFunctionAsync("() => { const bar = document.querySelector('.uploads progress'); return bar && bar.value > 0.05 && bar.value < 1; }");
            await opened.ScreenshotAsync("upload-running");
            Assert.Empty(await opened.FindViolationsAsync());
        }

        await Assertions.Expect(page.Locator(".uploads li", new PageLocatorOptions { HasText = "image.dcm" })).ToContainTextAsync("stored");
        await Assertions.Expect(page.Locator(".uploads li", new PageLocatorOptions { HasText = "large.bin" }).Locator(".bad-text")).Not.ToBeEmptyAsync();

        // The list has what was uploaded, without being asked for again.
        await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("Dropped, Jane");
        await opened.CheckAsync("upload-done");
    }

    [Fact]
    public async Task Upload_FolderDropped_AllInItIsThere()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        var folder = Directory.CreateTempSubdirectory("belfry-dropped");
        try
        {
            // More than a browser tells of at once, and one further down.
            for (var i = 1; i <= 102; i++)
                File.Move(bench.WriteInstance("Folder", 26, 1, i), Path.Combine(folder.FullName, $"{i:D3}.dcm"));
            File.Move(bench.WriteInstance("Folder", 26, 2, 1), Path.Combine(folder.CreateSubdirectory("deep").CreateSubdirectory("down").FullName, "deepest.dcm"));
            await DropAsync(page, folder.FullName);
            await Assertions.Expect(page.Locator(".uploads .good-text")).ToHaveCountAsync(103);
            await Assertions.Expect(page.Locator(".uploads li", new PageLocatorOptions { HasText = "deepest.dcm" })).ToContainTextAsync("stored");
            await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("Folder, Jane");
            Assert.Empty(opened.Complaints);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Upload_BesideTheBox_LeavesThePage()
    {
        await using var opened = await bench.OpenAsync("studies");
        Assert.True(await opened.Page.EvaluateAsync<bool>(
            "() => !document.querySelector('h1').dispatchEvent(new DragEvent('drop', { dataTransfer: new DataTransfer(), bubbles: true, cancelable: true }))"));
    }

    [Fact]
    public async Task Send_WhileItRuns_ShowsHowFarItIs()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "2026-01-01" }).ClickAsync();
        await page.GetByLabel("Send to").SelectOptionAsync("ct-one");

        // The job is done as ever; what the page hears of it is held at 40 % until it was looked at.
        var isHeld = true;
        await page.RouteAsync("**/jobs/*", route => isHeld
            ? route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = """{ "State" : "Running", "Progress" : 40 }""" })
            : route.ContinueAsync());
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send" }).PressAsync("Enter");
        var bar = page.GetByRole(AriaRole.Progressbar, new PageGetByRoleOptions { Name = "Sending to ct-one" });
        await Assertions.Expect(bar).ToHaveAttributeAsync("value", "40");
        await opened.ScreenshotAsync("sending");
        Assert.Empty(await opened.FindViolationsAsync());
        isHeld = false;
        await page.GetByText("Sent to ct-one").WaitForAsync();
        await opened.CheckAsync("sent");
    }

    [Fact]
    public async Task Delete_ByKeyboard_AsksFirst()
    {
        await using var opened = await bench.OpenAsync("studies");
        var page = opened.Page;
        await page.Locator("#files").SetInputFilesAsync(bench.WriteInstance("Keyboard", 23, 1, 1));
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "2026-01-23" }).PressAsync("Enter");
        var delete = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Delete" });
        await delete.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);

        // What does no harm has the focus, and Escape leaves everything as it was.
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Cancel" })).ToBeFocusedAsync();
        await opened.CheckAsync("delete-asks");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await Assertions.Expect(delete).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Search", new PageGetByLabelOptions { Exact = true }).FillAsync("keyboard");
        await page.GetByText("Nothing found.").WaitForAsync();
    }

    // As if it came from a window of files: what a page makes itself has no folders.
    private static async Task DropAsync(IPage page, string path)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        var box = await page.Locator(".drop").BoundingBoxAsync() ?? throw new InvalidOperationException("There is no box.");
        foreach (var type in (string[])["dragEnter", "dragOver", "drop"])
        {
            await session.SendAsync("Input.dispatchDragEvent", new Dictionary<string, object>
            {
                ["type"] = type,
                ["x"] = box.X + 5,
                ["y"] = box.Y + 5,
                ["data"] = new Dictionary<string, object> { ["items"] = Array.Empty<object>(), ["files"] = new[] { path }, ["dragOperationsMask"] = 1 },
            });
        }
    }

    private static async Task<SlowLine> SlowAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await SlowLine.SetAsync(session, 200_000);
        return new SlowLine(session);
    }

    private sealed class SlowLine(ICDPSession session) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await SetAsync(session, -1);

        public static Task SetAsync(ICDPSession session, int bytesPerSecond) => session.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false,
            ["latency"] = 0,
            ["downloadThroughput"] = -1,
            ["uploadThroughput"] = bytesPerSecond,
        });
    }
}
