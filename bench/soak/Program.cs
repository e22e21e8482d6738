using Belfry.Services;
using Belfry.Soak;

if (SoakOptions.Parse(args) is not { } options)
{
    Console.WriteLine(SoakOptions.Help);
    return args is ["--help"] ? 0 : 2;
}

var folder = Directory.CreateTempSubdirectory("belfry-soak-").FullName;
var (tally, reports) = (new SoakTally(), new CommitmentReports());
await using var sink = new SoakScp(reports, tally);
await sink.StartAsync();
using var server = new SoakServer(options.Program, folder, sink.Port);
if (!await new SoakRun(options, server, tally, reports).RunAsync())
{
    Console.WriteLine($"Everything was left in {folder}.");
    return 1;
}

server.Dispose();
Directory.Delete(folder, recursive: true);
return 0;
