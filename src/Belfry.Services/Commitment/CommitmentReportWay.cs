namespace Belfry.Services;

/// <summary>By which association a modality gets the reports of its storage commitment transactions (PS3.4 §J.3.3).</summary>
public enum CommitmentReportWay
{
    /// <summary>By the one that it asked by, while it holds that and takes the report; else by a new one.</summary>
    SameOrNew,

    /// <summary>By a new one only: for modalities that ask and expect to be called.</summary>
    New,

    /// <summary>By the one that it asked by only: for modalities that cannot be called. A report that cannot be given that way is lost.</summary>
    Same,
}
