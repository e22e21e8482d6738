using System.Globalization;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Web;

/// <summary>Codes of command sets as the standard writes them, in hexadecimal, with what they mean (PS3.7 Annex C and E).</summary>
internal static class CommandSetText
{
    private static readonly DicomTag _commandField = new(0x0000, 0x0100);
    private static readonly DicomTag _dataSetType = new(0x0000, 0x0800);
    private static readonly DicomTag _status = new(0x0000, 0x0900);

    /// <summary>The text of an element that is a code; null for others.</summary>
    public static string? Of(DicomElement element)
    {
        if (element.Tag != _commandField && element.Tag != _dataSetType && element.Tag != _status)
            return null;
        if (!ushort.TryParse(element.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return null;
        var name = element.Tag == _commandField ? MessageOf(code)
            : element.Tag == _status ? MeaningOf(new DimseStatus(code))
            : code == 0x0101 ? "no data set" : "data set";
        return name is null ? $"0x{code:X4}" : $"0x{code:X4} ({name})";
    }

    private static string? MessageOf(ushort code)
    {
        // A response is its request with bit 15 set; C-CANCEL-RQ has none.
        if (code == 0x0FFF)
            return "C-CANCEL-RQ";
        var request = (CommandField)(code & 0x7FFF);
        return Enum.IsDefined(request) ? request.ServiceOf() + (code == (ushort)request ? "-RQ" : "-RSP") : null;
    }

    // Those that mean the same in every service, and ranges that service classes share (PS3.4 tables B.2-1, C.4-1 to C.4-3).
    private static string MeaningOf(DimseStatus status) => status.Code switch
    {
        0x0105 => "No Such Attribute",
        0x0106 => "Invalid Attribute Value",
        0x0107 => "Attribute List Error",
        0x0110 => "Processing Failure",
        0x0111 => "Duplicate SOP Instance",
        0x0112 => "No Such SOP Instance",
        0x0113 => "No Such Event Type",
        0x0114 => "No Such Argument",
        0x0115 => "Invalid Argument Value",
        0x0116 => "Attribute Value Out of Range",
        0x0117 => "Invalid Object Instance",
        0x0118 => "No Such SOP Class",
        0x0119 => "Class-Instance Conflict",
        0x0120 => "Missing Attribute",
        0x0121 => "Missing Attribute Value",
        0x0122 => "SOP Class Not Supported",
        0x0123 => "No Such Action",
        0x0124 => "Not Authorized",
        0x0210 => "Duplicate Invocation",
        0x0211 => "Unrecognized Operation",
        0x0212 => "Mistyped Argument",
        0x0213 => "Resource Limitation",
        0xA801 => "Move Destination Unknown",
        >= 0xA700 and <= 0xA7FF => "Out of Resources",
        >= 0xA900 and <= 0xA9FF => "Does Not Match SOP Class",
        >= 0xC000 and <= 0xCFFF => "Unable to Process",
        _ => status.Class.ToString(),
    };
}
