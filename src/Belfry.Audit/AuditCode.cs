namespace Belfry.Audit;

/// <summary>A coded concept of the DICOM controlled terminology (PS3.16 Annex D), as audit messages use them (PS3.15 §A.5.3).</summary>
/// <param name="Code">The code value.</param>
/// <param name="Meaning">The code meaning.</param>
public sealed record AuditCode(string Code, string Meaning)
{
    /// <summary>The server began or ended.</summary>
    public static AuditCode ApplicationActivity { get; } = new("110100", "Application Activity");

    /// <summary>Instances are going to be sent; what became of it is told later.</summary>
    public static AuditCode BeginTransferring { get; } = new("110102", "Begin Transferring DICOM Instances");

    /// <summary>Instances were created, read, updated or deleted.</summary>
    public static AuditCode InstancesAccessed { get; } = new("110103", "DICOM Instances Accessed");

    /// <summary>Instances came, or were sent.</summary>
    public static AuditCode InstancesTransferred { get; } = new("110104", "DICOM Instances Transferred");

    /// <summary>A whole study or patient was deleted.</summary>
    public static AuditCode StudyDeleted { get; } = new("110105", "DICOM Study Deleted");

    /// <summary>A query was asked.</summary>
    public static AuditCode Query { get; } = new("110112", "Query");

    /// <summary>Somebody was not let in, or tried what is not allowed.</summary>
    public static AuditCode SecurityAlert { get; } = new("110113", "Security Alert");

    /// <summary>Somebody showed who they are, or failed to.</summary>
    public static AuditCode UserAuthentication { get; } = new("110114", "User Authentication");

    /// <summary>Type of <see cref="ApplicationActivity"/>.</summary>
    public static AuditCode ApplicationStart { get; } = new("110120", "Application Start");

    /// <summary>Type of <see cref="ApplicationActivity"/>.</summary>
    public static AuditCode ApplicationStop { get; } = new("110121", "Application Stop");

    /// <summary>Type of <see cref="UserAuthentication"/>.</summary>
    public static AuditCode Login { get; } = new("110122", "Login");

    /// <summary>Type of <see cref="SecurityAlert"/>: another system was not let in.</summary>
    public static AuditCode NodeAuthentication { get; } = new("110126", "Node Authentication");

    /// <summary>Type of <see cref="SecurityAlert"/>: a user tried what is not allowed.</summary>
    public static AuditCode RestrictedFunction { get; } = new("110132", "Use of Restricted Function");

    /// <summary>Role of a participant: the program itself.</summary>
    public static AuditCode Application { get; } = new("110150", "Application");

    /// <summary>Role of a participant: where instances go to, or who is asked.</summary>
    public static AuditCode Destination { get; } = new("110152", "Destination Role ID");

    /// <summary>Role of a participant: where instances come from, or who asks.</summary>
    public static AuditCode Source { get; } = new("110153", "Source Role ID");

    /// <summary>Kind of an object's identifier.</summary>
    public static AuditCode StudyInstanceUid { get; } = new("110180", "Study Instance UID");

    /// <summary>Kind of an object's identifier.</summary>
    public static AuditCode SopClassUid { get; } = new("110181", "SOP Class UID");
}
