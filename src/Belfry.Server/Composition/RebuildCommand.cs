using System.CommandLine;
using System.Text;
using System.Text.Json;
using Belfry.Archive;
using Belfry.Cli;
using Belfry.Cli.Output;
using Belfry.Server.Configuration;
using Belfry.Server.Logging;

namespace Belfry.Server.Composition;

/// <summary><c>belfry rebuild</c>: builds the index of an archive anew, without a server.</summary>
internal sealed class RebuildCommand
{
    private const string Description = """
        Builds the index of an archive anew from its files: rows that are wrong, missing, or made with other ExtraMainDicomTags.

        The server must not run; a running one does the same by POST /tools/reconstruct, and goes on serving. Interrupted, it is begun again.

        Examples:
          belfry rebuild /etc/belfry
          belfry rebuild /var/lib/belfry/archive --json
        """;

    private readonly Argument<string> _path = new("CONFIG|FOLDER") { Description = "A configuration as of belfry serve, or the folder of an archive" };
    private readonly Option<bool> _json = new("--json", "-j") { Description = "Write the result as JSON" };

    public static Command Create() => new RebuildCommand().Build();

    private Command Build()
    {
        var command = new Command("rebuild", Description) { _path, _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        ServerConfiguration configuration;
        try
        {
            configuration = ServerConfigurationReader.Read(Load(parsed.GetRequiredValue(_path)));
        }
        catch (ConfigurationException fault)
        {
            foreach (var problem in fault.Problems)
                await error.WriteLineAsync($"belfry: {problem}");
            return ExitCodes.Usage;
        }

        var clock = TimeProvider.System;
        await using var lines = new LineWriter(Console.OpenStandardError(), clock);
        using var loggers = new LineLoggerFactory(lines, clock, LogLevel.Error);
        try
        {
            if (!Directory.Exists(configuration.Archive.StorageFolder))
                throw new ServerStartException(ExitCodes.BadFile, $"There is no archive in {configuration.Archive.StorageFolder}.");
            await using var archive = await ArchiveServices.OpenAsync(configuration, [], loggers, clock, cancellation)
                ?? throw new ServerStartException(ExitCodes.Usage, "\"Belfry.ArchiveEnabled\" is false: there is no archive.");
            var progress = new Bar(new Progress(error, clock));
            var result = await archive.RebuildIndexAsync(progress, cancellation);
            progress.End();
            await output.WriteLineAsync(parsed.GetValue(_json) ? result.ToJson() : ToText(result));
            return result.Failed == 0 ? ExitCodes.Success : ExitCodes.Partly;
        }
        catch (ServerStartException fault)
        {
            await error.WriteLineAsync($"belfry: {fault.Message}");
            return fault.ExitCode;
        }
    }

    // A folder without a configuration in it is that of an archive.
    private static ConfigurationDocument Load(string path) => Directory.Exists(path) && !Directory.EnumerateFiles(path, "*.json").Any()
        ? ConfigurationDocument.Parse($$"""{ "StorageDirectory" : "{{JsonEncodedText.Encode(Path.GetFullPath(path))}}" }""", "", "")
        : ConfigurationDocument.Load(path, VariableSubstitution.FromEnvironment);

    private static string ToText(RebuildResult result)
    {
        var text = new StringBuilder($"{result.Rederived} rows made anew, {result.Added} added, {result.Duplicates} duplicates, {result.Failed} failed");
        foreach (var failure in result.Failures)
            text.AppendLine().Append(FormattableString.Invariant($"{failure.FileId:N}: {failure.Reason}"));
        return text.ToString();
    }

    private sealed class Bar(Progress progress) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => progress.Show(value.Done, value.Total, value.Failed);

        public void End() => progress.End();
    }
}
