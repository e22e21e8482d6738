namespace Belfry.Network;

/// <summary>Why an association is refused: result, source and reason of the A-ASSOCIATE-RJ (PS3.8 §9.3.4, Table 9-21).</summary>
/// <param name="Result">Permanent or transient.</param>
/// <param name="Source">Who refuses.</param>
/// <param name="Reason">The reason; its meaning depends on the source.</param>
public readonly record struct AssociationRejection(RejectResult Result, RejectSource Source, byte Reason)
{
    /// <summary>Permanent, service-user, no-reason-given (1).</summary>
    public static AssociationRejection NoReason => new(RejectResult.Permanent, RejectSource.ServiceUser, 1);

    /// <summary>Permanent, service-user, application-context-name-not-supported (2).</summary>
    public static AssociationRejection ApplicationContextNotSupported => new(RejectResult.Permanent, RejectSource.ServiceUser, 2);

    /// <summary>Permanent, service-user, calling-AE-title-not-recognized (3).</summary>
    public static AssociationRejection CallingAETitleNotRecognized => new(RejectResult.Permanent, RejectSource.ServiceUser, 3);

    /// <summary>Permanent, service-user, called-AE-title-not-recognized (7).</summary>
    public static AssociationRejection CalledAETitleNotRecognized => new(RejectResult.Permanent, RejectSource.ServiceUser, 7);

    /// <summary>Permanent, service-provider (ACSE), no-reason-given (1): also the answer to a refused user identity (PS3.7 §D.3.3.7).</summary>
    public static AssociationRejection ProviderNoReason => new(RejectResult.Permanent, RejectSource.Acse, 1);

    /// <summary>Permanent, service-provider (ACSE), protocol-version-not-supported (2).</summary>
    public static AssociationRejection ProtocolVersionNotSupported => new(RejectResult.Permanent, RejectSource.Acse, 2);

    /// <summary>Transient, service-provider (presentation), temporary-congestion (1).</summary>
    public static AssociationRejection TemporaryCongestion => new(RejectResult.Transient, RejectSource.Presentation, 1);

    /// <summary>Transient, service-provider (presentation), local-limit-exceeded (2).</summary>
    public static AssociationRejection LocalLimitExceeded => new(RejectResult.Transient, RejectSource.Presentation, 2);

    /// <summary>The standard's words for result, source and reason.</summary>
    public string Description
    {
        get
        {
            var result = Result switch
            {
                RejectResult.Permanent => "rejected-permanent",
                RejectResult.Transient => "rejected-transient",
                _ => $"result {(byte)Result}",
            };
            var (source, reason) = (Source, Reason) switch
            {
                (RejectSource.ServiceUser, 1) => ("service-user", "no-reason-given"),
                (RejectSource.ServiceUser, 2) => ("service-user", "application-context-name-not-supported"),
                (RejectSource.ServiceUser, 3) => ("service-user", "calling-AE-title-not-recognized"),
                (RejectSource.ServiceUser, 7) => ("service-user", "called-AE-title-not-recognized"),
                (RejectSource.Acse, 1) => ("service-provider (ACSE)", "no-reason-given"),
                (RejectSource.Acse, 2) => ("service-provider (ACSE)", "protocol-version-not-supported"),
                (RejectSource.Presentation, 1) => ("service-provider (presentation)", "temporary-congestion"),
                (RejectSource.Presentation, 2) => ("service-provider (presentation)", "local-limit-exceeded"),
                _ => ($"source {(byte)Source}", $"reserved reason {Reason}"),
            };
            return $"{result}, {source}, {reason}";
        }
    }

    /// <summary>As <see cref="Description"/>.</summary>
    public override string ToString() => Description;
}
