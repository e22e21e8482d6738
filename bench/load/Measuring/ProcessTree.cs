using System.Globalization;

namespace Belfry.LoadBench.Measuring;

/// <summary>What a process and the children it forked have used, out of /proc.</summary>
internal static class ProcessTree
{
    private const double TicksPerSecond = 100;

    /// <summary>User and system time in seconds: of the process, of its living children, and of children that have ended.</summary>
    public static double CpuSeconds(int process)
    {
        double ticks = 0;
        foreach (int member in Members(process))
        {
            string[]? fields = StatFields(member);
            if (fields is not null)
            {
                for (int field = 11; field <= 14; field++)
                    ticks += double.Parse(fields[field], CultureInfo.InvariantCulture);
            }
        }

        return ticks / TicksPerSecond;
    }

    /// <summary>Resident memory in MB (10⁶ bytes) of the process and its living children.</summary>
    public static double ResidentMegabytes(int process) => Megabytes(process, "status", "VmRSS:");

    /// <summary>As <see cref="ResidentMegabytes"/>, but what forked processes share counts once.</summary>
    public static double ProportionalMegabytes(int process) => Megabytes(process, "smaps_rollup", "Pss:");

    /// <summary>The most that was resident since <see cref="ForgetPeak"/>, in MB, of the process and its living children.</summary>
    public static double PeakMegabytes(int process) => Megabytes(process, "status", "VmHWM:");

    /// <summary>Begins to look for the peak anew (proc(5), clear_refs).</summary>
    public static void ForgetPeak(int process)
    {
        foreach (int member in Members(process))
            File.WriteAllText($"/proc/{member}/clear_refs", "5");
    }

    private static double Megabytes(int process, string file, string label)
    {
        double kilobytes = 0;
        foreach (int member in Members(process))
        {
            string? line = ReadLines($"/proc/{member}/{file}")?.FirstOrDefault(l => l.StartsWith(label, StringComparison.Ordinal));
            if (line is not null)
                kilobytes += double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }

        return kilobytes * 1024 / 1e6;
    }

    /// <summary>The processes that a process has started by any of its threads, and that live.</summary>
    public static IReadOnlyList<int> Children(int process)
    {
        var children = new List<int>();
        foreach (string task in Threads(process))
        {
            foreach (string line in ReadLines(Path.Combine(task, "children")) ?? [])
            {
                foreach (string child in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    children.Add(int.Parse(child, CultureInfo.InvariantCulture));
            }
        }

        return children;
    }

    private static List<int> Members(int process)
    {
        List<int> members = [process];
        for (int next = 0; next < members.Count; next++)
            members.AddRange(Children(members[next]));

        return members;
    }

    private static string[] Threads(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    // The fields behind the command, which stands in parentheses and may hold blanks; utime is number 11, cstime 14.
    private static string[]? StatFields(int process)
    {
        string[]? lines = ReadLines($"/proc/{process}/stat");
        return lines?[0][(lines[0].LastIndexOf(')') + 2)..].Split(' ');
    }

    // A child may end between being listed and being read.
    private static string[]? ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
