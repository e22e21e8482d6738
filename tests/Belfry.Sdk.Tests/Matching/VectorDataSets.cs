using System.Text;
using System.Text.RegularExpressions;
using Belfry.Dicom;
using Belfry.TestKit;

namespace Belfry.Sdk.Tests;

/// <summary>Makes the query and the candidate of a row of <c>qr-matching.tsv</c>.</summary>
internal static partial class VectorDataSets
{
    private static readonly Dictionary<string, (DicomTag Tag, VR VR)> s_attributes = new()
    {
        ["AE"] = (Tags.StationAETitle, VR.AE),
        ["AS"] = (Tags.PatientAge, VR.AS),
        ["CS"] = (Tags.Modality, VR.CS),
        ["DA"] = (Tags.StudyDate, VR.DA),
        ["DS"] = (Tags.PatientWeight, VR.DS),
        ["DT"] = (Tags.AcquisitionDateTime, VR.DT),
        ["IS"] = (Tags.InstanceNumber, VR.IS),
        ["LO"] = (Tags.PatientID, VR.LO),
        ["LT"] = (Tags.PatientComments, VR.LT),
        ["PN"] = (Tags.PatientName, VR.PN),
        ["SH"] = (Tags.AccessionNumber, VR.SH),
        ["TM"] = (Tags.StudyTime, VR.TM),
        ["UI"] = (Tags.StudyInstanceUID, VR.UI),
        ["UR"] = (Tags.RetrieveURL, VR.UR),
        ["US"] = (Tags.PregnancyStatus, VR.US),
        ["UT"] = (Tags.TextValue, VR.UT),
    };

    public static DicomDataSet Query(MatchingVector vector) => vector.VR switch
    {
        "SQ" => WithSequence(vector.Query.Length == 0 ? [] : [Item(vector.Query)]),
        "DA+TM" => Period(vector.Query.Split(" & ")),
        _ => Single(vector.VR, vector.Query),
    };

    public static DicomDataSet Candidate(MatchingVector vector) => vector.VR switch
    {
        "SQ" => WithSequence([.. ItemPattern().Matches(vector.Stored == "(any items)" ? "{T1,SCT}" : vector.Stored).Select(static m => Item(m.Value))]),
        "DA+TM" => Period(vector.Stored.Split(' ')),
        _ => Single(vector.VR, vector.Stored),
    };

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex ItemPattern();

    private static DicomDataSet Single(string vr, string value)
    {
        var (tag, representation) = s_attributes[vr];
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        if (value.Length == 0)
            dataSet.SetEmpty(tag);
        else if (representation == VR.US)
            dataSet.Set(tag, long.Parse(value));
        else
            dataSet.Set(tag, representation, Encoding.UTF8.GetBytes(value));
        return DicomDataSet.Parse(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian);
    }

    private static DicomDataSet Period(string[] dateAndTime)
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.ScheduledProcedureStepStartDate, VR.DA, Encoding.ASCII.GetBytes(dateAndTime[0]));
        dataSet.Set(Tags.ScheduledProcedureStepStartTime, VR.TM, Encoding.ASCII.GetBytes(dateAndTime[1]));
        return dataSet;
    }

    private static DicomDataSet WithSequence(DicomDataSet[] items)
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.ProcedureCodeSequence, items);
        return dataSet;
    }

    // "{CodeValue=T1, Scheme=SCT}", "{CodeValue=T1}" or "{T1,SCT}".
    private static DicomDataSet Item(string text)
    {
        var item = new DicomDataSet();
        var parts = text.Trim('{', '}').Split(',', StringSplitOptions.TrimEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            var tag = i == 0 ? Tags.CodeValue : Tags.CodingSchemeDesignator;
            var value = parts[i][(parts[i].IndexOf('=') + 1)..];
            if (value.Length == 0)
                item.SetEmpty(tag);
            else
                item.Set(tag, value);
        }

        return item;
    }
}
