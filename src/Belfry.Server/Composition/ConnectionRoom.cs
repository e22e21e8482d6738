using System.Globalization;
using Belfry.Network;
using Belfry.Server.Configuration;

namespace Belfry.Server.Composition;

/// <summary>
/// How many connections the operating system leaves room for. A process without a free descriptor can load no more code either, and ends: so connections
/// are limited to what leaves enough for everything else. Immutable.
/// </summary>
/// <param name="Dicom">Most connections of DICOM.</param>
/// <param name="Http">Most connections of HTTP.</param>
internal sealed partial record ConnectionRoom(int Dicom, int Http)
{
    // For the index, files that are read and written, plugins, and what the runtime opens.
    private const int Reserve = 256;

    // A connection of DICOM may have a file open, or another connection.
    private const int OfAssociation = 2;
    private const int Fewest = 8;

    /// <summary>The most files and connections that this process may have open at once; null where the system does not say.</summary>
    public static int? OpenFiles()
    {
        if (!OperatingSystem.IsLinux())
            return null;

        // Max open files            1024                 524288               files
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 3 && int.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : null;
    }

    /// <summary>What is wanted, or as much of both as there is room for.</summary>
    /// <param name="openFiles">What may be open at once; null for no limit.</param>
    /// <param name="dicom">Connections of DICOM that are wanted.</param>
    /// <param name="http">Connections of HTTP that are wanted.</param>
    /// <param name="logger">Where it says that there is less.</param>
    public static ConnectionRoom Find(int? openFiles, int dicom, int http, ILogger logger)
    {
        var needed = ((long)OfAssociation * dicom) + http;
        if (openFiles is not { } most || needed + Reserve <= most)
            return new ConnectionRoom(dicom, http);
        var share = Math.Max(0, most - Reserve) / (double)needed;
        var room = new ConnectionRoom(Lowered(dicom, share), Lowered(http, share));
        Log.Lowered(logger, most, room.Dicom, room.Http, dicom, http, needed + Reserve);
        return room;
    }

    /// <summary>The DICOM port with limits that fit; where there is less than wanted, one address has no more than half of it.</summary>
    public DicomListenerOptions Fit(DicomListenerOptions options) => options.MaxConnections <= Dicom ? options : options with
    {
        MaxConnections = Dicom,
        MaxConnectionsPerAddress = Math.Min(options.MaxConnectionsPerAddress, Half(Dicom)),
        MaxAssociations = Math.Min(options.MaxAssociations, Dicom),
        MaxAssociationsPerAddress = Math.Min(options.MaxAssociationsPerAddress, Half(Dicom)),
    };

    /// <summary>The HTTP port with limits that fit, likewise.</summary>
    public HttpSettings Fit(HttpSettings settings) => settings.MaxConnections <= Http ? settings : settings with
    {
        MaxConnections = Http,
        MaxConnectionsPerAddress = Math.Min(settings.MaxConnectionsPerAddress, Half(Http)),
    };

    private static int Half(int most) => Math.Max(1, most / 2);

    private static int Lowered(int most, double share) => Math.Max((int)(most * share), Math.Min(Fewest, most));

    private static partial class Log
    {
        [LoggerMessage(
            5081,
            LogLevel.Warning,
            "The process may have {Limit} files open: {Dicom} connections of DICOM and {Http} of HTTP are taken at once instead of {AllDicom} and {AllHttp}, for which it needs {Needed} (ulimit -n, LimitNOFILE)")]
        public static partial void Lowered(ILogger logger, int limit, int dicom, int http, int allDicom, int allHttp, long needed);
    }
}
