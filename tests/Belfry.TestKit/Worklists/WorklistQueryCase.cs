using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.TestKit;

/// <summary>One row of <c>queries.tsv</c>: a query and the items that a server returns, for each person-name policy.</summary>
/// <param name="Id">Q01 to Q64.</param>
/// <param name="Description">What it asks.</param>
/// <param name="CharacterSet">The values of (0008,0005), joined by backslash; empty for the default repertoire.</param>
/// <param name="Class">mandatory, pn-policy or policy.</param>
/// <param name="Literal">Expected with literal person names.</param>
/// <param name="CaseInsensitive">Expected when case does not count.</param>
/// <param name="CaseAndAccentInsensitive">Expected when neither case nor accents count.</param>
/// <param name="Json">The identifier in the DICOM JSON model, without (0008,0005).</param>
public sealed record WorklistQueryCase(
    string Id,
    string Description,
    string CharacterSet,
    string Class,
    IReadOnlyList<string> Literal,
    IReadOnlyList<string> CaseInsensitive,
    IReadOnlyList<string> CaseAndAccentInsensitive,
    string Json)
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<WorklistQueryCase> All { get; } = [.. TestData.ReadTable("worklists", "queries.tsv").Select(FromRow)];

    /// <summary>
    /// The identifier as a peer sends it: encoded in <see cref="CharacterSet"/>, or, where the default repertoire cannot hold the text,
    /// in UTF-8 as the row's own JSON is.
    /// </summary>
    public DicomDataSet ToIdentifier()
    {
        var identifier = new DicomDataSet();
        if (CharacterSet.Length > 0)
            identifier.Set(Tags.SpecificCharacterSet, CharacterSet.Split('\\'));
        using var json = JsonDocument.Parse(Json);
        QueryJson.ReadInto(identifier, json.RootElement);
        return DicomDataSet.Parse(identifier.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian);
    }

    /// <summary>The identifier, for the name of a test.</summary>
    public override string ToString() => $"{Id} {Description}";

    private static WorklistQueryCase FromRow(IReadOnlyDictionary<string, string> row) =>
        new(row["query"], row["description"], row["charset"], row["class"], Names(row["expect_pn_literal"]),
            Names(row["expect_pn_case_insensitive"]), Names(row["expect_pn_case_and_accent_insensitive"]), row["identifier_dicom_json"]);

    private static string[] Names(string field) => field is "-" or "" ? [] : field.Split(',');
}
