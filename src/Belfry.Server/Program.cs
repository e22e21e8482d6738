using Belfry.Cli;
using Belfry.Server.Composition;
using Belfry.Server.Conformance;

var serve = ServeCommand.Create();
if (args is ["serve", ..])
    return await Tool.RunAsync(Tool.CreateFor(serve), args);
var tool = Tool.Create(serve, RebuildCommand.Create(), HashPasswordCommand.Create(Console.In), ConformanceCommand.Create());
return await Tool.RunAsync(tool, ServeCommand.IsMeant(tool, args) ? ["serve", .. args] : args);
