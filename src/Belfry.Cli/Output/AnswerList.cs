using Belfry.Dicom;

namespace Belfry.Cli.Output;

/// <summary>Answers as a JSON list of the DICOM JSON model (PS3.18 Annex F), written as they come.</summary>
internal sealed class AnswerList(TextWriter output)
{
    private bool _begun;

    public void Add(DicomDataSet answer)
    {
        output.WriteLine(_begun ? "," : "[");
        output.Write(DicomJson.ToJson(answer));
        _begun = true;
    }

    public void End() => output.WriteLine(_begun ? "\n]" : "[]");
}
