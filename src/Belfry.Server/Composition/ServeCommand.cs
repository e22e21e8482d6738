using System.CommandLine;
using System.Net;
using Belfry.Cli;
using Belfry.Server.Configuration;
using Belfry.Server.Demo;
using Belfry.Server.Logging;
using Belfry.Server.Plugins;

namespace Belfry.Server.Composition;

/// <summary><c>belfry serve</c>: runs the server until it is told to stop.</summary>
internal sealed class ServeCommand
{
    private const string Description = """
        Runs the server until Ctrl+C or SIGTERM.

        Without a configuration it is a demonstration: DICOM on port 4242 and HTTP on port 8042, for this machine only, with an
        invented worklist. docs/configuration.md lists the keys of a configuration.
        The word serve may be left out before a configuration.

        Examples:
          belfry serve
          belfry serve /etc/orthanc
          belfry serve belfry.json --dicom-port 11112 --verbose
          belfry serve --plugin my/bin/Debug/net10.0/my.dll
        """;

    private readonly Argument<string?> _path = new("CONFIG") { Description = "A JSON file, or a folder of them", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int?> _dicomPort = PortOption("--dicom-port", "DicomPort");
    private readonly Option<int?> _httpPort = PortOption("--http-port", "HttpPort");
    private readonly Option<string[]> _plugins = new("--plugin")
    {
        Description = "A plugin besides those of Plugins: an assembly, a native library, or a folder of them; may be repeated",
        HelpName = "PATH",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _check = new("--check") { Description = "Only check the configuration" };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "The same as --log-level Debug" };

    private readonly Option<LogLevel> _level = new("--log-level")
    {
        Description = "Least level of log lines; Trace may show patient data",
        DefaultValueFactory = _ => LogLevel.Information,
    };

    public static Command Create() => new ServeCommand().Build();

    /// <summary>True for a command line that begins with a configuration and names no command, as the reference server is called.</summary>
    public static bool IsMeant(Command tool, IReadOnlyList<string> arguments) =>
        arguments is [var first, ..] && !first.StartsWith('-') && !tool.Subcommands.Any(command => command.Name == first)
        && (Path.Exists(first) || first.EndsWith(".json", StringComparison.OrdinalIgnoreCase));

    private static Option<int?> PortOption(string name, string key)
    {
        var option = new Option<int?>(name) { Description = $"Instead of {key}; 0 takes a free port", HelpName = "PORT" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 65535)
                result.AddError($"{name} takes a port from 0 to 65535.");
        });
        return option;
    }

    private Command Build()
    {
        var command = new Command("serve", Description) { _path, _plugins, _dicomPort, _httpPort, _check, _verbose, _level };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var clock = TimeProvider.System;
        var output = parsed.InvocationConfiguration.Output;
        var error = parsed.InvocationConfiguration.Error;
        var path = parsed.GetValue(_path);
        using var demo = path is null ? DemoConfiguration.Create(clock) : null;
        ServerConfiguration configuration;
        try
        {
            configuration = demo?.Configuration ?? ServerConfigurationReader.Read(ConfigurationDocument.Load(path ?? "", VariableSubstitution.FromEnvironment));
        }
        catch (ConfigurationException fault)
        {
            foreach (var problem in fault.Problems)
                await error.WriteLineAsync($"belfry: {problem}");
            return ExitCodes.Usage;
        }

        configuration = WithPorts(configuration, parsed.GetValue(_dicomPort), parsed.GetValue(_httpPort));
        configuration = configuration with { Plugins = [.. configuration.Plugins, .. (parsed.GetValue(_plugins) ?? []).Select(Path.GetFullPath)] };
        if (parsed.GetValue(_check))
            return Report(configuration, output, error);
        NativeHeap.TryLimit(configuration.NativeArenas);
        var level = parsed.GetValue(_verbose) ? (LogLevel)Math.Min((int)parsed.GetValue(_level), (int)LogLevel.Debug) : parsed.GetValue(_level);
        // The stream and not its writer, which would cut each line into pieces.
        await using var lines = new LineWriter(Console.OpenStandardError(), clock);
        using var lastWords = new LastWords(lines);
        using var loggers = new LineLoggerFactory(lines, clock, level);
        try
        {
            await using var server = await BelfryServer.StartAsync(configuration, loggers, clock, stop);
            StartPage.Write(output, server, configuration, demo?.Folder);
            Readiness.TellReady();
            await UntilStoppedAsync(stop);
            Readiness.TellStopping();
            await output.WriteLineAsync("Stopping …");
            await server.StopAsync();
        }
        catch (ServerStartException fault)
        {
            await error.WriteLineAsync($"belfry: {fault.Message}");
            return fault.ExitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop before it had started.
        }

        await output.WriteLineAsync("Stopped.");
        return ExitCodes.Success;
    }

    private static ServerConfiguration WithPorts(ServerConfiguration configuration, int? dicom, int? http)
    {
        if (dicom is { } dicomPort)
            configuration = configuration with { Dicom = configuration.Dicom with { EndPoints = [.. configuration.Dicom.EndPoints.Select(e => new IPEndPoint(e.Address, dicomPort))] } };
        if (http is { } httpPort)
            configuration = configuration with { Http = configuration.Http with { Port = httpPort } };
        return configuration;
    }

    private static int Report(ServerConfiguration configuration, TextWriter output, TextWriter error)
    {
        try
        {
            foreach (var plugin in PluginForesight.Describe(configuration))
                output.WriteLine(plugin);
        }
        catch (Exception fault) when (fault is PluginException or Orthanc.OrthancPluginException)
        {
            error.WriteLine($"belfry: {fault.Message}");
            return ExitCodes.Usage;
        }

        foreach (var warning in configuration.Warnings)
            output.WriteLine($"warning: {warning}");
        foreach (var key in configuration.KeysWithoutEffect)
            output.WriteLine($"\"{key}\" is known and has no effect yet.");
        output.WriteLine("The configuration can be used.");
        return ExitCodes.Success;
    }

    private static async Task UntilStoppedAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Register(() => stopped.TrySetResult()))
            await stopped.Task;
    }
}
