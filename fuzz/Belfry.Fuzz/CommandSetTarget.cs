using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Fuzz;

/// <summary>Command sets: read as a request and as a response, written, read and written again.</summary>
internal static class CommandSetTarget
{
    private const ushort ResponseBit = 0x8000;

    private static readonly PresentationContext s_context = new(1, Uids.Verification, TransferSyntax.ImplicitVRLittleEndian, true, true);

    public static void Run(byte[] bytes)
    {
        // Longer ones end their association before they are read.
        if (bytes.Length > AssociationLimits.Default.MaxCommandLength || CommandSet.Read(bytes, out var command) is not null)
            return;
        if (command.CommandField is not { } field)
            return;
        if (CommandReader.IsResponse(field))
            RunResponse(in command, (ushort)(field & ~ResponseBit));
        else if (field != (ushort)CommandField.CCancelRequest)
            RunRequest(in command);
    }

    private static void RunRequest(in CommandSet command)
    {
        var request = CommandReader.ReadRequest(in command, s_context);
        CommandReader.FindFault(in command, request);
        request.CreateResponse(DimseStatus.Success);
        if (request is UnrecognizedRequest)
            return;
        var written = Written(output => CommandWriter.Write(output, request, request.MessageId, request.HasDataSet));
        FuzzFinding.Unless(CommandSet.Read(written, out var second) is null, "A command set that we wrote cannot be read.");
        var again = CommandReader.ReadRequest(in second, s_context);
        var twice = Written(output => CommandWriter.Write(output, again, again.MessageId, again.HasDataSet));
        FuzzFinding.Unless(written.AsSpan().SequenceEqual(twice), "Written and read, the request is another.");
    }

    private static void RunResponse(in CommandSet command, ushort requestField)
    {
        var asked = default(CommandSet);
        asked.CommandField = requestField;
        asked.AffectedSopClassUid = command.AffectedSopClassUid;
        asked.RequestedSopClassUid = command.AffectedSopClassUid;
        var request = CommandReader.ReadRequest(in asked, s_context);
        if (CommandReader.ReadResponse(in command, request) is not { } response || request is UnrecognizedRequest)
            return;
        var written = Written(output => CommandWriter.Write(output, request, response, hasDataSet: false));
        FuzzFinding.Unless(CommandSet.Read(written, out var second) is null, "A command set that we wrote cannot be read.");
        var again = CommandReader.ReadResponse(in second, request) ?? throw new FuzzFinding("Written and read, the response is none.");
        var twice = Written(output => CommandWriter.Write(output, request, again, hasDataSet: false));
        FuzzFinding.Unless(written.AsSpan().SequenceEqual(twice), "Written and read, the response is another.");
    }

    private static byte[] Written(Action<OutputBuffer> write)
    {
        var output = new OutputBuffer();
        write(output);
        var bytes = output.WrittenSpan.ToArray();
        output.Reset();
        return bytes;
    }
}
