using System.CommandLine;
using Belfry.Cli;
using Belfry.Web;

namespace Belfry.Server.Composition;

/// <summary><c>belfry hash-password</c>: what a configuration may hold in place of a password.</summary>
internal static class HashPasswordCommand
{
    private const string Description = """
        Reads a password from standard input, one line, and writes what RegisteredUsers may hold in its place.

        Example:
          belfry hash-password < password.txt
        """;

    /// <param name="input">Where the password comes from.</param>
    public static Command Create(TextReader input)
    {
        var command = new Command("hash-password", Description);
        command.SetAction((parsed, stop) => RunAsync(input, parsed, stop));
        return command;
    }

    private static async Task<int> RunAsync(TextReader input, ParseResult parsed, CancellationToken stop)
    {
        if (await input.ReadLineAsync(stop) is not { Length: > 0 } password)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync("belfry: standard input has no password.");
            return ExitCodes.Usage;
        }

        await parsed.InvocationConfiguration.Output.WriteLineAsync(PasswordHash.Create(password));
        return ExitCodes.Success;
    }
}
