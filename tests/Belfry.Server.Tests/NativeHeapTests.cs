using System.Runtime.InteropServices;
using Belfry.Server.Composition;
using Belfry.Server.Configuration;

namespace Belfry.Server.Tests;

public sealed class NativeHeapTests
{
    [Theory]
    [InlineData("{}", 5)]
    [InlineData("""{ "MallocArenaMax" : 0 }""", 0)]
    [InlineData("""{ "MallocArenaMax" : 2 }""", 2)]
    public void Read_MallocArenaMax_IsTaken(string json, int expected) =>
        Assert.Equal(expected, ServerConfigurationReader.Read(ConfigurationDocument.Parse(json, "test.json", "")).NativeArenas);

    [Fact]
    public void Limit_WhereGlibcIs_IsTakenByIt()
    {
        Assert.False(NativeHeap.TryLimit(0));
        Assert.SkipUnless(
            NativeLibrary.TryLoad("libc.so.6", out _) && Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is null, "There is no glibc, or MALLOC_ARENA_MAX is set.");
        Assert.True(NativeHeap.TryLimit(5));
    }
}
