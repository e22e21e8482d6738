using Belfry.Dicom;

namespace Belfry.Sdk.Testing;

/// <summary>What stands around the plugin of an <see cref="InMemoryServer"/>. The defaults are those of a server without a configuration. Immutable.</summary>
public sealed record InMemoryServerOptions
{
    /// <summary>The server's AE title (<c>DicomAet</c>).</summary>
    public AETitle AETitle { get; init; } = AETitle.Parse("BELFRY");

    /// <summary>
    /// Where instances may be moved to, besides the server's own <see cref="InMemoryServer.Destination"/>; they stay the test's, which disposes of them.
    /// </summary>
    public IReadOnlyList<StorageScp> Destinations { get; init; } = [];

    /// <summary>The instances that the server keeps: what <see cref="Suboperation.SendStored"/> finds. Default: none.</summary>
    public IReadOnlyList<InstanceSource> Stored { get; init; } = [];

    /// <summary>What a find handler finds in <see cref="FindRequest.BuiltIn"/>. Default: null, as without an archive.</summary>
    public IFindHandler? BuiltInFind { get; init; }

    /// <summary>What a retrieve handler finds in <see cref="RetrieveRequest.BuiltIn"/>. Default: null, as without an archive.</summary>
    public IRetrieveHandler? BuiltInRetrieve { get; init; }

    /// <summary>How person names match (<c>CaseSensitivePN</c>, <c>Belfry.PersonNameMatching</c>).</summary>
    public PersonNameMatching PersonNames { get; init; } = PersonNameMatching.CaseInsensitive;

    /// <summary>The final status after <c>MarkIncomplete</c> (<c>Belfry.IncompleteWorklistStatus</c>). Default: FE00H.</summary>
    public DimseStatus IncompleteStatus { get; init; } = DimseStatus.Cancel;

    /// <summary>True to take queries that lack the unique keys of the levels above without negotiation (<c>Belfry.RelationalQueries</c>).</summary>
    public bool TakesRelationalQueries { get; init; }
}
