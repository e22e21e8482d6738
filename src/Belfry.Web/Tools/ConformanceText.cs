using System.Globalization;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>A conformance statement in plain text, of what is served at the moment. Pure.</summary>
internal static class ConformanceText
{
    public static string Write(ConformanceFacts facts)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"DICOM conformance of Belfry {facts.Version}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"AE title {facts.AETitle}, TCP port {(facts.Port == 0 ? "none (DICOM is not served)" : facts.Port)}\n");
        text.Append(CultureInfo.InvariantCulture, $"Implementation class UID {Implementation.ClassUid}, longest PDU {facts.MaxPduLength} bytes\n");
        text.Append(CultureInfo.InvariantCulture, $"TLS {(facts.TlsPort is { } port ? $"on TCP port {port}: 1.2 and 1.3, cipher suites of BCP 195 (PS3.15 Annex B)" : "none")}\n");
        List(text, "Services provided (SCP)", facts.Provided);
        List(text, "Services used (SCU)", facts.Used);
        List(text, "Storage SOP classes, taken (SCP) and sent (SCU)", facts.Stored);
        List(text, "Transfer syntaxes of instances that are taken", facts.TransferSyntaxes);
        text.Append("\nInstances are kept and sent in the transfer syntax in which they came; uncompressed ones are converted where a peer takes no other.\n");
        return text.ToString();
    }

    private static void List(StringBuilder text, string title, IReadOnlyList<DicomUid> uids)
    {
        text.Append('\n').Append(title).Append('\n').Append('-', title.Length).Append('\n');
        foreach (var uid in uids)
            text.Append("  ").Append(uid.Name ?? "(without a name)").Append(" | ").Append(uid.Value).Append('\n');
        if (uids.Count == 0)
            text.Append("  none\n");
    }
}
