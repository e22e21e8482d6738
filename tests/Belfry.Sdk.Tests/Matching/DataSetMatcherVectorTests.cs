using Belfry.TestKit;
using Xunit;

namespace Belfry.Sdk.Tests;

public sealed class DataSetMatcherVectorTests
{
    // Rows of class "policy" whose expectation is the other choice; docs/services/worklist.md gives our reasons.
    private static readonly Dictionary<string, bool> s_ours = new()
    {
        ["M092"] = false, // A day that does not exist is no date.
        ["M096"] = true, // The end 1200 of a range covers its whole minute.
    };

    public static TheoryData<string> Vectors => [.. MatchingVector.All.Select(static v => v.Id)];

    [Theory]
    [MemberData(nameof(Vectors))]
    [Trait("Section", "PS3.4 C.2.2.2")]
    public void IsMatch_Vector_GivesExpectedResult(string id)
    {
        var vector = MatchingVector.All.Single(v => v.Id == id);
        var matcher = DataSetMatcher.Compile(VectorDataSets.Query(vector), PolicyOf(vector));
        var candidate = VectorDataSets.Candidate(vector);

        var expected = vector.Class == "policy" && s_ours.TryGetValue(id, out var ours) ? ours : vector.IsMatch;
        Assert.Equal(expected, matcher.IsMatch(candidate));
        Assert.Equal(expected, matcher.Explain(candidate).All(static key => key.IsMet));
    }

    [Fact]
    public void Vectors_All_AreThere() => Assert.Equal(124, MatchingVector.All.Count);

    [Fact]
    [Trait("Section", "PS3.4 C.2.2.2.1")]
    public void IsMatch_AccentsUnderDefaultPolicy_Count()
    {
        var vector = MatchingVector.All.Single(static v => v.Id == "M054");
        Assert.False(DataSetMatcher.Compile(VectorDataSets.Query(vector)).IsMatch(VectorDataSets.Candidate(vector)));
    }

    private static MatchingPolicy PolicyOf(MatchingVector vector) => vector.Class switch
    {
        "multiple-value negotiated" => MatchingPolicy.Worklist with { MultipleValueMatching = true },
        "empty-value negotiated" => MatchingPolicy.Worklist with { EmptyValueMatching = true },
        "Q/R without date-time negotiation" => MatchingPolicy.Baseline,
        _ when vector.Note.StartsWith("accent-", StringComparison.Ordinal) =>
            MatchingPolicy.Worklist with { PersonNames = PersonNameMatching.CaseAndAccentInsensitive },
        _ => MatchingPolicy.Worklist,
    };
}
