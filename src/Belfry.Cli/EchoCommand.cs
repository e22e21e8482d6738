using System.CommandLine;
using System.Diagnostics;
using Belfry.Dicom;
using Belfry.Services;

namespace Belfry.Cli;

/// <summary><c>belfry echo</c>: Verification as SCU.</summary>
internal static class EchoCommand
{
    private const string Description = """
        Asks a peer whether it is there (C-ECHO).

        Examples:
          belfry echo localhost:4242
          belfry echo ARCHIVE@pacs.example:104 --calling CT1 --repeat 10
        """;

    public static Command Create()
    {
        var peer = new PeerOptions();
        var repeat = new Option<int>("--repeat", "-n") { Description = "How often to ask, on one association", DefaultValueFactory = _ => 1 };
        var command = new Command("echo", Description);
        peer.AddTo(command);
        command.Add(repeat);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, peer, Math.Max(1, parsed.GetValue(repeat)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, PeerOptions peer, int repeat, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var association = await peer.ConnectAsync(parsed, VerificationScu.SopClass, cancellation).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            for (var i = 0; i < repeat; i++)
            {
                var began = Stopwatch.GetTimestamp();
                var status = await VerificationScu.EchoAsync(association, cancellation).ConfigureAwait(false);
                if (status != DimseStatus.Success)
                    throw new ToolException(ExitCodes.Refused, $"{association.CalledAETitle} answered with status {status}.");
                var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                await output.WriteLineAsync($"{association.CalledAETitle} at {peer.PeerOf(parsed)} answered in {took:0.0} ms.").ConfigureAwait(false);
            }

            await association.ReleaseAsync(cancellation).ConfigureAwait(false);
        }

        return ExitCodes.Success;
    }
}
