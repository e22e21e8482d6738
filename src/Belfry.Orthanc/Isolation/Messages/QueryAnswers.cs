using Belfry.Dicom;
using Belfry.Orthanc.Isolation.Processes;

namespace Belfry.Orthanc.Isolation.Messages;

/// <summary>What a query callback answered.</summary>
/// <param name="All">The answers.</param>
/// <param name="IsIncomplete">There are more.</param>
internal sealed record QueryAnswers(IReadOnlyList<DicomDataSet> All, bool IsIncomplete)
{
    /// <summary>Puts the messages of a call together.</summary>
    /// <exception cref="Sdk.DimseStatusException">The callback failed.</exception>
    /// <exception cref="ChildProtocolException">They are none of a query.</exception>
    public static QueryAnswers Read(IReadOnlyList<ChildMessage> messages)
    {
        var answers = new List<DicomDataSet>();
        foreach (var (kind, body) in messages)
        {
            var message = new MessageReader(body);
            switch (kind)
            {
                case MessageKind.Answers:
                    while (!message.IsAtEnd)
                        answers.Add(message.ReadDataSet());
                    break;
                case MessageKind.End:
                    var isIncomplete = message.ReadBoolean();
                    message.End();
                    return new QueryAnswers(answers, isIncomplete);
                case MessageKind.Failed:
                    throw message.ReadFailure();
                default:
                    throw new ChildProtocolException("A query is answered by what is no answer.");
            }
        }

        throw new ChildProtocolException("A query has no end.");
    }
}
