using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>The statuses that PS3.7 Annex C defines for every service; those of one service class live with that class.</summary>
public static class GeneralStatus
{
    /// <summary>0110H: processing failure (PS3.7 §C.5.17).</summary>
    public static DimseStatus ProcessingFailure => new(0x0110);

    /// <summary>0112H: no such SOP instance (PS3.7 §C.5.12).</summary>
    public static DimseStatus NoSuchSopInstance => new(0x0112);

    /// <summary>0113H: no such event type (PS3.7 §10.1.1.1.8).</summary>
    public static DimseStatus NoSuchEventType => new(0x0113);

    /// <summary>0114H: an argument that is not supported (PS3.7 §10.1.1.1.8, §10.1.4.1.10).</summary>
    public static DimseStatus NoSuchArgument => new(0x0114);

    /// <summary>0115H: an argument is missing, or its value is not one of those allowed (PS3.7 §10.1.1.1.8, §10.1.4.1.10).</summary>
    public static DimseStatus InvalidArgumentValue => new(0x0115);

    /// <summary>0117H: the SOP Instance UID is none by the rules of UIDs (PS3.7 §10.1.1.1.8, §10.1.4.1.10).</summary>
    public static DimseStatus InvalidSopInstance => new(0x0117);

    /// <summary>0118H: no such SOP class (PS3.7 §C.5.13).</summary>
    public static DimseStatus NoSuchSopClass => new(0x0118);

    /// <summary>0119H: the instance is not of the class (PS3.7 §C.5.7).</summary>
    public static DimseStatus ClassInstanceConflict => new(0x0119);

    /// <summary>0122H: SOP class not supported (PS3.7 §C.5.22).</summary>
    public static DimseStatus SopClassNotSupported => new(0x0122);

    /// <summary>0123H: no such action type (PS3.7 §10.1.4.1.10).</summary>
    public static DimseStatus NoSuchActionType => new(0x0123);

    /// <summary>0124H: not authorized (PS3.7 §C.5.23).</summary>
    public static DimseStatus NotAuthorized => new(0x0124);

    /// <summary>0210H: the Message ID is that of an operation that still runs (PS3.7 §C.5.8).</summary>
    public static DimseStatus DuplicateInvocation => new(0x0210);

    /// <summary>0211H: unrecognized operation (PS3.7 §C.5.21).</summary>
    public static DimseStatus UnrecognizedOperation => new(0x0211);

    /// <summary>0212H: mistyped argument (PS3.7 §C.5.15).</summary>
    public static DimseStatus MistypedArgument => new(0x0212);

    /// <summary>0213H: resource limitation (PS3.7 §C.5.18).</summary>
    public static DimseStatus ResourceLimitation => new(0x0213);

    /// <summary>A700H: refused, out of resources; of C-STORE and C-FIND (PS3.4 Tables B.2-1, C.4-1).</summary>
    public static DimseStatus OutOfResources => new(0xA700);

    /// <summary>C000H: unable to process; first of the Cxxx range of the C-services (PS3.4 Tables B.2-1, C.4-1, C.4-2, C.4-3).</summary>
    public static DimseStatus UnableToProcess => new(0xC000);
}
