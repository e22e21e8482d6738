using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Server.Configuration;

/// <summary>Where and how instances are kept, and which are taken.</summary>
internal sealed record ArchiveSettings
{
    /// <summary>False keeps no archive.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Folder of the files, as a full path.</summary>
    public string StorageFolder { get; init; } = "";

    /// <summary>Folder of the index, as a full path.</summary>
    public string IndexFolder { get; init; } = "";

    public ArchiveOptions Options { get; init; } = new();

    /// <summary>Most bytes on disk; 0 for no limit.</summary>
    public long MaximumStorageLength { get; init; }

    /// <summary>Most patients; 0 for no limit.</summary>
    public int MaximumPatientCount { get; init; }

    public MaximumStorageMode MaximumStorageMode { get; init; }

    /// <summary>Attributes kept in the index beside the usual ones.</summary>
    public IReadOnlyDictionary<QueryRetrieveLevel, IReadOnlyList<DicomTag>> ExtraAttributes { get; init; } =
        new Dictionary<QueryRetrieveLevel, IReadOnlyList<DicomTag>>();

    /// <summary>SOP classes and transfer syntaxes of C-STORE.</summary>
    public StorageAcceptance Acceptance { get; init; } = StorageAcceptance.Default;

    /// <param name="top">The keys of the reference server.</param>
    /// <param name="own">Our own.</param>
    /// <param name="fullPath">Makes a full path.</param>
    public static ArchiveSettings Read(ConfigurationSection top, ConfigurationSection own, Func<string, string> fullPath)
    {
        var storage = top.Text("StorageDirectory", "OrthancStorage");
        return new ArchiveSettings
        {
            Enabled = own.Boolean("ArchiveEnabled", true),
            StorageFolder = fullPath(storage),
            IndexFolder = fullPath(top.Text("IndexDirectory", storage)),
            MaximumStorageLength = 1024L * 1024 * top.Integer("MaximumStorageSize", 0, 0, int.MaxValue),
            MaximumPatientCount = top.Integer("MaximumPatientCount", 0, 0, int.MaxValue),
            MaximumStorageMode = top.Choice("MaximumStorageMode", MaximumStorageMode.Recycle, _modes),
            ExtraAttributes = ExtraAttributesReader.Read(top.Section("ExtraMainDicomTags")),
            Acceptance = StorageAcceptanceReader.Read(top),
            Options = new ArchiveOptions
            {
                IsDurable = top.Boolean("SyncStorageArea", true),
                Compresses = top.Boolean("StorageCompression", false),
                Overwrite = own.Choice("OverwriteInstances", top.Boolean("OverwriteInstances", false) ? OverwritePolicy.Always : OverwritePolicy.Never, _overwrite),
                ReadsCommitted = own.Boolean("CommitmentReadsFiles", true),
                StableAge = TimeSpan.FromSeconds(top.Integer("StableAge", 60, 1, 86400 * 365)),
                SmallDataSetLength = own.Integer("SmallDataSetLength", new ArchiveOptions().SmallDataSetLength, 0, 16 * 1024 * 1024),
            },
        };
    }

    private static readonly IReadOnlyDictionary<string, MaximumStorageMode> _modes = Enum.GetValues<MaximumStorageMode>().ToDictionary(value => value.ToString());

    private static readonly IReadOnlyDictionary<string, OverwritePolicy> _overwrite = Enum.GetValues<OverwritePolicy>().ToDictionary(value => value.ToString());
}
