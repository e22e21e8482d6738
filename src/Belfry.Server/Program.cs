using Belfry.Cli;
using Belfry.Server.Composition;

// The thread that polls sockets also reads from them (decision 0062); the runtime looks at this when the first socket is made.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

return await Tool.RunAsync(Tool.Create(ServeCommand.Create()), args);
