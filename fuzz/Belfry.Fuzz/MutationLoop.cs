using System.Diagnostics;
using System.Security.Cryptography;

namespace Belfry.Fuzz;

/// <summary>Fuzzing without AFL++: random changes of the inputs of a corpus, one after another, in this process.</summary>
internal static class MutationLoop
{
    private const int MostChanges = 8;
    private const int LongestCopy = 64;

    /// <summary>Runs for a time; each input that is a finding is kept in a file, named after it.</summary>
    /// <returns>Number of findings.</returns>
    public static int Run(FuzzTarget target, string corpus, TimeSpan time, int seed)
    {
        var random = new Random(seed);
        var inputs = Directory.GetFiles(corpus).Select(File.ReadAllBytes).ToArray();
        var kinds = new HashSet<string>();
        var started = Stopwatch.GetTimestamp();
        long count = 0;
        for (; Stopwatch.GetElapsedTime(started) < time; count++)
        {
            var input = Change(target, inputs[random.Next(inputs.Length)], inputs[random.Next(inputs.Length)], random);
            try
            {
                target.Run(input);
            }
            catch (Exception fault)
            {
                if (!kinds.Add($"{fault.GetType()} {fault.StackTrace?.Split('\n')[0]}"))
                    continue;
                var path = $"finding-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}";
                File.WriteAllBytes(path, input);
                Console.WriteLine($"{path}: {fault}");
            }
        }

        Console.WriteLine($"{count} executions, {kinds.Count} findings, seed {seed}");
        return kinds.Count;
    }

    // Half of the inputs, and some of those are changed byte by byte besides.
    private static byte[] Change(FuzzTarget target, byte[] input, byte[] other, Random random)
    {
        if (target.Mutator is null || random.Next(2) == 0)
            return Mutate(input, other, random);
        var changed = target.Mutator(input, other, random);
        return random.Next(4) == 0 ? Mutate(changed, other, random) : changed;
    }

    private static byte[] Mutate(byte[] input, byte[] other, Random random)
    {
        var bytes = input.ToList();
        for (var changes = random.Next(1, MostChanges + 1); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = random.Next(Math.Min(LongestCopy, bytes.Count - at) + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                default:
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(LongestCopy), other.Length - from)).ToArray());
                    break;
            }
        }

        return [.. bytes];
    }
}
