using System.CommandLine;
using Belfry.Dicom;

namespace Belfry.Cli;

/// <summary><c>belfry json</c>: DICOM files to the DICOM JSON model and back.</summary>
internal static class JsonCommand
{
    private const string Description = """
        Turns a DICOM file into DICOM JSON (PS3.18 Annex F), and DICOM JSON into a DICOM file.

        Examples:
          belfry json image.dcm > image.json
          belfry json image.json --output image.dcm
          cat image.dcm | belfry json -
        """;

    public static Command Create()
    {
        var source = new Argument<string>("FILE") { Description = "A DICOM file, or a JSON file; - is standard input" };
        var target = new Option<string>("--output", "-o") { Description = "Where to write; standard output by default, for JSON only", HelpName = "FILE" };
        var compact = new Option<bool>("--compact") { Description = "Write JSON in one line" };
        var command = new Command("json", Description) { source, target, compact };
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = await ToolInvocation.OpenAsync(parsed, parsed.GetRequiredValue(source), cancellation).ConfigureAwait(false);
            var output = parsed.GetValue(target);
            if (file.IsJson())
                await ToDicomAsync(file, output, cancellation).ConfigureAwait(false);
            else
                await ToJsonAsync(file, output, !parsed.GetValue(compact), parsed.InvocationConfiguration.Output, cancellation).ConfigureAwait(false);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task ToJsonAsync(InputFile file, string? target, bool indented, TextWriter output, CancellationToken cancellation)
    {
        var json = DicomJson.ToJson(file.ReadDicom().DataSet, indented);
        if (target is null)
            await output.WriteLineAsync(json.AsMemory(), cancellation).ConfigureAwait(false);
        else
            await File.WriteAllTextAsync(target, json + "\n", cancellation).ConfigureAwait(false);
    }

    private static async Task ToDicomAsync(InputFile source, string? target, CancellationToken cancellation)
    {
        if (target is null)
            throw new ToolException(ExitCodes.Usage, "a DICOM file is not written to the terminal; give --output FILE.");
        var file = source.ReadJson();
        var stream = File.Create(target);
        await using (stream.ConfigureAwait(false))
            await file.SaveAsync(stream, null, cancellation).ConfigureAwait(false);
    }
}
