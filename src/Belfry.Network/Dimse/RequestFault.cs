using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>What makes a request unusable: it is answered with this instead of being performed.</summary>
/// <param name="Status">The status of its response.</param>
/// <param name="Comment">In words, for the Error Comment.</param>
internal sealed record RequestFault(DimseStatus Status, string Comment);
