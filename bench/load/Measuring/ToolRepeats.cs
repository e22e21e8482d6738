using Belfry.LoadBench.Servers;

namespace Belfry.LoadBench.Measuring;

/// <summary>
/// How often a shipped tool repeats its request at each server. The first repetition, which is thrown away, says how many requests
/// last as long as a raw repetition. A server that answers faster than a tool starts needs a few tries until anything can be seen.
/// </summary>
internal sealed class ToolRepeats(string tool, int clients, double seconds)
{
    // A getscu that stalls at each image takes a second for each request.
    private const int Fewest = 3, Most = 50_000;

    private readonly Dictionary<ServerUnderTest, int> _repeats = [];

    /// <summary>One repetition at one server.</summary>
    public async Task<Sample> RunAsync(ServerUnderTest server, IReadOnlyList<string> arguments, string? file = null)
    {
        if (_repeats.TryGetValue(server, out int known))
            return await ToolLoop.RunAsync(server, tool, arguments, clients, known, file);

        Sample sample;
        int repeat = Fewest;
        while (true)
        {
            sample = await ToolLoop.RunAsync(server, tool, arguments, clients, repeat, file);
            if (sample.Requests / sample.Rate > seconds / 4 || repeat >= Most)
                break;

            repeat = Math.Min(repeat * 8, Most);
        }

        _repeats[server] = Math.Clamp((int)(sample.Rate / clients * seconds), Fewest, Most);
        return sample;
    }
}
