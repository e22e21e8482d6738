namespace Belfry.Network;

/// <summary>DIMSE services by the names of the standard (PS3.7 §7.5).</summary>
public static class CommandFieldNames
{
    /// <summary>The service that a request asks for, such as N-ACTION; for what is no request, the name of the message.</summary>
    public static string ServiceOf(this CommandField command) => command switch
    {
        CommandField.CEchoRequest => "C-ECHO",
        CommandField.CFindRequest => "C-FIND",
        CommandField.CStoreRequest => "C-STORE",
        CommandField.CMoveRequest => "C-MOVE",
        CommandField.CGetRequest => "C-GET",
        CommandField.NEventReportRequest => "N-EVENT-REPORT",
        CommandField.NGetRequest => "N-GET",
        CommandField.NSetRequest => "N-SET",
        CommandField.NActionRequest => "N-ACTION",
        CommandField.NCreateRequest => "N-CREATE",
        CommandField.NDeleteRequest => "N-DELETE",
        _ => command.ToString(),
    };
}
