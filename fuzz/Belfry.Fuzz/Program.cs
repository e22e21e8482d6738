using System.Globalization;
using Belfry.Fuzz;
using SharpFuzz;

// belfry-fuzz TARGET            one input after another from AFL++ (through the SharpFuzz tool)
// belfry-fuzz replay FOLDER     every target over its part of a corpus, in this process
// belfry-fuzz list              the names of the targets
// belfry-fuzz corpus TARGET     the folder of its corpus
// belfry-fuzz run TARGET FILE   one input, in this process
// belfry-fuzz loop TARGET FOLDER SECONDS   random changes of a corpus, in this process
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
    case ["corpus", var of] when FuzzTargets.All.TryGetValue(of, out var owner):
        Console.WriteLine(owner.Corpus);
        return 0;
    case ["run", var of, var file] when FuzzTargets.All.TryGetValue(of, out var single):
        single.Run(File.ReadAllBytes(file));
        return 0;
    case ["loop", var of, var seeds, var seconds] when FuzzTargets.All.TryGetValue(of, out var looped):
        return MutationLoop.Run(looped, seeds, TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), Environment.TickCount) == 0 ? 0 : 1;
    case [var name] when FuzzTargets.All.TryGetValue(name, out var target):
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target.Run(input.ToArray());
        });
        return 0;
    default:
        Console.Error.WriteLine("belfry-fuzz TARGET | replay FOLDER | list | corpus TARGET | run TARGET FILE | loop TARGET FOLDER SECONDS");
        return 2;
}
