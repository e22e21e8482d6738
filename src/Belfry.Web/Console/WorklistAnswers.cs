using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>The items of a worklist that are explained.</summary>
/// <param name="Items">The items.</param>
internal sealed record WorklistAnswers(IReadOnlyList<DicomDataSet> Items)
{
    /// <summary>Most answers that are taken of a source that cannot list its items: it may have any number.</summary>
    public const int Most = 2000;

    private static readonly DicomTag[] _narrowing = [Tags.PatientID, Tags.AccessionNumber];

    /// <summary>True when the source has more, which were not looked at.</summary>
    public bool IsCut { get; private init; }

    /// <summary>The keys that the source was asked for in the end, since without any it has too many items; empty when it was asked without.</summary>
    public IReadOnlyList<DicomTag> NarrowedBy { get; private init; } = [];

    /// <summary>
    /// Asks a source for everything. When that is too much, and the query has a start date, a Patient ID or an accession number, it is asked for these alone:
    /// its items of another day are not seen then, those of that day that do not match for another reason are.
    /// </summary>
    public static async ValueTask<WorklistAnswers> AskAsync(IWorklistHandler handler, WorklistQuery query, DicomConnection connection, CancellationToken cancellation)
    {
        var all = await ReadAsync(handler, new WorklistQuery(new DicomDataSet(), query.Policy), connection, cancellation);
        if (!all.IsCut)
            return all;
        var (keys, names) = NarrowingKeysOf(query.Identifier);
        return names.Count == 0 ? all : await ReadAsync(handler, new WorklistQuery(keys, query.Policy), connection, cancellation) with { NarrowedBy = names };
    }

    private static async ValueTask<WorklistAnswers> ReadAsync(IWorklistHandler handler, WorklistQuery query, DicomConnection connection, CancellationToken cancellation)
    {
        List<DicomDataSet> answers = [];
        await foreach (var answer in handler.FindAsync(new WorklistRequest(query, connection), cancellation))
        {
            if (answers.Count == Most)
                return new WorklistAnswers(answers) { IsCut = true };
            answers.Add(answer);
        }

        return new WorklistAnswers(answers);
    }

    private static (DicomDataSet Keys, IReadOnlyList<DicomTag> Names) NarrowingKeysOf(DicomDataSet identifier)
    {
        var keys = new DicomDataSet();
        List<DicomTag> names = [];
        foreach (var tag in _narrowing)
        {
            if (TryGetKey(identifier, tag, out var element))
                Add(keys, element);
        }

        if (identifier.GetSequence(Tags.ScheduledProcedureStepSequence) is [var step, ..] && TryGetKey(step, Tags.ScheduledProcedureStepStartDate, out var date))
        {
            var inside = new DicomDataSet();
            Add(inside, date);
            keys.Set(Tags.ScheduledProcedureStepSequence, [inside]);
        }

        if (names.Count > 0 && identifier.TryGetElement(Tags.SpecificCharacterSet, out var characterSet))
            keys.Set(characterSet);
        return (keys, names);

        void Add(DicomDataSet to, DicomElement element)
        {
            to.Set(element);
            names.Add(element.Tag);
        }
    }

    // A key of asterisks alone narrows nothing.
    private static bool TryGetKey(DicomDataSet keys, DicomTag tag, out DicomElement element) =>
        keys.TryGetElement(tag, out element) && keys.GetString(tag) is { } text && text.AsSpan().Trim("* ").Length > 0;
}
