using Belfry.Network;

namespace Belfry.Services;

/// <summary>N-ACTION of storage commitment.</summary>
internal sealed partial class ModalityClient
{
    /// <summary>Asks for commitment; returns when the request is accepted.</summary>
    public async ValueTask CommitAsync(CommitmentAction action, IDimseRoutes reports, CancellationToken cancellation)
    {
        var sopClass = CommitmentSopClass.PushModel;
        var request = AssociationRequest.Create(LocalAETitle, AETitle, [sopClass]) with { Routes = reports };
        var patience = new Patience(ResponseTimeout, _terms.Clock, cancellation);
        var call = await ModalityCall.OpenAsync(_terms, _modality, "Storage commitment", request, sopClass, patience, cancellation).ConfigureAwait(false);
        await using (call.ConfigureAwait(false))
        {
            var message = new NActionRequest(sopClass, CommitmentSopClass.Instance, CommitmentSopClass.RequestCommitment);
            await foreach (var reply in call.InvokeAsync(message, action, cancellation).ConfigureAwait(false))
                ThrowIfFailed(call, reply);
        }
    }
}
