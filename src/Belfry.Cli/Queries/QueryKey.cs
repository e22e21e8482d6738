using System.CommandLine.Parsing;
using System.Globalization;
using Belfry.Dicom;

namespace Belfry.Cli.Queries;

/// <summary>One step of a key: an attribute, and which item when it is a sequence on the way.</summary>
internal readonly record struct QueryStep(DicomTag Tag, int Item);

/// <summary>
/// A key of a query as it is written: <c>PatientName=D*</c>, <c>(0010,0020)</c>, <c>ScheduledProcedureStepSequence.Modality=CT</c>,
/// <c>(0040,0100)[0].Modality</c>. Without <c>=</c> the key is only asked to be returned.
/// </summary>
/// <param name="Path">From the top to the attribute.</param>
/// <param name="Value">The value; empty for universal matching.</param>
internal sealed record QueryKey(IReadOnlyList<QueryStep> Path, string Value)
{
    private const int MaxItems = 16;

    // The deepest nesting that we read, too.
    private const int MaxSteps = 64;

    public DicomTag Tag => Path[^1].Tag;

    /// <exception cref="FormatException">Not a key; says why.</exception>
    public static QueryKey Parse(string text)
    {
        var equals = text.IndexOf('=');
        var path = equals < 0 ? text : text[..equals];
        var steps = path.Split('.', MaxSteps + 1).Select(ParseStep).ToList();
        if (steps.Count > MaxSteps)
            throw new FormatException($"'{text}': more than {MaxSteps} steps.");
        return new QueryKey(steps, equals < 0 ? "" : text[(equals + 1)..]);
    }

    /// <summary>The keys of an option; what is none is an error of the command line.</summary>
    public static QueryKey[] ParseAll(ArgumentResult result)
    {
        var keys = new List<QueryKey>();
        foreach (var token in result.Tokens)
        {
            try
            {
                keys.Add(Parse(token.Value));
            }
            catch (FormatException fault)
            {
                result.AddError(fault.Message);
            }
        }

        return [.. keys];
    }

    private static QueryStep ParseStep(string text)
    {
        var item = 0;
        var name = text;
        if (text.EndsWith(']') && text.LastIndexOf('[') is > 0 and var open)
        {
            if (!int.TryParse(text[(open + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out item) || item >= MaxItems)
                throw new FormatException($"'{text}': the number of an item is 0 to {MaxItems - 1}.");
            name = text[..open];
        }

        return DicomTag.TryParse(name, out var tag) && !tag.IsItemOrDelimiter
            ? new QueryStep(tag, item)
            : throw new FormatException($"'{name}' is neither a keyword of the dictionary nor a tag such as (0010,0010).");
    }
}
