using Belfry.Network;

namespace Belfry.Services;

/// <summary>Verification as SCP (PS3.4 Annex A): a C-ECHO is answered with 0000H. One object serves all associations.</summary>
public sealed class VerificationProvider : IDimseService
{
    /// <summary>The provider; it has no state.</summary>
    public static VerificationProvider Instance { get; } = new();

    private VerificationProvider()
    {
    }

    /// <inheritdoc/>
    public bool IsPrompt => true;

    /// <inheritdoc/>
    public ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.RespondAsync(CEchoResponse.Success);
    }
}
