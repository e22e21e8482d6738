namespace Belfry.Web;

/// <summary>Settings that REST changes while the server runs; they last until it ends. Thread-safe.</summary>
public interface IRuntimeSettings
{
    /// <summary>The name of the character set of data that declares none, and of answers (<c>DefaultEncoding</c>).</summary>
    string DefaultEncoding { get; }

    /// <summary>True when storage SOP classes that are not known are taken (<c>UnknownSopClassAccepted</c>).</summary>
    bool AcceptsUnknownSopClasses { get; set; }

    /// <summary>The UIDs of the transfer syntaxes that are taken, in order.</summary>
    IReadOnlyList<string> AcceptedTransferSyntaxes { get; }

    /// <summary>The log, by the names of its parts.</summary>
    IReadOnlyList<string> LogCategories { get; }

    /// <summary>Chooses the character set.</summary>
    /// <returns>False when the name is none.</returns>
    bool TrySetDefaultEncoding(string name);

    /// <summary>Chooses the transfer syntaxes, by UIDs or patterns with <c>*</c> and <c>?</c>.</summary>
    void SetAcceptedTransferSyntaxes(IReadOnlyList<string> patterns);

    /// <summary>How much of a part of the log is written: <c>default</c>, <c>verbose</c> or <c>trace</c>; null names all parts.</summary>
    string GetLogLevel(string? category);

    /// <summary>Chooses it.</summary>
    /// <returns>False when the level is none of these.</returns>
    bool TrySetLogLevel(string? category, string level);
}
