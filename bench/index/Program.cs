using System.Globalization;
using Belfry.Archive;
using Belfry.IndexBench;

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (FormatException fault)
{
    Console.Error.WriteLine(fault.Message);
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

string folder = options.Folder ?? Directory.CreateTempSubdirectory("belfry-index-bench-").FullName;
try
{
    string path = Path.Combine(folder, "index.db");
    await using (var index = SqliteIndex.Open(new ArchiveIndexOptions { Path = path, IsDurable = options.IsDurable }))
    {
        var filling = new Filling(index, options);
        await filling.RunAsync(CancellationToken.None);
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"index.db {new FileInfo(path).Length >> 20} MiB, index.db-wal {new FileInfo(path + "-wal").Length >> 20} MiB"));
        Console.WriteLine();
        await new Asking(index, filling.Studies, options).RunAsync(CancellationToken.None);
    }

    return 0;
}
finally
{
    if (options.Folder is null)
        Directory.Delete(folder, recursive: true);
}
