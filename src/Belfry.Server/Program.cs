using Belfry.Cli;
using Belfry.Server.Composition;
using Belfry.Server.Conformance;

var serve = ServeCommand.Create();
var tool = args is ["serve", ..]
    ? Tool.CreateFor(serve)
    : Tool.Create(serve, RebuildCommand.Create(), HashPasswordCommand.Create(Console.In), ConformanceCommand.Create());
return await Tool.RunAsync(tool, args);
