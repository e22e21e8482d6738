using System.Globalization;
using Belfry.Dicom;

namespace Belfry.Cli;

/// <summary>Whom to call: <c>[AET@]HOST[:PORT]</c>, port 104 by default, an IPv6 address in brackets.</summary>
internal sealed record Peer(AETitle AETitle, string Host, int Port)
{
    public const int StandardPort = 104;
    public const string Form = "[AET@]HOST[:PORT]";

    public static bool TryParse(string text, out Peer? peer)
    {
        peer = null;
        var title = default(AETitle);
        var at = text.LastIndexOf('@');
        if (at >= 0 && !AETitle.TryParse(text[..at], out title))
            return false;
        var address = text[(at + 1)..];
        var port = StandardPort;
        var colon = address.LastIndexOf(':');
        if (address.StartsWith('['))
        {
            var end = address.IndexOf(']');
            if (end < 0 || (end + 1 < address.Length && address[end + 1] != ':'))
                return false;
            colon = end + 1 < address.Length ? end + 1 : -1;
        }

        if (colon >= 0)
        {
            if (!int.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)
                return false;
            address = address[..colon];
        }

        var host = address.Trim('[', ']');
        if (host.Length == 0)
            return false;
        peer = new Peer(title, host, port);
        return true;
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
