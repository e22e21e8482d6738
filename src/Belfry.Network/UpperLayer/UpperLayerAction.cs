namespace Belfry.Network;

/// <summary>Actions of the upper layer protocol machine (PS3.8 Tables 9-6 to 9-9). The standard writes AE-1 for AE1.</summary>
internal enum UpperLayerAction : byte
{
    /// <summary>The event cannot happen in that state.</summary>
    None = 0,

    /// <summary>Request the transport connection.</summary>
    AE1,

    /// <summary>Send A-ASSOCIATE-RQ.</summary>
    AE2,

    /// <summary>Confirm acceptance to the user.</summary>
    AE3,

    /// <summary>Confirm rejection to the user, close the connection.</summary>
    AE4,

    /// <summary>Accept the connection, start ARTIM.</summary>
    AE5,

    /// <summary>Stop ARTIM; indicate A-ASSOCIATE if acceptable, else send A-ASSOCIATE-RJ and start ARTIM (then Sta13).</summary>
    AE6,

    /// <summary>Send A-ASSOCIATE-AC.</summary>
    AE7,

    /// <summary>Send A-ASSOCIATE-RJ, start ARTIM.</summary>
    AE8,

    /// <summary>Send P-DATA-TF.</summary>
    DT1,

    /// <summary>Indicate P-DATA.</summary>
    DT2,

    /// <summary>Send A-RELEASE-RQ.</summary>
    AR1,

    /// <summary>Indicate A-RELEASE.</summary>
    AR2,

    /// <summary>Confirm A-RELEASE, close the connection.</summary>
    AR3,

    /// <summary>Send A-RELEASE-RP, start ARTIM.</summary>
    AR4,

    /// <summary>Stop ARTIM.</summary>
    AR5,

    /// <summary>Indicate P-DATA while a release is under way.</summary>
    AR6,

    /// <summary>Send P-DATA-TF while the peer's release is pending.</summary>
    AR7,

    /// <summary>Release collision: indicate A-RELEASE; the requestor goes to Sta9, the acceptor to Sta10.</summary>
    AR8,

    /// <summary>Send A-RELEASE-RP.</summary>
    AR9,

    /// <summary>Confirm A-RELEASE.</summary>
    AR10,

    /// <summary>Send A-ABORT (service-user), start ARTIM.</summary>
    AA1,

    /// <summary>Stop ARTIM, close the connection.</summary>
    AA2,

    /// <summary>Indicate the peer's abort, close the connection.</summary>
    AA3,

    /// <summary>Indicate A-P-ABORT.</summary>
    AA4,

    /// <summary>Stop ARTIM.</summary>
    AA5,

    /// <summary>Ignore the PDU.</summary>
    AA6,

    /// <summary>Send A-ABORT.</summary>
    AA7,

    /// <summary>Send A-ABORT (service-provider), indicate A-P-ABORT, start ARTIM.</summary>
    AA8,
}
