namespace Belfry.Audit;

/// <summary>What it was about (Participant Object). Immutable.</summary>
public sealed record AuditObject
{
    private AuditObject()
    {
    }

    /// <summary>What identifies it.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of identifier: a code of DICOM, or the number of RFC 3881.</summary>
    public AuditCode? IdCode { get; private init; }

    /// <summary>As <see cref="IdCode"/>: 2 is a patient number, 12 an address of REST.</summary>
    public int IdNumber { get; private init; }

    /// <summary>1 is a person, 2 a system object.</summary>
    public int Type { get; private init; } = 2;

    /// <summary>1 is a patient, 3 a report or study, 24 a query.</summary>
    public int Role { get; private init; } = 3;

    /// <summary>The identifier of a query of DICOM, or what was asked by REST as JSON; null for what is none.</summary>
    public ReadOnlyMemory<byte>? Query { get; private init; }

    /// <summary>The transfer syntax of <see cref="Query"/>; null for JSON.</summary>
    public string? QueryTransferSyntax { get; private init; }

    /// <summary>How many instances, by SOP class; empty when unknown.</summary>
    public IReadOnlyDictionary<string, int> Instances { get; init; } = new Dictionary<string, int>();

    /// <summary>A study.</summary>
    public static AuditObject Study(string uid, IReadOnlyDictionary<string, int>? instances = null) =>
        new() { Id = uid, IdCode = AuditCode.StudyInstanceUid, Instances = instances ?? new Dictionary<string, int>() };

    /// <summary>A patient, by Patient ID.</summary>
    public static AuditObject Patient(string id) => new() { Id = id, IdNumber = 2, Type = 1, Role = 1 };

    /// <summary>A query of DICOM.</summary>
    public static AuditObject DicomQuery(string sopClass, ReadOnlyMemory<byte> identifier, string transferSyntax) =>
        new() { Id = sopClass, IdCode = AuditCode.SopClassUid, Role = 24, Query = identifier, QueryTransferSyntax = transferSyntax };

    /// <summary>What is behind an address of REST.</summary>
    public static AuditObject Address(string path) => new() { Id = path, IdNumber = 12 };

    /// <summary>What was asked of an address of REST.</summary>
    public static AuditObject Question(string path, ReadOnlyMemory<byte> body) => new() { Id = path, IdNumber = 12, Role = 24, Query = body };
}
