using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// The choices that the standard leaves to an SCP, and those that an extended negotiation makes (PS3.4 §C.2.2.2). Immutable.
/// </summary>
public sealed record MatchingPolicy
{
    /// <summary>The policy of Modality Worklist: start date and start time of the step form one period (PS3.4 table K.6-1).</summary>
    public static MatchingPolicy Worklist { get; } = new()
    {
        Periods = [new(Tags.ScheduledProcedureStepStartDate, Tags.ScheduledProcedureStepStartTime)],
    };

    /// <summary>The policy without any negotiated option: every key is matched by itself.</summary>
    public static MatchingPolicy Baseline { get; } = new();

    /// <summary>What counts as the same letter in person names. Default: case does not count, accents do.</summary>
    public PersonNameMatching PersonNames { get; init; } = PersonNameMatching.CaseInsensitive;

    /// <summary>
    /// True when case does not count in text of the other VRs either, as in searches by REST; letters are the same as under
    /// <see cref="PersonNameMatching.CaseInsensitive"/>. UIDs are compared as they are. Default: false, as PS3.4 §C.2.2.2.1 has it.
    /// </summary>
    public bool IgnoresCase { get; init; }

    /// <summary>
    /// Date and time keys that, when both are ranges, form one period from the first date at the first time to the last date at
    /// the last time (PS3.4 §C.2.2.2.5, table K.6-1). Default: none.
    /// </summary>
    public IReadOnlyList<PeriodKeys> Periods { get; init; } = [];

    /// <summary>True when a key of two quotation marks asks for an empty value (PS3.4 §C.2.2.2.7). Default: false, not negotiated.</summary>
    public bool EmptyValueMatching { get; init; }

    /// <summary>
    /// True when all values of a key with several values must be there (PS3.4 §C.2.2.2.8). Default: false, not negotiated; any one
    /// of them is then enough, as it always is for UIDs.
    /// </summary>
    public bool MultipleValueMatching { get; init; }

    /// <summary>
    /// True when the dates and times of a period are moved by the Timezone Offset From UTC (0008,0201) of either side (PS3.4 §C.5.1.1).
    /// Default: false, not negotiated. DT values always mind their offsets.
    /// </summary>
    public bool TimeZoneAdjustment { get; init; }

    /// <summary>
    /// The offset of date-times (DT) that have none of their own nor a Timezone Offset From UTC (0008,0201) beside them. Default: UTC.
    /// </summary>
    public TimeSpan DefaultOffset { get; init; }

    /// <summary>
    /// Most keys in one query, those in sequences and those that ask for everything included; more are refused with A700H. Each costs
    /// something with each candidate and in each answer. Default: 1,000; the whole of PS3.4 table K.6-1 has about 100.
    /// </summary>
    public int MaxKeys { get; init; } = 1000;

    /// <summary>The character set of data sets that declare none. Default: ASCII.</summary>
    public SpecificCharacterSet DefaultCharacterSet { get; init; } = SpecificCharacterSet.Default;
}
