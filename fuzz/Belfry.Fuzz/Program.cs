using Belfry.Fuzz;
using SharpFuzz;

// belfry-fuzz TARGET            one input after another from AFL++ (through the SharpFuzz tool)
// belfry-fuzz replay FOLDER     every target over its part of a corpus, in this process
// belfry-fuzz list              the names of the targets
switch (args)
{
    case ["list"]:
        foreach (var name in FuzzTargets.All.Keys)
            Console.WriteLine(name);
        return 0;
    case ["replay", var folder]:
        var count = FuzzTargets.Replay(folder);
        Console.WriteLine($"{count} inputs replayed");
        return 0;
    case [var name] when FuzzTargets.All.TryGetValue(name, out var target):
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target.Run(input.ToArray());
        });
        return 0;
    default:
        Console.Error.WriteLine("belfry-fuzz TARGET | replay FOLDER | list");
        return 2;
}
