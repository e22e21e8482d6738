namespace Belfry.Audit;

/// <summary>How the jobs of a kind transfer instances. Their content is that of the reference server.</summary>
public enum JobTransfer
{
    /// <summary>This server sends to a modality by C-STORE.</summary>
    ToModality,

    /// <summary>This server sends to a peer by HTTP.</summary>
    ToPeer,

    /// <summary>A modality sends, since this server asks it by C-MOVE or C-GET.</summary>
    FromModality,
}
