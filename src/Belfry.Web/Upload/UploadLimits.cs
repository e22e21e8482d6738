namespace Belfry.Web;

/// <summary>How long instances that are uploaded may be, in bytes.</summary>
/// <param name="Body">The body of a request; null for no limit but the archive's.</param>
/// <param name="Entry">A file that comes compressed, once it is not any more; null for no limit but the archive's.</param>
public sealed record UploadLimits(long? Body, long? Entry);
