namespace Belfry.TestKit;

/// <summary>One row of <c>qr-matching.tsv</c>.</summary>
/// <param name="Id">M001 to M124.</param>
/// <param name="VR">The VR; <c>DA+TM</c> for a date and a time together, SQ for a sequence of codes.</param>
/// <param name="Query">The key.</param>
/// <param name="Stored">The candidate's value.</param>
/// <param name="IsMatch">What is expected.</param>
/// <param name="Class">mandatory, policy, or what has to be negotiated.</param>
/// <param name="Rule">The section.</param>
/// <param name="Note">Remarks.</param>
public sealed record MatchingVector(string Id, string VR, string Query, string Stored, bool IsMatch, string Class, string Rule, string Note)
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<MatchingVector> All { get; } =
    [
        .. TestData.ReadTable("worklists", "qr-matching.tsv").Select(static row => new MatchingVector(
            row["id"], row["vr"], row["query"], row["stored"], row["expected"] == "match", row["class"], row["rule"], row["note"])),
    ];

    /// <summary>The row's number, for the name of a test.</summary>
    public override string ToString() => Id;
}
