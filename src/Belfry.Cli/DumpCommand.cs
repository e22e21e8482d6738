using System.CommandLine;
using Belfry.Dicom;

namespace Belfry.Cli;

/// <summary><c>belfry dump</c>: files as text.</summary>
internal static class DumpCommand
{
    private const string Description = """
        Shows DICOM files as text, one line per element.

        Examples:
          belfry dump image.dcm
          belfry dump worklists/*.wl --max-length 0
          cat image.dcm | belfry dump -
        """;

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "DICOM files, with or without preamble; - is standard input", Arity = ArgumentArity.OneOrMore };
        var length = new Option<int>("--max-length", "-l") { Description = "Longest value shown, in characters; 0 shows all", DefaultValueFactory = _ => 80 };
        var tolerant = new Option<bool>("--tolerant") { Description = "Show what a damaged file holds up to its fault" };
        var command = new Command("dump", Description) { files, length, tolerant };
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var names = parsed.GetValue(files) ?? [];
            var limit = parsed.GetValue(length) is > 0 and var given ? given : int.MaxValue;
            foreach (var name in names)
            {
                if (names.Length > 1)
                    await output.WriteLineAsync($"# {name}").ConfigureAwait(false);
                var file = await ToolInvocation.OpenAsync(parsed, name, cancellation).ConfigureAwait(false);
                Write(name, file, limit, parsed.GetValue(tolerant), output, parsed.InvocationConfiguration.Error);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void Write(string path, InputFile input, int limit, bool tolerant, TextWriter output, TextWriter error)
    {
        try
        {
            var file = input.ReadDicom(new DicomReadOptions { KeepWhatWasRead = tolerant });
            DicomDump.Write(file.FileMeta, output, limit);
            output.WriteLine($"# {file.TransferSyntax.Name}");
            DicomDump.Write(file.DataSet, output, limit);
            foreach (var warning in file.Warnings)
                error.WriteLine($"belfry: {path}: {warning}");
        }
        catch (DicomFormatException fault)
        {
            throw new ToolException(ExitCodes.BadFile, $"{path}: {fault.Message}", fault);
        }
    }
}
