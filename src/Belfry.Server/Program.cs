using System.Globalization;
using Belfry.Cli;
using Belfry.Server.Composition;
using Belfry.Server.Conformance;

// The threads that poll sockets also read from those of DICOM (decision 0062), so there is one for each core. The runtime looks at this
// when the first socket is made.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));

var serve = ServeCommand.Create();
var tool = args is ["serve", ..]
    ? Tool.CreateFor(serve)
    : Tool.Create(serve, RebuildCommand.Create(), HashPasswordCommand.Create(Console.In), ConformanceCommand.Create());
return await Tool.RunAsync(tool, args);
