using System.CommandLine;
using System.Globalization;
using Belfry.Services;

namespace Belfry.Cli.Commitment;

/// <summary>Where and how long a command waits for the report of storage commitment.</summary>
internal sealed class CommitOptions
{
    private readonly Option<int?> _listen = new("--listen", "-l")
    {
        Description = "Also take the report on an association that the peer makes to this port; 0 is a free one, which is told",
        HelpName = "PORT",
    };

    private readonly Option<double> _wait = new("--wait", "-w")
    {
        Description = "Longest wait for the report, in seconds",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 60,
    };

    private readonly Option<bool> _sameOnly = new("--same-association-only")
    {
        Description = "Take the report on the association of the request alone (what happens without --listen)",
    };

    public void AddTo(Command command)
    {
        _listen.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 65535)
                result.AddError("--listen takes a port, 0 to 65535.");
        });
        _wait.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 864000))
                result.AddError("--wait takes a number of seconds above 0, at most 864000.");
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(_sameOnly) && result.GetValue(_listen) is not null)
                result.AddError("--listen and --same-association-only exclude each other.");
        });
        command.Add(_listen);
        command.Add(_wait);
        command.Add(_sameOnly);
    }

    /// <summary>The port to listen on; null for none.</summary>
    public int? PortOf(ParseResult parsed) => parsed.GetValue(_listen);

    public CommitmentWait WaitOf(ParseResult parsed) =>
        new(TimeSpan.FromSeconds(parsed.GetValue(_wait)), OnOtherAssociations: PortOf(parsed) is not null);

    /// <summary>What to tell when the report does not come.</summary>
    public string DescribeWait(ParseResult parsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"The request was accepted, but no report came within {parsed.GetValue(_wait):0.###} s{(PortOf(parsed) is null ? "; the peer may report to a port only: see --listen" : "")}.");
}
