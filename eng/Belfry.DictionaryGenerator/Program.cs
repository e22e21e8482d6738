using Belfry.DictionaryGenerator;

if (args is not ([] or ["--check"]))
{
    Console.Error.WriteLine("""
        Writes src/Belfry.Dicom/Dictionary/Generated from the tables in eng/dictionary.

        usage: dotnet run --project eng/Belfry.DictionaryGenerator [-- --check]

          --check   writes nothing; exit code 1 when a generated file is not what the tables give
        """);
    return args is ["--help"] or ["-h"] ? 0 : 2;
}

if (GeneratedFiles.FindRoot(Environment.CurrentDirectory) is not { } root)
{
    Console.Error.WriteLine("Belfry.slnx was not found in this folder or one above it.");
    return 2;
}

if (args is ["--check"])
{
    var stale = GeneratedFiles.FindStale(root);
    foreach (var path in stale)
        Console.Error.WriteLine($"{path} is not what eng/dictionary gives; run the generator.");
    return stale.Count == 0 ? 0 : 1;
}

foreach (var path in GeneratedFiles.Write(root))
    Console.WriteLine(path);
return 0;
