using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Belfry.Worklists.Tests;

/// <summary>A folder of its own for each test, with a worklist over it.</summary>
internal sealed class WorklistFolderFixture : IDisposable
{
    public WorklistFolderFixture(Func<FolderWorklistOptions, FolderWorklistOptions>? configure = null)
    {
        Folder = Directory.CreateTempSubdirectory("worklist").FullName;
        var options = new FolderWorklistOptions { Folder = Folder };
        Worklist = new FolderWorklist(configure?.Invoke(options) ?? options, Logger, Clock);
    }

    public string Folder { get; }

    public FakeLogger Logger { get; } = new();

    public FakeTimeProvider Clock { get; } = new();

    public FolderWorklist Worklist { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Write(string item) => File.WriteAllBytes(PathOf(item + ".wl"), WorklistSamples.Files[item]);

    public async Task<List<string?>> FindAsync(DicomDataSet query, string calling = "MODALITY")
    {
        var request = new WorklistRequest(new WorklistQuery(query), new DicomConnection(AETitle.Parse(calling), AETitle.Parse("BELFRY"), null, 1));
        return await FindAsync(request);
    }

    public async Task<List<string?>> FindAsync(WorklistRequest request)
    {
        List<string?> names = [];
        await foreach (var item in Worklist.FindAsync(request, CancellationToken.None))
            names.Add(WorklistSamples.NameOf(item));
        return names;
    }

    public void Dispose()
    {
        Worklist.Dispose();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }
}
