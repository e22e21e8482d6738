namespace Belfry.TestKit;

/// <summary>
/// A program or library of the repository, compiled ahead of time where something that goes into it changed since it was compiled last. Thread-safe, also
/// among processes: who asks for what another one compiles waits for it.
/// </summary>
public sealed class AheadProgram
{
    // Who compiles tells nobody when it is done but by letting go of a file; nothing hangs on the exact time.
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);

    // tests/data → the repository.
    private static readonly string s_root = Path.GetFullPath(Path.Combine(TestData.Path(), "..", ".."));
    private static readonly string s_configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    // One compiler uses all processors.
    private static readonly SemaphoreSlim s_compiling = new(1);

    private readonly string _project;
    private readonly string _folder;
    private readonly string _result;
    private readonly string _property;
    private readonly Func<IEnumerable<string>> _inputs;

    private AheadProgram(string project, string folder, string result, string property, Func<IEnumerable<string>> inputs)
    {
        _project = Path.Combine(Root, project);
        _folder = Path.Combine(Root, "artifacts", folder);
        _result = Path.Combine(_folder, result);
        _property = property;
        _inputs = inputs;
    }

    /// <summary>The program of plugins' processes.</summary>
    public static AheadProgram Child { get; } = OfSource("Belfry.Orthanc.Child", "child");

    /// <summary>The server.</summary>
    public static AheadProgram Server { get; } = OfSource("Belfry.Server", "ahead");

    /// <summary>Whether there is a linker.</summary>
    public static bool HasLinker { get; } = IsPresent("clang") || IsPresent("gcc");

    /// <summary>The folder of the repository.</summary>
    public static string Root => s_root;

    /// <summary>A sample, as a library for Orthanc.</summary>
    /// <param name="folder">Its folder in <c>samples</c>.</param>
    /// <param name="assembly">Its assembly.</param>
    public static AheadProgram Sample(string folder, string assembly) => new(
        Path.Combine("samples", folder), Path.Combine("orthanc-plugins", s_configuration, assembly), assembly + ".so", "NativeDebugSymbols=false",
        () => Assemblies("Belfry.Sdk.Orthanc").Concat(Assemblies("Belfry.Sdk.Orthanc.Generator")).Append(Built(assembly, assembly + ".dll"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "src", "Belfry.Sdk.Orthanc", "build"))));

    /// <summary>What the build made of a project.</summary>
    /// <param name="assembly">The project's name.</param>
    /// <param name="file">A file in its folder.</param>
    public static string Built(string assembly, string file = "") => Path.Combine(Root, "artifacts", "bin", assembly, s_configuration, file);

    /// <summary>It, compiled; which takes up to minutes the first time.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="InvalidOperationException">It could not be compiled.</exception>
    public async Task<string> PublishAsync()
    {
        if (IsCurrent())
            return _result;
        await s_compiling.WaitAsync();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder)!);
            await using var turn = await TakeAsync(_folder + ".lock");
            if (!IsCurrent())
                await DotnetTool.PublishAsync(_project, s_configuration, _folder, _result, _property);
            return _result;
        }
        finally
        {
            s_compiling.Release();
        }
    }

    private static AheadProgram OfSource(string name, string folder) =>
        new(Path.Combine("src", name), Path.Combine(folder, s_configuration), name, "BelfryAhead=true", () => Assemblies(name));

    private static IEnumerable<string> Assemblies(string name) => Directory.EnumerateFiles(Built(name), "Belfry.*.dll");

    // The system lets go of the file when its process ends, however it ends.
    private static async Task<FileStream> TakeAsync(string path)
    {
        using var timer = new PeriodicTimer(s_between);
        do
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Somebody has it.
            }
        }
        while (await timer.WaitForNextTickAsync());
        throw new InvalidOperationException("Unreachable: the timer lives.");
    }

    private static bool IsPresent(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private bool IsCurrent() => File.Exists(_result) && _inputs().All(input => File.GetLastWriteTimeUtc(input) < File.GetLastWriteTimeUtc(_result));
}
