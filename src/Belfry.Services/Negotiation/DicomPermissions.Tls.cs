using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <content>Certificates and AE titles.</content>
public sealed partial record DicomPermissions
{
    /// <summary>Looks whether a caller may call itself so.</summary>
    /// <param name="calling">The AE title that it gave itself.</param>
    /// <param name="tls">What TLS tells of it; null without TLS.</param>
    /// <returns>Why not, for the log; null when it may.</returns>
    public string? FindCallerFault(AETitle calling, TlsSession? tls)
    {
        var (isListed, isItsOwn, isNamed) = (false, false, false);
        for (var i = 0; i < Modalities.Count; i++)
        {
            var entry = Modalities[i];
            if (!AreSame(entry.AETitle, calling))
                continue;
            isListed |= entry.TlsCertificates.Count > 0;
            isItsOwn |= IsOf(tls?.Peer, entry);
            isNamed |= tls?.Peer?.IsNamed(entry.Host) == true;
        }

        if (isListed)
        {
            return isItsOwn ? null
                : tls is null ? $"{calling} has certificates of its own, and came without TLS"
                : tls.Peer is null ? $"{calling} has certificates of its own, and showed none"
                : $"the certificate of {tls.Peer} is none of those of {calling}";
        }

        return tls?.Peer is { } peer ? FindFault(peer, calling, isNamed) : null;
    }

    /// <summary>Looks whether a certificate stands for a modality that is called.</summary>
    /// <returns>Why not, for the log; null when it does.</returns>
    public string? FindFault(TlsPeer peer, RemoteModality modality)
    {
        ArgumentNullException.ThrowIfNull(peer);
        ArgumentNullException.ThrowIfNull(modality);
        if (modality.TlsCertificates.Count == 0)
            return FindFault(peer, modality.AETitle, peer.IsNamed(modality.Host));
        return IsOf(peer, modality) ? null : $"the certificate of {peer} is none of those of {modality.AETitle}";
    }

    private static bool IsOf(TlsPeer? peer, RemoteModality modality) => peer is not null && modality.TlsCertificates.Any(peer.Is);

    private string? FindFault(TlsPeer peer, AETitle title, bool isNamedByHost)
    {
        if (TlsBinding == TlsBinding.Listed || isNamedByHost || peer.IsNamed(title.Value))
            return null;
        if (TlsBinding == TlsBinding.Always)
            return $"the certificate of {peer} does not name {title}";
        var owner = Modalities.FirstOrDefault(other => IsOf(peer, other) || peer.IsNamed(other.AETitle.Value));
        return owner is null || AreSame(owner.AETitle, title) ? null : $"the certificate of {peer} is that of {owner.AETitle}, not of {title}";
    }
}
