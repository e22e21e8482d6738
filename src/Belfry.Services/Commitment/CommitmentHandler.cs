using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Who may take a storage commitment transaction.</summary>
/// <param name="Handler">Is asked.</param>
/// <param name="CalledAETitle">For this called AE title only; null for all.</param>
/// <param name="Name">What the log calls it.</param>
public sealed record CommitmentHandler(IStorageCommitmentHandler Handler, AETitle? CalledAETitle, string Name);
