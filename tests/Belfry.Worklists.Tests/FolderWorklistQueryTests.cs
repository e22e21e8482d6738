using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Worklists.Tests;

/// <summary>All 64 queries of the table, by C-FIND over an association, for each person-name policy.</summary>
public sealed class FolderWorklistQueryTests
{
    public static TheoryData<string, PersonNameMatching> Queries
    {
        get
        {
            var data = new TheoryData<string, PersonNameMatching>();
            foreach (var query in WorklistQueryCase.All)
            {
                foreach (var policy in Enum.GetValues<PersonNameMatching>().Where(static value => value != PersonNameMatching.Fuzzy))
                    data.Add(query.Id, policy);
            }

            return data;
        }
    }

    [Fact]
    public void Queries_All_AreThere() => Assert.Equal(64, WorklistQueryCase.All.Count);

    [Theory]
    [MemberData(nameof(Queries))]
    [Trait("Section", "PS3.4 C.2.2.2")]
    [Trait("Section", "PS3.4 K.6.1.2.2")]
    public async Task Find_QueryOfTheTable_GivesTheExpectedItems(string id, PersonNameMatching policy)
    {
        var query = WorklistQueryCase.All.Single(q => q.Id == id);
        using var fixture = new WorklistFolderFixture();
        WorklistSamples.WriteTo(fixture.Folder);
        await using var host = new ServiceHost(
            fixture.Worklist, new FindOptions { Matching = MatchingPolicy.Worklist with { PersonNames = policy } });
        await using var association = await host.AssociateAsync();

        var replies = await ServiceHost.FindAsync(association, query.ToIdentifier(), TestContext.Current.CancellationToken);

        var expected = policy switch
        {
            PersonNameMatching.Literal => query.Literal,
            PersonNameMatching.CaseInsensitive => query.CaseInsensitive,
            _ => query.CaseAndAccentInsensitive,
        };
        Assert.Equal(DimseStatus.Success, replies[^1].Status);
        Assert.Equal(expected, replies.SkipLast(1).Select(static reply => WorklistSamples.NameOf(reply.DataSet!)));
        Assert.All(replies.SkipLast(1), static reply => Assert.Equal(DimseStatus.Pending, reply.Status));
    }
}
