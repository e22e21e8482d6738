using Xunit;

namespace Belfry.Services.Tests;

[Trait("Section", "PS3.4 C.5.1.1")]
public sealed class QueryRetrieveNegotiationTests
{
    [Theory]
    [InlineData(new byte[] { }, QueryRetrieveOptions.None)]
    [InlineData(new byte[] { 1 }, QueryRetrieveOptions.Relational)]
    [InlineData(new byte[] { 0, 1, 1 }, QueryRetrieveOptions.DateTimeMatching | QueryRetrieveOptions.FuzzyPersonNames)]
    [InlineData(new byte[] { 2, 0, 255, 1 }, QueryRetrieveOptions.TimezoneAdjustment)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 1, 1, 1, 1 }, QueryRetrieveOptions.EmptyValueMatching | QueryRetrieveOptions.MultipleValueMatching)]
    public void Read_Bytes_OnesAreOptions(byte[] bytes, QueryRetrieveOptions expected) =>
        Assert.Equal(expected, QueryRetrieveNegotiation.Read(bytes) & ~(QueryRetrieveOptions)16);

    [Theory]
    [InlineData(new byte[] { 1, 1, 1 }, new byte[] { 1, 1, 0 })]
    [InlineData(new byte[] { 0, 1 }, new byte[] { 0, 1 })]
    [InlineData(new byte[] { 1, 7 }, new byte[] { 1, 0 })]
    [InlineData(new byte[] { }, new byte[] { })]
    public void Answer_Proposal_HasItsLengthAndWhatBothWant(byte[] proposed, byte[] expected)
    {
        var answer = QueryRetrieveNegotiation.Answer(proposed, QueryRetrieveOptions.Relational | QueryRetrieveOptions.DateTimeMatching);

        Assert.Equal(expected, answer.ToArray());
    }
}
