using System.Text;
using Belfry.Sdk.Orthanc.Tests.Hosts;

namespace Belfry.Sdk.Orthanc.Tests;

/// <summary>
/// Each sample as a library. <c>./belfry test</c> runs this class first, in the background, so that the suite finds the libraries.
/// </summary>
public sealed class PublishedPluginTests
{
    public static TheoryData<string> Folders => [.. Sample.All.Select(static sample => sample.Folder)];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Library_OfASample_NamesTheEntriesThatOrthancLooksFor(string folder)
    {
        var library = await PublishedPlugin.LibraryAsync(folder, Sample.Named(folder).Assembly);
        var content = await File.ReadAllBytesAsync(library, TestContext.Current.CancellationToken);
        Assert.All(
            ["OrthancPluginInitialize", "OrthancPluginFinalize", "OrthancPluginGetName", "OrthancPluginGetVersion"],
            entry => Assert.True(content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(entry + '\0')) >= 0, entry));
    }
}
