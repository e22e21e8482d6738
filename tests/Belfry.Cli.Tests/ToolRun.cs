using Xunit;

namespace Belfry.Cli.Tests;

/// <summary>A command line that has been run to its end.</summary>
internal sealed record ToolRun(int Code, string Output, string Errors)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<ToolRun> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <summary>Runs it with something on standard input that can be read once.</summary>
    public static async Task<ToolRun> RunAsync(Stream? input, string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = await Tool.RunAsync(Tool.Create(), arguments, output, errors, input, TestContext.Current.CancellationToken);
        return new ToolRun(code, output.ToString(), errors.ToString());
    }
}
