using System.Text;
using Belfry.Cli.Queries;

namespace Belfry.Fuzz;

/// <summary>Keys of a query as they are written on the command line, one a line.</summary>
internal static class QueryKeysTarget
{
    public static void Run(byte[] bytes)
    {
        var identifier = new QueryIdentifier();
        try
        {
            foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                identifier.Add(QueryKey.Parse(line));
            DataSetTarget.Touch(identifier.Build());
        }
        catch (FormatException)
        {
            return;
        }
    }
}
