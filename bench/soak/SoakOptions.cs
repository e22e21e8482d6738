using System.Globalization;

namespace Belfry.Soak;

/// <summary>What the command line says.</summary>
internal sealed record SoakOptions(string Program, TimeSpan Length, int Peers, TimeSpan RestartEvery, TimeSpan Calm, int Seed)
{
    public const string Help = """
        Usage: bench/soak/run.sh [options]
        Belfry on free ports of loopback, among peers that echo, store, find, ask worklists, move, get and commit, cancel, read slowly or no more, break off
        and fall silent; it is stopped and killed from time to time, but for the end, when nothing may grow. Each ten seconds a line says memory,
        descriptors, threads and temporary files. At the end every instance whose C-STORE succeeded is retrieved and compared, every commitment that was
        promised has to be reported, and each file has to have its row. Exit code 0 when nothing was lost, nothing grew, and nothing failed that should not.
          --belfry PROGRAM      a published server (run.sh makes one)
          --minutes N           default 30
          --peers N             associations at once; default 100
          --restart-every S     seconds between restarts, in turn by SIGTERM and by SIGKILL; default 120; 0 for none
          --calm N              minutes without restarts at the end; default 10, and a third at most
          --seed N              of the random choices; default 1
        """;

    /// <returns>Null when help is wanted or an option is wrong.</returns>
    public static SoakOptions? Parse(string[] arguments)
    {
        var options = new SoakOptions("", TimeSpan.FromMinutes(30), 100, TimeSpan.FromSeconds(120), TimeSpan.FromMinutes(10), 1);
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            var value = arguments[i + 1];
            if (arguments[i] == "--belfry")
                options = options with { Program = value };
            else if (!double.TryParse(value, CultureInfo.InvariantCulture, out var number))
                return null;
            else if (arguments[i] == "--minutes")
                options = options with { Length = TimeSpan.FromMinutes(number) };
            else if (arguments[i] == "--peers")
                options = options with { Peers = (int)number };
            else if (arguments[i] == "--restart-every")
                options = options with { RestartEvery = TimeSpan.FromSeconds(number) };
            else if (arguments[i] == "--calm")
                options = options with { Calm = TimeSpan.FromMinutes(number) };
            else if (arguments[i] == "--seed")
                options = options with { Seed = (int)number };
            else
                return null;
        }

        if (options.Calm > options.Length / 3)
            options = options with { Calm = options.Length / 3 };
        return arguments.Length % 2 == 0 && options.Program.Length > 0 ? options : null;
    }
}
