namespace Belfry.TestKit;

/// <summary>A program of the repository, compiled ahead of time where something that goes into it changed since it was compiled last. Thread-safe.</summary>
public sealed class AheadProgram
{
    private static readonly string s_configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private readonly SemaphoreSlim _publishing = new(1);
    private readonly string _name;
    private readonly string _folder;
    private readonly string _property;

    private AheadProgram(string name, string folder, string property)
    {
        _name = name;
        _folder = Path.Combine(Root, "artifacts", folder, s_configuration);
        _property = property;
    }

    /// <summary>The program of plugins' processes.</summary>
    public static AheadProgram Child { get; } = new("Belfry.Orthanc.Child", "child", "BelfryChildAhead=true");

    /// <summary>The server.</summary>
    public static AheadProgram Server { get; } = new("Belfry.Server", "ahead", "BelfryAhead=true");

    /// <summary>Whether there is a linker.</summary>
    public static bool HasLinker { get; } = IsPresent("clang") || IsPresent("gcc");

    /// <summary>The same program for the shared runtime, as the build made it.</summary>
    public string Shared => Path.Combine(Root, "artifacts", "bin", _name, s_configuration, _name);

    // tests/data → the repository.
    private static string Root => Path.GetFullPath(Path.Combine(TestData.Path(), "..", ".."));

    /// <summary>The program, which takes minutes the first time.</summary>
    /// <exception cref="InvalidOperationException">It could not be compiled.</exception>
    public async Task<string> PublishAsync()
    {
        await _publishing.WaitAsync();
        try
        {
            var program = Path.Combine(_folder, _name);
            if (!IsCurrent(program))
                await DotnetTool.PublishAsync(Path.Combine(Root, "src", _name), s_configuration, _folder, program, _property);
            return program;
        }
        finally
        {
            _publishing.Release();
        }
    }

    private bool IsCurrent(string program) =>
        File.Exists(program) && Directory.EnumerateFiles(Path.GetDirectoryName(Shared)!, "Belfry.*.dll")
            .All(input => File.GetLastWriteTimeUtc(input) < File.GetLastWriteTimeUtc(program));

    private static bool IsPresent(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
