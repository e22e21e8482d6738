using Belfry.Services;

namespace Belfry.Server.Configuration;

/// <summary>Storage commitment as SCP.</summary>
internal static class CommitmentSettings
{
    /// <param name="top">The keys of the reference server.</param>
    /// <param name="own">Our own.</param>
    public static CommitmentOptions Read(ConfigurationSection top, ConfigurationSection own)
    {
        var standard = CommitmentOptions.Default;
        return standard with
        {
            Limits = new CommitmentLimits { MaxReferences = own.Integer("CommitmentMaxReferences", standard.Limits.MaxReferences, 1, 10_000_000) },
            ReportTimeout = top.Integer("DicomScuTimeout", (int)standard.ReportTimeout.TotalSeconds, 0, 86400) is > 0 and var seconds
                ? TimeSpan.FromSeconds(seconds)
                : Timeout.InfiniteTimeSpan,
            TimeToLive = TimeSpan.FromHours(own.Integer("CommitmentHours", (int)standard.TimeToLive.TotalHours, 1, 24 * 365)),
        };
    }
}
