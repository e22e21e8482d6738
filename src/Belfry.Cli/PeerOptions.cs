using System.CommandLine;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Cli;

/// <summary>What every command that calls a peer takes.</summary>
internal sealed class PeerOptions
{
    private readonly Argument<Peer> _peer = new("PEER")
    {
        Description = $"Whom to call: {Peer.Form}, port {Peer.StandardPort} by default",
        CustomParser = result =>
        {
            if (Peer.TryParse(result.Tokens[0].Value, out var peer))
                return peer;
            result.AddError($"'{result.Tokens[0].Value}' is not of the form {Peer.Form}.");
            return null;
        },
    };

    private readonly Option<AETitle> _calling = AETitleOption("--calling", "-c", "Our AE title", "BELFRY");
    private readonly Option<AETitle> _called = AETitleOption("--called", "-a", "The peer's AE title, unless PEER says it", "ANY-SCP");

    private readonly Option<double> _timeout = new("--timeout", "-t")
    {
        Description = "Longest wait for the connection and for each answer, in seconds",
        DefaultValueFactory = _ => 10,
    };

    private readonly TlsOptions _tls = new();

    public void AddTo(Command command)
    {
        _timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 86400))
                result.AddError("--timeout takes a number of seconds above 0, at most 86400.");
        });
        _calling.Aliases.Add("--aet");
        command.Add(_peer);
        command.Add(_calling);
        command.Add(_called);
        command.Add(_timeout);
        _tls.AddTo(command);
    }

    public Peer PeerOf(ParseResult parsed) => parsed.GetRequiredValue(_peer);

    /// <summary>How TLS is spoken to it; null for without.</summary>
    /// <exception cref="IOException">A file of certificates cannot be used.</exception>
    public TlsSettings? TlsOf(ParseResult parsed) => _tls.Read(parsed);

    public TimeSpan TimeoutOf(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_timeout));

    public AETitle CallingOf(ParseResult parsed) => parsed.GetValue(_calling);

    public AETitle CalledOf(ParseResult parsed) => PeerOf(parsed).AETitle is { IsEmpty: false } title ? title : parsed.GetValue(_called);

    /// <summary>Makes an association for one abstract syntax.</summary>
    /// <exception cref="ToolException">The peer does not offer the service.</exception>
    public Task<Association> ConnectAsync(ParseResult parsed, DicomUid abstractSyntax, CancellationToken cancellation) =>
        ConnectAsync(parsed, AssociationRequest.Create(CallingOf(parsed), CalledOf(parsed), [abstractSyntax]), abstractSyntax, cancellation);

    /// <summary>Makes an association that has one abstract syntax for sure.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">What to ask for.</param>
    /// <param name="abstractSyntax">The abstract syntax.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="idle">How long the peer may be silent; null for the default of associations.</param>
    /// <exception cref="ToolException">The peer does not offer the service.</exception>
    public async Task<Association> ConnectAsync(
        ParseResult parsed, AssociationRequest request, DicomUid abstractSyntax, CancellationToken cancellation, TimeSpan? idle = null)
    {
        var peer = PeerOf(parsed);
        var timeout = TimeoutOf(parsed);
        var limits = new AssociationLimits { ArtimTimeout = timeout, ResponseTimeout = timeout, ReleaseTimeout = timeout, IdleTimeout = idle ?? AssociationLimits.Default.IdleTimeout };
        var called = request.CalledAETitle;
        var association = await new AssociationRequestor(limits).RequestAsync(peer.Host, peer.Port, TlsOf(parsed), request, cancellation).ConfigureAwait(false);
        if (association.FindContext(abstractSyntax) is not null)
            return association;
        await association.ReleaseAsync(cancellation).ConfigureAwait(false);
        await association.DisposeAsync().ConfigureAwait(false);
        throw new ToolException(ExitCodes.Refused, $"{called} at {peer} does not offer {abstractSyntax.Name ?? abstractSyntax.Value}.");
    }

    /// <summary>An option that takes an AE title; without a standard one it must be given.</summary>
    public static Option<AETitle> AETitleOption(string name, string alias, string description, string? standard) => new(name, alias)
    {
        Description = description,
        HelpName = "AET",
        Required = standard is null,
        DefaultValueFactory = standard is null ? null : _ => AETitle.Parse(standard),
        CustomParser = result =>
        {
            if (AETitle.TryParse(result.Tokens[0].Value, out var title))
                return title;
            result.AddError($"'{result.Tokens[0].Value}' is not an AE title: 1 to 16 characters of ASCII, no backslash.");
            return default;
        },
    };
}
