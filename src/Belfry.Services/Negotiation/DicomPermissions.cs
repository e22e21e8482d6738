using System.Net;
using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>
/// Who may do what: AE titles, known modalities and the <c>Dicom…</c> switches of the configuration as one immutable snapshot. It is replaced
/// whole; a running association keeps the one it began with.
/// </summary>
public sealed partial record DicomPermissions : IMoveDestinations
{
    /// <summary>The server's own AE title (<c>DicomAet</c>).</summary>
    public required AETitle LocalAETitle { get; init; }

    /// <summary>Refuses associations that call another AE title (<c>DicomCheckCalledAet</c>). Default: false.</summary>
    public bool CheckCalledAETitle { get; init; }

    /// <summary>Compares AE titles with case (<c>StrictAetComparison</c>). Default: false.</summary>
    public bool StrictAETitles { get; init; }

    /// <summary>A known AE title must come from its modality's host (<c>DicomCheckModalityHost</c>). Default: false.</summary>
    public bool CheckModalityHost { get; init; }

    /// <summary>Services that anyone may use, known or not (<c>DicomAlwaysAllow…</c>). Default: C-ECHO and C-STORE.</summary>
    public IReadOnlySet<ServiceKind> AllowedToAnyone { get; init; } = new HashSet<ServiceKind> { ServiceKind.Echo, ServiceKind.Store };

    /// <summary>Which certificates stand for which AE titles (<c>Belfry.DicomTlsBinding</c>). Default: not that of another known modality.</summary>
    public TlsBinding TlsBinding { get; init; }

    /// <summary>The known modalities.</summary>
    public IReadOnlyList<RemoteModality> Modalities { get; init; } = [];

    /// <summary>True when the called AE title is ours, or is not checked.</summary>
    public bool AcceptsCalled(AETitle called) => !CheckCalledAETitle || AreSame(called, LocalAETitle);

    /// <summary>
    /// True unless nobody but known modalities may do anything, and the caller is none: such an association has no use.
    /// </summary>
    public bool AcceptsCalling(AETitle calling) => AllowedToAnyone.Count > 0 || EntriesOf(calling).Any();

    /// <summary>
    /// True when the caller may use the service: anyone may, or its modality may. Of several entries with its AE title, the one with its
    /// address decides when hosts are checked; else all must allow it.
    /// </summary>
    /// <param name="calling">The AE title that the peer gave itself.</param>
    /// <param name="address">Where it comes from; null in memory, which no host check accepts.</param>
    /// <param name="service">What it asks for.</param>
    public bool Allows(AETitle calling, IPAddress? address, ServiceKind service)
    {
        if (AllowedToAnyone.Contains(service))
            return true;
        var entries = EntriesOf(calling);
        if (CheckModalityHost)
            return entries.Any(entry => IsFrom(entry, address) && entry.Allows(service));
        var isKnown = false;
        foreach (var entry in entries)
        {
            if (!entry.Allows(service))
                return false;
            isKnown = true;
        }

        return isKnown;
    }

    /// <inheritdoc/>
    public RemoteModality? FindDestination(AETitle title) => EntriesOf(title).MinBy(static entry => entry.Name, StringComparer.Ordinal);

    private static bool IsFrom(RemoteModality entry, IPAddress? address) =>
        address is not null && entry.Addresses.Any(known => known.MapToIPv6().Equals(address.MapToIPv6()));

    private IEnumerable<RemoteModality> EntriesOf(AETitle calling) => Modalities.Where(entry => AreSame(entry.AETitle, calling));

    private bool AreSame(AETitle left, AETitle right) =>
        left.Equals(right, StrictAETitles ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
}
