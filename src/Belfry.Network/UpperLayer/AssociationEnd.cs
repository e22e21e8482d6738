namespace Belfry.Network;

/// <summary>How an association, or the attempt at one, ended.</summary>
/// <param name="Reason">The one reason.</param>
/// <param name="Detail">More for people, without patient data; null for none.</param>
/// <param name="Operations">How many operations this side performed and asked for.</param>
/// <param name="Elapsed">Time since the connection was made.</param>
public readonly record struct AssociationEnd(AssociationEndReason Reason, string? Detail, long Operations, TimeSpan Elapsed);
