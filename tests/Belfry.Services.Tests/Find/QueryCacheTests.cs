using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

public sealed class QueryCacheTests
{
    private static readonly WorklistModel s_model = new(ScriptedWorklist.Of(), MatchingPolicy.Worklist);
    private static readonly FindTerms s_terms = new(MatchingPolicy.Worklist);

    private readonly QueryCache _cache = new();

    [Fact]
    public void Find_QueryThatCameOnce_IsNotKept()
    {
        var query = Compile("P1");
        _cache.Add(query);
        Assert.Null(_cache.Find(query.Identifier.Span, query.TransferSyntax, s_terms));
    }

    [Fact]
    public void Find_QueryThatCameTwice_IsFoundByItsBytesTransferSyntaxAndTerms()
    {
        var query = Compile("P1");
        _cache.Add(Compile("P1"));
        _cache.Add(query);
        Assert.Same(query, _cache.Find(Compile("P1").Identifier.Span, query.TransferSyntax, s_terms));
        Assert.Null(_cache.Find(query.Identifier.Span, TransferSyntax.ImplicitVRLittleEndian, s_terms));
        Assert.Null(_cache.Find(query.Identifier.Span, query.TransferSyntax, new FindTerms(MatchingPolicy.Worklist)));
        Assert.Null(_cache.Find(Compile("P2").Identifier.Span, query.TransferSyntax, s_terms));
    }

    [Fact]
    public void Find_LongIdentifier_IsNeverKept()
    {
        var query = Compile(new string('x', QueryCache.MaxIdentifierLength));
        _cache.Add(query);
        _cache.Add(query);
        Assert.Null(_cache.Find(query.Identifier.Span, query.TransferSyntax, s_terms));
    }

    [Fact]
    public void Add_ManyQueries_KeepsABoundedNumber()
    {
        var queries = Enumerable.Range(0, 1000).Select(number => Compile($"P{number}")).ToList();
        foreach (var query in queries)
        {
            _cache.Add(query);
            _cache.Add(query);
        }

        Assert.InRange(queries.Count(query => _cache.Find(query.Identifier.Span, query.TransferSyntax, s_terms) is not null), 1, 64);
    }

    [Fact]
    public void TakeShaper_OfTwoOperationsAtOnce_AreTwo()
    {
        var query = Compile("P1");
        var first = query.TakeShaper();
        var second = query.TakeShaper();
        Assert.NotSame(first, second);
        query.GiveBack(first);
        Assert.Same(first, query.TakeShaper());
    }

    private static CompiledQuery Compile(string patientId)
    {
        var identifier = new DicomDataSet { { Tags.PatientID, patientId } };
        return s_model.Compile(identifier.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian, s_terms);
    }
}
