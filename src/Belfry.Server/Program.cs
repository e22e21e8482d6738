using Belfry.Cli;
using Belfry.Server.Composition;

return await Tool.RunAsync(Tool.Create(ServeCommand.Create()), args);
