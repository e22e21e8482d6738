namespace Belfry.Web;

/// <summary>A part of a list in which each entry has its place.</summary>
/// <param name="Since">The place behind which it begins.</param>
/// <param name="To">The last place that is in it.</param>
/// <param name="Limit">How many entries at most.</param>
/// <param name="IsFromTheEnd">True means the last ones, false the first.</param>
internal readonly record struct LogPart(long Since, long To, int Limit, bool IsFromTheEnd);
