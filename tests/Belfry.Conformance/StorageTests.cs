using Belfry.Dicom;
using Belfry.Server.Tests;

namespace Belfry.Conformance;

/// <summary>C-STORE as DCMTK's storescu sends it: every transfer syntax that it knows, and what is stored is what was sent.</summary>
public sealed class StorageTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> _options = new()
    {
        ["1.2.840.10008.1.2"] = "-xi",
        ["1.2.840.10008.1.2.1"] = "-xe",
        ["1.2.840.10008.1.2.2"] = "-xb",
        ["1.2.840.10008.1.2.1.99"] = "-xd",
        ["1.2.840.10008.1.2.4.50"] = "-xy",
        ["1.2.840.10008.1.2.4.51"] = "-xx",
        ["1.2.840.10008.1.2.4.70"] = "-xs",
        ["1.2.840.10008.1.2.4.80"] = "-xt",
        ["1.2.840.10008.1.2.4.81"] = "-xu",
        ["1.2.840.10008.1.2.4.90"] = "-xv",
        ["1.2.840.10008.1.2.4.91"] = "-xw",
        ["1.2.840.10008.1.2.5"] = "-xr",
    };

    private readonly TemporaryFolder _folder = new();
    private TestServer? _server;

    public static TheoryData<string> Uncompressed => [.. _options.Keys.Take(4)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync("""{ "Belfry" : { "OverwriteInstances" : "Never" } }""", _folder.Path, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Uncompressed))]
    [Trait("Section", "PS3.4 B.2.2")]
    public async Task StoreScu_GeneratedImage_IsStoredAsSent(string transferSyntax)
    {
        var syntax = TransferSyntax.Find(new DicomUid(transferSyntax));
        Assert.NotNull(syntax);
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.SOPClassUID, Uids.SecondaryCaptureImageStorage);
        dataSet.Set(Tags.SOPInstanceUID, new DicomUid("1.2.826.9"));
        dataSet.Set(Tags.StudyInstanceUID, new DicomUid("1.2.826.9.1"));
        dataSet.Set(Tags.SeriesInstanceUID, new DicomUid("1.2.826.9.2"));
        dataSet.Set(Tags.PatientName, "Doe^Jane");
        dataSet.Set(Tags.Rows, 200);
        dataSet.Set(Tags.Columns, 200);
        dataSet.Set(Tags.BitsAllocated, 16);
        dataSet.Set(Tags.PixelData, VR.OW, new byte[80_000]);
        var path = Path.Combine(_folder.Path, "image.dcm");
        await File.WriteAllBytesAsync(path, new DicomFile(dataSet, syntax).ToBytes(), Token);
        await SendAndCompareAsync(path);
    }

    [Fact]
    [Trait("Section", "PS3.4 B.2.2")]
    public async Task StoreScu_SamplesOfThePack_AreStoredAsSent()
    {
        var folder = Environment.GetEnvironmentVariable("BELFRY_SHARED_DATA") is { } data ? Path.Combine(data, "samples") : null;
        Assert.SkipUnless(Directory.Exists(folder), "The sample pack is not here");
        var seen = new Dictionary<DicomUid, int>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.dcm").Order(StringComparer.Ordinal))
        {
            var file = DicomFile.Open(path, DicomReadOptions.Default with { KeepWhatWasRead = true });
            var isWhole = file.DataSet.GetUid(Tags.SOPClassUID) is { } sopClass && StorageSopClass.Contains(sopClass)
                && file.DataSet.GetUid(Tags.StudyInstanceUID) is { IsValid: true } && file.DataSet.GetUid(Tags.SeriesInstanceUID) is { IsValid: true }
                && file.FileMeta.Count > 0 && file.Warnings.Count == 0;
            if (!isWhole || !_options.ContainsKey(file.TransferSyntax.Uid.Value) || seen.GetValueOrDefault(file.TransferSyntax.Uid) == 3)
                continue;
            seen[file.TransferSyntax.Uid] = seen.GetValueOrDefault(file.TransferSyntax.Uid) + 1;
            await SendAndCompareAsync(path);
        }

        Assert.True(seen.Count >= 6, $"Only {string.Join(", ", seen.Keys)} were among the samples.");
    }

    private async Task SendAndCompareAsync(string path)
    {
        var sent = DicomFile.Parse(await File.ReadAllBytesAsync(path, Token));
        var before = StoredFiles().ToHashSet();
        var (code, output) = await ForeignTool.RunAsync(
            "storescu", "-v", "-R", _options[sent.TransferSyntax.Uid.Value], "-aec", "ORTHANC", "127.0.0.1", $"{_server?.DicomPort}", path);
        Assert.True(code == 0 && output.Contains("Received Store Response (Success)", StringComparison.Ordinal), $"{path}: {output}");
        if (StoredFiles().Except(before).ToList() is not [var stored])
            return;
        var kept = DicomFile.Parse(await File.ReadAllBytesAsync(stored, Token));
        Assert.Empty(kept.Warnings);
        Assert.Equal(sent.TransferSyntax, kept.TransferSyntax);
        AssertSame(sent.DataSet, kept.DataSet, path);
    }

    private IEnumerable<string> StoredFiles() =>
        Directory.EnumerateFiles(Path.Combine(_folder.Path, "OrthancStorage"), "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path).Length == 32);

    /// <summary>The sender may leave out group lengths, mend padding, and choose how lengths of sequences are written; nothing else.</summary>
    private static void AssertSame(DicomDataSet sent, DicomDataSet kept, string path)
    {
        var (left, right) = (Elements(sent), Elements(kept));
        Assert.Equal(left.Select(element => element.Tag), right.Select(element => element.Tag));
        foreach (var (one, other) in left.Zip(right))
        {
            if (one.IsSequence)
            {
                Assert.Equal(one.Items.Count, other.Items.Count);
                foreach (var (item, otherItem) in one.Items.Zip(other.Items))
                    AssertSame(item, otherItem, path);
            }
            else if (one.IsEncapsulated)
            {
                Assert.Equal(one.Fragments.Select(fragment => fragment.ToArray()), other.Fragments.Select(fragment => fragment.ToArray()));
            }
            else
            {
                var isSame = one.RawValue.Span.TrimEnd([(byte)0, (byte)' ']).SequenceEqual(other.RawValue.Span.TrimEnd([(byte)0, (byte)' ']));
                Assert.True(isSame, $"{path}: {one.Tag} differs.");
            }
        }
    }

    private static List<DicomElement> Elements(DicomDataSet dataSet) =>
        [.. dataSet.Where(element => element.Tag.Element != 0 && element.Tag != new DicomTag(0xFFFC, 0xFFFC))];
}
