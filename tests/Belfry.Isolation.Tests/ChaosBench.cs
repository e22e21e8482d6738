using Belfry.Dicom;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;
using Belfry.TestKit;

namespace Belfry.Isolation.Tests;

/// <summary>Asks the plugin <c>chaos.cpp</c>, whose callbacks do what the calling AE title says.</summary>
internal static class ChaosBench
{
    /// <summary>A title that the plugin answers.</summary>
    public const string Healthy = "HEALTHY";

    public static DimseStatus Failure => new(0xC000);

    // A library in another process is a new one each time: one is enough for all tests.
    private static readonly Lazy<string> s_library = new(() => Compile("PLUGIN_NAME=\"chaos\""));

    /// <summary>Loads the plugin in a process of its own.</summary>
    public static async Task<PluginBench> LoadAsync(TimeSpan? callbackTime = null, long? maximumMemory = null)
    {
        var bench = new PluginBench();
        await bench.IsolateAsync(callbackTime, maximumMemory);
        await bench.LoadAsync(s_library.Value);
        return bench;
    }

    /// <summary>Compiles the plugin.</summary>
    public static string Compile(params string[] definitions)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "chaos")).FullName;
        foreach (var old in Directory.EnumerateFiles(folder, "*.done"))
            File.Delete(old);
        var item = Path.Combine(folder, "W01.wl");
        File.WriteAllBytes(item, WorklistSamples.Files["W01"]);
        return NativeCompiler.Compile("chaos.cpp", folder, ["ITEM=" + NativeCompiler.Literal(item), .. definitions]);
    }

    /// <summary>Who asks.</summary>
    public static DicomConnection From(string title) => PluginBench.Connection with { CallingAETitle = AETitle.Parse(title) };

    /// <summary>A worklist query: success with one answer, or the failure.</summary>
    public static async Task<DimseStatus> WorklistAsync(this PluginBench bench, string title)
    {
        try
        {
            var answers = await bench.AskAsync(new WorklistRequest(PluginBench.Request().Query, From(title)));
            Assert.NotNull(Assert.Single(answers).GetString(Tags.StudyInstanceUID));
            return DimseStatus.Success;
        }
        catch (DimseStatusException failure)
        {
            return failure.Status;
        }
    }

    /// <summary>A query: likewise.</summary>
    public static async Task<DimseStatus> FindAsync(this PluginBench bench, string title)
    {
        try
        {
            var answers = await bench.FindAsync(new FindRequest(FindBench.Request().Query, From(title)));
            Assert.NotNull(Assert.Single(answers).GetString(Tags.StudyInstanceUID));
            return DimseStatus.Success;
        }
        catch (DimseStatusException failure)
        {
            return failure.Status;
        }
    }

    /// <summary>A C-MOVE: success when all sub-operations were.</summary>
    public static async Task<DimseStatus> MoveAsync(this PluginBench bench, string title)
    {
        try
        {
            var request = new RetrieveRequest(MoveBench.Request().Query, From(title)) { MoveDestination = AETitle.Parse("STATION"), MessageId = 1 };
            var statuses = await bench.MoveAsync(request);
            return statuses.FirstOrDefault(static status => status != DimseStatus.Success);
        }
        catch (DimseStatusException failure)
        {
            return failure.Status;
        }
    }

    /// <summary>A transaction: what became of its instances; null for a committed one.</summary>
    public static async Task<IReadOnlyList<CommitmentFailureReason?>> CommitAsync(
        this PluginBench bench, string title, string transaction, params string[] instances)
    {
        var request = CommitmentBench.Request(transaction, instances);
        request = new CommitmentRequest(request.TransactionUid, request.References, From(title), request.Job);
        await using var commitment = await bench.BeginAsync(request);
        return [.. (await commitment.AnswerAllAsync(request.References)).Select(static answer => answer.Outcome.FailureReason)];
    }
}
