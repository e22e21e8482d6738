namespace Belfry.Audit;

/// <summary>What was done (Event Action Code).</summary>
public enum AuditAction
{
    /// <summary>C: something came into being.</summary>
    Create = 'C',

    /// <summary>R: something was read, shown or sent.</summary>
    Read = 'R',

    /// <summary>U: something was changed.</summary>
    Update = 'U',

    /// <summary>D: something was deleted.</summary>
    Delete = 'D',

    /// <summary>E: something was performed.</summary>
    Execute = 'E',
}
