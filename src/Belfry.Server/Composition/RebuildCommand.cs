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

        --new-index is for an index that is damaged: it is moved aside, and a new one made of the files. What no file holds is taken over from the old one
        as far as that can be read: labels, metadata, attachments, protected patients, modalities, peers, reports, values of plugins. Addresses of senders
        and jobs are not.

        Examples:
          belfry rebuild /etc/belfry
          belfry rebuild /var/lib/belfry/archive --json
          belfry rebuild /etc/belfry --new-index
        """;

    private const string HowToGoOn = "belfry: With --new-index it is moved aside, and a new one is made of the files.";

    private readonly Argument<string> _path = new("CONFIG|FOLDER") { Description = "A configuration as of belfry serve, or the folder of an archive" };
    private readonly Option<bool> _json = new("--json", "-j") { Description = "Write the result as JSON" };

    private readonly Option<bool> _newIndex = new("--new-index") { Description = "Move the index aside first, for one that is damaged" };

    public static Command Create() => new RebuildCommand().Build();

    private Command Build()
    {
        var command = new Command("rebuild", Description) { _path, _json, _newIndex };
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
            if (configuration.Archive.Enabled && !ArchiveServices.IsThere(configuration.Archive))
                throw new ServerStartException(ExitCodes.BadFile, $"There is no archive in {configuration.Archive.StorageFolder}.");
            var aside = parsed.GetValue(_newIndex) ? await MoveIndexAsideAsync(configuration, loggers, clock, error, cancellation) : null;
            await using var archive = await ArchiveServices.OpenAsync(configuration, Task.FromResult(ArchiveWatching.None), loggers, clock, cancellation)
                ?? throw new ServerStartException(ExitCodes.Usage, "\"Belfry.ArchiveEnabled\" is false: there is no archive.");
            var progress = new Bar(new Progress(error, clock));
            var result = await archive.RebuildIndexAsync(progress, cancellation);
            progress.End();
            if (aside is not null && archive.Index is SqliteIndex index)
                await TellAsync(await index.TakeOverAsync(aside, cancellation), error);
            await output.WriteLineAsync(parsed.GetValue(_json) ? result.ToJson() : ToText(result));
            return result.Failed == 0 ? ExitCodes.Success : ExitCodes.Partly;
        }
        catch (ServerStartException fault)
        {
            await error.WriteLineAsync($"belfry: {fault.Message}");
            return fault.ExitCode;
        }
        catch (InvalidDataException fault)
        {
            await error.WriteLineAsync($"belfry: {fault.Message}");
            await error.WriteLineAsync(HowToGoOn);
            return ExitCodes.BadFile;
        }
        catch (IOException fault)
        {
            await error.WriteLineAsync($"belfry: {fault.Message}");
            return ExitCodes.BadFile;
        }
    }

    private static async Task TellAsync(TakeOverResult taken, TextWriter error)
    {
        if (taken.Counts.Count > 0)
            await error.WriteLineAsync($"Taken over from the old index: {string.Join(", ", taken.Counts.Select(static one => $"{one.Count} {one.Name}"))}.");
        foreach (var problem in taken.Problems)
            await error.WriteLineAsync($"The old index cannot be read further: {problem}");
    }

    private static async Task<string?> MoveIndexAsideAsync(
        ServerConfiguration configuration, LineLoggerFactory loggers, TimeProvider clock, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            // That of a server that runs stays where it is.
            await using var archive = await ArchiveServices.OpenAsync(configuration, Task.FromResult(ArchiveWatching.None), loggers, clock, cancellation);
        }
        catch (ServerStartException fault) when (fault.InnerException is InvalidDataException)
        {
            await error.WriteLineAsync(fault.InnerException.Message);
        }

        var aside = ArchiveServices.MoveIndexAside(configuration.Archive, clock);
        if (aside is not null)
            await error.WriteLineAsync($"The index is now {aside}.");
        return aside;
    }

    // A folder without a configuration in it is that of an archive.
    private static ConfigurationDocument Load(string path) => Directory.Exists(path) && !Directory.EnumerateFiles(path, "*.json").Any()
        ? ConfigurationDocument.Parse($$"""{ "StorageDirectory" : "{{JsonEncodedText.Encode(Path.GetFullPath(path))}}" }""", "", "")
        : ConfigurationDocument.Load(path, VariableSubstitution.FromEnvironment);

    private static string ToText(RebuildResult result)
    {
        var text = new StringBuilder($"{result.Rederived} rows made anew, {result.Added} added, {result.Duplicates} duplicates, {result.Failed} failed");
        foreach (var failure in result.Failures)
            text.AppendLine().Append($"{failure.File}: {failure.Reason}");
        return text.ToString();
    }

    private sealed class Bar(Progress progress) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => progress.Show(value.Done, value.Total, value.Failed);

        public void End() => progress.End();
    }
}
