using System.Globalization;

namespace Belfry.LoadBench;

/// <summary>What the command line asks for.</summary>
internal sealed class LoadOptions
{
    public const string Usage =
        """
        Usage: bench/load/run.sh [options] [ROW…]
        Runs Belfry, Orthanc, DCMTK and a plain TCP echo side by side on loopback and prints a Markdown report.
        ROW: only rows whose name has one of these words (echo, worklist, association, store, find, retrieve, commit,
               rest, upload, live, plugin, tools, memory, start).
          --belfry PROGRAM      the server to measure (run.sh publishes one); "none" measures the peers only
          --orthanc PROGRAM     default /usr/sbin/Orthanc
          --peers none          measures Belfry alone in the rows of archives
          --plugin FILE         default /usr/share/orthanc/plugins/libModalityWorklists.so
          --exported FILE       the library that samples/worklist-hello was published as; default artifacts/load-bench/worklist-hello/WorklistHello.so
          --repetitions N       measured repetitions of each row; default 5
          --warm-ups N          repetitions before them that are thrown away, since a runtime compiles what is used often; default 2
          --seconds S           length of one repetition; default 1.5
          --studies N           studies in an archive before it is queried, 30 to 400000; default 30
          --data FOLDER         where everybody keeps data, on the disk to be measured; default artifacts/load-bench
          --associations LIST   default 1,8
          --without WORD        not the rows whose name has this word; may be given several times
          --output FILE         write the report there too
        """;

    public string? BelfryProgram { get; private set; }

    public string OrthancProgram { get; private set; } = "/usr/sbin/Orthanc";

    /// <summary>False measures Belfry alone in the rows of archives.</summary>
    public bool HasPeers { get; private set; } = true;

    public string WorklistPlugin { get; private set; } = "/usr/share/orthanc/plugins/libModalityWorklists.so";

    /// <summary>Where the sources are.</summary>
    public string Repository { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    /// <summary>The sample with a prepared answer, as the build made it.</summary>
    public string ManagedPlugin => Path.Combine(Repository, "artifacts", "bin", "WorklistHello", "release", "WorklistHello.dll");

    /// <summary>The same sample as a library for Orthanc.</summary>
    public string ExportedPlugin { get; private set; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "load-bench", "worklist-hello", "WorklistHello.so"));

    /// <summary>Where everybody keeps data during the run.</summary>
    public string DataFolder { get; private set; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "load-bench"));

    /// <summary>Studies in an archive before it is queried.</summary>
    public int Studies { get; private set; } = 30;

    public string EchoServerProgram { get; set; } = "";

    public string ReadyPdusProgram { get; set; } = "";

    public string ReadyArchiveProgram { get; set; } = "";

    public string WriteLimitProgram { get; set; } = "";

    public int Repetitions { get; private set; } = 5;

    /// <summary>Repetitions that come before those and are thrown away.</summary>
    public int WarmUps { get; private set; } = 2;

    public double Seconds { get; private set; } = 1.5;

    public IReadOnlyList<int> Associations { get; private set; } = [1, 8];

    public string? Output { get; private set; }

    public List<string> Rows { get; } = [];

    public List<string> LeftOut { get; } = [];

    /// <summary>Reads the command line.</summary>
    /// <returns>Null when help was asked for.</returns>
    /// <exception cref="FormatException">An option is unknown, or its value is missing or wrong.</exception>
    public static LoadOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new LoadOptions();
        for (int index = 0; index < arguments.Length; index++)
        {
            string name = arguments[index];
            if (name is "--help" or "-h")
                return null;

            if (!name.StartsWith('-'))
            {
                options.Rows.Add(name);
                continue;
            }

            if (++index == arguments.Length)
                throw new FormatException($"{name} needs a value.");

            options.Set(name, arguments[index]);
        }

        return options;
    }

    /// <summary>Whether a row was asked for, by no word at all or by a whole word of its name, and not left out by another.</summary>
    public bool Includes(string row)
    {
        string[] words = row.Split(' ', ',', ':');
        return (Rows.Count == 0 || Rows.Exists(Has)) && !LeftOut.Exists(Has);

        bool Has(string word) => words.Contains(word, StringComparer.OrdinalIgnoreCase);
    }

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "--belfry":
                BelfryProgram = value == "none" ? null : Path.GetFullPath(value);
                break;
            case "--orthanc":
                OrthancProgram = value;
                break;
            case "--peers":
                HasPeers = value != "none";
                break;
            case "--plugin":
                WorklistPlugin = value;
                break;
            case "--exported":
                ExportedPlugin = Path.GetFullPath(value);
                break;
            case "--repetitions":
                Repetitions = Math.Clamp(int.Parse(value, CultureInfo.InvariantCulture), 1, 50);
                break;
            case "--warm-ups":
                WarmUps = Math.Clamp(int.Parse(value, CultureInfo.InvariantCulture), 0, 50);
                break;
            case "--seconds":
                Seconds = Math.Clamp(double.Parse(value, CultureInfo.InvariantCulture), 0.1, 30);
                break;
            case "--studies":
                Studies = Math.Clamp(int.Parse(value, CultureInfo.InvariantCulture), 30, 400_000);
                break;
            case "--data":
                DataFolder = Path.GetFullPath(value);
                break;
            case "--associations":
                Associations = [.. value.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
                break;
            case "--without":
                LeftOut.Add(value);
                break;
            case "--output":
                Output = Path.GetFullPath(value);
                break;
            default:
                throw new FormatException($"Unknown option {name}.");
        }
    }
}
