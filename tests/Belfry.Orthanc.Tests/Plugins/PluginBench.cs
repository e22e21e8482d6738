using System.Net;
using System.Text;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>A folder, loggers and a server's facts for a test that loads plugins.</summary>
internal sealed class PluginBench : IAsyncDisposable
{
    private OrthancPlugins? _plugins;

    /// <summary>A folder of the test's own.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("belfry-orthanc-").FullName;

    /// <summary>What was logged.</summary>
    public RecordingLoggers Log { get; } = new();

    /// <summary>The configuration that plugins read.</summary>
    public string Configuration { get; set; } = "{}";

    /// <summary>See <see cref="OrthancPluginOptions.GuardLibrary"/>.</summary>
    public string? GuardLibrary { get; set; }

    /// <summary>See <see cref="OrthancPluginOptions.FindAnswers"/>.</summary>
    public NativeFindAnswers FindAnswers { get; set; }

    /// <summary>See <see cref="OrthancPluginOptions.ConcurrentMoves"/>.</summary>
    public int ConcurrentMoves { get; set; } = 4;

    /// <summary>See <see cref="OrthancPluginOptions.ConcurrentCommitments"/>.</summary>
    public int ConcurrentCommitments { get; set; } = 8;

    /// <summary>See <see cref="OrthancPluginOptions.Isolation"/>.</summary>
    public PluginIsolation? Isolation { get; set; }

    /// <summary>The loaded plugins.</summary>
    public OrthancPlugins Plugins => _plugins ?? throw new InvalidOperationException("No plugin is loaded.");

    /// <summary>Gives plugins processes of their own.</summary>
    public async Task IsolateAsync(TimeSpan? callbackTime = null, long? maximumMemory = null) => Isolation = new PluginIsolation
    {
        Default = new IsolationSettings
        {
            OwnProcess = true,
            CallbackTime = callbackTime ?? TimeSpan.FromSeconds(30),
            MaximumMemory = maximumMemory,
        },
        Program = await PublishedChild.ProgramAsync(),
    };

    /// <summary>The storage commitment callbacks of the loaded plugins.</summary>
    public IStorageCommitmentHandler CommitmentHandler =>
        _plugins?.CommitmentHandler ?? throw new InvalidOperationException("No plugin is loaded.");

    /// <summary>The loaded find callback.</summary>
    public IFindHandler FindHandler => _plugins?.FindHandler ?? throw new InvalidOperationException("No plugin has a find callback.");

    /// <summary>The loaded move callback.</summary>
    public IRetrieveHandler RetrieveHandler =>
        _plugins?.RetrieveHandler ?? throw new InvalidOperationException("No plugin has a move callback.");

    /// <summary>How many opaque pointers are alive.</summary>
    public int LiveHandles => _plugins?.LiveHandles ?? 0;

    /// <summary>Who asks in the tests.</summary>
    public static DicomConnection Connection { get; } =
        new(AETitle.Parse("MODALITY"), AETitle.Parse("ARCHIVE"), IPAddress.Parse("192.0.2.7"), 1);

    /// <summary>Compiles a plugin into the folder.</summary>
    public string Compile(string source, params string[] definitions) => NativeCompiler.Compile(source, Folder, definitions);

    /// <summary>Compiles a plugin into another folder.</summary>
    public string CompileInto(string folder, string source, params string[] definitions) =>
        NativeCompiler.Compile(source, folder, definitions);

    /// <summary>Writes a worklist item into the folder and returns its path.</summary>
    public string WriteItem(string name)
    {
        var path = Path.Combine(Folder, name + ".wl");
        File.WriteAllBytes(path, WorklistSamples.Files[name]);
        return path;
    }

    /// <summary>Loads plugins.</summary>
    public Task<OrthancPlugins> LoadAsync(params string[] paths) => LoadUntilAsync(TestContext.Current.CancellationToken, paths);

    /// <summary>The same, until it is cancelled.</summary>
    public async Task<OrthancPlugins> LoadUntilAsync(CancellationToken cancellation, params string[] paths) => _plugins = await OrthancPlugins.LoadAsync(
        new OrthancPluginOptions
        {
            Paths = paths,
            Configuration = Encoding.UTF8.GetBytes(Configuration),
            ConfigurationPath = Path.Combine(Folder, "belfry.json"),
            CommandLineArguments = ["serve", "--verbose"],
            GuardLibrary = GuardLibrary,
            FindAnswers = FindAnswers,
            ConcurrentMoves = ConcurrentMoves,
            ConcurrentCommitments = ConcurrentCommitments,
            Isolation = Isolation ?? await CallbackPlace.IsolationAsync(),
            Matching = MatchingPolicy.Worklist with { DefaultCharacterSet = SpecificCharacterSet.Latin1 },
            Uids = new CountingUids(),
        },
        Log,
        cancellation);

    /// <summary>Asks the worklist handler of the loaded plugins.</summary>
    public Task<IReadOnlyList<DicomDataSet>> AskAsync(WorklistRequest request) =>
        AskUntilAsync(request, TestContext.Current.CancellationToken);

    /// <summary>The same, until it is cancelled.</summary>
    public async Task<IReadOnlyList<DicomDataSet>> AskUntilAsync(WorklistRequest request, CancellationToken cancellation)
    {
        var handler = _plugins?.WorklistHandler ?? throw new InvalidOperationException("No plugin has a worklist callback.");
        var answers = new List<DicomDataSet>();
        await foreach (var answer in handler.FindAsync(request, cancellation))
            answers.Add(answer);
        return answers;
    }

    /// <summary>A request with these keys.</summary>
    public static WorklistRequest Request(DicomDataSet identifier) => new(new WorklistQuery(identifier), Connection);

    /// <summary>A request that everything matches.</summary>
    public static WorklistRequest Request()
    {
        var identifier = new DicomDataSet();
        identifier.SetEmpty(Tags.AccessionNumber);
        identifier.SetEmpty(Tags.PatientName);
        return Request(identifier);
    }

    /// <summary>Stops the plugins: what they still had to do is done then.</summary>
    public Task StopAsync() => _plugins?.StopAsync(TestContext.Current.CancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_plugins is not null)
            await _plugins.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class CountingUids : IUidGenerator
    {
        private int _last;

        public DicomUid Next() => new($"2.25.{Interlocked.Increment(ref _last)}");
    }
}
