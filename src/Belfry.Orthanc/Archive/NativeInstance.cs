using System.Runtime.InteropServices;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Lanes;
using Belfry.Sdk;

namespace Belfry.Orthanc.Archive;

/// <summary>
/// What an OrthancPluginDicomInstance stands for: an instance that a callback is lent, or one that a plugin made or loaded. What is only asked for
/// seldom is read when it is asked for. Thread-safe.
/// </summary>
internal sealed unsafe class NativeInstance : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Func<byte[]> _read;
    private readonly NativeTexts _texts = new();
    private byte[]? _bytes;
    private byte* _block;
    private DicomFile? _file;

    private NativeInstance(Func<byte[]> read, InstanceOrigin origin, bool isLent)
    {
        _read = read;
        Origin = origin;
        IsLent = isLent;
    }

    /// <summary>Where it comes from.</summary>
    public InstanceOrigin Origin { get; }

    /// <summary>True when the server lent it to a callback: the plugin must not free it.</summary>
    public bool IsLent { get; }

    /// <summary>What the server knows of it beside its data set, by the names of REST.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private init; } = new Dictionary<string, string>();

    /// <summary>The whole file.</summary>
    public byte[] Bytes
    {
        get
        {
            lock (_lock)
                return _bytes ??= _read();
        }
    }

    /// <summary>The file, parsed.</summary>
    /// <exception cref="DicomFormatException">It is none.</exception>
    public DicomFile File
    {
        get
        {
            var bytes = Bytes;
            lock (_lock)
                return _file ??= DicomFile.Parse(bytes);
        }
    }

    /// <summary>Pixel Data; null when there is none.</summary>
    public DicomElement? PixelData => File.DataSet.TryGetElement(Tags.PixelData, out var element) ? element : null;

    /// <summary>The whole file in memory that lives as long as the instance.</summary>
    public byte* Data
    {
        get
        {
            var bytes = Bytes;
            lock (_lock)
            {
                if (_block == null)
                {
                    _block = (byte*)NativeMemory.Alloc((nuint)Math.Max(bytes.Length, 1));
                    bytes.CopyTo(new Span<byte>(_block, bytes.Length));
                }

                return _block;
            }
        }
    }

    /// <summary>A text that lives as long as the instance.</summary>
    public byte* Keep(string text)
    {
        lock (_lock)
            return _texts.Text(text);
    }

    /// <summary>An instance of a plugin.</summary>
    public static NativeInstance Of(byte[] file) => new(() => file, new InstanceOrigin { Kind = InstanceOriginKind.Plugins }, isLent: false);

    /// <summary>An instance that comes or has come, lent to a callback.</summary>
    public static NativeInstance Lend(InstanceSource source, InstanceOrigin origin) =>
        new(() => LaneWait.For(SourceFile.ReadAsync(source)), origin, isLent: true) { Metadata = MetadataOf(source, origin) };

    public void Dispose()
    {
        lock (_lock)
        {
            NativeMemory.Free(_block);
            _block = null;
            _texts.Dispose();
        }
    }

    private static Dictionary<string, string> MetadataOf(InstanceSource source, InstanceOrigin origin)
    {
        var all = new Dictionary<string, string>
        {
            ["RemoteAET"] = origin.CallingAETitle.Value,
            ["Origin"] = origin.Kind.ToString(),
            ["TransferSyntax"] = source.TransferSyntax.Uid.Value,
            ["SopClassUid"] = source.SopClassUid.Value,
        };
        if (origin.RemoteAddress is { } address)
            all["RemoteIP"] = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        if (origin.Kind == InstanceOriginKind.DicomProtocol)
            all["CalledAET"] = origin.CalledAETitle.Value;
        if (origin.Kind == InstanceOriginKind.RestApi)
            all["HttpUsername"] = origin.User ?? "";
        return all;
    }
}
