namespace Belfry.Cli.Commitment;

/// <summary>Why there is no report.</summary>
/// <param name="ExitCode">How the command ends.</param>
/// <param name="Message">For the user.</param>
internal sealed record CommitProblem(int ExitCode, string Message);
